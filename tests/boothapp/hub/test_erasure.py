"""An erased person is gone from the store, stays gone, and every laptop is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import delete

from boothapp.domain.change import Edit
from boothapp.errors import AccessReason, HubAccessError, HubBusyError
from boothapp.hub.accounts import Accounts
from boothapp.hub.backup import back_up, restore
from boothapp.hub.beside import Beside, note_beside
from boothapp.hub.database import HubDatabase
from boothapp.hub.device_list import devices
from boothapp.hub.erasure import Erased, Erasing
from boothapp.hub.feed import seq_of
from boothapp.hub.schema import ERASURE_ACK
from boothapp.hub.service.folder import Folder
from boothapp.hub.store import CentralStore
from boothapp.hub.transfer import transfer
from boothapp.wire.messages import (
    BlobChunk,
    BlobRequest,
    EnrolRequest,
    ExportNote,
    ProvisionRequest,
    PullRequest,
    UnconfirmedDocument,
)
from tests.helpers.hub_samples import (
    ANA,
    SHOW_ID,
    edit_change,
    fixed_now,
    in_json,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)
from tests.helpers.served import enrolled

PROVISION = ProvisionRequest(
    device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
)
PICTURE = b"not much of a picture"
PICTURE_NAME = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the store is: a file, or an empty database."""
    if request.param == "sqlite":
        return tmp_path / "central.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(place: Path | str) -> Iterator[CentralStore]:
    """A store with two leads of laptop-a; the first has a picture, was edited, and left in a file."""
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        store.provision(PROVISION)
        picture = [{"kind": "card_photo", "sha256": PICTURE_NAME}]
        push = push_of(
            lead_change(1, sales_ready_lead(1)),
            lead_change(2, nurture_lead(2)),
            edit_change(3, {"attachments": Edit(picture)}, lead_id=number_id(1)),  # type: ignore[arg-type]
            in_json(lead_change(4, sales_ready_lead(1)))[:-40],
        )
        note = ExportNote(
            batch_no=1, at="2026-11-24T17:00:00+00:00", by="ana", preset="csv", file_name="leads.csv",
            sha256="0" * 64, lead_ids=[number_id(1), number_id(2)],
        )  # fmt: skip
        store.push(replace(push, exports=[note]))
        piece = {"sha256": PICTURE_NAME, "size": len(PICTURE), "data": PICTURE}
        store.put_blob(BlobChunk(device_id="laptop-a", show_id=SHOW_ID, offset=0, **piece))  # type: ignore[arg-type]
        yield store


def erase(store: CentralStore, number: int = 1) -> Erased:
    """Erase a lead."""
    return store.database.write(
        lambda connection: Erasing(connection, SHOW_ID).erase(
            [number_id(number)], at="2026-11-24T18:00:00.000+00:00", by="ana", reason="asked to"
        )
    )


def feed(store: CentralStore) -> list[tuple[str, str]]:
    """What a laptop that knows nothing is told of leads."""
    page = store.pull(PullRequest(device_id="laptop-b", show_id=SHOW_ID))
    return [(item.kind, item.item_id) for item in page.items if item.kind in ("change", "erased")]


def test_tells_what_it_came_to(store: CentralStore) -> None:
    """How much went, which files hold the person, and who has still to forget."""
    erased = erase(store)
    assert (erased.lead_ids, erased.changes, erased.unconfirmed) == ([number_id(1)], 2, ["laptop-a"])
    assert [(file.device_id, file.file_name) for file in erased.files] == [("laptop-a", "leads.csv")]
    assert erase(store).lead_ids == []


def told_anew(store: CentralStore, cursor: str) -> tuple[dict[str, tuple[int, str]] | None, str]:
    """Who has still to confirm how many leads since when, if that is told behind a cursor; the next."""
    page = store.pull(PullRequest(device_id="laptop-c", show_id=SHOW_ID, cursor=cursor))
    bodies = [bytes(item.body) for item in page.items if item.kind == "unconfirmed"]
    assert len(bodies) <= 1
    if not bodies:
        return None, page.cursor
    document = msgspec.json.decode(bodies[0], type=UnconfirmedDocument)
    return {one.device_id: (one.leads, one.since[:16]) for one in document.laptops}, page.cursor


