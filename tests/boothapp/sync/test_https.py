"""The HTTPS client believes its own hub alone, and says in our words what else it met."""

from __future__ import annotations

import random
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest

from boothapp.errors import (
    AccessReason,
    EnrolmentError,
    HubAccessError,
    HubCutError,
    HubError,
    HubNoRoomError,
    HubPortalError,
    HubRefusedError,
    HubReplyError,
    HubUnreachableError,
    HubWaitError,
)
from boothapp.hub.accounts import Accounts
from boothapp.hub.service.rates import Rate, Rates
from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from boothapp.sync.https_refusals import raise_refusal
from boothapp.wire.messages import BlobChunk, HelloRequest, PullRequest, PushReply, PushRequest
from tests.helpers.faulty_proxy import Fault, Kind, faulty_proxy
from tests.helpers.hub_samples import NOW, SHOW_ID, lead_change, push_of, sales_ready_lead
from tests.helpers.served import PLENTY, Served, enrol_request, enrolled, served_here, serving_of

HELLO = HelloRequest(device_id="laptop-a", show_id=SHOW_ID)
CUTS = (Kind.RESET, Kind.STALL, Kind.HALF_CLOSE, Kind.TRUNCATE, Kind.UNHEARD)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CentralStore]:
    """The store that is served."""
    with closing(CentralStore.open(tmp_path / "central.db")) as store:
        yield store


@pytest.fixture
def token(store: CentralStore) -> str:
    """A laptop's."""
    return enrolled(store)


@pytest.fixture
def served(store: CentralStore, tmp_path: Path) -> Iterator[Served]:
    """The service over TLS."""
    with served_here(serving_of(store.place, tmp_path / "hub")) as served:
        yield served


@pytest.fixture
def plain(store: CentralStore, tmp_path: Path) -> Iterator[Served]:
    """The service without TLS, as it may be on one machine."""
    with served_here(serving_of(store.place, tmp_path / "hub", files=None)) as served:
        yield served


def push(*numbers: int) -> PushRequest:
    """A push of these changes."""
    return push_of(*(lead_change(number, sales_ready_lead(number)) for number in numbers))


def codes(reply: PushReply) -> list[str]:
    """What became of each change."""
    return [receipt.code for receipt in reply.receipts]


@pytest.mark.parametrize("kind", CUTS)
@pytest.mark.parametrize("after", [0, 100, 3000])
def test_a_line_that_is_cut(served: Served, token: str, kind: Kind, after: int) -> None:
    """However a line is cut, that is told as no answer; the same push again makes nothing twice."""
    request = push(1, 2)
    with faulty_proxy(served.port, [Fault(), Fault(kind, after)]) as proxy:
        url = f"https://127.0.0.1:{proxy.port}"
        with closing(served.hub(token, url=url, connect_seconds=0.5, read_seconds=0.5)) as hub:
            try:
                first = codes(hub.push(request))
            except HubUnreachableError:
                first = []
            assert first in ([], ["received"] * 2)
            assert codes(hub.push(request)) in (["received"] * 2, ["duplicate"] * 2)
            assert hub.push(push()).contiguous_seq == 2


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.TRUNCATE, Kind.UNHEARD])
def test_a_kept_line_that_died(plain: Served, token: str, kind: Kind) -> None:
    """What is asked on a line that was left alone and died is asked anew, so nobody hears of it; but once."""
    plan = [Fault(kind, 900), Fault(), Fault(kind, 900), Fault(kind)]
    with faulty_proxy(plain.port, plan) as proxy:
        with closing(plain.hub(token, url=f"http://127.0.0.1:{proxy.port}")) as hub:
            while proxy.connections < 2:
                assert codes(hub.push(push(1))) in (["received"], ["duplicate"])
            hub.close()
            with pytest.raises(HubUnreachableError, match="was cut"):
                deque(iter(lambda: hub.push(push(1)), None))
        assert proxy.connections == 4


