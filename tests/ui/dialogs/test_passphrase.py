"""What the passphrase dialog says and when it lets one on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from boothapp.errors import BoothappError, NoKeyError, WrongPassphraseError
from ui.dialogs.passphrase import PassphraseDialog


def said(qtbot: QtBot, error: BoothappError, *, is_new: bool) -> str:
    """All texts of the dialog."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PassphraseDialog(error, is_new=is_new, parent=window)
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize(
    ("error", "is_new", "asks_to_choose"),
    [
        (NoKeyError("-"), True, True),
        (NoKeyError("-"), False, False),
        (WrongPassphraseError("-"), False, False),
    ],
)
def test_only_a_new_profile_is_given_a_passphrase(
    qtbot: QtBot, error: BoothappError, *, is_new: bool, asks_to_choose: bool
) -> None:
    """Who has a passphrase already is asked for it, never told to choose one."""
    assert ("Choose a passphrase" in said(qtbot, error, is_new=is_new)) is asks_to_choose


def test_a_wrong_passphrase_is_said(qtbot: QtBot) -> None:
    """The second attempt says that the first did not fit."""
    assert "does not open" in said(qtbot, WrongPassphraseError("-"), is_new=False)
