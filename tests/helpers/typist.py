"""A person at the real window, in a process of its own that a test may kill: `typist.py PROFILE CARDS`.

Types one card after another, letter by letter, and tells on standard output what is durable: `saved NAME`
once a save came back, `half NAME` once half of a card's problem was typed and kept as a draft.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.hands import ALT, CTRL, Key, press, write
from ui.session import Session

PASSPHRASE = "correct horse battery"
PROBLEM = "Two of five packing lines stop every week, and nobody knows why until it is too late."
LETTER_MS = 3
AUTOSAVED_MS = 700


def steps(session: Session, cards: int) -> Iterator[int]:
    """Do one thing after another; each gives how many ms to wait until the next."""
    window = session.window
    assert window is not None
    window.activateWindow()
    for number in range(cards):
        name = f"Visitor {number}"
        for letter in name:
            write(letter)
            yield LETTER_MS
        press(Key.Key_1, ALT)
        for place, letter in enumerate(PROBLEM):
            write(letter)
            yield LETTER_MS
            if place == len(PROBLEM) // 2:
                yield AUTOSAVED_MS
                tell(f"half {name}")
        press(Key.Key_Return, CTRL)
        yield LETTER_MS


def tell(line: str) -> None:
    """Say it where the test reads."""
    print(line, flush=True)  # noqa: T201 - standard output is the way to the test


def main() -> None:
    """Open the profile with the sample show and type."""
    folder, cards = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication([])
    session = Session(app, folder, passphrase=PASSPHRASE)
    session.start()
    todo: list[Iterator[int]] = []

    def go_on() -> None:
        window = session.window
        if window is None:
            assert session.welcome is not None
            button = session.welcome.findChild(QPushButton, "welcome_sample")
            assert button is not None
            button.click()
        elif not window.capture.tasks.is_open or window.capture.desk is None:
            pass
        else:
            if not todo:
                window.capture.desk.card_kept.connect(lambda saved: tell(f"saved {saved.kept.form.title}"))
                todo.append(steps(session, cards))
            wait = next(todo[0], None)
            if wait is not None:
                QTimer.singleShot(wait, go_on)
            return
        QTimer.singleShot(20, go_on)

    QTimer.singleShot(0, go_on)
    app.exec()


if __name__ == "__main__":
    main()
