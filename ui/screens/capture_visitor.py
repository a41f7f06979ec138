"""Who stands there, what brought them, whether we met already, what they agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.screens.capture_people import PeopleEditor
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip_group import ANSWERED, NOT_ASKED, ChipGroup
from ui.widgets.text import ElidedText

if TYPE_CHECKING:
    from boothapp.services.card_form import CardForm
    from ui.screens.capture_consent import ConsentSection
    from ui.screens.capture_found import FoundLeads
    from ui.screens.capture_photo import PhotoLine
    from ui.widgets.callout import Callout

_PRODUCT, _BORROWED, _UNKNOWN = "product", "borrowed", "unknown"
_CONTACT_CODES = ("BEGIN:VCARD", "MECARD:", "BIZCARD:")


class VisitorCard(Card):
    """The left column; `edited` tells a person's change."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="visitor", parent=parent)
        self.set_title(self.tr("Visitor"))
        self._payload, self._badge_id = "", ""
        self.basis_was_chosen = False
        self.people = PeopleEditor(self)
        self._came_for = ChipGroup(name="came_for", label=self.tr("Came for"), quiet=False, parent=self)
        self._came_for.set_choices(
            [
                (_PRODUCT, self.tr("The product"), "1"),
                (_BORROWED, self.tr("Prize or gift"), "F8"),
            ]
        )
        self._came_for.set_answer(ANSWERED, _PRODUCT)
        self._sign: Callout | None = None
        self._badge: BadgeLine | None = None
        self._photo: PhotoLine | None = None
        self.head.addWidget(self.people.add)
        self.body.addWidget(self.people)
        self.body.addWidget(self._came_for)
        self.people.edited.connect(self.edited)
        self._came_for.answer_changed.connect(self._basis_chosen)
        self.setFocusProxy(self.people)

    def finish(self, found: FoundLeads, consents: ConsentSection) -> None:
        """Add who was found, and what was agreed to."""
        self.found, self._consents = found, consents
        self.body.insertWidget(self.body.indexOf(self._came_for), found)
        self.body.addWidget(consents)
        self.body.addStretch(1)
        consents.edited.connect(self.edited)

    def show_form(self, form: CardForm) -> None:
        """Show this card."""
        self.people.show_form(form)
        self.show_badge(form.badge_payload, form.badge_id)
        self._show_basis(form.interest_basis)
        self.basis_was_chosen = bool(form.lead_id) or form.interest_basis != _PRODUCT
        self.show_sign("")
        self._consents.show_form(form)

    def fill(self, form: CardForm) -> None:
        """Write who and why into the form."""
        self.people.fill(form)
        form.badge_payload, form.badge_id = self._payload, self._badge_id
        form.interest_basis = next(iter(self._came_for.answer()[1]), _UNKNOWN)
        self._consents.fill(form)

    def switch_borrowed(self) -> None:
        """The one key: came for the prize or gift, or for the product after all."""
        borrowed = self._came_for.answer()[1] == (_BORROWED,)
        self._show_basis(_PRODUCT if borrowed else _BORROWED)
        self._basis_chosen()

    def show_badge(self, payload: str, badge_id: str) -> None:
        """Show that a badge was read, or none."""
        self._payload, self._badge_id = payload, badge_id
        if self._badge is None and payload:
            self._badge = BadgeLine()
            self._badge.dropped.connect(self._drop_badge)
            self.body.insertWidget(0, self._badge)
        if self._badge is not None:
            self._badge.show_badge(payload, badge_id)

    def photo_line(self) -> PhotoLine:
        """The line of the card's photo, made at the first one."""
        if self._photo is None:
            from ui.screens.capture_photo import PhotoLine  # noqa: PLC0415 - most cards have none

            self._photo = PhotoLine()
            self.body.insertWidget(0, self._photo)
        return self._photo

    def show_sign(self, reason: str) -> None:
        """Suggest borrowed interest for this reason, or take the suggestion back."""
        if self._sign is None:
            if not reason:
                return
            from ui.widgets.callout import Callout  # noqa: PLC0415 - most cards need none

            self._sign = Callout(name="borrowed_sign")
            self._sign.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self._sign.action_pressed.connect(self.switch_borrowed)
            self.body.insertWidget(self.body.indexOf(self._came_for) + 1, self._sign)
        if reason:
            self._sign.set_message("warn", reason, self.tr("Yes  F8"))
        self._sign.setVisible(bool(reason))

    def _show_basis(self, basis: str) -> None:
        self._came_for.set_answer(NOT_ASKED if basis == _UNKNOWN else ANSWERED, basis)

    def _basis_chosen(self) -> None:
        self.basis_was_chosen = True
        self.show_sign("")
        self.edited.emit()

    def _drop_badge(self) -> None:
        self.show_badge("", "")
        self.edited.emit()


class BadgeLine(QWidget):
    """What was scanned, kept as it is; `dropped` tells that a person takes it off the card."""

    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = ElidedText(quiet=True)
        drop = Button(
            "", name="drop_badge", kind="quiet", icon="cross", tip=self.tr("Take this badge off the card")
        )
        drop.clicked.connect(self.dropped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._text, 1)
        row.addWidget(drop)

    def show_badge(self, payload: str, badge_id: str) -> None:
        """Show the id, or what is known of the text; the whole of it on demand, nothing without any."""
        if not badge_id and payload.lstrip().upper().startswith(_CONTACT_CODES):
            words = self.tr("Contact code")
        else:
            words = self.tr("Badge: {text}").format(text=badge_id or " ".join(payload.split()))
        self._text.setText(words)
        self._text.setToolTip(payload)
        self.setVisible(bool(payload))
