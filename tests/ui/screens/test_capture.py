"""The capture form under real keys, on a real profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from boothapp.domain.definition import Track
from boothapp.domain.lead import AnswerState, Channel, InterestBasis, ProspectWants
from boothapp.services.browsing import LeadCardView
from boothapp.store.known_contacts import ListKind
from boothapp.store.search import LeadFilter
from tests.helpers.hands import ALT, CTRL, SHIFT, Key, focused, press, write
from tests.helpers.windows import RunningApp, field
from tests.ui.conftest import StartApp
from ui.main_window import MainWindow


def saved(app: RunningApp, qtbot: QtBot, count: int) -> list[LeadCardView]:
    """The leads of the profile, newest first, once there are so many."""
    found: list[list[LeadCardView]] = []

    def look() -> bool:
        found.clear()
        app.window.capture.tasks.run_on_reader(app.window, _cards, found.append)
        qtbot.waitUntil(lambda: bool(found), timeout=10_000)
        return len(found[0]) == count

    qtbot.waitUntil(look, timeout=20_000)
    return found[0]


def _cards(services) -> list[LeadCardView]:
    rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
    return [card for row in rows if (card := services.browsing.card(row.lead_id))]


def receipt(window: MainWindow) -> str:
    """What the receipt line says."""
    line = window.findChild(QWidget, "receipt")
    return line.accessibleName() if line is not None and line.isVisible() else ""


def verdict(window: MainWindow) -> str:
    """All that the live card says, as a screen reader would hear it."""
    labels = window.capture.verdict.findChildren(QLabel)
    return " | ".join(text for label in labels for text in (label.text(), label.accessibleName()) if text)


def shows(window: MainWindow, name: str) -> bool:
    """Whether the part of this name is on screen."""
    part = window.findChild(QWidget, name)
    return part is not None and part.isVisible()


def choose_in_menu(app: RunningApp, qtbot: QtBot, *keys: Key) -> None:
    """Press these keys in the open menu, then Enter."""
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    for key in (*keys, Key.Key_Return):
        press(key)
    app.window.activateWindow()  # the offscreen platform forgets which window a menu stood over


@pytest.fixture
def app(start_app: StartApp) -> RunningApp:
    """The app on the sample show, ready for the first visitor."""
    running = start_app()
    running.begin()
    return running


def test_enter_on_the_welcome_leads_to_a_form_one_can_type_into(start_app: StartApp):
    """The first start is one key away from the first visitor's name."""
    window = start_app().begin()
    write("Ada")
    assert field(window, "visitor_name") == "Ada"


def test_a_visitor_is_captured_without_the_mouse(app: RunningApp, qtbot: QtBot):
    """Name, problem, budget, timeline, authority, promise, all by keys: a sales-ready lead is durable."""
    window = app.window
    write("Zoë Łukasz")
    press(Key.Key_Tab)
    write("Société Lumière SA")
    press(Key.Key_E, ALT)
    write("zoe@lumiere.example")
    press(Key.Key_1, ALT)
    write("Two of five packing lines stop every week.")
    press(Key.Key_2, ALT)
    press(Key.Key_2)
    press(Key.Key_3, ALT)
    press(Key.Key_2)
    press(Key.Key_4, ALT)
    press(Key.Key_0)
    press(Key.Key_F3)
    write("tomorrow 10")
    qtbot.waitUntil(lambda: "agreed" in verdict(window))
    press(Key.Key_F5)
    qtbot.waitUntil(lambda: "Sales-ready" in verdict(window))
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Zoë Łukasz" in receipt(window))
    (card,) = saved(app, qtbot, 1)
    lead = card.lead
    assert card.verdict.track is Track.SALES_READY
    assert lead.main_contact is not None
    assert (lead.main_contact.name, lead.company.name) == ("Zoë Łukasz", "Société Lumière SA")
    assert lead.answer("budget").value == "planned"
    assert lead.answer("authority").state is AnswerState.DECLINED
    assert lead.follow_up is not None
    assert lead.follow_up.has_time
    assert lead.follow_up.channel is Channel.CALL
    assert lead.captured_by == "ana@hummline.example"
    assert field(window, "visitor_name") == ""
    assert QApplication.focusWidget() is window.capture.visitor.people.name.edit


