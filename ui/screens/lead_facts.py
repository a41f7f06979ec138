"""A lead as facts to read: people, answers, promise, consents, conversations, badge, history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication

from boothapp.domain.definition import Effect
from boothapp.domain.fold import DELETED
from boothapp.domain.lead import AnswerState
from boothapp.domain.verdict import answer_effect
from ui.lead_words import (
    answer_state_word,
    answer_text,
    basis_word,
    channel_word,
    day_text,
    decision_word,
    disposition_word,
    effect_word,
    field_word,
    moment_text,
    purpose_word,
    rating_word,
    reject_word,
    role_word,
    source_word,
    time_text,
    wants_word,
)
from ui.widgets.fact_sheet import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.domain.change import Change
    from boothapp.domain.definition import LeadDefinition, Question
    from boothapp.domain.lead import Address, Answer, Contact, ContactPoint, Lead
    from boothapp.domain.show import Show
    from boothapp.store.leads import DispositionRow

translate = QCoreApplication.translate

EFFECT_TONES = {Effect.FAVOURABLE: "good", Effect.DISQUALIFYING: "stop", Effect.NEUTRAL: ""}


def people_facts(lead: Lead) -> list[Fact]:
    """Everybody of the buying team, and the company; of one alone, what the card's head does not say."""
    facts: list[Fact] = []
    for contact in lead.contacts:
        if len(lead.contacts) > 1:
            facts.append(Fact(contact.name or translate("LeadFacts", "No name")))
            facts += _given((translate("LeadFacts", "Job title"), contact.job_title))
        facts += _contact_facts(contact)
    company = lead.company
    if len(lead.contacts) > 1:
        facts.append(Fact(company.name or translate("LeadFacts", "Company")))
    facts += _given(
        (translate("LeadFacts", "Website"), company.website),
        (translate("LeadFacts", "Industry"), company.industry),
    )
    facts += _given((translate("LeadFacts", "Size"), company.size))
    return facts


def _contact_facts(contact: Contact) -> list[Fact]:
    facts = _given(
        (translate("LeadFacts", "Department"), contact.department),
        (translate("LeadFacts", "Decision"), role_word(contact.decision_role)),
    )
    facts += _point(translate("LeadFacts", "Email"), contact.email, "mailto")
    facts += _point(translate("LeadFacts", "Phone"), contact.phone, "tel")
    facts += _point(translate("LeadFacts", "Mobile"), contact.mobile, "tel")
    if contact.address is not None and (address := _address_text(contact.address)):
        facts.append(Fact(translate("LeadFacts", "Address"), address))
    return facts + _given((translate("LeadFacts", "Language"), contact.language))


def _given(*lines: tuple[str, str]) -> list[Fact]:
    return [Fact(label, value) for label, value in lines if value]


def _point(label: str, point: ContactPoint | None, scheme: str) -> list[Fact]:
    """A way to reach somebody; one that cannot be right is marked and is no link."""
    if point is None:
        return []
    if point.normalised is None:
        return [Fact(label, point.raw, translate("LeadFacts", "cannot be right"), tone="caution")]
    return [Fact(label, point.raw, link=f"{scheme}:{quote(point.normalised, safe='@+')}")]


def _address_text(address: Address) -> str:
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    return ", ".join(part for part in (address.street, place, address.region, address.country) if part)


def answer_facts(lead: Lead, definition: LeadDefinition) -> list[Fact]:
    """Every question with what came of it; what this definition does not ask is kept and shown as such."""
    captured_on = _day_of(lead.captured_at)
    facts = []
    for question in definition.questions:
        answer = lead.answer(question.question_id)
        if question.optional and answer.state is AnswerState.NOT_ASKED:
            continue
        facts += _answered(question.label, answer, question, captured_on)
    for question_id, answer in lead.answers.items():
        if question_id not in definition.question_by_id:
            text = answer_text(answer, None)
            remark = translate("LeadFacts", "kept as received")
            facts.append(
                Fact(
                    question_id,
                    text,
                    " · ".join(part for part in (answer.note, remark) if part),
                    stacked=True,
                )
            )
    return facts


