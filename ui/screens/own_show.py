"""A show of one's own: what the form cannot do without; all else can be added later."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.errors import DefinitionError
from boothapp.paths import resources_dir
from boothapp.services.show_setup import new_show_toml, read_setup, standard_definition
from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.card import Card
from ui.widgets.field import LabelledField
from ui.widgets.text import Text

_FORM_WIDTH = 560
_USUAL_GOAL = "30"


class OwnShowForm(QWidget):
    """Seven fields; `setup_made(ShowSetup)` tells the show they make, `left` that a person goes back."""

    setup_made = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        where = QLocale.system()
        zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        country = QLocale.territoryToCode(where.territory())
        currency = where.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) or "EUR"
        fields = (
            ("name", self.tr("&Name of the show"), ""),
            ("goal", self.tr("&Goal: leads worth calling"), _USUAL_GOAL),
            ("zone", self.tr("Time &zone"), zone),
            ("country", self.tr("&Country (two letters)"), country),
            ("currency", self.tr("C&urrency (three letters)"), currency),
            ("staff_name", self.tr("&Your name"), ""),
            ("staff_email", self.tr("Your &email"), ""),
        )
        self._fields: dict[str, LabelledField] = {}
        for key, label, text in fields:
            self._fields[key] = LabelledField(label, name=f"show_{key}")
            self._fields[key].set_text(text)
        self._problem = Callout(name="show_problem")
        self._problem.hide()
        self._begin = Button(self.tr("&Begin"), name="show_begin", kind="primary")
        self._back = Button(self.tr("Bac&k"), name="show_back", kind="quiet")
        self._begin.clicked.connect(self._make)
        self._back.clicked.connect(self.left)
        for field in self._fields.values():
            field.edit.returnPressed.connect(self._make)
        self.setFocusProxy(self._fields["name"])
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card(self.tr("Your show"), name="own_show")
        card.setFixedWidth(_FORM_WIDTH)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        places = {
            "name": (0, 0, 1, 6),
            "goal": (1, 0, 1, 3),
            "zone": (1, 3, 1, 3),
            "country": (2, 0, 1, 3),
            "currency": (2, 3, 1, 3),
            "staff_name": (3, 0, 1, 3),
            "staff_email": (3, 3, 1, 3),
        }
        for key, place in places.items():
            grid.addWidget(self._fields[key], *place)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._begin)
        note = self.tr(
            "The standard lead definition applies until sales and marketing sign their own. Cost, dates, "
            "colleagues and consent wordings can be added in the show’s file later."
        )
        card.body.addWidget(self._problem)
        card.body.addLayout(grid)
        card.body.addWidget(Text(note, quiet=True, wrap=True))
        card.body.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        whole.setSpacing(GAP)
        whole.addStretch(1)
        whole.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(2)

    def _make(self) -> None:
        """Write the show's file; what does not fit is said at its field."""
        texts = {key: field.text().strip() for key, field in self._fields.items()}
        if self._lacks(texts):
            return
        toml = new_show_toml(
            name=texts["name"],
            goal=int(texts["goal"]),
            zone=texts["zone"],
            country=texts["country"].upper(),
            currency=texts["currency"].upper(),
            staff_name=texts["staff_name"],
            staff_email=texts["staff_email"],
        )
        try:
            setup = read_setup(toml, standard_definition(resources_dir()))
        except DefinitionError as error:
            self._problem.set_message("warn", f"{error.problem}: {error.mend}")
            self._problem.show()
            if error.key in self._fields:
                self._fields[error.key].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.setup_made.emit(setup)

    def _lacks(self, texts: dict[str, str]) -> bool:
        """Mark what is missing or no number, and go to the first such field."""
        problems = {key: self.tr("needed") for key in ("name", "staff_name", "staff_email") if not texts[key]}
        if not texts["goal"].isdecimal() or int(texts["goal"]) == 0:
            problems["goal"] = self.tr("a number from 1")
        for key, field in self._fields.items():
            field.set_problem(problems.get(key, ""))
        for key in problems:
            self._fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False
