"""Bundling: what a stick carries to the hub and back comes to what a network would have come to."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from boothapp.app import Booth, Services, card_context
from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.lead import Disqualification
from boothapp.errors import BundleError, HubError
from boothapp.hub.accounts import Accounts
from boothapp.hub.bundle_intake import BundleIntake, Imported
from boothapp.hub.erasure import Erasing
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.layout_keeping import with_layout
from boothapp.services.show_setup import sample_setup, with_staff
from boothapp.sync import carrying
from boothapp.wire.bundle_file import BUNDLE_SUFFIX, files_in
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.hub_file import rows
from tests.helpers.hub_samples import NOW
from tests.helpers.photos import attached, photo

SETUP = sample_setup(resources_dir())
CONTEXT = card_context(SETUP)
VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()


class Office:
    """A central store at a file, and the stick."""

    def __init__(self, folder: Path, clock: HandClock) -> None:
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.place = folder / "central.db"
        self.store = CentralStore.open(self.place, clock)

    def code(self) -> str:
        """The text of a QR code that lets a laptop in by bundle."""
        show_id = SETUP.show.show_id
        with self.store.database.reading() as connection:
            keys = read_keys(connection)
        return encode_enrolment(
            Enrolment(
                code=Accounts(self.store).new_code(show_id, life=timedelta(days=14)),
                hub_id=self.store.identity.hub_id,
                show_id=show_id,
                sign=keys.sign_public,
                seal=keys.seal_public,
            )
        )

    def take_all(self) -> list[Imported]:
        """Every bundle on the stick comes in."""
        return [BundleIntake(store=self.store).take(path) for path in files_in(self.stick, BUNDLE_SUFFIX)]

    def count(self, query: str) -> int:
        """The one number that a query gives."""
        (row,) = rows(self.place, query)
        return int(next(iter(row.values())))


@pytest.fixture
def office(tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    """The hub, and a stick."""
    office = Office(tmp_path, clock)
    yield office
    office.store.close()


Laptops = Callable[[str], Services]


@pytest.fixture
def laptop(tmp_path: Path, clock: HandClock, office: Office) -> Iterator[Laptops]:
    """Opens laptops by name; each was told of the hub."""
    opened: dict[str, tuple[Booth, Services]] = {}
    keyring = MemoryKeyring()

    def by_name(name: str) -> Services:
        if name not in opened:
            booth = sample_booth(tmp_path / name, keyring, clock)
            services = booth.services()
            opened[name] = booth, services
            if services.syncing.hub.kind == "file":
                services.syncing.enrol(office.code())
        return opened[name][1]

    yield by_name
    for booth, services in opened.values():
        services.close()
        booth.close()


def capture(services: Services, start: int = 0, end: int | None = None) -> None:
    """Some of the sample visitors, saved."""
    services.capturing.save_new([NewLead(CONTEXT.lead(line)) for line in VISITORS[start:end]])


def read_whole(services: Services, office: Office) -> None:
    """All receipts on the stick are taken in, and none is refused."""
    read = services.bundling.read(office.stick)
    assert read.taken


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this size, as on a stick without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_stick_does_what_a_network_does(laptop: Laptops, office: Office) -> None:
    """What the policy allows arrives, the rest as counts, and only receipts strike it off."""
    a = laptop("a")
    capture(a)
    written = a.bundling.write(office.stick)
    assert (written.changes, written.left, written.withheld) == (34, 0, 32)
    assert a.syncing.summary().pending == 34
    (imported,) = office.take_all()
    assert imported.problem == ""
    assert office.count("SELECT count(*) FROM sales_ready_leads") == 12
    assert office.count("SELECT borrowed + disqualified FROM show_scoreboard") == 32
    (back,) = a.bundling.read(office.stick).taken.values()
    assert back.codes == {"received": 34}
    assert back.problems == []
    assert back.certified is not None
    summary = a.syncing.summary()
    assert (summary.pending, summary.withheld, summary.acked) == (0, 32, 34)
    assert a.bundling.write(office.stick).changes == 0


def test_a_hub_met_by_stick_gets_what_another_one_has(
    office: Office, tmp_path: Path, clock: HandClock
) -> None:
    """Nobody reads "everything is synced" of it before, and its receipts strike off what it has."""
    with sample_booth(tmp_path / "a", MemoryKeyring(), clock) as booth, booth.services() as a:
        capture(a)
        assert a.syncing.sync_now().received == 34
        a.syncing.enrol(office.code())
        assert not a.syncing.has_met_hub
        assert a.bundling.write(office.stick).changes == 34
        assert a.syncing.has_met_hub
        assert a.syncing.summary().pending == 34
        office.take_all()
        read_whole(a, office)
        assert a.syncing.summary().pending == 0
        assert office.count("SELECT count(*) FROM sales_ready_leads") == 12
        assert a.bundling.write(office.stick).changes == 0


def test_a_laptop_that_learned_a_layout_takes_the_show_by_stick(laptop: Laptops, office: Office) -> None:
    """The first text and each later one, the layout always with it."""
    a = laptop("a")
    hall = BadgeLayout(name="Hall", separator="^", columns=())
    a.show_setting.use(with_layout(SETUP, hall), has_leads=False)
    setup = SETUP
    for name in ("Zed", "Yan", "Xia"):
        setup = with_staff(setup, [(f"{name}@hummline.example", name, "", "")])
        office.store.put_texts(setup.show.show_id, setup.show.source, [])
        a.bundling.write(office.stick)
        office.take_all()
        a.bundling.read(office.stick)
        current = a.show_setting.current()
        assert current is not None
        assert current.show.staff == setup.show.staff
        assert current.show.badge_layouts == (hall,)


def test_laptops_hear_of_each_other(laptop: Laptops, office: Office) -> None:
    """What one laptop captured reaches the other with its next receipts."""
    a, b = laptop("a"), laptop("b")
    capture(a, 0, 30)
    capture(b, 30)
    a.bundling.write(office.stick)
    b.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    read_whole(b, office)
    for services in (a, b):
        services.bundling.write(office.stick)
    office.take_all()
    for services in (a, b):
        services.bundling.read(office.stick)
    assert a.syncing.facts().foreign_leads + b.syncing.facts().foreign_leads == 34
    assert office.count("SELECT count(*) FROM change") == 34


def test_late_repeated_and_foreign_receipts_do_no_harm(laptop: Laptops, office: Office) -> None:
    """Receipts count for what they name, whenever they come; another laptop's are refused in words."""
    a, b = laptop("a"), laptop("b")
    capture(a, 0, 30)
    first = a.bundling.write(office.stick)
    capture(a, 30)
    second = a.bundling.write(office.stick)
    b.bundling.write(office.stick)
    assert second.changes == 34 > first.changes
    office.take_all()
    read = a.bundling.read(office.stick)
    assert len(read.taken) == 2
    assert "somebody else" in next(iter(read.refused.values()))
    acked = a.syncing.summary().acked
    assert acked == 34
    late = a.bundling.read(first.path.with_suffix(".receipt"))
    assert next(iter(late.taken.values())).pulled == 0
    assert a.syncing.summary().acked == acked
    assert a.syncing.summary().pending == 0


