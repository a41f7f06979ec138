"""The short style sheet for Qt's own controls; the app's own widgets paint themselves.

Every rule costs start-up time for every widget, so there are few, they name the exact class (`.QPushButton`)
where the app has subclasses of its own, and none looks at ancestors or at all widgets.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.theme import Theme

_SHEET = Template("""
QAbstractScrollArea { border: 0; background: transparent; }
QLineEdit, QPlainTextEdit, QTextEdit {
    background: $surface; color: $ink; border: 1px solid $edge; border-radius: 6px; padding: 0 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { min-height: ${inner}px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:hover, QPlainTextEdit:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 0 7px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px; }
QLineEdit[problem="true"] { border-color: $caution; }
.QPushButton {
    background: $surface; color: $ink; border: 1px solid $rim; border-radius: 6px;
    padding: 0 12px; min-height: ${inner}px; min-width: 64px;
}
.QPushButton:hover { background: $hover; }
.QPushButton:pressed { background: $pressed; }
.QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
.QPushButton:focus { border: 2px solid $focus; padding: 0 11px; }
.QPushButton:disabled { color: $muted; background: $hover; }
QAbstractItemView { background: $surface; border: 0; outline: 0; }
QTableView { gridline-color: $line; selection-background-color: $accent_soft; selection-color: $ink; }
QHeaderView { background: $surface; }
QHeaderView::section {
    background: $surface; color: $muted; border: 0; border-bottom: 1px solid $line;
    padding: 0 8px; height: ${target}px;
}
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; min-height: 20px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $ink; color: $surface; border: 0; padding: 4px 8px; }
QSplitter::handle { background: transparent; }
""")


def style_sheet(theme: Theme) -> str:
    """Give the sheet in this theme's colours, for `QApplication.setStyleSheet`."""
    names = (
        "ink",
        "surface",
        "edge",
        "accent",
        "on_accent",
        "muted",
        "caution",
        "hover",
        "pressed",
        "line",
        "rim",
    )
    colours = {name: getattr(theme, name).name() for name in names}
    return _SHEET.substitute(
        colours,
        accent_soft=theme.pressed.name() if theme.high_contrast else theme.accent_soft.name(),
        focus=theme.ink.name() if theme.high_contrast else theme.accent.name(),
        target=theme.target,
        inner=theme.target - 2,
    )
