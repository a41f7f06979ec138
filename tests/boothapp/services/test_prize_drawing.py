"""The bowl of cards becomes leads of borrowed interest, and the draw over them holds whatever happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services
from boothapp.domain.consent import ConsentDecision, Purpose
from boothapp.domain.definition import Track
from boothapp.domain.draw import Exclusion, entry_hash
from boothapp.domain.draw_record import PassedOver, faults_of, record_text
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Answer, AnswerState, CaptureSource, Disqualification, InterestBasis, Lead
from boothapp.domain.prize import BorrowedSign
from boothapp.errors import DrawError, DrawProblem, NoProblemStatedError
from boothapp.intake.picture import KeptPicture
from boothapp.paths import resources_dir
from boothapp.services.prize_entering import Asked, BowlCard
from boothapp.services.prize_entries import EntryView
from boothapp.services.show_setup import sample_setup
from boothapp.store import forgetting
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth

BOWL = (
    "Ada Byron, Engine Ltd, ada@engine.example",
    "zoe@lumiere.example; Zoë Łukasz; Société Lumière SA",
    "Jonas Weber",
    "Ada Byron, Engine Limited, ADA@engine.example, +33 1 99 00 12 34",
)
CARD = b"""{"company": {"name": "Mill Ltd"}, "contacts": [{"display_name": "Ben Mill",
 "email": "ben@mill.example"}], "interest_basis": "product", "captured_by": "ana@hummline.example",
 "answers": {"need": {"state": "answered", "value": "stops"}}, "consents": [{"purpose": "prize_draw",
 "decision": "granted", "method": "spoken", "captured_at": "2026-11-24T09:00:00+01:00"}]}""".replace(
    b"\n", b""
)


def enter(services: Services, *lines: str, asked: Asked | None = None) -> list[int]:
    """Enter these lines as they would be typed."""
    entries = services.prize_entries
    return entries.enter([entries.read(line) for line in lines], asked or Asked())


def lead_of(services: Services, entry: EntryView) -> Lead:
    """The lead of an entry."""
    assert entry.lead_id is not None
    view = services.browsing.card(entry.lead_id)
    assert view is not None
    return view.lead


def problem(told: pytest.ExceptionInfo[DrawError]) -> DrawProblem:
    """Why it did not go on."""
    return told.value.problem


def test_a_bowl_is_entered_line_by_line(services: Services) -> None:
    """Each line is one ticket; doubles are one person, and what was read stands in the list."""
    assert enter(services, *BOWL) == [1, 2, 3, 4]
    entries = services.prize_entries.entries()
    assert [(e.name, e.company, e.email) for e in entries[:3]] == [
        ("Ada Byron", "Engine Ltd", "ada@engine.example"),
        ("Zoë Łukasz", "Société Lumière SA", "zoe@lumiere.example"),
        ("Jonas Weber", "", ""),
    ]
    assert [(e.same_as, e.excluded) for e in entries] == [(0, None), (0, None), (0, None), (1, None)]


def test_every_entry_is_borrowed_interest(services: Services) -> None:
    """A lead of its own, from the prize stack, and in the figures apart from those with a problem."""
    enter(services, *BOWL)
    lead = lead_of(services, services.prize_entries.entries()[0])
    assert (lead.capture_source, lead.interest_basis) == (CaptureSource.PRIZE_ENTRY, InterestBasis.BORROWED)
    assert services.capturing.judge(lead).track is Track.BORROWED
    tally = services.reporting.scoreboard().tally
    assert (tally.borrowed, tally.sales_ready, tally.nurture) == (4, 0, 0)


def test_terms_are_recorded_with_their_words_and_marketing_apart(services: Services) -> None:
    """The draw's terms stand on the lead as they were shown; the newsletter only where it was asked for."""
    enter(services, BOWL[0])
    enter(services, BOWL[1], asked=Asked(marketing=True, language="fr"))
    plain, asked = (lead_of(services, entry) for entry in services.prize_entries.entries())
    (terms,) = plain.consents
    assert (terms.purpose, terms.decision) == (Purpose.PRIZE_DRAW, ConsentDecision.GRANTED)
    assert terms.method == "card_in_bowl"
    assert "I enter the prize draw under its terms." in terms.text_snapshot
    assert "no consent to marketing is needed" in terms.text_snapshot
    assert terms.text_version == "2026-1"
    assert {record.purpose for record in asked.consents} == {Purpose.PRIZE_DRAW, Purpose.MARKETING_EMAIL}
    assert all(record.language == "fr" for record in asked.consents)


