"""Colours, type scale and spacing: a theme file becomes a `Theme`, a `Theme` the look of the application.

A theme is ten named colours in `resources/themes/*.toml`; every other shade is mixed from those ten here, so
a new theme cannot be half done. The theme in force hangs on the QApplication, as Qt's palette and font do,
and each widget reads it when it paints: switching needs only the palette change that Qt sends to all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from boothapp.errors import ThemeError
from boothapp.paths import resources_dir

# For QApplication: the style that the app is drawn for. Setting it later costs 5 ms, for QStyle in Python.
QT_ARGUMENTS = ("-style", "fusion")

HALF = 4  # the 8 px grid and its half step, in device-independent pixels
GRID = 8
GAP = 16
ROOM = 24
RADIUS = 6
CARD_RADIUS = 10
TARGET = 32  # smallest thing to hit
TOUCH_TARGET = 44
FOCUS_WIDTH = 2

# Relative to the system's own font, so that a user's larger font enlarges everything.
TYPE_SCALE = {"caption": 0.88, "body": 1.0, "title": 1.12, "heading": 1.45, "display": 3.0}
_BOLDER = {"title": QFont.Weight.DemiBold, "heading": QFont.Weight.DemiBold, "display": QFont.Weight.DemiBold}

_NAMED = ("ground", "surface", "line", "ink", "muted", "accent", "good", "caution", "borrowed", "stop")
_PROPERTY = "boothapp_theme"
_LINEAR_UP_TO = 0.04045  # sRGB transfer function, IEC 61966-2-1
_DRAWN_EDGE = 7.0  # a theme whose plain lines are this strong is a high-contrast one


class Theme(NamedTuple):
    """Ten colours from the file, the shades mixed from them, and the size of a target in px.

    `edge` bounds what is typed into (3:1 on the surface), `rim` what its words mark already: buttons, chips.
    """

    name: str
    ground: QColor
    surface: QColor
    line: QColor
    ink: QColor
    muted: QColor
    accent: QColor
    good: QColor
    caution: QColor
    borrowed: QColor
    stop: QColor
    on_accent: QColor
    edge: QColor
    rim: QColor
    hover: QColor
    pressed: QColor
    accent_soft: QColor
    good_soft: QColor
    caution_soft: QColor
    borrowed_soft: QColor
    stop_soft: QColor
    dark: bool
    high_contrast: bool
    target: int = TARGET

    def tone(self, tone: str) -> tuple[QColor, QColor]:
        """Text colour and soft fill for accent, good, caution, borrowed or stop; quiet grey for others."""
        if tone in ("accent", "good", "caution", "borrowed", "stop"):
            return getattr(self, tone), getattr(self, f"{tone}_soft")
        return self.muted, self.hover


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= _LINEAR_UP_TO else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(colour: QColor, into: QColor, share: float) -> QColor:
    """`share` (0 to 1) of one colour mixed into another."""
    rest = 1.0 - share
    return QColor(
        round(colour.red() * share + into.red() * rest),
        round(colour.green() * share + into.green() * rest),
        round(colour.blue() * share + into.blue() * rest),
    )


def load_theme(name: str, folder: Path | None = None) -> Theme:
    """Give the theme of that name; raises ThemeError with file, line and mend.

    The file is TOML of the plainest kind and read as such here: importing tomllib costs every start 4 ms.
    """
    path = (folder or _themes()) / f"{name}.toml"
    colours: dict[str, QColor] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        name_given, _, rest = line.partition(" = ")
        value, comment = rest[:9], rest[9:].strip()
        colour = QColor(value.strip('"'))
        if name_given not in _NAMED or not colour.isValid() or (comment and not comment.startswith("#")):
            raise ThemeError(f'{path}:{number}: write one of {", ".join(_NAMED)} as name = "#rrggbb"')
        colours[name_given] = colour
    if missing := [each for each in _NAMED if each not in colours]:
        raise ThemeError(f"{path}: add {', '.join(missing)}")
    return _derive(name, colours)


def _derive(name: str, named: dict[str, QColor]) -> Theme:
    surface, ink, accent, line = named["surface"], named["ink"], named["accent"], named["line"]
    high_contrast = contrast(line, surface) > _DRAWN_EDGE
    dark = surface.lightness() < ink.lightness()
    white, black = QColor("#ffffff"), QColor("#0b0d12")
    depth = 0.0 if high_contrast else 0.13 if dark else 0.09
    return Theme(
        name=name,
        ground=named["ground"],
        surface=surface,
        line=line,
        ink=ink,
        muted=named["muted"],
        accent=accent,
        good=named["good"],
        caution=named["caution"],
        borrowed=named["borrowed"],
        stop=named["stop"],
        on_accent=max(white, black, key=lambda text: contrast(text, accent)),
        edge=line if high_contrast else mix(ink, surface, 0.42 if dark else 0.48),
        rim=line if high_contrast else mix(ink, surface, 0.24 if dark else 0.22),
        hover=mix(ink, surface, 0.1 if high_contrast else 0.07 if dark else 0.045),
        pressed=mix(ink, surface, 0.16 if high_contrast else 0.12 if dark else 0.09),
        accent_soft=mix(accent, surface, depth),
        good_soft=mix(named["good"], surface, depth),
        caution_soft=mix(named["caution"], surface, depth),
        borrowed_soft=mix(named["borrowed"], surface, depth),
        stop_soft=mix(named["stop"], surface, depth),
        dark=dark,
        high_contrast=high_contrast,
    )


def _themes() -> Path:
    return resources_dir() / "themes"


def theme_names() -> list[str]:
    """Give the names that `load_theme` takes."""
    return sorted(path.stem for path in _themes().glob("*.toml"))


def system_theme_name() -> str:
    """`dark` or `light`, as the system is set."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, theme: Theme, *, touch: bool = False, controls: bool = True) -> None:
    """Give the whole application this look, at start or later; `touch` enlarges the targets.

    `controls=False` leaves Qt's own controls (tables, menus, scroll bars) plain: the first screen has none,
    and the mere presence of a style sheet costs each start 5 ms. Call again with them once the window is up.
    """
    theme = theme._replace(target=TOUCH_TARGET if touch else TARGET)
    app.setProperty(_PROPERTY, theme)
    app.setPalette(palette_of(theme))
    if controls:
        from ui.style_sheet import style_sheet  # noqa: PLC0415

        app.setStyleSheet(style_sheet(theme))


def current_theme() -> Theme:
    """Give the theme in force; before `apply_theme`, the one the system asks for."""
    app = QCoreApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    if isinstance(theme, Theme):
        return theme
    theme = load_theme(system_theme_name())
    if app is not None:
        app.setProperty(_PROPERTY, theme)
    return theme


def palette_of(theme: Theme) -> QPalette:
    """Give Qt's palette for what Fusion draws by itself."""
    role = QPalette.ColorRole
    palette = QPalette(theme.surface, theme.ground)
    for which, colour in (
        (role.WindowText, theme.ink),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.hover),
        (role.Text, theme.ink),
        (role.Button, theme.surface),
        (role.ButtonText, theme.ink),
        (role.BrightText, theme.stop),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.ink),
        (role.ToolTipText, theme.surface),
        (role.Mid, theme.line),
        (role.Midlight, theme.hover),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, theme.muted)
    return palette


def scaled_font(step: str) -> QFont:
    """Give the system font at a step of the type scale (`caption`, `body`, `title`, `heading`, `display`)."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * TYPE_SCALE[step])
    if step in _BOLDER:
        font.setWeight(_BOLDER[step])
    return font
