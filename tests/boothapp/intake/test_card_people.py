"""Who is on a card, in which job and for whom: with degrees, and in other scripts."""

from __future__ import annotations

import pytest

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_fields import read_card
from boothapp.intake.printed import SeenCard
from boothapp.intake.understood import LIKELY
from tests.helpers.card_lines_seen import listed, seen


def told(card: SeenCard) -> dict[str, str]:
    """The preferred value of each field."""
    return {one.field.name.value: one.field.value for one in reversed(read_card(card, country="DE").placed)}


@pytest.mark.parametrize(
    ("printed", "prefix", "name", "suffix"),
    [
        ("Dipl.-Ing. (FH) Heike Großmann", "Dipl.-Ing. (FH)", "Heike Großmann", ""),
        ("Mag. (FH) Heike Großmann", "Mag. (FH)", "Heike Großmann", ""),
        ("Dipl.-Kfm. (Univ.) Heike Großmann", "Dipl.-Kfm. (Univ.)", "Heike Großmann", ""),
        ("Heike Großmann, Dipl.-Ing. (FH)", "", "Heike Großmann", "Dipl.-Ing. (FH)"),
        ("Heike Großmann (she/her)", "", "Heike Großmann", ""),
    ],
)
def test_a_degree_with_its_school_is_no_job(printed: str, prefix: str, name: str, suffix: str):
    """The name is found between what people write around it, and the job stays the line below."""
    card = listed(printed, "Bereichsleiterin Einkauf", "Weiß GmbH", "h.grossmann@weiss.example")
    fields = told(card)
    assert fields["display_name"] == name
    assert (fields.get("name_prefix", ""), fields.get("name_suffix", "")) == (prefix, suffix)
    assert (fields["job_title"], fields["company"]) == ("Bereichsleiterin Einkauf", "Weiß GmbH")


@pytest.mark.parametrize(
    ("company", "title", "name"),
    [
        ("株式会社山本精密", "生産技術部 課長", "佐藤健一"),
        ("東京精密工業株式会社", "営業本部 部長", "鈴木 一郎"),
        ("（株）山本精密", "代表取締役社長", "佐藤健一"),
        ("有限会社山本", "主任", "佐藤健一"),
        ("科技視野有限公司", "銷售總監", "王小明"),
        ("上海电气集团", "总经理", "王小明"),
        ("한빛전자주식회사", "영업팀장", "김민준"),
        ("(주)한빛전자", "과장", "김 민준"),
        ("ООО Ромашка", "Директор по закупкам", "Иван Петров"),
        ("АО «Завод»", "Главный инженер", "Анна Смирнова"),
    ],
)
def test_a_card_in_another_script_has_its_company_title_and_name(company: str, title: str, name: str):
    """A legal form tells the company with no space before it; the largest line is the person, marked."""
    card = seen(
        (company, 60, 60, 30), (title, 60, 160, 24), (name, 60, 200, 48), ("a1@mail.example", 60, 480, 24)
    )
    fields = told(card)
    assert (fields["company"], fields["job_title"], fields["display_name"]) == (company, title, name)
    named = read_card(card, country="DE").placed_as(VisitorField.DISPLAY_NAME)
    assert named is not None
    assert named.field.confidence < LIKELY


def test_a_name_in_two_scripts_is_kept_in_both():
    """The one that the mail address confirms comes first, the other is no company."""
    card = seen(
        ("株式会社山本精密", 60, 50, 40),
        ("生産技術部 課長", 60, 150, 28),
        ("佐藤健一", 60, 200, 56),
        ("Kenichi Sato", 60, 270, 28),
        ("TEL 03-3123-4567", 60, 420, 26),
        ("k.sato@yamamoto-seimitsu.example", 60, 500, 26),
    )
    names = [
        one.field.value
        for one in read_card(card, country="DE").placed
        if one.field.name is VisitorField.DISPLAY_NAME
    ]
    assert names == ["Kenichi Sato", "佐藤健一"]
    assert told(card)["company"] == "株式会社山本精密"


def test_labels_in_a_column_of_their_own_are_nobodys_name():
    """電話 and 携帯 beside their numbers are no name, however few words the card has."""
    card = seen(
        ("東京精密工業株式会社", 60, 50, 40),
        ("鈴木一郎", 60, 210, 56),
        ("電話", 60, 420, 26),
        ("06-6123-4567", 110, 420, 26),
        ("携帯", 60, 460, 26),
        ("090-1234-5678", 110, 460, 26),
    )
    fields = told(card)
    assert fields["display_name"] == "鈴木一郎"
    assert (fields["phone"], fields["mobile"]) == ("06-6123-4567", "090-1234-5678")


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ('Robert "Bob" J. Miller', "bob.miller@acmetools.example"),
        ("Jennifer Wu", "jwu@acmetools.example"),
        ("Emily O'Neill", "emily.oneill@acmetools.example"),
    ],
)
def test_a_slogan_is_nobody_and_a_nickname_is_somebody(name: str, email: str):
    """The mail address knows the name; a sentence below the company is no name, whatever its size."""
    card = seen(
        ("ACME HAND TOOLS", 60, 60, 30),
        ("Your tools, our passion", 60, 100, 40),
        (name, 60, 200, 40),
        ("Owner", 60, 246, 28),
        (email, 60, 480, 24),
    )
    fields = told(card)
    assert (fields["display_name"], fields["company"], fields["job_title"]) == (
        name,
        "ACME HAND TOOLS",
        "Owner",
    )


def test_a_legal_form_alone_is_no_company():
    """Set in a line of its own, it goes with the name of the company below."""
    rows = (
        ("株式会社", 60, 50, 30),
        ("山本製作所", 60, 90, 34),
        ("田中 美咲", 60, 240, 50),
        ("主任", 60, 200, 24),
    )
    assert told(seen(*rows))["company"] == "株式会社 山本製作所"
    assert "company" not in told(listed("Klaus Weber", "GmbH"))
