"""Twelve laptops at a booth, a bad network, none for one of them, one PostgreSQL: all of it arrives, once."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.errors import HubAccessError, HubError
from boothapp.hub.accounts import Accounts
from boothapp.hub.bundle_intake import BundleIntake
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from boothapp.wire.bundle_file import BUNDLE_SUFFIX, files_in
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from boothapp.wire.messages import ProvisionRequest
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.faulty_proxy import Fault, Kind, faulty_proxy
from tests.helpers.served import served_apart, serving_of

SETUP = sample_setup(resources_dir())
SHOW_ID = SETUP.show.show_id
VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()
LAPTOPS = 12
ROUNDS = int(os.environ.get("BOOTHAPP_SYNC_ROUNDS", "2"))
"""How often each laptop captures and syncs: 2 in the test run, 200 in a long one."""

STICK_ROUNDS = 10
"""How long one stick is used: all bundles on it are brought each time, the old ones again."""

SEED = int(os.environ.get("BOOTHAPP_SYNC_SEED", "0")) or random.randrange(1, 1 << 32)
MOST_TRIES = 40
_FAULTS = (Kind.RESET, Kind.HALF_CLOSE, Kind.TRUNCATE, Kind.UNHEARD, Kind.TWICE, Kind.HTML, Kind.PORTAL)


@dataclass
class Network:
    """What each connection meets: nothing while it is good, else often one of the faults."""

    dice: random.Random
    is_good: bool = True

    def plan(self) -> Iterator[Fault]:
        """The fault of each connection in turn."""
        while True:
            if self.is_good or self.dice.random() < 0.3:
                yield Fault()
            else:
                yield Fault(self.dice.choice(_FAULTS), self.dice.randrange(0, 6000))


@dataclass
class Hall:
    """The hub's store and the laptops; the last laptop meets it by stick alone."""

    store: CentralStore
    laptops: list[Services]
    network: Network
    saved: set[str]
    shared: set[str]

    @property
    def by_stick(self) -> Services:
        """The laptop without a network."""
        return self.laptops[-1]

    def capture(self, services: Services, visitors: int) -> None:
        """Some visitors come by."""
        context = card_context(SETUP)
        lines = self.network.dice.sample(VISITORS, visitors)
        saved = services.capturing.save_new([NewLead(context.lead(line)) for line in lines])
        self.saved.update(one.lead.lead_id for one in saved)

    def sync(self, services: Services) -> Counter[str]:
        """Sync until it goes through; gives what went wrong on the way."""
        met: Counter[str] = Counter()
        while sum(met.values()) < MOST_TRIES:
            try:
                services.syncing.sync_now()
            except HubAccessError:
                raise
            except HubError as error:
                met[type(error).__name__] += 1
            else:
                return met
        raise AssertionError(f"not through after {dict(met)}; seed {SEED}")

    def carry(self, stick: Path) -> None:
        """Take the stick to the hub and back."""
        self.by_stick.bundling.write(stick)
        intake = BundleIntake(store=self.store)
        for bundle in files_in(stick, BUNDLE_SUFFIX):
            intake.take(bundle)
        assert not self.by_stick.bundling.read(stick).refused