def test_without_the_terms_nobody_is_in_the_draw(services: Services) -> None:
    """The card is kept as a lead; agreeing later, or refusing later, counts."""
    enter(services, BOWL[0], asked=Asked(terms=False))
    enter(services, BOWL[1])
    entries = services.prize_entries
    assert [e.excluded for e in entries.entries()] == [Exclusion.NOT_AGREED, None]
    entries.say(1, Purpose.PRIZE_DRAW, granted=True)
    entries.say(2, Purpose.PRIZE_DRAW, granted=False)
    assert [e.excluded for e in entries.entries()] == [None, Exclusion.REFUSED]


def test_who_may_not_win_is_left_out(services: Services) -> None:
    """Our own people, and those whom the draw's rules name; other disqualifiers do not matter."""
    enter(services, "Ana Ferreira, ana@hummline.example", "Eve Rival, Rival Ltd", "Poor Pat, Pat & Co")
    entries = services.prize_entries
    for entry, reason in zip(entries.entries()[1:], ("competitor", "no_money"), strict=True):
        assert entry.lead_id is not None
        opened = services.capturing.open_lead(entry.lead_id)
        assert opened is not None
        changed = replace(opened.lead, disqualification=Disqualification(reason=reason))
        services.capturing.save_edit(opened, changed, by="ana@hummline.example")
    assert [e.excluded for e in entries.entries()] == [Exclusion.STAFF, Exclusion.DISQUALIFIED, None]


def test_a_card_that_names_nobody_waits_to_be_typed(services: Services) -> None:
    """It keeps its text and its ticket, is in no draw until it names somebody, and then is a lead."""
    enter(services, "Acme GmbH")
    entries = services.prize_entries
    (entry,) = entries.entries()
    assert (entry.lead_id, entry.raw, entry.excluded) == (None, "Acme GmbH", Exclusion.NOT_TYPED)
    entries.mend(1, {"phone": ""})
    entries.mend(1, {"name": "Ada Byron"})
    (entry,) = entries.entries()
    assert (entry.name, entry.company, entry.raw, entry.excluded) == ("Ada Byron", "Acme GmbH", "", None)


@pytest.mark.parametrize("terms", [True, False])
def test_what_was_said_with_a_card_counts_when_it_is_typed(services: Services, terms: bool) -> None:
    """An unreadable card that came without the terms is out of the draw once it is typed; the other is in."""
    enter(services, "Acme GmbH", asked=Asked(terms=terms, language="fr"))
    services.prize_entries.mend(1, {"name": "Ada Byron"})
    (entry,) = services.prize_entries.entries()
    assert (entry.excluded, entry.marketing) == (None if terms else Exclusion.NOT_AGREED, False)
    assert [record.language for record in lead_of(services, entry).consents] == ["fr"] * terms


def test_what_is_not_known_was_not_agreed_to(services: Services) -> None:
    """A card to be typed of a file from before it was kept what was said."""
    enter(services, "Acme GmbH")
    with services._database.write():
        services._database.run("UPDATE prize_entry SET asked = ''")
    services.prize_entries.mend(1, {"name": "Ada Byron"})
    assert services.prize_entries.entries()[0].excluded is Exclusion.NOT_AGREED


def test_a_photo_that_cannot_be_read_keeps_its_picture(services: Services) -> None:
    """The picture stays with the entry through a day's cleaning, and with the lead once it is typed."""
    picture = KeptPicture(content=b"jpeg", sha256="ab" * 32)
    services.picturing.keep(picture, "card_photo")
    read = services.prize_entries.read("").read
    services.prize_entries.enter([BowlCard(read=read, picture=picture.sha256)], Asked())
    services.prize_entries.mend(1, {"name": "Ada Byron"})
    (entry,) = services.prize_entries.entries()
    assert [attachment.sha256 for attachment in lead_of(services, entry).attachments] == [picture.sha256]


