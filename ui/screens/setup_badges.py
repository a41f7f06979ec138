"""Setup's badge card: what the scanner sent byte by byte, which piece is what, how the scanner sends."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.layout import best_layout, find_separator, pieces_of, read_by_layout, suggest_columns
from boothapp.intake.understood import Note
from boothapp.intake.wedge import WedgeSettings
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledField
from ui.widgets.text import Caption, ElidedText

if TYPE_CHECKING:
    from boothapp.domain.show import Show
    from boothapp.intake.wedge import Scan

_MOST_PIECES = 16
_MOST_SAMPLES = 4
_CONTROL_NAMES = {"\r": "CR", "\n": "LF", "\t": "TAB", "\x02": "STX", "\x03": "ETX", "\x1d": "GS"}
_CONTROL = re.compile(r"\\x([0-9a-fA-F]{2})|\\([rnt])")


class BadgeEditor(QWidget):
    """A sample, its pieces with a choice each, and what that gives; `layout_saved(BadgeLayout)`."""

    layout_saved = Signal(object)
    wedge_chosen = Signal(object)

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._chosen: BadgeLayout | None = None
        self._text, self._separator = "", ""
        self._samples = list[str]()
        self._labels, self._columns = list[ElidedText](), list[Select]()
        self._raw = ElidedText(self.tr("Scan a badge to see what your scanner sends"), quiet=True)
        self._raw.setObjectName("scan_raw")
        self._timing = Caption(wrap=True)
        self._timing.setObjectName("scan_timing")
        self.sample = LabelledField(
            self.tr("Ba&dge as a sample"),
            name="badge_sample",
            placeholder=self.tr("Scan it, or paste it here"),
        )
        self.sample.text_edited.connect(self._show_pieces)
        self.sample.editing_ended.connect(lambda: self._remember(self.sample.text()))
        self._result = Caption(wrap=True)
        self._result.setObjectName("badge_result")
        self._save = Button(self.tr("Keep this la&yout"), name="keep_layout")
        self._save.clicked.connect(lambda: self.layout_saved.emit(self._layout()))
        self._scanner = ScannerFields()
        self._scanner.chosen.connect(self.wedge_chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (self._raw, self._timing, self.sample):
            column.addWidget(part)
        column.addLayout(self._grid)
        column.addWidget(self._result)
        column.addLayout(row)
        column.addWidget(self._scanner)
        self._save.hide()

    def use(self, show: Show, wedge: WedgeSettings) -> None:
        """Go on from what is kept for this show and this laptop."""
        self._show = show
        self._scanner.show_settings(wedge)

    def show_scan(self, scan: Scan) -> None:
        """Show the bytes and their timing, and take the code as the sample."""
        self._raw.setText(shown_bytes(scan.keys))
        self._raw.setToolTip(shown_bytes(scan.keys))
        told = [
            self.tr("{count} keys, at most {gap} ms apart").format(
                count=len(scan.keys), gap=round(scan.longest_gap)
            )
        ]
        if scan.symbology:
            told.append(scan.symbology)
        if scan.meant:
            told.append(
                self.tr(
                    "Wrong keyboard layout: the code says {text}. Set the scanner to this computer’s."
                ).format(text=shown_bytes(scan.meant.text))
            )
        self._timing.setText(" · ".join(told))
        text = scan.meant.text if scan.meant else scan.text
        self.sample.set_text(text)
        self._show_pieces(text)
        self._remember(text)

    def _remember(self, text: str) -> None:
        """Keep a whole badge: what all of them say decides, and each is read by the layout."""
        if text.strip() and text not in self._samples:
            self._samples = [*self._samples, text][-_MOST_SAMPLES:]

    def _alike(self) -> list[str]:
        """The earlier badges that have these separators, as many pieces or one off."""
        width = len(pieces_of(self._text, self._separator))
        return [
            sample
            for sample in self._samples
            if sample != self._text
            and self._separator in sample
            and abs(len(pieces_of(sample, self._separator)) - width) <= 1
        ]

    def _show_pieces(self, text: str) -> None:
        """One line a piece, with what it is by what was chosen or kept, else by its looks."""
        for row in (*self._labels, *self._columns):
            row.hide()
            row.deleteLater()
        self._text, self._labels, self._columns = text, [], []
        kept_ones = self._show.badge_layouts
        known = (self._chosen, *kept_ones) if self._chosen else kept_ones
        kept = best_layout(text, known)
        self._separator = kept.separator if kept else find_separator(text)
        pieces = pieces_of(text, self._separator)[:_MOST_PIECES] if self._separator else []
        columns = (
            kept.columns
            if kept
            else suggest_columns([*self._alike(), text], self._separator)
            if pieces
            else ()
        )
        for place, piece in enumerate(pieces):
            chosen = columns[place] if place < len(columns) else None
            self._add_piece(place, piece, chosen)
        for before, after in pairwise((self.sample.edit, *self._columns, self._save)):
            self.setTabOrder(before, after)  # the rows are younger than what stands under them
        self._save.setVisible(bool(pieces))
        self._show_result()

    def _add_piece(self, place: int, piece: str, chosen: VisitorField | None) -> None:
        label = self.tr("Piece {number}: {text}").format(number=place + 1, text=piece)
        select = Select(name=f"piece_{place + 1}", label=label)
        select.set_choices(field_choices())
        select.set_value(chosen.value if chosen else "")
        if select.currentIndex() < 0:
            select.setCurrentIndex(0)
        select.value_chosen.connect(self._choose)
        self._columns.append(select)
        self._labels.append(ElidedText(label))
        self._grid.addWidget(self._labels[-1], place, 0)
        self._grid.addWidget(select, place, 1)

    def _layout(self) -> BadgeLayout:
        known = {field.value: field for field in VisitorField}
        columns = tuple(known.get(select.value()) for select in self._columns)
        return BadgeLayout(
            name=f"{self._separator}{len(columns)}", separator=self._separator, columns=columns
        )

    def _choose(self) -> None:
        """A person says what a piece is: so it stays for the next sample."""
        self._chosen = self._layout()
        self._show_result()

    def _show_result(self) -> None:
        if not self._columns:
            self._result.clear()
            return
        self._result.setText("\n".join(map(self._told, (self._text, *reversed(self._alike())))))

    def _told(self, badge: str) -> str:
        """How a badge reads by the layout as it stands."""
        read = read_by_layout(badge, self._layout(), self._show.country)
        labels = dict(field_choices())
        told = [
            f"{labels[field.name.value]}: {field.value}"
            for field in read.fields
            if field.name.value in labels
        ]
        if Note.WRONG_COLUMNS in read.notes:
            told.insert(0, self.tr("A piece cannot be what its column says."))
        return " · ".join(told)


class ScannerFields(QWidget):
    """How the scanner sends; `chosen(WedgeSettings)` once a person has left a field that says otherwise."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = WedgeSettings()
        self._gap = LabelledField(self.tr("Longest &gap, ms"), name="wedge_gap")
        self._fewest = LabelledField(self.tr("&Fewest keys"), name="wedge_fewest")
        self._prefix = LabelledField(self.tr("Prefi&x"), name="wedge_prefix", placeholder="\\x02")
        self._suffix = LabelledField(self.tr("S&uffix"), name="wedge_suffix", placeholder="\\x03")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for field in (self._gap, self._fewest, self._prefix, self._suffix):
            field.editing_ended.connect(self._take)
            row.addWidget(field)
        self.show_settings(self._settings)

    def show_settings(self, settings: WedgeSettings) -> None:
        """Show what is in force."""
        self._settings = settings
        self._gap.set_text(str(settings.gap_ms))
        self._fewest.set_text(str(settings.fewest))
        self._prefix.set_text(settings.prefix.encode("unicode_escape").decode())
        self._suffix.set_text(settings.suffix.encode("unicode_escape").decode())

    def _take(self) -> None:
        gap, fewest = self._gap.text().strip(), self._fewest.text().strip()
        usual = WedgeSettings()
        settings = WedgeSettings(
            gap_ms=min(max(int(gap), 5), 200) if gap.isdecimal() else usual.gap_ms,
            fewest=min(max(int(fewest), 2), 50) if fewest.isdecimal() else usual.fewest,
            prefix=_typed_controls(self._prefix.text()),
            suffix=_typed_controls(self._suffix.text()),
        )
        if settings != self._settings:
            self.show_settings(settings)
            self.chosen.emit(settings)


def _typed_controls(text: str) -> str:
    r"""The letters meant by `\x02`, `\t` and their like."""
    names = {"r": "\r", "n": "\n", "t": "\t"}
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)) if found[1] else names[found[2]], text)


def shown_bytes(text: str) -> str:
    """The text with each control by its name or number: ‹CR›, ‹TAB›, ‹1D›."""
    return "".join(
        f"‹{_CONTROL_NAMES.get(letter, f'{ord(letter):02X}')}›" if letter < " " else letter for letter in text
    )


def field_choices() -> list[tuple[str, str]]:
    """What a piece can be, as people call it."""
    words = {
        "": "Not needed",
        "badge_id": "Badge id",
        "given_name": "First name",
        "family_name": "Last name",
        "display_name": "Whole name",
        "job_title": "Job title",
        "department": "Department",
        "company": "Company",
        "email": "Email",
        "phone": "Phone",
        "mobile": "Mobile",
        "website": "Website",
        "street": "Street",
        "city": "City",
        "region": "Region",
        "postal_code": "Postal code",
        "country": "Country",
    }
    return [(value, QCoreApplication.translate("BadgeFields", label)) for value, label in words.items()]
