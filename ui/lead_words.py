"""The words for what a lead holds: requirements, answers, fields, days and times."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from boothapp.domain.consent import ConsentDecision, Purpose
from boothapp.domain.definition import Effect, Topic
from boothapp.domain.lead import AnswerState

if TYPE_CHECKING:
    from boothapp.domain.definition import LeadDefinition, Question
    from boothapp.domain.lead import Answer, Lead, Money


translate = QCoreApplication.translate


def requirement_word(code: str, definition: LeadDefinition) -> str:
    """Name what the gate asks for in one or two words, for a list of what is missing."""
    question = definition.question_by_id.get(code)
    if question is not None:
        return topic_word(question.topic) if question.topic else question.label
    words = {
        "interest_basis": translate("LeadWords", "product interest"),
        "follow_up": translate("LeadWords", "follow-up"),
        "follow_up.date": translate("LeadWords", "day"),
        "follow_up.time": translate("LeadWords", "time"),
        "follow_up.zone": translate("LeadWords", "time zone"),
        "follow_up.channel": translate("LeadWords", "channel"),
        "follow_up.owner": translate("LeadWords", "owner"),
        "follow_up.confirmed": translate("LeadWords", "their yes"),
        "reachable": translate("LeadWords", "email or phone"),
        "favourable": translate("LeadWords", "answers in favour"),
    }
    return words.get(code) or topic_word(code)


def topic_word(topic: str) -> str:
    """Name need, budget, timeline or authority."""
    words = {
        Topic.NEED.value: translate("LeadWords", "need"),
        Topic.BUDGET.value: translate("LeadWords", "budget"),
        Topic.TIMELINE.value: translate("LeadWords", "timeline"),
        Topic.AUTHORITY.value: translate("LeadWords", "authority"),
    }
    return words.get(topic, topic)


def answer_state_word(state: str) -> str:
    """Name an answer's state; "not asked" is never confused with a refusal."""
    words = {
        AnswerState.ANSWERED.value: translate("LeadWords", "Answered"),
        AnswerState.DECLINED.value: translate("LeadWords", "Asked, no answer"),
        AnswerState.UNKNOWN.value: translate("LeadWords", "Doesn’t know"),
        AnswerState.NOT_ASKED.value: translate("LeadWords", "Not asked"),
    }
    return words.get(state, state)


def answer_text(answer: Answer, question: Question | None) -> str:
    """Give an answer as one text: the labels of its choices, the amount; the state where there is none."""
    if answer.state is not AnswerState.ANSWERED:
        return answer_state_word(answer.state)
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,) if answer.value else ()
    parts = [_value_word(value, question) for value in values]
    if answer.amount is not None:
        parts.append(money_text(answer.amount))
    return " · ".join(parts) or answer_state_word(answer.state)


def _value_word(value: str, question: Question | None) -> str:
    choice = question.choice_by_value.get(value) if question is not None else None
    if choice is not None:
        return choice.label
    return (
        day_text(value, year=True)
        if question is not None and question.kind.value in {"horizon", "date"}
        else value
    )


def money_text(money: Money) -> str:
    """Give an amount or a range with its currency."""
    amount = "–".join(number_text(value) for value in (money.value, money.upper) if value)
    text = f"{amount} {money.currency}".strip()
    return translate("LeadWords", "{amount}, approved").format(amount=text) if money.approved else text


def number_text(value: str) -> str:
    """Give a decimal text as people of this locale write it; what is no number stays as it is."""
    where = QLocale()
    if value.isascii() and value.isdigit():
        return where.toString(int(value))
    try:
        return where.toString(float(value), "f", 2)
    except ValueError:
        return value


def effect_word(effect: str) -> str:
    """Name what a choice does to the lead."""
    words = {
        Effect.FAVOURABLE.value: translate("LeadWords", "speaks for a call"),
        Effect.NEUTRAL.value: translate("LeadWords", "neutral"),
        Effect.DISQUALIFYING.value: translate("LeadWords", "disqualifies"),
    }
    return words.get(effect, effect)


