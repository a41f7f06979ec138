"""``boothapp read`` on pictures: the best contact of their codes, and plain words where there is none."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from boothapp.paths import resources_dir
from boothapp.services.picture_codes import codes_on_picture
from tests.helpers.badge_pictures import BADGE_ID, LINK, VCARD, code_picture, in_the_hall


def read(*args: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", "read", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "sample"},
    )


def file_of(image: Image.Image, kind: str = "JPEG") -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def two_codes() -> Image.Image:
    """A badge with its number above its contact code."""
    image = Image.new("L", (900, 800), 230)
    image.paste(code_picture("Code128", BADGE_ID, 4), (40, 20))
    image.paste(code_picture("QRCode", VCARD, 5), (40, 300))
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_badge_on_a_picture_is_read(tmp_path: Path, kind: str) -> None:
    """Whatever the file is called: kind, symbology, fields with how sure each is, the exact text."""
    path = tmp_path / "taken.dat"
    path.write_bytes(file_of(in_the_hall("QRCode", VCARD), kind))
    run = read(path, "--country", "FR")
    assert run.returncode == 0, run.stderr.decode()
    told = json.loads(run.stdout)
    assert (told["kind"], told["symbology"], told["raw"]) == ("vcard", "QRCode", VCARD)
    email = next(field for field in told["fields"] if field["name"] == "email")
    assert (email["value"], email["confidence"]) == ("zoe@lumiere.example", 1.0)
    assert told["others"] == []


def test_the_best_contact_comes_first() -> None:
    """Of a badge's two codes the contact is the answer, and its number is listed."""
    run = read("-", given=file_of(two_codes(), "PNG"))
    told = json.loads(run.stdout)
    assert told["kind"] == "vcard"
    assert [(other["symbology"], other["raw"]) for other in told["others"]] == [("Code128", BADGE_ID)]


def test_a_link_that_holds_a_badges_id_is_a_badge() -> None:
    """As in the window: no card is looked for on its picture, whatever else is printed there."""
    told = json.loads(read("-", given=file_of(in_the_hall("QRCode", LINK))).stdout)
    assert (told["kind"], told["badge_id"], told["symbology"]) == ("link", "9f3c-15514", "QRCode")


def test_a_picture_without_a_code_says_so() -> None:
    """The exit code tells it too."""
    run = read("-", given=file_of(Image.linear_gradient("L")))
    assert run.returncode == 1, run.stderr.decode()
    told = json.loads(run.stdout)
    assert (told["kind"], told["notes"], told["raw"]) == ("picture", ["no_code"], "")


def test_a_show_names_the_symbologies(tmp_path: Path) -> None:
    """What is on the profile's badges is looked for, nothing else."""
    show = (resources_dir() / "demo" / "show.toml").read_text(encoding="utf-8")
    folder = tmp_path / "profile"
    folder.mkdir()
    (folder / "show.toml").write_text('symbologies = ["Code39"]\n' + show, encoding="utf-8")
    (folder / "definition.toml").write_text(
        (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    picture = file_of(in_the_hall("Code39", BADGE_ID, module=4), "PNG")
    assert json.loads(read("-", given=picture).stdout)["symbology"] is None
    told = json.loads(read("-", "--profile", folder, given=picture).stdout)
    assert (told["badge_id"], told["symbology"]) == (BADGE_ID, "Code39")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"can't read this picture"),
        (file_of(Image.new("L", (400, 300), 9))[:900], b"cut short"),
        (b"\xff\xd8\xff" + bytes(21 << 20), b"larger than 20 MB"),
        (file_of(Image.new("1", (7000, 7000)), "PNG"), b"40 megapixels"),
        (file_of(Image.new("L", (40, 30)), "GIF"), b"no JPEG, PNG or WEBP"),
        (file_of(Image.new("L", (40, 30)), "BMP"), b"no JPEG, PNG or WEBP"),
        (file_of(Image.new("L", (40, 30)), "TIFF"), b"no JPEG, PNG or WEBP"),
        (b"\x00\x00\x00\x24ftypheic" + bytes(40), b"no JPEG, PNG or WEBP"),
        (b"PK\x03\x04" + bytes(40), b"boothapp import"),
    ],
    ids=["no picture", "truncated", "huge", "bomb", "GIF", "BMP", "TIFF", "HEIC", "workbook"],
)
def test_a_bad_picture_is_said(content: bytes, said: bytes) -> None:
    """Nothing is unpacked that is too large; the message names what is wrong."""
    run = read("-", given=content)
    assert (run.returncode, run.stdout) == (2, b"")
    assert said in run.stderr


def test_hostile_letters_stay_in_the_raw_text() -> None:
    """Control characters and what turns the reading direction reach no field."""
    card = "MECARD:N:Doe\x07\u202e,Jo;EMAIL:jo@x.example;;"
    found = codes_on_picture(file_of(code_picture("QRCode", card, 6), "PNG"), country="FR")
    [said] = found
    assert said.read.raw == card
    assert not [each for each in said.read.fields if "\u202e" in each.value or "\x07" in each.value]
