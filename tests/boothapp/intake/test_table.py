"""Lists as people send them: whatever wrote the file, headers and rows come out, or a clear word does."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from boothapp.errors import InputError
from boothapp.intake.table import RowFault, Table, open_table
from tests.helpers.xlsx_files import list_xlsx, sheet_xml, write_xlsx

FUZZ = settings(max_examples=int(os.environ.get("BOOTHAPP_FUZZ_EXAMPLES", "300")), deadline=None)
LIST = "Vorname;Nachname;Firma\r\nJürgen;Müller;Größe AG\r\nKäthe;Weiß;Café\r\n"
ROWS = [("Jürgen", "Müller", "Größe AG"), ("Käthe", "Weiß", "Café")]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """Where the list is written."""
    return tmp_path / "list.csv"


def cells_of(table: Table) -> list[tuple[str, ...]]:
    """The rows' cells."""
    return [row.cells for row in table.rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "iso8859-15"]
)
def test_the_encoding_is_told_by_the_bytes(csv: Path, encoding: str):
    """With a mark or without, as Windows, Macs, databases and old programs write."""
    csv.write_bytes(LIST.encode(encoding))
    table = open_table(csv)
    assert table.headers == ("Vorname", "Nachname", "Firma")
    assert cells_of(table) == ROWS


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1250", "Wójcik Małgorzata"),
        ("cp1251", "Наталья Иванова"),
        ("cp1253", "Νίκος Παπαδόπουλος Διευθυντής πωλήσεων"),
        ("cp932", "佐藤 健 株式会社ソニー"),
        ("gb18030", "王伟 北京有限公司"),
        ("cp949", "김민준 주식회사"),
    ],
)
def test_other_scripts_tell_themselves(csv: Path, encoding: str, name: str):
    """A spreadsheet in Warsaw, Moscow, Athens, Tokyo, Beijing or Seoul saved it as its Windows does."""
    csv.write_bytes(f"Name,Email\n{name},a@b.example\n".encode(encoding))
    assert cells_of(open_table(csv)) == [(name, "a@b.example")]


def test_latin_1_far_down_a_file_that_began_as_utf_8_is_seen(csv: Path):
    """The first megabyte is plain; the letter after it still decides."""
    csv.write_bytes(b"Name,Email\n" + b"Ada,a@b.example\n" * 80_000 + "Zoé,z@b.example\n".encode("latin-1"))
    *_, last = open_table(csv).rows()
    assert last.cells == ("Zoé", "z@b.example")


