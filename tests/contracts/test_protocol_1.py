"""Protocol 1 as it was recorded: an old laptop's bytes go on working, and an old hub's answers can be read.

A field that is renamed or dropped fails here. New fields are welcome on either side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from boothapp.hub.service.verbs import VERBS
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import decode, encode
from tests.helpers.bare_http import Asker
from tests.helpers.served import enrolled, served_here, serving_of

FOLDER = Path(__file__).parents[1] / "data" / "protocol" / "1"
NAMES = ("hello", "provision", "push", "push_and_pull", "pull", "certify", "blobs", "blob-chunk", "hub-word")
"""In the order in which they were said."""

VOLATILE = {"hub_id", "server_time", "statement", "signature", "public_key"}


def recorded(name: str) -> Any:
    """A path, a request and its answer."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def lost(old: Any, new: Any, place: str = "$") -> Iterator[str]:
    """Where the new value lacks what the old one says."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in old.items():
            if name not in new:
                yield f"{place}.{name} is gone"
            elif name in VOLATILE:
                if type(value) is not type(new[name]):
                    yield f"{place}.{name} is of another type"
            else:
                yield from lost(value, new[name], f"{place}.{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from lost(one, other, f"{place}[{at}]")
    elif old != new:
        yield f"{place} is another"


def test_an_old_laptop_and_this_hub(tmp_path: Path) -> None:
    """Each recorded request is answered with all that it was answered with then."""
    with closing(CentralStore.open(tmp_path / "central.db")) as store:
        token = enrolled(store)
        with served_here(serving_of(tmp_path / "central.db", tmp_path / "hub", files=None)) as served:
            asker = Asker(served, store, token)
            answers = []
            for name in NAMES:
                store.fold_pending()
                exchange = recorded(name)
                response = asker.ask(exchange["path"], json.dumps(exchange["request"]).encode())
                answers.append((name, exchange["answer"], json.loads(response.data)))
            asker.pool.clear()
    for name, old, new in answers:
        assert list(lost(old, new)) == [], name


@pytest.mark.parametrize("name", NAMES)
def test_this_laptop_and_an_old_hub(name: str) -> None:
    """What this version reads of a recorded request and its answer is all that they say."""
    exchange = recorded(name)
    (verb,) = (verb for verb in VERBS if verb.path == exchange["path"])
    for kind, message in ((verb.request, exchange["request"]), (verb.reply, exchange["answer"])):
        read = json.loads(encode(decode(json.dumps(message).encode(), kind)))
        assert list(lost(message, read)) == []


def test_a_renamed_field_is_found() -> None:
    """The comparison can fail: at the very place."""
    old = {"receipts": [{"code": "received", "change_id": "1"}]}
    assert list(lost(old, {"receipts": [{"code": "received", "id": "1"}]})) == [
        "$.receipts[0].change_id is gone"
    ]
    assert list(lost(old, {"receipts": []})) == ["$.receipts is another"]
