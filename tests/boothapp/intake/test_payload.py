"""Payloads in the dialects of phones, programs and shows: every name, title, mail and phone right."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.aim import aim_symbology
from boothapp.intake.payload import read_payload
from boothapp.intake.payload_text import LONGEST_PAYLOAD, visible
from boothapp.intake.understood import DOUBTFUL, LIKELY, SURE, Kind, Note, Understood

DATA = Path(__file__).parents[2] / "data" / "intake"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
FUZZ = settings(max_examples=int(os.environ.get("BOOTHAPP_FUZZ_EXAMPLES", "300")), deadline=None)
DIALECTS = [path.read_bytes() for path in sorted(DATA.glob("*.*")) if path.name in EXPECTED]


def shown(read: Understood) -> dict[str, object]:
    """What was understood, as the expectations write it: E.164 for phones, lists where there are several."""
    values: dict[str, list[str]] = {}
    for field in read.fields:
        is_phone = field.name in (VisitorField.PHONE, VisitorField.MOBILE)
        values.setdefault(field.name.value, []).append(field.normalised if is_phone else field.value)
    result: dict[str, object] = {
        name: found[0] if len(found) == 1 else found for name, found in values.items()
    }
    result |= {"badge_id": read.badge_id} if read.badge_id else {}
    result |= {"notes": [note.value for note in read.notes]} if read.notes else {}
    return {"kind": read.kind.value, **result}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_dialect_is_read_right(name: str) -> None:
    """Every field of every dialect is what its card says, and nothing is made up."""
    read = read_payload((DATA / name).read_bytes(), country="FR")
    assert shown(read) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_raw_text_is_kept(name: str) -> None:
    """What a scanner sends as text is kept to the letter, up to the bound."""
    text = (DATA / name).read_bytes().decode("utf-8", "replace")
    kept = text.encode()[:LONGEST_PAYLOAD].decode(errors="ignore")
    assert read_payload(text, country="FR").raw == kept.removeprefix("\ufeff").replace("\x00", "")


@pytest.mark.parametrize(
    "text", ["Zoë Łukasz", "O’Neill, Mary-Ann", "山田太郎", "Jean-Luc d'Arc", "محمد علي", "Van Morrison"]
)
def test_names_of_all_scripts_are_names(text: str) -> None:
    """Letters, spaces and the marks that names bear make a name, in its own order."""
    read = read_payload(text, country="FR")
    assert (read.kind, read.first(VisitorField.DISPLAY_NAME)) == (Kind.NAME, text)


def test_titles_stand_apart() -> None:
    """A title and a suffix are no part of the name."""
    read = read_payload("Prof. Dr. Zoë Łukasz, PhD", country="FR")
    assert [field.value for field in read.fields] == ["Zoë Łukasz", "Prof. Dr.", "PhD"]


@pytest.mark.parametrize(
    "payload", [b"x1^" * 400_000, "x1" * 500_000, "BEGIN:VCARD\nNOTE:" + "é" * 1_000_000]
)
def test_a_megabyte_is_refused_and_its_beginning_kept(payload: str | bytes) -> None:
    """One megabyte is no badge: it is said, and its beginning stays as the capture."""
    read = read_payload(payload, country="FR")
    assert Note.TOO_LONG in read.notes
    assert LONGEST_PAYLOAD - 1 <= len(read.raw.encode()) <= LONGEST_PAYLOAD


def test_what_cannot_be_right_is_kept_and_doubtful() -> None:
    """An address without a dot, a number too short, a country nobody knows: as written, never as sure."""
    card = "BEGIN:VCARD\nFN:Ada\nEMAIL:ada@x\nTEL:12\nADR:;;;;;;Freedonia\nEND:VCARD"
    doubtful = {f.name: f.value for f in read_payload(card, country="FR").fields if f.confidence == DOUBTFUL}
    assert doubtful == {"email": "ada@x", "phone": "12", "country": "Freedonia"}


def test_lost_letters_are_said() -> None:
    """Replacement characters cannot be undone: the field is doubtful and a note says so."""
    read = read_payload("MECARD:N:Zo\ufffd;EMAIL:z@x.example;;", country="FR")
    assert Note.LETTERS_LOST in read.notes
    assert {f.name.value: f.confidence for f in read.fields} == {"display_name": DOUBTFUL, "email": SURE}


def check(read: Understood, country: str) -> None:
    """What holds for any payload at all."""
    assert country == "FR"
    assert len(read.raw.encode("utf-8", "surrogatepass")) <= LONGEST_PAYLOAD
    for field in read.fields:
        assert field.value
        assert field.value == visible(field.value)
        assert 0 < field.confidence <= SURE


def test_an_escaped_comma_parts_no_name() -> None:
    """A MECARD whose only comma is escaped holds one name, comma and all."""
    read = read_payload(r"MECARD:N:Doe\, Jr.;;", country="FR")
    assert read.first(VisitorField.DISPLAY_NAME).startswith("Doe")


@FUZZ
@given(st.one_of(st.text(max_size=400), st.binary(max_size=400)))
def test_nothing_raises_on_noise(payload: str | bytes) -> None:
    """Any text and any bytes give something, and fields hold only what can be seen."""
    check(read_payload(payload, country="FR"), "FR")


@FUZZ
@given(st.sampled_from(DIALECTS), st.data())
def test_nothing_raises_on_a_damaged_card(card: bytes, data: st.DataObject) -> None:
    """A real card with a piece cut out, doubled or overwritten gives what is left of it."""
    start = data.draw(st.integers(0, len(card)))
    end = data.draw(st.integers(start, min(len(card), start + 60)))
    damage = data.draw(
        st.one_of(st.binary(max_size=12), st.sampled_from([card[start:end] * 2, b"=\r\n", b"\\;"]))
    )
    check(read_payload(card[:start] + damage + card[end:], country="FR"), "FR")


@FUZZ
@given(st.lists(st.sampled_from(
    ["BEGIN:VCARD", "END:VCARD", "\r\n", "\n ", "N:", "N;", "FN;CHARSET=", "ENCODING=QUOTED-PRINTABLE:", "=",
     "=\r\n", "=E5", "\\", ";", ",", ":", '"', "item1.", "X-ABLabel:", "TEL;TYPE=", "ADR;ALTID=", "PREF=",
     "é", "MECARD:", "{", "[", '"a":', "BASE64", "\x00", "AGENT:", "VERSION:2.1", "https://", "^", "\t"]
), max_size=60).map("".join))  # fmt: skip
def test_nothing_raises_on_the_words_of_the_formats(payload: str) -> None:
    """The formats' own words in any order give something."""
    check(read_payload(payload, country="FR"), "FR")