def test_pictures_of_the_bowl_are_no_orphans(tmp_path: Path, clock: HandClock) -> None:
    """Two days later the picture of an entry to be typed is there still; one that nobody names is gone."""
    with sample_booth(tmp_path / "x", MemoryKeyring(), clock) as booth, booth.services() as services:
        for name in ("ab", "cd"):
            services.picturing.keep(KeptPicture(content=name.encode(), sha256=name * 32), "card_photo")
        read = services.prize_entries.read("").read
        services.prize_entries.enter([BowlCard(read=read, picture="ab" * 32)], Asked())
        clock.forward(days=2)
        assert services.picturing.drop_orphans() == 1
        assert services.picturing.content("ab" * 32) == b"ab"


def test_what_was_read_never_overwrites_what_was_typed(services: Services) -> None:
    """A photo read late fills an entry that is still empty, and no other."""
    empty = BowlCard(read=services.prize_entries.read("").read)
    services.prize_entries.enter([empty, empty], Asked())
    services.prize_entries.mend(1, {"name": "Typed By Hand"})
    for ticket in (1, 2):
        services.prize_entries.fill(ticket, services.prize_entries.read(BOWL[0]))
    assert [entry.name for entry in services.prize_entries.entries()] == ["Typed By Hand", "Ada Byron"]


def test_a_mended_field_is_no_doubt_any_more(services: Services) -> None:
    """What a person put right or confirmed is not to be looked at again."""
    enter(services, "Engine, Ada Byron")
    entries = services.prize_entries
    assert entries.entries()[0].doubts == ("name", "company")
    entries.mend(1, {"company": "Engine Works"})
    (entry,) = entries.entries()
    assert (entry.name, entry.company, entry.doubts) == ("Ada Byron", "Engine Works", ("name",))


def test_who_agreed_on_the_capture_form_is_in_the_draw(services: Services) -> None:
    """A qualified lead that agreed to the draw gets a ticket, once, and stays what it is."""
    services.card_capture().capture([(1, CARD)])
    entries = services.prize_entries
    assert (entries.take_in(), entries.take_in()) == (1, 0)
    (entry,) = entries.entries()
    assert (entry.name, entry.excluded, entry.track) == ("Ben Mill", None, "nurture")
    assert services.reporting.scoreboard().tally.borrowed == 0


def test_the_same_person_on_the_form_may_be_there_for_the_prize(services: Services) -> None:
    """Somebody with a ticket comes by: the form says so until a question is answered."""
    enter(services, BOWL[0])
    (entry,) = services.prize_entries.entries()
    met = replace(
        lead_of(services, entry),
        lead_id=LeadId(""),
        interest_basis=InterestBasis.UNKNOWN,
        capture_source=CaptureSource.TYPED,
    )
    assert services.capturing.borrowed_sign(met) is BorrowedSign.ONLY_IN_DRAW
    answered = replace(met, answers={"need": Answer(state=AnswerState.ANSWERED, value="stops")})
    assert services.capturing.borrowed_sign(answered) is None
    assert services.capturing.borrowed_sign(replace(met, contacts=())) is None


def test_what_nobody_can_read_can_be_discarded(services: Services) -> None:
    """A card without a name is taken back for good, text and all; its ticket says so."""
    enter(services, "Acme GmbH")
    services.prize_entries.take_back(1)
    services.prize_entries.bring_back(1)
    (entry,) = services.prize_entries.entries()
    assert (entry.raw, entry.excluded) == ("", Exclusion.ERASED)


def test_an_entry_taken_back_keeps_its_ticket(services: Services) -> None:
    """It is out of the draw and of every list, and can come back."""
    enter(services, *BOWL[:2])
    entries = services.prize_entries
    entries.take_back(1)
    assert entries.entries()[0].excluded is Exclusion.TAKEN_BACK
    entries.bring_back(1)
    assert entries.entries()[0].excluded is None


