"""Setup's camera card: the show's codes and the tick, in force at once and after a restart."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from boothapp.domain.symbology import USUAL, Symbology
from tests.helpers.found import child
from tests.helpers.windows import RunningApp
from ui.widgets.chip import Chip


def test_the_codes_of_the_badges_are_chosen(start_app, qtbot: QtBot):
    """A chip is pressed; the show's text names the codes, and capture looks for them."""
    app: RunningApp = start_app()
    window = app.begin()
    window.show_screen("setup")
    chips = {each: child(window, Chip, f"symbologies_{each.value}") for each in Symbology}
    assert [each for each, chip in chips.items() if chip.isChecked()] == list(USUAL)
    chips[Symbology.CODE_39].click()
    wanted = (*USUAL, Symbology.CODE_39)
    qtbot.waitUntil(lambda: window.capture.setup.show.symbologies == wanted)
    assert "Code39" in window.capture.setup.show.source
    assert window.capture.sight is not None
    assert window.capture.sight._show.symbologies == wanted


def test_the_tick_is_silenced(start_app, qtbot: QtBot):
    """It stays so, also in the next run of the app."""
    app: RunningApp = start_app()
    window = app.begin()
    sight = window.capture.sight
    assert sight is not None
    assert sight._may_tick
    window.show_screen("setup")
    tick = child(window, Chip, "scan_tick")
    qtbot.waitUntil(tick.isChecked)
    tick.click()
    qtbot.waitUntil(lambda: not sight._may_tick)
    app.end()
    again: RunningApp = start_app(app.folder, app.keyring)
    again.wait_open()
    qtbot.waitUntil(
        lambda: again.window.capture.sight is not None and not again.window.capture.sight._may_tick
    )
