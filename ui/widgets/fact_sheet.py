"""Facts as label and value, painted: one widget, cheap to change, its values copied by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontMetrics, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.paint import in_its_direction, paint_focus_ring, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

_LABEL_LETTERS = 13
_FLAGS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeading) | int(Qt.AlignmentFlag.AlignTop)
_ENDLESS = 100_000
_BEARING = 2  # px that a letter may reach over its own width


class Fact(NamedTuple):
    """One line: label, value, a quiet remark after it; `tone` colours the value, "quiet" greys it.

    `link` is a `mailto:` or `tel:` address that a click opens. A fact without a value is a heading; one with
    `stacked` has its value on a line of its own, for long labels.
    """

    label: str
    value: str = ""
    remark: str = ""
    tone: str = ""
    link: str = ""
    stacked: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether this is a heading over the facts that follow."""
        return not (self.value or self.remark)


class _Placed(NamedTuple):
    """Where the parts of a fact stand, in px; mirrored only when painted."""

    fact: Fact
    whole: QRect
    label: QRect
    value: QRect
    remark: QRect


class FactSheet(QLabel):
    """Lines of `Fact`s. One tab stop: Up and Down move, Enter opens a link, Ctrl+C copies the value.

    A label longer than `label_letters` goes on in the next line.
    """

    def __init__(
        self, *, name: str, label: str, label_letters: int = _LABEL_LETTERS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label, self._label_letters = label, label_letters
        self._facts: tuple[Fact, ...] = ()
        self._current = -1
        self._measured: dict[int, tuple[_Placed, ...]] = {}
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these lines."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        self._current = -1
        self._measured.clear()
        read_out = "; ".join(" ".join(part for part in fact[:3] if part) for fact in self._facts)
        self.setAccessibleName(f"{self._label}: {read_out}")
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return lines[-1].whole.bottom() + 1 if lines else 0

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 160)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measured.clear()
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        for place, line in enumerate(self._lines(self.width())):
            if not line.whole.intersects(event.rect()):
                continue
            fact = line.fact
            painter.setFont(self._bold() if fact.is_heading else self.font())
            self._draw(painter, line.label, fact.label, theme.ink if fact.is_heading else theme.muted)
            self._draw(
                painter,
                line.value,
                in_its_direction(_breakable(fact.value), mirrored=self.isRightToLeft()),
                self._ink(fact),
            )
            self._draw(painter, line.remark, fact.remark, theme.muted)
            if place == self._current and self.hasFocus():
                paint_focus_ring(painter, line.whole, theme)
        painter.end()

    def _draw(self, painter: QPainter, where: QRect, text: str, ink: QColor) -> None:
        if text:
            painter.setPen(ink)
            box = placed(self, where.x(), where.width(), top=where.y(), height=where.height())
            painter.drawText(box, _FLAGS, text)

    def _ink(self, fact: Fact) -> QColor:
        theme = current_theme()
        if fact.link:
            return theme.accent
        return theme.tone(fact.tone)[0] if fact.tone else theme.ink

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _lines(self, width: int) -> tuple[_Placed, ...]:
        """Set the facts out in this width; kept, since a layout asks several times."""
        if width not in self._measured:
            if len(self._measured) > 4:  # noqa: PLR2004 - the widths of one layout round
                self._measured.clear()
            top, lines = 0, []
            metrics = self.fontMetrics()
            for fact in self._facts:
                line = _set_out(fact, width, top, metrics, self._label_letters)
                lines.append(line)
                top = line.whole.bottom() + 1
            self._measured[width] = tuple(lines)
        return self._measured[width]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        fact = self._facts[self._current] if 0 <= self._current < len(self._facts) else None
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
        elif fact is not None and event.matches(QKeySequence.StandardKey.Copy):
            _copy(fact)
        elif fact is not None and fact.link and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QDesktopServices.openUrl(QUrl(fact.link))
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        place = self._current + step
        while 0 <= place < len(self._facts) and self._facts[place].is_heading:
            place += step
        if 0 <= place < len(self._facts):
            self._current = place
            fact = self._facts[place]
            self.setAccessibleDescription(f"{fact.label}: {fact.value} {fact.remark}".strip())
            self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current < 0:
            self._move(1)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        is_link = place >= 0 and bool(self._facts[place].link)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._current = self._place_at(event.position().toPoint())
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton and self._facts[place].link:
            QDesktopServices.openUrl(QUrl(self._facts[place].link))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self._place_at(event.pos()) if event.reason() == event.Reason.Mouse else self._current
        if not 0 <= place < len(self._facts) or self._facts[place].is_heading:
            return
        fact = self._facts[place]
        menu = QMenu(self)
        menu.addAction(
            self.tr("&Copy {label}").format(label=fact.label.replace("&", "&&")), lambda: _copy(fact)
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _place_at(self, where: QPoint) -> int:
        lines = self._lines(self.width())
        return next((place for place, line in enumerate(lines) if line.whole.contains(where)), -1)


def _copy(fact: Fact) -> None:
    QGuiApplication.clipboard().setText(fact.value)


def _set_out(fact: Fact, width: int, top: int, metrics: QFontMetrics, letters: int) -> _Placed:
    """Where the parts go: label at the start, value beside it or, stacked, below, the remark after."""
    room = max(width, 1)
    label_width = (
        room if fact.stacked or fact.is_heading else min(metrics.averageCharWidth() * letters, room // 2)
    )
    above = HALF if fact.stacked or (fact.is_heading and top) else 0
    label = _box(
        fact.label, 0, top + above + HALF // 2, label_width - (0 if label_width == room else GRID), metrics
    )
    start = 0 if fact.stacked or fact.is_heading else label_width
    value_top = label.bottom() + 1 if fact.stacked or fact.is_heading else label.y()
    value = _box(_breakable(fact.value), start, value_top, room - start, metrics)
    used = metrics.horizontalAdvance(fact.value) + GRID
    one_line = value.height() <= metrics.lineSpacing() + 1 and "\n" not in fact.value
    if fact.remark and one_line and used + metrics.horizontalAdvance(fact.remark) < room - start:
        remark = QRect(start + used, value_top, room - start - used, metrics.lineSpacing())
    else:
        remark = _box(
            fact.remark, start, value.bottom() + 1 if fact.value else value_top, room - start, metrics
        )
    bottom = max(label.bottom(), value.bottom(), remark.bottom()) + HALF // 2
    return _Placed(fact, QRect(0, top, room, bottom - top + 1), label, value, remark)


def _breakable(text: str) -> str:
    """Let a mail or web address go on in the next line where it has a dot or an @."""
    return text if " " in text else text.replace("@", "\u200b@").replace(".", "\u200b.")


def _box(text: str, left: int, top: int, width: int, metrics: QFontMetrics) -> QRect:
    if not text:
        return QRect(left, top, 0, 0)
    height = metrics.boundingRect(QRect(0, 0, max(width - _BEARING, 1), _ENDLESS), _FLAGS, text).height()
    return QRect(left, top, width, height)
