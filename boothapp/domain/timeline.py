"""The horizons of a timeline, and the one a date falls in."""

from __future__ import annotations

from datetime import date

NOW = "now"
LATER = "later"
NEVER = "none"
_HORIZON_DAYS = (("now", 31), ("3_months", 92), ("6_months", 183), ("12_months", 366))
HORIZONS = (*(name for name, _ in _HORIZON_DAYS), LATER, NEVER)


def horizon_of(text: str, captured_on: date) -> str:
    """The horizon of an ISO 8601 date as seen on capture day; the text itself when it is no date.

    A date within the month, or already past, means now.
    """
    try:
        days = (date.fromisoformat(text) - captured_on).days
    except ValueError:
        return text
    return next((name for name, limit in _HORIZON_DAYS if days <= limit), LATER)


def horizons_from(horizon: str) -> tuple[str, ...]:
    """A horizon and the longer ones, for a question that does not offer each; a text that is none, alone."""
    return HORIZONS[HORIZONS.index(horizon) : HORIZONS.index(NEVER)] if horizon in HORIZONS else (horizon,)
