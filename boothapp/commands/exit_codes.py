"""What a command tells the shell that started it."""

from __future__ import annotations

DONE = 0
SOME_REFUSED = 1
FAILED = 2
INTERRUPTED = 130
