"""Score: qualified against the goal, large and first; everything else beside it, borrowed interest apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStandardPaths, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.lead_words import seconds_text
from ui.qt_override import override
from ui.screens import score_rows
from ui.screens.screen import Screen, Slots
from ui.theme import GAP, GRID, HALF, current_theme
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.column_chart import ColumnChart
from ui.widgets.empty_state import EmptyState
from ui.widgets.funnel import Funnel
from ui.widgets.meter import GoalMeter
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.text import Caption, Heading, Text

if TYPE_CHECKING:
    from boothapp.domain.scoreboard import Scoreboard
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks

PICTURE_SCALE = 2


class _Figure(QWidget):
    """One number with what it is, and a quiet remark."""

    def __init__(self, label: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._label = label
        self._value, self._remark = Text("–", step="heading"), Caption(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Caption(label))
        column.addWidget(self._value)
        column.addWidget(self._remark)

    def show_figure(self, value: str, remark: str = "") -> None:
        """Show this number, a dash for none."""
        self._value.setText(value or "–")
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self.setAccessibleName(f"{self._label}: {value or self.tr('none yet')} {remark}".strip())


class ScoreScreen(Screen):
    """The numbers of the show as they stand on this laptop."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._meter = GoalMeter(name="goal")
        self._tracks = Funnel(name="tracks", label=self.tr("Where the leads go"))
        self._sum = Caption(wrap=True)
        self._seconds = _Figure(self.tr("Time per capture"), name="seconds_per_capture")
        self._cost = _Figure(self.tr("Cost per qualified lead"), name="cost_per_qualified")
        self._borrowed = _Figure(self.tr("Borrowed share"), name="borrowed_share")
        self._days = Funnel(name="by_day", label=self.tr("Qualified by day"))
        self._hours = ColumnChart(name="by_hour", label=self.tr("By hour"))
        self._staff = Funnel(name="by_staff", label=self.tr("Qualified by who captured"))
        self._questions: dict[str, Card] = {}
        self._receipt = ReceiptLine(name="score_receipt")
        self._lay_out()

    def _lay_out(self) -> None:
        self._picture = Button(self.tr("Save as &picture…"), name="save_picture", icon="export")
        self._picture.setEnabled(False)
        self._picture.clicked.connect(self._choose_picture)
        self._paper = QWidget()
        self._paper.setObjectName("score_paper")
        column = QVBoxLayout(self._paper)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        self._title = Heading()
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._picture)
        column.addLayout(top)
        column.addLayout(self._first_row())
        hours = Card(self.tr("By hour"), name="hours_card")
        hours.body.addWidget(self._hours)
        hours.body.addWidget(
            Caption(self.tr("The number over a column counts its sales-ready leads."), wrap=True)
        )
        column.addWidget(hours)
        column.addLayout(self._pair(self.tr("By day"), self._days, self.tr("By who captured"), self._staff))
        self._answers = QGridLayout()
        self._answers.setSpacing(GAP)
        column.addLayout(self._answers)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("score_scroll")
        scroll.setAccessibleName(self.tr("Score"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._paper)
        self._paper.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        self._nothing = EmptyState(
            name="no_score",
            icon="score",
            title=self.tr("Nothing to count yet"),
            text=self.tr("Save the first visitor, and qualified against goal stands here, live."),
            action=self.tr("Capture the first visitor"),
        )
        self._nothing.action_pressed.connect(lambda: self.screen_requested.emit("capture"))
        self._pages = QStackedWidget()
        self._pages.addWidget(scroll)
        self._pages.addWidget(self._nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, HALF)
        whole.setSpacing(0)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self._receipt)
        self.setFocusProxy(scroll)

    def _first_row(self) -> QHBoxLayout:
        goal = Card(self.tr("Qualified"), name="goal_card")
        goal.body.addWidget(self._meter)
        figures = QHBoxLayout()
        figures.setSpacing(GAP)
        for figure in (self._seconds, self._cost, self._borrowed):
            figures.addWidget(figure, 1, Qt.AlignmentFlag.AlignTop)
        goal.body.addSpacing(GRID)
        goal.body.addLayout(figures)
        tracks = Card(self.tr("Where the leads go"), name="tracks_card")
        tracks.body.addWidget(self._tracks)
        tracks.body.addWidget(self._sum)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(goal, 1)
        row.addWidget(tracks, 1)
        return row

    def _pair(self, one: str, first: QWidget, other: str, second: QWidget) -> QVBoxLayout:
        """Two cards under each other: their rows carry remarks and want the width."""
        column = QVBoxLayout()
        column.setSpacing(GAP)
        for title, part in ((one, first), (other, second)):
            card = Card(title, name=f"{part.objectName()}_card")
            card.body.addWidget(part)
            column.addWidget(card)
        return column

    @override
    def refresh(self) -> None:
        self.tasks.run_latest(self, "score", lambda services: services.reporting.scoreboard(), self._show)

    @override
    def slots(self) -> Slots:
        return {"save_picture": self._choose_picture}

    def _show(self, board: Scoreboard) -> None:
        tally, where = board.tally, QLocale()
        self._title.setText(self.setup.show.name)
        self._pages.setCurrentIndex(0 if tally.total else 1)
        self._picture.setEnabled(bool(tally.total))
        self._meter.set_figures(tally.sales_ready, board.goal, rest=score_rows.rest_text(tally))
        self._tracks.set_rows(score_rows.track_rows(tally))
        self._sum.setText(score_rows.sum_text(tally))
        seconds = board.seconds_per_capture
        self._seconds.show_figure("" if seconds is None else seconds_text(seconds))
        cost = board.cost_per_qualified
        shown = f"{where.toString(float(cost), 'f', 2)} {board.currency}" if cost is not None else ""
        self._cost.show_figure(shown, "" if board.cost is not None else self.tr("The show has no cost set"))
        self._borrowed.show_figure(
            self.tr("{percent} %").format(percent=where.toString(round(tally.borrowed_share * 100))),
            self.tr("kept out of the hand-off"),
        )
        self._days.set_rows(score_rows.day_rows(board))
        self._hours.set_columns(score_rows.hour_parts(), score_rows.hour_columns(board))
        self._staff.set_rows(score_rows.staff_rows(board, self.setup.show))
        self._show_answers(board)

    def _show_answers(self, board: Scoreboard) -> None:
        for card in self._questions.values():
            card.deleteLater()
        self._questions = {}
        for place, question in enumerate(self.setup.definition.questions):
            counts = [count for count in board.by_answer if count.question_id == question.question_id]
            if not counts:
                continue
            card = Card(question.label, name=f"answers_{question.question_id}")
            chart = Funnel(name=f"chart_{question.question_id}", label=question.label)
            chart.set_rows(score_rows.answer_rows(counts, question))
            card.body.addWidget(chart)
            self._questions[question.question_id] = card
            self._answers.addWidget(card, place // 2, place % 2)

    def _choose_picture(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        suggested = str(Path(folder, f"{self.setup.show.show_id}-score.png"))
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the score"), suggested, self.tr("Picture (*.png)")
        )
        if chosen:
            self.save_picture(chosen)

    def save_picture(self, file: str) -> None:
        """Write all of the score, also what is scrolled out of sight, as a PNG."""
        picture = QPixmap(self._paper.size() * PICTURE_SCALE)
        picture.setDevicePixelRatio(PICTURE_SCALE)
        picture.fill(current_theme().ground)
        self._picture.hide()
        self._paper.render(picture, renderFlags=QWidget.RenderFlag.DrawChildren)
        self._picture.show()
        saved = picture.save(file, "PNG")
        text = (
            self.tr("Saved as {file}")
            if saved
            else self.tr("{file} could not be written; choose another folder")
        )
        self._receipt.show_receipt(text.format(file=file), undo=False)
