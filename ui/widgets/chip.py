"""One chip: a choice that is on or off, with the key that chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import HALF, Theme, current_theme, scaled_font
from ui.widgets.paint import paint_box, paint_focus_ring, placed

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

_PADDING = 10
_QUIET_PADDING = 6
_RADIUS = 8
_LEAD_GAP = HALF + 2
_TOGGLES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chip(QCheckBox):
    """A choice drawn as a chip; to assistive tools a check box, since it can be taken back.

    The leading mark is the key or icon, or a tick once it is chosen, so that colour is never the only sign.
    A `quiet` chip stands behind the real choices and can be laid bare to its mark where words have no room.
    """

    focused = Signal()

    def __init__(
        self,
        text: str,
        *,
        name: str,
        key: str = "",
        icon: str = "",
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._key, self._icon, self._quiet = key, icon, quiet
        self._bare = False
        self._padding = _QUIET_PADDING if quiet else _PADDING
        self._key_font = scaled_font("caption")
        if quiet:
            self.setFont(self._key_font)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_bare(self, *, bare: bool) -> None:
        """Show the mark alone, or the word with it."""
        if bare != self._bare:
            self._bare = bare
            self.updateGeometry()
            self.update()

    def width_with_word(self) -> int:
        """Width in px that the chip has while it is not bare."""
        lead = self._lead_width()
        text = self.fontMetrics().horizontalAdvance(self.text())
        return self._padding * 2 + lead + (_LEAD_GAP if lead else 0) + text

    @override
    def sizeHint(self) -> QSize:
        target = current_theme().target
        return QSize(target if self._bare else self.width_with_word(), target)

    @override
    def minimumSizeHint(self) -> QSize:
        target = current_theme().target
        return QSize(target if self._quiet else target * 2, target)

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TOGGLES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            event.ignore()  # arrows and digits belong to the group around it

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, whole = current_theme(), self.rect()
        painter = QPainter(self)
        ink, fill, edge = self._colours(theme)
        paint_box(painter, whole, fill, edge, _RADIUS)
        if self.isChecked() and theme.high_contrast:
            paint_box(painter, whole.adjusted(1, 1, -1, -1), None, edge, _RADIUS - 1)
        self._paint_inside(painter, ink)
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme, _RADIUS)
        painter.end()

    def _colours(self, theme: Theme) -> tuple[QColor, QColor | None, QColor | None]:
        """Give text, fill and edge for the state."""
        hovered = self.underMouse() and self.isEnabled()
        if self.isChecked():
            return (
                (theme.ink, theme.pressed, theme.muted)
                if self._quiet
                else (theme.accent, theme.accent_soft, theme.accent)
            )
        if self._quiet:
            return theme.muted, theme.hover if hovered else None, theme.rim if self._bare else None
        return (
            theme.ink if self.isEnabled() else theme.muted,
            theme.hover if hovered else theme.surface,
            theme.rim,
        )

    def _paint_inside(self, painter: QPainter, ink: QColor) -> None:
        width, lead = self.width(), self._lead_width()
        left = (width - lead) // 2 if self._bare else self._padding
        if lead:
            self._paint_lead(painter, placed(self, left, lead), ink)
            left += lead + _LEAD_GAP
        if self._bare:
            return
        painter.setPen(ink)
        room = width - left - self._padding + 2
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        leading = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(placed(self, left, room), leading, shown)

    def _paint_lead(self, painter: QPainter, box: QRect, ink: QColor) -> None:
        if self.isChecked() or self._icon:
            side = min(box.width(), SMALL)
            mark = QRect(box.x(), box.center().y() - side // 2 + 1, side, side)
            draw_icon(painter, "check" if self.isChecked() else self._icon, mark, ink)
            return
        painter.setPen(current_theme().muted)
        painter.setFont(self._key_font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.setFont(self.font())

    def _lead_width(self) -> int:
        """Width of the mark in px: the same for key and tick, so that choosing moves nothing."""
        if self._icon:
            return SMALL
        return max(SMALL - 2, QFontMetrics(self._key_font).horizontalAdvance(self._key)) if self._key else 0
