"""The few strokes that every painted widget shares: a crisp box, a focus ring, a tinted pill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from ui.icons import SMALL, draw_icon
from ui.theme import FOCUS_WIDTH, HALF, RADIUS, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PILL_HEIGHT = 24
_PILL_PADDING = 10
_BAR_RADIUS = 3


def paint_box(
    painter: QPainter, where: QRect, fill: QColor | None, edge: QColor | None, radius: float = RADIUS
) -> None:
    """Fill a rounded box and draw its one-pixel edge on whole pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = 0.5 if edge is not None else 0.0
    painter.drawRoundedRect(QRectF(where).adjusted(inset, inset, -inset, -inset), radius, radius)


def paint_focus_ring(painter: QPainter, where: QRect, theme: Theme, radius: float = RADIUS) -> None:
    """Draw the ring inside the widget's edge, with a gap of surface so that it shows on the accent too."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = FOCUS_WIDTH / 2
    painter.setPen(QPen(theme.ink if theme.high_contrast else theme.accent, FOCUS_WIDTH))
    painter.drawRoundedRect(QRectF(where).adjusted(half, half, -half, -half), radius, radius)
    painter.setPen(QPen(theme.surface, 1))
    inner = FOCUS_WIDTH + 0.5
    painter.drawRoundedRect(QRectF(where).adjusted(inner, inner, -inner, -inner), radius - 2, radius - 2)


def paint_line(painter: QPainter, where: QRect, colour: QColor) -> None:
    """Fill a thin box edge to edge; `fillRect` would load the 169 gradient presets that it also takes."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(where)


def placed(owner: QWidget, left: int, width: int, *, top: int = 0, height: int | None = None) -> QRect:
    """Give a box of the widget, `left` px from the side where its lines begin.

    As `QStyle.visualRect` does, but importing QStyle costs every start 5 ms for its hundreds of members.
    """
    start = owner.width() - left - width if owner.isRightToLeft() else left
    return QRect(start, top, width, owner.height() if height is None else height)


def pill_width(metrics: QFontMetrics, word: str) -> int:
    """Give the width in px that `paint_pill` needs."""
    return _PILL_PADDING * 2 + SMALL + HALF + metrics.horizontalAdvance(word)


def paint_pill(painter: QPainter, where: QRect, theme: Theme, *, icon: str, word: str, tone: str) -> None:
    """Draw a glyph and a word on the tone's soft fill; for badges and for table delegates."""
    ink, soft = theme.tone(tone)
    box = QRect(where.x(), where.center().y() - PILL_HEIGHT // 2 + 1, where.width(), PILL_HEIGHT)
    paint_box(painter, box, soft, ink if theme.high_contrast else None, PILL_HEIGHT / 2)
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left = box.right() - _PILL_PADDING - SMALL if mirrored else box.x() + _PILL_PADDING
    draw_icon(painter, icon, QRect(left, box.y(), SMALL, PILL_HEIGHT), ink)
    painter.setPen(ink)
    text = box.adjusted(_PILL_PADDING, 0, -_PILL_PADDING, 0)
    text = text.adjusted(0, 0, -SMALL - HALF, 0) if mirrored else text.adjusted(SMALL + HALF, 0, 0, 0)
    elided = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, text.width() + 1)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, elided)


def in_its_direction(text: str, *, mirrored: bool) -> str:
    """What a person wrote, in the direction of its own letters within a layout that is ``mirrored``.

    A phone number has no letters: its groups would stand in the wrong order.
    """
    if not mirrored:
        return text
    return "\n".join(f"{_ISOLATE}{line}{_ISOLATE_END}" for line in text.split("\n"))


_ISOLATE, _ISOLATE_END = "\u2068", "\u2069"  # first strong isolate, UAX #9
_HATCHES = {
    "": None,
    "hatched": Qt.BrushStyle.BDiagPattern,
    "dotted": Qt.BrushStyle.Dense5Pattern,
    "crossed": Qt.BrushStyle.DiagCrossPattern,
}


def paint_bar(painter: QPainter, where: QRect, theme: Theme, *, tone: str, pattern: str) -> None:
    """Fill a bar of a chart: solid, or "hatched", "dotted", "crossed", which reads without colour."""
    ink, hatch = theme.tone(tone)[0], _HATCHES[pattern]
    paint_box(painter, where, ink if hatch is None else theme.surface, ink, _BAR_RADIUS)
    if hatch is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(ink, hatch))
        painter.drawRoundedRect(where, _BAR_RADIUS, _BAR_RADIUS)