def test_a_lost_stick_loses_nothing(laptop: Laptops, office: Office) -> None:
    """Without receipts everything still waits, and the next bundle has it all."""
    a = laptop("a")
    capture(a)
    a.bundling.write(office.stick).path.unlink()
    assert a.bundling.write(office.stick).changes == 34
    office.take_all()
    read_whole(a, office)
    assert a.syncing.summary().pending == 0


def test_a_copied_profile_is_healed(laptop: Laptops, office: Office, tmp_path: Path) -> None:
    """Of two laptops that were one, the second gets new numbers; both their leads arrive, once."""
    a = laptop("a")
    capture(a, 0, 5)
    a.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    shared = a.syncing.summary().acked
    shutil.copytree(tmp_path / "a", tmp_path / "twin")
    twin = laptop("twin")
    capture(a, 5, 15)
    capture(twin, 15, 25)
    a.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    written = twin.bundling.write(office.stick)
    office.take_all()
    (back,) = twin.bundling.read(written.path.with_suffix(".receipt")).taken.values()
    assert back.has_forked
    written = twin.bundling.write(office.stick)
    office.take_all()
    (back,) = twin.bundling.read(written.path.with_suffix(".receipt")).taken.values()
    assert not back.has_forked
    assert twin.syncing.summary().pending == a.syncing.summary().pending == 0
    assert office.count("SELECT count(DISTINCT device_id) FROM change") == 2
    captured = a.syncing.summary().acked + twin.syncing.summary().acked
    assert office.count("SELECT count(*) FROM change") == captured - shared


def test_an_edit_after_the_bundle_goes_with_the_next(laptop: Laptops, office: Office) -> None:
    """A lead that was sent is kept true at the hub."""
    a = laptop("a")
    capture(a)
    a.bundling.write(office.stick)
    (ready, *_) = a.browsing.find("Lefèbvre")
    (row,) = a.browsing.rows([ready])
    lead = a.capturing.open_lead(row.lead_id)
    assert lead is not None
    lost = replace(lead.lead, disqualification=Disqualification(reason="competitor"))
    office.take_all()
    read_whole(a, office)
    a.capturing.save_edit(lead, lost, by=SETUP.staff)
    assert a.bundling.write(office.stick).changes == 1
    office.take_all()
    assert office.count("SELECT count(*) FROM sales_ready_leads") == 11


