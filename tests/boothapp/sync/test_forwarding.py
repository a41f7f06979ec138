"""A booth's store is brought to the office's hub over TLS: all of it, once, however often and however cut."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace as replace_lead
from pathlib import Path

import pytest
from msgspec.structs import replace

from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.definition import Track
from boothapp.domain.disposition import Disposition, DispositionStatus
from boothapp.errors import HubAccessError, HubError, HubRefusedError, HubTooLargeError
from boothapp.hub.accounts import Accounts
from boothapp.hub.device_list import devices
from boothapp.hub.dispositions import Dispositions
from boothapp.hub.forgetting import forget
from boothapp.hub.holdings import StoreHoldings
from boothapp.hub.hub_word import asked
from boothapp.hub.store import CentralStore
from boothapp.hub.team import Member, members, put_member
from boothapp.sync.forwarded import Forwarded
from boothapp.sync.forwarding import forward
from boothapp.sync.https import HttpsHub
from boothapp.wire.messages import (
    BlobChunk,
    BlobRequest,
    DispositionDocument,
    ErasureNote,
    ExportNote,
    HelloReply,
    HelloRequest,
    HubWordRequest,
    ProvisionRequest,
    PullRequest,
    WithheldCount,
)
from tests.helpers.faulty_proxy import Fault, Kind, faulty_proxy
from tests.helpers.hub_file import content, rows
from tests.helpers.hub_samples import (
    NOW,
    SHOW_ID,
    edit_change,
    fixed_now,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)
from tests.helpers.served import Served, enrolled, served_here, serving_of

READABLE = ("sales_ready_leads", "show_scoreboard", "lead_state", "lead", "contact", "answer", "device_tally")
NOTE = ExportNote(
    batch_no=1, at=NOW, by="ana@x", preset="csv", file_name="a.csv", sha256="0" * 64, lead_ids=["l1", "l2"]
)  # fmt: skip


def told(store: CentralStore) -> CentralStore:
    """The store, which knows the show."""
    texts = {"show": sample_show().source, "definitions": [standard().source]}
    store.provision(ProvisionRequest(device_id="a", show_id=SHOW_ID, **texts))  # type: ignore[arg-type]
    return store


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[CentralStore]:
    """The store of the laptop that hosted."""
    with closing(CentralStore.open(tmp_path / "booth.db", fixed_now)) as store:
        yield told(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentralStore]:
    """The office's store, that knows no show yet."""
    url = tmp_path / "office.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with closing(CentralStore.open(url)) as store:
        yield store


