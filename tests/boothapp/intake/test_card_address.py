"""The address on a card: what is a house number, a town, a region or a country, and what none of it."""

from __future__ import annotations

import pytest

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_fields import read_card
from boothapp.intake.understood import LIKELY
from tests.helpers.card_lines_seen import listed

PARTS = ("street", "postal_code", "city", "region", "country")


def address(*lines: str) -> dict[str, str]:
    """What is told of it on a card handed over in Germany."""
    placed = read_card(listed("Kim Larsen", "kim@larsen.example", *lines), country="DE").placed
    return {one.field.name.value: one.field.value for one in placed if one.field.name.value in PARTS}


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        (("1200 Market Street, Suite 500", "San Francisco, CA 94102"),
         "1200 Market Street, Suite 500|94102|San Francisco|CA|"),
        (("PO Box 771", "Akron, Ohio 44301"), "PO Box 771|44301|Akron|Ohio|"),
        (("15 Main St, Oakland CA 94607, USA",), "15 Main St|94607|Oakland|CA|US"),
        (("Level 3, 10 George Street", "Sydney NSW 2000", "Australia"),
         "Level 3, 10 George Street|2000|Sydney|NSW|AU"),
        (("C/ Aragó, 255, 2º 1ª - 08007 Barcelona (España)",), "C/ Aragó, 255, 2º 1ª|08007|Barcelona||ES"),
        (("Calle del Álamo 45", "28015 Madrid España"), "Calle del Álamo 45|28015|Madrid||ES"),
        (("Via Garibaldi 22, 20121 Milano (MI)",), "Via Garibaldi 22|20121|Milano|MI|"),
        (("70565 Stuttgart, Industriestr. 12",), "Industriestr. 12|70565|Stuttgart||"),
        (("Industriestraße 12b", "D-70565 Stuttgart"), "Industriestraße 12b|D-70565|Stuttgart||"),
        (("Rosenbergstrasse 4, 9000 St. Gallen",), "Rosenbergstrasse 4|9000|St. Gallen||"),
        (("Storgatan 12, 114 55 Stockholm, Sverige",), "Storgatan 12|114 55|Stockholm||SE"),
        (("12 rue de l'Église", "75008 PARIS CEDEX 08"), "12 rue de l'Église|75008|PARIS CEDEX 08||"),
        (("1200 route de Grenoble", "06200 Nice"), "1200 route de Grenoble|06200|Nice||"),
        (("25 Old Broad Street, London EC2N 1HN, United Kingdom",),
         "25 Old Broad Street|EC2N 1HN|London||GB"),
        (("ul. Długa 15/3", "31-147 Kraków, Polska"), "ul. Długa 15/3|31-147|Kraków||PL"),
        (("〒100-0005", "東京都千代田区丸の内1-1-1"), "丸の内1-1-1|100-0005|千代田区|東京都|"),
        (("530-0001", "大阪府大阪市北区梅田3-1-1"), "梅田3-1-1|530-0001|大阪市北区|大阪府|"),
        (("〒100-0005 東京都千代田区丸の内1-1-1", "日本"), "丸の内1-1-1|100-0005|千代田区|東京都|JP"),
        (("Unit 1203, 12/F, Tower B, Kwun Tong, Hong Kong",), "Unit 1203, 12/F, Tower B, Kwun Tong||||HK"),
    ],
)  # fmt: skip
def test_an_address_is_told_in_the_manner_of_its_country(lines: tuple[str, ...], meant: str):
    """A house number is no post code, a state no town, and a country in brackets is one."""
    told = address(*lines)
    assert "|".join(told.get(name, "") for name in PARTS) == meant


@pytest.mark.parametrize(
    "line",
    [
        "070-123 45 67",
        "070-12345 67",
        "Since 1987",
        "Seit 1921 – mit Sicherheit",
        "Power for 2050",
        "98 76 54",
    ],
)
def test_numbers_and_years_are_no_towns(line: str):
    """Digits that look like a post code within a number or a slogan are none."""
    assert not {"postal_code", "city", "street"} & set(address(line))


def test_two_towns_on_one_card_are_both_doubted():
    """Which of them is the visitor's takes an eye: the first is offered, and marked."""
    lines = ("Larsen AG", "70565 Stuttgart", "kim@larsen.example", "8002 Zürich")
    reading = read_card(listed("Kim Larsen", *lines), country="DE")
    for name, value in ((VisitorField.POSTAL_CODE, "70565"), (VisitorField.CITY, "Stuttgart")):
        placed = reading.placed_as(name)
        assert placed is not None
        assert placed.field.value == value
        assert placed.field.confidence < LIKELY
