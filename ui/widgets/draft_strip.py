"""The cards that wait: one line of drafts, newest first, the rest behind a count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

_LONGEST_TITLE = 28  # characters


class DraftItem(NamedTuple):
    """One waiting card: its id, who it is about, how long it waits, in words."""

    id: str
    title: str
    age: str


class DraftStrip(QWidget):
    """A line of drafts: `draft_chosen(id)` tells that a person goes back to one.

    `draft_discarded(id)` tells that nobody wants it any more: Delete on it, or its menu.
    """

    draft_chosen = Signal(str)
    draft_discarded = Signal(str)

    def __init__(self, *, name: str = "drafts", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Drafts"))
        self._drafts: tuple[DraftItem, ...] = ()
        self._buttons: list[Button] = []
        self._before: QWidget | None = None
        self._label = Caption()
        self._more = Button("", name=f"{name}_more", kind="quiet", icon="more", tip=self.tr("More drafts"))
        self._more.clicked.connect(self._open_more)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._label)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_drafts(())

    def set_drafts(self, drafts: Sequence[DraftItem]) -> None:
        """Show these, newest first."""
        if self._buttons and self._drafts == tuple(drafts):  # a hand may be on one of them
            return
        self._drafts = tuple(drafts)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(draft) for draft in self._drafts[:12]]
        for place, button in enumerate(self._buttons):
            self._row.insertWidget(1 + place, button)
        self._label.setText(
            self.tr("Drafts: {count}").format(count=len(self._drafts)) if self._drafts else ""
        )
        self._order_tabs()
        self._show_what_fits()

    def come_after(self, before: QWidget) -> None:
        """Let Tab come here from this widget; made late, drafts would else be the last of the window."""
        self._before = before
        self._order_tabs()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            for button, draft in zip(self._buttons, self._drafts, strict=False):
                if button.hasFocus():
                    self.draft_discarded.emit(draft.id)
                    return
        super().keyPressEvent(event)

    def _button(self, draft: DraftItem) -> Button:
        button = Button(
            _short(draft.title), name=f"{self.objectName()}_{draft.id}", icon="edit", key_hint=draft.age
        )
        button.setAccessibleName(f"{draft.title}, {draft.age}")
        button.setToolTip(self.tr("Enter opens it, Delete discards it"))
        button.clicked.connect(lambda: self.draft_chosen.emit(draft.id))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda where: self._open_menu(button, draft.id, where))
        return button

    def _open_menu(self, button: Button, draft_id: str, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("&Open"), lambda: self.draft_chosen.emit(draft_id))
        menu.addAction(self.tr("&Discard"), lambda: self.draft_discarded.emit(draft_id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(where))

    def _order_tabs(self) -> None:
        if self._before is not None:
            for first, second in pairwise([self._before, *self._buttons, self._more]):
                QWidget.setTabOrder(first, second)

    def _show_what_fits(self) -> None:
        widths = [button.sizeHint().width() + GRID for button in self._buttons]
        room = self.width() - self._label.sizeHint().width()
        all_fit = len(self._buttons) == len(self._drafts) and sum(widths) <= room
        if not all_fit:
            room -= self._more.sizeHint().width() + GRID
        for button, width in zip(self._buttons, widths, strict=True):
            room -= width
            button.setVisible(room >= 0)
        self._more.setVisible(not all_fit)

    def _open_more(self) -> None:
        menu = QMenu(self)
        for draft in self._drafts:
            entry = menu.addAction(f"{draft.title.replace('&', '&&')}\t{draft.age}")
            entry.triggered.connect(lambda _checked=False, chosen=draft.id: self.draft_chosen.emit(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


def _short(title: str) -> str:
    cut = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
    return cut.replace("&", "&&")
