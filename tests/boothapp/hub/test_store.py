"""The central store: what it keeps, catches up with, checks and refuses."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable
from sqlcipher3 import dbapi2

from boothapp.domain.change import Edit
from boothapp.domain.definition import Track
from boothapp.errors import (
    HubBusyError,
    HubDamagedError,
    HubFileError,
    HubForeignError,
    HubFullError,
    HubNewerError,
    HubPlaceError,
    HubReadOnlyError,
)
from boothapp.hub.schema import METADATA, SCHEMA_VERSION
from boothapp.hub.store import CentralStore
from boothapp.hub.verification import verify
from boothapp.wire.messages import HelloRequest, ProvisionRequest, WithheldCount
from tests.helpers.hub_file import content, rows, run
from tests.helpers.hub_samples import (
    ANA,
    SHOW_ID,
    digest,
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

PROVISION = ProvisionRequest(
    device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "central.db"


@pytest.fixture
def store(place: Path) -> Iterator[CentralStore]:
    """A store that knows the sample show."""
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        store.provision(PROVISION)
        yield store


def count(place: Path, table: str) -> int:
    """How many rows a table has."""
    (row,) = rows(place, f"SELECT count(*) AS n FROM {table}")  # noqa: S608
    return int(row["n"])


# What it keeps


def test_keeps_a_change_to_the_letter(store: CentralStore, place: Path) -> None:
    """Unknown fields, spaces and the order of keys stay as the laptop wrote them."""
    body = in_json({**lead_change(1, sales_ready_lead()).to_json_ready(), "mood": {"of": "the day"}})
    body = body.replace(b'"mood"', b' "mood" ')
    store.push(push_of(body))
    assert rows(place, "SELECT body FROM change") == [{"body": body.decode()}]


def test_keeps_a_copy_of_what_it_rejects_once(store: CentralStore, place: Path) -> None:
    """A rejected change and a second content of one id are set apart with a reason, however often sent."""
    store.push(push_of(lead_change(1, sales_ready_lead(1))))
    bad = (b'{"change_id": "x"}', b"\xff\x00", lead_change(1, nurture_lead(1)))
    store.push(push_of(*bad))
    store.push(push_of(*bad))
    kept = rows(place, "SELECT device_id, change_id, code, reason, body FROM quarantine ORDER BY code, body")
    assert [(row["device_id"], row["change_id"], row["code"]) for row in kept] == [
        ("laptop-a", number_id(1), "id_reuse"),
        ("laptop-a", "x", "rejected"),
        ("laptop-a", "", "rejected"),
    ]
    assert all(row["reason"] and row["body"] for row in kept)


def test_replaces_a_laptops_counts_by_newer_ones_only(store: CentralStore, place: Path) -> None:
    """The counts of a laptop are replaced as a whole, and an older word that comes late changes nothing."""

    def tell(device_id: str, minute: int, *leads: int) -> None:
        store.push(
            push_of(
                device_id=device_id,
                device_now=f"2026-11-24T18:{minute:02d}:00+01:00",
                withheld=[
                    WithheldCount(
                        hour=f"2026-11-24T{9 + at:02d}", staff=ANA, track=Track.BORROWED, leads=number
                    )
                    for at, number in enumerate(leads)
                ],
            )
        )

    def borrowed() -> int:
        (board,) = rows(place, "SELECT * FROM show_scoreboard")
        return int(board["borrowed"] or 0)

    tell("laptop-a", 10, 5, 6)
    tell("laptop-b", 1, 7)
    assert borrowed() == 18
    tell("laptop-a", 5, 100)
    assert borrowed() == 18
    tell("laptop-a", 20, 4)
    assert borrowed() == 11
    store.push(push_of(device_id="laptop-a", device_now="2026-11-24T18:30:00+01:00"))
    assert borrowed() == 11
    tell("laptop-a", 40)
    assert borrowed() == 7


# Log first, fold behind


def test_catches_up_with_what_was_appended_but_not_folded(place: Path) -> None:
    """The process is killed after the answer and before the fold: the next one to open it folds."""
    program = (
        "import os, signal, pathlib, sys\n"
        "from boothapp.hub.store import CentralStore\n"
        "from tests.helpers.hub_samples import lead_change, push_of, sales_ready_lead\n"
        "store = CentralStore.open(pathlib.Path(sys.argv[1]))\n"
        "reply = store.append(push_of(lead_change(1, sales_ready_lead())))\n"
        "assert reply.receipts[0].code == 'received'\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(place)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (count(place, "change"), count(place, "lead")) == (1, 0)
    with closing(CentralStore.open(place)):
        assert (count(place, "unfolded"), count(place, "lead")) == (0, 1)


def test_folds_in_pieces(store: CentralStore, place: Path) -> None:
    """However few changes one transaction folds, what comes out is the same."""
    edits = [
        edit_change(20 + at, {"company.name": Edit(f"Name {at}")}, lead_id=number_id(1)) for at in range(5)
    ]
    store.append(push_of(*(lead_change(at, sales_ready_lead(at)) for at in range(1, 8)), *edits))
    assert store.fold_pending(limit=2) == 12
    assert count(place, "unfolded") == 0
    assert store.verify().is_sound
    assert rows(place, "SELECT conflicting_fields FROM lead WHERE conflicting_fields <> ''") == [
        {"conflicting_fields": "company.name"}
    ]


def test_forgets_what_need_not_be_awaited(store: CentralStore, place: Path) -> None:
    """Two laptops settle a value by the same sight of it: the state awaits nothing once all have arrived."""
    first = lead_change(1, sales_ready_lead())
    seen = (first.stamp,)
    second = edit_change(2, {"company.name": Edit("B", seen)}, lead_id=number_id(1))
    third = edit_change(3, {"company.name": Edit("C", seen)}, lead_id=number_id(1), device_id="laptop-b")
    for change in (third, second, first):
        store.push(push_of(change))
    (row,) = rows(place, "SELECT state FROM lead_state")
    assert '"awaited":{}' in row["state"]
    assert store.verify().is_sound


def test_judges_anew_once_the_definition_has_come(place: Path) -> None:
    """Leads that arrive before their definition are kept, counted apart, and judged as soon as it is here."""
    with closing(CentralStore.open(place)) as store:
        store.push(push_of(lead_change(1, sales_ready_lead())))
        assert rows(place, "SELECT track FROM lead") == [{"track": None}]
        store.provision(ProvisionRequest(device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source))
        (board,) = rows(place, "SELECT * FROM show_scoreboard")
        assert (board["not_judged"], board["total"]) == (1, 0)
        store.provision(PROVISION)
        assert rows(place, "SELECT track FROM lead") == [{"track": "sales_ready"}]
        assert store.verify().is_sound


def test_takes_a_changed_show(store: CentralStore, place: Path) -> None:
    """A new cost or goal counts at once; in a new zone, days and hours are counted anew."""
    store.push(push_of(lead_change(1, sales_ready_lead())))
    source = sample_show().source.replace('"48500.00"', '"50000"').replace("Europe/Paris", "Asia/Tokyo")
    assert store.put_texts(SHOW_ID, source, []) == []
    (board,) = rows(place, "SELECT * FROM show_scoreboard")
    assert board["cost_per_qualified"] == 50_000
    assert rows(place, "SELECT captured_hour FROM lead") == [{"captured_hour": "2026-11-24T19"}]
    assert store.verify().is_sound


def test_keeps_its_show_unless_a_text_was_made_of_it(store: CentralStore) -> None:
    """No laptop replaces it by a text that is older, or of which nobody knows; its owner does."""
    plain, newer = sample_show().source, sample_show().source + "# newer\n"
    layout = '[[badge_layout]]\nname = "x"\nseparator = "^"\ncolumns = []\n'

    def is_taken(show: str, builds_on: str | None) -> bool:
        asked = ProvisionRequest(device_id="laptop-a", show_id=SHOW_ID, show=show, builds_on=builds_on)
        is_behind = store.provision(asked).is_behind
        hello = HelloRequest(device_id="laptop-a", show_id=SHOW_ID, show_sha256=digest(show))
        assert store.hello(hello).needs_show == is_behind
        return not is_behind

    assert store.put_texts(SHOW_ID, newer, []) == []
    assert is_taken(newer, None)
    assert not is_taken(plain + layout, digest(plain))
    assert not is_taken(newer + layout, "")
    assert is_taken(newer + layout, digest(newer))
    for unknown in ("", None, "x"):
        assert not is_taken(plain, unknown)
    assert store.put_texts(SHOW_ID, plain, []) == []
    assert is_taken(plain, "")


def test_rebuilds_from_the_log_alone(store: CentralStore, place: Path) -> None:
    """Whatever happened to states and rows, the log brings them back."""
    store.push(push_of(lead_change(1, sales_ready_lead(1)), lead_change(2, nurture_lead(2))))
    before = content(place)
    for table in ("lead_state", "lead", "answer"):
        run(place, f"DELETE FROM {table}")  # noqa: S608
    assert not store.verify().is_sound
    assert store.rebuild() == 2
    assert content(place) == before
    assert store.verify().is_sound


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE lead SET email = 'x@example.com'", "rows of lead"),
        ("UPDATE lead SET canonical_id = 'x'", "canonical lead"),
        ("DELETE FROM consent", "rows of consent"),
        (
            "INSERT INTO answer SELECT show_id, lead_id, 'x', 0, '', '', '', '', 1, 1, '', 1, '' FROM lead",
            "answer",
        ),
        ("UPDATE lead_state SET state = replace(state, '0', '1')", "state"),
        ("INSERT INTO lead_state SELECT show_id, entity, 'x', state FROM lead_state", "without changes"),
        ("DELETE FROM change", "no changes"),
        ("DELETE FROM feed WHERE kind = 'change'", "laptop-a feed"),
        (
            "INSERT INTO feed SELECT show_id, 90, kind, item_id, device_id FROM feed WHERE kind = 'change'",
            "laptop-a feed",
        ),
        ("UPDATE feed SET device_id = 'x' WHERE kind = 'change'", "x feed"),
        ("UPDATE feed_device SET changes = 2", "laptop-a tally of the feed"),
        ("UPDATE feed_head SET sum = '00000000000000ff'", "head of the feed"),
        ("UPDATE feed_head SET seq = 1", "head of the feed"),
    ],
)
def test_verify_finds(store: CentralStore, place: Path, damage: str, found: str) -> None:
    """Whatever no longer is what the log comes to is found, and told by ids alone."""
    store.push(push_of(lead_change(1, sales_ready_lead())))
    sound = store.verify()
    assert (sound.is_sound, sound.changes, sound.entities) == (True, 1, 1)
    run(place, damage)
    verdict = store.verify()
    assert not verdict.is_sound
    assert any(found in difference for difference in verdict.differences)
    assert not any("Lumi" in difference or "@" in difference for difference in verdict.differences)


def test_verify_leaves_out_what_waits(store: CentralStore) -> None:
    """What arrives while a store is verified is not folded yet, and that is no difference."""
    store.push(push_of(lead_change(1, sales_ready_lead(1))))
    store.append(push_of(lead_change(2, nurture_lead(2))))
    with store.database.reading() as connection:
        found = verify(connection, {})
    assert (found.differences, found.changes) == ([], 1)


def test_verify_looks_at_every_lead(store: CentralStore, place: Path) -> None:
    """However many leads there are, each is compared; of many differences the first hundred are told."""
    store.push(push_of(*(lead_change(at, sales_ready_lead(at)) for at in range(1, 502))))
    verdict = store.verify()
    assert (verdict.is_sound, verdict.entities) == (True, 501)
    run(place, "DELETE FROM encounter")
    assert len(store.verify().differences) == 100


def test_leaves_what_is_no_lead_where_it_is(store: CentralStore, place: Path) -> None:
    """A change of an entity of a newer boothapp waits on its laptop: here no erasure would find it."""
    parcel = {**lead_change(1, sales_ready_lead()).to_json_ready(), "entity": "parcel"}
    (receipt,) = store.push(push_of(parcel)).receipts
    assert receipt.code == "unsupported"
    assert count(place, "change") == 0
    assert store.verify().is_sound


def test_counts_in_utc_where_the_zone_is_unknown(store: CentralStore, place: Path) -> None:
    """A machine that lacks the show's time zone still folds."""
    run(place, "UPDATE show SET zone = 'Nowhere/At_All'")
    store.push(push_of(lead_change(1, sales_ready_lead())))
    assert rows(place, "SELECT captured_hour FROM lead") == [{"captured_hour": "2026-11-24T10"}]


