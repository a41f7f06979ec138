"""The column of the capture form: a bar where it scrolls, and none where all fits."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.qt_override import override
from ui.screens.capture_column import Column


class Wrapping(QWidget):
    """Goes on in a second line where it has not the whole width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def heightForWidth(self, width: int) -> int:
        return 200 if width >= 290 else 400

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, 200)


def test_the_bar_goes_once_all_fits_again(qtbot: QtBot):
    """Beside the bar the parts are higher than the column, without it they are not: it does not stay."""
    page = QWidget()
    qtbot.addWidget(page)
    column = Column(name="column", parent=page)
    column.add(Wrapping(column.content))
    more = column.add(QWidget(column.content))
    more.setFixedHeight(300)
    more.hide()
    column.resize(300, 240)
    page.resize(300, 240)
    with qtbot.waitExposed(page):
        page.show()
    assert not column.verticalScrollBar().isVisible()
    more.show()
    qtbot.waitUntil(column.verticalScrollBar().isVisible)
    more.hide()
    qtbot.waitUntil(lambda: not column.verticalScrollBar().isVisible())
    assert column.viewport().width() >= 290
