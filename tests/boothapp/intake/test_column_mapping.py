"""Column mapping: lists of many lands are understood, a person puts the rest right."""

from __future__ import annotations

from pathlib import Path

import pytest

from boothapp.errors import InputError
from boothapp.intake.column_mapping import ColumnMapping, corrected, guessed, signature, values_of
from boothapp.intake.table import Table, open_table


def table(folder: Path, *lines: str) -> Table:
    """A list of these lines."""
    path = folder / "list.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return open_table(path)


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            "Badge #,First Name,Last Name,Job Title,Company Name,E-mail Address,Mobile Phone,Zip/Postal Code",
            "badge_id given_name family_name job_title company email mobile postal_code",
        ),
        (
            "Teilnehmer-ID;Vorname;Name;Funktion;Firma;E-Mail;Telefon;PLZ;Ort;Land",
            "badge_id given_name family_name job_title company email phone postal_code city country",
        ),
        (
            "N° badge;Prénom;Nom;Fonction;Société;Courriel;Téléphone;Code postal;Ville;Pays",
            "badge_id given_name family_name job_title company email phone postal_code city country",
        ),
        (
            "Código de barras;Nombre;Apellidos;Cargo;Empresa;Correo electrónico;Teléfono móvil;País",
            "badge_id given_name family_name job_title company email mobile country",
        ),
        (
            "バッジ番号,氏名,会社名,部署,役職,メールアドレス,電話番号,郵便番号,住所",
            "badge_id display_name company department job_title email phone postal_code street",
        ),
        ("胸牌号,姓名,公司名称,职位,邮箱,手机", "badge_id display_name company job_title email mobile"),
        ("Account Name,Account Owner,Contact Email", "company owner email"),
        ("Attendee Full Name,Attendee Company,Event,Scan Date", "display_name company show met_on"),
    ],
)
def test_headers_of_many_lands_are_understood(tmp_path: Path, headers: str, fields: str):
    """In the words of organisers and CRMs, with or without accents and signs."""
    assert set(guessed(table(tmp_path, headers, "x")).headers) == set(fields.split())


@pytest.mark.parametrize(
    ("lines", "field", "column"),
    [
        (["Registration ID,Badge ID,Name", "16,VIS-940,Ada"], "badge_id", "Badge ID"),
        (["Ticket No,Barcode,Name", "16,940,Ada"], "badge_id", "Barcode"),
        (["Registration ID,Name", "16,Ada"], "badge_id", "Registration ID"),
        (["Badge ID,Barcode,Name", ",940,Ada", "-,941,Bob"], "badge_id", "Barcode"),
        (["Contact,Full Name", "x,Ada Byron"], "display_name", "Full Name"),
        (["Title,Name,Job Title", "Mr,Hans,Buyer"], "job_title", "Job Title"),
        (["Title,Name,Job Title", "Head of IT,Hans,Buyer"], "job_title", "Job Title"),
        (["Title,Name", "Head of IT,Hans", "Dr,Ada"], "job_title", "Title"),
        (["Title,Name", "Mr.,Hans", "Prof. Dr.,Ada", "Ms,Zoe", "Madame,Eve", ",Bob"], "job_title", None),
        (["Titre,Nom,Fonction", "M.,Berg,Acheteur"], "job_title", "Fonction"),
        (["Date,Scan Date,Name", "1,2,Ada"], "met_on", "Scan Date"),
    ],
)
def test_the_best_header_wins_not_the_first(tmp_path: Path, lines: list[str], field: str, column: str | None):
    """A registration is no badge where there is one, Mr and Ms are no jobs, and empty columns come last."""
    assert guessed(table(tmp_path, *lines)).headers.get(field) == column