def test_knows_its_place(store: CentralStore, place: Path) -> None:
    """Whoever shows the store to people can say where it is."""
    assert store.place == str(place)


# What it refuses


def refused(place: Path) -> HubFileError:
    """The error that opening the place gives, in which everything is said."""
    with pytest.raises(HubFileError) as caught:
        CentralStore.open(place)
    words = str(caught.value)
    assert words.startswith(f"{place}: ")
    assert "Every lead is still on this laptop." in words
    return caught.value


def test_refuses_a_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    assert type(refused(tmp_path)) is HubPlaceError


def test_refuses_a_place_below_a_file(tmp_path: Path) -> None:
    """Where there can be no folder there can be no file."""
    (tmp_path / "letter").write_text("Dear visitor")
    assert type(refused(tmp_path / "letter" / "central.db")) is HubPlaceError


@pytest.mark.parametrize("text", [b"Dear visitor, this is a letter.\n" * 200, b"\x00" * 5000])
def test_refuses_what_is_no_database(place: Path, text: bytes) -> None:
    """Another program's file is left as it was, to the byte."""
    place.write_bytes(text)
    assert type(refused(place)) is HubForeignError
    assert place.read_bytes() == text


@pytest.mark.parametrize("table", ["song (title)", "hub_meta (name, value)"])
def test_refuses_a_database_of_something_else(place: Path, table: str) -> None:
    """A SQLite file with other tables is left alone."""
    run(place, f"CREATE TABLE {table}")
    assert type(refused(place)) is HubForeignError
    assert len(rows(place, "SELECT * FROM sqlite_master WHERE type = 'table'")) == 1


