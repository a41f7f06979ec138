"""Every screen can be looked at: in each theme, at the usual and at the smallest size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.helpers.pictures import SIZES, photographed
from tests.helpers.windows import RunningApp
from ui.main_window import SCREENS
from ui.theme import load_theme, theme_names

ARTEFACTS = Path(__file__).resolve().parents[2] / "build" / "pictures"


def test_every_screen_shows_itself_in_its_theme(qtbot: QtBot, tmp_path: Path):
    """No screen is blank, and the ground has the theme's colour; the pictures are in build/pictures."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    app = RunningApp(qtbot, tmp_path / "profile")
    try:
        taken = dict(photographed(qtbot, app))
    finally:
        app.end()
    assert len(taken) == len(SCREENS) * len(theme_names()) * len(SIZES)
    for name, image in taken.items():
        image.save(str(ARTEFACTS / f"{name}.png"))
        _, theme, size = name.split("-")
        assert f"{image.width()}x{image.height()}" == size
        assert colours(image) > 20, name
        ground = QColor(load_theme(theme).ground)
        assert image.pixelColor(image.width() // 2, 4) == ground, name


def colours(image: QImage) -> int:
    """How many colours are met on a coarse grid."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})
