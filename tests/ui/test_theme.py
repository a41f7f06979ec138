"""Themes: contrast, the files, the switch."""

from __future__ import annotations

import tomllib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

from boothapp.errors import ThemeError
from boothapp.paths import resources_dir
from ui.theme import (
    TOUCH_TARGET,
    Theme,
    apply_theme,
    contrast,
    current_theme,
    load_theme,
    palette_of,
    scaled_font,
    system_theme_name,
    theme_names,
)

TONES = ("accent", "good", "caution", "borrowed", "stop")
NAMED = ("ground", "surface", "line", "ink", "muted", *TONES)


def text_pairs(theme: Theme) -> dict[str, tuple[QColor, QColor]]:
    """Every text colour with every ground that a widget or the style sheet sets it on."""
    pairs = {"on_accent/accent": (theme.on_accent, theme.accent), "surface/ink": (theme.surface, theme.ink)}
    for text in ("ink", "muted", *TONES):
        for ground in ("surface", "ground", "hover"):
            pairs[f"{text}/{ground}"] = (getattr(theme, text), getattr(theme, ground))
    for text in ("ink", "muted"):
        for ground in ("pressed", *(f"{tone}_soft" for tone in TONES)):
            pairs[f"{text}/{ground}"] = (getattr(theme, text), getattr(theme, ground))
    for tone in TONES:
        pairs[f"{tone}/its soft"] = theme.tone(tone)
    return pairs


@pytest.mark.parametrize("name", theme_names())
def test_every_text_can_be_read(name: str) -> None:
    """Text has 4.5:1 on each ground it stands on, and 7:1 in a high-contrast theme."""
    theme = load_theme(name)
    least = 7.0 if theme.high_contrast else 4.5
    ratios = {pair: contrast(*colours) for pair, colours in text_pairs(theme).items()}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize("name", theme_names())
def test_every_control_can_be_seen(name: str) -> None:
    """The edge of a field has 3:1 against the field, the focus ring against all around it (WCAG 1.4.11)."""
    theme = load_theme(name)
    assert contrast(theme.edge, theme.surface) >= 3
    assert min(contrast(theme.accent, ground) for ground in (theme.surface, theme.ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21:1, a colour on itself 1:1, and the order does not matter."""
    black, white, grey = QColor("#000"), QColor("#fff"), QColor("#767676")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, grey) == pytest.approx(1)
    assert contrast(grey, white) == contrast(white, grey) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", theme_names())
def test_theme_files_are_toml(name: str) -> None:
    """The reader that is quick to load reads what a TOML reader reads: ten colours, no more."""
    document = tomllib.loads((resources_dir() / "themes" / f"{name}.toml").read_text(encoding="utf-8"))
    theme = load_theme(name)
    assert tuple(document) == NAMED
    assert {key: getattr(theme, key).name() for key in NAMED} == document


def test_there_are_three_themes() -> None:
    """Light, dark and high contrast, and each knows which it is."""
    kinds = {name: (load_theme(name).dark, load_theme(name).high_contrast) for name in theme_names()}
    assert kinds == {"dark": (True, False), "high_contrast": (False, True), "light": (False, False)}


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('inc = "#000000"', 2),
        ('ink = "black-ish"', 2),
        ('ink = "#000000" # fine', 0),
        ("[colours]", 2),
        ("ink", 2),
    ],
)
def test_a_broken_theme_says_where(tmp_path, line: str, number: int) -> None:
    """A line that names no colour is reported with file, line and mend; a missing colour is asked for."""
    (tmp_path / "own.toml").write_text(f"# mine\n{line}\n", encoding="utf-8")
    with pytest.raises(ThemeError) as caught:
        load_theme("own", tmp_path)
    if number:
        assert f"own.toml:{number}: write one of ground" in str(caught.value)
    else:
        assert "own.toml: add ground, surface, line, muted" in str(caught.value)


def test_a_switch_reaches_what_is_shown(qtbot, qapp: QApplication) -> None:
    """A window that is open takes on another theme at once."""
    apply_theme(qapp, load_theme("light"))
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()
    before = label.grab().toImage()
    apply_theme(qapp, load_theme("dark"))
    qtbot.waitUntil(lambda: label.grab().toImage() != before)
    assert current_theme().name == "dark"
    assert label.palette() == palette_of(load_theme("dark"))
    apply_theme(qapp, load_theme("light"))


def test_touch_enlarges_the_targets(qapp: QApplication) -> None:
    """In touch mode a target is 44 px, else 32 px."""
    apply_theme(qapp, load_theme("light"), touch=True)
    assert current_theme().target == TOUCH_TARGET == 44
    apply_theme(qapp, load_theme("light"))
    assert current_theme().target == 32


def test_the_system_chooses_between_light_and_dark(qapp: QApplication) -> None:
    """The name follows the system's colour scheme."""
    dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert system_theme_name() == ("dark" if dark else "light")


def test_type_scale_follows_the_system_font(qapp: QApplication) -> None:
    """Sizes are shares of the system font's, so that a larger one enlarges all."""
    sizes = [scaled_font(step).pointSizeF() for step in ("caption", "body", "title", "heading", "display")]
    assert sizes == sorted(sizes)
    assert sizes[1] == qapp.font().pointSizeF()
