"""A laptop with nothing to say asks the hub in a few bytes, on the line that is there already."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from boothapp.app import Services, card_context
from boothapp.hub.service.serving import Serving
from boothapp.hub.store import CentralStore
from boothapp.services.capturing import NewLead
from tests.helpers.booth_fleet import CARD, SETUP
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.served import Served, enrolment_text, served_here


@contextmanager
def let_in(folder: Path) -> Iterator[tuple[Services, CentralStore, Served]]:
    """A laptop that was let in at a hub that is served here, and that hub."""
    file = folder / "central.db"
    with (
        closing(CentralStore.open(file)) as store,
        served_here(Serving(store=str(file))) as served,
        sample_booth(folder / "laptop", MemoryKeyring(), HandClock()) as booth,
        booth.services() as services,
    ):
        services.syncing.enrol(enrolment_text(store, served))
        yield services, store, served


def answers(served: Served) -> dict[str, float]:
    """How often the hub gave which answer, by verb and status."""
    with urllib.request.urlopen(f"{served.url}/metrics") as response:  # noqa: S310 - on this machine
        lines = response.read().decode().splitlines()
    counted = [line for line in lines if line.startswith("boothapp_hub_requests_total{")]
    return {line.split("{")[1].split("}")[0]: float(line.split()[-1]) for line in counted}


def test_the_apps_own_sync_is_idle_when_nothing_is_new(tmp_path: Path) -> None:
    """Once all is sent and read, a sync is one question, answered by 304."""
    with let_in(tmp_path) as (services, store, served):
        services.capturing.save_new([NewLead(card_context(SETUP).lead(CARD))])
        for _ in range(2):
            services.syncing.sync_now()
            store.fold_pending()
        services.syncing.sync_now()
        before = answers(served)
        services.syncing.sync_now()
        after = answers(served)
        new = {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}
        told = {key: count for key, count in new.items() if "metrics" not in key}
        assert list(told.values()) == [1]
        assert all("idle" in key and "304" in key for key in told)


def test_after_idle_syncs_it_is_still_itself(tmp_path: Path) -> None:
    """An idle question says no word of the laptop's own, so what comes after it is not taken for a copy's."""
    with let_in(tmp_path) as (services, store, _):
        names = set()
        for _ in range(3):
            services.capturing.save_new([NewLead(card_context(SETUP).lead(CARD))])
            for _ in range(4):
                services.syncing.sync_now()
                store.fold_pending()
                names.add(services.syncing.facts().device_id)
        assert len(names) == 1
