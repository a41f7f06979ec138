"""The card's picture beside what was read off it: a line that is pointed at goes into its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import GAP, GRID, HALF, ROOM
from ui.widgets.button import Button
from ui.widgets.card_picture import CardBox, CardPicture
from ui.widgets.text import Caption, ElidedText, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.intake.printed import CardReading

_WIDTH, _HEIGHT = 940, 520
_FIELDS_WIDTH = 260


class ReviewField(NamedTuple):
    """A field of the form: its name in code and in words, its text, and whether it is to be looked at."""

    name: str
    label: str
    text: str
    is_unsure: bool = False


class _FieldRow(QWidget):
    """A field that can be chosen, and its text."""

    def __init__(self, field: ReviewField, key: str) -> None:
        super().__init__()
        self.name = field.name
        self.button = Button(field.label, name=f"review_{field.name}", key_hint=key)
        self.button.setCheckable(True)
        self._text = ElidedText()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(self.button)
        column.addWidget(self._text)
        self.show_field(field)

    def show_field(self, field: ReviewField) -> None:
        """Show its text, and whether to look."""
        look = self.tr("look: {text}").format(text=field.text) if field.is_unsure else field.text
        self._text.setText(look or "–")
        self._text.set_tone("caution" if field.is_unsure else "")
        self.button.setAccessibleDescription(look)


class CardReview(QDialog):
    """`line_taken(field, line's text)` tells each line that a person puts into a field.

    A click on a line puts it into the chosen field; so does a field's digit with the line that the arrow
    keys marked. `other_side_wanted` asks for the other side of the card, where there is one.
    """

    line_taken = Signal(str, str)
    other_side_wanted = Signal()

    def __init__(self, fields: Sequence[ReviewField], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card_review")
        self.setWindowTitle(self.tr("What the card says"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lines: list[str] = []
        self._side = 0
        self.picture = CardPicture(name="card_review_picture", label=self.tr("The card, with its lines"))
        self._marked = Text()
        self._marked.setTextFormat(Qt.TextFormat.PlainText)
        self._rows = [_FieldRow(field, str(number)) for number, field in enumerate(fields, start=1)]
        unsure = [row for row, field in zip(self._rows, fields, strict=True) if field.is_unsure]
        blank = [row for row, field in zip(self._rows, fields, strict=True) if not field.text]
        self._chosen = next(iter((*unsure, *blank, *self._rows)))
        self.other_side = Button(
            self.tr("&Other side"), name="review_other_side", icon="refresh", key_hint="B"
        )
        self.other_side.hide()
        self.done_button = Button(self.tr("&Done"), name="card_review_done", kind="primary", key_hint="Esc")
        self._lay_out()
        for row in self._rows:
            row.button.clicked.connect(lambda _checked=False, row=row: self._choose(row))
        self.picture.line_chosen.connect(self._take)
        self.picture.mark_moved.connect(self._tell_mark)
        self.other_side.clicked.connect(self.other_side_wanted)
        self.done_button.clicked.connect(self.accept)
        self._choose(self._chosen)
        self.picture.setFocus()
        self.resize(_WIDTH, _HEIGHT)

    def _lay_out(self) -> None:
        hint = Caption(
            self.tr("Click a line, or mark it with the arrow keys and press a field’s digit."), wrap=True
        )
        side = QWidget()
        side.setFixedWidth(_FIELDS_WIDTH)
        fields = QVBoxLayout(side)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(GRID)
        for row in self._rows:
            fields.addWidget(row)
        fields.addStretch(1)
        fields.addWidget(hint)
        fields.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignRight)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.picture, 1)
        under = QHBoxLayout()
        under.setSpacing(GRID)
        under.addWidget(self._marked, 1)
        under.addWidget(self.other_side)
        left.addLayout(under)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        whole.setSpacing(GAP)
        whole.addLayout(left, 1)
        whole.addWidget(side)

    def show_side(self, number: int, count: int) -> None:
        """Say which side is shown, and offer the other one."""
        if self._side != number:
            self._side = number
            self.picture.set_picture(QImage(), [])
            self._marked.clear()
        front, back = self.tr("What the card says"), self.tr("What the back of the card says")
        self.setWindowTitle(front if number == 0 else back)
        self.other_side.setVisible(count > 1)

    def show_words(self, words: str) -> None:
        """Say this in the place of the picture, or under it."""
        self.picture.set_words(words)
        self._marked.setText(words)

    def show_photo(self, content: bytes, words: str) -> None:
        """Show a photo whose lines are not known, and why."""
        self.picture.set_picture(QImage.fromData(content), [])
        self.show_words(words)

    def show_reading(self, reading: CardReading, unsure: Sequence[str]) -> None:
        """Show the straightened card with its lines; mark those behind the fields named as unsure."""
        self._lines = [line.text for line in reading.lines]
        read = {line for placed in reading.placed for line in placed.lines}
        looked_at = [placed for placed in reading.placed if _form_name(placed.field.name) in unsure]
        doubtful = {line for placed in looked_at for line in placed.lines}
        boxes = [
            CardBox(line.text, QRectF(*line.box), number in read, number in doubtful)
            for number, line in enumerate(reading.lines)
        ]
        self.picture.set_picture(QImage.fromData(reading.seen.card), boxes)
        if not boxes:
            self.show_words(self.tr("No text was found on this photo. Type what the card says."))

    def show_fields(self, fields: Sequence[ReviewField]) -> None:
        """Show the fields as they stand now."""
        for row, field in zip(self._rows, fields, strict=True):
            row.show_field(field)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B and self.other_side.isVisible():
            self.other_side_wanted.emit()
            return
        number = event.text()
        if number.isdecimal() and 1 <= int(number) <= len(self._rows):
            self._choose(self._rows[int(number) - 1])
            if self.picture.marked() >= 0:
                self._take(self.picture.marked())
            return
        super().keyPressEvent(event)

    def _choose(self, chosen: _FieldRow) -> None:
        self._chosen = chosen
        for row in self._rows:
            row.button.setChecked(row is chosen)

    def _take(self, number: int) -> None:
        self.line_taken.emit(self._chosen.name, self._lines[number])

    def _tell_mark(self, number: int) -> None:
        self._marked.setText(self.picture.toolTip() if number >= 0 else "")


def _form_name(field: str) -> str:
    """What the form calls a field of the card."""
    return {"display_name": "name", "mobile": "phone"}.get(field, field)
