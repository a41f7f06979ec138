"""At pack-up: what was captured is where the certificate says it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boothapp.app import Services, card_context
from boothapp.errors import HubError
from boothapp.hub.forgetting import forget
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.certifying import is_signed
from boothapp.services.show_setup import sample_setup
from boothapp.wire.messages import CertifyReply, Code
from tests.helpers.booth_fleet import Fleet
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, push_of, sales_ready_lead
from tests.helpers.photos import attached
from tests.helpers.served import enrolment_text, served_here, serving_of

VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()


@pytest.fixture
def captured(services: Services, tmp_path: Path) -> Services:
    """The sample visitors, saved; the central store is on another disk."""
    services.syncing.use_store(tmp_path / "shared" / "central.db")
    context = card_context(sample_setup(resources_dir()))
    services.capturing.save_new([NewLead(context.lead(line)) for line in VISITORS])
    return services


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """Three laptops and a hub."""
    fleet = Fleet(tmp_path, tmp_path / "central.db")
    yield fleet
    fleet.close()


def of(certificate: Any) -> dict[str, Any]:
    """The certificate as a file holds it."""
    read: dict[str, Any] = json.loads(json.dumps(certificate.to_json_ready()))
    return read


def test_is_safe_once_all_that_travels_is_there(captured: Services) -> None:
    """Captured = received + stays; the statement is signed, and the laptop may be wiped."""
    with pytest.raises(HubError):
        captured.syncing.certificate()
    captured.syncing.sync_now()
    certificate = captured.syncing.certificate()
    assert certificate.is_safe
    assert (certificate.captured.leads, certificate.received.leads) == (66, 34)
    assert certificate.stays == {"borrowed": 23, "disqualified": 9}
    (statement,) = certificate.statements
    assert statement.is_signed
    assert json.loads(statement.statement)["held"]["changes"] == 34
    assert of(certificate)["is_safe"] is True
    assert "Lef" not in json.dumps(of(certificate))


def test_is_not_safe_while_something_waits(captured: Services) -> None:
    """One lead saved after the sync, and it says no."""
    captured.syncing.sync_now()
    context = card_context(sample_setup(resources_dir()))
    captured.capturing.save_new([NewLead(context.lead(VISITORS[0]))])
    certificate = captured.syncing.certificate()
    assert not certificate.is_safe
    assert certificate.waiting_leads == 1
    assert certificate.captured.leads == 67
    assert certificate.received.leads + sum(certificate.stays.values()) + certificate.waiting_leads == 67


def test_erased_leads_are_its_own(captured: Services, tmp_path: Path) -> None:
    """What was captured here and what of it was erased add up, whoever else's lead was erased too."""
    captured.syncing.sync_now()
    with closing(CentralStore.open(tmp_path / "shared" / "central.db")) as store:
        show_id = sample_setup(resources_dir()).show.show_id
        with store.database.reading() as connection:
            mine = connection.exec_driver_sql("SELECT lead_id FROM lead LIMIT 1").scalar_one()
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
        captured.syncing.sync_now()
        forget(store, show_id, [mine, number_id(1), "of-nobody-yet"], by="mia", reason="asked")
        captured.syncing.sync_now()
        assert captured._database.value("SELECT count(*) FROM erased") == 3
    certificate = captured.syncing.certificate()
    assert (certificate.captured.leads, certificate.erased) == (65, 1)
    assert certificate.is_safe


def test_is_not_safe_while_a_picture_waits(captured: Services) -> None:
    """A photo that only this laptop has is not at the hub, though its lead is."""
    context = card_context(sample_setup(resources_dir()))
    lead = replace(context.lead(VISITORS[0]), attachments=(attached(captured),))
    captured.capturing.save_new([NewLead(lead)])
    pieces = 0

    def cancelled() -> bool:
        nonlocal pieces
        pieces += captured.syncing.summary().pending == 0
        return pieces > 1

    assert captured.syncing.sync_now(cancelled=cancelled).was_cancelled
    certificate = captured.syncing.certificate()
    assert (certificate.waiting_leads, certificate.waiting_pictures) == (0, 1)
    assert not certificate.is_safe
    captured.syncing.sync_now()
    assert captured.syncing.certificate().is_safe


def test_is_not_safe_while_a_card_is_only_begun(captured: Services) -> None:
    """A draft is a visitor whom nobody else has; saved or discarded, it stands in the way no longer."""
    captured.capturing.keep_draft("draft-1", b"{}", "Begun and not saved")
    captured.syncing.sync_now()
    certificate = captured.syncing.certificate()
    assert (certificate.drafts, certificate.is_safe) == (1, False)
    captured.capturing.discard_draft("draft-1")
    assert captured.syncing.certificate().is_safe


def test_is_not_safe_when_the_hub_lost_something(captured: Services) -> None:
    """The laptop thinks all is there; the hub's own count says otherwise."""
    captured.syncing.sync_now()
    laptop = captured.syncing._laptop
    captured.capturing.save_new([NewLead(card_context(sample_setup(resources_dir())).lead(VISITORS[0]))])
    (item,) = laptop.outbox.pending(10, sample_setup(resources_dir()).definition.synced_tracks)
    laptop.outbox.settle([CertifiedReceipt(item.change_id)])
    certificate = captured.syncing.certificate()
    assert certificate.waiting_leads == 0
    assert not certificate.is_safe
    assert [one.is_equal for one in certificate.statements] == [False]


