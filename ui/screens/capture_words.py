"""A verdict, a promise and a suggestion in the words that staff read while the visitor stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.lead import AnswerState, Lead
from boothapp.domain.verdict import (
    BORROWED_INTEREST,
    FAVOURABLE,
    FOLLOW_UP,
    INTEREST_BASIS,
    NO_NEED,
    REACHABLE,
)
from boothapp.intake.understood import Kind, Note
from ui.widgets.verdict_panel import VerdictView

if TYPE_CHECKING:
    from boothapp.domain.follow_up import Due
    from boothapp.domain.show import Show
    from boothapp.domain.verdict import Verdict
    from boothapp.intake.understood import Understood
    from boothapp.intake.wedge import Scan
    from boothapp.services.browsing import Acquaintance


def _tr(text: str) -> str:
    return QCoreApplication.translate("CaptureWords", text)


def _ask_words() -> dict[str, str]:
    """What staff can say aloud for each requirement that is no question of the definition."""
    return {
        FOLLOW_UP: _tr("When shall we talk again?"),
        f"{FOLLOW_UP}.date": _tr("Which day suits you?"),
        f"{FOLLOW_UP}.time": _tr("At what time?"),
        f"{FOLLOW_UP}.zone": _tr("Which time zone is that in?"),
        f"{FOLLOW_UP}.channel": _tr("By phone, by video, or in person?"),
        f"{FOLLOW_UP}.owner": _tr("Who of us will talk to them? Choose the owner."),
        f"{FOLLOW_UP}.confirmed": _tr("Is that agreed, shall I put it in both our calendars?"),
        REACHABLE: _tr("Where do we reach you, by email or phone?"),
        INTEREST_BASIS: _tr("What brought you here: something to solve, or the draw?"),
    }


def _missing_words() -> dict[str, str]:
    return {
        FOLLOW_UP: _tr("No follow-up yet"),
        f"{FOLLOW_UP}.date": _tr("The follow-up has no day"),
        f"{FOLLOW_UP}.time": _tr("The follow-up has no time"),
        f"{FOLLOW_UP}.zone": _tr("The follow-up has no time zone"),
        f"{FOLLOW_UP}.channel": _tr("The follow-up has no channel"),
        f"{FOLLOW_UP}.owner": _tr("Nobody owns the follow-up"),
        f"{FOLLOW_UP}.confirmed": _tr("The visitor has not agreed to the follow-up"),
        REACHABLE: _tr("No email or phone that works"),
        INTEREST_BASIS: _tr("What they came for is open"),
        FAVOURABLE: _tr("All asked, too little in favour: one for marketing"),
    }


def _passed_words() -> dict[str, str]:
    return {
        FOLLOW_UP: _tr("Follow-up agreed"),
        REACHABLE: _tr("Can be reached"),
        INTEREST_BASIS: _tr("Came for the product"),
    }


def verdict_view(verdict: Verdict, lead: Lead, definition: LeadDefinition, follow_up: str) -> VerdictView:
    """The verdict on a lead as the live card shows it; `follow_up` is the promise in words."""
    return VerdictView(
        track=verdict.track.value,
        ask_next=_sentence(verdict.ask_next, definition) if verdict.ask_next else "",
        passed=tuple(_named(code, definition, _passed_words()) for code in verdict.passed),
        missing=missing_words(verdict, lead, definition),
        blocked_by=tuple(blocked_word(code, definition) for code in verdict.blocked_by),
        follow_up=follow_up,
    )


def missing_words(verdict: Verdict, lead: Lead, definition: LeadDefinition) -> tuple[str, ...]:
    """What is missing, each with why: never asked, no answer, nobody knows."""
    words = _missing_words()
    return tuple(
        words[code] if code in words else _open_question(code, lead, definition) for code in verdict.missing
    )


def _open_question(code: str, lead: Lead, definition: LeadDefinition) -> str:
    label = _named(code, definition, {})
    asked = {
        AnswerState.DECLINED: _tr("{question} Asked, no answer"),
        AnswerState.UNKNOWN: _tr("{question} They don’t know"),
    }.get(lead.answer(code).state)
    return asked.format(question=label) if asked else label


def blocked_word(code: str, definition: LeadDefinition) -> str:
    """Why sales will not get this lead."""
    if code == BORROWED_INTEREST:
        return _tr("Came for the prize or gift")
    if code == NO_NEED:
        return _tr("No problem on the card")
    disqualifier = definition.disqualifier_by_code.get(code)
    return disqualifier.label if disqualifier else code


def _sentence(code: str, definition: LeadDefinition) -> str:
    question = definition.question_by_id.get(code)
    if question is not None:
        return question.ask or question.label
    return _ask_words().get(code, code)


def _named(code: str, definition: LeadDefinition, words: dict[str, str]) -> str:
    question = definition.question_by_id.get(code)
    return question.label if question is not None else words.get(code, code)


def due_words(due: Due, zone: str) -> str:
    """A day and time in the user's language, with the city of the zone: "Tue 25 Nov 2026, 14:30 Paris"."""
    where = QLocale()
    day = QDate(due.day.year, due.day.month, due.day.day)
    text = f"{where.dayName(day.dayOfWeek(), QLocale.FormatType.ShortFormat)} "
    text += f"{day.day()} {where.monthName(day.month(), QLocale.FormatType.ShortFormat)} {day.year()}"
    if due.at is None:
        return text
    at = where.toString(QTime(due.at.hour, due.at.minute), QLocale.FormatType.ShortFormat)
    return f"{text}, {at} {city_of(zone)}".strip()


