"""The event: its goal, cost and zone, the staff at the booth, and the wordings a visitor agrees to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from boothapp.domain.badge_layout import SEPARATORS, BadgeLayout
from boothapp.domain.consent import Purpose
from boothapp.domain.ids import ShowId
from boothapp.domain.symbology import USUAL, Symbology
from boothapp.domain.toml_source import TomlTable, parse_toml, refuse_shared
from boothapp.domain.visitor_field import VisitorField

MOST_PRIZES = 1_000
"""In one draw."""
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of booth staff; the email names them on what they capture."""

    email: str
    name: str
    job_title: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWording:
    """Exactly what a visitor is told for one purpose, in one language and version."""

    purpose: Purpose
    language: str
    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeDraw:
    """A giveaway with its own terms; ``closes_at`` and ``drawn_at`` are ISO 8601, local to the show.

    ``winners`` and ``reserves`` are how many tickets are drawn; ``excludes`` the codes of disqualifiers whose
    bearers may not win. ``retain_days`` is how long after the draw the terms let entrants be kept, 0 for no
    such word.
    """

    title: str
    terms: str
    prize: str = ""
    prize_value: str = ""
    terms_version: str = ""
    closes_at: str = ""
    drawn_at: str = ""
    winners: int = 1
    reserves: int = 3
    excludes: tuple[str, ...] = ("competitor",)
    retain_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One event with our booth at it.

    ``zone`` is IANA, ``country`` ISO 3166-1 alpha-2 and ``currency`` ISO 4217; they complete what is typed.
    ``cost`` is a decimal text in that currency; ``goal`` counts sales-ready leads. Dates are ISO 8601.
    ``definition`` is the id of its lead definition; ``source`` the TOML text the show was read from.
    """

    show_id: ShowId
    name: str
    exhibitor: str = ""
    city: str = ""
    zone: str = "UTC"
    country: str = ""
    currency: str = "EUR"
    goal: int = 30
    cost: str = ""
    starts_on: str = ""
    ends_on: str = ""
    definition: str = "standard"
    draw: PrizeDraw | None = None
    staff: tuple[Staff, ...] = ()
    consent_wordings: tuple[ConsentWording, ...] = ()
    badge_layouts: tuple[BadgeLayout, ...] = ()
    symbologies: tuple[Symbology, ...] = USUAL
    source: str = ""

    def staff_named(self, email: str) -> Staff:
        """The member of staff with this email; one known by the email alone when there is no such row."""
        known = (member for member in self.staff if member.email == email)
        return next(known, Staff(email=email, name=email))


def read_show(text: str, file: str = "show.toml") -> Show:
    """The show a TOML text describes; raises DefinitionError naming file, line, key and mend."""
    root = parse_toml(text, file)
    root.only(
        "id", "name", "exhibitor", "zone", "country", "currency", "goal", "cost", "starts_on", "ends_on",
        "city", "definition", "staff", "consent_wording", "draw", "badge_layout",
        "symbologies",
    )  # fmt: skip
    starts_on, ends_on = _day(root, "starts_on"), _day(root, "ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        root.fail("ends_on", "the show ends before it starts", f"write a day from {starts_on}")
    return Show(
        show_id=ShowId(root.text("id")),
        name=root.text("name"),
        exhibitor=root.text("exhibitor", ""),
        city=root.text("city", ""),
        zone=_zone(root),
        country=_code(root, "country", "FR"),
        currency=_code(root, "currency", "EUR") or "EUR",
        goal=root.whole_number("goal", 30, least=1),
        cost=_amount(root, "cost"),
        starts_on=starts_on,
        ends_on=ends_on,
        definition=root.text("definition", "standard"),
        draw=_draw(root.table("draw")) if "draw" in root.values else None,
        staff=_staff(root),
        consent_wordings=_wordings(root),
        badge_layouts=_badge_layouts(root),
        symbologies=root.choices("symbologies", Symbology, USUAL),
        source=text,
    )


def _zone(root: TomlTable) -> str:
    zone = root.text("zone", "UTC")
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder of zones
        root.fail("zone", f"there is no time zone {zone!r}", 'write one such as "Europe/Paris"')


def _day(root: TomlTable, key: str) -> str:
    return root.day(key) if key in root.values else ""


def _code(root: TomlTable, key: str, example: str) -> str:
    code = root.text(key, "")
    if code and not re.fullmatch(f"[A-Z]{{{len(example)}}}", code):
        root.fail(key, f"{code!r} is not a code of {len(example)} capitals", f'write one such as "{example}"')
    return code


def _amount(table: TomlTable, key: str) -> str:
    value = table.values.get(key, "")
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not re.fullmatch(r"([0-9]+(\.[0-9]+)?)?", text):
        table.fail(key, f"{value!r} is not an amount", f'write {key} = "48500.00", in quotes')
    return text


def _staff(root: TomlTable) -> tuple[Staff, ...]:
    tables = root.tables("staff")
    for table in tables:
        table.only("email", "name", "title", "phone")
        if "@" not in table.text("email"):
            table.fail("email", "this is no email address", 'write one such as "ana@hummline.example"')
    refuse_shared(tables, "email")
    return tuple(
        Staff(
            email=table.text("email"),
            name=table.text("name"),
            job_title=table.text("title", ""),
            phone=table.text("phone", ""),
        )
        for table in tables
    )


def _wordings(root: TomlTable) -> tuple[ConsentWording, ...]:
    seen: set[tuple[str, str, str]] = set()
    wordings: list[ConsentWording] = []
    for table in root.tables("consent_wording"):
        table.only("purpose", "language", "version", "text")
        wording = ConsentWording(
            purpose=table.choice("purpose", Purpose),
            language=table.text("language"),
            version=table.text("version"),
            text=table.text("text"),
        )
        which = (wording.purpose, wording.language, wording.version)
        if which in seen:
            table.fail(
                "version", f"{' '.join(which)} stands there twice", "give the new wording a new version"
            )
        seen.add(which)
        wordings.append(wording)
    return tuple(wordings)


def _badge_layouts(root: TomlTable) -> tuple[BadgeLayout, ...]:
    tables = root.tables("badge_layout")
    refuse_shared(tables, "name")
    return tuple(_badge_layout(table) for table in tables)


def _badge_layout(table: TomlTable) -> BadgeLayout:
    table.only("name", "separator", "columns")
    separator, columns = table.text("separator", ""), table.values.get("columns")
    if separator not in SEPARATORS:
        known = " ".join(map(repr, SEPARATORS))
        table.fail("separator", f"no badge is parted by {separator!r}", f"use one of: {known}")
    if not isinstance(columns, list) or not all(column in ("", *VisitorField) for column in columns):
        known = ", ".join(VisitorField)
        table.fail("columns", "a piece is not known here", f'list them as "" or one of: {known}')
    named = tuple(VisitorField(column) if column else None for column in columns)
    return BadgeLayout(name=table.text("name"), separator=separator, columns=named)


def _draw(table: TomlTable) -> PrizeDraw:
    table.only(
        "title", "prize", "prize_value", "closes_at", "drawn_at", "terms_version", "terms", "winners",
        "reserves", "excludes", "retain_days",
    )  # fmt: skip
    return PrizeDraw(
        title=table.text("title"),
        terms=table.text("terms"),
        prize=table.text("prize", ""),
        prize_value=_amount(table, "prize_value"),
        terms_version=table.text("terms_version", ""),
        closes_at=_local_time(table, "closes_at"),
        drawn_at=_local_time(table, "drawn_at"),
        winners=_prizes(table, "winners", 1, least=1),
        reserves=_prizes(table, "reserves", 3, least=0),
        excludes=_codes(table),
        retain_days=_days(table, "retain_days"),
    )


def _days(table: TomlTable, key: str) -> int:
    number = table.whole_number(key, 0)
    if number > MOST_DAYS:
        table.fail(key, f"{number} days are more than ten years", f"write at most {MOST_DAYS}")
    return number


def _prizes(table: TomlTable, key: str, default: int, *, least: int) -> int:
    number = table.whole_number(key, default, least=least)
    if number > MOST_PRIZES:
        table.fail(key, f"{number} is more than a draw has", f"write at most {MOST_PRIZES}")
    return number


def _codes(table: TomlTable) -> tuple[str, ...]:
    codes = table.values.get("excludes", ["competitor"])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        table.fail("excludes", "this is no list of codes", 'write one such as ["competitor", "student"]')
    return tuple(codes)


def _local_time(table: TomlTable, key: str) -> str:
    if key not in table.values:
        return ""
    value = table.values[key]
    if not isinstance(value, datetime) or value.tzinfo is not None:
        table.fail(key, f"{value!s} is not a local date and time", f"write {key} = 2026-11-26T15:00:00")
    return value.isoformat()
