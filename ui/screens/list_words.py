"""Lists in words: what columns may hold, and what taking a list in does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from boothapp.services.importing import Imported
    from boothapp.services.reconciling import ReconcilePlan

_AT_MOST = 100


def _tr(text: str) -> str:
    return QCoreApplication.translate("ListWords", text)


def _number(count: int) -> str:
    return QLocale().toString(count)


def field_words() -> dict[str, str]:
    """What each field is called, the likeliest first."""
    return {
        "badge_id": _tr("Badge id"),
        "display_name": _tr("Name"),
        "given_name": _tr("Given name"),
        "family_name": _tr("Family name"),
        "company": _tr("Company"),
        "job_title": _tr("Job title"),
        "department": _tr("Department"),
        "email": _tr("Email"),
        "phone": _tr("Phone"),
        "mobile": _tr("Mobile"),
        "website": _tr("Website"),
        "street": _tr("Street"),
        "city": _tr("City"),
        "region": _tr("Region"),
        "postal_code": _tr("Postal code"),
        "country": _tr("Country"),
        "owner": _tr("Account owner"),
        "show": _tr("Show"),
        "met_on": _tr("Met on"),
        "note": _tr("Note"),
    }


def trial_sentence(text: str) -> str:
    """What would be done, and is not yet."""
    return _tr("If taken in: {text}").format(text=text)


def plan_sentence(plan: ReconcilePlan) -> str:
    """What a list of badges does, in numbers."""
    filled = sum(match.filling.is_resolved for match in plan.matched)
    differ = sum(bool(match.differences) for match in plan.matched)
    return _tr("{filled} leads filled, {differ} differ, {unmatched} not found, {ambiguous} in doubt").format(
        filled=_number(filled), differ=_number(differ), unmatched=_number(len(plan.unmatched)),
        ambiguous=_number(len(plan.ambiguous)),
    )  # fmt: skip


def plan_lines(plan: ReconcilePlan) -> list[tuple[str, str]]:
    """What a person should look at: differences, badges in doubt and not found; the first hundred."""
    words = field_words()
    lines = [
        ("blocked", _tr("Badge {badge}: {field} is {typed} here, {listed} in the list; kept as here").format(
            badge=match.badge.badge_id, field=words.get(one.field, one.field), typed=one.typed,
            listed=one.listed,
        ))
        for match in plan.matched
        for one in match.differences
    ]  # fmt: skip
    for text, badges in (
        (_tr("Badge {badge} is in the list as several people"), plan.ambiguous),
        (_tr("Badge {badge} is not in the list"), plan.unmatched),
    ):
        lines += [("missing", text.format(badge=badge.badge_id)) for badge in badges]
    return lines[:_AT_MOST]


def imported_sentence(done: Imported) -> str:
    """How many rows are in, and how many are not."""
    return _tr("{taken} taken in, {refused} refused").format(
        taken=_number(done.taken), refused=_number(len(done.refused))
    )


def refused_lines(done: Imported) -> list[tuple[str, str]]:
    """Why rows are not in; the first hundred."""
    text = _tr("Line {line}: {reason}; {mend}")
    return [
        ("blocked", text.format(line=one.row.line, reason=one.reason, mend=one.mend))
        for one in done.refused[:_AT_MOST]
    ]
