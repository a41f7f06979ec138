"""The entries of the prize draw: cards of the bowl, and who agreed to the draw elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from boothapp.domain.consent import ANY_CHANNEL, ConsentDecision, ConsentRecord, Purpose, may_use
from boothapp.domain.definition import LeadDefinition, Question, QuestionKind, Topic
from boothapp.domain.draw import (
    SALT_BYTES,
    Exclusion,
    PrizeEntry,
    draw_list,
    entry_hash,
    identity,
    staff_exclusion,
)
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    AttachmentKind,
    CaptureSource,
    InterestBasis,
    Lead,
    identifies_someone,
)
from boothapp.domain.prize import may_promote, promote
from boothapp.errors import DrawError, DrawProblem, NoProblemStatedError
from boothapp.intake.understood import Understood
from boothapp.services.capturing import Capturing, DefinitionLookup, NewLead, SavedLead
from boothapp.services.card_form import CardForm
from boothapp.services.card_reading import FormContext, form_of_lead, form_to_lead
from boothapp.services.prize_entering import (
    BY_CARD,
    BY_TAKING_BACK,
    BY_TICK,
    Asked,
    BowlCard,
    EntryFields,
    asked_of,
    asked_text,
    decision,
    entry_form,
    entry_lead,
    still_doubted,
    text_of,
    with_fields,
)
from boothapp.store.draws import DrawStore, EntryRow, NewEntry
from boothapp.store.leads import LeadStore

_KINDS = {"email": "mail", "phone": "phone", "badge": "badge"}
_NO_SALT = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry as the list shows it: who, what to look at, and where it stands in the draw.

    ``same_as`` is the ticket of the person's first card, 0 for the first; ``excluded`` says why it is not in
    the draw, if so. ``lead_id`` is None while nobody is named.
    """

    ticket: int
    lead_id: LeadId | None
    name: str
    company: str
    email: str
    phone: str
    raw: str
    doubts: tuple[str, ...]
    picture: str
    same_as: int
    excluded: Exclusion | None
    track: str
    agreed: bool
    marketing: bool


class Slip(NamedTuple):
    """What an entrant needs to find themselves in the published list."""

    ticket: int
    salt: str
    identity: str
    digest: str


class _Facts(NamedTuple):
    """What the draw asks of a lead, kept until the lead changes."""

    version: int
    consents: tuple[ConsentRecord, ...]
    person_out: Exclusion | None