def test_every_laptop_is_told_who_has_not_confirmed(store: CentralStore) -> None:
    """Whenever that is another than before, and only then: a laptop that is idle is told nothing."""
    first, second, at = number_id(1), number_id(2), "2026-11-24T18:00"
    store.push(push_of(device_id="laptop-b"))
    assert told_anew(store, "")[0] is None
    erase(store)
    told, cursor = told_anew(store, "")
    assert told == {"laptop-a": (1, at), "laptop-b": (1, at)}
    store.push(replace(push_of(), erased=[first]))
    told, cursor = told_anew(store, cursor)
    assert told == {"laptop-b": (1, at)}
    store.push(replace(push_of(), erased=[first]))  # it was told before
    store.push(push_of(device_id="laptop-b"))
    erase(store)
    assert told_anew(store, cursor) == (None, cursor)
    store.push(push_of(device_id="laptop-a+hub"))  # a name that a merge made up, for laptop-a
    store.push(push_of(device_id="laptop-c"))  # which may bring the lead yet
    told, cursor = told_anew(store, cursor)
    assert told == {"laptop-b": (1, at), "laptop-c": (1, at)}
    erase(store, 2)
    told, cursor = told_anew(store, cursor)
    assert told == {"laptop-a": (1, at), "laptop-b": (2, at), "laptop-c": (2, at)}
    for laptop in ("laptop-a", "laptop-b", "laptop-c"):
        store.push(replace(push_of(device_id=laptop), erased=[first, second]))
    assert told_anew(store, cursor)[0] == {}


def test_who_was_struck_off_is_waited_for_no_longer(store: CentralStore) -> None:
    """Shut out, or never let in: a laptop that is lost confirms nothing; one that is let in anew does."""
    accounts = Accounts(store)
    for laptop in ("lost", "ghost"):
        store.push(push_of(device_id=laptop))
    enrolled(store, "lost")
    erase(store)
    told, cursor = told_anew(store, "")
    assert told is not None
    assert set(told) == {"laptop-a", "lost", "ghost"}
    struck_off = [accounts.revoke(SHOW_ID, laptop) for laptop in ("lost", "ghost", "ghost", "nobody")]
    assert struck_off == [1, 1, 0, 0]
    told, cursor = told_anew(store, cursor)
    assert told is not None
    assert set(told) == {"laptop-a"}
    with store.database.reading() as connection:
        assert {one.device_id for one in Erasing(connection, SHOW_ID).pending()} == {"laptop-a"}
        rows = devices(connection, SHOW_ID, store.now())
    assert {row.device_id: (row.token, row.unconfirmed) for row in rows} == {
        "ghost": ("revoked", 0), "laptop-a": ("none", 1), "lost": ("revoked", 0)
    }  # fmt: skip
    enrolled(store, "lost")
    erase(store, 2)
    told, cursor = told_anew(store, cursor)
    assert told is not None
    assert set(told) == {"laptop-a", "lost"}


def test_many_that_confirm_at_once_are_one_piece_of_news(store: CentralStore) -> None:
    """The service appends; what confirms is told to all a little later, together, and is looked up once."""
    for number in range(20):
        store.push(push_of(device_id=f"laptop-{number:02}"))
    erase(store)
    cursor = told_anew(store, "")[1]
    for number in range(10):
        store.append(replace(push_of(device_id=f"laptop-{number:02}"), erased=[number_id(1)]))
    assert told_anew(store, cursor) == (None, cursor)
    folder = Folder(store, "2026-11-24")
    for _ in range(3):
        folder.take_turn()
    told, later = told_anew(store, cursor)
    assert told is not None
    assert len(told) == 11
    assert seq_of(later, store.identity.epoch) == seq_of(cursor, store.identity.epoch) + 1
    with store.database.writing() as connection:
        connection.execute(delete(ERASURE_ACK))
    assert told_anew(store, cursor) == (told, later)


def test_since_when_is_told_of_the_first_that_is_lacking(store: CentralStore) -> None:
    """However old it is, and whatever was confirmed since."""
    laptops = [f"laptop-{number}" for number in range(4)]
    for laptop in laptops:
        store.push(push_of(device_id=laptop))
    leads = [number_id(100 + number) for number in range(60)]
    for number, lead_id in enumerate(leads):
        at = f"2026-11-24T18:{number:02}:00.000+00:00"
        store.database.write(
            lambda connection, lead_id=lead_id, at=at: Erasing(connection, SHOW_ID).erase(  # type: ignore[misc]
                [lead_id], at=at, by="ana", reason=""
            )
        )
    for laptop, done in zip(laptops, (leads, leads[:-1], leads[:1] + leads[2:], leads[1:55]), strict=True):
        store.push(replace(push_of(device_id=laptop), erased=done))
    told = told_anew(store, "")[0]
    assert told == {
        "laptop-1": (1, "2026-11-24T18:59"),
        "laptop-2": (1, "2026-11-24T18:01"),
        "laptop-3": (6, "2026-11-24T18:00"),
        "laptop-a": (60, "2026-11-24T18:00"),
    }


