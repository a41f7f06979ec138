"""Telephone numbers on cards: whole, of the right country, without the faxes and the registers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_fields import read_card
from boothapp.intake.card_numbers import is_within_a_number, without_registry
from boothapp.intake.printed import SeenCard
from boothapp.intake.reach import dialled_here
from boothapp.intake.understood import LIKELY, ReadField
from tests.helpers.card_lines_seen import listed

NUMBERS = (VisitorField.PHONE, VisitorField.MOBILE)


def numbers(card: SeenCard, country: str = "DE") -> list[ReadField]:
    """Those of a card handed over at a show in Germany."""
    return [
        placed.field for placed in read_card(card, country=country).placed if placed.field.name in NUMBERS
    ]


def dialled(card: SeenCard, country: str = "DE") -> dict[str, str]:
    """Each number in E.164, by its field."""
    return {field.name.value: field.normalised for field in numbers(card, country)}


@pytest.mark.parametrize(
    ("phone", "fax", "mobile"),
    [
        ("Tel. +49 (0)711 / 98765-0", "Fax +49 (0)711 / 98765-99", "Mobil +49 (0)172 / 7654321"),
        ("Telefon 0711 / 9 87 65-0", "Telefax 0711 / 9 87 65-99", "Mobil 0172 / 765 43 21"),
        ("Tel. +49 (0) 711 / 98 76 - 50", "Fax +49 (0) 711 / 98 76 - 99", "Mob. +49 (0)172 – 765 43 21"),
        ("T +49 711 – 98765-0", "F +49 711 – 98765-99", "M +49 · 172 · 7654321"),
        ("Fon: 0711/98765-0", "Fax: 0711/98765-99", "Handy: 0172/7654321"),
        ("Tel.-Nr.: 0711 / 98765-0", "Fax-Nr.: 0711 / 98765-99", "Mobil-Nr. 0172 / 7654321"),
    ],
)
def test_a_german_number_is_one_whatever_stands_behind_its_area(phone: str, fax: str, mobile: str):
    """A stroke or a dash behind the area code parts no number; a fax is no phone, and the street stays."""
    card = listed(
        "Klaus Weber", "Weber Antriebe GmbH", "Industriestr. 12", "70565 Stuttgart", phone, fax, mobile
    )
    found = dialled(card)
    assert set(found) == {"phone", "mobile"}
    assert found["phone"].startswith("+497119876")
    assert found["mobile"] == "+491727654321"
    assert all(field.confidence >= LIKELY for field in numbers(card))
    street = read_card(card, country="DE").placed_as(VisitorField.STREET)
    assert street is not None
    assert street.field.value == "Industriestr. 12"


@pytest.mark.parametrize(
    "line",
    [
        "+49 711 987650 / +49 172 7654321",
        "0711 987650 / 0172 7654321",
        "Tel. 0711 / 987650 / Mobil 0172 / 7654321",
        "Tel. 0711 / 987650 | Fax 0711 / 9876599 | Mobil 0172 / 7654321",
        "Tel. 0711 987650 - Fax 0711 9876599 - Mobil 0172 7654321",
        "tel. (+49) 711 987650, fax (+49) 711 9876599, mobil (+49) 172 7654321",
    ],
)
def test_two_numbers_beside_each_other_stay_two(line: str):
    """The stroke between two whole numbers parts them."""
    assert dialled(listed("Klaus Weber", "70565 Stuttgart", line)) == {
        "phone": "+49711987650", "mobile": "+491727654321"
    }  # fmt: skip


@pytest.mark.parametrize(
    "label", ["Fax", "Telefax", "F", "传真", "傳真", "Факс:", "ファックス", "FAX", "Téléc."]
)
def test_a_fax_in_any_language_is_no_phone(label: str):
    """Whatever the label's script, the number behind it is not offered for a call."""
    assert not numbers(listed("Ada Byron", f"{label} +44 20 7946 0199"))


@pytest.mark.parametrize(
    ("label", "name"),
    [("Móvil", "mobile"), ("Cell", "mobile"), ("携帯", "mobile"), ("手机:", "mobile"), ("Тел.", "phone"),
     ("電話", "phone"), ("Tfno.", "phone"), ("Tél. :", "phone"), ("Direct line", "phone"),
     ("моб.", "mobile")],
)  # fmt: skip
def test_a_label_in_any_language_tells_the_field(label: str, name: str):
    """A number is what the word before it says."""
    assert dialled(listed("Ada Byron", f"{label} +44 20 7946 0199")) == {name: "+442079460199"}


@pytest.mark.parametrize(
    ("hint", "number", "e164"),
    [
        ("〒100-0005 東京都千代田区丸の内1-1-1", "03-3123-4567", "+81331234567"),
        ("株式会社山本精密", "TEL 03-3123-4567", "+81331234567"),
        ("C/ Aragó 255, 08007 Barcelona (España)", "93 412 34 56", "+34934123456"),
        ("08007 Barcelona España", "93 412 34 56", "+34934123456"),
        ("San Francisco, CA 94102", "(415) 555-0132", "+14155550132"),
        ("Akron, Ohio 44301", "330.555.0142", "+13305550142"),
        ("London EC2N 1HN", "020 7946 0123", "+442079460123"),
        ("31-147 Kraków", "tel. 22 / 123 45 67", "+48221234567"),
        ("F-69002 Lyon", "04 72 00 11 22", "+33472001122"),
        ("www.example.co.jp", "03-3123-4567", "+81331234567"),
        ("olaf@example.se", "070-123 45 67", "+46701234567"),
        ("Mobile +33 6 39 98 12 34", "01 70 18 99 01", "+33170189901"),
        ("日本", "03-3123-4567", "+81331234567"),
        ("手机: 138 0013 8000", "电话: 0755-8888 6666", "+8675588886666"),
        ("手机: 138 0013 8000", "13800138001", "+8613800138001"),
        ("Nordic Filter ApS", "Tlf. 86 12 34 56", "+4586123456"),
        ("NIP 899-000-12-34", "kom. 601 234 567", "+48601234567"),
        ("DIČ: CZ12345678", "tel.: 272 123 456", "+420272123456"),
    ],
)
def test_the_country_a_card_tells_comes_before_the_shows(hint: str, number: str, e164: str):
    """By its name, its post code, its script, its web address, or another number with a plus."""
    fields = {field.normalised: field.confidence for field in numbers(listed("Kim Larsen", hint, number))}
    assert fields.get(e164, 0) >= LIKELY