def test_twenty_visitors_in_a_row(app: RunningApp, qtbot: QtBot):
    """The form takes one visitor after another as fast as they are typed, and loses none."""
    for number in range(20):
        write(f"Visitor {number}")
        press(Key.Key_1, ALT)
        write(f"Problem {number}")
        press(Key.Key_Return, CTRL)
    cards = saved(app, qtbot, 20)
    names = {card.lead.main_contact.name for card in cards if card.lead.main_contact}
    assert names == {f"Visitor {number}" for number in range(20)}
    assert all(
        card.lead.answer("need").value == card.row.name.replace("Visitor", "Problem") for card in cards
    )


@pytest.mark.usefixtures("app")
def test_tab_goes_through_the_visitor_as_the_fields_stand():
    """Row by row, so that nobody looks for where the next letter goes."""
    found = []
    for _ in range(6):
        found.append(focused().objectName())
        press(Key.Key_Tab)
    assert found == [
        "visitor_name", "visitor_company", "visitor_job_title", "visitor_role", "visitor_email",
        "visitor_phone",
    ]  # fmt: skip


def test_a_slip_in_a_mail_address_is_questioned(app: RunningApp, qtbot: QtBot):
    """An address one slip away from a well-known one is questioned beside the field, and kept as typed."""
    press(Key.Key_E, ALT)
    write("ada@gmial.com")
    press(Key.Key_H, ALT)
    write("12")
    press(Key.Key_F4)
    write("x")
    people = app.window.capture.visitor.people
    qtbot.waitUntil(lambda: people.email.edit.accessibleDescription() == "gmail.com?")
    assert people.phone.edit.accessibleDescription() == "can’t be right"
    assert field(app.window, "visitor_email") == "ada@gmial.com"


def test_a_wrong_address_is_marked_once_it_is_left(app: RunningApp, qtbot: QtBot):
    """While it is typed it is left in peace; going on by Tab is enough to see that it can't be right."""
    press(Key.Key_E, ALT)
    write("quin@x")
    edit = app.window.capture.visitor.people.email.edit
    qtbot.waitUntil(lambda: "No email or phone that works" in verdict(app.window))
    assert edit.accessibleDescription() == ""
    press(Key.Key_Tab)
    qtbot.waitUntil(lambda: edit.accessibleDescription() == "can’t be right")


def test_a_card_brought_back_is_typed_on_behind_its_name(app: RunningApp, qtbot: QtBot):
    """Undo gives the card back, and the next letters do not go in front of what stands there."""
    write("Ann")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Saved: Ann" in receipt(app.window), timeout=20_000)
    press(Key.Key_U, ALT)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ann", timeout=20_000)
    write("a")
    assert field(app.window, "visitor_name") == "Anna"


def test_the_follow_up_keeps_the_focus_when_it_moves(app: RunningApp, qtbot: QtBot):
    """A window made smaller sets it in another column: what is typed goes on where it was."""
    app.window.resize(1400, 900)
    desk = app.window.capture.desk
    assert desk is not None
    follow_up = desk.follow_up
    first = follow_up.parent()
    press(Key.Key_F3)
    write("tue")
    app.window.resize(1024, 640)
    qtbot.waitUntil(lambda: follow_up.parent() is not first)
    write(" 2pm")
    assert follow_up.when.text() == "tue 2pm"


def test_a_card_that_names_nobody_is_not_saved(app: RunningApp, qtbot: QtBot):
    """Saving an empty card says what is needed, keeps what was typed and goes to the name."""
    press(Key.Key_F4)
    write("asked about the price")
    press(Key.Key_Return, CTRL)
    assert QApplication.focusWidget() is app.window.capture.visitor.people.name.edit
    assert field(app.window, "note") == "asked about the price"
    assert saved(app, qtbot, 0) == []


