"""The draw on the big screen: the commitment before, the winner after, to be read from ten metres away."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui.qt_override import override
from ui.theme import GAP, GRID, ROOM, current_theme
from ui.widgets.button import Button
from ui.widgets.qr_view import QrView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_ROLL_MS, _ROLLS = 60, 24
"""The tickets pass by for a second and a half."""
_MOST_ON_ONE_WALL = 6
_SMALLEST = 12


class WallLine(NamedTuple):
    """A line of the wall: the text, its height as a share of the room, and whether it is the main one."""

    text: str
    share: float
    is_main: bool = False


class WallText(QWidget):
    """Lines as large as fit, each kept whole in the width."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wall_text")
        self._lines: list[WallLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: Sequence[WallLine]) -> None:
        """Show these; to assistive tools they are one text."""
        self._lines = list(lines)
        self.setAccessibleName("\n".join(line.text for line in lines))
        self.update()

    def texts(self) -> list[str]:
        """What stands there."""
        return [line.text for line in self._lines]

    def height_of(self, line: WallLine) -> int:
        """The height in px of a line's letters at the present size."""
        return QFontMetrics(self._font(line)).capHeight()

    def _font(self, line: WallLine) -> QFont:
        font = QFont(QApplication.font())
        font.setWeight(QFont.Weight.DemiBold if line.is_main else QFont.Weight.Normal)
        pixels = max(round(self.height() * line.share * 0.8), _SMALLEST)
        font.setPixelSize(pixels)
        width = QFontMetrics(font).horizontalAdvance(line.text)
        if width > self.width():
            font.setPixelSize(max(pixels * self.width() // width, _SMALLEST))
        return font

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        top = (self.height() - round(self.height() * sum(line.share for line in self._lines))) // 2
        for line in self._lines:
            height = round(self.height() * line.share)
            painter.setFont(self._font(line))
            painter.setPen(theme.accent if line.is_main else theme.ink)
            painter.drawText(QRect(0, top, self.width(), height), Qt.AlignmentFlag.AlignCenter, line.text)
            top += height
        painter.end()


class DrawWall(QDialog):
    """Fills the screen; Esc closes it. `next_pressed(ticket)` asks for the next reserve in its place.

    Of several winners a person says first who is not here.
    """

    next_pressed = Signal(int)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("draw_wall")
        self.setWindowTitle(self.tr("Draw"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text, self._code = WallText(), QrView(name="wall_code", side=480)
        self._code.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._code.hide()
        self._next = Button(self.tr("&Not here: next reserve"), name="wall_next", icon="people")
        self._present: Sequence[tuple[int, str]] = ()
        self._next.clicked.connect(self._ask_who)
        self._next.hide()
        close = Button(self.tr("&Close"), name="wall_close", kind="primary", key_hint="Esc")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self._roll = QTimer(self, interval=_ROLL_MS)
        self._roll.timeout.connect(self._roll_on)
        self._left, self._tickets, self._final = 0, cycle(("",)), list[WallLine]()
        QShortcut(QKeySequence(Qt.Key.Key_F11), self, self._switch_full)
        middle = QHBoxLayout()
        middle.setSpacing(ROOM)
        middle.addWidget(self._text, 3)
        middle.addWidget(self._code, 2)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addStretch(1)
        foot.addWidget(self._next)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        close.setFocus()

    def show_commitment(
        self, title: str, count: str, commitment: str, code: Sequence[Sequence[bool]]
    ) -> None:
        """Show what is published before the draw, with its code."""
        self.offer_next(())
        lines = [WallLine(title, 0.14), WallLine(count, 0.1)]
        lines += [WallLine(part, 0.16, is_main=True) for part in commitment.splitlines()]
        self._text.show_lines(lines)
        self._code.set_matrix(code, self.tr("Code of the commitment"))
        self._code.show()

    def show_winners(
        self,
        title: str,
        winners: Sequence[tuple[str, str]],
        *,
        rolling: Sequence[int] = (),
        motion: bool | None = None,
    ) -> None:
        """Show the winners (name, company), after a roll of tickets where the system allows motion."""
        self._code.hide()
        shown = winners[:_MOST_ON_ONE_WALL]
        share = min(0.28, 0.8 / max(len(shown), 1) * 0.62)
        lines = [WallLine(title, min(0.12, 0.2 - 0.02 * len(shown)))]
        for name, company in shown:
            lines.append(WallLine(name, share, is_main=True))
            lines.append(WallLine(company, share * 0.5))
        if not shown:
            lines.append(WallLine(self.tr("Nobody is left to win"), 0.2, is_main=True))
        if len(winners) > len(shown):
            lines.append(WallLine(self.tr("and {count} more").format(count=len(winners) - len(shown)), 0.08))
        self._final = [line for line in lines if line.text]
        may_move = motion if motion is not None else _may_move()
        if not (rolling and may_move):
            self._text.show_lines(self._final)
            return
        self._left, self._tickets = _ROLLS, cycle([f"#{ticket}" for ticket in rolling])
        self._roll.start()
        self._roll_on()

    def offer_next(self, winners: Sequence[tuple[int, str]]) -> None:
        """Offer the next reserve in the place of one of these (ticket, name), if there are any."""
        self._present = winners
        self._next.setVisible(bool(winners))

    def _ask_who(self) -> None:
        if len(self._present) == 1:
            self.next_pressed.emit(self._present[0][0])
            return
        menu = QMenu(self)
        menu.setObjectName("wall_absent")
        for ticket, name in self._present:
            entry = menu.addAction(name.replace("&", "&&"))
            entry.triggered.connect(lambda _checked=False, ticket=ticket: self.next_pressed.emit(ticket))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        above = self._next.mapToGlobal(self._next.rect().topLeft())
        menu.popup(above - QPoint(0, menu.sizeHint().height()))

    def is_rolling(self) -> bool:
        """Whether the tickets still pass by."""
        return self._roll.isActive()

    def _roll_on(self) -> None:
        self._left -= 1
        if self._left < 0:
            self._roll.stop()
            self._text.show_lines(self._final)
        else:
            self._text.show_lines([WallLine(next(self._tickets), 0.4, is_main=True)])

    def _switch_full(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()


def _may_move() -> bool:
    """Whether the system wants anything to move."""
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