def card(*lines: str) -> Understood:
    """A vCard of these lines, read at a show in Germany."""
    return read_payload("\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")), country="DE")


@pytest.mark.parametrize(
    ("n", "fn", "prefix", "name", "suffix"),
    [
        ("Novák;Jan;;Ing. Mgr.;CSc.", "Ing. Mgr. Jan Novák\\, CSc.", "Ing. Mgr.", "Jan Novák", "CSc."),
        ("Gruber;Eva;;Mag;", "Mag Eva Gruber", "Mag", "Eva Gruber", ""),
        ("Rossi;Marco;;Avv.;", "Avv. Marco Rossi", "Avv.", "Marco Rossi", ""),
        ("Smith;Jane;;Capt.;RN", "Capt. Jane Smith RN", "Capt.", "Jane Smith", "RN"),
        ("Silva;João;;Eng.º;", "Eng.º João Silva", "Eng.º", "João Silva", ""),
        ("العربي;محمد;;د.;", "د. محمد العربي", "د.", "محمد العربي", ""),
        ("山田;太郎;;;様", "山田 太郎 様", "", "山田 太郎", "様"),
        ("王;小明;;;先生", "王小明先生", "", "王小明", "先生"),
        (
            "Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.,A.C.P.",
            "Dr. John Philip Paul Stevenson\\, Jr.\\, M.D.\\, A.C.P.",
            "Dr.", "John Philip Paul Stevenson", "Jr., M.D., A.C.P.",
        ),
        ("Doe;Jane;;Dr.;", "Prof. Dr. Jane Doe PhD", "Prof. Dr.", "Jane Doe", "PhD"),
        ("Doe;Jane;;Dr.;PhD", "Jane Doe", "Dr.", "Jane Doe", "PhD"),
        ("Doe;Dr. Jane;;;", "Dr. Jane Doe", "Dr.", "Jane Doe", ""),
        ("Tom;Major;;;", "Major Tom", "", "Major Tom", ""),
        ("Major;;;Major;", "Major", "Major", "Major", ""),
    ],
)  # fmt: skip
def test_the_titles_that_a_card_names_are_no_part_of_its_name(
    n: str, fn: str, prefix: str, name: str, suffix: str
) -> None:
    """Whatever N calls a prefix or suffix is one, in every language, and stands once."""
    read = card(f"N:{n}", f"FN:{fn}")
    found = [
        read.first(field)
        for field in (VisitorField.NAME_PREFIX, VisitorField.DISPLAY_NAME, VisitorField.NAME_SUFFIX)
    ]
    assert found == [prefix, name, suffix]
    assert "Dr." not in read.first(VisitorField.GIVEN_NAME)