def test_the_shows_country_alone_makes_less_sure():
    """A number whose country nothing on the card tells is marked; one beside a fitting post code is not."""
    sure = {
        hint: numbers(listed("Kim Larsen", hint, "Tel. 0711 98765-0"))[0].confidence
        for hint in ("Deutschland", "70565 Stuttgart", "Larsen Tools", "114 55 Stockholm", "王小明")
    }
    assert sure["Deutschland"] > sure["70565 Stuttgart"] >= LIKELY > sure["Larsen Tools"]
    assert sure["114 55 Stockholm"] < LIKELY
    assert sure["王小明"] < sure["Larsen Tools"]


def test_a_number_that_lacks_its_area_is_not_made_up():
    """98765-0 is dialled in one town alone: it is kept as written, marked, and has no E.164."""
    field = numbers(listed("Klaus Weber", "70565 Stuttgart", "Tel. 98765-0"))[0]
    assert (field.value, field.normalised) == ("98765-0", "")
    assert field.confidence < LIKELY


def test_a_countrys_code_in_brackets_is_one_and_marked():
    """(86) 138 0013 8000 is in China wherever the show is; (415) is no code of a country."""
    card = listed("Wong Siu Ming", "Mobile (86) 138 0013 8000")
    assert dialled(card) == {"mobile": "+8613800138000"}
    assert numbers(card)[0].confidence < LIKELY
    assert dialled(listed("Daniel Brooks", "Mobile (415) 555-0132")) == {"mobile": ""}


@pytest.mark.parametrize(
    ("printed", "kept", "e164"),
    [
        ("office (415) 555-0132 ext. 204", "(415) 555-0132 ext. 204", "+14155550132"),
        ("Tel. +49 711 98765-0, Durchwahl -204", "+49 711 98765-0 ext. 204", "+49711987650"),
        ("Tel. +49 711 98765-0 (DW 204)", "+49 711 98765-0 ext. 204", "+49711987650"),
        ("Tel. +39 02 3031 4455 int. 12", "+39 02 3031 4455 ext. 12", "+390230314455"),
        ("Tél. +33 1 70 18 99 01 poste 12", "+33 1 70 18 99 01 ext. 12", "+33170189901"),
        ("+1 415 555 0132 x204", "+1 415 555 0132 ext. 204", "+14155550132"),
        ("TEL +81 3-3123-4567 (内線 12)", "+81 3-3123-4567 ext. 12", "+81331234567"),
    ],
)
def test_an_extension_stays_with_its_number(printed: str, kept: str, e164: str):
    """In words that every form understands, and on a form of another country too."""
    field = numbers(listed("Daniel Brooks", printed, "Oakland, CA 94607"))[0]
    assert (field.value, field.normalised) == (kept, e164)
    extension = kept.rpartition(" ")[2]
    assert dialled_here(field.value, field.normalised, "DK").endswith(f"ext. {extension}")


@pytest.mark.parametrize(
    "line",
    ["HRB 123456 München", "Amtsgericht Stuttgart HRB 720000", "SIRET 123 456 789 00012",
     "USt-IdNr. DE 123456789", "VAT No. GB 123 4567 89", "NIP 525-000-12-34", "CIF B-12345678",
     "RCS Lyon B 123 456 789", "SAS au capital de 1 000 000 €", "KvK 12345678", "P.IVA 01234567890"],
)  # fmt: skip
def test_an_entry_in_a_register_is_no_address_and_no_number(line: str):
    """Neither town nor street nor phone, nor who someone is."""
    card = listed("Klaus Weber", "Weber Antriebe GmbH", "k.weber@weber-antriebe.example", line)
    fields = {placed.field.name.value for placed in read_card(card, country="DE").placed}
    assert fields == {"display_name", "company", "email"}


def test_what_stands_before_a_registers_entry_stays():
    """The company's name in the same line is kept."""
    assert without_registry("Weber Antriebe GmbH, HRB 12345") == "Weber Antriebe GmbH"
    assert without_registry("Vatter 12 GmbH") == "Vatter 12 GmbH"


@given(st.text("0123456789 +()/-–abFaxTel.", max_size=40), st.text("0123456789 +()/-", max_size=30))
@example(before="(", behind="100000")
@example(before="+0", behind="(")
def test_any_texts_around_a_stroke_are_answered(before: str, behind: str):
    """Nothing is raised; a stroke with no digit on one of its sides is in no number."""
    within = is_within_a_number(before, " / ", behind)
    assert not (within and (not any(map(str.isdigit, before)) or not any(map(str.isdigit, behind))))