@pytest.fixture
def hall(postgres_url: str, tmp_path: Path) -> Iterator[Hall]:
    """Everything in place: a hub of two workers behind a proxy, twelve laptops that were let in."""
    network = Network(random.Random(SEED))
    with ExitStack() as stack:
        store = stack.enter_context(closing(CentralStore.open(postgres_url)))
        store.provision(
            ProvisionRequest(
                device_id="office",
                show_id=SHOW_ID,
                show=SETUP.show.source,
                definitions=[SETUP.definition.source],
            )
        )
        serving = serving_of(postgres_url, tmp_path / "hub", workers=2)
        served = stack.enter_context(served_apart(serving, tmp_path / "hub.log"))
        proxy = stack.enter_context(faulty_proxy(served.port, network.plan()))
        with store.database.reading() as connection:
            keys = read_keys(connection)
        invitation = Enrolment(
            code="", hub_id=store.identity.hub_id, show_id=SHOW_ID, sign=keys.sign_public,
            seal=keys.seal_public, url=f"https://127.0.0.1:{proxy.port}", ca=served.ca_sha256 or "",
        )  # fmt: skip
        laptops = []
        for number in range(LAPTOPS):
            booth = stack.enter_context(
                sample_booth(tmp_path / f"laptop-{number}", MemoryKeyring(), HandClock())
            )
            services = stack.enter_context(booth.services())
            code = Accounts(store).new_code(SHOW_ID)
            url = invitation.url if number < LAPTOPS - 1 else ""
            services.syncing.enrol(encode_enrolment(_with(invitation, code, url)))
            laptops.append(services)
        yield Hall(store, laptops, network, set(), set())


def _with(invitation: Enrolment, code: str, url: str) -> Enrolment:
    return Enrolment(
        code=code, hub_id=invitation.hub_id, show_id=invitation.show_id, sign=invitation.sign,
        seal=invitation.seal, url=url, ca=invitation.ca if url else "",
    )  # fmt: skip


def test_all_of_it_arrives_once(
    hall: Hall, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Each laptop's certificate says so, and the store agrees to the last lead."""
    met: Counter[str] = Counter()
    stick = tmp_path
    for number in range(ROUNDS):
        stick = tmp_path / f"stick-{number // STICK_ROUNDS}"
        stick.mkdir(exist_ok=True)
        hall.network.is_good = False
        for services in hall.laptops:
            hall.capture(services, 3)
        for services in hall.laptops[:-1]:
            met += hall.sync(services)
        hall.carry(stick)
        if number % 20 == 0:
            edit_one_lead_on_two_laptops(hall)
    hall.network.is_good = True
    hall.store.fold_pending()
    for services in hall.laptops[:-1]:
        hall.sync(services)
    hall.carry(stick)
    record_property("seed", SEED)
    record_property("met on the way", dict(met))
    assert met, f"the network was not bad at all; seed {SEED}"
    received = agree(hall)
    assert hall.store.verify().is_sound
    with hall.store.database.reading() as connection:
        held = connection.exec_driver_sql("SELECT lead_id FROM lead").scalars().all()
    # A lead that was captured here and edited there stands on both certificates.
    assert len(held) == len(set(held)) == received - len(hall.shared)
    assert set(held) <= hall.saved


def edit_one_lead_on_two_laptops(hall: Hall) -> None:
    """A lead that one laptop sent is given a tag there, and another tag on a second one."""
    online = hall.laptops[:-1]
    first = next(services for services in online if services.syncing.last_receipts(1))
    second = next(services for services in online if services is not first)
    hall.network.is_good = True
    hall.store.fold_pending()
    hall.sync(second)
    lead_id = min(row.lead_id for row in first.syncing.last_receipts(100))
    hall.shared.add(lead_id)
    for services, tag in ((first, "one"), (second, "two")):
        opened = services.capturing.open_lead(lead_id)
        assert opened is not None
        services.capturing.save_edit(opened, replace(opened.lead, tags=(tag,)), by=SETUP.staff)


def agree(hall: Hall) -> int:
    """Every laptop may be packed up; gives how many leads the certificates of all say were received."""
    received = 0
    for number, services in enumerate(hall.laptops):
        if services is hall.by_stick:
            summary = services.syncing.summary()
            assert summary.unsynced_leads == 0
            received += len({row.lead_id for row in services.syncing.last_receipts(10_000)})
            continue
        certificate = services.syncing.certificate()
        assert certificate.is_safe, f"laptop {number}: {certificate.to_json_ready()}; seed {SEED}"
        kept = certificate.captured.leads
        assert kept == certificate.received.leads + sum(certificate.stays.values())
        received += certificate.received.leads
    return received
