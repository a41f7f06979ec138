"""The app's push button: primary, plain, quiet or danger, with an icon and the key that does the same."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, Theme, current_theme, mix, scaled_font
from ui.widgets.paint import paint_box, paint_focus_ring, placed

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

KINDS = ("primary", "plain", "quiet", "danger")
_PADDING = 12
# macOS shows no mnemonics.
_MNEMONIC = Qt.TextFlag.TextHideMnemonic if sys.platform == "darwin" else Qt.TextFlag.TextShowMnemonic


class Button(QPushButton):
    """A push button; without text it is a square icon button and `tip` is its name.

    `key_hint` is only shown: the shortcut itself belongs to the action.
    """

    def __init__(
        self,
        text: str = "",
        *,
        name: str,
        kind: str = "plain",
        icon: str = "",
        key_hint: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)  # not by the constructor: its other form, with a QIcon, costs 2 ms to load
        self._kind, self._icon, self._key_hint = kind, icon, key_hint
        self._hint_font = scaled_font("caption")
        self.setObjectName(name)
        self.setAccessibleName(text.replace("&", "") or tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(True)  # Enter presses it, without a dialog around too
        if key_hint:
            self.setAccessibleDescription(key_hint)

    def set_kind(self, kind: str) -> None:
        """Show the button as `primary`, `plain`, `quiet` or `danger`."""
        self._kind = kind
        self.update()

    def set_icon_name(self, icon: str) -> None:
        """Show another icon, or none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        target = current_theme().target
        text = self._text_width()
        if not text:
            return QSize(target, target)
        width = _PADDING * 2 + text + (SMALL + GRID if self._icon else 0)
        if self._key_hint:
            width += GRID + self._hint_width()
        return QSize(max(width, target), target)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ink, fill, edge = self._colours(theme)
        paint_box(painter, self.rect(), fill, edge)
        self._paint_inside(painter, ink)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), theme)
        painter.end()

    def _paint_inside(self, painter: QPainter, ink: QColor) -> None:
        text = self._text_width()
        used = text + (SMALL if self._icon else 0) + (GRID if self._icon and text else 0)
        hint = self._hint_width() if self._key_hint else 0
        left = max(_PADDING if text else 0, (self.width() - used - (hint + GRID if hint else 0)) // 2)
        if self._icon:
            draw_icon(painter, self._icon, placed(self, left, SMALL), ink)
            left += SMALL + GRID
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if text:
            painter.setPen(ink)
            painter.drawText(placed(self, left, text + 1), int(flags) | int(_MNEMONIC), self.text())
        if hint:
            painter.setFont(self._hint_font)
            painter.drawText(placed(self, left + text + GRID, hint + 1), flags, self._key_hint)

    def _colours(self, theme: Theme) -> tuple[QColor, QColor | None, QColor | None]:
        """Give text, fill and edge for kind and state."""
        if not self.isEnabled():
            return theme.muted, None if self._kind == "quiet" else theme.hover, None
        pressed, hovered = self.isDown() or self.isChecked(), self.underMouse()
        if self._kind == "primary":
            lift = 0.14 if pressed else 0.08 if hovered else 0.0
            return theme.on_accent, mix(theme.ink, theme.accent, lift), None
        fill = theme.pressed if pressed else theme.hover if hovered else None
        if self._kind == "quiet":
            return theme.ink if self.text() else theme.muted, fill, None
        return (theme.stop if self._kind == "danger" else theme.ink), fill or theme.surface, theme.rim

    def _text_width(self) -> int:
        if not self.text():
            return 0
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text()).width()

    def _hint_width(self) -> int:
        return QFontMetrics(self._hint_font).horizontalAdvance(self._key_hint)
