"""What holds for all widgets alike."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

import ui.widgets
from tests.helpers.widget_samples import SAMPLES, sample_page
from ui.theme import TARGET, TOUCH_TARGET, apply_theme, load_theme, theme_names

MODULES = sorted(module.name for module in pkgutil.iter_modules(ui.widgets.__path__))
INTERACTIVE = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
PAST = re.compile(r"(^|_)(chosen|changed|discarded|pressed|edited|ended|hidden|moved|focused)$")


def interactive_parts(widget: QWidget) -> list[QWidget]:
    """Everything in it that a person can act on now."""
    parts = (widget, *widget.findChildren(QWidget))
    return [part for part in parts if isinstance(part, INTERACTIVE) and not part.isHidden()]


def shown(qtbot, name: str, width: int = 700) -> QWidget:
    """One sample on a page that is shown; qtbot keeps the page alive."""
    page, sample = QWidget(), SAMPLES[name]()
    sample.setParent(page)
    sample.resize(width, sample.sizeHint().height())
    page.resize(sample.size())
    qtbot.addWidget(page)
    qtbot.pages = [*getattr(qtbot, "pages", ()), page]
    page.show()
    sample.show()
    return sample


def picture(widget: QWidget) -> QImage:
    """What the widget looks like now."""
    return widget.grab().toImage()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_part_has_a_name(qtbot, name: str) -> None:
    """What can be acted on has an object name of its own and an accessible name without a mnemonic's mark."""
    parts = interactive_parts(shown(qtbot, name))
    names = [part.objectName() for part in parts]
    assert all(names)
    assert len(names) == len(set(names))
    spoken = [part.accessibleName() or part.text() for part in parts]  # type: ignore[attr-defined]
    assert all(word and not word.startswith("&") for word in spoken)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_target_can_be_hit(qtbot, qapp: QApplication, name: str) -> None:
    """A target is at least 32 px high and wide, 44 px in touch mode."""
    for touch, least in ((False, TARGET), (True, TOUCH_TARGET)):
        apply_theme(qapp, load_theme("light"), touch=touch)
        parts = [part for part in interactive_parts(shown(qtbot, name)) if part.isVisible()]
        fixed = {"status"}  # the status bar repeats what stands on the screens, and keeps its height
        small = [p.objectName() for p in parts if min(p.width(), p.height()) < least and name not in fixed]
        assert small == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_label_leads_somewhere(qtbot, name: str) -> None:
    """A label with a mnemonic has a buddy."""
    labels = shown(qtbot, name).findChildren(QLabel)
    lost = [label.text() for label in labels if re.search("&[^& ]", label.text()) and label.buddy() is None]
    assert lost == []


@pytest.mark.parametrize("name", SAMPLES)
def test_focus_can_be_seen(qtbot, name: str) -> None:
    """Whatever takes the focus looks different while it has it."""
    sample = shown(qtbot, name)
    for part in interactive_parts(sample):
        if part.focusPolicy() == Qt.FocusPolicy.NoFocus or not part.isVisibleTo(sample):
            continue
        part.clearFocus()
        around = part.parentWidget() if isinstance(part, QPlainTextEdit) else part
        assert around is not None
        before = picture(around)
        part.setFocus()
        if part.hasFocus():
            assert picture(around) != before, part.objectName()


@pytest.mark.parametrize("name", SAMPLES)
def test_each_theme_is_a_look_of_its_own(qtbot, qapp: QApplication, name: str) -> None:
    """A shown widget changes with the theme, and back again to the pixel."""
    sample = shown(qtbot, name)
    looks: dict[str, QImage] = {}
    for theme in (*theme_names(), "light"):
        apply_theme(qapp, load_theme(theme))
        if theme in looks:
            assert picture(sample) == looks[theme]
        looks[theme] = picture(sample)
    assert all(looks[one] != looks[other] for one in looks for other in looks if one < other)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_style_sheet_moves_nothing(qtbot, qapp: QApplication, name: str) -> None:
    """The app's own widgets look the same before the style sheet arrives and after."""
    qapp.setStyleSheet("")
    sample = shown(qtbot, name)
    for plain in sample.findChildren(QPushButton, "qt_button"):
        plain.hide()
    before, size = picture(sample), sample.sizeHint()
    apply_theme(qapp, load_theme("light"))
    assert picture(sample) == before
    assert sample.sizeHint() == size


@pytest.mark.parametrize("name", SAMPLES)
def test_from_right_to_left_it_is_mirrored(qtbot, name: str) -> None:
    """Laid out from right to left, each widget looks different and keeps its size."""
    sample = shown(qtbot, name)
    before, size = picture(sample), sample.sizeHint()
    sample.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert sample.sizeHint() == size
    assert picture(sample) != before


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_needs_a_wide_window(qtbot, width: int) -> None:
    """No widget but a row of buttons refuses to be as narrow as a column of the smallest window."""
    for name in SAMPLES:
        if name not in ("buttons", "badges"):
            assert shown(qtbot, name, width).width() <= max(width, 400), name


def test_all_fit_together(qtbot) -> None:
    """The page that the gallery photographs can be built."""
    page = sample_page(SAMPLES)
    qtbot.addWidget(page)
    page.show()
    assert not picture(page).isNull()


def test_every_widget_module_has_a_sample() -> None:
    """The samples use every module, so that what is said here is said of all."""
    used = {part.__module__ for make in SAMPLES.values() for part in _with_children(make())}
    drawn_with = {"ui.widgets.paint", "ui.widgets.flow_layout"}
    assert {f"ui.widgets.{name}" for name in MODULES} - used - drawn_with == set()


def _with_children(widget: QWidget) -> list[type]:
    parts = (widget, *widget.findChildren(QWidget))
    widget.deleteLater()
    return [kind for part in parts for kind in type(part).__mro__]


def test_signals_are_past_facts() -> None:
    """Each signal of a widget says what has happened."""
    signals = {
        name
        for module in MODULES
        for kind in vars(importlib.import_module(f"ui.widgets.{module}")).values()
        if isinstance(kind, type) and kind.__module__.startswith("ui.widgets")
        for name, value in vars(kind).items()
        if isinstance(value, Signal)
    }
    assert len(signals) > 10
    assert {name for name in signals if not PAST.search(name)} == set()


def test_widgets_know_no_service() -> None:
    """Importing all widgets brings in nothing of the core but its errors and paths."""
    wanted = f"import {', '.join(f'ui.widgets.{name}' for name in MODULES)}, sys"
    listing = "print(*(name for name in sys.modules if name.startswith('boothapp')))"
    result = subprocess.run(
        [sys.executable, "-c", f"{wanted}; {listing}"], capture_output=True, text=True, check=True
    )
    assert set(result.stdout.split()) == {"boothapp", "boothapp.errors", "boothapp.paths"}
