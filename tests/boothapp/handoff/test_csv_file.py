"""A file that other programs take, that no spreadsheet runs, and that is whole or not there."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boothapp.errors import ExportError
from boothapp.handoff.csv_file import CsvFile, file_name, neutralised

ROWS = st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5)


def written(folder: Path, rows: list[list[str]], *, machine: bool = True, bom: bool = False) -> bytes:
    """The bytes of a published file with these rows under a header."""
    with CsvFile(folder, "leads.csv", ["one", "two"], machine=machine, bom=bom) as file:
        for row in rows:
            file.add(row)
        described = file.close()
        file.publish()
    octets = (folder / "leads.csv").read_bytes()
    assert described.rows == len(rows)
    assert described.sha256 == hashlib.sha256(octets).hexdigest()
    return octets


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"])
def test_what_starts_a_formula_stands_behind_an_apostrophe(start: str) -> None:
    """Each start of a formula is neutralised, behind spaces too, and nothing after the apostrophe is lost."""
    assert neutralised(f"{start}1+1") == f"'{start}1+1"
    assert neutralised(f" \ufeff{start}1+1") == f"' \ufeff{start}1+1"


@pytest.mark.parametrize("cell", ["", " ", "Zoë", "a=b", "2026-11-25 14:30", "(+33) 1", "'=1", "°-"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    """A cell that starts no formula is written as it is."""
    assert neutralised(cell) == cell


@given(st.text())
def test_a_neutralised_cell_is_harmless_and_complete(cell: str) -> None:
    """No cell starts like a formula any more, and each is the old text behind at most an apostrophe."""
    safe = neutralised(cell)
    assert safe in (cell, f"'{cell}")
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"))
    assert neutralised(safe) == safe


@settings(max_examples=60)
@given(rows=ROWS)
def test_every_cell_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """A machine file read back holds every cell to the letter; lone surrogates alone become "?"."""
    octets = written(tmp_path_factory.mktemp("csv"), rows)
    text = io.StringIO(octets.decode("utf-8"), newline="")
    expected = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    assert list(csv.reader(text, strict=True)) == [["one", "two"], *expected]


def test_the_bytes_are_those_of_rfc_4180(tmp_path: Path) -> None:
    """Lines end in CR LF, a cell with comma, quote or line end is quoted, and quotes are doubled."""
    octets = written(tmp_path, [["Łódź, PL", 'the "big" one\nline 2']])
    assert octets.decode() == 'one,two\r\n"Łódź, PL","the ""big"" one\nline 2"\r\n'


def test_a_bom_is_written_where_excel_is_to_read_it(tmp_path: Path) -> None:
    """The BOM comes first when asked for, and only then."""
    assert written(tmp_path, [], bom=True).startswith(b"\xef\xbb\xbfone")
    assert written(tmp_path, [], bom=False).startswith(b"one")


def test_a_machine_file_says_so_in_its_name() -> None:
    """Who sees the name knows whether a spreadsheet may open it."""
    assert file_name("leads", machine=False) == "leads.csv"
    assert file_name("leads", machine=True) == "leads_machine.csv"


def torn(folder: Path) -> None:
    """Begin a file and fail in the middle."""
    with CsvFile(folder, "leads.csv", ["one", "two"]) as file:
        file.add(["new", "new"])
        raise ZeroDivisionError


def test_an_unfinished_file_leaves_the_old_one(tmp_path: Path) -> None:
    """An error in the middle removes the part and keeps what was there before."""
    old = written(tmp_path, [["old", "old"]])
    with pytest.raises(ZeroDivisionError):
        torn(tmp_path)
    assert (tmp_path / "leads.csv").read_bytes() == old
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    """A write that the system refuses is an ExportError, and the part is gone."""
    resource = pytest.importorskip("resource", reason="this system cannot limit the size of a file")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(ExportError, match=r"leads\.csv\.part could not be written"):
            written(tmp_path, [["x" * 10_000, ""]] * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_by_a_folder_is_said(tmp_path: Path) -> None:
    """A file that cannot get its name is an ExportError, and the part is gone."""
    (tmp_path / "leads.csv").mkdir()
    with pytest.raises(ExportError, match="could not be written"):
        written(tmp_path, [])
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]
