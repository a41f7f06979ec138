"""Syncing: what the policy allows arrives once, the rest stays and is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Disqualification, InterestBasis
from boothapp.errors import HubError
from boothapp.hub.forgetting import forget
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.photos import attached, photo

SETUP = sample_setup(resources_dir())
CONTEXT = card_context(SETUP)
VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()
READY = next(line for line in VISITORS if "Lefèbvre".encode() in line)


@pytest.fixture
def captured(services: Services) -> Services:
    """The sample visitors, saved."""
    services.capturing.save_new([NewLead(CONTEXT.lead(line)) for line in VISITORS])
    return services


def asked(services: Services, question: str) -> list[tuple[object, ...]]:
    """What the central store answers."""
    with closing(sqlite3.connect(services.syncing.store_path)) as store:
        return store.execute(question).fetchall()


def test_the_policy_decides_what_leaves(captured: Services):
    """Sales-ready and nurture leads go as rows, the others as counts."""
    report = captured.syncing.sync_now()
    assert (report.received, report.withheld) == (34, 32)
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(12,)]
    assert asked(captured, "SELECT borrowed, disqualified, total FROM show_scoreboard") == [(23, 9, 66)]
    assert asked(captured, "SELECT count(*) FROM borrowed_interest WHERE lead_id IS NOT NULL") == [(0,)]
    summary = captured.syncing.summary()
    assert (summary.pending, summary.withheld, summary.acked) == (0, 32, 34)
    assert captured.syncing.last_sync is not None


def test_a_lead_that_was_sent_is_kept_true_there(captured: Services):
    """Disqualified after it was sent, a lead leaves the sales-ready view."""
    captured.syncing.sync_now()
    (ready, *_) = captured.browsing.find("Lefèbvre")
    (row,) = captured.browsing.rows([ready])
    opened = captured.capturing.open_lead(row.lead_id)
    assert opened is not None
    lost = replace(opened.lead, disqualification=Disqualification(reason="competitor"))
    captured.capturing.save_edit(opened, lost, by=SETUP.staff)
    assert captured.syncing.sync_now().received == 1
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(11,)]


def test_a_cancelled_sync_is_taken_up_later(captured: Services):
    """What was not sent waits; the next sync sends it, once."""
    assert captured.syncing.sync_now(cancelled=lambda: True).was_cancelled
    assert captured.syncing.last_sync is None
    assert captured.syncing.sync_now().received == 34


def test_another_central_store_gets_everything(captured: Services, tmp_path: Path):
    """What one store acknowledged, a new one does not have yet."""
    captured.syncing.sync_now()
    captured.syncing.use_store(tmp_path / "other" / "leads.db")
    assert captured.syncing.sync_now().received == 34
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(12,)]


def test_a_store_that_will_not_open_loses_nothing(captured: Services, tmp_path: Path):
    """The error says so, every change still waits, and the store chosen before stays chosen."""
    before = captured.syncing.store_path
    with pytest.raises(HubError):
        captured.syncing.use_store(tmp_path)
    assert captured.syncing.store_path == before
    assert captured.syncing.summary().pending == 34
    assert captured.syncing.sync_now().received == 34


def test_off_is_off_until_turned_on(services: Services):
    """Nothing is sent by itself unless someone asked for it."""
    assert not services.syncing.auto
    services.syncing.set_auto(on=True)
    assert services.syncing.auto


def with_photo(services: Services, line: bytes, number: int = 0, side: int = 60) -> NewLead:
    """A visitor with a photo beside the card."""
    return NewLead(replace(CONTEXT.lead(line), attachments=(attached(services, number, side),)))


def blobs(services: Services) -> dict[str, int]:
    """The pictures at the central store: how much of each, and what they come to."""
    found = asked(services, "SELECT sha256, size, received FROM blob")
    assert all(size == received for _, size, received in found)
    return {str(sha256): int(str(size)) for sha256, size, _ in found}


def test_pictures_go_where_their_leads_go(services: Services):
    """The photo of a lead that stays here by policy stays too, until somebody promotes the lead."""
    stays = next(line for line in VISITORS if b'"interest_basis": "borrowed"' in line)
    saved = services.capturing.save_new(
        [with_photo(services, READY, 1, side=600), with_photo(services, stays, 2)]
    )
    assert services.syncing.waiting_pictures() == 1
    told: list[tuple[int, int]] = []
    report = services.syncing.sync_now(lambda done, total: told.append((done, total)))
    assert (report.received, report.pictures) == (1, 1)
    assert told[-1] == (2, 2)
    assert blobs(services) == {photo(1, 600).sha256: len(photo(1, 600).content)}
    assert services.syncing.facts().waiting_pictures == 0

    opened = services.capturing.open_lead(saved[1].lead.lead_id)
    assert opened is not None
    real = replace(opened.lead, interest_basis=InterestBasis.PRODUCT, disqualification=None)
    services.capturing.save_edit(opened, real, by="ana")
    assert services.syncing.sync_now().pictures == 1
    assert set(blobs(services)) == {photo(1, 600).sha256, photo(2).sha256}


def test_another_central_store_gets_the_pictures_too(services: Services, tmp_path: Path):
    """What one store holds, a new one does not."""
    services.capturing.save_new([with_photo(services, VISITORS[0])])
    services.syncing.sync_now()
    services.syncing.use_store(tmp_path / "other" / "leads.db")
    assert services.syncing.sync_now().pictures == 1
    assert blobs(services)


def test_a_lead_that_is_saved_meanwhile_goes_first(services: Services):
    """Between two pieces of a picture, what was just captured is sent."""
    services.capturing.save_new([with_photo(services, VISITORS[0], side=600)])
    said: list[int] = []

    def meanwhile(done: int, _total: int) -> None:
        said.append(done)
        if len(said) == 2:  # the hub was asked what it has of the picture
            services.capturing.save_new([NewLead(CONTEXT.lead(READY))])

    report = services.syncing.sync_now(meanwhile)
    assert (report.received, report.pictures) == (2, 1)
    assert said.index(2) < len(said) - 1  # the lead was answered for before the picture was there


def test_a_picture_that_is_erased_under_way_goes_no_further(services: Services):
    """Its lead is forgotten at the hub between two pieces: none of it follows, and nothing is said amiss."""
    saved = services.capturing.save_new([with_photo(services, VISITORS[0], 1, side=600)])
    lead_id = saved[0].lead.lead_id
    said: list[int] = []

    def meanwhile(done: int, _total: int) -> None:
        said.append(done)
        if len(said) == 3:  # the first piece is there
            assert asked(services, "SELECT received > 0 AND received < size FROM blob") == [(1,)]
            with closing(CentralStore.open(services.syncing.store_path)) as store:
                forget(store, saved[0].lead.show_id, [lead_id], by="mia", reason="asked")
            services.capturing.save_new([NewLead(CONTEXT.lead(READY))])

    report = services.syncing.sync_now(meanwhile)
    assert (report.received, report.erased, report.pictures, report.problems) == (2, 1, 0, [])
    assert services.picturing.content(photo(1, 600).sha256) is None
    assert asked(services, "SELECT size, received FROM blob") == [(-1, 0)]
    assert said[-1] == 2


def test_a_picture_that_the_hub_forgot_comes_again_for_another_lead(services: Services):
    """It went with a lead that was erased, before the hub heard of another one that shows it too."""
    saved = services.capturing.save_new([with_photo(services, VISITORS[0], 1)])
    assert services.syncing.sync_now().pictures == 1
    services.capturing.save_new([with_photo(services, READY, 1)])
    with closing(CentralStore.open(services.syncing.store_path)) as store:
        forget(store, saved[0].lead.show_id, [saved[0].lead.lead_id], by="mia", reason="asked")
    assert asked(services, "SELECT size, received FROM blob") == [(-1, 0)]
    report = services.syncing.sync_now()
    assert (report.received, report.erased, report.problems) == (1, 1, [])
    assert blobs(services) == {photo(1).sha256: len(photo(1).content)}
    assert services.syncing.waiting_pictures() == 0


def test_who_has_still_to_forget_is_known_on_every_laptop(services: Services, tmp_path: Path):
    """Since when and how much; a laptop's own part is told apart, and another hub knows nothing of it."""
    saved = services.capturing.save_new([NewLead(CONTEXT.lead(READY))])
    services.syncing.sync_now()
    show_id, lead_id = saved[0].lead.show_id, saved[0].lead.lead_id
    clock = HandClock()
    with (
        sample_booth(tmp_path / "other", MemoryKeyring(), clock) as booth,
        booth.services() as other,
        closing(CentralStore.open(services.syncing.store_path, now=clock)) as store,
    ):
        other.syncing.use_store(services.syncing.store_path)
        other.syncing.sync_now()
        forget(store, show_id, [lead_id], by="mia", reason="asked")
        clock.forward(hours=1)
        services.syncing.sync_now()
        (pending,) = services.syncing.facts().unconfirmed
        assert (pending.device_id, pending.leads) == (other.syncing.facts().device_id, 1)
        assert pending.since == "2026-11-24T10:02:00.000+00:00"
        other.syncing.sync_now()
        assert other.syncing.facts().unconfirmed == []
        assert services.syncing.facts().unconfirmed == [pending]
        services.syncing.sync_now()
        assert services.syncing.facts().unconfirmed == []
        forget(store, show_id, [LeadId("of-nobody-yet")], by="mia", reason="asked")
        services.syncing.sync_now()
        assert [one.leads for one in services.syncing.facts().unconfirmed] == [1]
    services.syncing.use_store(tmp_path / "elsewhere.db")
    services.syncing.sync_now()
    assert services.syncing.facts().unconfirmed == []


