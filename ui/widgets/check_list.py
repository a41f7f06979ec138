"""What passed and what is missing, as lines with a tick, an open circle or a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.paint import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_MARKS = {"passed": ("check", "good"), "missing": ("cross", "caution"), "blocked": ("ban", "stop")}
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeading) | int(Qt.AlignmentFlag.AlignTop)


class CheckList(QLabel):
    """Lines of (mark, text), the mark one of passed, missing, blocked; one widget, cheap to change."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[str, str], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these lines."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        words = {"passed": self.tr("passed"), "missing": self.tr("missing"), "blocked": self.tr("blocked by")}
        self.setAccessibleName("; ".join(f"{words[mark]}: {text}" for mark, text in self._lines))
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        heights = [self._height_of(text, width) for _, text in self._lines]
        return sum(heights) + HALF * max(0, len(heights) - 1)

    @override
    def sizeHint(self) -> QSize:
        width = max((self.fontMetrics().horizontalAdvance(text) for _, text in self._lines), default=0)
        return QSize(min(width, 240) + SMALL + GRID, self.heightForWidth(self.width()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SMALL * 6, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, top = current_theme(), 0
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        line_height = self.fontMetrics().height()
        for mark, text in self._lines:
            icon, tone = _MARKS[mark]
            height = self._height_of(text, self.width())
            mark_box = placed(self, 0, SMALL, top=top, height=line_height)
            draw_icon(painter, icon, mark_box, theme.tone(tone)[0])
            box = placed(self, SMALL + GRID, self.width() - SMALL - GRID, top=top, height=height)
            painter.setPen(theme.muted if mark == "passed" else theme.ink)
            painter.drawText(box, _WRAP, text)
            top += height + HALF
        painter.end()

    def _height_of(self, text: str, width: int) -> int:
        room = QRect(0, 0, max(1, width - SMALL - GRID), 10_000)
        return self.fontMetrics().boundingRect(room, _WRAP, text).height()
