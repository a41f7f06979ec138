"""What the service counts, in the text format of Prometheus.

With several workers each writes to files in the folder that PROMETHEUS_MULTIPROC_DIR names, and whichever is
asked adds all of them up.
"""

from __future__ import annotations

import os
from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)


class Metrics:
    """The counters of one worker."""

    def __init__(self) -> None:
        """In a registry of its own."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "boothapp_hub_requests", "Requests answered", ["verb", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "boothapp_hub_request_seconds",
            "Time from the request's head to its answer",
            ["verb"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._changes = Counter(
            "boothapp_hub_changes", "Changes answered, by receipt", ["code"], registry=self._registry
        )
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def note(self, verb: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        known = self._known.get((verb, status))
        if known is None:
            known = self._requests.labels(verb, str(status)), self._seconds.labels(verb)
            self._known[verb, status] = known
        counter, histogram = known
        counter.inc()
        histogram.observe(seconds)

    def note_changes(self, codes: Iterable[str]) -> None:
        """Count the receipts of a push."""
        for code, number in Tally(codes).items():
            self._changes.labels(code).inc(number)

    def text(self) -> bytes:
        """All that was counted, by every worker."""
        if not os.environ.get(SHARED_FOLDER):
            return generate_latest(self._registry)
        everyone = CollectorRegistry()
        multiprocess.MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)
