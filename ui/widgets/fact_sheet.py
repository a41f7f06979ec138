"""Facts as label and value, to read, select and copy: one widget, cheap to change."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL_WIDTH = 112


class Fact(NamedTuple):
    """One line: label, value, a quiet remark after it; `tone` colours the value, "quiet" greys it.

    `link` is a `mailto:` or `tel:` address that a click opens. A fact without a value is a heading; one with
    `stacked` has its value on a line of its own, for long labels.
    """

    label: str
    value: str = ""
    remark: str = ""
    tone: str = ""
    link: str = ""
    stacked: bool = False


class FactSheet(QLabel):
    """Lines of `Fact`s; their text can be selected with the mouse and the keyboard."""

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._facts: tuple[Fact, ...] = ()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setOpenExternalLinks(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these lines; those with neither value nor remark become headings."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        read_out = "; ".join(" ".join(part for part in fact[:3] if part) for fact in self._facts)
        self.setAccessibleName(f"{self._label}: {read_out}")
        self._write()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LayoutDirectionChange):
            self._write()

    def _write(self) -> None:
        direction = "rtl" if self.isRightToLeft() else "ltr"
        rows = "".join(_row(fact) for fact in self._facts)
        table = f'<table width="100%" cellspacing="0" cellpadding="2" dir="{direction}">{rows}</table>'
        self.setText(table if rows else "")


def _row(fact: Fact) -> str:
    theme = current_theme()
    muted = theme.muted.name()
    if not (fact.value or fact.remark):
        return f'<tr><td colspan="2" style="padding-top: 6px"><b>{escape(fact.label)}</b></td></tr>'
    ink = (
        (muted if fact.tone == "quiet" else theme.tone(fact.tone)[0].name())
        if fact.tone
        else theme.ink.name()
    )
    value = escape(fact.value).replace("\n", "<br>")
    if fact.link:
        ink = theme.accent.name()
        value = f'<a href="{escape(fact.link)}" style="color: {ink}; text-decoration: none">{value}</a>'
    remark = f' <span style="color: {muted}">{escape(fact.remark)}</span>' if fact.remark else ""
    if fact.stacked:
        label = f'<tr><td colspan="2" style="color: {muted}; padding-top: 4px">{escape(fact.label)}</td></tr>'
        return f'{label}<tr><td colspan="2" style="color: {ink}">{value}{remark}</td></tr>'
    label = f'<td width="{LABEL_WIDTH}" style="color: {muted}; padding-right: 8px">{escape(fact.label)}</td>'
    return f'<tr>{label}<td style="color: {ink}">{value}{remark}</td></tr>'