def test_refuses_a_newer_store(store: CentralStore, place: Path) -> None:
    """What a newer boothapp made is not touched."""
    store.close()
    newer = SCHEMA_VERSION + 1
    run(place, f"UPDATE hub_meta SET value = '{newer}' WHERE name = 'schema_version'")  # noqa: S608 - a number
    assert type(refused(place)) is HubNewerError


def test_refuses_a_store_from_before_the_first_release(store: CentralStore, place: Path) -> None:
    """Its laptops hold all that it holds, and send it to a new one."""
    store.close()
    run(place, "UPDATE hub_meta SET value = '1' WHERE name = 'schema_version'")
    assert type(refused(place)) is HubForeignError


def test_says_that_the_file_is_damaged(store: CentralStore, place: Path) -> None:
    """Torn pages are told as damage, when the store is opened or used."""
    store.push(push_of(*(lead_change(at, sales_ready_lead(at)) for at in range(1, 100))))
    store.close()
    torn = bytearray(place.read_bytes())
    torn[4096:-4096] = os.urandom(len(torn) - 8192)
    place.write_bytes(torn)
    assert type(refused(place)) is HubDamagedError


def test_says_that_another_program_holds_the_lock(
    store: CentralStore, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever keeps the file locked for too long is told of; the push can be sent again."""
    monkeypatch.setattr("boothapp.hub.database.BUSY_SECONDS", 0.05)
    engine = create_engine(f"sqlite:///{place}", module=dbapi2)
    with closing(CentralStore.open(place)) as hasty:
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(HubBusyError):
                hasty.push(push_of(lead_change(1, sales_ready_lead())))
            other.rollback()
        assert hasty.push(push_of(lead_change(1, sales_ready_lead()))).receipts[0].code == "received"
    engine.dispose()
    assert store.verify().changes == 1


def test_says_that_the_disk_is_full(store: CentralStore, place: Path) -> None:
    """A push that finds no room leaves nothing behind, and can be sent again."""
    store.push(push_of(lead_change(1, sales_ready_lead(1))))
    with store.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    batch = push_of(*(lead_change(at, sales_ready_lead(at)) for at in range(2, 200)))
    with pytest.raises(HubFullError):
        store.push(batch)
    assert count(place, "change") == 1
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert {receipt.code for receipt in store.push(batch).receipts} == {"received"}


def test_a_bug_is_no_hub_error(store: CentralStore) -> None:
    """What no user could mend is not dressed up as something that they could."""
    with pytest.raises(DBAPIError), store.database.writing() as connection:
        connection.exec_driver_sql("SELECT * FROM nothing")


@contextmanager
def not_as_root() -> Iterator[None]:
    """Root may write everywhere; for as long as this lasts, so may we not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="boothapp-guarded-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such rights")