@pytest.fixture
def served(office: CentralStore, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """The office's hub over TLS."""
    is_here = not office.database.is_postgresql
    url = office.place if is_here else request.getfixturevalue("postgres_url")
    with served_here(serving_of(url, tmp_path / "tls")) as served:
        yield served


@pytest.fixture
def hub(served: Served, office: CentralStore) -> Iterator[HttpsHub]:
    """The way of the laptop that hosted to the office's hub."""
    with closing(served.hub(enrolled(office, "laptop-host"))) as hub:
        yield hub


class Trips:
    """A hub that counts what it is asked."""

    def __init__(self, hub: HttpsHub) -> None:
        self.made, self._hub = 0, hub

    def __getattr__(self, name: str) -> object:
        """The hub's own."""
        self.made += 1
        return getattr(self._hub, name)


def bring(store: CentralStore, device_id: str, *numbers: int) -> None:
    """A laptop pushes the leads of these numbers, and tells what it holds back."""
    changes = [
        lead_change(number, sales_ready_lead(number), device_id=device_id, device_seq=number)
        for number in numbers
    ]
    counts = [WithheldCount(hour="2026-11-24T11", staff="ana@x", track=Track.BORROWED, leads=len(numbers))]
    store.push(push_of(*changes, device_id=device_id, withheld=counts))


def show_picture(store: CentralStore, lead: int, change: int, data: bytes) -> str:
    """A picture that a lead shows; gives its name."""
    name = hashlib.sha256(data).hexdigest()
    named: JsonValue = [{"kind": "card_photo", "sha256": name}]
    store.push(push_of(edit_change(change, {"attachments": Edit(named)}, lead_id=number_id(lead))))
    for start in range(0, len(data), 1 << 20):
        piece = data[start : start + (1 << 20)]
        store.put_blob(
            BlobChunk(device_id="a", show_id=SHOW_ID, sha256=name, size=len(data), offset=start, data=piece)
        )
    return name


def sent(booth: CentralStore, hub: HttpsHub | Trips | OldHub, **options: object) -> Forwarded:
    """What it came to."""
    return forward(StoreHoldings(booth, SHOW_ID), hub, now=fixed_now, **options)  # type: ignore[arg-type]


def held_there(office: CentralStore, *names: str) -> list[int]:
    """How much of these pictures the office has."""
    asked = BlobRequest(device_id="a", show_id=SHOW_ID, blobs=[(name, 0) for name in names])
    return list(office.blob_progress(asked).received.values())


def test_brings_all_and_only_once(booth: CentralStore, office: CentralStore, hub: HttpsHub) -> None:
    """Changes, counts, files that left, pictures and the show: what was offered arrived, twice over."""
    bring(booth, "laptop-a", 1, 2, 3)
    bring(booth, "laptop-b", 11, 12)
    bring(office, "laptop-b", 12, 13)
    booth.push(replace(push_of(), exports=[NOTE]))
    picture = bytes(range(256)) * 6000
    name = show_picture(booth, 1, 4, picture)
    progress: list[tuple[int, int]] = []
    first = sent(booth, hub, progress=lambda done, total: progress.append((done, total)))
    assert (first.is_whole, first.codes) == (True, {"received": 5, "duplicate": 1})
    assert (first.offered.changes, first.pictures, first.problems) == (6, 1, [])
    assert progress[-1] == (7, 7)
    office.fold_pending()
    assert office.verify().is_sound
    assert held_there(office, name) == [len(picture)]
    again = sent(booth, hub)
    assert (again.is_whole, again.codes, again.offered) == (True, {"duplicate": 6}, first.offered)
    with office.database.reading() as connection:
        query = "SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM exported_lead)"
        assert tuple(connection.exec_driver_sql(query).one()) == (7, 2)
        leads = "SELECT count(*) FROM sales_ready_leads"
        assert connection.exec_driver_sql(leads).scalar() == 6


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_the_office_shows_what_it_would_have_shown_at_once(
    booth: CentralStore, office: CentralStore, hub: HttpsHub, tmp_path: Path
) -> None:
    """Every row that people read, and what each laptop holds back."""
    with closing(CentralStore.open(tmp_path / "direct.db", fixed_now)) as direct:
        for store in (booth, told(direct)):
            bring(store, "laptop-a", 1, 2, 3)
            bring(store, "laptop-b", 11, 12)
        assert sent(booth, hub).is_whole
        office.fold_pending()
        assert content(Path(office.place), READABLE) == content(Path(direct.place), READABLE)


def test_no_clock_is_told_of_a_laptop_that_another_hub_brought(
    booth: CentralStore, office: CentralStore, hub: HttpsHub
) -> None:
    """What the hub heard last of it, and when, came by the booth's store; until the laptop says so itself."""

    def offsets() -> list[float | None]:
        with office.database.reading() as connection:
            found = devices(connection, SHOW_ID, office.now())
        assert all(row.last_seen for row in found if row.device_id == "laptop-a")
        return [row.clock_offset for row in found if row.device_id == "laptop-a"]

    bring(booth, "laptop-a", 1, 2)
    told(office).push(push_of(device_now=office.now().isoformat()))
    assert offsets() != [None]
    assert sent(booth, hub).is_whole
    assert offsets() == [None]
    with office.database.reading() as connection:
        held_back = connection.exec_driver_sql("SELECT leads FROM device_tally").scalars().all()
    assert held_back == [2]
    office.push(push_of(device_now=office.now().isoformat()))
    assert offsets() != [None]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_goes_on_after_it_was_stopped(booth: CentralStore, office: CentralStore, hub: HttpsHub) -> None:
    """No round trip is made after it; what was acknowledged counts, the next time brings the rest."""
    told(office)
    forget(booth, SHOW_ID, [number_id(20)], by="mia", reason="asked")
    for device_id, *numbers in (("laptop-a", 1, 2), ("laptop-b", 11), ("laptop-c",)):
        bring(booth, device_id, *numbers)
        booth.push(replace(push_of(device_id=device_id), erased=[number_id(20)], exports=[NOTE]))
    offered = []
    for most in range(1, 13):
        counted = Trips(hub)
        stopped = sent(booth, counted, cancelled=lambda: counted.made >= most)  # noqa: B023
        assert (counted.made, stopped.was_cancelled, stopped.is_whole) == (most, True, False)
        offered.append(stopped.offered.changes)
    assert offered == [0, 0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 3]
    assert sent(booth, hub).is_whole
    assert len(rows(Path(office.place), "SELECT change_id FROM change")) == 3


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_store_without_the_show_is_refused(
    booth: CentralStore, office: CentralStore, served: Served
) -> None:
    """It does not count as brought; and what is in it of other shows is named."""
    bring(booth, "laptop-a", 1)
    with closing(served.hub(enrolled(office, show_id="other"))) as hub:
        with pytest.raises(HubRefusedError, match=f"nothing of the show other.*It has: {SHOW_ID}"):
            forward(StoreHoldings(booth, "other"), hub, now=fixed_now)
        booth.push(replace(push_of(), show_id="other"))
        done = forward(StoreHoldings(booth, "other"), hub, now=fixed_now)
    assert (done.is_whole, done.other_shows) == (True, [SHOW_ID])


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_what_left_in_large_files_keeps_no_lead_back(
    booth: CentralStore, office: CentralStore, hub: HttpsHub
) -> None:
    """Notes of files with very many leads go in smaller pieces; one that is too large for any is told."""
    bring(booth, "laptop-a", 1)
    for number, leads in ((1, 10), (2, 10), (3, 10), (4, 10), (5, 10), (6, 10), (7, 60)):
        note = replace(NOTE, batch_no=number, lead_ids=[f"{lead:0100000}" for lead in range(leads)])
        booth.append(replace(push_of(device_id="laptop-a"), exports=[note]))
    done = sent(booth, hub)
    assert (done.is_whole, len(done.problems)) == (True, 1)
    found = rows(Path(office.place), "SELECT batch_no FROM export_batch ORDER BY batch_no")
    assert [row["batch_no"] for row in found] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_track_of_a_newer_version(booth: CentralStore, office: CentralStore, hub: HttpsHub) -> None:
    """Its count cannot be said here; all else is brought."""
    bring(booth, "laptop-a", 1)
    booth.database.write(
        lambda connection: connection.exec_driver_sql("UPDATE device_tally SET track = 'later'")
    )
    assert sent(booth, hub).is_whole
    assert rows(Path(office.place), "SELECT track FROM device_tally") == []


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_over_a_line_that_is_cut_again_and_again(
    booth: CentralStore, office: CentralStore, served: Served
) -> None:
    """Each try goes over it again; in the end all is there, once, and the picture whole."""
    bring(booth, "laptop-a", *range(1, 8))
    name = show_picture(booth, 1, 9, bytes(range(256)) * 3000)
    faults = [Fault(kind, after) for after in (0, 3000, 5000) for kind in (Kind.RESET, Kind.UNHEARD)]
    token, tries = enrolled(office, "laptop-host"), 0
    plan = [fault for each in faults for fault in (Fault(), each)]
    with faulty_proxy(served.port, plan) as proxy:
        url, done = f"https://127.0.0.1:{proxy.port}", None
        while done is None and tries < 20:
            tries += 1
            with closing(served.hub(token, url=url)) as hub, suppress(HubError):
                done = sent(booth, hub)
        assert proxy.connections > len(faults)
    assert done is not None
    assert done.is_whole
    assert tries > 1
    assert len(rows(Path(office.place), "SELECT change_id FROM change")) == 8
    assert held_there(office, name) == [768_000]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_large_requests_that_are_reset_are_made_smaller(
    booth: CentralStore, office: CentralStore, served: Served
) -> None:
    """Something between lets no more than 20 KB through at a time: batches and pieces are halved."""
    dice = random.Random(7)
    leads = [replace_lead(sales_ready_lead(n), tags=(dice.randbytes(50).hex(),)) for n in range(1, 801)]
    booth.push(push_of(*(lead_change(n, lead, device_seq=n) for n, lead in enumerate(leads, start=1))))
    name = show_picture(booth, 1, 900, dice.randbytes(300_000))
    token = enrolled(office, "laptop-host")
    with (
        faulty_proxy(served.port, itertools.repeat(Fault(Kind.NARROW, 20_000))) as proxy,
        closing(served.hub(token, url=f"https://127.0.0.1:{proxy.port}")) as hub,
    ):
        assert sent(booth, hub).is_whole
        assert proxy.connections > 5
    assert held_there(office, name) == [300_000]


@pytest.fixture
def believed(served: Served, office: CentralStore) -> Iterator[HttpsHub]:
    """The same way, with a code that was made for a hub."""
    with closing(served.hub(enrolled(office, "laptop-host", scopes=("push", "pull", "hub")))) as hub:
        yield hub


def test_what_either_hub_was_to_forget(booth: CentralStore, office: CentralStore, believed: HttpsHub) -> None:
    """Erased at the office, it goes from the booth's store, too, and the other way round; once is enough."""
    bring(booth, "laptop-a", 1, 2, 3)
    bring(office, "laptop-a", 2)
    office.push(replace(push_of(), exports=[replace(NOTE, lead_ids=[number_id(2)])]))
    gone = [show_picture(booth, number, 10 + number, bytes([number]) * 100) for number in (1, 2, 3)]
    forget(office, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    forget(booth, SHOW_ID, [number_id(2)], by="mia", reason="asked")
    booth.push(replace(push_of(device_id="laptop-a"), erased=[number_id(2)]))
    first = sent(booth, believed)
    assert (first.is_whole, first.forgotten, first.erased_there, first.asked) == (True, 1, 1, [])
    assert [file.file_name for file in first.files] == ["a.csv"]
    assert first.codes == {"erased": 2, "received": 2}
    for store in (booth, office):
        store.fold_pending()
        with store.database.reading() as connection:
            left = connection.exec_driver_sql("SELECT lead_id FROM lead").scalars().all()
            acts = "SELECT count(*) FROM audit WHERE verb = 'erase'"
            assert (left, connection.exec_driver_sql(acts).scalar()) == ([number_id(3)], 2)
    assert office.verify().is_sound
    assert held_there(office, *gone) == held_there(booth, *gone) == [0, 0, 100]
    with office.database.reading() as connection:
        query = "SELECT lead_id, device_id FROM erasure_ack"
        assert connection.exec_driver_sql(query).all() == [(number_id(2), "laptop-a")]
        query = 'SELECT reason, "by" FROM erasure ORDER BY lead_id'
        told = ("asked", "mia"), ("asked", "mia by way of laptop-host")
        assert tuple(map(tuple, connection.exec_driver_sql(query))) == told
    again = sent(booth, believed)
    assert (again.is_whole, again.forgotten, again.erased_there, again.files) == (True, 0, 0, [])
    assert (again.offered.changes, again.erasures, first.erasures) == (2, 2, 2)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_lead_erased_at_the_booth_is_erased_before_another_laptop_brings_it(
    booth: CentralStore, office: CentralStore, believed: HttpsHub
) -> None:
    """The office never heard of it, and whoever comes with it later is told to forget it."""
    bring(booth, "laptop-a", 1)
    forget(booth, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    assert sent(booth, believed).erased_there == 1
    late = told(office).push(push_of(lead_change(1, sales_ready_lead(1))))
    assert [receipt.code for receipt in late.receipts] == ["erased"]


def test_a_token_that_may_not_erase_asks(
    booth: CentralStore, office: CentralStore, hub: HttpsHub, served: Served
) -> None:
    """The lead stays at the office, once in its list however often it was asked; until the owner did it."""
    bring(booth, "laptop-a", 1)
    assert sent(booth, hub).asked == []
    forget(booth, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    for _ in range(2):
        done = sent(booth, hub)
        assert (done.is_whole, done.erased_there, done.asked) == (True, 0, [number_id(1)])
    with closing(served.hub(enrolled(office, "laptop-x"))) as another:
        assert sent(booth, another).asked == [number_id(1)]
    office.fold_pending()
    with office.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT lead_id FROM lead").scalars().all() == [number_id(1)]
        query = "SELECT count(*) FROM audit WHERE verb = 'asked to erase'"
        assert connection.exec_driver_sql(query).scalar() == 2
        wanted = asked(connection, SHOW_ID)
        assert [(one.lead_id, one.device_id) for one in wanted] == [
            (number_id(1), "laptop-host"), (number_id(1), "laptop-x"),
        ]  # fmt: skip
    Accounts(office).revoke(SHOW_ID, "laptop-x")
    with office.database.reading() as connection:
        assert [one.device_id for one in asked(connection, SHOW_ID)] == ["laptop-host"]
    forget(office, SHOW_ID, [number_id(1)], by="leo", reason="asked")
    with office.database.reading() as connection:
        assert asked(connection, SHOW_ID) == []
    assert sent(booth, hub).asked == []


def said(lead_id: str, day: int, **parts: str) -> tuple[str, Disposition]:
    """What sales said of a lead on a day."""
    told = {"at": f"2026-12-0{day}T09:00:00+00:00", "by": "leo", **parts}
    return lead_id, Disposition(status=DispositionStatus.RECYCLED, **told)


def say(store: CentralStore, *words: tuple[str, Disposition], staff: Sequence[Member] = ()) -> None:
    """The owner keeps what sales said, and names the staff."""
    with store.database.writing() as connection:
        for lead_id, word in words:
            Dispositions(connection, SHOW_ID, fixed_now()).put(lead_id, word)
        for member in staff:
            put_member(connection, SHOW_ID, member)


def test_what_sales_and_the_owner_said(
    booth: CentralStore, office: CentralStore, hub: HttpsHub, believed: HttpsHub
) -> None:
    """A hub is believed: all words come along, the latest stands; of a member the office's own word stays.

    From a laptop it is left out, and told. Nothing is said of who was erased.
    """
    bring(booth, "laptop-a", 1, 2, 3)
    one, two, three = (number_id(number) for number in (1, 2, 3))
    say(booth, said(one, 1, note="first"), said(one, 3, note="last"), said(two, 1), said(three, 1))
    say(booth, staff=[Member("ana@x", "Ana at the booth", True), Member("ben@x", "Ben", False)])
    say(
        office, said(one, 2, note="between"), said(two, 2, note="later"), staff=[Member("ana@x", "Ana", True)]
    )
    forget(office, SHOW_ID, [three], by="mia", reason="asked")
    assert sent(booth, hub).untaken == 4
    for untaken in (0, 0):
        done = sent(booth, believed)
        assert (done.untaken, done.problems, done.is_whole) == (untaken, [], True)
    assert sent(booth, hub).untaken == 0
    with office.database.reading() as connection:
        standing = connection.exec_driver_sql("SELECT lead_id, note FROM disposition ORDER BY lead_id")
        assert standing.all() == [(one, "last"), (two, "later")]
        events = connection.exec_driver_sql("SELECT count(*) FROM disposition_event")
        assert events.scalar() == 5
        assert members(connection, SHOW_ID) == [Member("ana@x", "Ana", True), Member("ben@x", "Ben", False)]
        query = "SELECT verb, subject FROM audit WHERE actor = 'laptop-host' ORDER BY verb"
        acts = connection.exec_driver_sql(query).all()
        assert acts == [("dispositions", "3 leads"), ("staff", "1 members")]
    page = office.pull(PullRequest(device_id="laptop-b", show_id=SHOW_ID))
    told_down = [(item.kind, item.item_id) for item in page.items if item.kind in ("staff", "disposition")]
    assert sorted(told_down) == [
        ("disposition", one), ("disposition", two), ("staff", "ana@x"), ("staff", "ben@x")
    ]  # fmt: skip


def test_what_no_sales_would_say_is_told(office: CentralStore) -> None:
    """A status of a newer version, or a time that is none: the others are taken all the same."""
    good = {"lead_id": "l1", "status": "accepted", "at": "2026-12-01T09:00:00+00:00"}
    words = [
        DispositionDocument(**{**good, **bad})
        for bad in ({"status": "later"}, {"at": "later"}, {"status": "rejected"}, {})
    ]
    reply = office.hub_word(HubWordRequest(device_id="h", show_id=SHOW_ID, dispositions=words))
    assert [problem.partition(": ")[2][:8] for problem in reply.problems] == [
        "status: ",
        "'later' ",
        "reason: ",
    ]
    with office.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT lead_id FROM disposition").scalars().all() == ["l1"]


class OldHub:
    """A hub of a version that takes no hub's word."""

    def __init__(self, hub: HttpsHub) -> None:
        self._hub = hub

    def __getattr__(self, name: str) -> object:
        """The hub's own."""
        return getattr(self._hub, name)

    def hello(self, request: HelloRequest) -> HelloReply:
        """As it was."""
        return replace(self._hub.hello(request), takes_hub_word=False)

    def hub_word(self, _: object) -> None:
        """It has no such door."""
        raise AssertionError


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_an_older_hub_cannot_be_told(booth: CentralStore, office: CentralStore, hub: HttpsHub) -> None:
    """What the booth's owner erased is named each time; not what that hub itself told."""
    bring(booth, "laptop-a", 1, 2, 3)
    forget(office, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    forget(booth, SHOW_ID, [number_id(2)], by="mia", reason="asked")
    say(booth, said(number_id(3), 1))
    for _ in range(2):
        done = sent(booth, OldHub(hub))
        assert (done.is_whole, done.untold, done.asked, done.untaken) == (True, [number_id(2)], [], 1)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_too_many_erasures_at_once_are_refused(office: CentralStore, believed: HttpsHub) -> None:
    """And the sender's pieces are small enough, also where their reasons are long."""
    notes = [ErasureNote(lead_id=number_id(number), reason="x" * 2000) for number in range(1001)]
    with pytest.raises(HubTooLargeError):
        office.hub_word(HubWordRequest(device_id="h", show_id=SHOW_ID, erasures=notes))
    with pytest.raises(HubTooLargeError):
        believed.hub_word(HubWordRequest(device_id="h", show_id=SHOW_ID, erasures=notes[:900]))
    assert rows(Path(office.place), "SELECT lead_id FROM erasure") == []


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_who_confirmed_at_the_booth_has_confirmed(
    booth: CentralStore, office: CentralStore, hub: HttpsHub, believed: HttpsHub
) -> None:
    """A laptop that forgot a lead of both hubs is not asked for it again, where a hub says so.

    From a laptop that is left out, and told; all else arrives.
    """
    bring(booth, "laptop-a", 1)
    for store in (booth, office):
        forget(store, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    booth.push(replace(push_of(device_id="laptop-a"), erased=[number_id(1)]))
    done = sent(booth, hub)
    assert (done.is_whole, done.unsaid) == (True, 1)
    assert rows(Path(office.place), "SELECT device_id FROM erasure_ack") == []
    done = sent(booth, believed)
    assert (done.is_whole, done.unsaid) == (True, 0)
    assert rows(Path(office.place), "SELECT device_id FROM erasure_ack") == [{"device_id": "laptop-a"}]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_copied_profile_gets_a_name_of_its_own(
    booth: CentralStore, office: CentralStore, hub: HttpsHub
) -> None:
    """Two changes under one number are both kept; the second time they are known again."""
    told(office).push(push_of(lead_change(1, sales_ready_lead(1), device_seq=1)))
    booth.push(push_of(lead_change(2, nurture_lead(2), device_seq=1)))
    first = sent(booth, hub)
    assert (first.is_whole, first.renamed, first.codes) == (True, 1, {"received": 1})
    again = sent(booth, hub)
    assert (again.is_whole, again.renamed, again.codes) == (True, 0, {"duplicate": 1})


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_what_is_refused_is_told(booth: CentralStore, office: CentralStore, hub: HttpsHub) -> None:
    """Other content under one id: nothing of it is altered on either side, and it is not called whole."""
    booth.push(push_of(lead_change(1, sales_ready_lead(1))))
    told(office).push(push_of(lead_change(1, nurture_lead(1))))
    done = sent(booth, hub)
    assert [(receipt.change_id, receipt.code) for receipt in done.refused] == [(number_id(1), "id_reuse")]
    assert not done.is_whole


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_who_may_not_brings_nothing(booth: CentralStore, office: CentralStore, served: Served) -> None:
    """A token that was shut out, that may only read, or of another show; nor a hub to itself."""
    bring(booth, "laptop-a", 1)
    shut_out = enrolled(office, "laptop-x")
    Accounts(office).revoke(SHOW_ID, "laptop-x")
    for token in (shut_out, enrolled(office, "reader", scopes=["pull"]), enrolled(office, show_id="other")):
        with closing(served.hub(token)) as hub, pytest.raises(HubAccessError):
            sent(booth, hub)
    assert rows(Path(office.place), "SELECT change_id FROM change") == []
    with pytest.raises(HubRefusedError, match="same hub"):
        forward(StoreHoldings(booth, SHOW_ID), booth, now=fixed_now)
