"""The filters over the leads: by track always in view, the others when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.definition import Track
from boothapp.store.search import FollowUpFilter, LeadFilter
from ui.lead_words import day_text
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.filter_chips import FilterChips
from ui.widgets.text import Caption
from ui.widgets.track_badge import track_look, track_word

if TYPE_CHECKING:
    from boothapp.domain.show import Show
    from boothapp.services.browsing import LeadFacets

_FOLLOW_UPS: tuple[FollowUpFilter, ...] = ("booked", "date_only", "none")


class LeadFilters(QWidget):
    """Chips for each filter; `filters_changed` tells that a person switched one."""

    filters_changed = Signal()

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._tracks = FilterChips(name="filter_track", label=self.tr("Track"))
        self._tracks.filters_changed.connect(lambda _: self._changed())
        self._more = Button(self.tr("More filters"), name="more_filters", kind="quiet", icon="filter")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._open)
        self._clear = Button(self.tr("Clear filters"), name="clear_filters", kind="quiet", icon="cross")
        self._clear.clicked.connect(self.clear)
        self._rest = QWidget()
        self._grid = QGridLayout(self._rest)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._day = self._group("filter_day", self.tr("Day"))
        self._staff = self._group("filter_staff", self.tr("Captured by"))
        self._sync = self._group("filter_sync", self.tr("Sync"))
        self._follow_up = self._group("filter_follow_up", self.tr("Follow-up"))
        self._conflict = self._group("filter_conflict", self.tr("Conflicts"))
        self._conflict.set_filters([("open", self.tr("To settle"), "warning", None)])
        self._hidden = (self._day, self._staff, self._sync, self._follow_up, self._conflict)
        for alone in (self._day, self._sync, self._follow_up):
            alone.filters_changed.connect(lambda keys, chips=alone: _keep_one(chips, keys))
        for group in self._hidden:
            group.filters_changed.connect(lambda _: self._changed())
        self._chosen_before: dict[FilterChips, tuple[str, ...]] = {}
        first = QHBoxLayout()
        first.setSpacing(GRID)
        first.addWidget(self._tracks, 1)
        first.addWidget(self._clear)
        first.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(first)
        column.addWidget(self._rest)
        self._rest.hide()
        self._say()

    def _group(self, name: str, label: str) -> FilterChips:
        chips = FilterChips(name=name, label=label)
        caption = Caption(label)
        place = self._grid.rowCount()
        self._grid.addWidget(caption, place, 0)
        self._grid.addWidget(chips, place, 1)
        return chips

    def use_show(self, show: Show) -> None:
        """Name the staff of this show."""
        self._show = show

    def show_counts(self, facets: LeadFacets) -> None:
        """Say how many leads each filter would leave by itself."""
        self._tracks.set_filters(
            [
                (track.value, track_word(track), track_look(track)[0], facets.tracks.get(track, 0))
                for track in Track
            ]
        )
        self._day.set_filters([(day, day_text(day), "", count) for day, count in facets.days.items()])
        self._staff.set_filters(
            [
                (email, self._show.staff_named(email).name if email else self.tr("Nobody named"), "", count)
                for email, count in facets.staff.items()
            ]
        )
        synced = (("unsynced", self.tr("Not yet synced"), "clock"), ("synced", self.tr("Synced"), "cloud"))
        self._sync.set_filters(
            [(key, word, icon, facets.synced.get(key == "synced", 0)) for key, word, icon in synced]
        )
        words = (self.tr("Day and time"), self.tr("Day, no time"), self.tr("None agreed"))
        self._follow_up.set_filters(
            [
                (key, word, "", facets.follow_ups.get(key, 0))
                for key, word in zip(_FOLLOW_UPS, words, strict=True)
            ]
        )
        self._say()

    def filters(self) -> LeadFilter:
        """What the leads are filtered by."""
        synced, follow_up, day = self._sync.chosen(), self._follow_up.chosen(), self._day.chosen()
        return LeadFilter(
            tracks=tuple(Track(key) for key in self._tracks.chosen()),
            staff=self._staff.chosen(),
            day=day[0] if day else "",
            synced=synced == ("synced",) if synced else None,
            follow_up=next((each for each in _FOLLOW_UPS if each in follow_up), None),
            in_conflict=bool(self._conflict.chosen()),
        )

    def show_conflicts(self) -> None:
        """Filter by conflicts to settle, and by nothing else."""
        for chips in (self._tracks, *self._hidden):
            chips.set_chosen(("open",) if chips is self._conflict else ())
        self._more.setChecked(True)
        self._changed()

    def clear(self) -> None:
        """Switch every filter off."""
        for chips in (self._tracks, *self._hidden):
            chips.set_chosen(())
        self._changed()

    def _changed(self) -> None:
        self._say()
        self.filters_changed.emit()

    def _open(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._rest.setVisible(wanted)
        self._say()

    def _say(self) -> None:
        """Say on the button what is filtered by out of sight."""
        hidden = sum(bool(chips.chosen()) for chips in self._hidden)
        if self._more.isChecked():
            text = self.tr("Fewer filters")
        else:
            text = (
                self.tr("More filters ({count} on)").format(count=hidden)
                if hidden
                else self.tr("More filters")
            )
        self._more.setText(text)
        self._more.setAccessibleName(text)
        self._more.updateGeometry()
        self._clear.setVisible(bool(hidden or self._tracks.chosen()))


def _keep_one(chips: FilterChips, keys: tuple[str, ...]) -> None:
    """Of filters that rule each other out, keep the one switched on last."""
    before = chips.property("chosen") or ()
    new = tuple(key for key in keys if key not in before)
    kept = new or keys[:1]
    chips.set_chosen(kept)
    chips.setProperty("chosen", kept)