@pytest.mark.parametrize(
    ("lines", "given", "family", "whole"),
    [
        (["Name,Surname", "John,Smith"], "Name", "Surname", None),
        (["Surname,Name", "Smith,John", "Berg,"], "Name", "Surname", None),
        (["Vorname,Name", "John,Smith"], "Vorname", "Name", None),
        (["Name,Nachname"], "Name", "Nachname", None),
        (["Full Name,First Name", "John Smith,John", "Eve Berg,Eve"], "First Name", None, "Full Name"),
        (["Name,Last Name", "John Smith,Smith", "Eve Berg,Berg"], None, "Last Name", "Name"),
        (["Name,First Name,Last Name", "John Smith,John,Smith"], "First Name", "Last Name", "Name"),
    ],
)
def test_name_beside_a_part_of_it_is_the_other_part(
    tmp_path: Path, lines: list[str], given: str | None, family: str | None, whole: str | None
):
    """Unless its cells hold that part too: then it is the whole name."""
    headers = guessed(table(tmp_path, *lines, "")).headers
    assert (headers.get("given_name"), headers.get("family_name"), headers.get("display_name")) == (
        given, family, whole,
    )  # fmt: skip


@pytest.mark.parametrize(
    "nothing", ["N/A", "n/a", "n.a.", "-", "—", "--", "none", "None", "NULL", "#N/A", "NaN", "?", "(blank)"]
)
def test_a_word_for_nothing_is_nothing(tmp_path: Path, nothing: str):
    """In any column."""
    listed = table(tmp_path, "Badge,Company,Email,City", f"7,{nothing},{nothing},Lyon")
    (row,) = listed.rows()
    found = values_of(row, guessed(listed).places(listed))
    assert {field.value: value for field, value in found.items()} == {"badge_id": "7", "city": "Lyon"}


def test_people_and_places_may_be_called_like_nothing(tmp_path: Path):
    """Null and Na are family names, None is a given name, and NA is Naples and Namibia."""
    listed = table(
        tmp_path, "First Name,Last Name,State,Country", "None,Null,NA,NA", "Yun,Na,-,n/a", "NULL,n/a,x,y"
    )
    places = guessed(listed).places(listed)
    found = [{field.value: value for field, value in values_of(row, places).items()} for row in listed.rows()]
    assert found == [
        {"given_name": "None", "family_name": "Null", "region": "NA", "country": "NA"},
        {"given_name": "Yun", "family_name": "Na"},
        {"region": "x", "country": "y"},
    ]


def test_cells_tell_what_headers_do_not(tmp_path: Path):
    """A column of addresses or of numbers with a plus is known by what is in it."""
    found = guessed(table(tmp_path, "Code,Who,Reach", "1,Ada,a@b.example", "2,Bob,b@b.example"))
    assert found.headers["email"] == "Reach"
    assert "given_name" not in found.headers


def test_a_person_puts_a_mapping_right(tmp_path: Path):
    """A column moves to the field named; an empty one leaves the field out."""
    listed = table(tmp_path, "Ticket,Name,Mail", "7,Ada,a@b.example")
    mapping = corrected(guessed(listed), ["badge=Ticket", "first-name=Name", "email="])
    assert mapping == ColumnMapping({"badge_id": "Ticket", "given_name": "Name"})
    (row,) = listed.rows()
    assert values_of(row, mapping.places(listed)) == {"badge_id": "7", "given_name": "Ada"}


@pytest.mark.parametrize("said", ["shoe_size=Name", "badge"])
def test_what_maps_nothing_is_told(said: str):
    """With the fields there are."""
    with pytest.raises(InputError, match="badge_id"):
        corrected(ColumnMapping({}), [said])


def test_a_column_that_is_not_there_is_told(tmp_path: Path):
    """With the columns there are."""
    listed = table(tmp_path, "Ticket,Name", "7,Ada")
    with pytest.raises(InputError, match="Ticket, Name"):
        ColumnMapping({"email": "Mail"}).places(listed)


def test_lists_with_the_same_headers_share_a_signature():
    """However they are spelt; other headers do not."""
    assert signature(["Badge #", "E-Mail"]) == signature(["badge", "e-mail"])
    assert signature(["Badge", "E-Mail"]) != signature(["E-Mail", "Badge"])
