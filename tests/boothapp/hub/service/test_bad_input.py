"""Whatever comes in, the service answers with the exact status, and takes nothing that it refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import zstandard
from sqlalchemy import event, select
from sqlalchemy.pool import Pool

from boothapp.hub import database
from boothapp.hub.accounts import Accounts
from boothapp.hub.schema import CHANGE, DEVICE
from boothapp.hub.service.rates import Rate, Rates
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    EnrolReply,
    HelloRequest,
    PullRequest,
    PushReply,
    decode,
    encode,
)
from tests.helpers.bare_http import Asker, code_of
from tests.helpers.hub_samples import SHOW_ID, in_json, lead_change, nurture_lead, push_of, sales_ready_lead
from tests.helpers.served import PLENTY, enrol_request, enrolled

HELLO = encode(HelloRequest(device_id="laptop-a", show_id=SHOW_ID))
LIMIT = MAX_BATCH_BYTES + (1 << 20)
ZSTD = {"Content-Encoding": "zstd"}


BEYOND = "1.99999999999999999999999"
"""A number that no database can count to."""


def push(*numbers: int, **parts: object) -> bytes:
    """A push of these changes, as it travels."""
    changes = [lead_change(number, sales_ready_lead(number)) for number in numbers]
    return encode(msgspec.structs.replace(push_of(*changes), **parts))


def kept(asker: Asker) -> int:
    """How many changes the store holds."""
    with asker.store.database.reading() as connection:
        return len(connection.execute(select(CHANGE.c.change_id)).all())


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "junk"),
        (b"{", {}, 400, "junk"),
        (b"[]", {}, 400, "junk"),
        (b'"\xff"', {}, 400, "junk"),
        (b"[" * 100_000, {}, 400, "junk"),
        (b'{"device_id": 5, "show_id": "x"}', {}, 400, "junk"),
        (b'{"device_id": "a", "show_id": "x\\u0000"}', {}, 400, "junk"),
        (HELLO, ZSTD, 400, "junk"),
        (zstandard.compress(HELLO)[:-3], ZSTD, 400, "junk"),
        (HELLO, {"Content-Encoding": "gzip"}, 415, "unsupported_body"),
        (HELLO, {"Content-Type": "text/html"}, 415, "unsupported_body"),
        (HELLO, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported_body"),
    ],
)
def test_junk(asker: Asker, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    """What is no message of ours is refused by its kind; the next request is answered as ever."""
    response = asker.ask("/v1/hello", body, headers=headers)
    assert (response.status, code_of(response)) == (status, code)
    assert asker.ask("/v1/hello", HELLO).status == 200


def endless() -> Iterator[bytes]:
    """A body that never says how long it is, and is too long."""
    for _ in range(LIMIT // (64 << 10) + 2):
        yield b" " * (64 << 10)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b" " * (LIMIT + 1), {}),
        (endless, {}),
        (zstandard.compress(b" " * (1 << 30)), ZSTD),
        (zstandard.ZstdCompressor(write_content_size=False).compress(b" " * (1 << 28)), ZSTD),
    ],
    ids=["declared", "chunked", "bomb", "bomb of unknown size"],
)
def test_too_large(asker: Asker, body: object, headers: dict[str, str]) -> None:
    """A body that is too large, or would unpack to be so, is refused before it is read or unpacked."""
    response = asker.ask("/v1/push", body() if callable(body) else body, headers=headers)
    assert (response.status, code_of(response)) == (413, "too_large")


def test_too_many_changes(asker: Asker) -> None:
    """A push of more than a thousand changes is refused whole."""
    response = asker.ask("/v1/push", push(*range(1, 1002)))
    assert (response.status, code_of(response)) == (413, "too_large")
    assert kept(asker) == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (push(1, protocol=99), 426, "protocol"),
        (push(1, device_now="noon"), 422, "refused"),
        (push(1, hub_id="another", epoch=1), 410, "epoch"),
        (push(1, pull=PullRequest(device_id="laptop-a", show_id=SHOW_ID, cursor="9.1")), 410, "epoch"),
        (push(1, pull=PullRequest(device_id="laptop-a", show_id=SHOW_ID, cursor=BEYOND)), 422, "refused"),
    ],
)
def test_what_cannot_be_taken(asker: Asker, body: bytes, status: int, code: str) -> None:
    """Another protocol, no time, another hub, another epoch: each has its status."""
    response = asker.ask("/v1/push", body)
    assert (response.status, code_of(response)) == (status, code)
    assert kept(asker) == 0


COUNT = {"hour": "2026-11-24T11", "staff": "ana@exhibitor.example", "track": "borrowed", "leads": 1}
EXPORT = {
    "batch_no": 1,
    "at": "2026-11-24T11:00:00+01:00",
    "by": "",
    "preset": "",
    "file_name": "",
    "sha256": "",
}


@pytest.mark.parametrize(
    "parts",
    [
        {"withheld": [{**COUNT, "leads": 2**63}]},
        {"withheld": [{**COUNT, "leads": -1}]},
        {"withheld": [{**COUNT, "staff": "a\0"}]},
        {"exports": [{**EXPORT, "lead_ids": [], "batch_no": 10**30}]},
        {"exports": [{**EXPORT, "lead_ids": ["\0"]}]},
        {"erased": ["\0"]},
        {"epoch": -1},
    ],
)
def test_what_no_store_can_hold(asker: Asker, parts: dict[str, object]) -> None:
    """Numbers beyond 64 bits and texts with NUL are junk, and the leads beside them can be sent again."""
    response = asker.ask("/v1/push", json.dumps({**json.loads(push(1)), **parts}).encode())
    assert (response.status, code_of(response)) == (400, "junk")
    assert kept(asker) == 0


def test_no_laptop_has_a_nul_in_its_name(asker: Asker) -> None:
    """Nor does one that only asks whether there is news."""
    response = asker.ask("/v1/idle?a%00&b", method="GET")
    assert (response.status, code_of(response)) == (400, "junk")


def test_fields_of_a_newer_laptop(asker: Asker) -> None:
    """Fields that the hub does not know are passed over in the message, and kept in the change."""
    change = {**lead_change(1, sales_ready_lead(1)).to_json_ready(), "mood": "new"}
    message = {**json.loads(encode(push_of(change))), "weather": "rain"}
    response = asker.ask("/v1/push", json.dumps(message).encode())
    assert [receipt.code for receipt in decode(response.data, PushReply).receipts] == ["received"]
    with asker.store.database.reading() as connection:
        assert '"mood"' in connection.execute(select(CHANGE.c.body)).scalar_one()


def test_a_clock_that_is_a_year_off(asker: Asker) -> None:
    """Clocks never refuse a sync; what the laptop's clock said is kept beside the hub's time."""
    response = asker.ask("/v1/push", push(1, device_now="2031-11-24T18:00:00+01:00"))
    assert response.status == 200
    with asker.store.database.reading() as connection:
        row = connection.execute(select(DEVICE.c.device_now, DEVICE.c.last_push_at)).one()
    assert row.device_now.startswith("2031-")
    assert not row.last_push_at.startswith("2031-")


def test_the_same_id_with_other_content(asker: Asker) -> None:
    """It is told apart from a duplicate, and the first content stays."""
    asker.ask("/v1/push", push(1))
    other = push_of(in_json(lead_change(1, nurture_lead(1))))
    (receipt,) = decode(asker.ask("/v1/push", encode(other)).data, PushReply).receipts
    assert receipt.code == "id_reuse"
    assert kept(asker) == 1


def test_who_may_not(asker: Asker) -> None:
    """No, an unknown, expired or revoked token: 401. Another show or another scope: 403. Nothing is taken."""
    store = asker.store
    elsewhere = enrolled(store, show_id="elsewhere")
    revoked = enrolled(store, "laptop-r")
    Accounts(store).revoke(SHOW_ID, "laptop-r")
    expired = enrolled(store, "laptop-e", token_life=timedelta(seconds=-1))
    reader = enrolled(store, "laptop-p", scopes=("pull",))
    for token, status, code in (
        (" ", 401, "unknown"),
        ("made-up", 401, "unknown"),
        (revoked, 401, "revoked"),
        (expired, 401, "expired"),
        (elsewhere, 403, "other_show"),
        (reader, 403, "scope"),
    ):
        response = asker.ask("/v1/push", push(1), token=token)
        assert (response.status, code_of(response)) == (status, code)
    assert kept(asker) == 0


def test_revoked_at_once(asker: Asker) -> None:
    """The next request after a revocation is refused, on the same connection too."""
    token = enrolled(asker.store, "laptop-r")
    assert asker.ask("/v1/push", push(1, device_id="laptop-r"), token=token).status == 200
    Accounts(asker.store).revoke(SHOW_ID, "laptop-r")
    assert asker.ask("/v1/push", push(2, device_id="laptop-r"), token=token).status == 401
    assert kept(asker) == 1


def test_enrolling(asker: Asker) -> None:
    """A code lets one laptop in; the second that brings it, and an unknown code, are turned away."""
    code = Accounts(asker.store).new_code(SHOW_ID)
    request = encode(enrol_request(code))
    reply = decode(asker.ask("/v1/enrol", request, token=" ").data, EnrolReply)
    assert asker.ask("/v1/push", push(1), token=reply.token).status == 200
    for body, word in ((request, "enrolment_used"), (encode(enrol_request("x")), "enrolment_unknown")):
        response = asker.ask("/v1/enrol", body, token=" ")
        assert (response.status, code_of(response)) == (403, word)


def test_asking_too_often(asker_of: Callable[..., Asker]) -> None:
    """A device that asks too often, and an address that guesses codes, are told how long to wait."""
    few = Rate(burst=2, per_second=0.01)
    asker = asker_of(rates=Rates(device=few, address=PLENTY, enrolling=few))
    for path, body in (("/v1/hello", HELLO), ("/v1/enrol", encode(enrol_request("x")))):
        answers = [asker.ask(path, body) for _ in range(3)]
        assert [answer.status for answer in answers][2] == 429
        assert 90 <= int(answers[2].headers["retry-after"]) <= 110
    assert asker.ask("/v1/hello", HELLO, token=enrolled(asker.store, "laptop-b")).status == 200


@pytest.fixture
def room() -> Iterator[list[int]]:
    """How many pages a store may have, from the next time that a connection is used."""
    pages = [1 << 30]

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    event.listen(Pool, "checkout", limit)
    yield pages
    event.remove(Pool, "checkout", limit)


def test_a_full_store(asker: Asker, room: list[int]) -> None:
    """A full store says so and for how long to wait; nothing is lost, and with room it works again."""
    asker.ask("/v1/push", push(1))
    room[0] = 1
    response = asker.ask("/v1/push", push(*range(2, 200)))
    assert (response.status, code_of(response)) == (507, "full")
    assert int(response.headers["retry-after"]) > 0
    room[0] = 1 << 30
    assert kept(asker) == 1
    assert asker.ask("/v1/push", push(*range(2, 200))).status == 200
    assert kept(asker) == 199


def test_no_room_on_the_disk(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who watches whether the hub is ready hears that it has no room left, before a laptop does."""
    assert asker.ask("/readyz", method="GET").status == 200
    monkeypatch.setattr(database, "LEAST_ROOM", 1 << 62)
    response = asker.ask("/readyz", method="GET")
    assert (response.status, code_of(response)) == (507, "full")
    assert b"Tell whoever keeps the hub." in response.data
    assert asker.store.place.encode() not in response.data


