"""The short style sheet for Qt's own controls; the app's own widgets paint themselves.

Every rule costs start-up time for every widget, so there are few, they name the exact class (`.QPushButton`)
where the app has subclasses of its own, and none looks at ancestors or at all widgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from ui.theme import Theme

_SHEET = """
QAbstractScrollArea { border: 0; background: transparent; }
LineEdit { background: transparent; border: 0; }
.QLineEdit, .QPlainTextEdit, .QTextEdit {
    background: %(surface)s; color: %(ink)s; border: 1px solid %(edge)s; border-radius: 6px; padding: 0 8px;
    selection-background-color: %(accent)s; selection-color: %(on_accent)s;
}
.QLineEdit { min-height: %(inner)spx; }
.QPlainTextEdit, .QTextEdit { padding: 4px; }
.QLineEdit:hover, .QPlainTextEdit:hover { border-color: %(muted)s; }
.QLineEdit:focus, .QPlainTextEdit:focus, .QTextEdit:focus { border: 2px solid %(accent)s; padding: 0 7px; }
.QPlainTextEdit:focus, .QTextEdit:focus { padding: 3px; }
.QPushButton {
    background: %(surface)s; color: %(ink)s; border: 1px solid %(rim)s; border-radius: 6px;
    padding: 0 12px; min-height: %(inner)spx; min-width: 64px;
}
.QPushButton:hover { background: %(hover)s; }
.QPushButton:pressed { background: %(pressed)s; }
.QPushButton:default { background: %(accent)s; color: %(on_accent)s; border-color: %(accent)s; }
.QPushButton:focus { border: 2px solid %(focus)s; padding: 0 11px; }
.QPushButton:disabled { color: %(muted)s; background: %(hover)s; }
QAbstractItemView {
    background: %(surface)s; border: 0; outline: 0;
    selection-background-color: %(chosen)s; selection-color: %(ink)s;
}
QComboBoxListView { border: 1px solid %(edge)s; }
QTableView { gridline-color: %(line)s; }
QHeaderView { background: %(surface)s; }
QHeaderView::section {
    background: %(surface)s; color: %(muted)s; border: 0; border-bottom: 1px solid %(line)s;
    padding: 0 3px; height: %(target)spx;
}
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle {
    background: %(rim)s; border-radius: 3px; margin: 3px; min-height: 32px; min-width: 32px;
}
QScrollBar::handle:hover { background: %(muted)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: %(surface)s; border: 1px solid %(line)s; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; min-height: 20px; border-radius: 4px; }
QMenu::item:selected { background: %(chosen)s; color: %(ink)s; }
QMenu::separator { height: 1px; background: %(line)s; margin: 4px 8px; }
QToolTip { background: %(ink)s; color: %(surface)s; border: 0; padding: 4px 8px; }
QSplitter::handle { background: transparent; }
"""


def style_sheet(theme: Theme) -> str:
    """Give the sheet in this theme's colours, for `QApplication.setStyleSheet`."""
    values = theme._asdict().items()
    colours = {name: value.name() for name, value in values if isinstance(value, QColor)}
    sizes = {"target": theme.target, "inner": theme.target - 2}
    strong = {
        "chosen": (theme.pressed if theme.high_contrast else theme.accent_soft).name(),
        "focus": (theme.ink if theme.high_contrast else theme.accent).name(),
    }
    return _SHEET % (colours | sizes | strong)