def test_the_card_says_what_to_ask_next(app: RunningApp, qtbot: QtBot):
    """As soon as there is a name, the panel holds a sentence that staff can say aloud."""
    write("Ada")
    qtbot.waitUntil(lambda: "What is the problem you came here with?" in verdict(app.window))
    press(Key.Key_1, ALT)
    write("x")
    qtbot.waitUntil(lambda: "who has a say" in verdict(app.window))


def test_f8_marks_borrowed_interest_and_takes_the_mark_back(app: RunningApp, qtbot: QtBot):
    """One key says that the prize drew them; the same key says that it was a mistake."""
    write("Ada")
    press(Key.Key_F8)
    qtbot.waitUntil(lambda: "Borrowed interest" in verdict(app.window))
    press(Key.Key_F8)
    qtbot.waitUntil(lambda: "Nurture" in verdict(app.window))
    press(Key.Key_F8)
    press(Key.Key_Return, CTRL)
    (card,) = saved(app, qtbot, 1)
    assert card.lead.interest_basis is InterestBasis.BORROWED


def test_borrowed_interest_is_suggested_and_never_applied_by_itself(app: RunningApp, qtbot: QtBot):
    """A note about the prize brings up the suggestion with its reason; only F8 makes it so."""
    write("Ada")
    press(Key.Key_F4)
    write("wants the tablet from the prize draw")
    qtbot.waitUntil(lambda: shows(app.window, "borrowed_sign"))
    assert "Borrowed interest" not in verdict(app.window)
    press(Key.Key_F8)
    qtbot.waitUntil(lambda: "Borrowed interest" in verdict(app.window))
    assert not shows(app.window, "borrowed_sign")


def test_undo_takes_the_lead_back_and_reopens_the_card(app: RunningApp, qtbot: QtBot):
    """Alt+U after a save: the lead is gone from every list and the card is there to be mended."""
    write("Ada")
    press(Key.Key_1, ALT)
    write("The mill stops.")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Ada" in receipt(app.window))
    press(Key.Key_U, ALT)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")
    assert field(app.window, "question_need_text") == "The mill stops."
    assert saved(app, qtbot, 0) == []


def test_a_scanned_badge_is_kept_to_the_letter_and_the_open_card_waits(app: RunningApp, qtbot: QtBot):
    """A scan while a card is unsaved asks nothing: that card goes to the strip, the new one opens."""
    write("Ada")
    press(Key.Key_F2)
    write("^15514^Zoe^Lukasz^")
    press(Key.Key_Return)
    assert field(app.window, "visitor_name") == ""
    press(Key.Key_Return, CTRL)
    (card,) = saved(app, qtbot, 1)
    assert card.lead.badge_scan is not None
    assert card.lead.badge_scan.raw_payload == "^15514^Zoe^Lukasz^"
    drafts = app.window.findChild(QWidget, "drafts")
    assert drafts is not None
    qtbot.waitUntil(drafts.isVisible)


def test_a_name_typed_on_the_scan_line_becomes_the_name(app: RunningApp):
    """Who types there instead of scanning is understood."""
    press(Key.Key_F2)
    write("Søren Ångström")
    press(Key.Key_Return)
    assert field(app.window, "visitor_name") == "Søren Ångström"


def test_several_colleagues_make_one_lead(app: RunningApp, qtbot: QtBot):
    """Ctrl+Shift+A adds a person of the same company to the card."""
    write("Ada Byron")
    press(Key.Key_Tab)
    write("Engine Ltd")
    press(Key.Key_A, CTRL | SHIFT)
    write("Charles Babbage")
    press(Key.Key_Return, CTRL)
    (card,) = saved(app, qtbot, 1)
    assert [contact.name for contact in card.lead.contacts] == ["Ada Byron", "Charles Babbage"]


def test_who_was_here_before_is_found_while_typing(app: RunningApp, qtbot: QtBot):
    """The same mail finds the lead; opening it adds this conversation to the former one."""
    write("Ada Byron")
    press(Key.Key_E, ALT)
    write("ada@engine.example")
    press(Key.Key_Return, CTRL)
    saved(app, qtbot, 1)
    press(Key.Key_E, ALT)
    write("ada@engine.example")
    press(Key.Key_F4)
    write("came back with a colleague")
    found = app.window.capture.visitor.found
    qtbot.waitUntil(found.isVisible)
    press(Key.Key_F6)
    choose_in_menu(app, qtbot)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    assert field(app.window, "note") == "came back with a colleague"
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(saved(app, qtbot, 1)[0].lead.encounters) == 2)


