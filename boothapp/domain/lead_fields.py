"""A lead as flat fields, the unit in which edits travel and are folded.

Paths: ``company.name``, ``contacts/<contact_id>/email``, ``answers/<question_id>``, ``follow_up``,
``encounters/<encounter_id>``, ``consents/<consent_id>``, ``consents/<consent_id>/withdrawn_at``. What is
append-only is a field of its own id, so two laptops' additions stand side by side instead of in conflict.
An empty value has no field; clearing one writes null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId, ContactId, DeviceId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
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

_COMPANY_FIELDS = Company.__slots__
_CONTACT_TEXTS = ("given_name", "family_name", "display_name", "job_title", "department", "language")
_CONTACT_POINTS = ("email", "phone", "mobile")
_WITHDRAWN = "/withdrawn_at"

Fields = dict[str, "JsonValue"]
_Part = (
    Address | Answer | Money | BadgeScan | FollowUp | Encounter | ConsentRecord | Disqualification
    | Promotion | Attachment
)

_P = TypeVar("_P", BadgeScan, Disqualification, Promotion, Money)
_E = TypeVar("_E", bound=StrEnum)


def to_fields(lead: Lead) -> Fields:
    """Every non-empty field of a lead."""
    fields: Fields = {
        "definition": [lead.definition.definition_id, lead.definition.version],
        "captured_at": lead.captured_at,
        "captured_by": lead.captured_by,
        "device_id": lead.device_id,
        "capture_source": lead.capture_source.value,
        "interest_basis": lead.interest_basis.value,
    }
    for name in _COMPANY_FIELDS:
        if value := getattr(lead.company, name):
            fields[f"company.{name}"] = value
    for contact in lead.contacts:
        _contact_to_fields(contact, fields)
    for question_id, answer in lead.answers.items():
        if answer.state is not AnswerState.NOT_ASKED or answer.note or answer.value:
            fields[f"answers/{question_id}"] = _pack(answer)
    for encounter in lead.encounters:
        fields[f"encounters/{encounter.encounter_id}"] = _pack(encounter, without=("encounter_id",))
    for consent in lead.consents:
        path = f"consents/{consent.consent_id}"
        fields[path] = _pack(consent, without=("consent_id", "withdrawn_at"))
        if consent.withdrawn_at:
            fields[f"{path}/withdrawn_at"] = consent.withdrawn_at
    _rest_to_fields(lead, fields)
    return fields


def _rest_to_fields(lead: Lead, fields: Fields) -> None:
    """The fields that hold one value each and are mostly empty."""
    for name in ("prospect_wants", "rating"):
        if (choice := getattr(lead, name)) is not None:
            fields[name] = choice.value
    for name in ("badge_scan", "disqualification", "follow_up", "promotion"):
        if (part := getattr(lead, name)) is not None:
            fields[name] = _pack(part)
    if lead.tags:
        fields["tags"] = list(lead.tags)
    if lead.attachments:
        fields["attachments"] = [_pack(attachment) for attachment in lead.attachments]
    if lead.external_id:
        fields["external_id"] = lead.external_id


def _contact_to_fields(contact: Contact, fields: Fields) -> None:
    path = f"contacts/{contact.contact_id}/"
    for name in _CONTACT_TEXTS:
        if value := getattr(contact, name):
            fields[path + name] = value
    for name in _CONTACT_POINTS:
        if (point := getattr(contact, name)) is not None:
            fields[path + name] = point.raw if point.normalised == point.raw else [point.raw, point.normalised]
    if contact.address is not None and (address := _pack(contact.address)):
        fields[path + "address"] = address
    if contact.decision_role is not DecisionRole.UNKNOWN:
        fields[path + "decision_role"] = contact.decision_role.value


def _pack(part: _Part, without: tuple[str, ...] = ()) -> JsonValue:
    """A part as a JSON object of its non-empty fields."""
    packed: Fields = {}
    for name in part.__slots__:
        value = getattr(part, name)
        if value is None or value == "" or value is False or name in without:
            continue
        if isinstance(value, Money):
            packed[name] = _pack(value)
        elif isinstance(value, tuple):
            packed[name] = list(value)
        elif isinstance(value, StrEnum):
            packed[name] = value.value
        else:
            packed[name] = value
    return packed


def from_fields(lead_id: LeadId, show_id: ShowId, fields: Mapping[str, JsonValue]) -> Lead:
    """The lead that ``to_fields`` described; fields that nobody knows are left where they are."""
    contacts: dict[str, Any] = defaultdict(dict)
    parts: dict[str, dict[str, Any]] = {"answers": {}, "encounters": {}, "consents": {}}
    plain: dict[str, Any] = {}
    for path, value in fields.items():
        if value is None:
            continue
        head, _, rest = path.partition("/")
        if not rest:
            plain[head] = value
        elif head == "contacts":
            contact_id, _, name = rest.partition("/")
            contacts[contact_id][name] = value
        elif head in parts:
            parts[head][rest] = value
    return Lead(
        lead_id=lead_id,
        show_id=show_id,
        definition=DefinitionRef(*plain.get("definition", ("", 0))),
        company=Company(**{name: plain.get(f"company.{name}", "") for name in _COMPANY_FIELDS}),
        contacts=tuple(_contact(ContactId(key), contacts[key]) for key in sorted(contacts)),
        capture_source=CaptureSource(plain.get("capture_source", "typed")),
        badge_scan=_optional(BadgeScan, plain.get("badge_scan")),
        interest_basis=InterestBasis(plain.get("interest_basis", "unknown")),
        prospect_wants=_optional_choice(ProspectWants, plain.get("prospect_wants")),
        answers={question_id: _answer(value) for question_id, value in parts["answers"].items()},
        disqualification=_optional(Disqualification, plain.get("disqualification")),
        follow_up=_follow_up(plain.get("follow_up")),
        encounters=_encounters(parts["encounters"]),
        consents=_consents(parts["consents"]),
        rating=_optional_choice(Rating, plain.get("rating")),
        tags=tuple(plain.get("tags", ())),
        attachments=tuple(Attachment(**_known(Attachment, a)) for a in plain.get("attachments", ())),
        promotion=_optional(Promotion, plain.get("promotion")),
        captured_at=plain.get("captured_at", ""),
        captured_by=plain.get("captured_by", ""),
        device_id=DeviceId(plain.get("device_id", "")),
        external_id=plain.get("external_id", ""),
    )


def _optional(part: type[_P], packed: dict[str, Any] | None) -> _P | None:
    return None if packed is None else part(**_known(part, packed))


def _known(part: type[Any], packed: dict[str, Any]) -> dict[str, Any]:
    """The values this version has a place for; a newer laptop's others stay in the fields."""
    return {name: value for name, value in packed.items() if name in part.__slots__}


