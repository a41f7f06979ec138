"""One editor for each kind of question; each shows and gives an `AnswerForm`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from boothapp.services.card_form import AnswerForm
from boothapp.services.form_view import QuestionView
from ui.theme import GRID, HALF
from ui.widgets.chip_group import ANSWERED, NOT_ASKED, ChipGroup
from ui.widgets.line_edit import LineEdit, NoteBox
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence

ReadDay = Callable[[str], str | None]
"""The ISO 8601 day meant by what was typed; None when no day can be made out."""

ON_A_DATE = "@date"
_CURRENCY_WIDTH = 64


def question_label(question: QuestionView) -> str:
    """The question with its key in front."""
    text = question.label.replace("&", "&&")
    return f"{question.key}  {text}" if question.key else text


class QuestionEditor(QWidget):
    """A question, its answer, and the quiet answers that are none; `edited` tells a person's change."""

    edited = Signal()

    def __init__(self, question: QuestionView, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self._note = ""
        self.group = ChipGroup(
            name=f"question_{question.question_id}",
            label=question_label(question),
            multiple=question.kind == "multiple_choice",
            parent=self,
        )
        self.group.setAccessibleDescription(question.hint)
        self.group.setToolTip(question.hint)
        self.group.answer_changed.connect(self._group_changed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HALF)
        self._column.addWidget(self.group)
        self.setFocusProxy(self.group)

    def show_answer(self, answer: AnswerForm) -> None:
        """Show this answer without telling it on."""
        self._note = answer.note
        self.group.set_answer(answer.state, _values(answer))

    def answer(self) -> AnswerForm:
        """The answer as it stands."""
        state, values = self.group.answer()
        return AnswerForm(state=state, value=self._value(values), note=self._note)

    def chosen(self) -> str:
        """The chosen value, for the questions that are shown only when another has it."""
        value = self.answer().value
        return value if isinstance(value, str) else next(iter(value or ()), "")

    def mark(self, state: str) -> None:
        """Answer with one of the two quiet answers, as by its key."""
        self.group.set_answer(state)
        self._group_changed(state, ())

    def _value(self, values: tuple[str, ...]) -> str | list[str] | None:
        if not values:
            return None
        return list(values) if self.question.kind == "multiple_choice" else values[0]

    def _group_changed(self, _state: str, _values: tuple[str, ...]) -> None:
        self.edited.emit()

    def _line(self, name: str, placeholder: str = "") -> LineEdit:
        name = f"{self.group.objectName()}_{name}"
        return LineEdit(name=name, label=self.question.label, placeholder=placeholder)


def _values(answer: AnswerForm) -> Sequence[str]:
    if answer.value is None:
        return ()
    return [answer.value] if isinstance(answer.value, str) else answer.value


class ChoiceEditor(QuestionEditor):
    """Chips to choose from; an amount may be added once a choice is made, if the question asks for one."""

    def __init__(self, question: QuestionView, *, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(question, parent=parent)
        choices = list(question.choices)
        if not choices and question.kind == "yes_no":
            choices = [("yes", self.tr("Yes")), ("no", self.tr("No"))]
        self.group.set_choices(
            [(value, label, str(place)) for place, (value, label) in enumerate(choices, start=1)]
        )
        self._currency = currency
        self._amount: AmountLine | None = None

    def show_answer(self, answer: AnswerForm) -> None:
        """Show this answer and its amount."""
        super().show_answer(answer)
        if answer.amount or self._amount is not None:
            self._amount_line().show_amount(answer.amount, answer.currency)
        self._fit()

    def answer(self) -> AnswerForm:
        """The answer as it stands, with its amount."""
        given = super().answer()
        if given.state == ANSWERED and self._amount is not None:
            given.amount, given.currency = self._amount.amount()
        return given

    def _group_changed(self, _state: str, _values: tuple[str, ...]) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        wanted = self.question.with_amount and self.group.answer()[0] == ANSWERED
        if wanted or self._amount is not None:
            self._amount_line().setVisible(wanted)

    def _amount_line(self) -> AmountLine:
        if self._amount is None:
            self._amount = AmountLine(self.question, self._currency)
            self._amount.edited.connect(self.edited)
            self._column.addWidget(self._amount)
        return self._amount


class AmountLine(QWidget):
    """An amount and its currency."""

    edited = Signal()

    def __init__(self, question: QuestionView, currency: str) -> None:
        super().__init__()
        self._usual = currency
        name = f"question_{question.question_id}"
        self._edit = LineEdit(
            name=f"{name}_amount",
            label=self.tr("{question} Amount").format(question=question.label),
            placeholder=self.tr("Amount, if they say one"),
        )
        self._currency = LineEdit(
            name=f"{name}_currency", label=self.tr("{question} Currency").format(question=question.label)
        )
        self._currency.setText(currency)
        self._currency.setMaxLength(3)
        self._currency.setFixedWidth(_CURRENCY_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HALF)
        for edit in (self._edit, self._currency):
            edit.textEdited.connect(self.edited)
            row.addWidget(edit)
        self.setFocusProxy(self._edit)

    def show_amount(self, amount: str, currency: str) -> None:
        """Show this amount without telling it on; no currency means the show's."""
        self._edit.setText(amount)
        self._currency.setText(currency or self._usual)

    def amount(self) -> tuple[str, str]:
        """The amount and its currency; two empty texts while there is no amount."""
        amount = self._edit.text().strip()
        return (amount, self._currency.text().strip().upper()) if amount else ("", "")


class WrittenEditor(QuestionEditor):
    """An answer in words of their own, on two lines."""

    def __init__(self, question: QuestionView, *, parent: QWidget | None = None) -> None:
        super().__init__(question, parent=parent)
        box = NoteBox(name=f"question_{question.question_id}_text", label=question.label, lines=2)
        self._edit = box.edit
        self._edit.setAccessibleDescription(question.hint)
        self._edit.setToolTip(question.hint)
        self._column.addWidget(box)
        self.setFocusProxy(self._edit)
        self._silent = False
        self._edit.textChanged.connect(self._text_changed)

    def show_answer(self, answer: AnswerForm) -> None:
        """Show this answer; the words beside a quiet answer are kept as its note."""
        self._note = ""
        self.group.set_answer(answer.state)
        text = "\n".join(_values(answer)) or answer.note
        if text != self._edit.toPlainText():
            self._silent = True
            self._edit.setPlainText(text)
            self._silent = False

    def answer(self) -> AnswerForm:
        """The answer as it stands."""
        state, text = self.group.answer()[0], self._edit.toPlainText().strip()
        if state != NOT_ASKED:
            return AnswerForm(state=state, note=text)
        return AnswerForm(state=ANSWERED, value=text) if text else AnswerForm()

    def _text_changed(self) -> None:
        if self._silent:
            return
        self.group.set_answer(NOT_ASKED)  # who writes an answer down has one
        self.edited.emit()


class LineEditor(QuestionEditor):
    """An answer on one line: a number, an amount of money, a date; what can't be read is kept as typed."""

    def __init__(
        self, question: QuestionView, *, currency: str, read_day: ReadDay, parent: QWidget | None = None
    ) -> None:
        super().__init__(question, parent=parent)
        self._read_day = read_day
        self._edit, self._echo = self._line("line", self._placeholder()), Caption()
        self._currency = self._line("currency")
        self._currency.setText(currency)
        self._usual = currency
        self._currency.setMaxLength(3)
        self._currency.setFixedWidth(_CURRENCY_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._edit, 1)
        if question.kind == "money":
            row.addWidget(self._currency)
        row.addWidget(self._echo)
        self._column.addLayout(row)
        self.setFocusProxy(self._edit)
        self._edit.textEdited.connect(self._text_edited)
        self._currency.textEdited.connect(self.edited)

    def show_answer(self, answer: AnswerForm) -> None:
        """Show this answer."""
        self._note = answer.note
        self.group.set_answer(answer.state)
        self._edit.setText(answer.amount or "".join(_values(answer)))
        self._currency.setText(answer.currency or self._usual)
        self._show_echo()

    def answer(self) -> AnswerForm:
        """The answer as it stands; a date as an ISO 8601 day where one can be made out."""
        state, text = self.group.answer()[0], self._edit.text().strip()
        if state != NOT_ASKED or not text:
            return AnswerForm(state=state, note=self._note)
        answer = AnswerForm(state=ANSWERED, value=text, note=self._note)
        if self.question.kind == "date":
            answer.value = self._read_day(text) or text
        elif self.question.kind == "money":
            answer.amount, answer.currency = text, self._currency.text().strip().upper()
        return answer

    def _placeholder(self) -> str:
        return {
            "date": self.tr("25 Nov, in 2 weeks …"),
            "money": self.tr("Amount"),
        }.get(self.question.kind, self.tr("Number"))

    def _text_edited(self) -> None:
        self.group.set_answer(NOT_ASKED)
        self._show_echo()
        self.edited.emit()

    def _show_echo(self) -> None:
        text = self._edit.text().strip()
        if not text:
            self._echo.setText("")
        elif self.question.kind == "date":
            self._echo.setText(self._read_day(text) or self.tr("no date, kept as typed"))
        else:
            plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
            self._echo.setText(
                "" if plain.replace(".", "", 1).isdecimal() else self.tr("no number, kept as typed")
            )


class HorizonEditor(QuestionEditor):
    """How soon, as chips, or on a date."""

    def __init__(self, question: QuestionView, *, read_day: ReadDay, parent: QWidget | None = None) -> None:
        super().__init__(question, parent=parent)
        self._read_day = read_day
        choices = list(question.choices)
        choices.append((ON_A_DATE, self.tr("On a date …")))
        self.group.set_choices(
            [(value, label, str(place)) for place, (value, label) in enumerate(choices, start=1)]
        )
        self._day: LineEdit | None = None

    def show_answer(self, answer: AnswerForm) -> None:
        """Show this answer: a value that is no choice is a date."""
        super().show_answer(answer)
        value = "".join(_values(answer))
        on_a_date = bool(value) and value not in dict(self.question.choices)
        if on_a_date:
            self.group.set_answer(ANSWERED, ON_A_DATE)
        if on_a_date or self._day is not None:
            self._day_line().setText(value if on_a_date else "")
            self._day_line().setVisible(on_a_date)

    def answer(self) -> AnswerForm:
        """The answer as it stands; a chosen date that was not typed yet is no answer."""
        given = super().answer()
        if given.value != ON_A_DATE:
            return given
        text = self._day_line().text().strip()
        if not text:
            return AnswerForm(note=self._note)
        given.value = self._read_day(text) or text
        return given

    def _group_changed(self, _state: str, values: tuple[str, ...]) -> None:
        if ON_A_DATE in values:
            self._day_line().show()
            self._day_line().setFocus()
        elif self._day is not None:
            self._day.hide()
        self.edited.emit()

    def _day_line(self) -> LineEdit:
        if self._day is None:
            self._day = self._line("date", self.tr("25 Nov, in 2 weeks …"))
            self._day.textEdited.connect(self.edited)
            self._column.addWidget(self._day)
        return self._day


def editor_for(
    question: QuestionView, *, currency: str, read_day: ReadDay, parent: QWidget
) -> QuestionEditor:
    """The editor for a question, whatever its kind."""
    match question.kind:
        case "text":
            return WrittenEditor(question, parent=parent)
        case "horizon":
            return HorizonEditor(question, read_day=read_day, parent=parent)
        case "money" | "number" | "date":
            return LineEditor(question, currency=currency, read_day=read_day, parent=parent)
        case _:
            return ChoiceEditor(question, currency=currency, parent=parent)
