"""Qualified against the goal, large: the number that leads every screen and report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import GRID, HALF
from ui.widgets.bar import Bar
from ui.widgets.text import Caption, Text


class GoalMeter(QWidget):
    """A large count beside its goal, a bar, and a quiet line under it that keeps the other counts apart."""

    def __init__(self, *, name: str = "goal", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._count, self._goal = Text("0", step="display"), Text("", step="title", quiet=True)
        self._bar, self._rest = Bar(name=f"{name}_bar", label="", tone="good"), Caption(wrap=True)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addWidget(self._goal, 1, Qt.AlignmentFlag.AlignBaseline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(line)
        column.addWidget(self._bar)
        column.addSpacing(HALF)
        column.addWidget(self._rest)
        self.set_figures(0, 0)

    def set_figures(self, qualified: int, goal: int, rest: str = "") -> None:
        """Show `qualified` of `goal` (0: none was set) and a line such as "41 borrowed, 12 to nurture"."""
        where = self.locale()
        self._count.setText(where.toString(qualified))
        text = (
            self.tr("of {goal} qualified").format(goal=where.toString(goal))
            if goal
            else self.tr("qualified, no goal set")
        )
        self._goal.setText(text)
        self._bar.setRange(0, max(goal, qualified, 1))
        self._bar.setValue(qualified)
        self._bar.setAccessibleName(f"{self._count.text()} {text}")
        self._bar.setVisible(bool(goal))
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setAccessibleName(f"{self._count.text()} {text}. {rest}")
