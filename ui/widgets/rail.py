"""The rail: the app's screens down the left side, one of them chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import MEDIUM, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme, scaled_font
from ui.widgets.paint import paint_box, paint_focus_ring, paint_line, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

NARROW_BELOW = 1180  # window width in px under which the words give way to the form
_PADDING = 10
_WIDE, _COMPACT = 176, 56


class RailItem(NamedTuple):
    """One screen: its key, icon, word, and the shortcut as text (shown, not bound)."""

    key: str
    icon: str
    label: str
    shortcut: str = ""
    at_foot: bool = False


class _RailButton(QPushButton):
    """One screen in the rail."""

    def __init__(self, item: RailItem) -> None:
        super().__init__()
        self.setText(item.label)
        self.item, self.count, self.compact = item, 0, False
        self._small = scaled_font("caption")
        self.setCheckable(True)
        self.setObjectName(f"rail_{item.key}")
        self.setAccessibleDescription(item.shortcut)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self) -> None:
        """Put name, count and shortcut where tool tips and assistive tools find them."""
        word = self.item.label.replace("&", "")
        self.setAccessibleName(f"{word}, {self.count}" if self.count else word)
        self.setToolTip(f"{word}  {self.item.shortcut}".strip() if self.compact else "")

    @override
    def sizeHint(self) -> QSize:
        return QSize(_COMPACT - 2 * GRID if self.compact else _WIDE - 2 * GRID, current_theme().target + HALF)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the rail moves between its items
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        whole = self.rect()
        chosen = self.isChecked()
        ink = theme.accent if chosen else theme.ink if self.underMouse() else theme.muted
        if chosen:
            paint_box(painter, whole, theme.accent_soft, theme.accent if theme.high_contrast else None)
        elif self.underMouse():
            paint_box(painter, whole, theme.hover, None)
        left = (whole.width() - MEDIUM) // 2 if self.compact else _PADDING
        mark = placed(self, left, MEDIUM)
        draw_icon(painter, self.item.icon, mark, ink)
        if not self.compact:
            self._paint_words(painter, left + MEDIUM + _PADDING)
        elif self.count:
            dot = QRect(mark.right() - 3, mark.center().y() - 12, 8, 8)
            paint_box(painter, dot, theme.accent, theme.ground, 4)
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme)
        painter.end()

    def _paint_words(self, painter: QPainter, left: int) -> None:
        theme = current_theme()
        end = str(self.count) if self.count else self.item.shortcut
        width = QFontMetrics(self._small).horizontalAdvance(end)
        leading = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setLayoutDirection(self.layoutDirection())
        box = placed(self, left, self.width() - left - _PADDING - width - HALF)
        painter.setPen(theme.accent if self.isChecked() else theme.ink)
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        flags = int(leading) | int(Qt.TextFlag.TextHideMnemonic)
        painter.drawText(box, flags, self.item.label)
        painter.setFont(self._small)
        painter.setPen(theme.accent if self.count else theme.muted)
        painter.drawText(placed(self, self.width() - _PADDING - width, width + 1), leading, end)


class Rail(QWidget):
    """The list of screens; `screen_chosen(key)` tells a person's choice. Up and Down move, Enter chooses."""

    screen_chosen = Signal(str)

    def __init__(self, *, name: str = "rail", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, _RailButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self._column.setSpacing(HALF // 2)
        self._compact = False
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Screens"))
        self.setFixedWidth(_WIDE)

    def set_items(self, items: Sequence[RailItem]) -> None:
        """Show these screens, once; those `at_foot` stand at the lower end."""
        for item in (each for each in items if not each.at_foot):
            self._add(item)
        self._column.addStretch(1)
        for item in (each for each in items if each.at_foot):
            self._add(item)
        if self._buttons:
            self.set_current(next(iter(self._buttons)))

    def set_current(self, key: str) -> None:
        """Mark this screen as the one shown, without telling it on."""
        for each, button in self._buttons.items():
            button.setChecked(each == key)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus)
        if key in self._buttons:
            self.setFocusProxy(self._buttons[key])

    def current(self) -> str:
        """Give the key of the screen marked as shown."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_count(self, key: str, count: int) -> None:
        """Show how many things wait on a screen; 0 shows nothing."""
        button = self._buttons[key]
        button.count = count
        button.say()
        button.update()

    def fit_to(self, window_width: int) -> None:
        """Show words where the window is wide enough, else icons alone; width in px."""
        compact = window_width < NARROW_BELOW
        if compact == self._compact:
            return
        self._compact = compact
        self.setFixedWidth(_COMPACT if compact else _WIDE)
        for button in self._buttons.values():
            button.compact = compact
            button.say()
            button.updateGeometry()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        buttons = list(self._buttons.values())
        here = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if event.key() not in steps or here is None:
            event.ignore()
            return
        there = buttons[(here + steps[Qt.Key(event.key())]) % len(buttons)]
        there.setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        edge = 0 if self.isRightToLeft() else self.width() - 1
        paint_line(painter, QRect(edge, 0, 1, self.height()), theme.line)
        painter.end()

    def _add(self, item: RailItem) -> None:
        button = _RailButton(item)
        button.say()
        button.clicked.connect(lambda: self._take(item.key))
        self._buttons[item.key] = button
        self._column.addWidget(button)

    def _take(self, key: str) -> None:
        self.set_current(key)
        self.screen_chosen.emit(key)