def test_a_person_has_the_last_word_on_the_encoding(csv: Path):
    """An encoding that was named is used; one that does not exist is told."""
    csv.write_bytes("Name,Email\nŞebnem Yıldız,a@b.example\n".encode("cp1254"))
    assert cells_of(open_table(csv, encoding="cp1254"))[0][0] == "Şebnem Yıldız"
    with pytest.raises(InputError, match="no encoding 'klingon'"):
        open_table(csv, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_found(csv: Path, delimiter: str):
    """Commas within quotes and in decimals lead nobody astray."""
    csv.write_text(
        "\n".join(delimiter.join(row) for row in [("Name", "Size"), ('"Byron, Ada"', "1.5"), ("Bob", "2.5")])
    )
    assert cells_of(open_table(csv)) == [("Byron, Ada", "1.5"), ("Bob", "2.5")]


def test_excels_own_first_line_is_obeyed(csv: Path):
    """``sep=|`` names what parts the cells, and is no row."""
    csv.write_text("sep=|\nName|Email\nAda|a@b.example\n")
    table = open_table(csv)
    assert (table.headers, cells_of(table)) == (("Name", "Email"), [("Ada", "a@b.example")])


def test_a_quote_left_open_is_told_with_its_line(csv: Path):
    """To the end of the file, or beyond what a cell may hold: nothing is swallowed in silence."""
    csv.write_text('Name,Company\nAda,Engine\n"Bob,Stone\nCy,Young\n')
    with pytest.raises(InputError, match="line 3 is never closed"):
        cells_of(open_table(csv))
    csv.write_text('Name,Company\n"Bob,Stone\n' + "Cy,Young\n" * 20_000)
    with pytest.raises(InputError, match="line 2 is never closed"):
        cells_of(open_table(csv))


def test_a_quote_that_the_next_one_closes_costs_its_row_only(csv: Path):
    """The row is refused with its line; those that it swallowed are read."""
    csv.write_text('Name,Company,City\nAda,"Engine,Rome\nBob,"Stone",Bonn\nCy,Young,Oslo\n')
    rows = list(open_table(csv).rows())
    assert [(row.line, row.fault) for row in rows] == [
        (2, RowFault.QUOTE_LEFT_OPEN), (3, None), (4, None),
    ]  # fmt: skip
    assert rows[1].cells == ("Bob", "Stone", "Bonn")
    csv.write_text('Name,Note\n"Ada,\nBob"\n"Cy",x\n')
    assert [row.fault for row in open_table(csv).rows()] == [RowFault.QUOTE_LEFT_OPEN, None]


def test_quotes_within_a_cell_need_not_be_doubled(csv: Path):
    """Many programs do not."""
    csv.write_text('Name,Company\n"Joe "The Man" Byron","Engine" \n')
    assert cells_of(open_table(csv)) == [('Joe The Man" Byron"', "Engine")]


def test_a_cell_of_a_megabyte_costs_its_row_only(csv: Path):
    """The row is refused with its line, its neighbours are read."""
    csv.write_text(f"Name,Note\nAda,short\nBob,{'x' * 1_000_000}\nCy,short\n")
    rows = list(open_table(csv).rows())
    assert [(row.line, row.fault) for row in rows] == [(2, None), (3, RowFault.CELL_TOO_LONG), (4, None)]


def test_a_line_without_end_is_no_list(csv: Path):
    """What is no text of lines is told, and not read into memory whole."""
    csv.write_bytes(b"Name,Note\n" + b"x" * 5_000_000)
    with pytest.raises(InputError, match="line 2 is longer"):
        cells_of(open_table(csv))


def test_ragged_rows_are_filled_or_refused(csv: Path):
    """Missing cells are empty; a cell too many, with something in it, is a fault of the row."""
    csv.write_text("Name,Company,City\nAda\nBob,Stone,Bonn,,\nCy,Young,Oslo,what\n")
    rows = list(open_table(csv).rows())
    assert [row.cells for row in rows[:2]] == [("Ada", "", ""), ("Bob", "Stone", "Bonn")]
    assert [row.fault for row in rows] == [None, None, RowFault.TOO_MANY_CELLS]


def test_what_cannot_be_seen_is_gone_and_formulas_stay(csv: Path):
    """NUL bytes, control characters and turned reading direction go; a formula is text like any other."""
    csv.write_bytes("Name,Company\nA\0d\x07a \u202eByron,=1+1\n".encode())
    assert cells_of(open_table(csv)) == [("Ada Byron", "=1+1")]


def test_a_list_without_headers_is_read_from_its_first_row(csv: Path):
    """A first row with an address in it is somebody."""
    csv.write_text("Ada,a@b.example\nBob,b@b.example\n")
    table = open_table(csv)
    assert table.headers == ("Column 1", "Column 2")
    assert len(cells_of(table)) == 2


def test_headers_that_come_twice_or_are_blank_get_names(csv: Path):
    """Each column can be named."""
    csv.write_text("Name,,Name\nAda,x,Byron\n")
    assert open_table(csv).headers == ("Name", "Column 2", "Name (2)")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_holds_no_list(csv: Path, content: bytes):
    """It is told so."""
    csv.write_bytes(content)
    with pytest.raises(InputError, match="holds no list"):
        open_table(csv)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1", "old or a password"), (b"%PDF-1.7", "a PDF"), (b"PK\x03\x04x", "damaged")],
)
def test_other_files_are_told_for_what_they_are(csv: Path, content: bytes, words: str):
    """Whatever they are called."""
    csv.write_bytes(content)
    with pytest.raises(InputError, match=words):
        open_table(csv)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    """As an error with the file's name."""
    with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read"):
        open_table(tmp_path / "nowhere.csv")


def test_a_workbook_gives_what_a_person_reads(tmp_path: Path):
    """Under a title and a blank row; phone numbers, postal codes and dates that are numbers, merged cells."""
    book = list_xlsx(
        tmp_path / "list.xlsx",
        [
            ["Attendees of Hall 2026"],
            [],
            ["Badge", "Name", "Company", "Phone", "PLZ", "Date"],
            [1234, "Ada", "Engine", 33612345678.0, 68159.0, date(2026, 11, 24)],
            [1235, "=Bob", None, 4.5, True, 45985],
        ],
        merges=["A1:F1", "C4:C5"],
    )
    table = open_table(book)
    assert table.headers == ("Badge", "Name", "Company", "Phone", "PLZ", "Date")
    assert [row.line for row in table.rows()] == [4, 5]
    assert cells_of(table) == [
        ("1234", "Ada", "Engine", "33612345678", "68159", "2026-11-24"),
        ("1235", "=Bob", "Engine", "4.5", "yes", "45985"),
    ]


def test_of_several_sheets_the_one_with_the_list_is_read(tmp_path: Path):
    """Or the one named."""
    book = write_xlsx(
        tmp_path / "list.xlsx",
        {
            "Cover": sheet_xml([["Confidential"], ["by the organiser"]]),
            "People": sheet_xml([["Name", "Email"], ["Ada", "a@b.example"]]),
        },
    )
    assert open_table(book).headers == ("Name", "Email")
    assert open_table(book, sheet="cover").headers == ("Confidential",)
    with pytest.raises(InputError, match="no sheet 'Else'"):
        open_table(book, sheet="Else")


