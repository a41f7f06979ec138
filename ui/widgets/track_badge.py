"""A lead's track as a pill: glyph, word and colour, so that it reads without the colour too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import current_theme, scaled_font
from ui.widgets.paint import PILL_HEIGHT, paint_pill, pill_width

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LOOKS = {
    "sales_ready": ("flame", "good"),
    "nurture": ("seedling", "caution"),
    "borrowed": ("gift", "borrowed"),
    "disqualified": ("ban", "stop"),
}


def track_look(track: str) -> tuple[str, str]:
    """Give a track's icon and tone, for `paint_pill`; a draft's or an unknown one's is quiet."""
    return _LOOKS.get(track, ("edit", "quiet"))


def track_word(track: str) -> str:
    """Give a track's name in the user's language."""
    translate = QCoreApplication.translate
    words = {
        "sales_ready": translate("TrackBadge", "Sales-ready"),
        "nurture": translate("TrackBadge", "Nurture"),
        "borrowed": translate("TrackBadge", "Borrowed interest"),
        "disqualified": translate("TrackBadge", "Disqualified"),
    }
    return words.get(track, translate("TrackBadge", "Draft"))


class TrackBadge(QLabel):
    """The pill for one of sales_ready, nurture, borrowed, disqualified; anything else shows as a draft."""

    def __init__(self, track: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = scaled_font("caption")
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._track = ""
        self.set_track(track)

    def set_track(self, track: str) -> None:
        """Show this track."""
        self._track = track
        self.setText(track_word(track))
        self.updateGeometry()

    def track(self) -> str:
        """Give the track shown."""
        return self._track

    @override
    def sizeHint(self) -> QSize:
        return QSize(pill_width(self.fontMetrics(), self.text()), PILL_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        icon, tone = track_look(self._track)
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint_pill(painter, self.rect(), current_theme(), icon=icon, word=self.text(), tone=tone)
        painter.end()