def test_a_store_that_may_only_be_read(asker: Asker) -> None:
    """It says so, with the place kept to itself, and nothing is taken."""

    def read_only(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(Pool, "checkout", read_only)
    try:
        response = asker.ask("/v1/push", push(1))
    finally:
        event.remove(Pool, "checkout", read_only)
    assert (response.status, code_of(response)) == (503, "read_only")
    assert asker.store.place.encode() not in response.data
    assert kept(asker) == 0


def test_elsewhere(asker: Asker) -> None:
    """Other paths are not there, other methods are not allowed, and there are no pages of documentation."""
    for path in ("/", "/docs", "/schema", "/openapi.json", "/v1/unheard"):
        assert asker.ask(path, method="GET").status == 404
    response = asker.ask("/v1/push", method="GET")
    assert (response.status, response.headers["allow"]) == (405, "POST")


def test_what_a_stranger_may_see(asker: Asker) -> None:
    """Whether the hub is well, and on its own machine the figures; no answer says what serves it."""
    asker.ask("/v1/push", push(1))
    for path, part in (("/healthz", b"alive"), ("/readyz", b'"waiting":1'), ("/metrics", b'status="200"')):
        response = asker.ask(path, method="GET", token=" ")
        assert response.status == 200
        assert part in response.data
    assert not {"server", "date"} & {name.lower() for name in asker.ask("/v1/hello", HELLO).headers}