@pytest.mark.parametrize("label", [
    "_$!<WorkFAX>!$_", "_$!<OtherFAX>!$_", "_$!<HomeFAX>!$_", "Fax Büro", "Telefax", "_$!<Pager>!$_", "传真",
    "ファックス",
])  # fmt: skip
def test_a_fax_is_no_phone_whatever_it_is_called(label: str) -> None:
    """The first number that can be called fills the form."""
    read = card("FN:Jane", "item1.TEL:+49 89 111111", f"item1.X-ABLabel:{label}", "TEL:+49 89 222222")
    assert [f.value for f in read.fields if f.name != VisitorField.DISPLAY_NAME] == ["+49 89 222222"]


@pytest.mark.parametrize(
    "kind", ["TYPE=FAX-WORK", "TYPE=WORKFAX", "TYPE=X-FAX", "X-FAX", "TYPE=home,fax", "WORK;FAX"]
)
def test_a_fax_is_no_phone_whatever_its_type(kind: str) -> None:
    """Types of one program's own count as those of the RFC; one said to carry voice too is kept."""
    assert not card("FN:Jane", f"TEL;{kind}:+49 89 111111").first(VisitorField.PHONE)
    assert card("FN:Jane", f"TEL;{kind};TYPE=voice:+49 89 111111").first(VisitorField.PHONE)


@pytest.mark.parametrize(
    "label",
    ["Mobil", "Diensthandy", "Handy", "Portable", "Móvil", "Cell", "_$!<Mobile>!$_", "iPhone", "手机"],
)
def test_a_mobile_is_one_in_every_language(label: str) -> None:
    """A label of the owner's own tells it as well as a type does."""
    read = card("FN:Jane", "item1.TEL:+49 172 7654321", f"item1.X-ABLabel:{label}")
    assert (read.first(VisitorField.MOBILE), read.first(VisitorField.PHONE)) == ("+49 172 7654321", "")


@pytest.mark.parametrize(
    ("charset", "name", "house"),
    [
        ("shift_jis", "佐藤 花子", "株式会社サンプル"),
        ("gb18030", "王小明", "北京例子有限公司"),
        ("cp1251", "Иван Иванов", "ООО Ромашка"),
        ("cp1252", "Jörg Müller", "Société Lumière"),
        ("cp1252", "Jörg Müller", "Zoë"),
        ("cp1252", "Zoë Lévesque", "Été"),
        ("cp1252", "Åsa Öberg", "Ångström"),
        ("cp1252", "François Günes", "Große Höfe"),
        ("big5", "陳大文", "台灣積體電路"),
        ("euc_kr", "김민수", "삼성전자"),
    ],
)
def test_a_file_that_does_not_say_its_encoding_is_read_by_its_looks(
    charset: str, name: str, house: str
) -> None:
    """What was guessed is said, and nothing but plain letters is sure."""
    text = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nORG:{house}\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n"
    read = read_payload(text.encode(charset), country="DE")
    assert (read.first(VisitorField.DISPLAY_NAME), read.first(VisitorField.COMPANY)) == (name, house)
    assert read.notes == (Note.LETTERS_GUESSED,)
    assert {f.name.value: f.confidence for f in read.fields} == {
        "display_name": LIKELY, "company": LIKELY, "email": SURE
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "symbology"),
    [("]Q1BEGIN:VCARD\nFN:Jane Doe\nEND:VCARD", "QRCode"), ("]d2MECARD:N:Doe,Jane;;", "DataMatrix")],
)
def test_a_scanner_s_word_before_a_code_is_no_part_of_it(code: str, symbology: str) -> None:
    """A code that was saved to a file or pasted has it, too; the raw text keeps it."""
    read = read_payload(code, country="DE")
    assert (read.first(VisitorField.DISPLAY_NAME), read.raw) == ("Jane Doe", code)
    assert aim_symbology(code) == symbology
    assert read_payload("]C1015514", country="DE").badge_id == "015514"
    assert aim_symbology("]Q") == aim_symbology("[Q1x") == ""


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("mailto:?to=jane+x@acme.example&subject=to=b", ["jane+x@acme.example"]),
        (
            "mailto:jane@acme.example,joe@acme.example?cc=c@x.example",
            ["jane@acme.example", "joe@acme.example"],
        ),
        ("mailto:Jane%20Doe%20%3Cjane@acme.example%3E", ["Jane Doe", "jane@acme.example"]),
        ("MATMSG:TO:jane@acme.example;SUB:x;BODY:to=y;;", ["jane@acme.example"]),
    ],
)
def test_a_link_to_write_to_tells_whom(link: str, told: list[str]) -> None:
    """RFC 6068 lets the address stand in the query as well."""
    read = read_payload(link, country="DE")
    assert (read.kind, [field.value for field in read.fields]) == (Kind.EMAIL, told)


