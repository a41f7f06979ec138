"""How the result of one captured or judged line is printed, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boothapp.domain.definition import LeadDefinition
    from boothapp.services.card_files import LineResult


def result_lines(
    results: Sequence[LineResult], *, as_json: bool, asking: LeadDefinition | None = None
) -> Iterator[str]:
    """One line of output for each result; for people with the sentence to ask next, as ``asking`` has it."""
    for result in results:
        yield _as_json(result) if as_json else _as_text(result, asking)


def _as_json(result: LineResult) -> str:
    values: dict[str, Any] = {"line": result.line}
    if result.verdict is None:
        values["error"] = result.error
    else:
        verdict = result.verdict
        values |= {
            "id": result.lead_id,
            "track": verdict.track,
            "missing": verdict.missing,
            "blocked_by": verdict.blocked_by,
            "ask_next": verdict.ask_next,
        }
    return json.dumps(values, ensure_ascii=False)


def _as_text(result: LineResult, asking: LeadDefinition | None) -> str:
    if result.verdict is None:
        return f"{result.line}  REFUSED  {result.error}"
    verdict = result.verdict
    parts = [str(result.line), result.lead_id, verdict.track.value]
    if verdict.blocked_by:
        parts.append(f"because of {', '.join(verdict.blocked_by)}")
    elif verdict.missing:
        parts.append(f"missing {', '.join(verdict.missing)}")
    if asking is not None and verdict.ask_next:
        question = asking.question_by_id.get(verdict.ask_next)
        said = f'"{question.ask}"' if question and question.ask else verdict.ask_next
        parts.append(f"ask next: {said}")
    if result.known:
        parts.append("(was here already)")
    return "  ".join(part for part in parts if part)
