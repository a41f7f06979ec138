"""The questions of the lead definition, what the visitor wants, and the reason to hand the lead to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from boothapp.services.card_form import AnswerForm
from ui.screens.capture_questions import QuestionEditor, ReadDay, editor_for
from ui.theme import current_theme
from ui.widgets.card import Card
from ui.widgets.chip_group import ANSWERED, NOT_ASKED, ChipGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boothapp.services.card_form import CardForm
    from boothapp.services.form_view import FormView
    from ui.screens.capture_disqualify import DisqualifyLine
    from ui.widgets.button import Button
    from ui.widgets.text import Caption


class QualifyCard(Card):
    """Built from a lead definition of any shape; `edited` tells a person's change.

    The questions are there at once, the rest with `finish`, once they are painted.
    """

    edited = Signal()

    def __init__(self, view: FormView, *, read_day: ReadDay, parent: QWidget | None = None) -> None:
        super().__init__(name="qualify", parent=parent)
        self.set_title(self.tr("Qualify"))
        self._view = view
        self._others: dict[str, AnswerForm] = {}
        self._opened: set[str] = set()
        self._editors: dict[str, QuestionEditor] = {}
        for question in view.questions:
            editor = editor_for(question, currency=view.currency, read_day=read_day, parent=self)
            editor.edited.connect(self._edited)
            self._editors[question.question_id] = editor
            self.body.addWidget(editor)
            if question.optional or question.shown_when is not None:
                editor.hide()
        self.body.addStretch(1)
        self.head.addStrut(current_theme().target)  # the buttons that are to come move nothing

    def finish(self, reasons: Mapping[str, str]) -> None:
        """Add what the visitor wants, the reasons to disqualify (code → label), the optional questions."""
        from ui.screens.capture_disqualify import DisqualifyLine  # noqa: PLC0415 - after the first paint
        from ui.widgets.text import Caption  # noqa: PLC0415

        self._foreign: Caption = Caption(wrap=True)
        self._foreign.hide()
        self._wants = ChipGroup(name="wants", label=self.tr("They want"), quiet=False)
        self._wants.set_choices(
            [
                ("information", self.tr("Information"), "1"),
                ("demonstration", self.tr("A demonstration"), "2"),
                ("purchase", self.tr("To buy"), "3"),
            ]
        )
        self._wants.answer_changed.connect(self._edited)
        self._disqualify: DisqualifyLine = DisqualifyLine(reasons)
        self._disqualify.edited.connect(self._edited)
        self._toggle: Button = self._optional_toggle()
        self.head.addWidget(self._toggle)
        self.head.addWidget(self._disqualify.button)
        self.body.insertWidget(0, self._disqualify)
        for part in (self._foreign, self._wants):
            self.body.insertWidget(self.body.count() - 1, part)
        self._fit()

    def show_form(self, form: CardForm) -> None:
        """Show the answers of this card; those to questions of another definition are shown as they are."""
        self._opened.clear()
        for question_id, editor in self._editors.items():
            editor.show_answer(form.answers.get(question_id, AnswerForm()))
        self._others = {key: value for key, value in form.answers.items() if key not in self._editors}
        self._show_others()
        self._wants.set_answer(ANSWERED if form.prospect_wants else NOT_ASKED, form.prospect_wants)
        self._disqualify.show_reason(form.disqualification, form.disqualification_note)
        self._fit()

    def fill(self, form: CardForm) -> None:
        """Write the answers into the form; a question that is not shown has none."""
        shown = self._shown()
        form.answers = dict(self._others)
        for question_id, editor in self._editors.items():
            answer = editor.answer() if question_id in shown else AnswerForm()
            if answer != AnswerForm():
                form.answers[question_id] = answer
        form.prospect_wants = next(iter(self._wants.answer()[1]), "")
        form.disqualification, form.disqualification_note = self._disqualify.reason()

    def focus_question(self, digit: str) -> None:
        """Go to the question of this key; an optional one opens."""
        for question_id, editor in self._editors.items():
            if editor.question.key == digit:
                if editor.question.optional:
                    self._opened.add(question_id)
                    self._fit()
                editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mark(self, state: str) -> None:
        """Give the question that has the focus one of the quiet answers."""
        focused: QWidget | None = self.window().focusWidget()
        for editor in self._editors.values():
            if focused is not None and editor.isAncestorOf(focused):
                editor.mark(state)

    def choose_disqualifier(self) -> None:
        """Open the list of reasons."""
        self._disqualify.open_menu()

    def _optional_toggle(self) -> Button:
        from ui.widgets.button import Button  # noqa: PLC0415 - as in finish

        toggle = Button(self.tr("In doubt? …"), name="more_questions", kind="quiet")
        toggle.setToolTip("\n".join(q.label for q in self._view.questions if q.optional))
        toggle.setAccessibleDescription(toggle.toolTip())
        toggle.clicked.connect(self._open_optional)
        return toggle

    def _open_optional(self) -> None:
        self._opened = {q.question_id for q in self._view.questions if q.optional}
        self._fit()
        first = next((e for e in self._editors.values() if e.question.optional), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _edited(self) -> None:
        self._fit()
        self.edited.emit()

    def _shown(self) -> set[str]:
        """The questions on the form now: no condition against them, and asked for if optional."""
        chosen = {question_id: editor.chosen() for question_id, editor in self._editors.items()}
        return {
            question_id
            for question_id, editor in self._editors.items()
            if editor.question.is_shown(chosen)
            and (
                not editor.question.optional or question_id in self._opened or editor.answer() != AnswerForm()
            )
        }

    def _fit(self) -> None:
        shown = self._shown()
        for question_id, editor in self._editors.items():
            editor.setVisible(question_id in shown)
        closed = [q for q in self._view.questions if q.optional and q.question_id not in shown]
        self._toggle.setVisible(bool(closed))

    def _show_others(self) -> None:
        lines = [
            self.tr("{question} (not in this definition): {answer}").format(
                question=key, answer=_spoken(answer)
            )
            for key, answer in self._others.items()
        ]
        self._foreign.setText("\n".join(lines))
        self._foreign.setVisible(bool(lines))


def _spoken(answer: AnswerForm) -> str:
    value = answer.value if isinstance(answer.value, str) else ", ".join(answer.value or ())
    return value or answer.note or answer.state