def _optional_choice(choice: type[_E], value: str | None) -> _E | None:
    return None if value is None else choice(value)


def _contact(contact_id: ContactId, packed: dict[str, Any]) -> Contact:
    values = _known(Contact, packed)
    for name in _CONTACT_POINTS:
        if name in values:
            raw = values[name]
            values[name] = ContactPoint(raw, raw) if isinstance(raw, str) else ContactPoint(*raw)
    if "address" in values:
        values["address"] = Address(**_known(Address, values["address"]))
    if "decision_role" in values:
        values["decision_role"] = DecisionRole(values["decision_role"])
    return Contact(contact_id=contact_id, **values)


def _answer(packed: dict[str, Any]) -> Answer:
    value = packed.get("value")
    return Answer(
        state=AnswerState(packed.get("state", "not_asked")),
        value=tuple(value) if isinstance(value, list) else value,
        note=packed.get("note", ""),
        amount=_optional(Money, packed.get("amount")),
    )


def _follow_up(packed: dict[str, Any] | None) -> FollowUp | None:
    if packed is None:
        return None
    channel = _optional_choice(Channel, packed.get("channel"))
    return FollowUp(**{**_known(FollowUp, packed), "channel": channel})


def _encounters(packed: dict[str, dict[str, Any]]) -> tuple[Encounter, ...]:
    encounters = [
        Encounter(encounter_id=EncounterId(key), **_known(Encounter, value)) for key, value in packed.items()
    ]
    return tuple(sorted(encounters, key=lambda e: (e.at, e.encounter_id)))


def _consents(packed: dict[str, Any]) -> tuple[ConsentRecord, ...]:
    consents = []
    for key, value in packed.items():
        if key.endswith(_WITHDRAWN):
            continue
        consents.append(
            ConsentRecord(
                consent_id=ConsentId(key),
                **{
                    **_known(ConsentRecord, value),
                    "purpose": Purpose(value["purpose"]),
                    "decision": ConsentDecision(value["decision"]),
                    "withdrawn_at": packed.get(key + _WITHDRAWN, ""),
                },
            )
        )
    return tuple(sorted(consents, key=lambda c: (c.captured_at, c.consent_id)))
