"""A lead as flat fields, the unit in which edits travel and are folded.

Paths: ``company.name``, ``contacts/<contact_id>/email``, ``answers/<question_id>``, ``follow_up``,
``encounters/<encounter_id>``, ``consents/<consent_id>``, ``consents/<consent_id>/withdrawn_at``. What is
append-only is a field of its own id, so two laptops' additions stand side by side instead of in conflict.
An empty value has no field; clearing one writes null. Parts come back in the order of their times and ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from dataclasses import fields as fields_of
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId, ContactId, DefinitionId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
    NOT_ASKED,
    Address,
    Answer,
    AnswerState,
    Attachment,
    BadgeScan,
    CaptureSource,
    Channel,
    Company,
    Contact,
    ContactPoint,
    DecisionRole,
    DefinitionRef,
    Disqualification,
    Encounter,
    FollowUp,
    InterestBasis,
    Lead,
    Money,
    Promotion,
    ProspectWants,
    Rating,
)

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue

Fields = dict[str, "JsonValue"]
_Part = TypeVar("_Part")
_Choice = TypeVar("_Choice", bound=StrEnum)
_WITHDRAWN = "/withdrawn_at"


class _Format(Generic[_Part]):
    """One kind of part as a JSON object of what differs from its defaults; a compulsory text may be blank."""

    __slots__ = ("_defaults", "_names", "_part", "_required")

    def __init__(self, part: type[_Part], *, apart: tuple[str, ...] = ()) -> None:
        """``apart`` are the fields that stand elsewhere."""
        fields = [field for field in fields_of(part) if field.name not in apart]  # type: ignore[arg-type]
        self._part = part
        self._defaults = [(f.name, "" if f.default is MISSING else f.default) for f in fields]
        self._names = frozenset(field.name for field in fields)
        self._required = {field.name: "" for field in fields if field.default is MISSING}

    def write(self, part: _Part) -> Fields:
        """The object; enumerations and nested parts are still as they are in the part."""
        packed: Fields = {}
        for name, default in self._defaults:
            if (value := getattr(part, name)) != default:
                packed[name] = value
        return packed

    def known(self, packed: Mapping[str, Any]) -> dict[str, Any]:
        """What this version has a place for; a newer laptop's other values stay in the field."""
        if packed.keys() <= self._names:
            return {**self._required, **packed}
        return self._required | {name: value for name, value in packed.items() if name in self._names}

    def read(self, packed: Mapping[str, Any]) -> _Part:
        """The part that was written."""
        return self._part(**self.known(packed))


_ADDRESS = _Format(Address)
_MONEY = _Format(Money)
_ANSWER = _Format(Answer)
_BADGE_SCAN = _Format(BadgeScan)
_DISQUALIFICATION = _Format(Disqualification)
_FOLLOW_UP = _Format(FollowUp)
_PROMOTION = _Format(Promotion)
_ATTACHMENT = _Format(Attachment)
_CONTACT = _Format(Contact, apart=("contact_id",))
_ENCOUNTER = _Format(Encounter, apart=("encounter_id",))
_CONSENT = _Format(ConsentRecord, apart=("consent_id", "withdrawn_at"))
_COMPANY = _Format(Company)
_COMPANY_NAMES = {f"company.{field.name}": field.name for field in fields_of(Company)}


def to_fields(lead: Lead) -> Fields:
    """Every non-empty field of a finished lead; ``lead_id`` and ``show_id`` stand beside them."""
    fields: Fields = {
        "definition": [*lead.definition],
        "capture_source": lead.capture_source.value,
        "interest_basis": lead.interest_basis.value,
    }
    for name in ("captured_at", "captured_by", "device_id", "external_id"):
        if text := getattr(lead, name):
            fields[name] = text
    for name, value in _COMPANY.write(lead.company).items():
        fields[f"company.{name}"] = value
    for contact in lead.contacts:
        _write_contact(contact, fields)
    for question_id, answer in lead.answers.items():
        if answer != NOT_ASKED:
            fields[f"answers/{question_id}"] = _write_answer(answer)
    for encounter in lead.encounters:
        fields[f"encounters/{encounter.encounter_id}"] = _ENCOUNTER.write(encounter)
    for consent in lead.consents:
        path = f"consents/{consent.consent_id}"
        fields[path] = {
            **_CONSENT.write(consent),
            "purpose": consent.purpose.value,
            "decision": consent.decision.value,
        }
        if consent.withdrawn_at:
            fields[path + _WITHDRAWN] = consent.withdrawn_at
    _write_rare(lead, fields)
    return fields


def _write_contact(contact: Contact, fields: Fields) -> None:
    path = f"contacts/{contact.contact_id}/"
    for name, value in _CONTACT.write(contact).items():
        if isinstance(value, ContactPoint):
            fields[path + name] = (
                value.raw if value.normalised == value.raw else [value.raw, value.normalised]
            )
        elif isinstance(value, DecisionRole):
            fields[path + name] = value.value
        elif not isinstance(value, Address):
            fields[path + name] = value
        elif address := _ADDRESS.write(value):
            fields[path + name] = address


def _write_answer(answer: Answer) -> Fields:
    packed = _ANSWER.write(answer)
    packed["state"] = answer.state.value
    if isinstance(answer.value, tuple):
        packed["value"] = [*answer.value]
    if answer.amount is not None:
        packed["amount"] = _MONEY.write(answer.amount)
    return packed


