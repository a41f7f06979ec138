"""The prize draw on the command line, and the twenty lines with which a stranger re-checks it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.badge_pictures import MECARD, in_the_hall
from tests.helpers.card_photos import jpeg

ROOT = Path(__file__).resolve().parents[3]
BOWL = """Ada Byron, Engine Ltd, ada@engine.example
zoe@lumiere.example; Zoë Łukasz; Société Lumière SA
BEGIN:VCARD
VERSION:3.0
FN:Ben Mill
EMAIL:ben@mill.example
END:VCARD
Acme GmbH
Ada B, ADA@engine.example
Jonas Weber, Weber KG
""".encode()


def boothapp(*args: object, given: bytes = b"", phrase: str = "sample") -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": phrase},
        timeout=120,
    )


def objects(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """What a run with --json printed."""
    assert run.returncode == 0, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the bowl in it."""
    folder: Path = tmp_path_factory.mktemp("draw") / "profile"
    show = ROOT / "resources" / "demo" / "show.toml"
    card = b'{"contacts": [{"email": "first@visitor.example"}]}\n'
    assert boothapp("capture", "-", "--profile", folder, "--show", show, given=card).returncode == 0
    entered = objects(boothapp("draw", "enter", "-", "--profile", folder, "--json", given=BOWL))
    assert [one["name"] for one in entered[:3]] == ["Ada Byron", "Zoë Łukasz", "Ben Mill"]
    assert (entered[3]["left_out"], entered[3]["text"]) == ("not_typed", "Acme GmbH")
    assert entered[4]["same_as"] == 1
    return folder


def test_a_draw_from_bowl_to_check(profile: Path, tmp_path: Path) -> None:
    """Close, run, pass over, write the record; whoever has it checks it with nothing else."""
    said = ("--profile", profile, "--json")
    assert boothapp("draw", "mend", 4, "--name", "Eve Acme", *said).returncode == 0
    (closed,) = objects(boothapp("draw", "close", "--out", tmp_path / "closed.json", *said))
    assert (closed["entries"], closed["in_draw"]) == (6, 5)
    (before,) = objects(boothapp("draw", "check", tmp_path / "closed.json", "--json"))
    assert (before["holds"], before["drawn"], before["compared_with_published"]) == (True, False, False)
    (drawn,) = objects(boothapp("draw", "run", "--word", "Blue Whale", *said))
    winner = drawn["winners"][0]["ticket"]
    again = boothapp("draw", "run", *said)
    assert again.returncode == 2
    assert b"was held already" in again.stderr
    (after,) = objects(boothapp("draw", "redraw", "--ticket", winner, "--reason", "not_present", *said))
    assert after["winners"][0] == drawn["reserves"][0]
    record = tmp_path / "record.json"
    assert boothapp("draw", "record", "--out", record, *said).returncode == 0
    (checked,) = objects(boothapp("draw", "check", record, "--commitment", closed["commitment"], "--json"))
    assert checked["holds"]
    assert checked["winners"] == [after["winners"][0]["ticket"]]
    other = boothapp("draw", "check", record, "--commitment", "0" * 64)
    assert other.returncode == 1
    assert b"not the one that was published" in other.stdout
    alone = boothapp("draw", "check", record)
    assert (alone.returncode, b"not compared with what was published" in alone.stdout) == (0, True)
    assert b"not compared" not in other.stdout
    assert strangers_word(tmp_path) == f"winning tickets: {checked['winners']}"


