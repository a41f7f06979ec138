"""A QR code crisp at any scale, dark on light with a quiet zone in every theme, so that phones read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import RADIUS, current_theme
from ui.widgets.paint import paint_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

QUIET_ZONE = 4  # modules of light around the code, ISO/IEC 18004
_DARK, _LIGHT = QColor("#000000"), QColor("#ffffff")


class QrView(QLabel):
    """Shows a matrix of dark modules without a quiet zone; `label` says what the code holds."""

    def __init__(self, *, name: str, side: int = 168, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Sequence[Sequence[bool]] = ()
        self._side = side
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_matrix(self, matrix: Sequence[Sequence[bool]], label: str) -> None:
        """Show this code, or an empty place for an empty matrix."""
        self._matrix = matrix
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        side = min(self.width(), self.height())
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        if not self._matrix:
            box = QRectF(left, top, side, side).toRect()
            paint_box(painter, box, theme.hover, None, RADIUS)
            painter.end()
            return
        paint_box(painter, QRectF(left, top, side, side).toRect(), _LIGHT, theme.line, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_DARK)
        self._paint_modules(painter, left, top, side)
        painter.end()

    def _paint_modules(self, painter: QPainter, left: float, top: float, side: float) -> None:
        """Draw each run of dark modules as one box, on whole device pixels where the place allows it."""
        ratio = self.devicePixelRatioF()
        modules = len(self._matrix) + 2 * QUIET_ZONE
        module = max(1.0, side * ratio // modules) / ratio
        margin = (side - module * len(self._matrix)) / 2
        start_x = round((left + margin) * ratio) / ratio
        start_y = round((top + margin) * ratio) / ratio
        for row, cells in enumerate(self._matrix):
            column = 0
            while column < len(cells):
                run = column
                while run < len(cells) and cells[run]:
                    run += 1
                if run > column:
                    box = QRectF(
                        start_x + column * module, start_y + row * module, (run - column) * module, module
                    )
                    painter.drawRect(box)
                column = max(run, column + 1)
