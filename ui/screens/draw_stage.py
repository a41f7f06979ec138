"""A draw that was closed: the commitment and its code, the word, the draw, and who stands in for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.draw_words import commitment_lines, pass_reasons, pass_word
from ui.lead_words import moment_text
from ui.models.text_table import TextTableModel
from ui.qt_override import override
from ui.screens.text_table_view import TextTableView
from ui.theme import GAP, GRID, scaled_font
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.card import Card
from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledField
from ui.widgets.qr_view import QUIET_ZONE, QrView
from ui.widgets.text import Caption, Heading, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.services.prize_drawing import DrawView

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MODULE = 4  # px of a module of the code: phones read it from two metres


class DrawStage(QWidget):
    """`run_pressed(word)`, `pass_chosen(ticket, reason)`, `wall_pressed`, `save_pressed`, `back_pressed`.

    `draw_chosen(number)` asks for another of the draws.
    """

    run_pressed = Signal(str)
    pass_chosen = Signal(int, str)
    wall_pressed = Signal()
    save_pressed = Signal()
    back_pressed = Signal()
    draw_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: DrawView | None = None
        self._title = Heading()
        self._which = Select(name="which_draw", label=self.tr("Which draw"))
        self._which.value_chosen.connect(lambda number: self.draw_chosen.emit(int(number)))
        self._back = Button(self.tr("Back to the &entries"), name="back_to_entries", key_hint="Esc")
        self._wall = Button(self.tr("On the &big screen"), name="show_wall", icon="video")
        self._save = Button(self.tr("Save the &record…"), name="save_record", icon="export")
        self._facts = Text(wrap=True)
        self._commitment = Text()
        self._commitment.setObjectName("commitment")
        self._commitment.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code = QrView(name="commitment_code")
        self._say = Callout(name="draw_said")
        self._word = LabelledField(
            self.tr("&Word or number from the audience"),
            name="audience_word",
            placeholder=self.tr("Ask somebody now: nobody could know it before"),
        )
        self._run = Button(self.tr("&Draw"), name="run_draw", kind="primary", icon="gift")
        self._result = TextTableModel(
            [self.tr("Place"), self.tr("Ticket"), self.tr("Name"), self.tr("Company")], self
        )
        self._table = TextTableView(
            self._result, (18, 12, 22, 26), name="draw_result", label=self.tr("Winners and reserves")
        )
        self._reason = Select(name="pass_reason", label=self.tr("Why"))
        self._reason.set_choices(pass_reasons())
        self._pass = Button(self.tr("Next &reserve instead"), name="pass_over", icon="people")
        self._kept = Caption(wrap=True)
        self._kept.setObjectName("kept_commitment")
        self._tickets: list[int] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._title, 1)
        for part in (self._which, self._wall, self._save, self._back):
            head.addWidget(part)
        self._which.setMaximumWidth(15 * GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self._say)
        self._commitment_card = self._make_commitment_card()
        column.addWidget(self._commitment_card)
        self._word_card, self._result_card = self._make_word_card(), self._make_result_card()
        column.addWidget(self._word_card)
        column.addWidget(self._result_card, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self.setFocusProxy(self._word)

    def _make_commitment_card(self) -> Card:
        card = Card(self.tr("Commitment"), name="commitment_card")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(scaled_font("heading").pointSizeF() * 1.5)
        self._commitment.setFont(fixed)
        grid = QGridLayout()
        grid.setSpacing(GAP)
        grid.addWidget(self._commitment, 0, 0)
        grid.addWidget(self._facts, 1, 0)
        told = Caption(
            self.tr(
                "It holds the list and a secret seed fast. Let the audience photograph it before the draw: "
                "what is published afterwards must fit it. The draw is over the entries of this laptop."
            ),
            wrap=True,
        )
        grid.addWidget(told, 2, 0)
        grid.addWidget(self._code, 0, 1, 4, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(3, 1)
        card.body.addLayout(grid)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return card

    def _make_word_card(self) -> Card:
        card = Card(self.tr("Draw"), name="word_card")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._word, 1)
        row.addWidget(self._run, 0, Qt.AlignmentFlag.AlignBottom)
        card.body.addLayout(row)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return card

    def _make_result_card(self) -> Card:
        card = Card(self.tr("Winners and reserves"), name="result_card")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(Caption(self.tr("The chosen one gives way:")))
        row.addWidget(self._reason)
        row.addWidget(self._pass)
        row.addStretch(1)
        self._reason.setMinimumWidth(13 * GAP)
        card.body.addWidget(self._table, 1)
        card.body.addLayout(row)
        card.body.addWidget(self._kept)
        return card

    def _connect(self) -> None:
        self._word.edit.installEventFilter(self)
        self._run.clicked.connect(lambda: self.run_pressed.emit(self._word.text()))
        self._word.edit.returnPressed.connect(lambda: self.run_pressed.emit(self._word.text()))
        self._pass.clicked.connect(self._tell_passed)
        self._wall.clicked.connect(self.wall_pressed)
        self._save.clicked.connect(self.save_pressed)
        self._back.clicked.connect(self.back_pressed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An Enter that is held down, from the question before say, draws nothing."""
        return isinstance(event, QKeyEvent) and event.key() in _ENTER and event.isAutoRepeat()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _tell_passed(self) -> None:
        place = self._table.currentIndex().row()
        if 0 <= place < len(self._tickets):
            self.pass_chosen.emit(self._tickets[place], self._reason.value())

    def show_draw(self, view: DrawView, code: Sequence[Sequence[bool]], draws: Sequence[DrawView]) -> None:
        """Show this draw, with its code, and which others there are."""
        record = view.record
        if self.view is None or self.view.draw_no != view.draw_no:
            self._word.set_text("")
        self.view = view
        self._title.setText(f"{record.draw}: {record.prize}" if record.prize else record.draw)
        self._commitment.setText(commitment_lines(record.commitment))
        self._commitment.setAccessibleName(self.tr("Commitment {hex}").format(hex=record.commitment))
        number = QLocale().toString
        self._facts.setText(
            self.tr("Closed {when} · {count} in the draw · {winners} to win, {reserves} in reserve").format(
                when=moment_text(record.closed_at),
                count=number(len(record.tickets)),
                winners=number(record.winners),
                reserves=number(record.reserves),
            )
        )
        side = _MODULE * (len(code) + 2 * QUIET_ZONE)
        self._code.setFixedSize(side, side)
        self._code.set_matrix(code, self.tr("Code of the commitment"))
        is_drawn = bool(record.order)
        self._word_card.setVisible(not is_drawn)
        self._commitment_card.setVisible(not is_drawn)
        self._result_card.setVisible(is_drawn)
        self._rest.setVisible(not is_drawn)
        self._show_result(view)
        self._show_draws(view, draws)

    def _show_result(self, view: DrawView) -> None:
        nobody = self.tr("No name any more")
        rows, looks = list[tuple[str, ...]](), list[tuple[str, str]]()
        self._tickets = []
        for people, text, look in (
            (view.winners, self.tr("Winner {place}"), ("gift", "good")),
            (view.reserves, self.tr("Reserve {place}"), ("people", "muted")),
        ):
            for place, one in enumerate(people, start=1):
                rows.append((text.format(place=place), str(one.ticket), one.wall_name or nobody, one.company))
                looks.append(look)
                self._tickets.append(one.ticket)
        for passed in view.record.passed_over:
            rows.append((self.tr("Passed over"), str(passed.ticket), pass_word(passed.reason), ""))
            looks.append(("ban", "muted"))
        self._result.set_rows(rows, looks)
        if rows:
            self._table.selectRow(0)
        self._say.setVisible(bool(view.record.order))
        won = ", ".join(one.wall_name or f"#{one.ticket}" for one in view.winners)
        if won:
            text = self.tr("Won: {names} · drawn {when} · word from the audience: {word}").format(
                names=won, when=moment_text(view.record.drawn_at), word=view.record.word or "–"
            )
            self._say.set_message("info", text)
        else:
            self._say.set_message("warn", self.tr("Nobody is left to win."))
        lines = commitment_lines(view.record.commitment).splitlines()
        self._kept.setText(self.tr("Commitment {hex}").format(hex="  ".join(lines)))

    def _show_draws(self, view: DrawView, draws: Sequence[DrawView]) -> None:
        self._which.set_choices(
            [
                (
                    str(each.draw_no),
                    self.tr("Draw {number}, {when}").format(
                        number=each.draw_no, when=moment_text(each.record.closed_at)
                    ),
                )
                for each in draws
            ]
        )
        self._which.set_value(str(view.draw_no))
        self._which.setVisible(len(draws) > 1)