def _write_rare(lead: Lead, fields: Fields) -> None:
    """The fields that hold one value each and are mostly empty."""
    if lead.prospect_wants is not None:
        fields["prospect_wants"] = lead.prospect_wants.value
    if lead.rating is not None:
        fields["rating"] = lead.rating.value
    if lead.badge_scan is not None:
        fields["badge_scan"] = _BADGE_SCAN.write(lead.badge_scan)
    if lead.disqualification is not None:
        fields["disqualification"] = _DISQUALIFICATION.write(lead.disqualification)
    if lead.promotion is not None:
        fields["promotion"] = _PROMOTION.write(lead.promotion)
    if lead.follow_up is not None:
        packed = _FOLLOW_UP.write(lead.follow_up)
        if lead.follow_up.channel is not None:
            packed["channel"] = lead.follow_up.channel.value
        fields["follow_up"] = packed
    if lead.tags:
        fields["tags"] = [*lead.tags]
    if lead.attachments:
        fields["attachments"] = [_ATTACHMENT.write(attachment) for attachment in lead.attachments]


def from_fields(lead_id: LeadId, show_id: ShowId, fields: Mapping[str, JsonValue]) -> Lead:
    """The lead that ``to_fields`` described.

    Fields and values that this version does not know, written by a newer one, are left where they are.
    """
    lead: dict[str, Any] = {"definition": DefinitionRef(DefinitionId(""), 0)}
    company: dict[str, Any] = {}
    contacts: dict[str, dict[str, Any]] = {}
    parts: dict[str, dict[str, Any]] = {"answers": {}, "encounters": {}, "consents": {}}
    for path, value in fields.items():
        if value is None:
            continue
        if read := _READERS.get(path):
            lead[path] = read(value)
            continue
        head, slash, rest = path.partition("/")
        if head == "contacts" and slash:
            contact_id, _, name = rest.partition("/")
            contacts.setdefault(contact_id, {})[name] = value
        elif head in parts and slash:
            parts[head][rest] = value
        elif path in _COMPANY_NAMES:
            company[_COMPANY_NAMES[path]] = value
    return Lead(
        lead_id=lead_id,
        show_id=show_id,
        company=Company(**company),
        contacts=tuple(_contact(ContactId(key), contacts[key]) for key in sorted(contacts)),
        answers={question_id: _answer(value) for question_id, value in parts["answers"].items()},
        encounters=_encounters(parts["encounters"]),
        consents=_consents(parts["consents"]),
        **lead,
    )


def _choice(choices: type[_Choice], default: _Choice | None) -> Callable[[str], Any]:
    """Reads one of these choices; the default stands for those of a newer version."""
    known = {choice.value: choice for choice in choices}
    return lambda value: known.get(value, default)


_decision_role = _choice(DecisionRole, DecisionRole.UNKNOWN)
_state = _choice(AnswerState, AnswerState.NOT_ASKED)
_channel = _choice(Channel, None)
_purpose = _choice(Purpose, None)
_decision = _choice(ConsentDecision, None)


def _contact(contact_id: ContactId, packed: dict[str, Any]) -> Contact:
    values = _CONTACT.known(packed)
    for name in ("email", "phone", "mobile"):
        if name in values:
            raw = values[name]
            values[name] = ContactPoint(raw, raw) if isinstance(raw, str) else ContactPoint(*raw)
    if "address" in values:
        values["address"] = _ADDRESS.read(values["address"])
    if "decision_role" in values:
        values["decision_role"] = _decision_role(values["decision_role"])
    return Contact(contact_id=contact_id, **values)


def _answer(packed: dict[str, Any]) -> Answer:
    values = _ANSWER.known(packed)
    if "state" in values:
        values["state"] = _state(values["state"])
    if isinstance(values.get("value"), list):
        values["value"] = tuple(values["value"])
    if "amount" in values:
        values["amount"] = _MONEY.read(values["amount"])
    return Answer(**values)


def _follow_up(packed: dict[str, Any]) -> FollowUp:
    values = _FOLLOW_UP.known(packed)
    if "channel" in values:
        values["channel"] = _channel(values["channel"])
    return FollowUp(**values)


def _encounters(packed: dict[str, dict[str, Any]]) -> tuple[Encounter, ...]:
    encounters = [
        Encounter(encounter_id=EncounterId(key), **_ENCOUNTER.known(value)) for key, value in packed.items()
    ]
    return tuple(sorted(encounters, key=lambda e: (e.at, e.encounter_id)))


def _consents(packed: dict[str, Any]) -> tuple[ConsentRecord, ...]:
    consents: list[ConsentRecord] = []
    for key, value in packed.items():
        if key.endswith(_WITHDRAWN):
            continue
        values = _CONSENT.known(value)
        values["purpose"], values["decision"] = _purpose(values["purpose"]), _decision(values["decision"])
        if values["purpose"] and values["decision"]:
            withdrawn_at = packed.get(key + _WITHDRAWN, "")
            consents.append(ConsentRecord(consent_id=ConsentId(key), withdrawn_at=withdrawn_at, **values))
    return tuple(sorted(consents, key=lambda c: (c.captured_at, c.consent_id)))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "definition": lambda value: DefinitionRef(*value),
    "capture_source": _choice(CaptureSource, CaptureSource.TYPED),
    "interest_basis": _choice(InterestBasis, InterestBasis.UNKNOWN),
    "prospect_wants": _choice(ProspectWants, None),
    "rating": _choice(Rating, None),
    "badge_scan": _BADGE_SCAN.read,
    "disqualification": _DISQUALIFICATION.read,
    "promotion": _PROMOTION.read,
    "follow_up": _follow_up,
    "tags": tuple,
    "attachments": lambda values: tuple(map(_ATTACHMENT.read, values)),
    "captured_at": str,
    "captured_by": str,
    "device_id": str,
    "external_id": str,
}
