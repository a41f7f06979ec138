"""Questions of every kind, from a definition that no one foresaw, answered by keys."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from boothapp.domain.lead import AnswerState
from boothapp.paths import resources_dir
from boothapp.services.show_setup import read_setup
from tests.helpers.hands import ALT, CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field
from tests.ui.conftest import StartApp
from tests.ui.screens.test_capture import saved

DEFINITION = """
id = "odd"
version = 3
title = "Every kind of question"

[[question]]
id = "need"
label = "Need"
kind = "text"
key = "1"
answers = "need"

[[question]]
id = "sites"
label = "Sites"
kind = "multiple_choice"
key = "2"
choice = [
  { value = "lyon", label = "Lyon" },
  { value = "kiel", label = "Kiel" },
  { value = "oslo", label = "Oslo" },
]

[[question]]
id = "machines"
label = "Machines"
kind = "number"
key = "3"

[[question]]
id = "worth"
label = "Worth"
kind = "money"
key = "4"

[[question]]
id = "starts"
label = "Starts"
kind = "date"
key = "5"

[[question]]
id = "tender"
label = "Tender?"
kind = "yes_no"
key = "6"
choice = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }]

[[question]]
id = "lot"
label = "Lot"
kind = "text"
key = "7"
shown_when = { question = "tender", values = ["yes"] }

[[question]]
id = "horizon"
label = "When?"
kind = "horizon"
key = "8"
choice = [{ value = "now", label = "Now" }, { value = "later", label = "Later" }]

[[question]]
id = "doubt"
label = "Doubt?"
kind = "single_choice"
key = "9"
optional = true
choice = [{ value = "some", label = "Some" }, { value = "none", label = "None" }]

[[disqualifier]]
code = "competitor"
label = "Competitor"

[gate]
required = ["need"]
"""


@pytest.fixture
def app(start_app: StartApp) -> RunningApp:
    """The app on the sample show with a definition of every kind of question."""
    show = (resources_dir() / "demo" / "show.toml").read_text(encoding="utf-8")
    running = start_app()
    running.begin(read_setup(show.replace('definition = "standard"', 'definition = "odd"'), DEFINITION))
    write("Ada")
    return running


def question(app: RunningApp, question_id: str) -> QWidget:
    """The editor of a question."""
    found = app.window.findChild(QWidget, f"question_{question_id}")
    assert found is not None
    return found


def test_every_kind_is_answered_by_keys(app: RunningApp, qtbot: QtBot):
    """Each kind keeps what it is for: several choices, a number, money, a day, yes or no."""
    press(Key.Key_1, ALT)
    write("The mill stops.")
    press(Key.Key_2, ALT)
    press(Key.Key_1)
    press(Key.Key_3)
    press(Key.Key_3, ALT)
    write("12")
    press(Key.Key_4, ALT)
    write("80000")
    press(Key.Key_5, ALT)
    write("2026-12-24")
    press(Key.Key_6, ALT)
    press(Key.Key_2)
    press(Key.Key_8, ALT)
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    lead = saved(app, qtbot, 1)[0].lead
    values = {name: answer.value for name, answer in lead.answers.items()}
    assert values == {
        "need": "The mill stops.",
        "sites": ("lyon", "oslo"),
        "machines": "12",
        "worth": "80000",
        "starts": "2026-12-24",
        "tender": "no",
        "horizon": "now",
    }
    worth = lead.answer("worth").amount
    assert worth is not None
    assert (worth.value, worth.currency) == ("80000", "EUR")


def test_a_question_appears_with_the_answer_it_waits_for(app: RunningApp, qtbot: QtBot):
    """The lot is asked only of those who have a tender; answered, it stays: no answer counts unseen."""
    assert not question(app, "lot").isVisible()
    press(Key.Key_6, ALT)
    press(Key.Key_1)
    assert question(app, "lot").isVisible()
    press(Key.Key_2)
    assert not question(app, "lot").isVisible()
    press(Key.Key_1)
    press(Key.Key_7, ALT)
    write("T-42")
    press(Key.Key_6, ALT)
    press(Key.Key_2)
    assert question(app, "lot").isVisible()
    press(Key.Key_Return, CTRL)
    assert saved(app, qtbot, 1)[0].lead.answer("lot").value == "T-42"


def test_an_optional_question_opens_with_its_key(app: RunningApp, qtbot: QtBot):
    """What is asked only in doubt stays out of the way until somebody wants it."""
    assert not question(app, "doubt").isVisible()
    press(Key.Key_9, ALT)
    press(Key.Key_2)
    press(Key.Key_Return, CTRL)
    assert saved(app, qtbot, 1)[0].lead.answer("doubt").value == "none"
    qtbot.waitUntil(lambda: not question(app, "doubt").isVisible())


def test_silence_is_kept_apart_from_a_refusal(app: RunningApp, qtbot: QtBot):
    """Asked without an answer, not known, and never asked are three different things, whatever the kind."""
    press(Key.Key_1, ALT)
    press(Key.Key_0, ALT)
    press(Key.Key_3, ALT)
    press(Key.Key_Minus, ALT)
    press(Key.Key_2, ALT)
    press(Key.Key_0)
    press(Key.Key_Return, CTRL)
    lead = saved(app, qtbot, 1)[0].lead
    states = {name: lead.answer(name).state for name in ("need", "machines", "sites", "worth")}
    assert states == {
        "need": AnswerState.DECLINED,
        "machines": AnswerState.UNKNOWN,
        "sites": AnswerState.DECLINED,
        "worth": AnswerState.NOT_ASKED,
    }


def test_a_horizon_may_be_a_date(app: RunningApp, qtbot: QtBot):
    """The last chip asks for a day; what was typed is kept as that day."""
    press(Key.Key_8, ALT)
    press(Key.Key_3)
    write("24 Dec 2026")
    press(Key.Key_Return, CTRL)
    assert saved(app, qtbot, 1)[0].lead.answer("horizon").value == "2026-12-24"


def test_what_is_no_number_is_kept_as_typed(app: RunningApp, qtbot: QtBot):
    """A half-heard figure is better than none: it stays, and nothing stops the save."""
    press(Key.Key_3, ALT)
    write("about a dozen")
    press(Key.Key_Return, CTRL)
    assert saved(app, qtbot, 1)[0].lead.answer("machines").value == "about a dozen"


def test_editing_shows_every_answer_again(app: RunningApp, qtbot: QtBot):
    """A saved lead opens with all its answers; saving it again adds the conversation and changes no more."""
    press(Key.Key_1, ALT)
    write("The mill stops.")
    press(Key.Key_4, ALT)
    write("80000")
    press(Key.Key_6, ALT)
    press(Key.Key_1)
    press(Key.Key_7, ALT)
    write("T-42")
    press(Key.Key_Return, CTRL)
    (before,) = saved(app, qtbot, 1)
    app.window.capture.edit_requested.emit(before.row.lead_id)
    qtbot.waitUntil(lambda: field(app.window, "question_need_text") == "The mill stops.")
    assert field(app.window, "question_worth_line") == "80000"
    assert field(app.window, "question_lot_text") == "T-42"
    press(Key.Key_F4)
    write("came back")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(saved(app, qtbot, 1)[0].lead.encounters) == 2)
    assert saved(app, qtbot, 1)[0].lead.answers == before.lead.answers