@pytest.mark.parametrize("comes_from", ["form", "promotion"])
def test_a_lead_of_real_interest_stays_when_its_ticket_goes(services: Services, comes_from: str) -> None:
    """Out of the draw, with a record that says how; its lead is in every list still. Undo takes that back."""
    entries = services.prize_entries
    if comes_from == "form":
        services.card_capture().capture([(1, CARD)])
        entries.take_in()
    else:
        enter(services, BOWL[0])
        entries.promote(1, by="ana@hummline.example", reason="asked", problem="Lines stop.")
    entries.take_back(1)
    (entry,) = entries.entries()
    lead = lead_of(services, entry)
    assert (entry.excluded, entry.track) == (Exclusion.REFUSED, "nurture")
    assert services.reporting.scoreboard().tally.nurture == 1
    last = lead.consents[-1]
    assert (last.decision, last.method) == (ConsentDecision.DECLINED, "entry_taken_back")
    entries.bring_back(1)
    assert entries.entries()[0].excluded is None


def test_a_real_one_is_promoted_with_its_problem(services: Services) -> None:
    """It leaves the borrowed ones, with name and reason, and keeps its ticket; not without a problem."""
    enter(services, BOWL[0])
    entries = services.prize_entries
    with pytest.raises(NoProblemStatedError):
        entries.promote(1, by="ana@hummline.example", reason="asked for a demo")
    entries.promote(1, by="ana@hummline.example", reason="asked for a demo", problem="Lines stop.")
    (entry,) = entries.entries()
    lead = lead_of(services, entry)
    assert (entry.track, entry.excluded, lead.interest_basis) == ("nurture", None, InterestBasis.PRODUCT)
    assert lead.promotion is not None
    assert (lead.promotion.by, lead.promotion.reason) == ("ana@hummline.example", "asked for a demo")
    assert lead.answer("need").value == "Lines stop."
    assert services.reporting.scoreboard().tally.borrowed == 0


def test_a_draw_from_close_to_result(services: Services, clock: HandClock) -> None:
    """Closed, held once, re-checked; whoever comes after the close is in the next draw."""
    enter(services, *BOWL)
    drawing = services.prize_drawing
    closed = drawing.close()
    clock.forward(minutes=5)
    enter(services, "Late Larry, larry@late.example")
    assert (len(closed.record.tickets), closed.record.order) == (3, ())
    drawn = drawing.run(closed.draw_no, "Blue Whale")
    assert faults_of(drawn.record, closed.record.commitment) == []
    assert len(drawn.winners) == 1
    assert {person.wall_name for person in (*drawn.winners, *drawn.reserves)} == {
        "Ada B.",
        "Zoë Ł.",
        "Jonas W.",
    }
    assert [entry.name for entry in services.prize_entries.entries()] == ["Late Larry"]
    with pytest.raises(DrawError) as told:
        drawing.run(closed.draw_no, "Red Whale")
    assert problem(told) is DrawProblem.ALREADY_DRAWN
    assert drawing.view(closed.draw_no) == drawn


def test_no_ticket_is_missing_from_a_later_draw(services: Services) -> None:
    """Those of the first draw stand in the list of the second by their numbers alone."""
    drawing = services.prize_drawing
    enter(services, *BOWL, "Acme GmbH")
    drawing.close()
    enter(services, "Late Larry, larry@late.example")
    second = drawing.close()
    assert [line.split()[1] for line in second.record.lines] == [
        *["out-earlier_draw"] * len(BOWL), "out-not_typed", "in",
    ]  # fmt: skip
    drawn = drawing.run(second.draw_no, "Blue Whale")
    assert faults_of(drawn.record, second.record.commitment) == []
    assert [person.wall_name for person in drawn.winners] == ["Late L."]


def test_a_clock_that_was_set_back_makes_no_draw_look_false(services: Services, clock: HandClock) -> None:
    """Its time is that of the close then: it was not before."""
    enter(services, *BOWL)
    closed = services.prize_drawing.close()
    clock.forward(minutes=-30)
    drawn = services.prize_drawing.run(closed.draw_no)
    assert drawn.record.drawn_at == closed.record.closed_at
    assert faults_of(drawn.record) == []


