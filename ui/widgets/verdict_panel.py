"""The live card: where the lead stands, what to ask next, what passed and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, RADIUS, current_theme
from ui.widgets.card import Card
from ui.widgets.check_list import CheckList
from ui.widgets.paint import paint_box, placed
from ui.widgets.text import Caption, Text
from ui.widgets.track_badge import TrackBadge

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_BAR = 3  # px


class VerdictView(NamedTuple):
    """A verdict in words: each text is ready to be read to the visitor's face."""

    track: str
    ask_next: str = ""
    passed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    follow_up: str = ""


class _AskNext(QWidget):
    """The one question to ask now, large."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + HALF, GRID, GRID + HALF, GRID + HALF)
        column.setSpacing(HALF // 2)
        self.caption = Caption()
        self.question = Text(step="title", wrap=True)
        column.addWidget(self.caption)
        column.addWidget(self.question)
        self.tone = "accent"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        ink, soft = theme.tone(self.tone)
        painter = QPainter(self)
        paint_box(painter, self.rect(), soft, ink if theme.high_contrast else None, RADIUS)
        bar = placed(self, 0, _BAR, top=GRID, height=self.height() - 2 * GRID)
        paint_box(painter, bar, ink, None, _BAR / 2)
        painter.end()


class _IconLine(QWidget):
    """An icon and a line of text that wraps."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addSpacing(SMALL + GRID)  # for the icon; a margin would not be mirrored
        self.text = Text(wrap=True)
        row.addWidget(self.text)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        first_line = placed(self, 0, SMALL, top=0, height=self.text.fontMetrics().height())
        draw_icon(painter, self._icon, first_line, current_theme().muted)
        painter.end()


class VerdictPanel(Card):
    """Shows a `VerdictView`; `body` takes what the screen adds below (the QR, the owner)."""

    def __init__(self, *, name: str = "verdict", parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The card"), name=name, parent=parent)
        self._badge, self._ask = TrackBadge(), _AskNext()
        self._list, self._follow_up = CheckList(), _IconLine("calendar")
        self.head.addWidget(self._badge)
        for part in (self._ask, self._list, self._follow_up):
            self.body.addWidget(part)
        self.show_verdict(VerdictView(track=""))

    def show_verdict(self, view: VerdictView) -> None:
        """Show where the lead stands now."""
        self._badge.set_track(view.track)
        self._ask.caption.setText(self._ask_caption(view))
        self._ask.question.setText(view.ask_next or self._nothing_to_ask(view))
        self._ask.tone = {"sales_ready": "good", "disqualified": "stop", "borrowed": "borrowed"}.get(
            view.track, "accent"
        )
        self._ask.setAccessibleName(f"{self._ask.caption.text()}: {self._ask.question.text()}")
        self._ask.update()
        lines = [("blocked", text) for text in view.blocked_by]
        lines += [("missing", text) for text in view.missing]
        lines += [("passed", text) for text in view.passed]
        self._list.set_lines(lines)
        self._follow_up.text.setText(view.follow_up or self.tr("No follow-up yet"))

    def _ask_caption(self, view: VerdictView) -> str:
        if view.ask_next:
            return self.tr("Ask next")
        return self.tr("Ready") if view.track == "sales_ready" else self.tr("Where it goes")

    def _nothing_to_ask(self, view: VerdictView) -> str:
        return {
            "sales_ready": self.tr("Sales can call this one."),
            "borrowed": self.tr("Prize register only, not handed to sales."),
            "disqualified": self.tr("Kept, handed to nobody."),
        }.get(view.track, self.tr("Name somebody to begin."))
