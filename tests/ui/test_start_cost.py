"""What the first screen must not load: PySide6 builds an enumeration, member by member, on first use."""

from __future__ import annotations

import subprocess
import sys

# Each of these costs every start 2 to 6 ms: QIcon's names, QGradient's presets, QStyle's hints and metrics.
COSTLY = {"ThemeIcon", "Preset", "StyleHint.SH_", "PixelMetric", "StandardPixmap"}

PROGRAM = """
import enum
build, built = enum.EnumType.__new__, []
def watched(kind, name, *rest, **more):
    built.append(build(kind, name, *rest, **more))
    return built[-1]
enum.EnumType.__new__ = watched
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from ui.theme import QT_ARGUMENTS, apply_theme, load_theme, system_theme_name
app = QApplication(["boothapp", *QT_ARGUMENTS])
apply_theme(app, load_theme(system_theme_name()), controls=False)
from tests.helpers.widget_samples import SAMPLES
page = QWidget()
column = QVBoxLayout(page)
for name in ("rail", "fields", "questions", "verdict", "callouts", "drafts", "status"):
    column.addWidget(SAMPLES[name]())
page.show()
app.processEvents()
print(*(each.__name__ for each in built))
import sys
print("PySide6.QtSvg" in sys.modules, "tomllib" in sys.modules)
"""


def test_the_first_screen_loads_no_large_enumeration() -> None:
    """Its widgets are built and painted without QIcon, QStyle, gradients, QtSvg or a TOML reader."""
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    names, loaded = result.stdout.splitlines()
    assert "AlignmentFlag" in names.split(), "the watch works"
    assert set(names.split()) & COSTLY == set()
    assert loaded == "False False"