def test_a_workbook_that_reaches_to_the_end_of_the_world_is_refused(tmp_path: Path):
    """Two cells far apart, or cells that only come in turn, would be laid out as billions."""
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c x=">" r="XFD1048576"><v>1</v></c></row>'
    wide = "<row>" + "<c/>" * 20_000 + "</row>"
    for number, cells in enumerate((far, wide)):
        hostile = sheet_xml([]).replace("<sheetData>", f"<sheetData>{cells}")
        with pytest.raises(InputError, match="larger than any list"):
            open_table(write_xlsx(tmp_path / f"{number}.xlsx", {"S": hostile}))


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c s="1"r="A99999999999"><v>1</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A99999999999"><v>1</v></c></row>', "larger than any list"),
        ('<row r="1"><c r="A1"><v>&bomb;</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>1</v></row>', "damaged"),
    ],
)
def test_what_a_strict_reader_and_a_lenient_one_read_differently_is_refused(
    tmp_path: Path, sheet: str, words: str
):
    """Only what both take alike can be measured before it is laid out."""
    hostile = sheet_xml([]).replace("<sheetData>", f"<sheetData>{sheet}")
    with pytest.raises(InputError, match=words):
        open_table(write_xlsx(tmp_path / "list.xlsx", {"S": hostile}))


@pytest.mark.parametrize(
    "start",
    ['<?xml version="1.0" encoding="utf-16"?>', "<!DOCTYPE x>", '<?xml version="1.0" encoding="cp037"?>'],
)
def test_a_sheet_in_a_disguise_is_refused(tmp_path: Path, start: str):
    """Another encoding than its bytes have, or a document type, hides cells from whoever measures."""
    with pytest.raises(InputError, match="not written as spreadsheets do"):
        open_table(write_xlsx(tmp_path / "list.xlsx", {"S": start + sheet_xml([["Name"], ["Ada"]])}))


_PLACES = strategies.one_of(
    strategies.none(), strategies.from_regex(r"[A-D]{0,3}[0-9]{0,7}", fullmatch=True), strategies.just("XFD1")
)
_CELLS = strategies.tuples(
    _PLACES,
    strategies.sampled_from(["", ' t="s"', ' t="e"', ' t="b"', ' t="d"', ' t="str"', ' s="1"', ' s="99"']),
    strategies.sampled_from(["", "1", "-1", "1e400", "NaN", "2958466", "0.99999999", "Ada", "45985.5"]),
)


@FUZZ
@given(rows=strategies.lists(strategies.tuples(_PLACES, strategies.lists(_CELLS, max_size=4)), max_size=4))
def test_any_sheet_is_a_list_or_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, rows):
    """Cells at any place, of any type, with any value: nothing else is raised, and the program lives."""
    xml = ""
    for place, cells in rows:
        inner = (f"<c{_at(at)}{kind}><v>{value}</v></c>" for at, kind, value in cells)
        xml += f"<row{_at(place)}>{''.join(inner)}</row>"
    sheet = sheet_xml([], ["A1:A9", "B1:XFD1048576"]).replace("<sheetData>", f"<sheetData>{xml}")
    path = write_xlsx(tmp_path_factory.getbasetemp() / "any.xlsx", {"S": sheet})
    with suppress(InputError):
        list(open_table(path).rows())


def _at(place: str | None) -> str:
    return "" if place is None else f' r="{place}"'


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path):
    """Whatever it says of its own size; pictures and macros in it are not unpacked at all."""
    bomb = list_xlsx(tmp_path / "bomb.xlsx", [["Name"], ["Ada"]])
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(300_000_000))
    assert cells_of(open_table(bomb)) == [("Ada",)]
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(300_000_000))
    with pytest.raises(InputError, match="larger than any list"):
        open_table(bomb)


def test_a_torn_workbook_is_told(tmp_path: Path):
    """Cut anywhere."""
    book = list_xlsx(tmp_path / "list.xlsx", [["Name", "Email"], ["Ada", "a@b.example"]])
    whole = book.read_bytes()
    for length in range(8, len(whole), 97):
        book.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"list\.xlsx"):
            open_table(book)


def test_an_archive_whose_names_are_no_text_is_told(tmp_path: Path):
    """One bit is enough to make a name that says it is UTF-8 something else."""
    book = list_xlsx(tmp_path / "list.xlsx", [["Name", "Email"], ["Ada", "a@b.example"]])
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("é", b"")
    book.write_bytes(book.read_bytes().replace("é".encode(), b"\xec\xa9"))
    with pytest.raises(InputError, match="damaged"):
        open_table(book)


@FUZZ
@given(content=strategies.binary(max_size=400))
def test_any_bytes_are_a_list_or_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    """Nothing else is ever raised."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with suppress(InputError):
        list(open_table(path).rows())
