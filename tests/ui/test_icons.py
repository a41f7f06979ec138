"""Icons: one family, read right, tinted by the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from boothapp.paths import resources_dir
from ui.icons import icon_names, icon_pixmap
from ui.theme import apply_theme, load_theme
from ui.themed_icon import themed_icon

FOLDER = resources_dir() / "icons"
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
)
SIDE = 48


@pytest.mark.parametrize("name", icon_names())
def test_a_drawing_keeps_to_what_is_read(name: str) -> None:
    """Same grid, same pen, paths of absolute M, L, C and Z inside the grid, and nothing else."""
    first, *paths, last = (FOLDER / f"{name}.svg").read_text(encoding="ascii").splitlines()
    assert (first, last) == (HEAD, "</svg>")
    for path in paths:
        data = re.fullmatch(r'  <path d="([MLCZ0-9. ]+)"( fill="currentColor" stroke="none")?/>', path)
        assert data is not None, path
        assert all(0 < float(number) < 24 for number in re.findall(r"[0-9.]+", data[1]))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", icon_names())
def test_an_icon_looks_as_any_svg_reader_draws_it(name: str) -> None:
    """Our few lines agree with Qt's own SVG renderer, up to the rounding of edges."""
    drawing = (FOLDER / f"{name}.svg").read_bytes().replace(b"currentColor", b"#000000")
    theirs = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    theirs.fill(Qt.GlobalColor.transparent)
    painter = QPainter(theirs)
    QSvgRenderer(drawing).render(painter, QRectF(0, 0, SIDE, SIDE))
    painter.end()
    ours = icon_pixmap(name, SIDE, 1.0, QColor("#000000")).toImage().convertToFormat(theirs.format())
    worst = max(
        abs(ours.pixelColor(x, y).alpha() - theirs.pixelColor(x, y).alpha())
        for x in range(SIDE)
        for y in range(SIDE)
    )
    assert worst < 40


@pytest.mark.usefixtures("qapp")
def test_an_icon_takes_the_colour_asked_for() -> None:
    """Each opaque pixel has that colour, at one and at two device pixels a unit."""
    for ratio in (1.0, 2.0):
        image = icon_pixmap("ban", SIDE, ratio, QColor("#b02318")).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        assert image.width() == SIDE * ratio
        assert {colour.name() for colour in pixels if colour.alpha() == 255} == {"#b02318"}


def test_an_action_icon_follows_the_theme(qapp: QApplication) -> None:
    """The same QIcon is drawn in the ink of whichever theme is in force."""
    icon, drawn = themed_icon("sync"), {}
    for name in ("light", "dark", "light"):
        apply_theme(qapp, load_theme(name))
        drawn[name] = icon.pixmap(SIDE, SIDE).toImage()
    assert drawn["light"] != drawn["dark"]