def wants_word(wants: str) -> str:
    """Name what the visitor came for."""
    words = {
        "information": translate("LeadWords", "Information"),
        "demonstration": translate("LeadWords", "A demonstration"),
        "purchase": translate("LeadWords", "To buy"),
    }
    return words.get(wants, wants)


def role_word(role: str) -> str:
    """Name a contact's part in the decision; nothing while it is unknown."""
    words = {
        "economic_buyer": translate("LeadWords", "signs for the money"),
        "decision_maker": translate("LeadWords", "decides"),
        "influencer": translate("LeadWords", "is listened to"),
        "user": translate("LeadWords", "would use it"),
        "unknown": "",
    }
    return words.get(role, role)


def channel_word(channel: str) -> str:
    """Name how the follow-up happens."""
    words = {
        "call": translate("LeadWords", "Phone call"),
        "video": translate("LeadWords", "Video call"),
        "visit": translate("LeadWords", "Visit"),
        "email": translate("LeadWords", "Email"),
        "phone": translate("LeadWords", "Phone"),
        "post": translate("LeadWords", "Post"),
        "any": translate("LeadWords", "any way"),
    }
    return words.get(channel, channel)


def rating_word(rating: str) -> str:
    """Name the staff member's feeling."""
    words = {
        "hot": translate("LeadWords", "Hot"),
        "warm": translate("LeadWords", "Warm"),
        "cold": translate("LeadWords", "Cold"),
    }
    return words.get(rating, rating)


def source_word(source: str) -> str:
    """Name how the details came in."""
    words = {
        "badge_scan": translate("LeadWords", "Badge scan"),
        "qr_contact": translate("LeadWords", "QR code of a contact"),
        "business_card": translate("LeadWords", "Business card"),
        "typed": translate("LeadWords", "Typed"),
        "prize_entry": translate("LeadWords", "Prize entry"),
        "imported": translate("LeadWords", "Imported"),
    }
    return words.get(source, source)


def attachment_word(kind: str) -> str:
    """Name what a picture beside a card shows."""
    words = {
        "card_photo": translate("LeadWords", "Card"),
        "card_back": translate("LeadWords", "Card, back"),
        "badge_photo": translate("LeadWords", "Badge"),
        "sketch": translate("LeadWords", "Drawing"),
    }
    return words.get(kind, translate("LeadWords", "Picture"))


def basis_word(basis: str) -> str:
    """Name what drew the visitor."""
    words = {
        "product": translate("LeadWords", "A problem of theirs"),
        "borrowed": translate("LeadWords", "A prize, gift or meal"),
        "unknown": translate("LeadWords", "Not said"),
    }
    return words.get(basis, basis)


def purpose_word(purpose: str) -> str:
    """Name what data may be used for."""
    words = {
        Purpose.SALES_FOLLOW_UP.value: translate("LeadWords", "Sales may follow up"),
        Purpose.MARKETING_EMAIL.value: translate("LeadWords", "Newsletter by email"),
        Purpose.PRIZE_DRAW.value: translate("LeadWords", "Prize draw"),
    }
    return words.get(purpose, purpose)


def decision_word(decision: str) -> str:
    """Name what the visitor said to it."""
    words = {
        ConsentDecision.GRANTED.value: translate("LeadWords", "yes"),
        ConsentDecision.DECLINED.value: translate("LeadWords", "no"),
        ConsentDecision.NOT_ASKED.value: translate("LeadWords", "not asked"),
    }
    return words.get(decision, decision)


def disposition_word(status: str) -> str:
    """Say what sales did with a lead; a word that is not known stays."""
    words = {
        "accepted": translate("LeadWords", "Accepted"),
        "rejected": translate("LeadWords", "Rejected"),
        "recycled": translate("LeadWords", "Given back to keep warm"),
    }
    return words.get(status, status)


def reject_word(reason: str) -> str:
    """Say why sales turned a lead down: its code, as words."""
    words = reason.replace("_", " ")
    return words[:1].upper() + words[1:]


