"""Help: a page of Markdown from resources/help, in a window that does not stand in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from boothapp.paths import resources_dir
from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button

_WIDTH, _HEIGHT = 640, 560


class HelpPage(QDialog):
    """One page; links lead to the other pages."""

    def __init__(self, page: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle(self.tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._text = QTextBrowser()
        self._text.setObjectName("help_text")
        self._text.setAccessibleName(self.tr("Help"))
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(lambda url: self.show_page(url.fileName().removesuffix(".md")))
        close = Button(self.tr("&Close"), name="help_close", kind="primary", key_hint="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, GAP, GAP)
        column.setSpacing(GRID)
        column.addWidget(self._text, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.show_page(page)

    def show_page(self, page: str) -> None:
        """Show the page of this name; one that is not written yet leads to the shortcuts."""
        folder = resources_dir() / "help"
        path = folder / f"{page}.md"
        if not path.is_file():
            path = folder / "shortcuts.md"
        self._text.setMarkdown(path.read_text(encoding="utf-8"))


def show_help(parent: QWidget, page: str) -> None:
    """Open the page over the window."""
    HelpPage(page, parent=parent).open()
