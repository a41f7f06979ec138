"""One run of the window: welcome or form, the profile opened behind it, orderly to the end."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from boothapp.errors import DefinitionError
from boothapp.services.form_view import SHOW_FILE, form_view, read_form_view
from ui.appearance import read_appearance, show_appearance
from ui.tasks import Tasks

if TYPE_CHECKING:
    from boothapp.app import Booth
    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import WedgeSettings
    from boothapp.services.form_view import FormView
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.key import Keyring
    from ui.main_window import MainWindow
    from ui.scanner import Scanner
    from ui.screens.welcome import WelcomeScreen
    from ui.single_start import SecondStarts


_FIRST_CARE_MS = 30_000  # the first visitor is served before anything is copied
_CARE_EVERY_MS = 3_600_000


def open_booth(
    folder: Path,
    passphrase: str | None,
    keyring: Keyring | None,
    chosen: ShowSetup | None,
    code: str = "",
) -> Booth:
    """Open the profile, with the show that was just chosen if it has none; runs on the writer's thread.

    Without a show but with a hub's ``code`` it takes that hub's; raises HubError where it cannot.
    """
    from boothapp.app import Booth  # noqa: PLC0415 - SQLite and its kin load while the form is on screen

    booth = Booth.open(folder, passphrase=passphrase, keyring=keyring)
    if booth.setup is None and chosen is not None:
        booth.use(chosen)
    elif booth.setup is None and code:
        try:
            booth.enrol(code)
        except BaseException:
            booth.close()
            raise
    return booth


class Session(QObject):
    """Owns the window, the tasks and the listener for second starts. `usable` tells the first paint.

    `keyring` stands in for the system's own.
    """

    usable = Signal()

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        *,
        passphrase: str | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        super().__init__(app)
        self._app, self._folder, self._passphrase, self._keyring = app, folder, passphrase, keyring
        self._tasks = Tasks(self)
        self._tasks.opened.connect(self._opened)
        self._tasks.open_failed.connect(self._open_failed)
        self._setup: ShowSetup | None = None
        self._code = ""
        self._joined: Booth | None = None
        self.window: MainWindow | None = None
        self.welcome: WelcomeScreen | None = None
        self.second_starts: SecondStarts | None = None
        self.scanner: Scanner | None = None
        self.care = QTimer(self)
        self.care.timeout.connect(self._keep_safe)

    def start(self) -> None:
        """Show the form, or on a first start the welcome."""
        show_appearance(self._app, read_appearance(self._folder), controls=False)
        self._app.styleHints().colorSchemeChanged.connect(self._follow_system)
        view = read_form_view(self._folder) or self._view_of_texts()
        if view is None:
            self._show_welcome()
        else:
            self._show_window(view)

    def _view_of_texts(self) -> FormView | None:
        """The form as show and definition beside the profile tell; None on a first start."""
        if not (self._folder / SHOW_FILE).exists():
            return None
        self._setup = self._read_setup()
        return form_view(self._setup) if self._setup else None

    def _read_setup(self) -> ShowSetup | None:
        from boothapp.services.show_setup import first_screen  # noqa: PLC0415 - the form is painted before

        try:
            return first_screen(self._folder)
        except DefinitionError:  # the copy was edited by hand: what is in the profile has the last word
            return None

    def end(self) -> None:
        """Finish what is to be written and close the profile."""
        self.care.stop()
        if self.second_starts is not None:
            self.second_starts.stop()
        sys.excepthook = sys.__excepthook__
        self._tasks.close()

    def _follow_system(self) -> None:
        show_appearance(self._app, read_appearance(self._folder))

    def _show_welcome(self) -> None:
        from ui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - first starts only

        self.welcome = WelcomeScreen()
        self.welcome.setup_chosen.connect(self._begin)
        self.welcome.hub_chosen.connect(self._join)
        self.welcome.painted.connect(self.usable)
        self.welcome.painted.connect(self._follow_system)
        self.welcome.show()

    def _begin(self, setup: ShowSetup) -> None:
        """A show was chosen: its form comes at once, its profile behind it."""
        self._setup = setup
        self._show_window(form_view(setup))
        if self.welcome is not None:
            self.welcome.close()
            self.welcome = None

    def _join(self, code: str) -> None:
        """A hub's code was handed in: the profile comes first, since the hub tells the show to it."""
        self._code = code
        self._open_profile()

    def _show_window(self, view: FormView) -> None:
        from ui.main_window import MainWindow, first_size  # noqa: PLC0415 - a first start shows the welcome

        self.window = MainWindow(self._tasks, view)
        self.window.resize(first_size(self.window.screen().availableSize()))
        self.window.staff_chosen.connect(self._choose_staff)
        self.window.setup_changed.connect(self._use_setup)
        self.window.badge_setting_changed.connect(self._read_badge_setting)
        self.window.painted.connect(self._painted)
        self.window.show()

    def _painted(self) -> None:
        """The form can be typed into; all else follows in its own turn."""
        self.usable.emit()
        QTimer.singleShot(0, self._go_on)

    def _go_on(self) -> None:
        if self.window is None:
            return
        gc.freeze()  # the window stays: no collection need look at it again
        gc.enable()
        self._follow_system()  # now with what the first paint had none of
        self._setup = self._setup or self._read_setup()
        if self._setup is not None:
            self._wake(self.window, self._setup)
        if self._joined is None:
            self._open_profile()
        else:
            self._settle(self.window, self._joined)

    def _wake(self, window: MainWindow, setup: ShowSetup) -> None:
        from ui import crash  # noqa: PLC0415 - there is nothing to keep before
        from ui.scanner import Scanner  # noqa: PLC0415 - as above

        crash.install(self._folder, window.keep_now, window.tell_bug)
        self._setup = setup
        window.wake(setup)
        self.scanner = Scanner(self._app, parent=window)
        self.scanner.scanned.connect(window.take_scan)

    def _open_profile(self) -> None:
        key = self._passphrase, self._keyring
        self._tasks.open(partial(open_booth, self._folder, *key, self._setup, self._code))

    def _opened(self, booth: Booth) -> None:
        from ui.single_start import SecondStarts  # noqa: PLC0415 - QtNetwork

        self.second_starts = SecondStarts(self._folder, parent=self)
        self.second_starts.second_start.connect(self._come_to_front)
        if self.window is not None:
            self._settle(self.window, booth)
        elif booth.setup is not None:
            self._joined = booth
            self._begin(booth.setup)

    def _settle(self, window: MainWindow, booth: Booth) -> None:
        """The window goes on with what is in the open profile."""
        if self._setup is None and booth.setup is not None:
            self._wake(window, booth.setup)
        elif booth.setup is not None and booth.setup != self._setup:
            self._use_setup(booth.setup)  # the copies beside the file were stale
        self._read_badge_setting()
        window.hide_problem()
        window.capture.bring_back_last()
        window.capture.leads_changed.emit()
        self.care.start(_FIRST_CARE_MS)

    def _keep_safe(self) -> None:
        """Back up when that is due, and keep room back for a full disk."""
        if self.window is not None:
            self._tasks.run_on_sync(
                self, lambda services: services.safeguarding.keep_safe(), on_error=self.window.show_problem
            )
        self.care.start(_CARE_EVERY_MS)

    def _open_failed(self, error: BoothappError) -> None:
        from boothapp.errors import NoKeyError, ProfileInUseError, WrongPassphraseError  # noqa: PLC0415

        if isinstance(error, ProfileInUseError):
            from ui.single_start import raise_running  # noqa: PLC0415

            if raise_running(self._folder):
                self._app.quit()
                return
        over = self.window or self.welcome
        if over is None:
            return
        if isinstance(error, NoKeyError | WrongPassphraseError):
            self._ask_passphrase(error, over)
        else:
            over.show_problem(error)

    def _ask_passphrase(self, error: BoothappError, over: QWidget) -> None:
        from ui.dialogs.passphrase import PassphraseDialog  # noqa: PLC0415 - computers without a keyring

        dialog = PassphraseDialog(error, is_new=not (self._folder / "key.json").exists(), parent=over)
        dialog.passphrase_given.connect(self._try_passphrase)
        if over is self.welcome and self.welcome is not None:
            dialog.rejected.connect(self.welcome.let_choose)
        dialog.open()

    def _try_passphrase(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._open_profile()

    def _choose_staff(self, email: str) -> None:
        self._tasks.run_on_writer(
            self,
            lambda services: services.show_setting.choose_staff(email),
            on_done=lambda _nothing: self._go_on_as(email),
        )

    def _go_on_as(self, email: str) -> None:
        if self._setup is not None:
            self._use_setup(replace(self._setup, staff=email))

    def _use_setup(self, setup: ShowSetup) -> None:
        self._setup = setup
        if self.window is not None:
            self.window.use_setup(setup)
            self._read_badge_setting()

    def _read_badge_setting(self) -> None:
        """Hear the scanner as it is set from now on."""
        self._tasks.run_latest(
            self,
            "badges",
            lambda services: (services.badge_setting.wedge(), services.badge_setting.ticks()),
            self._use_badge_setting,
        )

    def _use_badge_setting(self, kept: tuple[WedgeSettings, bool]) -> None:
        wedge, ticks = kept
        if self.scanner is not None and self.window is not None:
            self.scanner.use_settings(wedge)
            self.window.capture.use_tick(on=ticks)

    def _come_to_front(self) -> None:
        if self.window is not None:
            self.window.showNormal() if self.window.isMinimized() else self.window.show()
            self.window.raise_()
            self.window.activateWindow()