def test_a_customer_is_told_while_typing(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """Whose account it is stands by the form, as plain text, and goes with the card."""
    listed = tmp_path / "crm.csv"
    listed.write_text("Account,Account Owner\nEngine <b>Ltd,Ana\n", encoding="utf-8")
    window, taken = app.window, list[object]()
    window.capture.tasks.run_on_writer(
        window,
        lambda services: services.importing.import_known(
            services.list_reading.open(listed), ListKind.CUSTOMERS
        ),
        taken.append,
    )
    qtbot.waitUntil(lambda: bool(taken))
    write("Ada Byron")
    press(Key.Key_Tab)
    write("Engine b Ltd")
    found = window.capture.visitor.found
    qtbot.waitUntil(found.isVisible)
    known = found.findChild(QLabel, "known")
    assert known is not None
    assert known.text() == "Already a customer: Engine <b>Ltd, account of Ana (same company)"
    press(Key.Key_Return, CTRL)
    saved(app, qtbot, 1)
    assert not found.isVisible()


def test_what_they_want_and_a_disqualifier_by_keys(app: RunningApp, qtbot: QtBot):
    """F7 opens the reasons; the chosen one disqualifies at once and takes a note."""
    write("Press Person")
    press(Key.Key_F7)
    choose_in_menu(app, qtbot, Key.Key_Down)
    write("far too much")
    qtbot.waitUntil(lambda: "Disqualified" in verdict(app.window))
    press(Key.Key_Return, CTRL)
    (card,) = saved(app, qtbot, 1)
    assert card.lead.disqualification is not None
    assert card.lead.disqualification.note == "far too much"
    assert card.lead.prospect_wants is not ProspectWants.PURCHASE


def test_a_digit_chooses_the_disqualifier_and_the_receipt_says_which(app: RunningApp, qtbot: QtBot):
    """In the reasons a digit chooses, as in a question; what was missing matters no more."""
    write("Rival Person")
    press(Key.Key_F7)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    press(Key.Key_5)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: "Disqualified" in verdict(app.window))
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Rival Person" in receipt(app.window))
    assert receipt(app.window) == "Saved: Rival Person · Disqualified · Competitor"


def test_the_receipt_names_a_card_without_a_name_by_its_address(app: RunningApp, qtbot: QtBot):
    """Staff recognise the card they saved, and read what is still open on it."""
    press(Key.Key_H, ALT)
    write("+45 20 12 34 56")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "+45 20 12 34 56" in receipt(app.window))
    assert (
        receipt(app.window) == "Saved: +45 20 12 34 56 · Nurture · open: What problem do they want to solve?"
    )


def test_drafts_are_one_tab_from_the_scan_line(app: RunningApp, qtbot: QtBot):
    """F2, Tab, Enter brings a waiting card back, and Tab goes on to the form."""
    write("Ada")
    press(Key.Key_L, CTRL)
    drafts = app.window.findChild(QWidget, "drafts")
    assert drafts is not None
    qtbot.waitUntil(drafts.isVisible)
    press(Key.Key_F2)
    press(Key.Key_Tab)
    assert drafts.isAncestorOf(focused())
    press(Key.Key_Tab)
    assert focused().objectName() == "visitor_name"
    press(Key.Key_Tab, SHIFT)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")


def test_delete_on_a_draft_discards_it_and_undo_puts_it_back(app: RunningApp, qtbot: QtBot):
    """A card that nobody wants leaves the line by one key, and comes back whole by another."""
    write("Ada")
    press(Key.Key_L, CTRL)
    drafts = app.window.findChild(QWidget, "drafts")
    assert drafts is not None
    qtbot.waitUntil(drafts.isVisible)
    press(Key.Key_F2)
    press(Key.Key_Tab)
    press(Key.Key_Delete)
    qtbot.waitUntil(lambda: not drafts.isVisible())
    assert receipt(app.window) == "Discarded: Ada"
    press(Key.Key_U, ALT)
    qtbot.waitUntil(drafts.isVisible)
    press(Key.Key_F2)
    press(Key.Key_Tab)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")


