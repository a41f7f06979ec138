"""The hub of this booth: a process of its own beside the window, which ends with it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, Signal

from boothapp.own_processes import SERVE_BOOTH, own_command

if TYPE_CHECKING:
    from pathlib import Path

    from boothapp.domain.definition import LeadDefinition
    from boothapp.domain.show import Show

PORT = 47113
"""Always the same one, so that laptops find the hub again after a pause."""
_MODULE = "boothapp.hub.service.booth"
_PATIENCE_MS = 15_000


class Hosting(QObject):
    """Starts and ends the hub, and asks it for codes.

    `listening(urls, fingerprint)` tells where it is reached, `code_made(text, until)` a code for one laptop,
    `laptops_told` a list of (name, last seen, changes), `stopped(problem)` that it ended, with words if that
    was not asked for. `place` is what `listening` told, None while it does not listen.
    """

    listening = Signal(list, str)
    code_made = Signal(str, str)
    laptops_told = Signal(list)
    stopped = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem = ""
        self.place: tuple[list[str], str] | None = None
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether the hub runs, or is about to."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(
        self, store: Path, show: Show, definition: LeadDefinition, *, host: str, port: int = PORT
    ) -> None:
        """Serve this central store to the laptops of the network; ``host`` is this laptop's device id."""
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
        self._problem = ""
        self._process.setProcessEnvironment(environment)
        self._process.setStandardErrorFile(QProcess.nullDevice())  # it logs into a file beside the store
        program, *arguments = own_command(SERVE_BOOTH, _MODULE, str(store), str(port))
        self._process.start(program, arguments)
        texts = {"show_id": show.show_id, "show": show.source, "definitions": [definition.source]}
        self._ask({**texts, "host": host})

    def ask_code(self, url: str) -> None:
        """Make a code that lets one laptop in at this address."""
        self._ask({"code": url})

    def ask_laptops(self) -> None:
        """Ask who is connected."""
        self._ask({"laptops": True})

    def stop(self) -> None:
        """End it; what it took is durable."""
        self._process.closeWriteChannel()

    def end(self) -> None:
        """End it and wait for that, a little."""
        if self.is_on:
            self.stop()
            self._process.waitForFinished(_PATIENCE_MS)

    def _ask(self, question: dict[str, object]) -> None:
        self._process.write(json.dumps(question).encode() + b"\n")

    def _read(self) -> None:
        while self._process.canReadLine():
            self._take(json.loads(bytes(self._process.readLine().data())))

    def _take(self, told: dict[str, object]) -> None:
        match told:
            case {"urls": list(urls), "fingerprint": str(fingerprint)}:
                self.place = (urls, fingerprint)
                self.listening.emit(urls, fingerprint)
            case {"text": str(text), "until": str(until)}:
                self.code_made.emit(text, until)
            case {"laptops": list(laptops)}:
                self.laptops_told.emit(laptops)
            case {"error": str(problem)} | {"problem": str(problem)}:
                self._problem = problem

    def _finish(self) -> None:
        self.place = None
        self.stopped.emit(self._problem)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.stopped.emit(self._process.errorString())