class PrizeEntries:
    """The entries, over one connection; used on one thread."""

    def __init__(
        self,
        *,
        draws: DrawStore,
        leads: LeadStore,
        capturing: Capturing,
        context: FormContext,
        definition: DefinitionLookup,
        read: Callable[[str, bool], Understood],
        new_secret: Callable[[int], bytes],
    ) -> None:
        self._draws, self._leads, self._capturing = draws, leads, capturing
        self._context, self._read, self._new_secret = context, read, new_secret
        self._show, self._definition = context.show, definition
        self._facts: dict[LeadId, _Facts] = {}
        self._seen = 0

    def read(self, text: str, *, symbology: str = "", is_scan: bool = False) -> BowlCard:
        """What one line says, typed, pasted or sent by a scanner."""
        return BowlCard(read=self._read(text, is_scan), symbology=symbology, is_scan=is_scan)

    def enter(self, cards: Sequence[BowlCard], asked: Asked, *, by: str = "") -> list[int]:
        """Make the cards durable as entries for the next draw; gives their tickets, in order.

        A card that names nobody is an entry all the same, to be typed.
        """
        context = replace(self._context, staff=by) if by else self._context
        now = self._capturing.show_time()
        made = []
        for card in cards:
            form, doubts = entry_form(card)
            _attach(form, card.picture)
            made.append((card, doubts, entry_lead(form, context, now, asked)))
        saved = iter(
            self._capturing.save_new([NewLead(lead) for _, _, lead in made if identifies_someone(lead)])
        )
        return self._draws.add(
            [
                NewEntry(
                    lead_id=next(saved).lead.lead_id if (named := identifies_someone(lead)) else None,
                    salt=self._new_secret(SALT_BYTES),
                    raw="" if named else card.read.raw,
                    doubts=doubts,
                    picture=card.picture,
                    asked=asked_text(asked),
                )
                for card, doubts, lead in made
            ]
        )

    def take_in(self) -> int:
        """Make entries of the leads that agreed to the draw elsewhere, on the capture form say; how many."""
        upto = self._draws.last_change()
        agreed = []
        for lead_id in self._draws.leads_that_spoke_of(Purpose.PRIZE_DRAW.value, self._seen):
            lead = self._leads.lead(lead_id)
            if lead is not None and may_use(lead.consents, Purpose.PRIZE_DRAW, ANY_CHANNEL):
                agreed.append(NewEntry(lead_id=lead_id, salt=self._new_secret(SALT_BYTES)))
        if agreed:
            self._draws.add(agreed)
        self._seen = upto
        return len(agreed)

    def entries(self, draw_no: int | None = None) -> list[EntryView]:
        """The entries of a draw that was closed, or those for the next one, in the order of the tickets."""
        rows = self._draws.entries(draw_no)
        entries = self.prize_entries(rows, draw_no)
        states = {int(line.split()[0]): line.split()[1] for line in draw_list(entries).lines}
        return [self._view(row, entry, states[row.ticket]) for row, entry in zip(rows, entries, strict=True)]

    def entry(self, ticket: int) -> EntryView:
        """One entry, as it stands in its draw; raises DrawError(NO_SUCH_ENTRY)."""
        row = self._row(ticket)
        return next(view for view in self.entries(row.draw_no) if view.ticket == ticket)

    def _view(self, row: EntryRow, entry: PrizeEntry, state: str) -> EntryView:
        excluded = Exclusion(state.removeprefix("out-")) if state.startswith("out-") else None
        return EntryView(
            ticket=row.ticket, lead_id=None if row.is_gone else row.lead_id, name=row.name,
            company=row.company, email=row.email, phone=row.phone, raw=row.raw, doubts=row.doubts,
            picture=row.picture, excluded=excluded, track=row.track,
            same_as=int(state.removeprefix("same-as-")) if state.startswith("same-as-") else 0,
            agreed=may_use(entry.consents, Purpose.PRIZE_DRAW, ANY_CHANNEL),
            marketing=may_use(entry.consents, Purpose.MARKETING_EMAIL, ANY_CHANNEL),
        )  # fmt: skip

    def prize_entries(self, rows: Sequence[EntryRow], draw_no: int | None) -> list[PrizeEntry]:
        """The rows of a draw as it takes them."""
        keys = self._draws.keys(draw_no)
        entries = []
        for row in rows:
            facts, known = self._facts_of(row), keys.get(row.ticket, ())
            entries.append(
                PrizeEntry(
                    ticket=row.ticket,
                    salt=row.salt.hex(),
                    keys=frozenset(f"{_KINDS[kind]}:{value}" for kind, value in known),
                    name=row.name,
                    company=row.company,
                    consents=facts.consents,
                    person_out=facts.person_out,
                    card_out=_card_out(row, is_known=bool(known)),
                )
            )
        return entries

    def _facts_of(self, row: EntryRow) -> _Facts:
        if row.lead_id is None or row.is_gone:
            return _Facts(0, (), None)
        known = self._facts.get(row.lead_id)
        if known is None or known.version != row.version:
            lead = self._leads.lead(row.lead_id)
            known = _Facts(row.version, lead.consents if lead else (), self._person_out(lead))
            self._facts[row.lead_id] = known
        return known

    def _person_out(self, lead: Lead | None) -> Exclusion | None:
        if lead is None:
            return None
        excludes = self._show.draw.excludes if self._show.draw else ()
        if lead.disqualification is not None and lead.disqualification.reason in excludes:
            return Exclusion.DISQUALIFIED
        mails = [contact.email.normalised or contact.email.raw for contact in lead.contacts if contact.email]
        return staff_exclusion(mails, lead.company.name, self._show)

    def mend(self, ticket: int, fields: EntryFields, *, by: str = "") -> None:
        """Put right what was read of an entry; one that named nobody becomes a lead once it does.

        What was said with such a card when it came counts, whoever types it later.
        """
        row = self._row(ticket)
        context = replace(self._context, staff=by) if by else self._context
        now = self._capturing.show_time()
        if row.lead_id is not None:
            opened = self._capturing.open_lead(row.lead_id)
            if opened is None:
                raise DrawError(DrawProblem.NO_SUCH_ENTRY)
            form = with_fields(form_of_lead(opened.lead, ""), fields)
            lead = replace(form_to_lead(form, context, now, opened.lead), consents=opened.lead.consents)
            self._capturing.save_edit(opened, lead, by=context.staff)
            self._draws.settle_doubts(ticket, still_doubted(row.doubts, fields))
            return
        form = with_fields(self._form_of_text(row), fields)
        _attach(form, row.picture)
        lead = entry_lead(form, context, now, asked_of(row.asked))
        if identifies_someone(lead):
            saved = self._capturing.save_new([NewLead(lead)])[0]
            self._draws.name(ticket, saved.lead.lead_id, still_doubted(row.doubts, fields))
        else:
            person = form.people[0]
            told = {
                "name": person.name,
                "company": form.company,
                "email": person.email,
                "phone": person.phone,
            }
            self._draws.note(ticket, raw=text_of(told), doubts=still_doubted(row.doubts, fields))

    def put_photo(self, picture: str, doubts: Sequence[str], asked: Asked) -> int:
        """Make a picture (by its SHA-256) an entry of its own, to be read or typed; gives its ticket."""
        entry = NewEntry(
            lead_id=None, salt=self._new_secret(SALT_BYTES), doubts=tuple(doubts), picture=picture,
            asked=asked_text(asked),
        )  # fmt: skip
        return self._draws.add([entry])[0]

    def fill(self, ticket: int, card: BowlCard, *, by: str = "") -> None:
        """Write what was read of an entry's picture, unless somebody has typed it meanwhile.

        What was said with it when it came counts.
        """
        row = self._row(ticket)
        if row.lead_id is not None or row.raw or row.is_erased:
            return
        context = replace(self._context, staff=by) if by else self._context
        form, doubts = entry_form(card)
        _attach(form, row.picture)
        lead = entry_lead(form, context, self._capturing.show_time(), asked_of(row.asked))
        if identifies_someone(lead):
            saved = self._capturing.save_new([NewLead(lead)])[0]
            self._draws.name(ticket, saved.lead.lead_id, doubts)
        else:
            self._draws.note(ticket, raw=card.read.raw, doubts=doubts)

    def _form_of_text(self, row: EntryRow) -> CardForm:
        """The form of an entry that names nobody yet, as far as its text tells."""
        form, _ = entry_form(BowlCard(read=self._read(row.raw, False)))
        return form

    def say(
        self, ticket: int, purpose: Purpose, *, granted: bool, by: str = "", language: str = "en"
    ) -> None:
        """Record what the person of an entry said on one purpose."""
        said = ConsentDecision.GRANTED if granted else ConsentDecision.DECLINED
        method = BY_CARD if purpose is Purpose.PRIZE_DRAW and granted else BY_TICK
        self._record(self._row(ticket), purpose, said, method, by=by, language=language)

    def _record(
        self, row: EntryRow, purpose: Purpose, said: ConsentDecision, method: str, *,
        by: str, language: str = "en",
    ) -> None:  # fmt: skip
        opened = self._capturing.open_lead(row.lead_id) if row.lead_id else None
        if opened is None:
            raise DrawError(DrawProblem.NO_SUCH_ENTRY)
        context = replace(self._context, staff=by) if by else self._context
        at = self._capturing.show_time().isoformat(timespec="seconds")
        record = decision(purpose, said, method, context, at, language)
        lead = replace(opened.lead, consents=(*opened.lead.consents, record))
        self._capturing.save_edit(opened, lead, by=context.staff)

    def promote(self, ticket: int, *, by: str, reason: str, problem: str = "") -> SavedLead:
        """Make an entry a lead of real interest: the visitor's problem, who says so, and why.

        It stays in the draw. Raises NoProblemStatedError where the card states no problem either.
        """
        row = self._row(ticket)
        opened = self._capturing.open_lead(row.lead_id) if row.lead_id else None
        if opened is None:
            raise DrawError(DrawProblem.NO_SUCH_ENTRY)
        definition = self._definition(opened.lead.definition)
        lead = opened.lead
        if problem.strip() and (need := _need(definition)) is not None:
            answer = Answer(state=AnswerState.ANSWERED, value=problem.strip())
            lead = replace(lead, answers={**lead.answers, need.question_id: answer})
        if not may_promote(lead, definition):
            raise NoProblemStatedError("a promoted card needs the visitor's problem on it first")
        at = self._capturing.show_time().isoformat(timespec="seconds")
        return self._capturing.save_edit(opened, promote(lead, by=by, at=at, reason=reason), by=by)

    def take_back(self, ticket: int, *, by: str = "") -> None:
        """Take an entry back; its ticket stays in the list.

        A lead that is there for the prize alone leaves every list; one of real interest stays one.
        """
        row = self._row(ticket)
        if row.lead_id is None:
            self._draws.discard(ticket)
        elif row.is_gone:
            return
        elif self._is_for_the_prize(row.lead_id):
            self._capturing.undo(row.lead_id, by=by or self._context.staff)
        else:
            self._record(row, Purpose.PRIZE_DRAW, ConsentDecision.DECLINED, BY_TAKING_BACK, by=by)

    def _is_for_the_prize(self, lead_id: LeadId) -> bool:
        """Whether the lead came out of the bowl, and nobody found more in it."""
        lead = self._leads.lead(lead_id)
        return (
            lead is not None
            and lead.capture_source is CaptureSource.PRIZE_ENTRY
            and lead.interest_basis is not InterestBasis.PRODUCT
            and lead.promotion is None
        )

    def bring_back(self, ticket: int, *, by: str = "") -> None:
        """Undo a taking back; what named nobody is gone for good."""
        row = self._row(ticket)
        if row.lead_id is None:
            return
        if row.is_gone:
            self._capturing.restore(row.lead_id, by=by or self._context.staff)
            return
        opened = self._capturing.open_lead(row.lead_id)
        if opened is None:
            raise DrawError(DrawProblem.NO_SUCH_ENTRY)
        kept = tuple(record for record in opened.lead.consents if record.method != BY_TAKING_BACK)
        self._capturing.save_edit(opened, replace(opened.lead, consents=kept), by=by or self._context.staff)

    def _row(self, ticket: int) -> EntryRow:
        row = self._draws.entry(ticket)
        if row is None:
            raise DrawError(DrawProblem.NO_SUCH_ENTRY)
        return row

    def slip(self, ticket: int) -> Slip:
        """What the holder of a ticket needs to check the list: for them alone."""
        row = self._row(ticket)
        if row.salt == _NO_SALT or row.lead_id is None:
            raise DrawError(DrawProblem.NO_SUCH_ENTRY)
        entry = next(one for one in self.prize_entries([row], row.draw_no))
        who = identity(entry)
        return Slip(ticket, entry.salt, who, entry_hash(entry.salt, who))


def _need(definition: LeadDefinition) -> Question | None:
    """The question for the visitor's problem, where it is answered in words."""
    return next(
        (q for q in definition.questions if q.topic is Topic.NEED and q.kind is QuestionKind.TEXT), None
    )


def _attach(form: CardForm, picture: str) -> None:
    """The card's picture goes with the lead."""
    if picture:
        form.attach(kind=AttachmentKind.CARD_PHOTO.value, sha256=picture, media_type="image/jpeg")


def _card_out(row: EntryRow, *, is_known: bool) -> Exclusion | None:
    """What keeps this card out; one with no name, no reach and no badge is still to be typed."""
    if row.is_erased:
        return Exclusion.ERASED
    if row.lead_id is None:
        return Exclusion.NOT_TYPED
    if row.is_gone:
        return Exclusion.TAKEN_BACK
    says_who = is_known or row.name or row.email or row.phone
    return None if says_who else Exclusion.NOT_TYPED
