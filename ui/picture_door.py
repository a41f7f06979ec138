"""Pictures that a person drops on the window or pastes into it, whatever is under the mouse or focused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence, QWindow

from ui.qt_override import override

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

Source = Path | QImage
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class PictureDoor(QObject):
    """Takes files and pictures while `is_open` says so; `pictures_came(list[Path | QImage])`.

    It listens to the window itself, as the scanner does: a field under the mouse would take a file's name for
    text. Text is left to the fields.
    """

    pictures_came = Signal(list)

    def __init__(self, window: QWindow, is_open: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_open = is_open
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _DRAGS and isinstance(event, QDropEvent):
            return self._dragged(event)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self._pasted()
        return False

    def _dragged(self, event: QDropEvent) -> bool:
        sources = pictures_in(event.mimeData()) if self._is_open() else []
        if not sources:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.pictures_came.emit(sources)
        return True

    def _pasted(self) -> bool:
        sources = pictures_in(QGuiApplication.clipboard().mimeData()) if self._is_open() else []
        if sources:
            self.pictures_came.emit(sources)
        return bool(sources)


def pictures_in(data: QMimeData) -> list[Source]:
    """The files, else the picture; none where there is text to paste as well, other than the files' names."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return list(files)
    if data.hasImage() and not data.hasText():
        image = data.imageData()
        return [image] if isinstance(image, QImage) else []
    return []
