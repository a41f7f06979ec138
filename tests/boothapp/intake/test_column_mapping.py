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
