"""A merged store holds what both held, once, however often and in whatever pieces it was merged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert

from boothapp.commands.hub_merge import merge
from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.definition import Track
from boothapp.domain.disposition import Disposition, DispositionStatus
from boothapp.errors import StoppedError
from boothapp.hub.dispositions import Dispositions
from boothapp.hub.erasure import Erasing
from boothapp.hub.schema import STAFF
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import (
    BlobChunk,
    BlobRequest,
    ExportNote,
    ProvisionRequest,
    PullRequest,
    WithheldCount,
)
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

READABLE = ("sales_ready_leads", "show_scoreboard", "lead_state", "lead", "contact", "answer", "device_tally")


class Halls:
    """Central stores in one folder, by name; close them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.opened: list[CentralStore] = []

    def open(self, name: str, *, is_told: bool = True) -> CentralStore:
        """A new store, which is told the show unless asked not to."""
        store = CentralStore.open(self._folder / f"{name}.db", fixed_now)
        self.opened.append(store)
        if is_told:
            store.provision(
                ProvisionRequest(
                    device_id="a", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
                )
            )
        return store


@pytest.fixture
def halls(tmp_path: Path) -> Iterator[Halls]:
    """A folder for stores."""
    halls = Halls(tmp_path)
    yield halls
    for store in halls.opened:
        store.close()


def bring(store: CentralStore, device_id: str, *numbers: int) -> None:
    """A laptop pushes the leads of these numbers, and tells what it holds back."""
    changes = [
        lead_change(number, sales_ready_lead(number), device_id=device_id, device_seq=number)
        for number in numbers
    ]
    counts = [WithheldCount(hour="2026-11-24T11", staff="ana@x", track=Track.BORROWED, leads=len(numbers))]
    store.push(push_of(*changes, device_id=device_id, withheld=counts))


def shown(store: CentralStore) -> dict[str, list[tuple[str, ...]]]:
    """What people read there."""
    return content(Path(store.place), READABLE)


def test_brings_all_and_only_once(halls: Halls) -> None:
    """What the booth's store held is in the office's, which then shows what it would have shown at once."""
    booth, office, direct = halls.open("booth"), halls.open("office", is_told=False), halls.open("direct")
    for store in (booth, direct):
        bring(store, "laptop-a", 1, 2, 3)
        bring(store, "laptop-b", 11, 12)
    for store in (office, direct):
        bring(store, "laptop-c", 21)
    first = merge(booth, office)
    assert first.is_whole
    assert first.codes == {"received": 5}
    assert first.offered.changes == 5
    assert shown(office) == shown(direct)
    again = merge(booth, office)
    assert again.is_whole
    assert again.codes == {"duplicate": 5}
    assert shown(office) == shown(direct)
    assert office.verify().is_sound


def test_knows_what_came_by_another_way(halls: Halls) -> None:
    """A laptop that synced with both is there once."""
    booth, office = halls.open("booth"), halls.open("office")
    bring(booth, "laptop-a", 1, 2)
    bring(office, "laptop-a", 2, 3)
    merged = merge(booth, office)
    assert merged.codes == {"received": 1, "duplicate": 1}
    assert len(rows(Path(office.place), "SELECT change_id FROM change")) == 3