def test_the_feed_says_so_instead(store: CentralStore) -> None:
    """Laptops are told to forget, and no more of the person.

    Others count what is left; whoever made the changes counts them all the same, for they did arrive.
    """
    erase(store)
    assert feed(store) == [("change", number_id(2)), ("erased", number_id(1))]
    page = store.pull(PullRequest(device_id="laptop-b", show_id=SHOW_ID))
    assert page.others is not None
    assert page.others.changes == 1
    held = store.push(push_of()).held
    assert held is not None
    assert held.changes == 3


def test_a_late_change_is_answered_and_not_kept(store: CentralStore) -> None:
    """An edit that was made elsewhere, and a change that is sent again, are erased too."""
    erase(store)
    late = edit_change(9, {"company.name": Edit("Lumière")}, lead_id=number_id(1))
    reply = store.push(push_of(late, lead_change(1, sales_ready_lead(1))))
    assert [receipt.code for receipt in reply.receipts] == ["erased", "erased"]
    assert store.verify().is_sound
    assert [receipt.code for receipt in store.push(push_of(late)).receipts] == ["erased"]


def test_a_laptop_confirms(store: CentralStore) -> None:
    """Once it has forgotten, it says so, and nobody waits for it any more."""
    erase(store)
    store.push(replace(push_of(), erased=[number_id(1), number_id(77)]))
    with store.database.reading() as connection:
        assert Erasing(connection, SHOW_ID).pending() == []


def test_finds_a_person_by_mail(store: CentralStore) -> None:
    """However the address is written."""
    with store.database.reading() as connection:
        assert Erasing(connection, SHOW_ID).leads_with(" Zoe1@Lumiere.example ") == [number_id(1)]
        assert Erasing(connection, SHOW_ID).leads_with("") == []


def test_finds_a_person_by_an_address_of_before(store: CentralStore) -> None:
    """The log still holds the address, though no row does; the address of staff finds nobody."""
    points = {"contacts/c1/email": Edit("new@lumiere.example")}
    store.push(push_of(edit_change(5, points, lead_id=number_id(1))))
    with store.database.reading() as connection:
        erasing = Erasing(connection, SHOW_ID)
        assert erasing.ever_with("ZOE1@lumiere.example ") == [number_id(1)]
        assert erasing.leads_with("zoe1@lumiere.example") == []
        assert erasing.ever_with(ANA) == erasing.ever_with("") == []


def test_pictures_go_unless_another_lead_shows_them(store: CentralStore) -> None:
    """One that was replaced since goes with its lead; one that two leads share stays for the other."""
    old = hashlib.sha256(b"old").hexdigest()
    piece = {"sha256": old, "size": 3, "data": b"old"}
    store.put_blob(BlobChunk(device_id="laptop-a", show_id=SHOW_ID, offset=0, **piece))  # type: ignore[arg-type]
    both = [edit_change(5, {"attachments": Edit([{"sha256": old}])}, lead_id=number_id(1))]
    both += [edit_change(6, {"attachments": Edit([{"sha256": PICTURE_NAME}])}, lead_id=number_id(2))]
    store.push(push_of(*both))
    store.push(push_of(edit_change(7, {"attachments": Edit([], seen=())}, lead_id=number_id(1))))
    erase(store)
    asked = BlobRequest(device_id="laptop-a", show_id=SHOW_ID, blobs=[(old, 3), (PICTURE_NAME, len(PICTURE))])
    assert store.blob_progress(asked).received == {old: 0, PICTURE_NAME: len(PICTURE)}


@pytest.mark.parametrize("order", ["other waits", "both late", "other later", "other later, and twice"])
def test_the_picture_of_an_erased_lead_comes_for_another(store: CentralStore, order: str) -> None:
    """Another lead that shows it brings it back, in whichever order things came; erased too, it is gone."""
    other = edit_change(5, {"attachments": Edit([{"sha256": PICTURE_NAME}])}, lead_id=number_id(2))
    late = edit_change(6, {"attachments": Edit([{"sha256": PICTURE_NAME}])}, lead_id=number_id(1))
    if order == "other waits":
        store.append(push_of(other))
    erase(store)
    if order == "both late":
        store.append(push_of(late, other))
    elif order != "other waits":
        assert asked_for(store) == (0, [PICTURE_NAME])
        assert put(store) == (0, [PICTURE_NAME])
        store.append(push_of(other))
    if order.endswith("twice"):
        store.fold_pending()
        store.append(push_of(late))
    is_kept = order == "other waits"
    assert asked_for(store) == (len(PICTURE) if is_kept else 0, [])
    assert put(store) == asked_for(store) == (len(PICTURE), [])
    store.fold_pending()
    assert asked_for(store) == (len(PICTURE), [])
    erase(store, 2)
    assert asked_for(store) == put(store) == (0, [PICTURE_NAME])