@pytest.mark.parametrize(
    "badge",
    [
        "ID=15514;FN=Jane;LN=Doe;CO=Acme;EM=jane@acme.example",
        "id=15514&fname=Jane&lname=Doe&company=Acme&email=jane%40acme.example",
        "Badge: 15514\r\nFirst name: Jane\r\nLast name: Doe\r\nCompany: Acme\r\nEmail: jane@acme.example",
        "id=15514|firstName=Jane|lastName=Doe|company=Acme|mail=jane@acme.example",
    ],
)
def test_pairs_are_read_by_their_keys(badge: str) -> None:
    """No key is a country, and no badge is one mail address."""
    read = read_payload(badge, country="US")
    assert (read.kind, read.badge_id) == (Kind.PAIRS, "15514")
    told = {field.name.value: field.value for field in read.fields}
    assert told == {
        "display_name": "Jane Doe", "given_name": "Jane", "family_name": "Doe", "company": "Acme",
        "email": "jane@acme.example",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["o'brien+x_y-z@acme.example", "jane/doe@acme.example", "a=b@x.example"])
def test_an_odd_mail_address_is_one(text: str) -> None:
    """What RFC 5321 allows before the @ is taken where it does not make pieces of a badge."""
    read = read_payload(text, country="US")
    assert (read.kind, read.first(VisitorField.EMAIL)) == (Kind.EMAIL, text)


@pytest.mark.parametrize(
    ("link", "badge_id"),
    [
        ("https://badge.example/r/9f3c-15514", "9f3c-15514"),
        ("https://badge.example/visitor/hall4", "hall4"),
        ("https://expo.example/15514", "15514"),
        ("https://expo.example/EXPO26-004211/", "EXPO26-004211"),
        ("https://expo.example/kdfa9sQ2", "kdfa9sQ2"),
        ("https://expo.example/550e8400-e29b-41d4-a716-44665544ab12", "550e8400-e29b-41d4-a716-44665544ab12"),
        ("https://expo.example/?utm_source=qr&id=A15514", "A15514"),
        ("https://expo.example/r/15514?id=visitor", "15514"),
        ("https://www.linkedin.com/in/ada-byron-15514", ""),
        ("https://de.linkedin.com/in/ada?id=4711", ""),
        ("https://x.com/ada99", ""),
        ("https://acme.example/products/pump-3000", ""),
        ("https://acme.example/2026", ""),
        ("https://acme.example/news/20261128", ""),
        ("https://acme.example/products/x200", ""),
        ("https://acme.example/a/about2024", ""),
        ("https://tickets.example/e/summit-tickets-123456789", ""),
        ("https://acme.example/en/hall4", ""),
        ("https://acme.example", ""),
    ],
)
def test_a_link_is_a_badge_only_where_it_holds_an_id(link: str, badge_id: str) -> None:
    """A profile, a product's page or a year is just a link: kept to the letter, never an id."""
    read = read_payload(link, country="FR")
    assert (read.kind, read.badge_id, read.raw) == (Kind.LINK, badge_id, link)


@pytest.mark.parametrize(
    ("uid", "named", "unnamed"),
    [
        ("15514", "15514", "15514"),
        ("VIS-000123", "VIS-000123", "VIS-000123"),
        ("MWC26-1551400", "MWC26-1551400", "MWC26-1551400"),
        ("K7X2P9QA", "K7X2P9QA", "K7X2P9QA"),
        ("12", "", "12"),
        ("5A1F0C3E-9B1D-4C7E-A111-0C2D3E4F5017", "", "5A1F0C3E-9B1D-4C7E-A111-0C2D3E4F5017"),
        ("urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "", "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"),
        ("1a2b3c4d8f5e6a7b", "", "1a2b3c4d8f5e6a7b"),
        ("pas-id-5F3A9C4F5017", "", "pas-id-5F3A9C4F5017"),
    ],
)
def test_the_uid_of_a_phones_contact_is_no_badge(uid: str, named: str, unnamed: str) -> None:
    """An organiser's short id is; so is any on a card that has nothing else to know its visitor by."""
    card = "BEGIN:VCARD\nVERSION:3.0\n{}UID:{}\nEND:VCARD\n"
    assert read_payload(card.format("FN:Jane Doe\n", uid).encode(), country="FR").badge_id == named
    assert read_payload(card.format("EMAIL:jane@doe.example\n", uid).encode(), country="FR").badge_id == named
    assert read_payload(card.format("", uid).encode(), country="FR").badge_id == unnamed
