"""A question that blocks: it ends as often as it is asked, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.dialog import Dialog
from ui.widgets.text import Text

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from ui.dialogs.dialog import Dialog

app = QApplication([])
window = QWidget()
window.show()
kept = []
for is_kept in (False, True) * 3:
    dialog = Dialog("Really?", "It cannot be taken back.", name="really", yes="Yes", parent=window)
    gone = []
    dialog.destroyed.connect(lambda: gone.append(True))
    dialog.open()
    QTimer.singleShot(20, dialog.accept)
    kept += [dialog] if is_kept else []
    del dialog
    QTest.qWait(60)
    assert gone, "it is still there"
print("all gone")
"""


def test_a_dialog_that_was_answered_goes_quietly() -> None:
    """Nothing looks at it any more once Qt has deleted it: that ended the whole app, or told of a bug."""
    run = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", PROGRAM],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout) == (0, "all gone\n"), run.stderr
    assert "Error" not in run.stderr


def test_a_dialog_that_grows_keeps_its_buttons_on_the_screen(qtbot: QtBot) -> None:
    """What is told later makes it taller: then it goes up, so that what it asks can be answered."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = Dialog("List", "Read as CSV.", name="list", yes="Take in", parent=window)
    dialog.open()
    room = dialog.screen().availableGeometry()
    dialog.move(room.x(), room.bottom() - dialog.height() - 10)
    dialog.body.addWidget(Text("one more line\n" * 8))
    qtbot.waitUntil(lambda: dialog.frameGeometry().bottom() <= room.bottom() and dialog.yes.y() > 150)
    dialog.reject()