def test_a_lead_that_shows_a_picture_no_more_does_not_bring_it(store: CentralStore) -> None:
    """What counts is what it shows now."""
    seen = edit_change(5, {"attachments": Edit([{"sha256": PICTURE_NAME}])}, lead_id=number_id(2))
    gone = edit_change(6, {"attachments": Edit([], seen=(seen.stamp,))}, lead_id=number_id(2))
    store.push(push_of(seen, gone))
    erase(store)
    assert asked_for(store) == put(store) == (0, [PICTURE_NAME])


def asked_for(store: CentralStore) -> tuple[int, list[str]]:
    """How much of the picture is here, and whether it is not to come back."""
    held = store.blob_progress(
        BlobRequest(device_id="laptop-a", show_id=SHOW_ID, blobs=[(PICTURE_NAME, len(PICTURE))])
    )
    return held.received[PICTURE_NAME], held.erased


def put(store: CentralStore) -> tuple[int, list[str]]:
    """Sends the picture; gives what is said to that."""
    piece = {"sha256": PICTURE_NAME, "size": len(PICTURE), "data": PICTURE}
    held = store.put_blob(BlobChunk(device_id="laptop-a", show_id=SHOW_ID, offset=0, **piece))  # type: ignore[arg-type]
    return held.received[PICTURE_NAME], held.erased


def test_finds_who_was_merged_with_whom(store: CentralStore) -> None:
    """The other leads of one person go with it, if that is wanted."""
    store.push(push_of(edit_change(5, {"_merged_into": Edit(number_id(2))}, lead_id=number_id(1))))
    with store.database.reading() as connection:
        assert Erasing(connection, SHOW_ID).merged_with([number_id(1)]) == [number_id(2)]
        assert Erasing(connection, SHOW_ID).merged_with([number_id(2)]) == [number_id(1)]


def test_nothing_of_the_person_is_left_in_the_file(tmp_path: Path) -> None:
    """Not in a table, an index, a free page or the log of writes."""
    place = tmp_path / "central.db"
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        store.provision(PROVISION)
        store.push(push_of(lead_change(1, sales_ready_lead(1)), lead_change(2, nurture_lead(2))))
        erase(store)
        with store.database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in tmp_path.iterdir():
        held = file.read_bytes()
        assert b"zoe1@lumiere.example" not in held
        assert "Lumière 1 SA".encode() not in held


def test_an_old_backup_does_not_bring_anyone_back(
    store: CentralStore, place: Path | str, tmp_path: Path
) -> None:
    """A restored store is a new epoch, holds what the backup held, and erases again what was erased since."""
    backup = tmp_path / "backup.db"
    other = hashlib.sha256(b"other").hexdigest()
    piece = {"sha256": other, "size": 5, "data": b"other"}
    store.put_blob(BlobChunk(device_id="laptop-a", show_id=SHOW_ID, offset=0, **piece))  # type: ignore[arg-type]
    back_up(store.database, backup)
    store.push(
        push_of(lead_change(6, sales_ready_lead(6), device_id="laptop-b", device_seq=1), device_id="laptop-b")
    )
    erase(store)
    epoch = store.identity.epoch
    store.close()
    restored = restore(backup, place, fixed_now())
    assert restored.erased_again == 1
    assert restored.kept
    with closing(CentralStore.open(place, now=fixed_now)) as again:
        assert again.identity.hub_id == store.identity.hub_id
        assert again.identity.epoch == restored.epoch > epoch
        assert feed(again) == [("change", number_id(2)), ("erased", number_id(1))]
        asked = BlobRequest(
            device_id="laptop-a", show_id=SHOW_ID, blobs=[(PICTURE_NAME, len(PICTURE)), (other, 5)]
        )
        assert again.blob_progress(asked).received == {PICTURE_NAME: 0, other: 5}
        assert again.blob_progress(asked).erased == [PICTURE_NAME]
        offered = push_of(
            lead_change(6, sales_ready_lead(6), device_id="laptop-b", device_seq=1), device_id="laptop-b"
        )
        assert [receipt.code for receipt in again.push(offered).receipts] == ["received"]
        assert again.verify().is_sound