def test_a_large_request_is_not_asked_again(plain: Served, token: str) -> None:
    """Where a kept line is cut under a large request, a smaller one shall follow, not the same."""
    photo = random.Random(0).randbytes(32 << 10)
    piece = BlobChunk(
        device_id="laptop-a", show_id=SHOW_ID, sha256=sha256(photo).hexdigest(), size=len(photo), offset=0,
        data=photo,
    )  # fmt: skip
    with (
        faulty_proxy(plain.port, [Fault(Kind.NARROW, 8 << 10)] * 2) as proxy,
        closing(plain.hub(token, url=f"http://127.0.0.1:{proxy.port}")) as hub,
    ):
        assert codes(hub.push(push(1))) == ["received"]
        with pytest.raises(HubCutError):
            hub.put_blob(piece)
        assert proxy.connections == 1


def test_a_bad_network_loses_nothing(served: Served, store: CentralStore, token: str) -> None:
    """Over a network that fails at every other turn, each change arrives exactly once."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 - a failed run shows it
    dice = random.Random(seed)
    plan = [Fault(), *(Fault(dice.choice(CUTS), dice.randrange(6000)) for _ in range(20))]
    with faulty_proxy(served.port, plan) as proxy:
        url = f"https://127.0.0.1:{proxy.port}"
        for number in range(1, 11):
            heard: list[str] = []
            while not heard:
                with closing(served.hub(token, url=url, connect_seconds=0.3, read_seconds=0.3)) as hub:
                    try:
                        heard = codes(hub.push(push(number)))
                    except HubUnreachableError:
                        continue
            assert heard in (["received"], ["duplicate"])
    assert store.push(push()).held == store.push(push(*range(1, 11))).held


def test_what_is_delivered_twice(plain: Served, token: str) -> None:
    """A request that the network delivers twice is answered once, and there once."""
    with (
        faulty_proxy(plain.port, [Fault(Kind.TWICE)]) as proxy,
        closing(plain.hub(token, url=f"http://127.0.0.1:{proxy.port}")) as hub,
    ):
        assert codes(hub.push(push(1, 2))) in (["received"] * 2, ["duplicate"] * 2)
        held = hub.push(push()).held
    assert held
    assert held.changes == 2


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.PORTAL])
def test_a_portal(served: Served, plain: Served, token: str, kind: Kind) -> None:
    """A page, or a redirect to one, is no success, on either kind of connection."""
    for at in (served, plain):
        with faulty_proxy(at.port, [Fault(kind)] * 4) as proxy:
            scheme = at.url.partition(":")[0]
            hub = at.hub(token, url=f"{scheme}://127.0.0.1:{proxy.port}")
            with closing(hub), pytest.raises(HubPortalError, match="Sign in to the Wi-Fi"):
                hub.push(push(1))


def test_another_authority(served: Served, token: str, tmp_path: Path) -> None:
    """A hub whose authority is not the pinned one is told nothing, and so is one that nobody vouches for."""
    with closing(HttpsHub(served.url, token, "0" * 64)) as hub, pytest.raises(HubReplyError, match="Enrol"):
        hub.hello(HELLO)
    with closing(HttpsHub(served.url, token, None)) as hub, pytest.raises(HubPortalError):
        hub.hello(HELLO)
    other = serving_of(tmp_path / "other.db", tmp_path / "other")
    with served_here(other) as elsewhere, closing(elsewhere.hub(token)) as hub:
        hub._ca_sha256 = served.ca_sha256
        with pytest.raises(HubReplyError):
            hub.hello(HELLO)


def test_another_name(served: Served, token: str) -> None:
    """The right authority under a name that it did not vouch for is not the hub."""
    hub = served.hub(token, url=f"https://localhost:{served.port}")
    with closing(hub), pytest.raises(HubPortalError):
        hub.hello(HELLO)


def test_another_hub(served: Served, token: str) -> None:
    """An answer that names another hub than the one that was enrolled at counts for nothing."""
    with closing(served.hub(token, hub_id="another")) as hub, pytest.raises(HubReplyError):
        hub.push(push(1))


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1:8000", "ftp://127.0.0.1", "127.0.0.1:8000", "https://", "http://hub.example"]
)
def test_an_address_that_will_not_do(url: str) -> None:
    """Plain HTTP leaves no machine; whatever is no address is told as such."""
    with pytest.raises(HubRefusedError, match="Nothing was sent"):
        HttpsHub(url, "token")


def test_nobody_there(token: str) -> None:
    """No hub at the address: nothing is lost, check the network."""
    with closing(socket.socket()) as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        hub = HttpsHub(f"https://127.0.0.1:{taken.getsockname()[1]}", token)
        with closing(hub), pytest.raises(HubUnreachableError, match="still on this laptop"):
            hub.hello(HELLO)


def test_who_may_not(served: Served, store: CentralStore) -> None:
    """Why a token is no good comes through, for programs and for people."""
    token = enrolled(store, "laptop-r")
    Accounts(store).revoke(SHOW_ID, "laptop-r")
    for bad, reason in ((token, AccessReason.REVOKED), ("made-up", AccessReason.UNKNOWN)):
        with closing(served.hub(bad)) as hub, pytest.raises(HubAccessError) as caught:
            hub.push(push(1))
        assert caught.value.reason == reason


def test_enrolling(served: Served, store: CentralStore) -> None:
    """A code is good once; the token that it brings opens the hub."""
    code = Accounts(store).new_code(SHOW_ID)
    with closing(served.hub("")) as hub:
        token = hub.enrol(enrol_request(code)).token
        with pytest.raises(EnrolmentError) as caught:
            hub.enrol(enrol_request(code))
    assert caught.value.reason is AccessReason.USED
    with closing(served.hub(token)) as hub:
        assert codes(hub.push(push(1))) == ["received"]


def test_asked_to_wait(store: CentralStore, token: str, tmp_path: Path) -> None:
    """A hub that asks to be left alone says for how long."""
    rates = Rates(device=Rate(burst=1, per_second=0.01), address=PLENTY)
    serving = serving_of(store.place, tmp_path / "hub", rates=rates)
    with served_here(serving) as served, closing(served.hub(token)) as hub:
        hub.hello(HELLO)
        with pytest.raises(HubWaitError) as caught:
            hub.hello(HELLO)
    assert 90 <= caught.value.seconds <= 110


def test_a_hub_whose_disk_is_full() -> None:
    """It is told apart from a hub that is busy, since only whoever keeps it can end it."""
    told = b'{"code":"full","message":"The disk is full. Tell whoever keeps the hub."}'
    with pytest.raises(HubNoRoomError, match="Tell whoever keeps") as caught:
        raise_refusal(507, {"retry-after": "60"}, told)
    assert caught.value.seconds == 60


def test_an_idle_sync(plain: Served, store: CentralStore, token: str) -> None:
    """While nothing is new the last answer holds, for a few bytes; another laptop's change ends that."""
    with (
        faulty_proxy(plain.port) as proxy,
        closing(plain.hub(token, url=f"http://127.0.0.1:{proxy.port}")) as hub,
    ):
        hub.push(push(1))
        store.fold_pending()
        cursor = hub.pull(PullRequest(device_id="laptop-a", show_id=SHOW_ID)).cursor
        idle = PushRequest(
            device_id="laptop-a",
            show_id=SHOW_ID,
            device_now=NOW,
            pull=PullRequest(device_id="laptop-a", show_id=SHOW_ID, cursor=cursor),
        )
        full = hub.push(idle)
        before = proxy.total
        again = hub.push(idle)
        assert proxy.total - before <= 400
        assert (again.held, again.page) == (full.held, full.page)
        other = lead_change(9, sales_ready_lead(9), device_id="laptop-b", device_seq=1)
        store.push(push_of(other, device_id="laptop-b"))
        page = hub.push(idle).page
        assert page
        assert [item.item_id for item in page.items] == [other.change_id]


def test_any_fault_is_one_of_ours(served: Served, token: str) -> None:
    """Bytes that are no HTTP at all come out as an error of ours."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 - a failed run shows it
    dice = random.Random(seed)
    for _ in range(10):
        plan = [Fault(dice.choice([*CUTS, Kind.HTML, Kind.PORTAL]), dice.randrange(2000)) for _ in range(2)]
        with faulty_proxy(served.port, plan) as proxy:
            url = f"https://127.0.0.1:{proxy.port}"
            hub = served.hub(token, url=url, connect_seconds=0.3, read_seconds=0.3)
            with closing(hub), suppress(HubError):
                assert hub.hello(HELLO).hub_id
