"""Codes let one laptop in, once; tokens open what they are for, as long as they are good."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from boothapp.errors import AccessReason, EnrolmentError, HubAccessError
from boothapp.hub.accounts import CODE_LIFE, TOKEN_LIFE, Accounts
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import EnrolReply, EnrolRequest, ProvisionRequest
from tests.helpers.hub_samples import SHOW_ID, sample_show, standard

KEY = base64.b64encode(bytes(range(32))).decode()


class Hub:
    """A store on either database, its accounts, and its clock."""

    def __init__(self, place: Path | str) -> None:
        self.time = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.place = place
        self.store = CentralStore.open(place, now=lambda: self.time)
        self.accounts = Accounts(self.store)
        texts = ProvisionRequest(
            device_id="x", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
        )
        self.store.provision(texts)

    def enrol(self, code: str, **parts: Any) -> EnrolReply:
        """A laptop brings a code."""
        told: dict[str, Any] = {
            "show_id": SHOW_ID,
            "device_id": "laptop-a",
            "device_name": "Left desk",
            "seal_key": KEY,
        }
        return self.accounts.enrol(EnrolRequest(**{**told, "sign_key": KEY, "code": code, **parts}))

    def refused(self, token: str, *, show_id: str = SHOW_ID, scope: str = "push") -> AccessReason:
        """Why a token is turned away."""
        with pytest.raises(HubAccessError) as caught:
            self.accounts.check(show_id, token, scope, "laptop-a")
        return caught.value.reason


@pytest.fixture(params=["sqlite", "postgresql"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hub]:
    """A hub that knows a show."""
    on_file = request.param == "sqlite"
    hub = Hub(tmp_path / "central.db" if on_file else request.getfixturevalue("postgres_url"))
    with closing(hub.store):
        yield hub


def test_a_code_gives_a_token_and_the_show(hub: Hub) -> None:
    """The laptop gets all that it needs to begin: token, keys, show and definitions."""
    reply = hub.enrol(hub.accounts.new_code(SHOW_ID))
    access = hub.accounts.check(SHOW_ID, reply.token, "push", "laptop-a")
    assert (access.device_id, access.device_name, access.scopes) == (
        "laptop-a",
        "Left desk",
        ("push", "pull"),
    )
    assert (reply.show, reply.definitions) == (sample_show().source, [standard().source])
    assert len(base64.b64decode(reply.sign_key)) == len(base64.b64decode(reply.seal_key)) == 32


def test_a_code_is_used_up(hub: Hub) -> None:
    """The second laptop that brings a code is told so."""
    code = hub.accounts.new_code(SHOW_ID)
    hub.enrol(code)
    with pytest.raises(EnrolmentError, match="used already") as caught:
        hub.enrol(code, device_id="laptop-b")
    assert caught.value.reason is AccessReason.USED


def test_of_two_who_bring_one_code_one_gets_in(hub: Hub) -> None:
    """However close they are."""
    for _ in range(5):
        code = hub.accounts.new_code(SHOW_ID)

        def bring(device_id: str, code: str = code) -> bool:
            try:
                hub.enrol(code, device_id=device_id)
            except EnrolmentError:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(bring, ("laptop-a", "laptop-b"))) == [False, True]


def test_a_code_grows_old(hub: Hub) -> None:
    """After ten minutes it is worth nothing, unless it was made for longer."""
    short, long = hub.accounts.new_code(SHOW_ID), hub.accounts.new_code(SHOW_ID, life=timedelta(days=14))
    hub.time += CODE_LIFE
    with pytest.raises(EnrolmentError, match="too old"):
        hub.enrol(short)
    assert hub.enrol(long).token


@pytest.mark.parametrize(
    "parts", [{"code": "guess"}, {"show_id": "elsewhere"}, {"sign_key": "x"}, {"seal_key": ""}]
)
def test_turns_away_what_it_did_not_give(hub: Hub, parts: dict[str, str]) -> None:
    """A guessed code, another show's, or a key that is none."""
    code = hub.accounts.new_code(SHOW_ID)
    with pytest.raises(EnrolmentError):
        hub.enrol(**{"code": code, **parts})
    assert hub.enrol(code).token


def test_says_why_a_token_opens_nothing(hub: Hub) -> None:
    """Unknown, of another show, not for this, revoked, expired: each has its own word."""
    token = hub.enrol(hub.accounts.new_code(SHOW_ID)).token
    assert hub.refused("guess") is AccessReason.UNKNOWN
    assert hub.refused(token, show_id="elsewhere") is AccessReason.OTHER_SHOW
    assert hub.refused(token, scope="merge") is AccessReason.SCOPE
    hub.time += TOKEN_LIFE
    assert hub.refused(token) is AccessReason.EXPIRED
    assert hub.accounts.revoke(SHOW_ID, "laptop-a") == 1
    assert hub.refused(token) is AccessReason.REVOKED
    assert hub.accounts.revoke(SHOW_ID, "laptop-a") == 0


def test_keeps_no_code_and_no_token(hub: Hub, tmp_path: Path) -> None:
    """Whoever reads the store cannot come in with what stands there."""
    code = hub.accounts.new_code(SHOW_ID)
    token = hub.enrol(code).token
    hub.store.close()
    for file in tmp_path.iterdir():
        held = file.read_bytes()
        assert code.encode() not in held
        assert token.encode() not in held


def test_a_revoked_token_is_known_at_the_next_request(hub: Hub) -> None:
    """However often it was let pass just before, and whoever revoked it."""
    token = hub.enrol(hub.accounts.new_code(SHOW_ID)).token
    for _ in range(3):
        hub.accounts.check(SHOW_ID, token, "push", "laptop-a")
    with closing(CentralStore.open(hub.place, now=lambda: hub.time)) as office:
        Accounts(office).revoke(SHOW_ID, "laptop-a")
    assert hub.refused(token) is AccessReason.REVOKED