def test_the_record_names_nobody(services: Services) -> None:
    """Neither names nor addresses nor companies stand in what is published."""
    enter(services, *BOWL)
    view = services.prize_drawing.close()
    text = record_text(services.prize_drawing.run(view.draw_no).record)
    assert not [word for word in ("Ada", "engine", "Zo", "Weber", "salt") if word in text]


def test_a_visitor_finds_themselves_by_their_slip(services: Services) -> None:
    """Salt and identity give the hash that stands in the list."""
    enter(services, *BOWL)
    view = services.prize_drawing.close()
    slip = services.prize_entries.slip(2)
    assert slip.identity == "mail:zoe@lumiere.example"
    assert entry_hash(slip.salt, slip.identity) == slip.digest
    assert view.record.lines[1] == f"2 in {slip.digest}"


def test_a_winner_who_is_not_there_gives_way(services: Services) -> None:
    """The next reserve wins, and the record says why; when nobody is left, nobody wins."""
    enter(services, *BOWL[:2])
    drawing = services.prize_drawing
    draw_no = drawing.run(drawing.close().draw_no).draw_no
    first, second = (*drawing.view(draw_no).record.winning, *drawing.view(draw_no).record.waiting)
    view = drawing.pass_over(draw_no, first, PassedOver.NOT_PRESENT)
    assert view.record.winning == (second,)
    assert drawing.pass_over(draw_no, second, PassedOver.NO_ANSWER).winners == ()
    assert faults_of(drawing.view(draw_no).record) == []


def erase(services: Services, lead_id: LeadId | None) -> None:
    """Forget a lead, as the hub tells it."""
    with services._database.write():
        forgetting.erase(services._database, [str(lead_id)])


def test_an_erased_person_leaves_only_a_hash(services: Services) -> None:
    """Ticket and hash stay, so that the record holds; name, text and salt are gone, and they cannot win."""
    enter(services, *BOWL[:2])
    drawing = services.prize_drawing
    closed = drawing.close()
    gone = services.prize_entries.entries(closed.draw_no)[0]
    erase(services, gone.lead_id)
    view = drawing.run(closed.draw_no)
    assert [person.ticket for person in view.winners] == [2]
    assert faults_of(view.record, closed.record.commitment) == []
    assert {one.reason for one in view.record.passed_over} == {PassedOver.ERASED}
    with pytest.raises(DrawError):
        services.prize_entries.slip(1)
    dump = str(services._database.rows("SELECT * FROM prize_entry WHERE ticket = 1"))
    assert "Ada" not in dump


def test_who_withdraws_after_the_close_does_not_win(services: Services) -> None:
    """They are passed over, and the record says so."""
    enter(services, *BOWL[:2])
    drawing = services.prize_drawing
    closed = drawing.close()
    services.prize_entries.say(1, Purpose.PRIZE_DRAW, granted=False)
    view = drawing.run(closed.draw_no)
    assert [person.ticket for person in view.winners] == [2]
    assert [(one.ticket, one.reason) for one in view.record.passed_over] == [(1, PassedOver.WITHDRAWN)]


def test_nobody_is_drawn_from_nothing(services: Services) -> None:
    """A draw needs a ticket that can win, a draw of the show, and a close."""
    with pytest.raises(DrawError) as told:
        services.prize_drawing.close()
    assert problem(told) is DrawProblem.NO_ENTRANTS
    with pytest.raises(DrawError) as told:
        services.prize_drawing.run(7)
    assert problem(told) is DrawProblem.NO_SUCH_DRAW
    with pytest.raises(DrawError) as told:
        services.prize_entries.mend(7, {})
    assert problem(told) is DrawProblem.NO_SUCH_ENTRY


def test_a_show_without_a_draw_says_so(tmp_path: Path) -> None:
    """Entries can be taken; a draw cannot be closed."""
    setup = sample_setup(resources_dir())
    with sample_booth(tmp_path / "x", MemoryKeyring(), HandClock()) as booth:
        booth.use(replace(setup, show=replace(setup.show, draw=None)))
        with booth.services() as services:
            enter(services, BOWL[0])
            with pytest.raises(DrawError) as told:
                services.prize_drawing.close()
            assert problem(told) is DrawProblem.NO_DRAW