def test_a_hub_inside_the_profile_certifies_no_wipe(services: Services, tmp_path: Path) -> None:
    """All is at the hub, but the hub would go with the profile; on another disk it would not."""
    services.syncing.sync_now()
    certificate = services.syncing.certificate()
    assert (certificate.is_hub_in_profile, certificate.is_safe) == (True, False)
    services.syncing.use_store(tmp_path / "shared" / "central.db")
    services.syncing.sync_now()
    certificate = services.syncing.certificate()
    assert (certificate.is_hub_in_profile, certificate.is_safe) == (False, True)


def test_is_not_safe_while_the_booths_store_is_nowhere_else(captured: Services, tmp_path: Path) -> None:
    """The laptop's own leads are at the office; what the others sent to it goes there first, to the last."""
    booth, place = tmp_path / "booth.db", tmp_path / "office.db"
    captured.booth_hosting.note(booth)
    with (
        closing(CentralStore.open(booth)) as hosted,
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        hosted.push(push_of(lead_change(1, sales_ready_lead(1))))
        captured.syncing.sync_now()
        assert not captured.syncing.certificate().is_safe
        captured.syncing.enrol(enrolment_text(office, served))
        captured.syncing.sync_now()
        certificate = captured.syncing.certificate()
        assert (certificate.is_booth_store_left, certificate.is_safe) == (True, False)
        assert captured.booth_hosting.bring().is_whole
        assert captured.syncing.certificate().is_safe
        hosted.push(push_of(lead_change(2, sales_ready_lead(2), device_seq=2)))
        assert not captured.syncing.certificate().is_safe
        captured.booth_hosting.bring()
        forget(hosted, SHOW_ID, [number_id(1)], by="mia", reason="asked")
        assert captured.syncing.certificate().is_booth_store_left  # the office has to hear of it
        captured.booth_hosting.bring()
        assert captured.syncing.certificate().is_safe
        captured._hub_reach.close()


def test_a_store_hosted_before_another_one_is_not_forgotten(services: Services, tmp_path: Path) -> None:
    """It lies in the profile with another laptop's only copy; safe once the office has both."""
    first, second, place = services.syncing.store_path, tmp_path / "shared.db", tmp_path / "office.db"
    with closing(CentralStore.open(first)) as store:
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
    services.booth_hosting.note(first)
    services.syncing.use_store(second)
    services.booth_hosting.note(second)
    with (
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        services.syncing.enrol(enrolment_text(office, served))
        services.syncing.sync_now()
        with closing(CentralStore.open(second)) as store:
            store.push(push_of(lead_change(2, sales_ready_lead(2), device_seq=2)))
        services.booth_hosting.bring(second)
        certificate = services.syncing.certificate()
        assert (certificate.is_booth_store_left, certificate.is_safe) == (True, False)
        assert services.booth_hosting.bring().arrived.changes == 1
        assert services.syncing.certificate().is_safe
        services._hub_reach.close()


def test_a_hosted_store_that_is_the_hub_elsewhere_is_not_left_here(
    services: Services, tmp_path: Path
) -> None:
    """On a disk of its own and the hub in force, it is no part of the profile; in the profile, it is."""
    outside, inside = tmp_path / "disk" / "booth.db", services.syncing.store_path
    services.syncing.use_store(outside)
    services.booth_hosting.note(outside)
    services.syncing.sync_now()
    assert services.syncing.certificate().is_safe
    services.syncing.use_store(tmp_path / "disk" / "other.db")
    services.syncing.sync_now()
    assert services.syncing.certificate().is_booth_store_left
    services.syncing.use_store(inside)
    outside.unlink()
    services.booth_hosting.note(inside)
    services.syncing.sync_now()
    certificate = services.syncing.certificate()
    assert (certificate.is_booth_store_left, certificate.is_hub_in_profile) == (True, True)


class CertifiedReceipt:
    """A receipt for what never arrived."""

    code, reason = Code.RECEIVED.value, ""

    def __init__(self, change_id: str) -> None:
        self.change_id = change_id


def test_another_key_is_no_signature(captured: Services) -> None:
    """Only the key that the laptop knows the hub by counts, and only for these very words."""
    captured.syncing.sync_now()
    (one,) = captured.syncing.certificate().statements
    reply = CertifyReply(statement=one.statement, signature=one.signature, public_key=one.public_key)
    assert is_signed(reply, one.public_key)
    assert not is_signed(reply, "")
    assert not is_signed(reply, "A" * 43 + "=")
    forged = CertifyReply(
        statement=one.statement.replace("34", "35"), signature=one.signature, public_key=one.public_key
    )
    assert not is_signed(forged, one.public_key)


def test_a_laptop_that_changed_its_id_has_a_statement_of_each(fleet: Fleet) -> None:
    """What went to the hub under the id before counts as well."""
    fleet.laptops[0].save()
    fleet.sync(0, [])
    fleet.restore_laptop(0)
    fleet.laptops[0].save()
    fleet.sync(0, [])
    syncing = fleet.laptops[0].services.syncing
    fleet.hub.close()
    syncing.use_store(Path(fleet.place))
    certificate = syncing.certificate()
    assert len(certificate.statements) == 2
    assert certificate.is_safe
    assert certificate.captured.leads == 2


def test_another_laptops_leads_are_not_ours(fleet: Fleet) -> None:
    """What came by the feed was not captured here."""
    fleet.laptops[1].save()
    fleet.sync(1, [])
    fleet.laptops[0].save()
    fleet.sync(0, [])
    fleet.hub.close()
    syncing = fleet.laptops[0].services.syncing
    syncing.use_store(Path(fleet.place))
    assert len(fleet.laptops[0].leads()) == 2
    assert syncing.certificate().captured.leads == 1