def test_the_certificate_comes_by_stick(laptop: Laptops, office: Office) -> None:
    """At pack-up the hub's signed word is in the receipts, and speaks of what it held then."""
    a = laptop("a")
    capture(a, 0, 30)
    with pytest.raises(HubError, match="sync first"):
        a.syncing.certificate()
    first = a.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    assert a.syncing.certificate().is_safe
    capture(a, 30)
    assert not a.syncing.certificate().is_safe
    a.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    certificate = a.syncing.certificate()
    assert certificate.is_safe
    assert (certificate.received.changes, sum(certificate.stays.values())) == (34, 32)
    a.bundling.read(first.path.with_suffix(".receipt"))
    assert a.syncing.certificate().is_safe


def test_an_erasure_travels_by_stick(laptop: Laptops, office: Office) -> None:
    """What the hub was to forget is forgotten on the laptop with its receipts; the next bundle says so."""
    a = laptop("a")
    capture(a)
    a.bundling.write(office.stick)
    office.take_all()
    read_whole(a, office)
    (row,) = rows(office.place, "SELECT lead_id FROM sales_ready_leads LIMIT 1")
    office.store.database.write(
        lambda connection: Erasing(connection, SETUP.show.show_id).erase(
            [row["lead_id"]], at=NOW, by="ana@x", reason="asked"
        )
    )
    a.bundling.write(office.stick)
    office.take_all()
    back = list(a.bundling.read(office.stick).taken.values())
    assert sum(one.erased for one in back) == 1
    assert a.capturing.open_lead(row["lead_id"]) is None
    assert office.count("SELECT count(*) FROM erasure_ack") == 0
    a.bundling.write(office.stick)
    office.take_all()
    assert office.count("SELECT count(*) FROM erasure_ack") == 1
    assert a.syncing.facts().untold_erasures == 1
    a.bundling.read(office.stick)
    assert a.syncing.facts().untold_erasures == 0


def test_a_full_stick_is_said(laptop: Laptops, office: Office) -> None:
    """No room: no file, no half a file, and everything still waits."""
    a = laptop("a")
    capture(a)
    a.bundling.write(office.stick).path.unlink()
    with largest_file(1024), pytest.raises(BundleError, match="another stick"):
        a.bundling.write(office.stick)
    assert list(office.stick.iterdir()) == []
    assert a.syncing.summary().pending == 34


def test_without_a_hub_nothing_is_sealed(services: Services, tmp_path: Path) -> None:
    """A laptop that was told of no hub says how to get a code."""
    with pytest.raises(BundleError, match="hub enrol"):
        services.bundling.write(tmp_path)


def with_photo(line: bytes, services: Services, number: int) -> NewLead:
    """A visitor with a photo beside the card."""
    return NewLead(replace(CONTEXT.lead(line), attachments=(attached(services, number, 600),)))


def test_a_stick_carries_the_pictures_with_their_leads(laptop: Laptops, office: Office) -> None:
    """In the same bundle; only receipts strike them off, and a lost stick loses none."""
    a = laptop("a")
    a.capturing.save_new([with_photo(VISITORS[0], a, 1)])
    a.bundling.write(office.stick).path.unlink()
    written = a.bundling.write(office.stick)
    assert (written.changes, written.pictures, written.pictures_left) == (1, 1, 0)
    assert a.syncing.waiting_pictures() == 1
    office.take_all()
    assert office.count("SELECT count(*) FROM blob WHERE received = size") == 1
    (back,) = a.bundling.read(office.stick).taken.values()
    assert back.pictures == 1
    assert a.syncing.waiting_pictures() == 0
    assert a.bundling.write(office.stick).pictures == 0


def test_what_has_no_room_goes_with_the_next_bundle(
    laptop: Laptops, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many pictures as fit, each whole; after the receipts, the rest."""
    size = len(photo(1, 600).content)
    monkeypatch.setattr(carrying, "MAX_BUNDLE_BYTES", 2 * size + size // 2)
    a = laptop("a")
    ready = [line for line in VISITORS if CONTEXT.lead(line).interest_basis == "product"][:5]
    a.capturing.save_new([with_photo(line, a, number) for number, line in enumerate(ready)])
    travels = a.syncing.waiting_pictures()
    assert travels > 2
    written = a.bundling.write(office.stick)
    assert (written.pictures, written.pictures_left) == (2, travels - 2)
    while a.syncing.waiting_pictures():
        office.take_all()
        read_whole(a, office)
        a.bundling.write(office.stick)
    assert office.count("SELECT count(*) FROM blob WHERE received = size") == travels


def test_a_picture_on_a_stick_of_a_lead_that_was_erased(laptop: Laptops, office: Office) -> None:
    """The hub takes neither, and the laptop forgets both."""
    a = laptop("a")
    (saved,) = a.capturing.save_new([with_photo(VISITORS[0], a, 1)])
    a.bundling.write(office.stick)
    with office.store.database.writing() as connection:
        Erasing(connection, SETUP.show.show_id).erase([saved.lead.lead_id], at=NOW, by="mia", reason="asked")
    office.take_all()
    assert office.count("SELECT count(*) FROM blob_chunk") == 0
    read_whole(a, office)
    assert a.picturing.content(photo(1, 600).sha256) is None
    assert a.syncing.waiting_pictures() == 0