def city_of(zone: str) -> str:
    """The city by which people know an IANA zone: "Paris" for Europe/Paris."""
    return zone.rpartition("/")[2].replace("_", " ")


def likeness_word(likeness: str) -> str:
    """Why a card looks like one that is here already."""
    return {
        "same_badge": _tr("same badge"),
        "same_email": _tr("same email"),
        "same_phone": _tr("same phone"),
        "same_person": _tr("same name"),
        "same_company": _tr("same company"),
    }.get(likeness, likeness)


def known_sentence(found: Acquaintance) -> str:
    """What an imported list knows of the visitor: whose account, or met where and when; and why so."""
    contact = found.contact
    who = (
        " · ".join(part for part in (contact.name, contact.company) if part) or contact.email or contact.phone
    )
    why = likeness_word(found.likeness.value)
    if contact.kind == "customers":
        owner = _tr(", account of {owner}").format(owner=contact.owner) if contact.owner else ""
        return _tr("Already a customer: {who}{owner} ({why})").format(who=who, owner=owner, why=why)
    day = _tr(" on {day}").format(day=contact.met_on) if contact.met_on else ""
    return _tr("Met at {show}{day}: {who} ({why})").format(show=contact.show, day=day, who=who, why=why)


def sign_sentence(sign: str) -> str:
    """Why the app suspects borrowed interest, as a suggestion."""
    return {
        "from_prize_stack": _tr("From the prize stack. For the prize?"),
        "burst_without_answers": _tr("Three cards in a minute, no answers. For the prize?"),
        "note_about_prize": _tr("The note is all about the prize. For that?"),
        "only_in_draw": _tr("In the draw and nowhere else. For the prize?"),
    }.get(sign, sign)


def scan_sentence(read: Understood, scan: Scan | None) -> str:
    """What staff should know of a code that was not simply read; empty when all is well."""
    if scan is not None and scan.meant is not None:
        return _tr("The scanner is set to another keyboard layout. Put right here; Setup shows it.")
    told = {
        Note.NOT_A_CONTACT: _tr("There is no contact in this code. It is kept as scanned."),
        Note.TOO_LONG: _tr("Too long for a badge: its beginning is kept."),
        Note.WRONG_COLUMNS: _tr("This badge does not fit the show’s layout: look at the fields."),
        Note.NO_LAYOUT: _tr("A badge without a layout. Scan it in Setup to say which piece is what."),
        Note.CUT_SHORT: _tr("The code is cut short: look at the fields."),
        Note.LINES_REBUILT: _tr("The scanner left out the line breaks: look at the fields."),
        Note.LETTERS_GUESSED: _tr("How its letters were written is a guess: look at the name."),
        Note.LETTERS_LOST: _tr("Some letters got lost on the way: look at the name."),
        Note.SEVERAL_CARDS: _tr("Several cards in one code: this is the first."),
    }
    if read.kind == Kind.LINK and not (read.badge_id or read.fields):
        return _tr("A link, kept and not opened. Type who it is.")
    if read.kind == Kind.UNKNOWN and not read.notes:
        return _tr("Kept as scanned. Type what the badge says.")
    return next((words for note, words in told.items() if note in read.notes), "")


def channel_choices() -> list[tuple[str, str]]:
    """The ways to follow up."""
    return [
        ("call", _tr("Call")),
        ("video", _tr("Video")),
        ("visit", _tr("Visit")),
        ("email", _tr("Email")),
    ]


def staff_choices(show: Show, chosen: str) -> list[tuple[str, str]]:
    """The staff to pick an owner from, and whoever owns the promise already."""
    known = [(member.email, member.name) for member in show.staff]
    return known if not chosen or chosen in dict(known) else [*known, (chosen, chosen)]
