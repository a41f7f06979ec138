"""A lead definition as facts to read: what is asked, what each answer does, what makes a lead sales-ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from boothapp.domain.definition import Effect
from ui.lead_words import basis_word, channel_word, day_text, requirement_word, topic_word
from ui.widgets.fact_sheet import Fact
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from boothapp.domain.definition import LeadDefinition, Question, Signature
    from boothapp.domain.show import Show

translate = QCoreApplication.translate


def show_facts(show: Show) -> list[Fact]:
    """The show's own facts."""
    cost = f"{QLocale().toString(float(show.cost), 'f', 2)} {show.currency}" if show.cost else ""
    days = " – ".join(day_text(day, year=True) for day in (show.starts_on, show.ends_on) if day)
    lines = (
        (translate("Setup", "Show"), show.name),
        (translate("Setup", "Exhibitor"), show.exhibitor),
        (translate("Setup", "Days"), days),
        (translate("Setup", "City"), ", ".join(part for part in (show.city, show.country) if part)),
        (
            translate("Setup", "Goal"),
            translate("Setup", "{goal} sales-ready leads").format(goal=QLocale().toString(show.goal)),
        ),
        (translate("Setup", "Cost"), cost or translate("Setup", "not set")),
        (translate("Setup", "Currency"), show.currency),
        (translate("Setup", "Time zone"), show.zone),
        (translate("Setup", "Prize draw"), show.draw.title if show.draw else ""),
    )
    return [Fact(label, value) for label, value in lines if value]


def signature_facts(definition: LeadDefinition) -> list[Fact]:
    """Title, version, and both signatures."""
    return [
        Fact(translate("Setup", "Title"), definition.title),
        Fact(
            translate("Setup", "Version"),
            QLocale().toString(definition.ref.version),
            definition.ref.definition_id,
        ),
        _signed(translate("Setup", "For sales"), definition.signed_for_sales),
        _signed(translate("Setup", "For marketing"), definition.signed_for_marketing),
    ]


def _signed(label: str, signature: Signature | None) -> Fact:
    if signature is None:
        return Fact(label, translate("Setup", "not signed yet"), tone="caution")
    return Fact(label, signature.name, day_text(signature.on, year=True))


def question_facts(definition: LeadDefinition) -> list[Fact]:
    """Every question with its choices, by what they do."""
    facts: list[Fact] = []
    for question in definition.questions:
        facts.append(Fact(question.label))
        facts.append(
            Fact(
                translate("Setup", "Answers"),
                topic_word(question.topic) if question.topic else "–",
                _when(question),
            )
        )
        if question.ask:
            facts.append(Fact(translate("Setup", "Say"), f"“{question.ask}”"))
        facts += _choices(question)
    return facts


def _when(question: Question) -> str:
    parts = [translate("Setup", "key {key}").format(key=f"Alt+{question.key}")] if question.key else []
    if question.optional:
        parts.append(translate("Setup", "only in doubt"))
    return " · ".join(parts)


def _choices(question: Question) -> list[Fact]:
    looks = (
        (Effect.FAVOURABLE, translate("Setup", "In favour"), "good"),
        (Effect.NEUTRAL, translate("Setup", "Neutral"), ""),
        (Effect.DISQUALIFYING, translate("Setup", "Disqualifies"), "stop"),
    )
    facts = []
    for effect, label, tone in looks:
        labels = [choice.label for choice in question.choices if choice.effect is effect]
        if labels:
            facts.append(Fact(label, " · ".join(labels), tone=tone))
    return facts


def gate_facts(definition: LeadDefinition) -> list[Fact]:
    """What a sales-ready lead must have, in words; what disqualifies; what leaves the laptop."""
    gate = definition.gate
    topics = ", ".join(topic_word(topic) for topic in gate.favourable_of)
    parts = ", ".join(
        requirement_word(f"follow_up.{part.value}", definition)
        if part.value != "date"
        else translate("Setup", "day")
        for part in gate.follow_up
    )
    lines = (
        (translate("Setup", "Came for"), " / ".join(basis_word(basis) for basis in gate.interest_basis)),
        (translate("Setup", "Answered"), ", ".join(topic_word(topic) for topic in gate.required)),
        (
            translate("Setup", "In favour"),
            translate("Setup", "at least {count} of {topics}").format(
                count=gate.favourable_count, topics=topics
            )
            if gate.favourable_of
            else "",
        ),
        (translate("Setup", "Follow-up"), parts),
        (
            translate("Setup", "Reachable"),
            " / ".join(channel_word(channel.value) for channel in gate.reachable),
        ),
        (translate("Setup", "No lead if"), " · ".join(each.label for each in definition.disqualifiers)),
        (translate("Setup", "Synced"), ", ".join(track_word(track) for track in definition.synced_tracks)),
        (
            translate("Setup", "First touch"),
            translate("Setup", "within {hours} h, {now} h where they want to buy now").format(
                hours=definition.first_touch_hours, now=definition.moment_of_interest_hours
            ),
        ),
    )
    return [Fact(label, value) for label, value in lines if value]