def _answered(label: str, answer: Answer, question: Question, captured_on: date | None) -> list[Fact]:
    """The four states look different: answered, refused, not known, never asked."""
    if answer.state is AnswerState.ANSWERED:
        effect = answer_effect(question, answer, captured_on) if captured_on and question.choices else None
        tone = EFFECT_TONES[effect] if effect else ""
        told = effect_word(effect) if effect in (Effect.FAVOURABLE, Effect.DISQUALIFYING) else ""
        remark = " · ".join(part for part in (told, answer.note) if part)
        return [Fact(label, answer_text(answer, question), remark, tone=tone, stacked=True)]
    mark = {AnswerState.DECLINED: "⊘ ", AnswerState.UNKNOWN: "? ", AnswerState.NOT_ASKED: "— "}[answer.state]
    tone = "quiet" if answer.state is AnswerState.NOT_ASKED else "caution"
    return [Fact(label, mark + answer_state_word(answer.state), answer.note, tone=tone, stacked=True)]


def _day_of(captured_at: str) -> date | None:
    try:
        return date.fromisoformat(captured_at[:10])
    except ValueError:
        return None


def promise_facts(lead: Lead, show: Show) -> list[Fact]:
    """The follow-up as agreed."""
    promise = lead.follow_up
    if promise is None:
        return [
            Fact(translate("LeadFacts", "Follow-up"), translate("LeadFacts", "None agreed"), tone="quiet")
        ]
    when = " ".join(part for part in (day_text(promise.due_at, year=True), time_text(promise.due_at)) if part)
    zone = promise.zone.rpartition("/")[2].replace("_", " ")
    facts = [Fact(translate("LeadFacts", "When"), when, zone)] if when else []
    if promise.has_date and not promise.has_time:
        facts = [
            Fact(translate("LeadFacts", "When"), when, translate("LeadFacts", "no time yet"), tone="caution")
        ]
    facts += _given(
        (translate("LeadFacts", "How"), channel_word(promise.channel) if promise.channel else ""),
        (translate("LeadFacts", "Who"), show.staff_named(promise.owner).name if promise.owner else ""),
        (translate("LeadFacts", "Promised"), promise.promise),
    )
    agreed = (
        translate("LeadFacts", "Yes") if promise.confirmed_by_visitor else translate("LeadFacts", "Not yet")
    )
    tone = "" if promise.confirmed_by_visitor else "caution"
    return [*facts, Fact(translate("LeadFacts", "Visitor agreed"), agreed, tone=tone)]


def interest_facts(lead: Lead, show: Show, definition: LeadDefinition) -> list[Fact]:
    """What drew the visitor, and what staff made of it."""
    facts = [Fact(translate("LeadFacts", "Came for"), basis_word(lead.interest_basis))]
    facts += _given(
        (translate("LeadFacts", "Wants"), wants_word(lead.prospect_wants) if lead.prospect_wants else "")
    )
    if lead.disqualification is not None:
        reason = definition.disqualifier_by_code.get(lead.disqualification.reason)
        word = reason.label if reason else lead.disqualification.reason
        facts.append(
            Fact(translate("LeadFacts", "Disqualified"), word, lead.disqualification.note, tone="stop")
        )
    if lead.promotion is not None:
        told = translate("LeadFacts", "by {name}, {when}").format(
            name=show.staff_named(lead.promotion.by).name, when=moment_text(lead.promotion.at)
        )
        facts.append(Fact(translate("LeadFacts", "Promoted"), lead.promotion.reason, told))
    return facts + _given(
        (translate("LeadFacts", "Rating"), rating_word(lead.rating) if lead.rating else ""),
        (translate("LeadFacts", "Tags"), ", ".join(lead.tags)),
    )


