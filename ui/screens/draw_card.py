"""The chosen card of the bowl: its picture or text, what its visitor said, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from boothapp.domain.consent import Purpose
from boothapp.domain.draw import Exclusion
from ui.draw_words import remark_of
from ui.qt_override import override
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.text import Caption, ElidedText

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QMouseEvent

    from boothapp.services.prize_entries import EntryView

_ROOMY = 720
"""The height of a window, in px, from which on there is room for a picture worth the name."""
_SMALL, _ROOM, _SMALL_TO_TYPE, _TO_TYPE = 60, 140, 240, 320
_GONE = (Exclusion.ERASED, Exclusion.TAKEN_BACK)


class DrawCard(Card):
    """`said(purpose, granted)`, `promote_pressed`, `take_back_pressed`, `mend_pressed` are about it.

    `look_pressed` asks for its picture as large as the window.
    """

    said = Signal(str, bool)
    promote_pressed = Signal()
    take_back_pressed = Signal()
    mend_pressed = Signal()
    look_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The chosen card"), name="draw_card", parent=parent)
        self.view: EntryView | None = None
        self._who, self._remark = ElidedText(), Caption(wrap=True)
        self._raw = Caption(wrap=True)
        self._raw.setObjectName("entry_raw")
        self._picture = QLabel()
        self._picture.setObjectName("entry_picture")
        self._picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._agreed = Chip(self.tr("Terms"), name="entry_agreed", icon="check")
        self._marketing = Chip(self.tr("Newsletter"), name="entry_marketing", icon="mail")
        self._mend = Button(self.tr("&Mend"), name="mend_entry", icon="edit", key_hint="F2")
        self._promote = Button(self.tr("Pr&omote…"), name="promote_entry", icon="flame")
        self._promote.setToolTip(self.tr("This card is real: state the problem, say who says so and why"))
        self._back = Button("", name="take_back", kind="quiet", icon="trash", tip=self.tr("Take back"))
        self._look = Button(
            "", name="look_closer", kind="quiet", icon="search", tip=self.tr("Look at the photo closer")
        )
        self._look.clicked.connect(self.look_pressed)
        self._agreed.clicked.connect(lambda on: self.said.emit(Purpose.PRIZE_DRAW.value, on))
        self._marketing.clicked.connect(lambda on: self.said.emit(Purpose.MARKETING_EMAIL.value, on))
        self._mend.clicked.connect(self.mend_pressed)
        self._promote.clicked.connect(self.promote_pressed)
        self._back.clicked.connect(self.take_back_pressed)
        self._lay_out()
        self.show_entry(None)

    def _lay_out(self) -> None:
        self.head.addWidget(self._look)
        self.head.addWidget(self._back)
        chips, buttons = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((chips, (self._agreed, self._marketing)), (buttons, (self._mend, self._promote))):
            row.setSpacing(GRID)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
        for text in (self._who, self._remark, self._raw, self._picture):
            self.body.addWidget(text)
        self.body.addLayout(chips)
        self.body.addLayout(buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for part in (self._agreed, self._marketing, self._mend, self._promote, self._back, self._look):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the line

    def show_entry(self, view: EntryView | None) -> None:
        """Show this entry, or that none is chosen."""
        if view is None or self.view is None or view.picture != self.view.picture:
            self._picture.hide()
        self.view = view
        self._look.setVisible(view is not None and bool(view.picture))
        is_lead = view is not None and view.lead_id is not None and view.excluded not in _GONE
        for part in (self._agreed, self._marketing, self._promote):
            part.setVisible(is_lead)
        self._mend.setVisible(view is not None and view.excluded not in _GONE)
        self._back.setVisible(view is not None and view.excluded not in _GONE)
        if view is None:
            self._who.setText("")
            self._remark.setText(self.tr("Choose one in the list: Down, then F2 to mend it."))
            self._remark.show()
            self._raw.hide()
            self._who.hide()
            return
        self._who.show()
        self._who.setText(" · ".join(part for part in (view.name, view.company) if part) or f"#{view.ticket}")
        remark = remark_of(view)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self._raw.setText(view.raw)
        self._raw.setVisible(bool(view.raw))
        self._agreed.setChecked(view.agreed)
        self._marketing.setChecked(view.marketing)
        self._promote.setVisible(is_lead and view.track == "borrowed")

    def picture_box(self) -> QSize:
        """How many device pixels the picture may have: the more where its text is still to be typed."""
        is_small = self.window().height() < _ROOMY
        to_type = self.view is not None and self.view.lead_id is None
        height = (_SMALL_TO_TYPE if is_small else _TO_TYPE) if to_type else _SMALL if is_small else _ROOM
        margins = self.layout().contentsMargins()  # type: ignore[union-attr]  # every card has one
        width = max(self.width() - margins.left() - margins.right(), _SMALL)
        return QSize(width, height) * self.devicePixelRatioF()

    def show_picture(self, sha256: str, found: QImage | str) -> None:
        """Show the card's picture, if it is still the one of the entry shown."""
        if self.view is None or self.view.picture != sha256 or isinstance(found, str):
            return
        shown = QPixmap.fromImage(found)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(shown)
        self._picture.setFixedHeight(round(shown.deviceIndependentSize().height()))
        self._picture.setAccessibleName(self.tr("Photo of the card"))
        self._picture.show()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._picture.isVisible() and self._picture.geometry().contains(event.position().toPoint()):
            self.look_pressed.emit()