def test_all_of_it_outlives_the_program(tmp_path: Path, clock: HandClock) -> None:
    """Entries, seed and result are on the disk before they are told."""
    keyring = MemoryKeyring()
    with sample_booth(tmp_path / "x", keyring, clock) as booth, booth.services() as services:
        enter(services, *BOWL)
        closed = services.prize_drawing.close()
    with sample_booth(tmp_path / "x", keyring, clock) as booth, booth.services() as services:
        drawn = services.prize_drawing.run(closed.draw_no)
        assert faults_of(drawn.record, closed.record.commitment) == []
    with sample_booth(tmp_path / "x", keyring, clock) as booth, booth.services() as services:
        assert services.prize_drawing.draws() == [drawn]


def test_who_enters_is_kept_as_long_as_the_wording_promises(services: Services, clock: HandClock) -> None:
    """Each yes to the draw names its last day, 30 after the draw; then the entry is forgotten for good.

    Not before, and not a lead of real interest, nor whoever wants the newsletter.
    """
    enter(services, *BOWL[:2], "???")
    [wants_news] = enter(services, "Cleo Park, cleo@engine.example", asked=Asked(marketing=True))
    [unasked] = enter(services, "Bo Ng, bo@ng.example", asked=Asked(terms=False))
    entries = services.prize_entries
    promoted, gone = entries.entry(1), entries.entry(2)
    entries.promote(
        promoted.ticket, by="ana@hummline.example", reason="has a line that stops", problem="stops"
    )
    consent = lead_of(services, gone).consents[0]
    assert (consent.purpose, consent.retain_until) == (Purpose.PRIZE_DRAW, "2026-12-26")
    closed = services.prize_drawing.close()
    retention = services.prize_retention
    clock.forward(days=32)
    assert retention.overdue() == []
    clock.forward(days=1)
    overdue = retention.overdue()
    assert [(one.ticket, one.until) for one in overdue] == [
        (2, "2026-12-26"),
        (3, "2026-12-26"),
        (unasked, "2026-12-26"),
    ]
    retention.forget(overdue)
    assert retention.overdue() == []
    assert {view.ticket for view in entries.entries(closed.draw_no) if view.excluded is Exclusion.ERASED} >= {
        2,
        unasked,
    }
    assert entries.entry(3).raw == ""
    assert entries.entry(wants_news).name == "Cleo Park"
    assert lead_of(services, promoted).promotion is not None
    assert gone.lead_id is not None
    assert services.browsing.card(gone.lead_id) is None


def test_a_code_with_an_odd_name_is_an_entry_to_look_at(services: Services) -> None:
    """The name that a contact code gives is taken, and marked: not dropped."""
    [ticket] = enter(services, "MECARD:N:Anna Schmidt (Meier);EMAIL:anna@engine.example;;")
    view = services.prize_entries.entry(ticket)
    assert (view.name, view.doubts, view.excluded) == ("Anna Schmidt (Meier)", ("name",), None)


def test_what_is_forgotten_here_hinders_no_sync_and_no_packing_up(
    services: Services, clock: HandClock, tmp_path: Path
) -> None:
    """The hub never had these entries: the certificate counts what is left, and the file is sound."""
    services.syncing.use_store(tmp_path / "shared" / "central.db")
    enter(services, *BOWL[:2])
    services.card_capture().capture([(1, CARD)])
    services.syncing.sync_now()
    assert services.syncing.certificate().captured.leads == 3
    clock.forward(days=40)
    services.prize_retention.forget(services.prize_retention.overdue())
    report = services.syncing.sync_now()
    assert (report.problems, report.withheld) == ([], 0)
    certificate = services.syncing.certificate()
    assert certificate.is_safe
    assert (certificate.captured.leads, certificate.received.leads) == (1, 1)
    unsound = [finding.check for finding in services.safeguarding.examine() if not finding.sound]
    assert unsound == ["backups"]  # there is none yet
