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
    assert "14 of 30" in printed  # those of the other laptop came by the sync
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
    assert len(rows) == 14
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


def test_a_new_definition_is_told_and_old_leads_keep_theirs(profile: Path, tmp_path: Path):
    """A changed definition under the old version is refused; under a new one it holds from then on."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    changed = tmp_path / "changed.toml"
    text = (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8")
    changed.write_text(text.replace("count = 2", "count = 1"), encoding="utf-8")
    refused = boothapp("capture", "-", "--profile", profile, "--definition", changed)
    assert refused.returncode == 2
    assert b"version = 2" in refused.stderr
    changed.write_text(changed.read_text(encoding="utf-8").replace("version = 1", "version = 2"), "utf-8")
    told = boothapp("capture", "-", "--profile", profile, "--definition", changed)
    assert told.returncode == 0
    assert b"from now on leads are judged by 'standard' version 2" in told.stderr
    again = boothapp("capture", VISITORS, "--profile", profile, "--json")
    assert sum(row["track"] == "sales_ready" for row in objects(again)) == 12
    assert again.stderr.decode().strip() == "0 saved, 66 were here already"


def test_refused_lines_never_replace_what_has_no_other_copy(profile: Path, tmp_path: Path):
    """Neither the cards that are read nor the lines that were refused before are written over."""
    cards = tmp_path / "cards.jsonl"
    cards.write_bytes(b"not a card\n")
    run = boothapp("capture", cards, "--rejects", cards, "--profile", profile)
    assert run.returncode == 2
    assert cards.read_bytes() == b"not a card\n"
    boothapp("capture", "-", "--profile", profile, given=b"first\n")
    second = boothapp("capture", "-", "--profile", profile, given=b"second\n")
    assert str(profile / "rejects-2.jsonl") in second.stderr.decode()
    kept = [(profile / name).read_text(encoding="utf-8") for name in ("rejects.jsonl", "rejects-2.jsonl")]
    assert [json.loads(line)["text"] for line in kept] == ["first", "second"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("empty.jsonl", "there is no card in"), (".", "is a folder"), ("not-there.jsonl", "No such file")],
)
def test_a_file_without_a_card_is_told(profile: Path, tmp_path: Path, name: str, words: str):
    """Silence is never the answer to a wrong file."""
    (tmp_path / "empty.jsonl").touch()
    run = boothapp("capture", tmp_path / name, "--profile", profile)
    assert words in run.stderr.decode()
    assert str(tmp_path / name) in run.stderr.decode()


@pytest.mark.parametrize(
    "command", [["report"], ["sync"], ["doctor"], ["export", "--preset", "csv", "--out", "out"]]
)
def test_a_misspelled_profile_is_told_and_not_made(profile: Path, command: list[str]):
    """Only what captures makes a profile."""
    run = boothapp(*command, "--profile", profile)
    assert run.returncode == 2
    assert b"there is no profile here" in run.stderr
    assert not profile.exists()


def test_a_central_store_that_will_not_do_is_not_remembered(profile: Path, tmp_path: Path):
    """After a slip in --store, the next sync goes where it went before."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    slip = boothapp("sync", "--profile", profile, "--store", tmp_path)
    assert slip.returncode == 2
    assert boothapp("sync", "--profile", profile).returncode == 0
    assert (profile / "central-store" / "leads.db").exists()


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:30", "9999-12-31"])
def test_a_date_at_the_end_of_the_calendar_stops_no_export(profile: Path, tmp_path: Path, due: str):
    """In another zone such a date is in no year at all; its lead and all others still leave."""
    cards = [json.loads(line) for line in VISITORS.read_bytes().splitlines()]
    ready = next(card for card in cards if card["external_id"] == "demo-001")
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        card = {
            **ready,
            "external_id": zone,
            "follow_up": {**ready["follow_up"], "due_at": due, "zone": zone},
        }
        boothapp("capture", "-", "--profile", profile, "--show", SHOW, given=json.dumps(card).encode())
    run = boothapp(
        "export", "--preset", "salesforce", "--out", tmp_path, "--profile", profile, "--track", "sales_ready",
        "--track", "nurture", "--json",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode()
    assert objects(run)[0]["rows"] == 2
    assert boothapp("sync", "--profile", profile).returncode == 0


def test_an_export_says_who_is_not_in_it_and_opens_in_excel(profile: Path, tmp_path: Path):
    """The other tracks are counted; a byte order mark tells Excel of UTF-8, and no importer meets one."""
    boothapp("capture", VISITORS, "--profile", profile, "--show", SHOW)
    run = boothapp("export", "--preset", "csv", "--out", tmp_path, "--profile", profile)
    assert "not in it: 22 nurture (--track nurture), 23 borrowed, 9 disqualified" in run.stdout.decode()
    assert (tmp_path / "leads.csv").read_bytes().startswith(b"\xef\xbb\xbfLead Id,")
    boothapp("export", "--preset", "salesforce", "--out", tmp_path, "--profile", profile)
    assert (tmp_path / "salesforce_leads_machine.csv").read_bytes().startswith(b"boothapp Id,")


def test_verdict_says_what_to_ask_next(profile: Path):
    """In the sentence that staff can say aloud."""
    card = b'{"interest_basis": "product", "contacts": [{"email": "a@b.example"}]}'
    run = boothapp("verdict", "-", "--profile", profile, given=card)
    assert 'ask next: "What is the problem you came here with?"' in run.stdout.decode()


def test_the_report_counts_a_lead_once_a_question(profile: Path):
    """Several values of one answer, whether of a list or in the visitor's own words, are one lead asked."""
    answers = b'{"plc": {"state": "answered", "value": ["S7", "M340"]}}'
    card = b'{"contacts": [{"given_name": "Ada"}], "answers": ' + answers + b"}"
    boothapp("capture", "-", "--profile", profile, given=card)
    boothapp("capture", "-", "--profile", profile, given=b'{"contacts": [{"given_name": "Bob"}]}')
    questions = json.loads(boothapp("report", "--profile", profile, "--json").stdout)["questions"]
    (plc,) = (question for question in questions if question["question"] == "plc")
    assert (plc["asked"], plc["not_asked"], plc["answers"][0]["leads"]) == (1, 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to ask at")
def test_a_person_at_a_terminal_is_asked_for_the_passphrase(profile: Path):
    """Without a keyring and a variable, it is typed unseen, twice at the first start; it never shows."""
    import pty  # noqa: PLC0415 - there is none on Windows

    card = profile.parent / "card.jsonl"
    card.write_bytes(b'{"contacts": [{"given_name": "Ada"}]}')
    main, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "BOOTHAPP_PASSPHRASE"}
    with subprocess.Popen(
        [sys.executable, "-m", "boothapp", "capture", str(card), "--profile", str(profile)],
        stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        shown = b""
        for _ in range(2):
            while not shown.endswith(b": "):
                shown += os.read(main, 1024)
            os.write(main, b"correct horse\n")
            shown += os.read(main, 1)
        assert process.stdout is not None
        assert b"borrowed" in process.stdout.read()
    os.close(main)
    assert b"horse" not in shown
    assert boothapp("report", "--profile", profile, passphrase="correct horse").returncode == 0
