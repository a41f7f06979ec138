"""The event: its goal, cost and zone, the staff at the booth, and the wordings a visitor agrees to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from boothapp.domain.consent import Purpose
from boothapp.domain.ids import ShowId
from boothapp.domain.toml_source import TomlTable, parse_toml


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
    """A giveaway with its own terms; ``closes_at`` and ``drawn_at`` are ISO 8601, local to the show."""

    title: str
    terms: str
    prize: str = ""
    prize_value: str = ""
    terms_version: str = ""
    closes_at: str = ""
    drawn_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One event with our booth at it.

    ``zone`` is IANA, ``country`` ISO 3166-1 alpha-2 and ``currency`` ISO 4217: the defaults for what is typed.
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
    source: str = ""

    def staff_named(self, email: str) -> Staff:
        """The member of staff with this email; one known by the email alone when there is no such row."""
        return next((member for member in self.staff if member.email == email), Staff(email=email, name=email))


def read_show(text: str, file: str = "show.toml") -> Show:
    """The show a TOML text describes; raises DefinitionError naming file, line, key and mend."""
    root = parse_toml(text, file)
    root.only(
        "id", "name", "exhibitor", "zone", "country", "currency", "goal", "cost", "starts_on", "ends_on",
        "city", "definition", "staff", "consent_wording", "draw",
    )  # fmt: skip
    draw = root.table("draw")
    return Show(
        show_id=ShowId(root.text("id")),
        name=root.text("name"),
        exhibitor=root.text("exhibitor", ""),
        city=root.text("city", ""),
        zone=_zone(root),
        country=_code(root, "country", 2),
        currency=_code(root, "currency", 3) or "EUR",
        goal=root.whole_number("goal", 30, least=1),
        cost=_amount(root),
        starts_on=root.day("starts_on") if "starts_on" in root.values else "",
        ends_on=root.day("ends_on") if "ends_on" in root.values else "",
        definition=root.text("definition", "standard"),
        draw=_draw(draw) if draw else None,
        staff=tuple(_staff(table) for table in root.tables("staff")),
        consent_wordings=tuple(_wording(table) for table in root.tables("consent_wording")),
        source=text,
    )


def _zone(root: TomlTable) -> str:
    zone = root.text("zone", "UTC")
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        root.fail("zone", f"there is no time zone {zone!r}", 'write one such as "Europe/Paris"')


def _code(root: TomlTable, key: str, length: int) -> str:
    code = root.text(key, "")
    if code and not (len(code) == length and code.isascii() and code.isupper()):
        root.fail(key, f"{code!r} is not a code of {length} capitals", "write it as in ISO 3166 or ISO 4217")
    return code


def _amount(root: TomlTable) -> str:
    value = root.values.get("cost", "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.replace(".", "", 1).isdigit() | (value == ""):
        root.fail("cost", f"{value!r} is not an amount", 'write it as "48500" or "48500.00"')
    return value


def _staff(table: TomlTable) -> Staff:
    table.only("email", "name", "title", "phone")
    return Staff(
        email=table.text("email"),
        name=table.text("name"),
        job_title=table.text("title", ""),
        phone=table.text("phone", ""),
    )


def _wording(table: TomlTable) -> ConsentWording:
    table.only("purpose", "language", "version", "text")
    return ConsentWording(
        purpose=table.choice("purpose", Purpose),
        language=table.text("language"),
        version=table.text("version"),
        text=table.text("text"),
    )


def _draw(table: TomlTable) -> PrizeDraw:
    table.only("title", "prize", "prize_value", "closes_at", "drawn_at", "terms_version", "terms")
    return PrizeDraw(
        title=table.text("title"),
        terms=table.text("terms"),
        prize=table.text("prize", ""),
        prize_value=table.text("prize_value", ""),
        terms_version=table.text("terms_version", ""),
        closes_at=_local_time(table, "closes_at"),
        drawn_at=_local_time(table, "drawn_at"),
    )


def _local_time(table: TomlTable, key: str) -> str:
    value = table.values.get(key, "")
    if value and not isinstance(value, datetime):
        table.fail(key, f"{value!r} is not a date and time", f"write {key} = 2026-11-26T15:00:00")
    return value.isoformat() if isinstance(value, datetime) else ""