def strangers_word(folder: Path) -> str:
    """What the lines of the help page say of the record in this folder."""
    page = (ROOT / "resources" / "help" / "draw.md").read_text(encoding="utf-8")
    found = re.search(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    lines = [line for line in found[1].splitlines() if line.strip()]
    assert len(lines) <= 24  # as the page says: some twenty
    program = [sys.executable, "-I", "-S", "-c", found[1]]  # with nothing of ours, and nothing installed
    run = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_the_strangers_lines_notice_a_cheat(profile: Path, tmp_path: Path) -> None:
    """Another winner, another line, another seed: each of them is refused."""
    objects(boothapp("draw", "enter", "-", "--profile", profile, "--json", given=BOWL))
    objects(boothapp("draw", "close", "--profile", profile, "--json"))
    objects(boothapp("draw", "run", "--yes", "--profile", profile, "--json"))
    values = json.loads(boothapp("draw", "record", "--profile", profile).stdout)
    cheats = {
        "order": values["order"][::-1], "list": values["list"][1:], "seed": "0" * 64, "winners": 2,
        "prize": "another", "closed_at": "2026-01-01T00:00:00+00:00",
        "result": {**values["result"], "winners": [99]},
    }  # fmt: skip
    for name, value in cheats.items():
        (tmp_path / "record.json").write_text(json.dumps({**values, name: value}), encoding="utf-8")
        with pytest.raises(subprocess.CalledProcessError):
            strangers_word(tmp_path)
        assert boothapp("draw", "check", tmp_path / "record.json").returncode == 1


def test_a_slip_leads_to_its_line(profile: Path) -> None:
    """The hash of a slip stands in the list of its draw."""
    (slip,) = objects(boothapp("draw", "slip", 1, "--profile", profile, "--json"))
    assert slip["identity"] == "mail:ada@engine.example"


def test_photos_are_entered_and_read(profile: Path, tmp_path: Path) -> None:
    """A folder of them; what is no picture is said, and makes the exit code tell."""
    (tmp_path / "code.jpg").write_bytes(jpeg(in_the_hall("QRCode", MECARD)))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    run = boothapp("draw", "photos", tmp_path, "--profile", profile, "--json")
    assert run.returncode == 1
    assert b"broken.png" in run.stderr
    (entry,) = [json.loads(line) for line in run.stdout.splitlines()]
    assert (entry["name"], entry["look_at"]) == ("Ada Byron", ["phone"])
    again = boothapp("draw", "photos", tmp_path / "code.jpg", "--profile", profile, "--json")
    assert (again.returncode, again.stdout) == (0, b"")


def test_no_card_is_made_of_what_is_no_text(profile: Path, tmp_path: Path) -> None:
    """A HEIC by name, or through the pipe, enters nothing, and says how to get a JPEG."""
    heic = b"\0\0\0\x24ftypheic" + b"\n\x8aAda, Byron\xff" * 500
    file = tmp_path / "IMG_1.HEIC"
    file.write_bytes(heic)
    before = len(objects(boothapp("draw", "list", "--profile", profile, "--json")))
    for run in (
        boothapp("draw", "enter", file, "--profile", profile),
        boothapp("draw", "enter", "-", "--profile", profile, given=heic),
    ):
        assert (run.returncode, run.stdout) == (2, b"")
        assert b"an iPhone photo (HEIC)" in run.stderr
    noise = boothapp("draw", "enter", "-", "--profile", profile, given=b"Ada\0Byron\n" * 9)
    assert (noise.returncode, noise.stdout) == (2, b"")
    assert len(objects(boothapp("draw", "list", "--profile", profile, "--json"))) == before


def test_a_folder_of_heics_is_not_silence(profile: Path, tmp_path: Path) -> None:
    """Each is named with what to do, as is a photo that is damaged; none is an entry."""
    for name in ("IMG_1.HEIC", "IMG_2.HEIC"):
        (tmp_path / name).write_bytes(b"\0\0\0\x24ftypheic" + bytes(500))
    (tmp_path / "cut.jpg").write_bytes(jpeg(in_the_hall("QRCode", MECARD))[:4000])
    run = boothapp("draw", "photos", tmp_path, "--profile", profile)
    assert run.returncode == 1
    told = run.stderr.decode()
    assert "IMG_1.HEIC: an iPhone photo" in told
    assert "IMG_2.HEIC: an iPhone photo" in told
    assert "cut.jpg: the file is damaged, or was cut short; nothing was entered" in told


def test_a_file_of_cards_is_read_in_its_encoding(profile: Path, tmp_path: Path) -> None:
    """The accents of Windows are right, from a file and through the pipe."""
    card = "Jürgen Groß, Groß GmbH, jg@gross.example".encode("cp1252")
    (tmp_path / "cards.txt").write_bytes(card)
    said = ("--profile", profile, "--json")
    runs = (
        boothapp("draw", "enter", tmp_path / "cards.txt", *said),
        boothapp("draw", "enter", "-", *said, given=card),
    )
    assert [objects(run)[0]["name"] for run in runs] == ["Jürgen Groß", "Jürgen Groß"]


def test_what_cannot_be_meant_lightly_is_asked(profile: Path) -> None:
    """A draw without a word, a newsletter for a whole batch: where nobody can be asked, nothing happens."""
    said = ("--profile", profile)
    before = boothapp("draw", "list", *said).stdout
    run = boothapp("draw", "enter", "-", "--marketing", *said, given=b"Eve, eve@mill.example\n")
    assert (run.returncode, b"newsletter" in run.stderr, b"--yes" in run.stderr) == (2, True, True)
    assert boothapp("draw", "list", *said).stdout == before
    (entered,) = objects(
        boothapp(
            "draw", "enter", "-", "--marketing", "--yes", *said, "--json", given=b"Eve, eve@mill.example\n"
        )
    )
    assert entered["marketing"] is True
    (closed,) = objects(boothapp("draw", "close", *said, "--json"))
    run = boothapp("draw", "run", *said)
    assert (run.returncode, b"without a word" in run.stderr) == (2, True)
    (drawn,) = objects(boothapp("draw", "run", "--yes", *said, "--json"))
    assert (drawn["draw"], drawn["word"]) == (closed["draw"], "")


def test_a_card_without_terms_is_mended_and_stays_out(profile: Path) -> None:
    """Typing who it is puts nobody into the draw who did not agree to its terms."""
    said = ("--profile", profile, "--json")
    (entered,) = objects(boothapp("draw", "enter", "-", "--without-terms", *said, given=b"Mill GmbH\n"))
    assert entered["left_out"] == "not_typed"
    (mended,) = objects(boothapp("draw", "mend", entered["ticket"], "--name", "Eve Mill", *said))
    assert (mended["name"], mended["left_out"]) == ("Eve Mill", "not_agreed")


def test_entries_are_kept_as_long_as_the_terms_say(profile: Path) -> None:
    """On its day nothing is forgotten yet; the act only tells with --dry-run."""
    run = boothapp("draw", "retention", "--dry-run", "--profile", profile)
    assert (run.returncode, run.stdout) == (0, b"0 entries to be forgotten\n")


def test_the_check_refuses_what_is_no_record(tmp_path: Path) -> None:
    """With a word, and without a profile or a passphrase."""
    (tmp_path / "x.json").write_text('{"format": "boothapp-draw/1"}', encoding="utf-8")
    run = boothapp("draw", "check", tmp_path / "x.json", phrase="")
    assert run.returncode == 2
    assert b"no record of a draw" in run.stderr


def test_nothing_is_made_where_there_is_no_profile(tmp_path: Path) -> None:
    """A misspelled folder is said, and stays unmade."""
    run = boothapp("draw", "list", "--profile", tmp_path / "nowhere")
    assert run.returncode == 2
    assert not (tmp_path / "nowhere").exists()
