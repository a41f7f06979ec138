"""The first start: one key to a usable form, with the sample show or one's own. No account, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.first_paint import TopWindow
from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.card import Card
from ui.widgets.text import Caption, Heading, Text

if TYPE_CHECKING:
    from boothapp.errors import BoothappError
    from ui.screens.own_show import OwnShowForm

_WIDTH = 720


class WelcomeScreen(TopWindow):
    """Three ways to begin: `setup_chosen(ShowSetup)` tells the show, `hub_chosen(str)` a hub's code."""

    setup_chosen = Signal(object)
    hub_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setWindowTitle(self.tr("Welcome to boothapp"))
        self.resize(1024, 640)
        self._pages = QStackedWidget(self)
        self._own: OwnShowForm | None = None
        self._sample = Button(self.tr("&Try the sample show"), name="welcome_sample", kind="primary")
        self._set_up = Button(self.tr("&Set up your show"), name="welcome_own")
        self._join = Button(self.tr("&Join by its code"), name="welcome_join")
        self._problem = Callout(name="welcome_problem")
        self._problem.action_pressed.connect(self._problem.hide)
        self._problem.hide()
        self._pages.addWidget(self._ways())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._sample.clicked.connect(self._choose_sample)
        self._set_up.clicked.connect(self._go_to_own)
        self._join.clicked.connect(self._ask_code)
        self._sample.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ways(self) -> QWidget:
        """The page with the two ways."""
        page, column = QWidget(), QWidget()
        column.setMaximumWidth(_WIDTH)
        middle = QVBoxLayout(column)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(GRID)
        promise = self.tr(
            "boothapp asks the questions that make a lead, while the visitor still stands there, "
            "and keeps the prize hunters apart."
        )
        middle.addWidget(Heading(self.tr("Which of them are worth calling?")))
        middle.addWidget(Text(promise, quiet=True, wrap=True))
        middle.addSpacing(GAP)
        ways = QHBoxLayout()
        ways.setSpacing(GAP)
        for title, text, button in (
            (
                self.tr("See how it works"),
                self.tr(
                    "A show in Lyon with its staff, its questions and its prize draw. Type a visitor in."
                ),
                self._sample,
            ),
            (
                self.tr("Begin with your own"),
                self.tr("A name, a goal, a time zone and yourself. The rest can wait."),
                self._set_up,
            ),
        ):
            card = Card(title, name=f"{button.objectName()}_card")
            card.body.addWidget(Text(text, wrap=True))
            card.body.addStretch(1)
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            ways.addWidget(card, 1)
        middle.addLayout(ways)
        middle.addSpacing(GRID)
        join = QHBoxLayout()
        join.setSpacing(GAP)
        team = self.tr("Your team has a hub already? It tells this laptop the show.")
        join.addWidget(Text(team, quiet=True))
        join.addStretch(1)
        join.addWidget(self._join)
        middle.addLayout(join)
        middle.addWidget(self._problem)
        middle.addSpacing(GRID)
        calm = self.tr("No account, no network. Leads stay on this laptop, encrypted, until you sync them.")
        middle.addWidget(Caption(calm, wrap=True))
        whole = QVBoxLayout(page)
        whole.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        whole.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 8)
        across.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(3)
        return page

    def _choose_sample(self) -> None:
        from boothapp.paths import resources_dir  # noqa: PLC0415 - the page is painted before
        from boothapp.services.show_setup import sample_setup  # noqa: PLC0415

        self.setup_chosen.emit(sample_setup(resources_dir()))

    def _ask_code(self) -> None:
        from ui.dialogs.connect_hub import ConnectHubDialog  # noqa: PLC0415 - on first use

        self._problem.hide()
        dialog = ConnectHubDialog(None, parent=self)
        dialog.hub_confirmed.connect(self._join_hub)
        dialog.open()

    def _join_hub(self, code: str) -> None:
        self._problem.set_message("info", self.tr("Asking the hub for its show…"))
        self._problem.show()
        self.let_choose(may=False)
        self.hub_chosen.emit(code)

    def let_choose(self, *, may: bool = True) -> None:
        """Open the ways to begin, or shut them while one is being gone."""
        for button in (self._sample, self._set_up, self._join):
            button.setEnabled(may)
        if may:
            self._join.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, error: BoothappError) -> None:
        """Say what keeps the show from beginning; each way is open again."""
        self.let_choose()
        from ui.messages import words_of  # noqa: PLC0415 - seldom

        self._problem.set_message("error", words_of(error).in_one(), self.tr("Understood"))
        self._problem.show()

    def _go_to_own(self) -> None:
        if self._own is None:
            from ui.screens.own_show import OwnShowForm  # noqa: PLC0415 - on first use

            self._own = OwnShowForm()
            self._own.setup_made.connect(self.setup_chosen)
            self._own.left.connect(self._go_back)
            self._pages.addWidget(self._own)
        self._pages.setCurrentWidget(self._own)
        self._own.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self._pages.setCurrentIndex(0)
        self._set_up.setFocus(Qt.FocusReason.OtherFocusReason)