def test_goes_on_after_it_was_cut_short(halls: Halls) -> None:
    """Whatever stops a merge, the next one ends it."""
    booth, office = halls.open("booth"), halls.open("office")
    bring(booth, "laptop-a", 1, 2)
    bring(booth, "laptop-b", 11)

    def stop(*_: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        merge(booth, office, stop)
    assert len(rows(Path(office.place), "SELECT change_id FROM change")) == 2
    assert merge(booth, office).is_whole
    assert len(rows(Path(office.place), "SELECT lead_id FROM sales_ready_leads")) == 3


def test_gives_a_copied_profile_a_name_of_its_own(halls: Halls) -> None:
    """Two changes under one number, one in each store, are both kept; a second merge knows them again."""
    booth, office = halls.open("booth"), halls.open("office")
    office.push(push_of(lead_change(1, sales_ready_lead(1), device_seq=1)))
    booth.push(push_of(lead_change(2, nurture_lead(2), device_seq=1)))
    merged = merge(booth, office)
    assert (merged.is_whole, merged.renamed) == (True, 1)
    assert merge(booth, office).is_whole
    assert {row["change_id"] for row in rows(Path(office.place), "SELECT change_id FROM change")} == {
        number_id(1),
        number_id(2),
    }


def test_says_what_it_could_not_bring(halls: Halls) -> None:
    """Other content under one id is refused, told, and makes the merge no whole."""
    booth, office = halls.open("booth"), halls.open("office")
    booth.push(push_of(lead_change(1, sales_ready_lead(1))))
    office.push(push_of(lead_change(1, nurture_lead(1))))
    merged = merge(booth, office)
    assert [(receipt.change_id, receipt.code) for receipt in merged.refused] == [(number_id(1), "id_reuse")]
    assert merged.codes == {"id_reuse": 1}
    assert not merged.is_whole


def test_brings_what_no_laptop_could_say(halls: Halls) -> None:
    """What was set apart, what left in files and the pictures come along, once."""
    booth, office = halls.open("booth"), halls.open("office")
    note = ExportNote(
        batch_no=1,
        at=NOW,
        by="ana@x",
        preset="csv",
        file_name="a.csv",
        sha256="0" * 64,
        lead_ids=["l1", "l2"],
    )
    booth.push(msgspec.structs.replace(push_of(b"{"), exports=[note]))
    picture = b"picture" * 100
    name = hashlib.sha256(picture).hexdigest()
    booth.put_blob(
        BlobChunk(device_id="a", show_id=SHOW_ID, sha256=name, size=len(picture), offset=0, data=picture)
    )
    for _ in range(2):
        assert merge(booth, office).is_whole
    for table in ("quarantine", "export_batch", "exported_lead"):
        query = f"SELECT * FROM {table}"  # noqa: S608 - names of ours
        assert rows(Path(office.place), query) == rows(Path(booth.place), query) != []
    asked = BlobRequest(device_id="a", show_id=SHOW_ID, blobs=[(name, len(picture))])
    assert office.blob_progress(asked).received == {name: len(picture)}


def test_pictures_of_who_is_erased_in_either_store(halls: Halls) -> None:
    """Erased in the office before it ever heard of the lead, or in the booth after: no picture comes back."""
    booth, office = halls.open("booth"), halls.open("office")
    bring(booth, "laptop-a", 1, 2, 3)
    names = []
    for number in (1, 2, 3):
        picture = bytes([number]) * 100
        names.append(hashlib.sha256(picture).hexdigest())
        named: JsonValue = [{"kind": "card_photo", "sha256": names[-1]}]
        booth.push(push_of(edit_change(10 + number, {"attachments": Edit(named)}, lead_id=number_id(number))))
        booth.put_blob(
            BlobChunk(device_id="a", show_id=SHOW_ID, sha256=names[-1], size=100, offset=0, data=picture)
        )
    for store, number in ((office, 1), (booth, 2)):
        with store.database.writing() as connection:
            Erasing(connection, SHOW_ID).erase([number_id(number)], at=NOW, by="mia", reason="asked")
    merge(booth, office)
    held = office.blob_progress(BlobRequest(device_id="a", show_id=SHOW_ID, blobs=[(n, 100) for n in names]))
    assert list(held.received.values()) == [0, 0, 100]
    assert held.erased == [names[0]]
    merge(office, booth)
    assert rows(Path(booth.place), "SELECT received FROM blob WHERE received > 0") == [{"received": 100}]


@pytest.mark.parametrize("erased_in", ["booth", "office"])
def test_a_picture_of_an_erased_lead_comes_with_another_that_shows_it(halls: Halls, erased_in: str) -> None:
    """Whichever store forgot the one lead, the picture is there for the lead that the other brings."""
    booth, office = halls.open("booth"), halls.open("office")
    bring(booth, "laptop-a", 1)
    bring(office, "laptop-b", 2)
    picture = b"of two" * 100
    name = hashlib.sha256(picture).hexdigest()
    named: JsonValue = [{"kind": "card_photo", "sha256": name}]
    booth.push(push_of(edit_change(11, {"attachments": Edit(named)}, lead_id=number_id(1))))
    office.push(
        push_of(
            edit_change(12, {"attachments": Edit(named)}, lead_id=number_id(2), device_id="laptop-b"),
            device_id="laptop-b",
        )
    )
    piece = BlobChunk(device_id="a", show_id=SHOW_ID, sha256=name, size=600, offset=0, data=picture)
    booth.put_blob(piece)
    office.put_blob(piece)
    with (booth if erased_in == "booth" else office).database.writing() as connection:
        lead_id = number_id(1 if erased_in == "booth" else 2)
        Erasing(connection, SHOW_ID).erase([lead_id], at=NOW, by="mia", reason="asked")
    merge(booth, office)
    held = office.blob_progress(BlobRequest(device_id="a", show_id=SHOW_ID, blobs=[(name, 600)]))
    assert (held.received, held.erased) == ({name: 600}, [])


def test_keeps_the_later_counts(halls: Halls) -> None:
    """What a laptop holds back is counted once, and as it said last."""
    booth, office = halls.open("booth"), halls.open("office")
    bring(booth, "laptop-a", 1, 2)
    later = [WithheldCount(hour="2026-11-24T12", staff="ana@x", track=Track.BORROWED, leads=7)]
    office.push(push_of(device_now="2026-11-25T09:00:00+01:00", withheld=later))
    merge(booth, office)
    query = "SELECT hour, leads FROM device_tally"
    assert rows(Path(office.place), query) == [{"hour": "2026-11-24T12", "leads": 7}]


def test_leaves_the_offices_own_show_in_force(halls: Halls) -> None:
    """The office's text of the show is not set back by the booth's."""
    booth, office = halls.open("booth"), halls.open("office", is_told=False)
    newer = sample_show().source.replace(sample_show().name, "The Newer Show")
    office.put_texts(SHOW_ID, newer, [])
    merge(booth, office)
    assert [row["name"] for row in rows(Path(office.place), "SELECT name FROM show")] == ["The Newer Show"]
    assert [row["version"] for row in rows(Path(office.place), "SELECT version FROM definition")] == [1]


def erase(store: CentralStore, lead_id: str) -> None:
    """Forget a lead there."""
    store.database.write(
        lambda connection: Erasing(connection, SHOW_ID).erase([lead_id], at=NOW, by="ana@x", reason="asked")
    )


def test_forgets_on_both_sides(halls: Halls) -> None:
    """What either store was to forget is in neither afterwards, nor comes back with what was set apart."""
    booth, office = halls.open("booth"), halls.open("office")
    for store in (booth, office):
        bring(store, "laptop-a", 1, 2)
    bring(booth, "laptop-b", 3)
    booth.push(push_of(("broken " + number_id(3)).encode()))
    erase(booth, number_id(1))
    erase(office, number_id(3))
    merged = merge(booth, office)
    assert merged.is_whole
    assert merged.codes == {"duplicate": 1, "erased": 1}
    place = Path(office.place)
    assert [row["lead_id"] for row in rows(place, "SELECT lead_id FROM lead")] == [number_id(2)]
    assert len(rows(place, "SELECT lead_id FROM erasure")) == 2
    assert [row["body"] for row in rows(place, "SELECT body FROM quarantine")] == [""]
    assert [row["body"] for row in rows(place, "SELECT body FROM change ORDER BY change_id")].count("") == 2
    assert office.verify().is_sound
    merge(booth, office)
    assert office.verify().is_sound


def test_brings_what_the_hub_says_itself(halls: Halls) -> None:
    """Staff and what sales said come along, the later word stands, and laptops hear of it."""
    booth, office = halls.open("booth"), halls.open("office")
    for store, day, status in ((booth, 25, "recycled"), (office, 24, "accepted")):
        said = Disposition(status=DispositionStatus(status), at=f"2026-11-{day}T09:00:00+01:00", by="leo")
        with store.database.writing() as connection:
            Dispositions(connection, SHOW_ID, fixed_now()).put("l1", said)
    with booth.database.writing() as connection:
        connection.execute(
            insert(STAFF), {"show_id": SHOW_ID, "email": "b@x", "name": "Ben", "is_active": True}
        )
    merge(booth, office)
    merge(booth, office)
    pull = PullRequest(device_id="laptop-a", show_id=SHOW_ID)
    items = [(item.kind, item.item_id) for item in office.pull(pull).items][2:]
    assert sorted(items) == [("disposition", "l1"), ("staff", "b@x")]
    assert rows(Path(office.place), "SELECT status FROM disposition") == [{"status": "recycled"}]
    assert len(rows(Path(office.place), "SELECT event_id FROM disposition_event")) == 2
    merge(office, booth)
    assert rows(Path(booth.place), "SELECT status FROM disposition") == [{"status": "recycled"}]