def test_an_hour_that_clocks_skip_is_said(app: RunningApp):
    """A promise at 02:30 on the night of the change is questioned beside the field."""
    press(Key.Key_F3)
    write("2027-03-28 2:30am")
    hint = app.window.capture.desk
    assert hint is not None
    assert "clocks go forward" in hint.follow_up.when.edit.accessibleDescription()


def test_a_clash_in_the_owners_day_is_shown(app: RunningApp, qtbot: QtBot):
    """Two promises of one owner at one time are told of before the second is saved."""
    for name in ("Ada", "Grace"):
        write(name)
        press(Key.Key_F3)
        write("tomorrow 10:00" if name == "Ada" else "tomorrow 10:15")
        if name == "Ada":
            press(Key.Key_Return, CTRL)
            saved(app, qtbot, 1)
    qtbot.waitUntil(lambda: shows(app.window, "follow_up_clash"))
    clash = app.window.findChild(QWidget, "follow_up_clash")
    assert clash is not None
    assert "Ada" in clash.accessibleName()


def test_a_full_disk_keeps_what_was_typed_on_the_screen(app: RunningApp, qtbot: QtBot):
    """A save that fails gives the card back and says what to do; once there is room it works."""
    tasks = app.window.capture.tasks
    tasks.run_on_writer(app.window, _forbid_growth)
    write("Ada")
    press(Key.Key_1, ALT)
    write("The mill stops. " * 400)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: shows(app.window, "problem"))
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")
    assert field(app.window, "question_need_text").startswith("The mill stops.")
    banner = app.window.findChild(QWidget, "problem")
    assert banner is not None
    assert "disk is full" in banner.accessibleName()
    tasks.run_on_writer(app.window, _allow_growth)
    app.window.activateWindow()
    press(Key.Key_Return, CTRL)
    saved(app, qtbot, 1)
    qtbot.waitUntil(lambda: not shows(app.window, "problem"))


def test_a_card_that_could_not_be_saved_is_discarded_and_put_back_whole(app: RunningApp, qtbot: QtBot):
    """The strip holds the only whole copy of it: Undo brings back all that was typed."""
    app.window.capture.tasks.run_on_writer(app.window, _forbid_growth)
    write("Ada")
    press(Key.Key_1, ALT)
    write("The mill stops. " * 400)
    press(Key.Key_Return, CTRL)
    write("Bo")
    drafts = app.window.findChild(QWidget, "drafts")
    assert drafts is not None
    qtbot.waitUntil(drafts.isVisible)
    app.window.capture.tasks.run_on_writer(app.window, _allow_growth)
    press(Key.Key_F2)
    press(Key.Key_Tab)
    press(Key.Key_Delete)
    qtbot.waitUntil(lambda: "Discarded: Ada" in receipt(app.window))
    press(Key.Key_U, ALT)
    qtbot.waitUntil(drafts.isVisible)
    press(Key.Key_F2)
    press(Key.Key_Tab)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")
    assert field(app.window, "question_need_text").startswith("The mill stops.")


def _forbid_growth(services) -> None:
    pages = services._database.value("PRAGMA page_count")
    services._database.run(f"PRAGMA max_page_count = {pages}")


def _allow_growth(services) -> None:
    services._database.run("PRAGMA max_page_count = 1000000")


def test_what_was_said_of_a_day_goes_with_it(app: RunningApp, qtbot: QtBot):
    """Half a word is no day yet; once it is one, the day stands there, and nothing beside an empty field."""
    desk = app.window.capture.desk
    assert desk is not None
    when = desk.follow_up.when
    write("Ada")
    press(Key.Key_F3)
    write("tu")
    assert "no day" in when._row.hint.text()
    write("e 2:30pm")
    assert "14:30" in when._row.hint.text()
    assert "no day" not in when._row.hint.text()
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "")
    assert when._row.hint.text() == ""