def disposition_facts(said: DispositionRow | None) -> list[Fact]:
    """What sales said of the lead."""
    if said is None:
        return []
    tone = {"accepted": "good", "rejected": "stop"}.get(said.status, "caution")
    told = " · ".join(part for part in (said.by, moment_text(said.at)) if part)
    facts = [Fact(translate("LeadFacts", "Sales said"), disposition_word(said.status), told, tone=tone)]
    reason = reject_word(said.reason) if said.reason else ""
    return facts + _given(
        (translate("LeadFacts", "Reason"), reason),
        (translate("LeadFacts", "Outcome"), said.outcome),
        (translate("LeadFacts", "Note"), said.note),
    )


def consent_facts(lead: Lead) -> list[Fact]:
    """What the visitor said yes and no to, and under which wording."""
    facts = []
    for consent in lead.consents:
        told = [channel_word(consent.channel), moment_text(consent.captured_at)]
        if consent.text_version:
            told.append(translate("LeadFacts", "wording {version}").format(version=consent.text_version))
        tone = "good" if consent.decision == "granted" else "stop"
        word = decision_word(consent.decision)
        if consent.withdrawn_at:
            tone, word = (
                "stop",
                translate("LeadFacts", "withdrawn {when}").format(when=moment_text(consent.withdrawn_at)),
            )
        facts.append(
            Fact(purpose_word(consent.purpose), word, " · ".join(part for part in told if part), tone=tone)
        )
    return facts or [
        Fact(translate("LeadFacts", "Consent"), translate("LeadFacts", "Not asked"), tone="quiet")
    ]


def encounter_facts(lead: Lead, show: Show) -> list[Fact]:
    """Each conversation, the latest first."""
    return [
        Fact(
            moment_text(encounter.at),
            encounter.note or translate("LeadFacts", "No note"),
            show.staff_named(encounter.staff).name if encounter.staff else "",
            tone="" if encounter.note else "quiet",
        )
        for encounter in reversed(lead.encounters)
    ]


def origin_facts(lead: Lead, show: Show, definition: LeadDefinition) -> list[Fact]:
    """Where the card came from: source, badge, laptop, the definition it is judged by."""
    facts = [
        Fact(
            translate("LeadFacts", "Captured"),
            moment_text(lead.captured_at),
            show.staff_named(lead.captured_by).name,
        ),
        Fact(translate("LeadFacts", "Source"), source_word(lead.capture_source)),
    ]
    badge = lead.badge_scan
    if badge is not None:
        facts += _given(
            (translate("LeadFacts", "Badge id"), badge.badge_id),
            (translate("LeadFacts", "Symbology"), badge.symbology),
        )
        facts += _given(
            (translate("LeadFacts", "Badge text"), badge.raw_payload.replace("\r\n", "\n").strip())
        )
    version = translate("LeadFacts", "version {number}").format(number=lead.definition.version)
    title = definition.title if definition.ref == lead.definition else lead.definition.definition_id
    facts.append(Fact(translate("LeadFacts", "Judged by"), title, version))
    return facts + _given((translate("LeadFacts", "External id"), lead.external_id))


def history_facts(
    history: Sequence[Change], lead: Lead, show: Show, definition: LeadDefinition
) -> list[Fact]:
    """Who changed what, and when, the latest first."""
    facts = []
    for place, change in enumerate(history):
        who = show.staff_named(change.actor).name
        if place == 0:
            what = translate("LeadFacts", "Captured")
        elif DELETED in change.set:
            restored = change.set[DELETED].value is None
            what = translate("LeadFacts", "Restored") if restored else translate("LeadFacts", "Deleted")
        else:
            names = dict.fromkeys(field_word(path, definition, lead) for path in change.set)
            what = translate("LeadFacts", "Changed {fields}").format(fields=", ".join(names))
        facts.append(Fact(moment_text(change.captured_at), what, who))
    return facts[::-1]
