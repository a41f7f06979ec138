"""Setup: show, who captures, the signed lead definition and a card to try it on, looks, backups, doctor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from boothapp.errors import DefinitionError
from boothapp.services.show_setup import with_file
from ui.appearance import SYSTEM, Appearance, keep_appearance, read_appearance, show_appearance
from ui.messages import words_of
from ui.qt_override import override
from ui.screens import definition_facts
from ui.screens.list_actions import ListActions
from ui.screens.screen import Screen, Slots
from ui.screens.setup_badges import BadgeEditor
from ui.screens.setup_camera import CameraFields
from ui.screens.setup_trial_card import TrialCard
from ui.theme import GAP, GRID
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.card import Card
from ui.widgets.check_list import CheckList
from ui.widgets.chip import Chip
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.app import Services
    from boothapp.domain.badge_layout import BadgeLayout
    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import Scan, WedgeSettings
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.health import Finding
    from ui.tasks import Tasks

_LARGEST_FILE = 1_000_000
_LAID_OUT_MS = 100  # until the page has made room
"""Bytes; a definition of a hundred questions has a twentieth of that."""


class SetupScreen(Screen):
    """What is in force, to read and to change."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._show_sheet = FactSheet(name="show_facts", label=self.tr("Show"))
        self._signed = FactSheet(name="signatures", label=self.tr("Lead definition"))
        self._questions = FactSheet(name="questions", label=self.tr("Questions"))
        self._gate = FactSheet(name="gate", label=self.tr("What makes a lead sales-ready"))
        self._test = TrialCard()
        self._badges = BadgeEditor(setup.show)
        self._badges.layout_saved.connect(self._keep_layout)
        self._badges.wedge_chosen.connect(self._use_wedge)
        self._camera = CameraFields()
        self._camera.symbologies_chosen.connect(self._use_symbologies)
        self._camera.tick_chosen.connect(self._use_tick)
        self._note = Callout(name="setup_note")
        self._note.hide()
        self.lists = ListActions(tasks, self)
        self.lists.done.connect(lambda text: self._say("info", text))
        self.lists.problem_met.connect(lambda error: self._say("error", words_of(error).in_one()))
        self.lists.leads_changed.connect(self.leads_changed)
        self.lists.setup_changed.connect(self.setup_changed)
        self._make_controls()
        self._lay_out()

    def _make_controls(self) -> None:
        self._load = Button(self.tr("&Load show or definition…"), name="load_file", icon="import")
        self._load.clicked.connect(self._choose_file)
        self._staff = ChipGroup(name="staff", label=self.tr("Who captures on this laptop"), quiet=False)
        self._staff.answer_changed.connect(self._choose_staff)
        self._code = Button(self.tr("Contact code to &print…"), name="print_code", icon="export")
        self._code.clicked.connect(self._choose_code_file)
        self._import = Button(self.tr("&Import or match a list…"), name="import_list", icon="import")
        self._import.clicked.connect(lambda: self.lists.choose(self.setup.staff))
        self._take_back = Button(self.tr("Take the last &match back"), name="take_list_back")
        self._take_back.clicked.connect(lambda: self.lists.take_back(self.setup.staff))
        self._theme = ChipGroup(name="theme", label=self.tr("Theme"), quiet=False)
        self._theme.set_choices(
            [
                (SYSTEM, self.tr("As the system"), "1"),
                ("light", self.tr("Light"), "2"),
                ("dark", self.tr("Dark"), "3"),
                ("high_contrast", self.tr("High contrast"), "4"),
            ]
        )
        self._theme.answer_changed.connect(lambda *_: self._change_appearance())
        self._touch = Chip(self.tr("Large targets for fingers"), name="touch")
        self._touch.clicked.connect(self._change_appearance)
        self._back_up = Button(self.tr("&Back up now"), name="back_up", icon="lock")
        self._back_up.clicked.connect(self._make_backup)
        self._check = Button(self.tr("&Check this profile"), name="check_profile", icon="check")
        self._check.clicked.connect(self._examine)
        self._findings, self._kept = CheckList(), Caption(wrap=True)
        self._findings.setObjectName("findings")
        self._kept.hide()

    def _lay_out(self) -> None:
        paper = QWidget()
        column = QVBoxLayout(paper)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self._note)
        sides = QHBoxLayout()
        sides.setSpacing(GAP)
        sides.addLayout(self._left(), 1)
        sides.addLayout(self._right(), 1)
        column.addLayout(sides)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("setup_scroll")
        scroll.setAccessibleName(self.tr("Setup"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(paper)
        paper.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._scroll = scroll
        self.setFocusProxy(self._load)

    def _left(self) -> QVBoxLayout:
        show = Card(self.tr("Show"), name="show_card")
        show.head.addWidget(self._load)
        show.body.addWidget(self._show_sheet)
        show.body.addWidget(self._staff)
        show.body.addWidget(self._code, 0, Qt.AlignmentFlag.AlignLeft)
        lists = Card(self.tr("Lists"), name="lists_card")
        lists.body.addWidget(
            Caption(
                self.tr(
                    "The organiser's list names badges; customers and earlier leads are told while typing."
                ),
                wrap=True,
            )
        )
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self._import)
        acts.addWidget(self._take_back)
        acts.addStretch(1)
        lists.body.addLayout(acts)
        looks = Card(self.tr("Appearance"), name="appearance_card")
        looks.body.addWidget(self._theme)
        looks.body.addWidget(self._touch)
        safety = Card(self.tr("Safety"), name="safety_card")
        controls = QHBoxLayout()
        controls.setSpacing(GRID)
        controls.addWidget(self._back_up)
        controls.addWidget(self._check)
        controls.addStretch(1)
        safety.body.addLayout(controls)
        safety.body.addWidget(self._kept)
        safety.body.addWidget(self._findings)
        test = Card(self.tr("What would this card be?"), name="test_card_card")
        test.body.addWidget(self._test)
        return _stacked(show, test, lists, looks, safety)

    def _right(self) -> QVBoxLayout:
        definition = Card(self.tr("Lead definition"), name="definition_card")
        definition.body.addWidget(self._signed)
        badges = Card(self.tr("Badges and scanner"), name="badges_card")
        badges.body.addWidget(self._badges)
        camera = Card(self.tr("Camera and pictures"), name="camera_card")
        camera.body.addWidget(self._camera)
        gate = Card(self.tr("What makes a lead sales-ready"), name="gate_card")
        gate.body.addWidget(self._gate)
        questions = Card(self.tr("Questions"), name="questions_card")
        questions.body.addWidget(self._questions)
        return _stacked(definition, badges, camera, gate, questions)

    @override
    def refresh(self) -> None:
        self._fill()
        self.tasks.run_latest(
            self, "appearance", lambda services: read_appearance(services.folder), self._show_appearance
        )
        self.tasks.run_latest(
            self,
            "badges",
            lambda services: (services.badge_setting.wedge(), services.badge_setting.ticks()),
            self._show_badge_setting,
        )

    @override
    def take_scan(self, scan: Scan) -> bool:
        """Show what the scanner sent: this is where it is tried."""
        self._badges.show_scan(scan)
        return True

    def _show_badge_setting(self, kept: tuple[WedgeSettings, bool]) -> None:
        wedge, ticks = kept
        self._badges.use(self.setup.show, wedge)
        self._camera.show_tick(on=ticks)

    def _keep_layout(self, layout: BadgeLayout) -> None:
        from boothapp.services.layout_keeping import with_layout  # noqa: PLC0415 - on first use

        try:
            setup = with_layout(self.setup, layout)
        except DefinitionError as error:
            self._show_fault(error)
        else:
            self.tasks.use_setup(self, setup, self._layout_kept, self._refused)

    def _layout_kept(self, setup: ShowSetup) -> None:
        self._say("info", self.tr("Badges are read so from now on; on the other laptops after a sync"))
        self.setup_changed.emit(setup)
        self.refresh()

    def _use_wedge(self, settings: WedgeSettings) -> None:
        self.tasks.run_on_writer(
            self, lambda services: services.badge_setting.use_wedge(settings), self._badges_changed
        )

    def _use_symbologies(self, names: tuple[str, ...]) -> None:
        from boothapp.services.symbology_keeping import with_symbologies  # noqa: PLC0415 - on first use

        self.tasks.use_setup(self, with_symbologies(self.setup, names), self._layout_kept, self._refused)

    def _use_tick(self, on: bool) -> None:  # noqa: FBT001 - Qt gives it so
        self.tasks.run_on_writer(
            self, lambda services: services.badge_setting.use_tick(on=on), self._badges_changed
        )

    def _badges_changed(self, _nothing: None) -> None:
        self._say("info", self.tr("Badges are read so from now on"))
        self.refresh()
        self.badge_setting_changed.emit()

    @override
    def use_setup(self, setup: ShowSetup) -> None:
        super().use_setup(setup)
        self._fill()

    @override
    def slots(self) -> Slots:
        return {"load_file": self._choose_file, "back_up": self._make_backup}

    def _fill(self) -> None:
        show, definition = self.setup.show, self.setup.definition
        self._show_sheet.set_facts(definition_facts.show_facts(show))
        self._staff.set_choices(
            [
                (member.email, member.name, str(place) if place <= 9 else "")  # noqa: PLR2004 - one key each
                for place, member in enumerate(show.staff, start=1)
            ]
        )
        self._staff.set_answer(ANSWERED, self.setup.staff)
        self._signed.set_facts(definition_facts.signature_facts(definition))
        self._questions.set_facts(definition_facts.question_facts(definition))
        self._gate.set_facts(definition_facts.gate_facts(definition))
        self._test.use_definition(definition)
        self._camera.show_codes(show)

    def _choose_staff(self, _state: str, chosen: tuple[str, ...]) -> None:
        email = chosen[0] if chosen else ""
        self.tasks.use_setup(self, replace(self.setup, staff=email), self.setup_changed.emit)

    def _choose_code_file(self) -> None:
        suggested = f"{self.setup.staff.partition('@')[0] or 'contact'}-code.png"
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the contact code"), suggested, self.tr("Picture (*.png)")
        )
        if chosen:
            self.save_code(Path(chosen))

    def save_code(self, file: Path) -> None:
        """Write the contact card of who captures as a QR code to print, for the booth's wall or a badge."""
        email = self.setup.staff
        self.tasks.run_on_reader(
            self,
            lambda services: services.following_up.rep_qr_picture(email),
            lambda picture: self._write_code(file, picture),
        )

    def _write_code(self, file: Path, picture: bytes) -> None:
        try:
            file.write_bytes(picture)
        except OSError as error:
            self._say(
                "error", self.tr("{file} cannot be written: {why}").format(file=file, why=error.strerror)
            )
        else:
            self._say("info", self.tr("Saved as {file}").format(file=file))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Show or lead definition"), "", self.tr("TOML files (*.toml)")
        )
        if chosen:
            self.load_file(Path(chosen))

    def load_file(self, file: Path) -> None:
        """Put the show or definition in this file in force; a fault in it is shown, and nothing changes."""
        try:
            with file.open("rb") as opened:
                text = opened.read(_LARGEST_FILE).decode("utf-8")
            setup = with_file(self.setup, text, file.name)
        except (OSError, UnicodeDecodeError) as error:
            self._say("error", self.tr("{file} cannot be read: {why}").format(file=file.name, why=error))
        except DefinitionError as error:
            self._show_fault(error)
        else:
            self.tasks.use_setup(self, setup, self._loaded, self._refused)

    def _show_fault(self, error: DefinitionError) -> None:
        where = f"{error.file}:{error.line}" + (f" · {error.key}" if error.key else "")
        kept = self.tr("What was in force stays in force.")
        self._say("error", f"{where}: {error.problem}. {_sentence(error.mend)} {kept}")

    def _loaded(self, setup: ShowSetup) -> None:
        self._say("info", self.tr("{show}, {definition} version {version} is in force").format(
            show=setup.show.name, definition=setup.definition.title, version=setup.definition.ref.version
        ))  # fmt: skip
        self.setup_changed.emit(setup)

    def _refused(self, error: BoothappError) -> None:
        self._say("error", f"{words_of(error).in_one()} {self.tr('What was in force stays in force.')}")

    def _say(self, kind: str, text: str) -> None:
        self._note.set_message(kind, text)
        self._note.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _show_appearance(self, appearance: Appearance) -> None:
        self._theme.set_answer(ANSWERED, appearance.theme)
        self._touch.setChecked(appearance.touch)

    def _change_appearance(self) -> None:
        chosen = self._theme.answer()[1]
        appearance = Appearance(chosen[0] if chosen else SYSTEM, self._touch.isChecked())
        self._show_appearance(appearance)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            show_appearance(app, appearance)
        self.tasks.run_on_writer(self, lambda services: keep_appearance(services.folder, appearance))

    def _make_backup(self) -> None:
        self._back_up.setEnabled(False)
        self._kept.setText(self.tr("Backing up …"))
        self._kept.show()
        self.tasks.run_on_sync(
            self, lambda services: services.safeguarding.back_up(), self._backed_up, self._backup_failed
        )

    def _backed_up(self, copy: Path) -> None:
        self._back_up.setEnabled(True)
        self._kept.setText(self.tr("Backed up to {file}, encrypted with the same key").format(file=copy))

    def _backup_failed(self, error: BoothappError) -> None:
        self._back_up.setEnabled(True)
        self._kept.clear()
        self._say("error", words_of(error).in_one())

    def _examine(self) -> None:
        self._check.setEnabled(False)
        self.tasks.run_on_sync(self, _findings, self._examined, self._check_failed)

    def _check_failed(self, error: BoothappError) -> None:
        self._check.setEnabled(True)
        self._say("error", words_of(error).in_one())

    def _examined(self, findings: Sequence[Finding]) -> None:
        self._check.setEnabled(True)
        self._findings.set_lines(
            [
                ("passed" if finding.sound else "blocked", f"{finding.check}: {finding.text}")
                for finding in findings
            ]
        )
        QTimer.singleShot(_LAID_OUT_MS, self, self._show_findings)

    def _show_findings(self) -> None:
        """Whoever asked by a key may be at the top of the page."""
        area = self.findChild(QScrollArea, "setup_scroll")
        if area is not None:
            area.ensureWidgetVisible(self._findings, 0, GAP)


def _findings(services: Services) -> list[Finding]:
    from boothapp.services.camera_check import camera_finding  # noqa: PLC0415 - seldom

    return [*services.safeguarding.examine(), camera_finding()]


def _stacked(*cards: Card) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(GAP)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return column


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
