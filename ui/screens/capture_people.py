"""The people on the card: one in front, typed into six fields, their colleagues beside."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from boothapp.services.card_form import PersonForm
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledField
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from boothapp.services.card_form import CardForm


class PeopleEditor(QWidget):
    """Name, company, job title, role, email and phone; `edited` tells a person's change.

    The screen places the button `add`.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people, self._front = [PersonForm()], 0
        self.name = LabelledField(self.tr("&Name"), name="visitor_name", parent=self)
        self.company = LabelledField(self.tr("Com&pany"), name="visitor_company", parent=self)
        self.job_title = LabelledField(self.tr("&Job title"), name="visitor_job_title", parent=self)
        # Made in the order in which they stand: so Tab goes, too.
        self.role = Select(name="visitor_role", label=self.tr("Role in the decision"), parent=self)
        self.role.set_choices(
            [
                ("unknown", self.tr("Not known")),
                ("economic_buyer", self.tr("Signs for the money")),
                ("decision_maker", self.tr("Decides")),
                ("influencer", self.tr("Is listened to")),
                ("user", self.tr("Would use it")),
            ]
        )
        self.email = LabelledField(self.tr("&Email"), name="visitor_email", parent=self)
        self.phone = LabelledField(self.tr("P&hone"), name="visitor_phone", parent=self)
        self._switch: ChipGroup | None = None
        self.add = Button(self.tr("C&olleague"), name="add_colleague", kind="quiet", icon="plus", parent=self)
        self.add.clicked.connect(self.add_colleague)
        self._lay_out()
        self._fields = {
            "name": self.name,
            "company": self.company,
            "job_title": self.job_title,
            "email": self.email,
            "phone": self.phone,
        }
        for name, field in self._fields.items():
            field.text_edited.connect(partial(self._take_typed, name))
        for field in (self.email, self.phone):
            field.editing_ended.connect(self._leave)
        self.role.value_chosen.connect(self._take)
        self.setFocusProxy(self.name)

    def _lay_out(self) -> None:
        role_label, role = Caption(self.tr("&Role"), parent=self), QVBoxLayout()
        role_label.setBuddy(self.role)
        role.setSpacing(HALF)
        role.addWidget(role_label)
        role.addWidget(self.role)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 0)
        for place, field in enumerate(
            (self.name, self.company, self.job_title, None, self.email, self.phone)
        ):
            if field is None:
                grid.addLayout(role, place // 2, place % 2)
            else:
                grid.addWidget(field, place // 2, place % 2)
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(HALF)
        whole.addLayout(grid)

    def show_form(self, form: CardForm) -> None:
        """Show the people of this card, the first in front."""
        self._people = [replace(person) for person in form.people] or [PersonForm()]
        self.company.set_text(form.company)
        self._bring_to_front(0)

    def fill(self, form: CardForm) -> None:
        """Write the people into the form."""
        form.people = [replace(person) for person in self._people]
        form.company = self.company.text()

    def front(self) -> PersonForm:
        """The person in front."""
        return self._people[self._front]

    def front_place(self) -> int:
        """Which of the people is in front."""
        return self._front

    def bring_to_front(self, place: int) -> None:
        """Show this one of the people, where there are so many."""
        if place < len(self._people):
            self._bring_to_front(place)

    def show_read(self, form: CardForm) -> None:
        """Show what was read into this card while somebody types: the front stays, and so does each caret.

        The field about to be typed into is selected where it was filled: what is typed takes its place.
        """
        before = self.texts()
        self._people = [replace(person) for person in form.people]
        self.company.set_text(form.company)
        self._show_person()
        self._show_switch()
        for name, field in self._fields.items():
            if field.text() != before[name]:
                field.edit.setCursorPosition(0)  # of a long text the beginning is seen
                if field.edit.hasFocus():
                    field.edit.setSelection(len(field.text()), -len(field.text()))

    def put(self, name: str, text: str) -> None:
        """Write what a person pointed at into a field, and take it as sure."""
        field = self._fields[name]
        field.set_text(text)
        field.edit.setCursorPosition(0)
        self._take_typed(name)

    def texts(self) -> dict[str, str]:
        """The fields of the person in front, as they stand."""
        return {name: field.text() for name, field in self._fields.items()}

    def unsure(self) -> list[str]:
        """The fields of the person in front that are marked for the eye."""
        shared = any("company" in person.unsure for person in self._people)
        own = [name for name in self.front().unsure if name != "company"]
        return [*own, *(["company"] if shared else [])]

    def add_colleague(self) -> None:
        """Put a new, empty person in front; an empty one at the end will do."""
        if not self._people[-1].is_empty:
            self._people.append(PersonForm())
        self._bring_to_front(len(self._people) - 1)
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edited.emit()

    def mark_reach(self, *, email_is_wrong: bool, phone_is_wrong: bool, email_meant: str) -> None:
        """Mark what cannot be right or was likely meant; a field being typed into is left in peace."""
        for field, is_wrong in ((self.email, email_is_wrong), (self.phone, phone_is_wrong)):
            if not is_wrong or not field.edit.hasFocus():
                field.set_problem(self.tr("can’t be right") if is_wrong else "")
        if email_meant and not self.email.edit.hasFocus():
            domain = email_meant.rpartition("@")[2]
            self.email.set_problem(self.tr("{domain}?").format(domain=domain))

    def go_on(self) -> None:
        """Be typed into, behind what stands there already."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.edit.end(False)

    def ask_for_someone(self) -> None:
        """Say that the card names nobody yet, and go there."""
        self.name.set_problem(self.tr("a name, an email or a phone"))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_typed(self, name: str, _text: str = "") -> None:
        """What a person wrote is no longer in doubt."""
        for person in self._people if name == "company" else [self.front()]:
            person.unsure = [each for each in person.unsure if each != name]
        self._show_doubts()
        self._take()

    def _leave(self, text: str) -> None:
        """What was left in peace while it was typed is looked at now."""
        if text.strip():
            self.edited.emit()

    def _take(self) -> None:
        """Keep what was typed with the person in front."""
        person = self.front()
        person.name, person.job_title = self.name.text(), self.job_title.text()
        person.email, person.phone = self.email.text(), self.phone.text()
        person.decision_role = self.role.value()
        self.name.set_problem("")
        self._show_switch()
        self.edited.emit()

    def _bring_to_front(self, place: int) -> None:
        self._front = place
        self._show_person()
        for field in (self.name, self.email, self.phone):
            field.set_problem("")
        for field in self._fields.values():
            field.edit.home(False)  # of a long text the beginning is seen
        self._show_switch()

    def _show_person(self) -> None:
        person = self.front()
        self.name.set_text(person.name)
        self.job_title.set_text(person.job_title)
        self.email.set_text(person.email)
        self.phone.set_text(person.phone)
        self.role.set_value(person.decision_role)
        self._show_doubts()

    def _show_doubts(self) -> None:
        """Mark what was read off a photo and may be wrong."""
        unsure = self.unsure()
        why = self.tr("Read off the photo, and not surely: compare it with the card (Ctrl+I).")
        for name, field in self._fields.items():
            field.set_doubt(self.tr("look") if name in unsure else "", why)

    def _show_switch(self) -> None:
        """Offer to go from one person to the next, where there are several."""
        if self._switch is None and len(self._people) > 1:
            self._switch = ChipGroup(name="people", label=self.tr("People"), quiet=False)
            self._switch.answer_changed.connect(self._switch_person)
            self._whole.insertWidget(0, self._switch)
        if self._switch is not None:
            unnamed = self.tr("Colleague")
            self._switch.set_choices(
                [(str(place), person.name or unnamed, "") for place, person in enumerate(self._people)]
            )
            self._switch.set_answer(ANSWERED, str(self._front))
            self._switch.setVisible(len(self._people) > 1)

    def _switch_person(self, _state: str, values: tuple[str, ...]) -> None:
        self._bring_to_front(int(values[0]) if values else self._front)
