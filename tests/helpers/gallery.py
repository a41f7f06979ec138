"""Renders every widget in every theme, at 100 % and 200 %: `python tests/helpers/gallery.py FOLDER`.

Each scale needs a process of its own, since Qt reads it once at start.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCALES = (1, 2)


def main() -> None:
    """Render, or hand each scale to a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=int, help="render at this scale only")
    parser.add_argument("--font", default="", help="a font family instead of the system's")
    parser.add_argument("--rtl", action="store_true", help="lay out from right to left")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.scale is not None:
        _render_all(options.folder, options.scale, options.font, rtl=options.rtl)
        return
    for scale in SCALES:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        again = [sys.executable, __file__, *sys.argv[1:], f"--scale={scale}"]
        subprocess.run(again, env=environment, check=True)


def _render_all(folder: Path, scale: int, font: str, *, rtl: bool) -> None:
    sys.path.insert(0, str(ROOT))
    # Imported here: the process that only starts the others needs no Qt.
    from PySide6.QtCore import Qt  # noqa: PLC0415
    from PySide6.QtGui import QFont  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from tests.helpers.widget_samples import SAMPLES, sample_page  # noqa: PLC0415
    from ui.theme import QT_ARGUMENTS, apply_theme, load_theme, theme_names  # noqa: PLC0415

    app = QApplication([__file__, *QT_ARGUMENTS])
    if font:
        app.setFont(QFont(font, app.font().pointSize()))
    if rtl:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for name in theme_names():
        apply_theme(app, load_theme(name))
        page = sample_page(SAMPLES)
        page.show()
        app.processEvents()
        page.grab().save(str(folder / f"widgets-{name}-{scale}x{'-rtl' if rtl else ''}.png"))
        page.close()


if __name__ == "__main__":
    main()
