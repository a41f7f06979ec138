"""One JSON object a line of log: ids and counts, never a name."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

_FIELDS = ("verb", "status", "ms", "bug", "place")

_OURS = {"handlers": ["lines"], "level": "INFO", "propagate": False}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"boothapp.hub": _OURS, "uvicorn": _OURS},
}
"""For `logging.config.dictConfig`: to standard error."""


class JsonLines(logging.Formatter):
    """Our own facts; of uvicorn its words, which tell of sockets and processes."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[0]:
            line["bug"] = record.exc_info[0].__name__
        elif words := record.getMessage():
            line["words"] = words
        return msgspec.json.encode(line).decode()
