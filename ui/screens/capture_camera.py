"""The camera beside the form: what it sees, whom a badge names, or why there is no picture."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from boothapp.domain.symbology import WIDE
from boothapp.intake.delivery import Deliveries
from ui.qt_override import override
from ui.widgets.button import Button
from ui.widgets.camera_view import CameraView
from ui.widgets.card import Card
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent, QWindow
    from PySide6.QtMultimedia import QVideoFrame

    from boothapp.app import Services
    from boothapp.domain.show import Show
    from boothapp.intake.barcode import FrameReader
    from boothapp.services.picture_codes import CodeSays
    from ui.camera import Camera, Tick, Trouble
    from ui.camera_frame import Seen
    from ui.tasks import Tasks

T = TypeVar("T")
_MS = 1000.0


class CameraPanel(Card):
    """Looks as long as it is seen: on another screen, or minimised, the camera is off.

    `code_seen(CodeSays)` tells a code that has just come into the picture, the best contact if there are
    several; `photo_taken(QVideoFrame)` what the camera saw when it was asked for; `closed` that one is done.
    """

    code_seen = Signal(object)
    photo_taken = Signal(object)
    closed = Signal()

    def __init__(self, tasks: Tasks, show: Show, parent: QWidget | None = None) -> None:
        super().__init__("", name="camera_panel", parent=parent)
        self.set_title(self.tr("Camera"))
        self._tasks = tasks
        self.camera: Camera | None = None
        self._tick: Tick | None = None
        self._reader: FrameReader | None = None
        self._followed: QWindow | None = None
        self._deliveries = Deliveries()
        self._is_looking, self._has_newer, self._may_tick = False, False, True
        self.view = CameraView(parent=self)
        self.words = Caption(wrap=True)
        self.words.setObjectName("camera_words")
        self.photo = Button(
            "", name="camera_photo", kind="quiet", icon="camera", tip=self.tr("Photograph the card  Ctrl+T")
        )
        self.torch = Button("", name="camera_torch", kind="quiet", icon="sun", tip=self.tr("Lamp"))
        self.torch.setCheckable(True)
        self.switch = Button(
            "", name="camera_switch", kind="quiet", icon="refresh", tip=self.tr("Next camera")
        )
        self.close_it = Button("", name="camera_close", kind="quiet", icon="cross", tip=self.tr("Camera off"))
        self.again = Button(self.tr("Try again"), name="camera_again")
        self.use_show(show)
        self._lay_out()

    def _lay_out(self) -> None:
        for button in (self.photo, self.torch, self.switch, self.close_it):
            self.head.addWidget(button)
        for part in (self.view, self.words, self.again):
            self.body.addWidget(part)
        for part in (self.photo, self.torch, self.switch, self.again):
            part.hide()
        self.photo.clicked.connect(self.take_photo)
        self.torch.toggled.connect(self._use_torch)
        self.switch.clicked.connect(self._switch)
        self.close_it.clicked.connect(self.closed)
        self.again.clicked.connect(self._begin_anew)

    def use_show(self, show: Show) -> None:
        """Look for the codes of this show's badges."""
        self._show, self._reader = show, None
        self._has_wide = any(name in WIDE for name in show.symbologies)
        self.view.set_guide(shown=self._has_wide)

    def use_tick(self, *, on: bool) -> None:
        """Make the soft sound at each code, or none."""
        self._may_tick = on

    # --- on and off ---

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.window().windowHandle()
        if handle is not self._followed:
            self._followed = handle
            handle.windowStateChanged.connect(self._follow_window, Qt.ConnectionType.QueuedConnection)
        self._follow_window()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._follow_window()

    def _follow_window(self) -> None:
        """On while the panel can be seen."""
        if self.isVisible() and not self.window().isMinimized():
            self._begin()
        elif self.camera is not None:
            self.camera.stop()
            self.torch.setChecked(False)
            self.view.clear()

    def _begin(self) -> None:
        if self.camera is not None:
            self._start(self.camera)
            return
        self.words.setText(self.tr("The camera is being opened…"))
        self._tasks.run_on_sight(self, _load, self._loaded)

    def _begin_anew(self) -> None:
        self.again.hide()
        self._begin()

    def _loaded(self, is_there: bool) -> None:  # noqa: FBT001 - what the job gave
        from ui.camera_words import NO_LIBRARY, trouble_words  # noqa: PLC0415 - with the camera

        if not is_there:
            self._say_trouble(trouble_words(NO_LIBRARY))
            return
        from ui.camera import Camera, Tick  # noqa: PLC0415 - loaded by now, off this thread

        if self.camera is None:
            self.camera, self._tick = Camera(self), Tick(self)
            self.camera.frame_came.connect(self._take_frame)
            self.camera.trouble_met.connect(self._tell_trouble)
        self._follow_window()

    def _start(self, camera: Camera) -> None:
        camera.start()
        self.switch.setVisible(camera.can_switch())
        self.torch.setVisible(camera.has_torch())

    def _switch(self) -> None:
        if self.camera is not None:
            self.camera.switch()
            self.torch.setVisible(self.camera.has_torch())

    def _use_torch(self, on: bool) -> None:  # noqa: FBT001 - Qt gives it so
        if self.camera is not None:
            self.camera.use_torch(on=on)

    # --- what it sees ---

    def _take_frame(self) -> None:
        """Look at the newest frame; those that come while one is looked at are let go."""
        if self._is_looking:
            self._has_newer = True
        elif self.camera is not None:
            self._is_looking, self._has_newer = True, False
            width = round(self.view.width() * self.devicePixelRatioF())
            give_up = self._tasks.teller(self, self._give_up)
            work = partial(_see, self.camera.frame(), self._own_reader(), width, self._show)
            self._tasks.run_on_sight(self, partial(_or_else, give_up, work), self._have_seen)

    def _give_up(self) -> None:
        """Go on with the next frame after one that could not be looked at."""
        self._is_looking = False

    def _own_reader(self) -> FrameReader:
        from boothapp.intake.barcode import FrameReader  # noqa: PLC0415 - with the camera

        if self._reader is None:
            self._reader = FrameReader(self._show.symbologies)
        return self._reader

    def _have_seen(self, what: tuple[Seen | None, list[CodeSays]]) -> None:
        self._is_looking = False
        if not self.isVisible():
            return
        seen, codes = what
        if seen is not None:
            self.again.hide()
            self.words.setText(
                self.tr("Hold the badge into the picture, wide codes flat between the corners.")
            )
            self.photo.show()
            self.view.set_picture(seen.picture)
            self._deliver(codes, QSize(seen.width, seen.height))
        if self._has_newer:
            self._take_frame()

    def _deliver(self, codes: list[CodeSays], size: QSize) -> None:
        now = time.monotonic() * _MS
        new = [each for each in codes if self._deliveries.is_new(each.code.text, now)]
        if codes:
            self.view.show_outline(codes[0].code.corners, size)
        if new and new[0] is codes[0]:
            if self._tick is not None and self._may_tick:
                self._tick.play()
            self.code_seen.emit(new[0])

    def take_photo(self) -> None:
        """Tell the whole of the newest frame, at once: it is of the visitor who stands there now."""
        if self.camera is not None and self.camera.frame().isValid():
            self.photo_taken.emit(self.camera.frame())

    # --- why there is none ---

    def _tell_trouble(self, why: Trouble) -> None:
        from ui.camera_words import trouble_words  # noqa: PLC0415 - seldom

        self._say_trouble(trouble_words(why.value))

    def _say_trouble(self, words: str) -> None:
        self.view.clear()
        self.photo.hide()
        self.words.setText(words)
        self.view.setAccessibleDescription(words)
        self.again.show()


def _load(_services: Services) -> bool:
    """Whether the camera's libraries are there; loading them takes a moment, so not on the UI thread."""
    from importlib import import_module  # noqa: PLC0415 - with the camera

    try:
        for name in ("ui.camera", "ui.camera_frame", "zxingcpp", "boothapp.services.picture_codes"):
            import_module(name)
    except ImportError:
        return False
    return True


def _or_else(give_up: Callable[[], None], work: Callable[[Services], T], services: Services) -> T:
    try:
        return work(services)
    except BaseException:
        give_up()
        raise


def _see(
    frame: QVideoFrame, reader: FrameReader, width: int, show: Show, _services: Services
) -> tuple[Seen | None, list[CodeSays]]:
    from boothapp.services.picture_codes import best_first  # noqa: PLC0415 - with the camera
    from ui.camera_frame import look  # noqa: PLC0415 - as above

    seen = look(frame, reader, width)
    codes = seen.codes if seen else []
    return seen, best_first(codes, country=show.country, layouts=show.badge_layouts)
