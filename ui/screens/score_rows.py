"""The scoreboard as rows of charts, qualified first, borrowed apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from boothapp.domain.definition import Effect, Track
from boothapp.domain.lead import AnswerState
from ui.lead_words import answer_state_word, day_text
from ui.widgets.column_chart import ChartPart, Column
from ui.widgets.funnel import FunnelRow
from ui.widgets.track_badge import track_look, track_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from boothapp.domain.definition import Question
    from boothapp.domain.scoreboard import AnswerCount, Scoreboard, Tally
    from boothapp.domain.show import Show

translate = QCoreApplication.translate

_PATTERNS = {
    Track.SALES_READY: "",
    Track.NURTURE: "hatched",
    Track.DISQUALIFIED: "crossed",
    Track.BORROWED: "dotted",
}
_ORDER = (Track.SALES_READY, Track.NURTURE, Track.DISQUALIFIED, Track.BORROWED)
_MOST_HOURS, _MOST_DAYS = 60, 14
_STATE_PATTERNS = {
    AnswerState.ANSWERED: "",
    AnswerState.DECLINED: "crossed",
    AnswerState.UNKNOWN: "dotted",
    AnswerState.NOT_ASKED: "hatched",
}


def of_track(tally: Tally, track: Track) -> int:
    """The leads of one track."""
    count: int = getattr(tally, track.value)
    return count


def track_rows(tally: Tally) -> list[FunnelRow]:
    """Each track, borrowed interest set apart below."""
    return [
        FunnelRow(
            label=track_word(track),
            count=of_track(tally, track),
            tone=track_look(track)[1],
            pattern=_PATTERNS[track],
            icon=track_look(track)[0],
            remark=_share(tally.borrowed_share) if track is Track.BORROWED and tally.total else "",
            apart=track is Track.BORROWED,
        )
        for track in _ORDER
    ]


def _share(share: float) -> str:
    percent = QLocale().toString(round(share * 100))
    return translate("Score", "{percent} % of all cards").format(percent=percent)


def sum_text(tally: Tally) -> str:
    """The total, only as the sum that it is."""
    where = QLocale()
    parts = " + ".join(where.toString(of_track(tally, track)) for track in _ORDER)
    return translate("Score", "All cards: {parts} = {total}").format(
        parts=parts, total=where.toString(tally.total)
    )


def rest_text(tally: Tally) -> str:
    """What stands beside the qualified, in one line."""
    where = QLocale()
    return translate(
        "Score", "{nurture} to nurture · {disqualified} disqualified · {borrowed} borrowed"
    ).format(
        nurture=where.toString(tally.nurture),
        disqualified=where.toString(tally.disqualified),
        borrowed=where.toString(tally.borrowed),
    )


def _rows(groups: Mapping[str, Tally], labels: Mapping[str, str]) -> list[FunnelRow]:
    """The qualified of each group, with what else came as a remark."""
    return [
        FunnelRow(label=labels[key], count=tally.sales_ready, tone="good", remark=rest_text(tally))
        for key, tally in groups.items()
    ]


def day_rows(board: Scoreboard) -> list[FunnelRow]:
    """Qualified by day; of a long show, the last days."""
    days = dict(list(board.by_day.items())[-_MOST_DAYS:])
    return _rows(days, {day: day_text(day) for day in days})


def staff_rows(board: Scoreboard, show: Show) -> list[FunnelRow]:
    """Qualified by who captured."""
    nobody = translate("Score", "Nobody named")
    return _rows(board.by_staff, {email: show.staff_named(email).name or nobody for email in board.by_staff})


def hour_parts() -> list[ChartPart]:
    """What the columns are made of."""
    return [ChartPart(track_word(track), track_look(track)[1], _PATTERNS[track]) for track in _ORDER]


def hour_columns(board: Scoreboard) -> list[Column]:
    """One column an hour, in order; of a long show, one for each hour of the day."""
    if len(board.by_hour) <= _MOST_HOURS:
        return [_column(hour[11:13], day_text(hour[:10]), [tally]) for hour, tally in board.by_hour.items()]
    by_clock: dict[str, list[Tally]] = {}
    for hour, tally in board.by_hour.items():
        by_clock.setdefault(hour[11:13], []).append(tally)
    all_days = translate("Score", "All days")
    return [_column(clock, all_days, by_clock[clock]) for clock in sorted(by_clock)]


def _column(clock: str, group: str, tallies: Sequence[Tally]) -> Column:
    label = QLocale().toString(QTime(int(clock or 0), 0), QLocale.FormatType.ShortFormat)
    return Column(label, group, tuple(sum(of_track(tally, track) for tally in tallies) for track in _ORDER))


def answer_rows(counts: list[AnswerCount], question: Question) -> list[FunnelRow]:
    """How many gave each answer: choices in their order, then the states that are no answer, apart."""
    by_value = {count.value: count.leads for count in counts if count.state == AnswerState.ANSWERED}
    by_state = {count.state: count.leads for count in counts}
    looks = {
        Effect.FAVOURABLE: ("good", ""),
        Effect.NEUTRAL: ("accent", "hatched"),
        Effect.DISQUALIFYING: ("stop", "crossed"),
    }
    rows = [
        FunnelRow(
            label=choice.label,
            count=by_value.pop(choice.value, 0),
            tone=looks[choice.effect][0],
            pattern=looks[choice.effect][1],
        )
        for choice in question.choices
    ]
    if others := sum(by_value.values()):
        label = translate("Score", "Other answers") if question.choices else answer_state_word("answered")
        rows.append(FunnelRow(label=label, count=others, tone="accent"))
    quiet = [
        state
        for state in (AnswerState.DECLINED, AnswerState.UNKNOWN, AnswerState.NOT_ASKED)
        if state in by_state
    ]
    rows += [
        FunnelRow(
            label=answer_state_word(state),
            count=by_state[state],
            tone="",
            pattern=_STATE_PATTERNS[state],
            apart=place == 0,
        )
        for place, state in enumerate(quiet)
    ]
    return rows
