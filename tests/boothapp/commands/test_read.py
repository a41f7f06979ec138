"""``boothapp read``: a payload in, what was understood out as JSON, nothing stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from boothapp.app import Booth
from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.paths import resources_dir
from boothapp.services.layout_keeping import with_layout
from boothapp.services.show_setup import sample_setup
from tests.helpers.card_photos import jpeg, photo
from tests.helpers.printed_cards import printed

DATA = Path(__file__).parents[2] / "data" / "intake"


def read(*args: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", "read", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "sample"},
    )


def test_a_badge_is_read_by_the_layouts_of_the_profile(tmp_path: Path) -> None:
    """The layout that was learned in the window names the pieces here too."""
    layout = BadgeLayout(name="Hall", separator="|", columns=(VisitorField.COMPANY, VisitorField.FAMILY_NAME))
    with Booth.open(tmp_path, passphrase="sample") as booth:
        booth.use(with_layout(sample_setup(resources_dir()), layout))
    run = read("-", "--profile", tmp_path, given=b"Engine Ltd|Byron")
    assert run.returncode == 0, run.stderr.decode()
    told = {field["name"]: field["value"] for field in json.loads(run.stdout)["fields"]}
    assert told == {"display_name": "Byron", "family_name": "Byron", "company": "Engine Ltd"}


def test_a_file_of_a_phone_is_told_as_json(tmp_path: Path) -> None:
    """Kind, fields with how sure each is, numbers dialled from the country named; no profile is made."""
    run = read(DATA / "mecard.txt", "--country", "FR", "--profile", tmp_path / "none")
    assert run.returncode == 0, run.stderr.decode()
    told = json.loads(run.stdout)
    assert (told["kind"], told["symbology"]) == ("mecard", None)
    phone = next(field for field in told["fields"] if field["name"] == "phone")
    assert phone == {
        "name": "phone", "value": "+33199001121", "confidence": 1.0, "normalised": "+33199001121"
    }  # fmt: skip
    assert told["raw"] == (DATA / "mecard.txt").read_text(encoding="utf-8")
    assert not (tmp_path / "none").exists()


def test_standard_input_that_nothing_understands_is_kept(tmp_path: Path) -> None:
    """What cannot be read comes back raw, and the exit code says so."""
    run = read("-", "--profile", tmp_path / "none", given=b"%%&$ 0x!")
    assert run.returncode == 1
    assert json.loads(run.stdout)["raw"] == "%%&$ 0x!"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The message names the file; nothing is printed for programs."""
    run = read(tmp_path / "none.vcf")
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"none.vcf" in run.stderr


def test_a_photographed_card_is_told_with_its_places(tmp_path: Path) -> None:
    """Kind, fields with how sure and where on the photo each is, the lines, and the corners of the card."""
    file = tmp_path / "card.jpg"
    file.write_bytes(photo(printed(0, 0).image, seed=0))
    run = read(file, "--country", "FR", "--profile", tmp_path / "none")
    assert run.returncode == 0, run.stderr.decode()
    told = json.loads(run.stdout)
    assert (told["kind"], told["others"]) == ("card_photo", [])
    fields = {field["name"]: field for field in told["fields"]}
    assert fields["email"]["value"] == "zoe.lukasz@lumiere.example"
    assert fields["email"]["confidence"] > 0.9
    left, top, width, height = fields["email"]["box"]
    assert 0 < left < left + width < 1600
    assert 0 < top < top + height < 1200
    (line,) = fields["email"]["lines"]
    assert told["lines"][line]["text"] in told["raw"]
    assert len(told["card"]) == 4


def test_a_picture_of_nothing_is_told_as_such(tmp_path: Path) -> None:
    """With neither a code nor a line of text, it is told as a picture, and the exit code says the rest."""
    file = tmp_path / "grey.jpg"
    file.write_bytes(jpeg(Image.new("RGB", (400, 300), "grey")))
    run = read(file, "--profile", tmp_path / "none")
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert (told["kind"], told["fields"], told["notes"]) == ("picture", [], ["no_code"])
