"""Names are compared the way people would, whatever script and spelling they come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import token_sort_ratio

from boothapp.domain.likeness import company_key, fold_text, same_company, same_person


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("  Zoë   ŁUKASZ ", "zoe lukasz"),
        ("O’Brien-Smith", "o brien smith"),
        ("snake_case", "snake case"),
        ("Ångström", "angstrom"),
        ("A\u030angstro\u0308m", "angstrom"),
        ("Øresund Æsir Þór", "oresund aesir thor"),
        ("Œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("İstanbul ISTANBUL ısparta", "istanbul istanbul isparta"),
        ("ﬁne", "fine"),
        ("Ｈｅｌｌｏ　１２", "hello 12"),
        ("Ελλάδα", "ελλαδα"),
        ("Йорк", "иорк"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("김민수", "김 민 수"),
        ("田中 太郎", "田 中 太 郎"),
        ("バス", "バ ス"),
        ("ﾊﾞｽ", "バ ス"),
        ("ア・イ", "ア イ"),
        ("हिन्दी", "हिन्दी"),
        ("สวัสดี", "สวัสดี"),
        ("𠮷野家", "𠮷 野 家"),
        ("3M", "3m"),
        ("🙂", ""),
    ],
)
def test_text_is_folded_script_by_script(text: str, folded: str) -> None:
    """Accents go where people leave them out; letters of other scripts stay whole."""
    assert fold_text(text) == folded


def test_different_letters_stay_different() -> None:
    """ハス, バス and パス are three words."""
    assert len({fold_text(text) for text in ("ハス", "バス", "パス")}) == 3


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is stored folded and what is searched folded meet."""
    folded = fold_text(text)
    assert fold_text(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_takes_no_other_way(text: str) -> None:
    """The short way for ASCII comes to what the long way does."""
    assert fold_text(text) == fold_text(f"{text} é").removesuffix("e").rstrip()


COMPANIES = [
    ["Lumière", "LUMIERE SA", "Lumière S.A.", "Lumiere  s. a.", "Lumière SARL", "Lumière S.à r.l."],
    ["Müller", "Muller GmbH", "Müller GmbH & Co. KG", "MÜLLER GMBH UND CO KG", "Müller AG"],
    [
        "Acme",
        "ACME, Inc.",
        "Acme Incorporated",
        "Acme Corp.",
        "Acme L.L.C.",
        "Acme Co., Ltd.",
        "Acme Pty Ltd",
    ],
    ["Fabryka", "Fabryka Sp. z o.o.", "FABRYKA sp z oo"],
    ["Škoda", "Skoda a.s.", "Škoda a. s."],
    ["Brno", "Brno s.r.o.", "Brno spol. s r. o."],
    ["Tubos", "Tubos S.A. de C.V.", "Tubos S.L."],
    ["Nord", "Nord A/S", "Nord ApS", "Nord AS", "Nord ASA"],
    ["日立", "株式会社日立", "日立(株)", "日立㈱", "日立 株式会社"],
    ["삼성전자", "삼성전자 주식회사", "(주)삼성전자"],
    ["华为技术", "华为技术有限公司"],
    ["Ромашка", "ООО «Ромашка»", "ЗАО Ромашка"],
    ["Hitachi", "Hitachi Kabushiki Kaisha", "Hitachi K.K.", "Kabushiki Kaisha Hitachi"],
    ["K+S", "K+S AG", "K + S Aktiengesellschaft".replace("Aktiengesellschaft", "AG")],
    ["Smith", "Smith and Co.", "Smith & Co", "Smith Group", "Smith Holding AG"],
]


@pytest.mark.parametrize("names", COMPANIES, ids=[names[0] for names in COMPANIES])
def test_a_legal_form_makes_no_other_company(names: list[str]) -> None:
    """However the legal form is written, before or after, it is the same company."""
    assert {name: company_key(name) for name in names} == dict.fromkeys(names, company_key(names[0]))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("SAS", "sas"),
        ("SE", "se"),
        ("C & A", "ca"),
        ("H&M", "hm"),
        ("T-Mobile", "t mobile"),
        ("Plan B", "plan b"),
        ("San Diego Zoo", "san diego zoo"),
        ("Co-op Bank", "co op bank"),
        ("3M Company", "3m"),
        ("株式会社", "株 式 会 社"),
        ("...", ""),
        ("", ""),
    ],
)
def test_what_only_looks_like_a_legal_form_is_the_name(name: str, key: str) -> None:
    """A form counts where forms stand, and never when nothing else would be left."""
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Société Lumière SA", "Societe Lumiere", True),
        ("Hummline Monitoring", "Humline Monitoring", True),
        ("Acme Packaging", "Packaging Acme", True),
        ("Acme", "Apex", False),
        ("K+S", "H&M", False),
        ("", "", False),
        ("", "Acme", False),
        ("!!!", "???", False),
    ],
)
def test_companies_that_likely_are_one(one: str, other: str, *, same: bool) -> None:
    """A slip of the pen is forgiven; no name is like no name."""
    assert same_company(one, other, token_sort_ratio) is same
    assert same_company(other, one, token_sort_ratio) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Zoë Łukasz", "Lumière SA"), ("LUKASZ, Zoe", "Lumiere"), True),
        (("Zoë Łukasz", ""), ("Zoe Lukasz", "Lumiere"), True),
        (("Zoë Łukasz", "Acme"), ("Zoe Lukasz", "Lumiere"), False),
        (("Ana Ferreira", "Acme"), ("Jonas Lindqvist", "Acme"), False),
        (("田中 太郎", ""), ("田中太郎", ""), True),
        (("", "Acme"), ("", "Acme"), False),
    ],
)
def test_people_who_likely_are_one(one: tuple[str, str], other: tuple[str, str], *, same: bool) -> None:
    """Names must be alike, and companies too where both are known."""
    assert same_person(*one, *other, token_sort_ratio) is same
    assert same_person(*other, *one, token_sort_ratio) is same
