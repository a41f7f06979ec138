"""The leads' table fetches what is in view and nothing else, and never shows one lead as another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from boothapp.domain.definition import Track
from boothapp.domain.ids import LeadId
from boothapp.store.search import LeadRow
from tests.helpers.windows import sample
from ui.models.lead_columns import LeadColumn, cell_texts
from ui.models.lead_table import AHEAD, KEPT, LeadTableModel

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def lead_row(number: int, *, track: Track = Track.NURTURE, has_conflict: bool = False) -> LeadRow:
    """The row of a lead whose name is its number."""
    return LeadRow(
        lead_no=number,
        lead_id=LeadId(f"lead-{number}"),
        name=f"Visitor {number}",
        company="Firm",
        job_title="",
        email="",
        phone="",
        track=track,
        captured_at="2026-11-24T11:02:00+01:00",
        captured_by="ana@hummline.example",
        follow_up_at="",
        prospect_wants="",
        rating="",
        sync_state="pending",
        missing=("budget", "follow_up.time"),
        has_conflict=has_conflict,
    )


def numbers(count: int) -> array[int]:
    """The numbers of so many leads, newest first."""
    return array("q", range(count, 0, -1))


@pytest.fixture
def model(qtbot: QtBot) -> LeadTableModel:  # noqa: ARG001 - Qt must run
    """An empty model of the sample show."""
    return LeadTableModel(sample())


def answer(model: LeadTableModel) -> list[list[int]]:
    """Hand the model what it asks for; gives what it asked."""
    asked: list[list[int]] = []

    def serve(lead_nos: Iterable[int]) -> None:
        asked.append(list(lead_nos))
        model.take_rows([lead_row(number) for number in asked[-1]])

    model.rows_wanted.connect(serve)
    return asked


def is_filled(model: LeadTableModel, count: int) -> bool:
    """Whether every row is here."""
    return all(model.row_at(place) is not None for place in range(count))


def text(model: LeadTableModel, place: int, column: LeadColumn) -> object:
    """What a cell shows."""
    return model.data(model.index(place, column))


def test_all_rows_are_there_at_once_and_their_texts_when_seen(model: LeadTableModel, qtbot: QtBot) -> None:
    """100,000 numbers make 100,000 rows; only those around the window are fetched."""
    asked = answer(model)
    model.show_numbers(numbers(100_000))
    assert model.rowCount() == 100_000
    assert text(model, 99_999, LeadColumn.NAME) == "…"
    with qtbot.waitSignal(model.rows_wanted):
        model.set_window(99_980, 99_999)
    assert text(model, 99_999, LeadColumn.NAME) == "Visitor 1"
    assert sum(len(batch) for batch in asked) <= 20 + 2 * AHEAD


def test_scrolling_on_asks_for_nothing_that_is_here(model: LeadTableModel) -> None:
    """No lead is fetched twice while it is kept."""
    asked = answer(model)
    model.show_numbers(numbers(1_000))
    for first in range(0, 400, 7):
        model.set_window(first, first + 20)
        QCoreApplication.processEvents()
    fetched = [number for batch in asked for number in batch]
    assert len(fetched) == len(set(fetched))
    assert text(model, 399, LeadColumn.NAME) == "Visitor 601"


def test_memory_is_bounded(model: LeadTableModel) -> None:
    """However far one scrolls, no more than KEPT rows are kept."""
    answer(model)
    model.show_numbers(numbers(20_000))
    for first in range(0, 20_000, 90):
        model.set_window(first, first + 20)
        QCoreApplication.processEvents()
    kept = sum(model.row_at(place) is not None for place in range(20_000))
    assert 0 < kept <= KEPT


def test_another_search_shows_other_leads(model: LeadTableModel, qtbot: QtBot) -> None:
    """Rows are looked up by lead, not by place: after a search no row bears another's name."""
    answer(model)
    model.show_numbers(numbers(50))
    with qtbot.waitSignal(model.rows_wanted):
        model.set_window(0, 20)
    model.show_numbers(array("q", [7, 3]))
    with qtbot.waitSignal(model.rows_wanted):
        model.set_window(0, 1)
    assert [text(model, place, LeadColumn.NAME) for place in (0, 1)] == ["Visitor 7", "Visitor 3"]
    assert (model.place_of(3), model.place_of(50)) == (1, -1)


def test_the_same_leads_are_fetched_anew_when_shown_again(model: LeadTableModel, qtbot: QtBot) -> None:
    """After a save elsewhere the numbers may be the same and the texts not."""
    model.show_numbers(numbers(3))
    with qtbot.waitSignal(model.rows_wanted):
        model.set_window(0, 2)
    model.take_rows([lead_row(2)])
    with qtbot.waitSignal(model.rows_wanted) as again:
        model.show_numbers(numbers(3))
    assert again.args == [[3, 2, 1]]
    assert text(model, 1, LeadColumn.NAME) == "Visitor 2"


def test_a_row_speaks_without_its_colours(model: LeadTableModel) -> None:
    """Track, what is missing and sync are words for a screen reader; a conflict is marked."""
    model.show_numbers(numbers(1))
    model.take_rows([lead_row(1, has_conflict=True)])
    spoken = [model.data(model.index(0, column), Qt.ItemDataRole.AccessibleTextRole) for column in LeadColumn]
    assert spoken[LeadColumn.TRACK] == "Nurture"
    assert spoken[LeadColumn.MISSING] == "budget, time"
    assert spoken[LeadColumn.SYNC] == "Not yet synced"
    assert spoken[LeadColumn.STAFF] == "Ana Ferreira"
    assert model.data(model.index(0, LeadColumn.NAME), Qt.ItemDataRole.DecorationRole) is not None


def test_qt_finds_no_fault_with_it(model: LeadTableModel, qtbot: QtBot) -> None:
    """Qt's own tester watches a search, rows that come, a search with other leads, one with none."""
    tester = QAbstractItemModelTester(model, FATAL, model)
    answer(model)
    for shown in (numbers(30), array("q", [7, 3]), array("q")):
        model.show_numbers(shown)
        model.set_window(0, len(shown) - 1)
        qtbot.waitUntil(partial(is_filled, model, len(shown)))
    assert tester.model() is model


@pytest.mark.parametrize(
    ("track", "word"),
    [(Track.NURTURE, "Not yet synced"), (Track.BORROWED, "Stays here by policy")],
)
def test_what_is_not_to_go_is_not_said_to_wait(track: Track, word: str) -> None:
    """A lead of a track that the definition keeps here waits for no sync, as the outbox says too."""
    definition = sample().definition
    assert cell_texts(lead_row(1, track=track), definition, {})[LeadColumn.SYNC] == word
