"""The card while it is being typed: plain texts as they stand on the screen, and as a draft keeps them.

Values of the domain stand here as their texts, so that the form is on screen before the domain is loaded.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

NOT_ASKED = "not_asked"


@dataclass(slots=True, kw_only=True)
class PersonForm:
    """One person's fields as typed; ``contact_id`` is set once the person is on a saved lead.

    ``read`` holds what a badge said beyond these fields, by the names of `VisitorField`; its ``display_name``
    is the name that its given and family name belong to. ``unsure`` names the fields, and "company", that
    were read from a photo and may be wrong.
    """

    name: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""
    decision_role: str = "unknown"
    contact_id: str = ""
    read: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed for this person."""
        return not (self.name.strip() or self.job_title.strip() or self.email.strip() or self.phone.strip())


@dataclass(slots=True, kw_only=True)
class AnswerForm:
    """One answer as it stands on the screen."""

    state: str = NOT_ASKED
    value: str | list[str] | None = None
    note: str = ""
    amount: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentForm:
    """A picture beside the card, as `boothapp.domain.lead.Attachment` names it."""

    kind: str
    sha256: str
    media_type: str = ""


@dataclass(slots=True, kw_only=True)
class CardForm:
    """Everything on the capture screen.

    ``lead_id`` names the lead being edited, empty for a new one. ``due`` is the follow-up's date and time
    as typed. ``started_at`` (ISO 8601 with offset) is when the first character was typed. ``set_aside``
    tells a card that waits for later from the one in front, which a restart brings back.
    """

    draft_id: str
    lead_id: str = ""
    people: list[PersonForm] = field(default_factory=lambda: [PersonForm()])
    company: str = ""
    website: str = ""
    capture_source: str = "typed"
    badge_payload: str = ""
    badge_id: str = ""
    badge_symbology: str = ""
    interest_basis: str = "product"
    prospect_wants: str = ""
    answers: dict[str, AnswerForm] = field(default_factory=dict)
    disqualification: str = ""
    disqualification_note: str = ""
    due: str = ""
    channel: str = "call"
    owner: str = ""
    promise: str = ""
    confirmed_by_visitor: bool = False
    note: str = ""
    rating: str = ""
    tags: list[str] = field(default_factory=list)
    attachments: list[AttachmentForm] = field(default_factory=list)
    consents: dict[str, str] = field(default_factory=dict)
    consent_language: str = "en"
    started_at: str = ""
    set_aside: bool = False

    @property
    def title(self) -> str:
        """What the draft strip calls this card."""
        person = self.people[0].name.strip() if self.people else ""
        reach = next((p.email or p.phone for p in self.people if p.email or p.phone), "")
        return person or self.company.strip() or reach or self.note or self.badge_id

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen yet that would be missed."""
        return not (
            any(not person.is_empty for person in self.people)
            or self.company.strip()
            or self.note.strip()
            or self.badge_payload
            or self.due.strip()
            or self.disqualification
            or self.attachments
            or any(a.state != NOT_ASKED or a.note or a.value for a in self.answers.values())
        )

    def attach(self, *, kind: str, sha256: str, media_type: str) -> None:
        """Puts a picture beside the card; one that is there already is not put there twice."""
        if all(known.sha256 != sha256 for known in self.attachments):
            added = AttachmentForm(kind=kind, sha256=sha256, media_type=media_type)
            self.attachments = [*self.attachments, added]  # a new list: copies of the form share the old one

    def to_json(self) -> bytes:
        """The form as a draft keeps it."""
        import json  # noqa: PLC0415 - as the module says

        return json.dumps(asdict(self), ensure_ascii=False).encode()


def form_from_json(text: bytes) -> CardForm:
    """The form that ``to_json`` wrote; fields of another version are left out."""
    import json  # noqa: PLC0415 - as the module says

    raw: dict[str, Any] = json.loads(text)
    known = {f.name for f in fields(CardForm)}
    values = {name: value for name, value in raw.items() if name in known}
    values["people"] = [PersonForm(**person) for person in raw.get("people", [{}])]
    values["answers"] = {key: AnswerForm(**answer) for key, answer in raw.get("answers", {}).items()}
    values["attachments"] = [AttachmentForm(**picture) for picture in raw.get("attachments", [])]
    return CardForm(**values)
