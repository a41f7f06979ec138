"""What sales says of a lead is kept, told to the laptops, and counted from the day of the capture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from boothapp.domain.disposition import Disposition, DispositionStatus, as_code
from boothapp.errors import InputError
from boothapp.hub.dispositions import Dispositions, Refused, ReturnedRow, read_returned
from boothapp.hub.store import CentralStore
from boothapp.hub.team import Member, members, put_member
from boothapp.wire.messages import DispositionDocument, ProvisionRequest, PullRequest, StaffDocument, decode
from tests.helpers.hub_samples import (
    SHOW_ID,
    fixed_now,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentralStore]:
    """A store with two leads that were captured on 24 November."""
    on_file = request.param == "sqlite"
    place = tmp_path / "central.db" if on_file else request.getfixturevalue("postgres_url")
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        texts = [standard().source]
        store.provision(
            ProvisionRequest(device_id="a", show_id=SHOW_ID, show=sample_show().source, definitions=texts)
        )
        store.push(push_of(lead_change(1, sales_ready_lead(1)), lead_change(2, nurture_lead(2))))
        yield store


def said(status: str, at: str, **rest: Any) -> Disposition:
    """A word of sales."""
    return Disposition(status=DispositionStatus(status), at=at, by="sam@hummline.example", **rest)


def put(store: CentralStore, disposition: Disposition, number: int = 1) -> bool:
    """Keep it of a lead."""

    def work(connection: Connection) -> bool:
        return Dispositions(connection, SHOW_ID, fixed_now()).put(number_id(number), disposition)

    return store.database.write(work)


def view(store: CentralStore) -> list[dict[str, Any]]:
    """What marketing reads."""
    with store.database.reading() as connection:
        rows = connection.execute(text("SELECT * FROM dispositions ORDER BY lead_id")).mappings()
        return [dict(row) for row in rows]


def told(store: CentralStore, kind: str) -> list[bytes]:
    """What a laptop is told of one kind."""
    page = store.pull(PullRequest(device_id="laptop-b", show_id=SHOW_ID))
    return [bytes(item.body) for item in page.items if item.kind == kind]


def test_the_latest_word_stands_and_the_first_is_counted(store: CentralStore) -> None:
    """However late an old word comes in; speed to lead runs from the capture to the first of them."""
    assert put(store, said("accepted", "2026-12-03T09:00:00+01:00"))
    assert put(store, said("rejected", "2026-12-20T09:00:00+01:00", reason="no_budget", outcome="lost"))
    assert put(store, said("recycled", "2026-12-01T09:00:00+01:00"))
    assert not put(store, said("recycled", "2026-12-01T08:00:00+00:00"))
    (row,) = view(store)
    assert (row["status"], row["reason"], row["outcome"], row["days_to_first"]) == (
        "rejected", "no_budget", "lost", 7,
    )  # fmt: skip
    assert row["company"] == "Lumière 1 SA"
    (document,) = told(store, "disposition")
    assert decode(document, DispositionDocument).reason == "no_budget"


@pytest.mark.parametrize(
    ("at", "days"),
    [("2026-11-24T20:00", 0), ("2027-03-01T09:00", 97), ("2028-02-29T00:00", 462), ("2026-11-23T00:00", -1)],
)
def test_days_are_counted_by_the_calendar(store: CentralStore, at: str, days: int) -> None:
    """Over months, years and leap days; a wrong date in a file is seen as such."""
    put(store, said("accepted", f"{at}:00+00:00"))
    assert [row["days_to_first"] for row in view(store)] == [days]


def test_rows_of_a_file_find_their_lead(store: CentralStore) -> None:
    """By our id, by our id as a CRM hands it back, by mail; each other row is refused with its reason."""
    rows = [
        {"lead_id": number_id(1), "status": "Accepted"},
        {"external_id": number_id(2), "status": "rejected", "reason": "No budget", "at": "2026-12-01T00:00Z"},
        {"email": "ZOE2@lumiere.example", "status": "recycled", "at": "2026-12-02T00:00Z"},
        {"email": "nobody@x.example", "status": "accepted"},
        {"lead_id": number_id(1), "status": "maybe"},
        {"lead_id": number_id(1), "status": "rejected"},
        {"lead_id": number_id(1), "status": "rejected", "reason": "bad mood"},
        {"lead_id": number_id(1), "status": "accepted", "at": "yesterday"},
    ]

    def take(connection: Connection) -> list[Refused]:
        words = Dispositions(connection, SHOW_ID, fixed_now())
        refused = (words.take(ReturnedRow(at, row), "sam") for at, row in enumerate(rows))
        return [one for one in refused if one]

    refused = store.database.write(take)
    assert [one.number for one in refused] == [3, 4, 5, 6, 7]
    assert [one.reason.split(":")[0] for one in refused[1:]] == ["status", "reason", "reason", "at"]
    assert [row["status"] for row in view(store)] == ["accepted", "recycled"]


def test_a_file_is_read_by_its_headers(tmp_path: Path) -> None:
    """Whatever the case and order of its columns; one without what is needed is refused in words."""
    file = tmp_path / "back.csv"
    file.write_text("﻿Reason,Status,External ID,Mood\r\nNo need,Rejected,x1,fine\r\n", encoding="utf-8")
    (row,) = read_returned(file)
    assert row == ReturnedRow(2, {"external_id": "x1", "status": "Rejected", "reason": "No need"})
    assert as_code(" Partner or-vendor ") == "partner_or_vendor"
    file.write_text("Status\naccepted\n", encoding="utf-8")
    with pytest.raises(InputError, match="needs a column status, and one of lead_id"):
        list(read_returned(file))
    with pytest.raises(InputError, match="cannot be read"):
        list(read_returned(tmp_path / "none.csv"))
    file.write_bytes(b"status,email\n\xff\xfe,x")
    with pytest.raises(InputError, match="no CSV in UTF-8"):
        list(read_returned(file))


def test_the_team_flows_down(store: CentralStore) -> None:
    """A member is told once, in the last edition; whoever left stays known as such."""

    def put_all(connection: Connection) -> list[bool]:
        ana, left = Member("ana@x.example", "Ana", True), Member("ana@x.example", "Ana", False)
        return [put_member(connection, SHOW_ID, member) for member in (ana, ana, left)]

    assert store.database.write(put_all) == [True, False, True]
    with store.database.reading() as connection:
        assert members(connection, SHOW_ID) == [Member("ana@x.example", "Ana", is_active=False)]
    (document,) = told(store, "staff")
    assert decode(document, StaffDocument) == StaffDocument(
        email="ana@x.example", name="Ana", is_active=False
    )