def test_refuses_what_it_may_not_write(guarded: Path) -> None:
    """A file that may only be read, and a folder in which none may be made, are told as such."""
    place = guarded / "central.db"
    guarded.chmod(0o555)
    with not_as_root():
        assert type(refused(place)) is HubPlaceError
    guarded.chmod(0o755)
    CentralStore.open(place).close()
    place.chmod(0o444)
    guarded.chmod(0o555)
    with not_as_root():
        assert type(refused(place)) is HubReadOnlyError


def test_makes_the_folder_that_is_missing(tmp_path: Path) -> None:
    """The default place need not exist."""
    CentralStore.open(tmp_path / "deep" / "er" / "central.db").close()
    assert (tmp_path / "deep" / "er" / "central.db").is_file()


def test_leaves_one_whole_file(store: CentralStore, place: Path, tmp_path: Path) -> None:
    """After closing, a copy of the file alone holds everything."""
    store.push(push_of(lead_change(1, sales_ready_lead())))
    store.close()
    assert sorted(path.name for path in place.parent.iterdir()) == ["central.db"]
    shutil.copy(place, tmp_path / "copy.db")
    assert count(tmp_path / "copy.db", "sales_ready_leads") == 1


def test_the_tables_can_be_made_in_postgresql() -> None:
    """Every table has a form in PostgreSQL, and `show_id` leads each key but that of the store itself."""
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))
        first = next(iter(table.primary_key.columns)).name
        assert first == ("name" if table.name == "hub_meta" else "show_id")
