"""Of any file brought to the bowl: its cards, its photo, or one word on what it is; never rubbish."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from boothapp.errors import FileProblem, NotEnteredError
from boothapp.intake.plain_text import is_text
from boothapp.services.bowl_files import bowl_files, cards_text

HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + os.urandom(4000)
CARDS = "Jürgen Groß, Groß GmbH\nZoë Lefèvre, Société Lumière\n"


def picture(form: str) -> bytes:
    """A picture of this format."""
    file = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(file, form)
    return file.getvalue()


FOREIGN = {
    "a.HEIC": (HEIC, FileProblem.HEIC),
    "heic.jpg": (HEIC, FileProblem.HEIC),
    "empty.heic": (b"", FileProblem.HEIC),
    "film.mov": (b"\0\0\0\x14ftypqt  " + bytes(200), FileProblem.FILM),
    "a.gif": (picture("GIF"), FileProblem.GIF),
    "a.tiff": (picture("TIFF"), FileProblem.TIFF),
    "a.bmp": (picture("BMP"), FileProblem.BMP),
    "a.pdf": (picture("PDF"), FileProblem.PDF),
    "list.xlsx": (b"PK\x03\x04" + os.urandom(900), FileProblem.WORKBOOK),
    "list.docx": (b"PK\x03\x04" + os.urandom(900), FileProblem.DOCUMENT),
    "all.zip": (b"PK\x03\x04" + os.urandom(900), FileProblem.ARCHIVE),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(900), FileProblem.WORKBOOK),
    "a.rtf": (rb"{\rtf1 Ada Byron}", FileProblem.DOCUMENT),
    "page.html": (b"<!DOCTYPE html><html></html>", FileProblem.MARKUP),
    "noise.txt": (os.urandom(5000), FileProblem.NO_TEXT),
    "nul.txt": (b"Ada Byron\0Engine Ltd\n" * 9, FileProblem.NO_TEXT),
    "noughts": (bytes(4000), FileProblem.NO_TEXT),
    "no.txt": (b"", FileProblem.EMPTY),
    "blank.txt": (b"\n  \r\n", FileProblem.EMPTY),
    "long.txt": (b"Ada Byron, Engine Ltd\n" * 200_000, FileProblem.TOO_LONG),
}


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file of this name with this in it."""
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_text_is_named_and_gives_no_card(tmp_path: Path, name: str) -> None:
    """One word a file, whatever its ending says; nothing of it is a text or a photo."""
    content, problem = FOREIGN[name]
    found = bowl_files([written(tmp_path, name, content)])
    assert (found.photos, found.texts, found.refused) == ([], [], [(name, problem)])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac-roman"]
)
def test_a_text_is_one_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """With or without a mark; all but the accents of old Macs are right."""
    (text,) = bowl_files([written(tmp_path, "cards.txt", CARDS.encode(encoding))]).texts
    assert encoding == "mac-roman" or text.removeprefix("\ufeff") == CARDS
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize(
    "text", ["王小明, 北京例子有限公司\n", "佐藤 健一 株式会社山本\n", "Иван Петров, Ромашка\n"]
)
def test_a_text_is_one_in_any_script(tmp_path: Path, text: str) -> None:
    """In UTF-8 and in UTF-16 with its mark."""
    files = [written(tmp_path, form, text.encode(form)) for form in ("utf-8", "utf-16")]
    assert [each.removeprefix("\ufeff") for each in bowl_files(files).texts] == [text, text]


def test_what_a_scanner_sent_is_a_text(tmp_path: Path) -> None:
    """Control characters around and between the pieces of a badge are no sign of a picture."""
    scans = b"\x02]Q1155\x1dAda\x1dByron\x03\r\n" * 3
    assert bowl_files([written(tmp_path, "scans.txt", scans)]).texts


def test_a_photo_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    """By its content, or by its ending where the content may be damaged: that is told when it is opened."""
    files = [written(tmp_path, name, picture("JPEG")) for name in ("a.jpg", "b.txt", "c")]
    files.append(written(tmp_path, "cut.jpg", b"no picture"))
    assert bowl_files(files).photos == files


def test_a_folder_tells_of_every_picture_that_is_not_read(tmp_path: Path) -> None:
    """Its photos are taken, its texts and hidden files let be, everything else is named."""
    for name in ("a.HEIC", "a.gif", "a.tiff", "a.pdf", "heic.jpg"):
        written(tmp_path, name, FOREIGN[name][0])
    for name in (".hidden.HEIC", "readme.txt", "Thumbs.db", "IMG_1.AAE"):
        written(tmp_path, name, HEIC if name.startswith(".") else b"text")
    photo = written(tmp_path, "b.jpg", picture("JPEG"))
    (tmp_path / "more").mkdir()
    found = bowl_files([tmp_path])
    assert (found.photos, found.texts) == ([photo], [])
    assert dict(found.refused) == {
        "a.HEIC": FileProblem.HEIC, "a.gif": FileProblem.GIF, "a.tiff": FileProblem.TIFF,
        "a.pdf": FileProblem.PDF, "heic.jpg": FileProblem.HEIC, "more": FileProblem.INNER_FOLDER,
    }  # fmt: skip


def test_a_folder_with_nothing_for_the_bowl_says_so(tmp_path: Path) -> None:
    """It is never silence."""
    written(tmp_path, "readme.txt", b"text")
    assert bowl_files([tmp_path]).refused == [(tmp_path.name, FileProblem.NO_PHOTOS)]


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """With the system's reason."""
    with pytest.raises(NotEnteredError, match=r"gone\.txt: cannot be read: No such file"):
        cards_text(tmp_path / "gone.txt")


def test_many_files_are_told_in_a_few_words() -> None:
    """Those with the same thing wrong together, not two hundred names."""
    error = NotEnteredError(
        *((f"{n}.HEIC", FileProblem.HEIC) for n in range(200)), ("a.pdf", FileProblem.PDF)
    )
    assert "5.HEIC and 194 more: an iPhone photo" in str(error)
    assert str(error).count("iPhone photo") == 1
    assert "a.pdf: a PDF" in str(error)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], include_characters="\n\t")))
def test_whatever_is_written_in_letters_is_a_text(text: str) -> None:
    """Of any script."""
    assert is_text(text.replace("\ufffd", ""))


@given(st.binary(min_size=1))
def test_bytes_of_nought_are_in_no_text(octets: bytes) -> None:
    """Wherever they stand."""
    assert not is_text((octets + b"\0" + octets).decode("latin-1"))