def test_erasures_outlive_a_store_that_is_lost(
    store: CentralStore, place: Path | str, tmp_path: Path
) -> None:
    """They stand in a file beside it too, a torn last line of which harms nothing."""
    if not isinstance(place, Path):
        pytest.skip("PostgreSQL has no place beside it")
    backup = tmp_path / "backup.db"
    back_up(store.database, backup)
    row = {"show_id": SHOW_ID, "lead_id": number_id(1), "at": "2026-11-24T18:00:00.000+00:00", "by": "ana"}
    note_beside(store.database, Beside.ERASURES, [{**row, "reason": "asked to"}])
    store.close()
    for file in tmp_path.glob("central.db*"):
        if not file.name.endswith(".erasures"):
            file.unlink()
    with (tmp_path / "central.db.erasures").open("a", encoding="utf-8") as notes:
        notes.write('{"show_id": "torn')
    assert restore(backup, place, fixed_now()).erased_again == 1


def test_moves_to_postgresql_row_by_row(tmp_path: Path, postgres_url: str) -> None:
    """Every row of every table comes back the same, and the store goes on there."""
    with closing(CentralStore.open(tmp_path / "central.db", now=fixed_now)) as store:
        store.provision(PROVISION)
        store.push(push_of(lead_change(1, sales_ready_lead(1)), lead_change(2, nurture_lead(2))))
        piece = {"sha256": PICTURE_NAME, "size": len(PICTURE), "data": PICTURE}
        store.put_blob(BlobChunk(device_id="laptop-a", show_id=SHOW_ID, offset=0, **piece))  # type: ignore[arg-type]
        with closing(HubDatabase(postgres_url)) as target:
            moved = transfer(store.database, target)
        assert moved.tables["change"] == moved.tables["lead"] == 2
        with closing(CentralStore.open(postgres_url, now=fixed_now)) as there:
            assert there.identity == store.identity
            assert there.verify().is_sound
            assert feed(there) == feed(store)
            asked = BlobRequest(device_id="a", show_id=SHOW_ID, blobs=[(PICTURE_NAME, len(PICTURE))])
            assert there.blob_progress(asked).received == {PICTURE_NAME: len(PICTURE)}


def test_a_restore_waits_until_nobody_has_the_store_open(
    store: CentralStore, place: Path | str, tmp_path: Path
) -> None:
    """A hub that still serves would go on taking changes into what was set aside."""
    backup = tmp_path / "backup.db"
    back_up(store.database, backup)
    with store.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1 FROM hub_meta")
        with pytest.raises(HubBusyError):
            restore(backup, place, fixed_now())
    assert store.push(push_of(lead_change(8, sales_ready_lead(8)))).receipts[0].code == "received"


def test_a_damaged_store_is_kept_and_replaced(tmp_path: Path) -> None:
    """That it cannot be read any more is why it is restored."""
    place, backup = tmp_path / "central.db", tmp_path / "backup.db"
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
        back_up(store.database, backup)
    assert backup.stat().st_mode & 0o077 == 0
    place.write_bytes(b"not a database at all" * 1000)
    restored = restore(backup, place, fixed_now())
    assert Path(restored.kept).read_bytes().startswith(b"not a database")
    with closing(CentralStore.open(place, now=fixed_now)) as again:
        assert feed(again) == [("change", number_id(1))]


@pytest.mark.parametrize("is_lost", [False, True])
def test_what_was_shut_out_stays_so_after_a_restore(
    store: CentralStore, place: Path | str, tmp_path: Path, *, is_lost: bool
) -> None:
    """A token that was good in the backup and revoked since is not good again, be the store lost or not.

    One that was given since is still good where the store that is replaced can tell.
    """
    if is_lost and not isinstance(place, Path):
        pytest.skip("PostgreSQL has no place beside it")
    accounts = Accounts(store)
    key = "CQ" + "A" * 41 + "="

    def enrol(device_id: str) -> str:
        request = EnrolRequest(
            code=accounts.new_code(SHOW_ID), show_id=SHOW_ID, device_id=device_id, device_name="",
            sign_key=key, seal_key=key,
        )  # fmt: skip
        return accounts.enrol(request).token

    lost = enrol("lost")
    back_up(store.database, tmp_path / "backup.db")
    accounts.revoke(SHOW_ID, "lost")
    late = enrol("late")
    store.close()
    if is_lost:
        Path(place).write_bytes(b"not a database at all" * 1000)
    restore(tmp_path / "backup.db", place, fixed_now())
    with closing(CentralStore.open(place, now=fixed_now)) as again:
        accounts = Accounts(again)
        with pytest.raises(HubAccessError) as refused:
            accounts.check(SHOW_ID, lost, "push", "lost")
        assert refused.value.reason is AccessReason.REVOKED
        assert is_lost or accounts.check(SHOW_ID, late, "push", "late").device_id == "late"
