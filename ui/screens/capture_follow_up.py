"""The promise: when, how, by whom, what, and whether the visitor agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from boothapp.domain.follow_up import Due, exists, parse_due, quick_picks
from boothapp.domain.lead import FollowUp
from ui.screens.capture_words import channel_choices, city_of, due_words, staff_choices
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledField
from ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.domain.show import Show
    from boothapp.services.card_form import CardForm
    from boothapp.store.search import LeadRow
    from ui.widgets.callout import Callout

Now = Callable[[], datetime]
"""The time on the show's clocks."""


def absolute_due(text: str, now: datetime) -> str:
    """What was typed, as a day and time that still mean the same tomorrow; as typed when not understood."""
    due = parse_due(text, now) if text.strip() else None
    return due.text().replace("T", " ") if due else text.strip()


class FollowUpEditor(Card):
    """Quick picks and typed dates, with what was understood beside them; `edited` tells a person's change."""

    edited = Signal()
    code_wanted = Signal()

    def __init__(self, show: Show, *, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(name="follow_up", parent=parent)
        self.set_title(self.tr("Follow-up"))
        self._show, self._now, self._owner, self._staff = show, now, "", ""
        self.when = LabelledField(
            self.tr("&When"), name="follow_up_when", placeholder=self.tr("tue 2:30pm, 25 Nov 14:00 …")
        )
        self.promise = LabelledField(self.tr("Pro&mise"), name="follow_up_promise")
        self.channel = Select(name="follow_up_channel", label=self.tr("By"))
        self.channel.set_choices(channel_choices())
        self.owner = Select(name="follow_up_owner", label=self.tr("Owner"))
        self.owner.set_choices(staff_choices(show, ""))
        self.agreed = Chip(self.tr("Visitor agreed"), name="follow_up_agreed", key="F5")
        self.code = Button(
            self.tr("To their phone"), name="follow_up_code", kind="quiet", icon="phone", key_hint="F9"
        )
        self._clash: Callout | None = None
        self._lay_out()
        self.when.text_edited.connect(self._typed)
        self.when.editing_ended.connect(lambda _text: self._settle())
        self.promise.text_edited.connect(self.edited)
        self.channel.value_chosen.connect(self.edited)
        self.owner.value_chosen.connect(self._choose_owner)
        self.agreed.clicked.connect(self.edited)
        self.code.clicked.connect(self.code_wanted)
        self.setFocusProxy(self.when)

    def _lay_out(self) -> None:
        picks = FlowLayout(spacing=HALF)
        for name, due in quick_picks(self._now()):
            pick = Button(self._pick_word(name, due), name=f"follow_up_{name}")
            pick.clicked.connect(lambda _checked=False, each=name: self._pick(each))
            picks.addWidget(pick)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        grid.addWidget(self.channel, 0, 0)
        grid.addWidget(self.owner, 0, 1)
        self.head.addWidget(self.code)
        self.body.addWidget(self.when)
        self.body.addLayout(picks)
        self.body.addLayout(grid)
        self.body.addWidget(self.promise)
        self.body.addWidget(self.agreed)

    def _pick_word(self, name: str, due: Due) -> str:
        at = due_words(due, "").rpartition(", ")[2]
        return {
            "tomorrow": self.tr("Tomorrow {time}"),
            "tuesday": self.tr("Tuesday {time}"),
            "two_weeks": self.tr("In 2 weeks {time}"),
        }.get(name, name).format(time=at)

    def show_form(self, form: CardForm) -> None:
        """Show the promise on this card."""
        self.when.set_text(form.due.replace("T", " "))
        self.promise.set_text(form.promise)
        self.channel.set_value(form.channel)
        self._owner = form.owner
        self.owner.set_choices(staff_choices(self._show, form.owner))
        self.agreed.setChecked(form.confirmed_by_visitor)
        self.show_staff(self._staff)
        self.show_clashes(())
        self._echo()

    def show_staff(self, staff: str) -> None:
        """Show who owns the promise when nobody else is chosen: who captures."""
        self._staff = staff
        self.owner.set_value(self._owner or staff)

    def fill(self, form: CardForm) -> None:
        """Write the promise into the form."""
        form.due = absolute_due(self.when.text(), self._now())
        form.promise, form.channel = self.promise.text(), self.channel.value()
        form.owner, form.confirmed_by_visitor = self._owner, self.agreed.isChecked()

    def words(self) -> str:
        """The promise in one line, empty while there is none."""
        due = self._due()
        if due is None:
            return ""
        parts = (due_words(due, self._show.zone), self.channel.currentText(), self.owner.currentText())
        return " · ".join(part for part in parts if part)

    def show_clashes(self, others: Sequence[LeadRow]) -> None:
        """Warn of other promises of the owner at that time, or stop warning."""
        if self._clash is None:
            if not others:
                return
            from ui.widgets.callout import Callout  # noqa: PLC0415 - few promises clash

            self._clash = Callout(name="follow_up_clash")
            self._clash.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self.body.insertWidget(1, self._clash)
        names = ", ".join(f"{row.name or row.company} {row.follow_up_at[11:16]}" for row in others)
        text = self.tr("{owner} has another promise then: {others}")
        self._clash.set_message("warn", text.format(owner=self.owner.currentText(), others=names))
        self._clash.setVisible(bool(others))

    def _due(self) -> Due | None:
        return parse_due(self.when.text(), self._now())

    def _typed(self) -> None:
        self._echo()
        self.edited.emit()

    def _settle(self) -> None:
        """Write out the day that was meant, so that "tomorrow" is still that day tomorrow."""
        self.when.set_text(absolute_due(self.when.text(), self._now()))

    def _pick(self, name: str) -> None:
        due = dict(quick_picks(self._now()))[name]
        self.when.set_text(due.text().replace("T", " "))
        self._typed()

    def _choose_owner(self, email: str) -> None:
        self._owner = email
        self.edited.emit()

    def _echo(self) -> None:
        """Say what was understood, and what is odd about it."""
        due = self._due()
        problem = self._problem(due)
        self.when.set_problem(problem)
        self.when.set_hint(due_words(due, self._show.zone) if due is not None and not problem else "")

    def _problem(self, due: Due | None) -> str:
        if due is None:
            is_blank = not self.when.text().strip()
            return "" if is_blank else self.tr("no day in this, kept with the promise")
        now, where = self._now(), self._show.zone
        if not exists(FollowUp(due_at=due.text(), zone=where)):
            return self.tr("{city} skips that hour: clocks go forward").format(city=city_of(where))
        if due.day < now.date() or (due.at is not None and due.day == now.date() and due.at < now.time()):
            return self.tr("{when} is past").format(when=due_words(due, where))
        return ""
