"""What goes with the cards entered now: the draw's terms, and marketing asked apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from boothapp.domain.consent import Purpose
from boothapp.services.prize_entering import Asked, wording_of
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.drop_down import Select
from ui.widgets.text import Caption, Text

if TYPE_CHECKING:
    from boothapp.domain.show import Show


class DrawTerms(Card):
    """Terms and wordings as the visitors see them, and what they said with the next cards."""

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("With the next cards"), name="draw_terms", parent=parent)
        self._show = show
        self._terms = Chip(self.tr("Terms agreed"), name="terms_agreed", icon="check")
        self._terms.setChecked(True)
        self._marketing = Chip(self.tr("Newsletter"), name="marketing_agreed", icon="mail")
        self._language = Select(name="terms_language", label=self.tr("Language of the wording"))
        self._language.value_chosen.connect(lambda _: self._show_texts())
        self._words = Caption(wrap=True)
        self._words.setObjectName("terms_words")
        self._marketing_words = Caption(wrap=True)
        self._terms.setToolTip(self.tr("They agreed to the draw’s terms"))
        self._marketing.setToolTip(self.tr("The next card’s visitor wants the newsletter too; no condition"))
        for chip in (self._terms, self._marketing):
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the line
        self._lay_out()
        self.use_show(show)

    def _lay_out(self) -> None:
        inside = QWidget()
        texts = QVBoxLayout(inside)
        texts.setContentsMargins(0, 0, GRID, 0)
        texts.setSpacing(GRID)
        for title, words in (
            (self.tr("Terms"), self._words),
            (self.tr("Newsletter"), self._marketing_words),
        ):
            texts.addWidget(Text(title))
            texts.addWidget(words)
        texts.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("terms_scroll")
        scroll.setAccessibleName(self.tr("Terms and wordings"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setMinimumHeight(0)
        chips = QHBoxLayout()
        chips.setSpacing(GRID)
        for chip in (self._terms, self._marketing):
            chips.addWidget(chip)
        chips.addStretch(1)
        self._language.setMaximumWidth(10 * GRID)
        self.head.addWidget(self._language)
        self.body.addLayout(chips)
        self.body.addWidget(scroll, 1)

    def use_show(self, show: Show) -> None:
        """Show this show's terms and wordings."""
        self._show, before = show, self._language.value()
        languages = list(dict.fromkeys(wording.language for wording in show.consent_wordings))
        self._language.set_choices([(each, each.upper()) for each in languages])
        self._language.set_value(before if before in languages else next(iter(languages), ""))
        self._language.setVisible(len(languages) > 1)
        self._show_texts()

    def _show_texts(self) -> None:
        terms = self._show.draw.terms if self._show.draw else ""
        told = wording_of(self._show, Purpose.PRIZE_DRAW, self._language.value())
        self._words.setText("\n\n".join(text for text in (told and told.text, terms) if text))
        marketing = wording_of(self._show, Purpose.MARKETING_EMAIL, self._language.value())
        self._marketing_words.setText(marketing.text if marketing else self.tr("No wording."))

    def asked(self) -> Asked:
        """What was said with the next cards."""
        return Asked(
            terms=self._terms.isChecked(),
            marketing=self._marketing.isChecked(),
            language=self._language.value() or "en",
        )

    def take_asked(self, cards: int) -> Asked:
        """What goes with so many cards that are entered now; marketing is asked anew for what comes then.

        What one visitor ticked, others did not: it goes with one card, and with no batch.
        """
        asked = self.asked()
        self._marketing.setChecked(False)
        return asked if cards == 1 else replace(asked, marketing=False)