def _field_words() -> dict[str, str]:
    return {
        "company.name": translate("LeadWords", "Company"),
        "company.website": translate("LeadWords", "Website"),
        "company.industry": translate("LeadWords", "Industry"),
        "company.size": translate("LeadWords", "Company size"),
        "given_name": translate("LeadWords", "Given name"),
        "family_name": translate("LeadWords", "Family name"),
        "display_name": translate("LeadWords", "Name"),
        "job_title": translate("LeadWords", "Job title"),
        "department": translate("LeadWords", "Department"),
        "email": translate("LeadWords", "Email"),
        "phone": translate("LeadWords", "Phone"),
        "mobile": translate("LeadWords", "Mobile"),
        "address": translate("LeadWords", "Address"),
        "decision_role": translate("LeadWords", "Part in the decision"),
        "language": translate("LeadWords", "Language"),
        "follow_up": translate("LeadWords", "Follow-up"),
        "badge_scan": translate("LeadWords", "Badge"),
        "disqualification": translate("LeadWords", "Disqualification"),
        "promotion": translate("LeadWords", "Promotion"),
        "prospect_wants": translate("LeadWords", "Wants"),
        "interest_basis": translate("LeadWords", "Came for"),
        "capture_source": translate("LeadWords", "How captured"),
        "rating": translate("LeadWords", "Rating"),
        "tags": translate("LeadWords", "Tags"),
        "attachments": translate("LeadWords", "Pictures"),
        "definition": translate("LeadWords", "Lead definition"),
        "external_id": translate("LeadWords", "External id"),
        "captured_at": translate("LeadWords", "Captured at"),
        "captured_by": translate("LeadWords", "Captured by"),
        "device_id": translate("LeadWords", "Laptop"),
        "_deleted": translate("LeadWords", "Deleted"),
    }


def field_word(path: str, definition: LeadDefinition, lead: Lead | None = None) -> str:
    """Name a field of a change (`contacts/<id>/email`) as a person would; an unknown one by its path.

    With `lead`, a field of one of several people says whose it is.
    """
    head, _, rest = path.partition("/")
    if head == "answers":
        question = definition.question_by_id.get(rest)
        return question.label if question is not None else rest
    if head == "contacts":
        contact_id, _, name = rest.partition("/")
        word = _field_words().get(name, name)
        people = lead.contacts if lead is not None else ()
        whose = next((person.name for person in people if person.contact_id == contact_id), "")
        return f"{word} ({whose})" if whose and len(people) > 1 else word
    if head == "encounters":
        return translate("LeadWords", "Conversation")
    if head == "consents":
        return (
            translate("LeadWords", "Consent withdrawn")
            if rest.endswith("/withdrawn_at")
            else translate("LeadWords", "Consent")
        )
    return _field_words().get(path, path)


def day_text(iso: str, *, year: bool = False) -> str:
    """Give the day of an ISO 8601 date or moment, such as "Tue 24 Nov"; a text that is none stays."""
    day = QDate.fromString(iso[:10], "yyyy-MM-dd")
    if not day.isValid():
        return iso
    where = QLocale()
    short = where.dateFormat(QLocale.FormatType.ShortFormat)
    pattern = "ddd MMM d" if 0 <= short.find("M") < short.find("d") else "ddd d MMM"
    return where.toString(day, f"{pattern} yyyy" if year else pattern)


def time_text(iso: str) -> str:
    """Give the time of day of an ISO 8601 moment as it was written there; nothing for a date alone."""
    time = QTime.fromString(iso[11:16], "HH:mm")
    return QLocale().toString(time, QLocale.FormatType.ShortFormat) if time.isValid() else ""


def moment_text(iso: str) -> str:
    """Give day and time, or the day alone where there is no time."""
    return f"{day_text(iso)} {time_text(iso)}".strip() if iso else ""


def seconds_text(seconds: float) -> str:
    """Give a duration: "18 s", "2 min 5 s"."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds of a minute
        return translate("LeadWords", "{seconds} s").format(seconds=QLocale().toString(whole))
    return translate("LeadWords", "{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)


def ago_text(then: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 1:
        return translate("LeadWords", "just now")
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return translate("LeadWords", "{count} min ago").format(count=minutes)
    local = then.astimezone()
    return moment_text(local.isoformat())