def test_bytes_that_are_lost_are_no_picture_that_was_erased(services: Services):
    """The picture is still to be here: that it is not is said, and left for the doctor."""
    services.capturing.save_new([with_photo(services, VISITORS[0], 1)])
    services.syncing._laptop.database.run("DELETE FROM picture_content")
    assert "no longer what it was" in services.syncing.sync_now().problems[0]


def test_a_damaged_picture_stops_nothing(services: Services):
    """It is said and passed over; the others go."""
    services.capturing.save_new([with_photo(services, VISITORS[0], 1), with_photo(services, READY, 2)])
    services.syncing._laptop.database.run(
        "UPDATE picture_content SET content = x'00' WHERE picture_no = (SELECT min(picture_no) FROM picture)"
    )
    report = services.syncing.sync_now()
    assert report.pictures == 1
    assert "no longer what it was" in report.problems[0]
    assert services.syncing.sync_now().problems == []
    assert services.syncing.waiting_pictures() == 1
    assert [finding.check for finding in services.safeguarding.examine() if not finding.sound] == ["pictures"]


def test_a_picture_of_another_laptop_is_named_and_not_here(services: Services, tmp_path: Path):
    """Its lead comes, and names what only the other laptop and the hub hold; nothing misses it here."""
    with sample_booth(tmp_path / "other", MemoryKeyring(), HandClock()) as booth, booth.services() as other:
        other.syncing.use_store(services.syncing.store_path)
        (saved,) = other.capturing.save_new([with_photo(other, VISITORS[0])])
        other.syncing.sync_now()
    services.syncing.sync_now()
    opened = services.capturing.open_lead(saved.lead.lead_id)
    assert opened is not None
    (picture,) = opened.lead.attachments
    assert picture.sha256 == photo().sha256
    assert services.picturing.content(picture.sha256) is None
    assert services.syncing.waiting_pictures() == 0
    assert all(finding.sound for finding in services.safeguarding.examine() if finding.check == "pictures")


def test_leads_that_are_saved_all_the_time_do_not_keep_pictures_back(services: Services):
    """However often somebody saves, a piece of a picture goes in between."""
    services.capturing.save_new([with_photo(services, VISITORS[0], side=600)])
    said: list[int] = []

    def meanwhile(done: int, _total: int) -> None:
        said.append(done)
        if 2 <= len(said) < 40:
            services.capturing.save_new(
                [NewLead(replace(CONTEXT.lead(READY), lead_id=LeadId(""), external_id=""))]
            )

    report = services.syncing.sync_now(meanwhile)
    assert report.pictures == 1
    assert len(said) < 40
