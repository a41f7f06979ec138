"""Whether an address or number can be right, and the one way it is written then."""

from __future__ import annotations

import subprocess
import sys

import email_validator
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boothapp.domain.lead import ContactPoint
from boothapp.intake.reach import _SPECIAL_USE, read_email, read_phone, suggest_email


def by_the_library(text: str) -> str | None:
    """What email-validator makes of an address, with no short cut."""
    try:
        return email_validator.validate_email(
            text, check_deliverability=False, test_environment=True
        ).normalized
    except email_validator.EmailNotValidError:
        return None


LOCAL_PARTS = st.text("abzABZ019.-_+'!é\"@ ", min_size=0, max_size=12)
LABELS = st.text("abzAZ09-xnü", min_size=0, max_size=8)
ENDINGS = st.sampled_from(
    ["com", "Example", "local", "LOCAL", "arpa", "onion", "invalid", "test", "localhost", "c0m", "x", "1", ""]
)
DOMAINS = st.builds(lambda labels, end: ".".join([*labels, end]), st.lists(LABELS, max_size=4), ENDINGS)


@given(local=LOCAL_PARTS, domain=DOMAINS)
@example(local="info", domain="X.example")
@example(local="Info", domain="x.example")
@example(local="a", domain="ab--c.example")
@example(local="a", domain="xn--mller-kva.example")
@example(local="a" * 64, domain="b.example")
@example(local="a", domain="b" * 64 + ".example")
@example(local="a\n", domain="b.example")
def test_the_short_cut_answers_as_the_library_does(local: str, domain: str) -> None:
    """A plain address gets the very answer the full validator gives, and so does any other."""
    text = f"{local}@{domain}".strip()
    assert read_email(text) == ContactPoint(text, by_the_library(text))


@given(st.text(max_size=300))
def test_any_text_is_kept_as_typed(text: str) -> None:
    """Whatever is typed as an address or number stays, trimmed, and nothing is raised."""
    assert read_email(text).raw == text.strip()
    assert read_phone(text, "FR").raw == text.strip()


def test_the_short_cut_knows_every_special_domain() -> None:
    """No reserved ending of the library slips through the short cut."""
    assert set(email_validator.SPECIAL_USE_DOMAIN_NAMES) - {"test"} == _SPECIAL_USE


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [
        ("  Zoe@Lumiere.EXAMPLE ", "Zoe@lumiere.example"),
        ("zoe.lukasz+show@mail.lumiere.example", "zoe.lukasz+show@mail.lumiere.example"),
        ("jürgen@MÜLLER.example", "jürgen@müller.example"),
        ("a@xn--mller-kva.example", "a@müller.example"),
        ("e\u0301va@x.example", "éva@x.example"),
        ("zoe@lumiere", None),
        ("zoe@@lumiere.example", None),
        ("zoe lumiere.example", None),
        ("zoe..l@lumiere.example", None),
        ("zoe@printer.local", None),
        ("Zoe <zoe@lumiere.example>", None),
        ("zoe@lumiere.example\u202e", None),
        ("a" * 250 + "@x.example", None),
        ("", None),
    ],
)
def test_addresses(raw: str, normalised: str | None) -> None:
    """An address that can be right has its domain in lower case and Unicode; another has none."""
    assert read_email(raw).normalised == normalised


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("01 99 00 11 21", "FR", "+33199001121"),
        ("01 99 00 11 21", "fr", "+33199001121"),
        ("+33 (0)1 99 00 11 21", "DE", "+33199001121"),
        ("0033 1 99 00 11 21", "US", "+33199001121"),
        ("0033 1 99 00 11 21", "", "+33199001121"),
        ("+46 70 174 06 12", "", "+46701740612"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("（０３）1234-5678", "JP", "+81312345678"),
        ("(202) 555-0123 ext. 12", "US", "+12025550123"),
        ("020 7946 0123", "", None),
        ("12345", "FR", None),
        ("ask Ana", "FR", None),
        ("01 99 00 11", "FR", None),
        ("0199001121", "no such country", None),
        ("1" * 3000, "FR", None),
        ("", "FR", None),
    ],
)
def test_phone_numbers(raw: str, country: str, e164: str | None) -> None:
    """A number that can be right is in E.164, read as dialled where the visitor comes from."""
    assert read_phone(raw, country) == ContactPoint(raw, e164)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("zoe@gmial.com", "zoe@gmail.com"),
        ("zoe@gmail.con", "zoe@gmail.com"),
        ("Zoe@hotmial.com", "Zoe@hotmail.com"),
        ("zoe@outlok.com", "zoe@outlook.com"),
        ("zoe@acme.cmo", "zoe@acme.com"),
        ("zoe@gmail.com", None),
        ("zoe@mail.com", None),
        ("zoe@acme.com", None),
        ("zoe@lumiere.example", None),
        ("zoe@", None),
        ("zoe", None),
    ],
)
def test_near_misses(raw: str, meant: str | None) -> None:
    """A slip in a well-known domain is noticed; a company's own domain is left alone."""
    assert suggest_email(raw) == meant


def test_starting_the_app_imports_neither_library() -> None:
    """The libraries are loaded by the first address that needs them, not by the import."""
    code = (
        "import sys, boothapp.intake.reach as reach; reach.read_email('zoe@lumiere.example');"
        "print(sorted({'phonenumbers', 'email_validator', 'rapidfuzz'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
