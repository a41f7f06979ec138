"""What capture sees: the camera, and pictures that are dropped, pasted or chosen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from boothapp.errors import BoothappError, FileProblem, PictureError, PictureNotTakenError, PictureProblem
from boothapp.intake.picture_kind import LARGEST_FILE, is_picture
from boothapp.intake.understood import Note
from boothapp.intake.wedge import Scan
from ui.picture_door import PictureDoor
from ui.screens.screen import HUB_CODE
from ui.widgets.button import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtMultimedia import QVideoFrame

    from boothapp.app import Services
    from boothapp.domain.show import Show
    from boothapp.services.picture_codes import CodeSays
    from ui.picture_door import Source
    from ui.screens.capture import CaptureScreen
    from ui.screens.capture_camera import CameraPanel
    from ui.screens.capture_desk import CaptureDesk
    from ui.screens.capture_photo import PhotoPlace

_WITH_A_WORD = (
    FileProblem.HEIC, FileProblem.AVIF, FileProblem.GIF, FileProblem.TIFF, FileProblem.BMP, FileProblem.FILM,
    FileProblem.PDF,
)  # fmt: skip
_KINDS = "*.jpg *.jpeg *.png *.webp"


class CaptureSight(QObject):
    """Two buttons beside the scan line, and what comes of them.

    Whose a picture is is settled when it comes, not when it has been looked at. `words_changed(str)` tells
    what to say beside the scan line, "" for nothing.
    """

    words_changed = Signal(str)

    def __init__(self, screen: CaptureScreen, show: Show, desk: CaptureDesk) -> None:
        super().__init__(screen)
        self._screen, self._tasks, self._show, self._desk = screen, screen.tasks, show, desk
        self._looked_at: dict[PhotoPlace, Source | QVideoFrame] = {}
        self._batch = self._failed_batch = 0
        self._may_tick = True
        self.panel: CameraPanel | None = None
        self.camera_button = Button(
            "", name="camera", icon="video", tip=self.tr("Camera  F10"), parent=screen
        )
        self.camera_button.setCheckable(True)
        self.camera_button.clicked.connect(self.switch_camera)
        self.open_button = Button(
            "",
            name="open_picture",
            icon="picture",
            tip=self.tr("Photo of a card or badge…  Ctrl+O"),
            parent=screen,
        )
        self.open_button.clicked.connect(self.choose_pictures)
        handle = screen.window().windowHandle()
        if handle is not None:
            door = PictureDoor(handle, screen.isVisible, parent=self)
            door.pictures_came.connect(self.take_pictures)

    def use_show(self, show: Show) -> None:
        """Look for this show's codes."""
        self._show = show
        if self.panel is not None:
            self.panel.use_show(show)

    def use_tick(self, *, on: bool) -> None:
        """Sound the tick, or not."""
        self._may_tick = on
        if self.panel is not None:
            self.panel.use_tick(on=on)

    # --- the camera ---

    def switch_camera(self) -> None:
        """Open the camera beside the form, or close it."""
        if self.panel is None:
            from ui.screens.capture_camera import CameraPanel  # noqa: PLC0415 - on first use

            self.panel = CameraPanel(self._tasks, self._show)
            self.panel.hide()
            self.panel.use_tick(on=self._may_tick)
            self.panel.code_seen.connect(self._take_code)
            self.panel.closed.connect(self.switch_camera)
            self.panel.photo_taken.connect(lambda frame: self.take_pictures([frame]))
            column = self._screen.columns[2]
            column.content_layout.insertWidget(0, self.panel)
        is_open = self.panel.isHidden()
        self.panel.setVisible(is_open)
        self.camera_button.setChecked(is_open)
        if is_open:
            self._screen.columns[2].verticalScrollBar().setValue(0)
        else:
            self._screen.visitor.setFocus()

    def take_photo(self) -> None:
        """Photograph what is before the camera, as a dropped picture; open the camera where it is off."""
        if self.panel is None or self.panel.isHidden():
            self.switch_camera()
        else:
            self.panel.take_photo()

    # --- pictures ---

    def choose_pictures(self) -> None:
        """Ask for files."""
        kinds = self.tr("Pictures ({kinds})").format(kinds=_KINDS)
        dialog = QFileDialog(self._screen, self.tr("Open pictures of badges or cards"), "", kinds)
        dialog.setObjectName("picture_files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take_pictures([Path(name) for name in names]))
        dialog.open()

    def take_pictures(self, sources: Sequence[Source | QVideoFrame]) -> None:
        """Look for codes on each, one after the other, off the UI thread; whose each is is settled now."""
        self._batch += 1
        for source in sources:
            place = self._desk.photos.expect()
            self._looked_at[place] = source
            self.words_changed.emit(self.tr("Looking at the picture…"))
            give_up = self._tasks.teller(self, partial(self._give_up, place))
            self._tasks.run_on_sight(
                self,
                partial(_look_at, source, self._show, give_up),
                partial(self._have_looked, place, self._batch),
                partial(self._failed, place, self._batch),
            )

    def keep_now(self) -> None:
        """Keep the pictures that were not looked at yet: what looks at them may end before it has."""
        while self._looked_at:
            place, source = self._looked_at.popitem()
            self._desk.photos.take(partial(_content, source), place)

    def _have_looked(self, place: PhotoPlace, batch: int, what: tuple[bytes, list[CodeSays]]) -> None:
        content, codes = what
        if 0 < self._failed_batch < batch:  # what was given together with a bad one leaves its words standing
            self._failed_batch = 0
            self._screen.work_done.emit()
        if self._looked_at.pop(place, None) is None:
            return  # it was kept unseen
        self.words_changed.emit("")
        photos = self._desk.photos
        told = [said for said in codes if said.tells_who or _is_hubs(said)]
        if not told:
            photos.take(lambda: content, place)
            return
        photos.let_go(place)
        self._take_code(told[0])
        if _is_hubs(told[0]):
            return  # it lets a laptop in: nobody keeps that
        if not content:  # it was a contact's text
            if Note.LETTERS_GUESSED in told[0].read.notes:
                self.words_changed.emit(self.tr("How its letters were written is a guess: look at the name."))
            return
        photos.take(lambda: content, photos.expect_beside(), is_read=False)
        if len(codes) > 1:
            words = self.tr("{count} codes on the picture: the one that says most was taken.")
            self.words_changed.emit(words.format(count=len(codes)))

    def _failed(self, place: PhotoPlace, batch: int, error: BoothappError) -> None:
        self._give_up(place)
        self._failed_batch = batch
        self._screen.problem_met.emit(error)

    def _give_up(self, place: PhotoPlace) -> None:
        if self._looked_at.pop(place, None) is not None:
            self.words_changed.emit("")
            self._desk.photos.let_go(place)

    def _take_code(self, said: CodeSays) -> None:
        """Give a visitor's code to the form, whatever screen is in front by now; a hub's goes to Sync."""
        scan = Scan(said.code.text, said.code.symbology, said.code.text)
        if _is_hubs(said):
            self._screen.code_read.emit(scan)
        else:
            self._screen.take_scan(scan)


def _is_hubs(said: CodeSays) -> bool:
    return said.code.text.casefold().startswith(HUB_CODE)


def _look_at(
    source: Source | QVideoFrame, show: Show, give_up: Callable[[], None], _services: Services
) -> tuple[bytes, list[CodeSays]]:
    """The file and its codes; no file where it is a contact's text.

    `give_up` is told of what nobody foresaw, else its card would wait for ever.
    """
    from boothapp.services.picture_codes import codes_on_picture  # noqa: PLC0415 - at the first picture

    name = source.name if isinstance(source, Path) else ""
    try:
        content = _content(source)
        if isinstance(source, Path) and not is_picture(content):
            return b"", [_contact_in(content, source, show)]
        found = codes_on_picture(
            content, country=show.country, layouts=show.badge_layouts, symbologies=show.symbologies
        )
    except PictureNotTakenError:
        raise
    except PictureError as error:
        raise PictureNotTakenError(name, error.problem) from error
    except BoothappError:
        raise
    except BaseException:
        give_up()
        raise
    return content, found


def _contact_in(content: bytes, path: Path, show: Show) -> CodeSays:
    """What a file that is no picture says of a visitor; raises PictureNotTakenError."""
    from boothapp.intake.foreign_file import HEAD_BYTES, foreign_problem  # noqa: PLC0415 - as above
    from boothapp.services.picture_codes import contact_in_file  # noqa: PLC0415 - as above

    problem = foreign_problem(content[:HEAD_BYTES], path.suffix.lower())
    if problem in _WITH_A_WORD:
        raise PictureNotTakenError(path.name, problem)
    said = contact_in_file(content, country=show.country, layouts=show.badge_layouts) if not problem else None
    if said is None:
        raise PictureNotTakenError(path.name, PictureProblem.NOTHING_TO_READ)
    return said


def _content(source: Source | QVideoFrame) -> bytes:
    if isinstance(source, Path):
        return _read(source)
    if isinstance(source, QImage):
        return _png(source)
    from ui.camera_frame import photo_of  # noqa: PLC0415 - with the camera

    return _png(photo_of(source))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PictureError(PictureProblem.NOT_THERE) from error


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt takes the name
    return bytes(buffer.data().data())
