"""Safe to pack up? Yes or no, large; where each lead is, and the certificate to take along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPoint, QSize, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from boothapp.errors import HubError
from ui.icons import LARGE, draw_icon
from ui.messages import words_of
from ui.pack_up_words import lead_facts, next_step, word_facts
from ui.qt_override import override
from ui.theme import GAP, GRID, current_theme
from ui.widgets.button import Button
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.text import Caption, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from boothapp.domain.show import Show
    from boothapp.services.certifying import PackUpCertificate

_SIZE = QSize(620, 560)
_LABEL_LETTERS = 20  # the names of tracks are long
_PICTURE_SCALE = 2
_MARGIN_MM = 18.0


class _Answer(QWidget):
    """Yes or no by icon, word and tone, so that none of them has to be seen."""

    def __init__(self, *, safe: bool) -> None:
        super().__init__()
        self.setObjectName("pack_up_answer")
        self._safe = safe
        word = self.tr("Yes, safe to pack up") if safe else self.tr("No, not yet")
        self.setAccessibleName(word)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addSpacing(LARGE + GAP)  # for the icon; a margin would not be mirrored
        row.addWidget(Text(word, step="display", wrap=True), 1)
        self.setMinimumHeight(LARGE + GRID)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        start = self.width() - LARGE if self.isRightToLeft() else 0
        box = self.rect()
        box.setLeft(start)
        box.setWidth(LARGE)
        tone = current_theme().tone("good" if self._safe else "stop")[0]
        draw_icon(painter, "check" if self._safe else "ban", box, tone)
        painter.end()


class PackUpDialog(QDialog):
    """Shows a certificate, or the error that kept the hub from giving one."""

    def __init__(
        self,
        show: Show,
        answer: PackUpCertificate | HubError,
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pack_up_dialog")
        self.setWindowTitle(self.tr("Safe to pack up?"))
        self.setAccessibleName(self.windowTitle())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._certificate = None if isinstance(answer, HubError) else answer
        self._receipt = ReceiptLine(name="pack_up_receipt")
        self._paper = self._make_paper(show, answer)
        scroll = QScrollArea()
        scroll.setObjectName("pack_up_scroll")
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        column.addWidget(scroll, 1)
        column.addWidget(self._receipt)
        column.addLayout(self._buttons())

    def _make_paper(self, show: Show, answer: PackUpCertificate | HubError) -> QWidget:
        paper = QWidget()
        column = QVBoxLayout(paper)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID + GRID // 2)
        column.addWidget(_Answer(safe=not isinstance(answer, HubError) and answer.is_safe))
        column.addWidget(Caption(show.name))
        if isinstance(answer, HubError):
            words = self.tr("The hub could not be asked.") + " " + words_of(answer).in_one()
            column.addWidget(Text(words, wrap=True))
        else:
            column.addWidget(Text(next_step(answer), wrap=True))
            for name, label, facts in (
                ("pack_up_leads", self.tr("Where each lead is"), lead_facts(answer)),
                ("pack_up_word", self.tr("What the hub says"), word_facts(answer, show.zone)),
            ):
                sheet = FactSheet(name=name, label=label, label_letters=_LABEL_LETTERS)
                sheet.set_facts(facts)
                column.addWidget(Text(label, step="title"))
                column.addWidget(sheet)
        column.addStretch(1)
        return paper

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        if self._certificate is not None:
            for name, text, ending in (
                ("save_picture", self.tr("Save &picture…"), "png"),
                ("save_pdf", self.tr("Save P&DF…"), "pdf"),
                ("save_json", self.tr("Save &JSON…"), "json"),
            ):
                button = Button(text, name=f"pack_up_{name}")
                button.clicked.connect(lambda _=False, ending=ending: self._choose(ending))
                row.addWidget(button)
        row.addStretch(1)
        close = Button(self.tr("&Close"), name="pack_up_close", kind="primary", key_hint="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _choose(self, ending: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the certificate"), f"pack-up-certificate.{ending}", f"*.{ending}"
        )
        if chosen:
            self.save(Path(chosen))

    def save(self, file: Path) -> None:
        """Write the certificate as what the name ends in: a picture, a PDF, or JSON that the hub signed."""
        write = {".png": self._save_picture, ".pdf": self._save_pdf}.get(file.suffix, self._save_json)
        text = (
            self.tr("Saved as {file}") if write(file) else self.tr("{file} cannot be written: choose another")
        )
        self._receipt.show_receipt(text.format(file=file), undo=False)

    def _save_picture(self, file: Path) -> bool:
        picture = QPixmap(self._paper.size() * _PICTURE_SCALE)
        picture.setDevicePixelRatio(_PICTURE_SCALE)
        picture.fill(current_theme().ground)
        self._paper.render(picture, renderFlags=QWidget.RenderFlag.DrawChildren)
        return picture.save(str(file), "PNG")

    def _save_pdf(self, file: Path) -> bool:
        writer = QPdfWriter(str(file))
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins)
        )
        painter = QPainter()
        if not painter.begin(writer):
            return False
        paper = self._paper.size()
        share = min(writer.width() / paper.width(), writer.height() / paper.height())
        painter.scale(share, share)
        painter.fillRect(self._paper.rect(), current_theme().ground)
        self._paper.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
        return painter.end()

    def _save_json(self, file: Path) -> bool:
        if self._certificate is None:
            return False
        text = json.dumps(self._certificate.to_json_ready(), ensure_ascii=False, indent=2)
        try:
            file.write_text(text + "\n", encoding="utf-8")
        except OSError:
            return False
        return True
