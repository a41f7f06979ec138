"""What the Draw screen says of entries and draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from boothapp.domain.draw import Exclusion
from boothapp.domain.draw_record import PassedOver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.services.prize_entries import EntryView

_GROUP = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("DrawWords", text)


def _excluded_words() -> dict[Exclusion, str]:
    return {
        Exclusion.STAFF: _tr("Our own staff"),
        Exclusion.DISQUALIFIED: _tr("Excluded by the rules"),
        Exclusion.REFUSED: _tr("Said no to the terms"),
        Exclusion.NOT_AGREED: _tr("Terms not agreed to"),
        Exclusion.NOT_TYPED: _tr("To be typed"),
        Exclusion.TAKEN_BACK: _tr("Taken back"),
        Exclusion.ERASED: _tr("Erased"),
        Exclusion.EARLIER_DRAW: _tr("In an earlier draw"),
    }


def remark_of(view: EntryView) -> str:
    """Where an entry stands, in a few words; empty where all is well."""
    if view.excluded is not None:
        return _excluded_words()[view.excluded]
    if view.same_as:
        return _tr("Same as {ticket}").format(ticket=view.same_as)
    if view.doubts:
        return _tr("Please check")
    if not (view.email or view.phone):
        return _tr("No mail, no phone")
    return _tr("Real lead") if view.track in ("sales_ready", "nurture") else ""


def look_of(view: EntryView) -> tuple[str, str]:
    """The icon and tone of an entry: the shape says it too, not the colour alone."""
    if view.excluded is Exclusion.NOT_TYPED or (view.doubts and view.excluded is None):
        return "question", "caution"
    if view.excluded is not None:
        return "ban", "muted"
    if view.same_as:
        return "copy", "borrowed"
    if view.track in ("sales_ready", "nurture"):
        return "flame", "good"
    return "gift", "borrowed"


def count_words(entries: Sequence[EntryView]) -> str:
    """How many entries there are, and what is to be known of them."""
    number = QLocale().toString
    doubles = sum(bool(view.same_as) for view in entries)
    to_check = sum(needs_a_look(view) for view in entries)
    out = sum(view.excluded not in (None, Exclusion.NOT_TYPED) for view in entries)
    in_draw = sum(view.excluded is None and not view.same_as for view in entries)
    parts = [_tr("{count} in the draw").format(count=number(in_draw))]
    for count, text in (
        (doubles, _tr("doubles: {count}")),
        (to_check, _tr("to check: {count}")),
        (out, _tr("left out: {count}")),
    ):
        if count:
            parts.append(text.format(count=number(count)))
    return " · ".join(parts)


def needs_a_look(view: EntryView) -> bool:
    """Whether a person should look at this entry."""
    return view.excluded is Exclusion.NOT_TYPED or (bool(view.doubts) and view.excluded is None)


def pass_reasons() -> list[tuple[str, str]]:
    """Why a winner can be passed over; the record says it, so these are all there is to choose from."""
    return [
        (PassedOver.NOT_PRESENT.value, _tr("Not here")),
        (PassedOver.NO_ANSWER.value, _tr("Did not answer in time")),
        (PassedOver.DECLINED_PRIZE.value, _tr("Does not want the prize")),
        (PassedOver.MAY_NOT_WIN.value, _tr("May not win by the terms")),
        (PassedOver.WITHDRAWN.value, _tr("Withdrew")),
    ]


def pass_word(reason: PassedOver) -> str:
    """Why somebody was passed over."""
    return dict(pass_reasons()).get(reason.value, _tr("Erased"))


def commitment_lines(commitment: str) -> str:
    """The commitment in four lines of four groups, to be compared by eye."""
    groups = [commitment[at : at + _GROUP] for at in range(0, len(commitment), _GROUP)]
    return "\n".join(" ".join(groups[at : at + _GROUP]) for at in range(0, len(groups), _GROUP))
