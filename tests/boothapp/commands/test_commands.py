"""The command line as its users run it: real processes, real files, the sample show."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boothapp.paths import resources_dir

DEMO = resources_dir() / "demo"
VISITORS = DEMO / "visitors.jsonl"
SHOW = DEMO / "show.toml"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A folder for a profile that is not there yet."""
    return tmp_path / "profile"


def boothapp(
    *args: object,
    given: bytes = b"",
    passphrase: str = "sample",  # noqa: S107 - made up
) -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": passphrase},
        timeout=120,
    )


def objects(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """What a run with --json printed."""
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_demo_does_the_whole_job(profile: Path):
    """From the cards of two laptops to the scoreboard, the central store and the CRM files."""
    run = boothapp("demo", "--profile", profile)
    assert run.returncode == 0, run.stderr.decode()
    printed = run.stdout.decode()
    assert "12 of 30" in printed
    store = profile / "central-store" / "leads.db"
    assert str(store) in printed
    with sqlite3.connect(store) as central:
        (ready,) = central.execute("SELECT count(*) FROM sales_ready_leads").fetchone()
        (scores,) = central.execute("SELECT sales_ready || '/' || total FROM show_scoreboard").fetchone()
    central.close()
    assert (ready, scores) == (14, "14/75")
    exports = profile / "exports"
    with (exports / "salesforce_leads_machine.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert all(row["Last Name"] and row["Company"] for row in rows)


def test_every_sample_visitor_is_on_the_track_a_salesperson_expects(profile: Path):
    """Captured by the program, the sample show's visitors are judged as a person judged them."""
    expected = json.loads((DEMO / "expected_tracks.json").read_text(encoding="utf-8"))
    cards = [json.loads(line) for line in VISITORS.read_bytes().splitlines()]
    run = boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW, "--json")
    assert run.returncode == 0, run.stderr.decode()
    tracks = {cards[row["line"] - 1]["external_id"]: row["track"] for row in objects(run)}
    assert tracks == {card["external_id"]: expected[card["external_id"]]["track"] for card in cards}


def test_capture_prints_the_documented_keys_and_no_others(profile: Path):
    """A program can rely on the keys of a result."""
    good, bad = objects(
        boothapp(
            "capture",
            "-",
            "--profile",
            profile,
            "--json",
            given=b'{"contacts": [{"email": "a@b.example"}]}\n{}\n',
        )
    )
    assert list(good) == ["line", "id", "track", "missing", "blocked_by", "ask_next"]
    assert list(bad) == ["line", "error"]


def test_a_bad_line_stands_in_nobodys_way(profile: Path, tmp_path: Path):
    """The good lines are in, the bad ones in the reject file with number and reason; the exit code tells."""
    cards = tmp_path / "cards.jsonl"
    cards.write_bytes(
        b'\xef\xbb\xbf{"contacts": [{"given_name": "Ada"}]}\r\n'
        b"\n"
        b"not json\n"
        b'{"contacts": [{"given_name": "Bob", "shoe_size": 9}]}\n'
        b'{"company": {"name": "Nobody there"}}\n'
        b'{"contacts": [{"given_name": "Cy"}]}'
    )
    run = boothapp("capture", cards, "--profile", profile, "--json")
    assert run.returncode == 1
    assert [(row["line"], "error" in row) for row in objects(run)] == [
        (1, False), (3, True), (4, True), (5, True), (6, False),
    ]  # fmt: skip
    rejects = [
        json.loads(line) for line in Path(f"{cards}.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [row["line"] for row in rejects] == [3, 4, 5]
    assert "shoe_size" in rejects[1]["error"]
    assert json.loads(rejects[2]["text"]) == {"company": {"name": "Nobody there"}}
    report = json.loads(boothapp("report", "--profile", profile, "--format", "json").stdout)
    assert report["total"] == 2


def test_the_same_line_again_is_a_no_op(profile: Path):
    """An external id makes a second capture of a line change nothing, in one run and in the next."""
    line = b'{"external_id": "x-1", "contacts": [{"given_name": "Ada"}]}\n'
    first, second = objects(boothapp("capture", "-", "--profile", profile, "--json", given=line * 2))
    (third,) = objects(boothapp("capture", "-", "--profile", profile, "--json", given=line))
    assert first["id"] == second["id"] == third["id"]
    assert json.loads(boothapp("report", "--profile", profile, "--json").stdout)["total"] == 1


def test_a_result_is_printed_as_soon_as_its_card_is_durable(profile: Path):
    """Whoever feeds cards through a pipe gets each answer at once; killed then, the profile has the lead."""
    process = subprocess.Popen(
        [sys.executable, "-m", "boothapp", "capture", "-", "--profile", str(profile), "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "sample"},
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(1, 4):
            process.stdin.write(b'{"contacts": [{"given_name": "Visitor %d"}]}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["line"] == number
        process.kill()
    assert json.loads(boothapp("report", "--profile", profile, "--json").stdout)["total"] == 3


def test_sync_twice_sends_nothing_twice(profile: Path):
    """The second sync has nothing to send, and the store is as it was."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    first = objects(boothapp("sync", "--profile", profile, "--json"))[-1]
    second = objects(boothapp("sync", "--profile", profile, "--json"))[-1]
    assert (first["received"], first["withheld"]) == (34, 32)
    assert (second["sent"], second["received"], second["withheld"]) == (0, 0, 32)


def test_verdict_stores_nothing(profile: Path):
    """Judging cards leaves no trace on the disk."""
    run = boothapp("verdict", VISITORS, "--profile", profile, "--json")
    assert run.returncode == 0, run.stderr.decode()
    assert len(objects(run)) == 66
    assert not profile.exists()


def test_another_definition_judges_otherwise(profile: Path, tmp_path: Path):
    """--definition chooses the rules that a card is judged by."""
    lax = tmp_path / "lax.toml"
    text = (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8")
    head, gate, _ = text.partition("[gate]")
    lax.write_text(
        f'{head}{gate}\ninterest_basis = ["product"]\nrequired = ["need"]\nfollow_up = []\nreachable = []\n'
    )
    card = b'{"interest_basis": "product", "answers": {"need": {"state": "answered", "value": "Stops."}}, '
    card += b'"contacts": [{"given_name": "Ada"}]}'
    (strict,) = objects(boothapp("verdict", "-", "--profile", profile, "--json", given=card))
    (relaxed,) = objects(
        boothapp("verdict", "-", "--definition", lax, "--profile", profile, "--json", given=card)
    )
    assert (strict["track"], relaxed["track"]) == ("nurture", "sales_ready")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = 1", ":1: question: "),
        ('id = "a"\nversion = 1\ntitle = "t"\n[gate', ":4:"),
        ('id = "a"\nversion = 1\ntitle = "t"\ncolour = "red"', ":4: colour: "),
    ],
)
def test_a_broken_definition_is_told_by_file_line_key_and_mend(
    profile: Path, tmp_path: Path, text: str, words: str
):
    """No traceback: the place and what to write there."""
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    run = boothapp("verdict", "-", "--definition", broken, "--profile", profile, given=b"{}")
    assert run.returncode == 2
    told = run.stderr.decode()
    assert str(broken) in told
    assert words in told
    assert "Traceback" not in told


def test_a_wrong_passphrase_is_told_and_changes_nothing(profile: Path):
    """The words say what is safe; the right passphrase still opens the profile."""
    boothapp("capture", "-", "--profile", profile, given=b'{"contacts": [{"given_name": "Ada"}]}')
    wrong = boothapp("report", "--profile", profile, passphrase="other")
    assert wrong.returncode == 2
    assert b"passphrase" in wrong.stderr
    assert b"Traceback" not in wrong.stderr
    assert boothapp("report", "--profile", profile).returncode == 0


def test_a_new_profile_has_nothing_to_report(profile: Path):
    """A command that needs a show says so in words."""
    run = boothapp("report", "--profile", profile)
    assert run.returncode == 2
    assert b"no show yet" in run.stderr


def test_export_says_what_it_wrote(profile: Path, tmp_path: Path):
    """Each file with its rows; nurture leads only when asked for."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    run = boothapp("export", "--preset", "csv", "--out", tmp_path / "out", "--profile", profile, "--json")
    assert run.returncode == 0, run.stderr.decode()
    assert [row["rows"] for row in objects(run)] == [12, 0]
    both = boothapp(
        "export", "--preset", "csv", "--out", tmp_path / "out", "--profile", profile, "--json",
        "--track", "sales_ready", "--track", "nurture",
    )  # fmt: skip
    assert objects(both)[0]["rows"] == 33  # of 34: one said no to mail and to calls


@pytest.mark.parametrize("command", ["", "demo", "capture", "verdict", "sync", "export", "report", "doctor"])
def test_help_tells_every_command(command: str):
    """--help works everywhere and names --profile."""
    run = boothapp(*command.split(), "--help")
    assert run.returncode == 0
    assert b"--profile" in run.stdout or not command


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_a_report_names_the_qualified_first(profile: Path, form: str):
    """Qualified against the goal comes before any other number, in every format."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    run = boothapp("report", "--profile", profile, "--format", form)
    assert run.returncode == 0
    text = run.stdout.decode()
    assert 0 <= text.find("12") < text.find("22") < text.find("66")
