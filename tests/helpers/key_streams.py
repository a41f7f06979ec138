"""Keystrokes of scanners and people, as recorded: each key with its time in ms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boothapp.intake.wedge import WedgeSettings

STREAMS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "intake" / "keystrokes.json").read_text(encoding="utf-8")
)


def settings_of(stream: dict[str, Any]) -> WedgeSettings:
    """The settings for the scanner that sent this."""
    return WedgeSettings(prefix=stream.get("prefix", ""), suffix=stream.get("suffix", ""))


def keys_of(stream: dict[str, Any], start: float = 1000.0) -> Iterator[tuple[str, float]]:
    """The keys and when each came; a late Enter last."""
    at = start
    gaps = stream.get("gaps", [stream.get("gap", 5)])
    for number, letter in enumerate(stream["keys"]):
        yield letter, at
        at += gaps[number % len(gaps)] if len(gaps) < 8 or number < len(gaps) else gaps[-1]
        if letter == stream.get("pause_after"):
            at += stream["pause"]
    if "late" in stream:
        yield "\r", at + stream["late"]
