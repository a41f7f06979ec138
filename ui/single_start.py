"""One window a profile: a second start brings the first to the front and ends.

The two meet at a local socket named after the profile's folder. QtNetwork is imported only where the other
may be there, or once the form is painted.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from zlib import crc32

from PySide6.QtCore import QObject, Signal

_WAIT_MS = 1000
_RAISE = b"raise\n"


def _socket_name(folder: Path) -> str:
    """The socket's name: a path in the user's own temporary folder, or a pipe's name on Windows."""
    name = f"boothapp-{crc32(str(folder.resolve()).encode()):08x}"
    return name if sys.platform == "win32" else str(Path(tempfile.gettempdir(), name))


def may_be_running(folder: Path) -> bool:
    """Whether it is worth asking: free of charge, and wrong only after a crash."""
    return sys.platform == "win32" or Path(_socket_name(folder)).exists()


def raise_running(folder: Path) -> bool:
    """Ask the window that is open on this profile to come to the front; False when there is none."""
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415

    socket = QLocalSocket()
    socket.connectToServer(_socket_name(folder))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    heard = socket.waitForReadyRead(_WAIT_MS) or socket.bytesAvailable() > 0
    socket.disconnectFromServer()
    return heard


class SecondStarts(QObject):
    """Listens for second starts; `second_start` tells of each."""

    second_start = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = _socket_name(folder)
        if not self._server.listen(name):
            # What a crash left behind bars the way; the profile's lock has told that nobody is there.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.write(b"here\n")
            socket.flush()
            socket.disconnected.connect(socket.deleteLater)
        self.second_start.emit()
