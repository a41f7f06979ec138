"""What is to be forgotten is nowhere any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.lead import Attachment, Company
from boothapp.store import forgetting
from boothapp.store.database import Database
from boothapp.store.drafts import Drafts
from boothapp.store.draws import DrawStore, NewEntry
from boothapp.store.forgetting import Erasures
from boothapp.store.known_contacts import KnownContact, KnownContacts, ListKind, NewKnown
from boothapp.store.leads import LeadStore, Recorded
from boothapp.store.outbox import Outbox
from boothapp.store.pictures import Pictures
from boothapp.store.pictures import unsound as unsound_pictures
from boothapp.store.profile import Profile
from boothapp.store.search import LeadSearch
from boothapp.wire.messages import Code, Receipt
from tests.helpers.clear_pages import clear_pages
from tests.helpers.many_leads import Recorder, many_leads, standard_definition

DEFINITION = standard_definition()
NAME = "Quisquilloso"


@pytest.fixture
def made(store: LeadStore, recorder: Recorder) -> list[Recorded]:
    """A hundred leads; the company of the last is called as nobody else's."""
    leads = list(many_leads(100))
    leads[-1] = replace(leads[-1], company=Company(name=f"{NAME} SA"))
    made = [recorder.new(lead) for lead in leads]
    store.record(made)
    return made


@pytest.fixture
def erasures(database: Database, profile: Profile) -> Erasures:
    """What is erased of the file."""
    return Erasures(database, profile.replace_backups)


def everything(database: Database) -> Iterator[bytes]:
    """All values of all tables, those beneath the search index too."""
    for (table,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        if table in ("lead_search", "known_search"):  # contentless: their content lies in tables of their own
            continue
        for row in database.rows(f"SELECT * FROM {table}"):  # noqa: S608
            yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)


def is_anywhere(database: Database, *words: str) -> bool:
    """Whether one of the words is in any value of any table, in any case."""
    return any(word.lower().encode() in value.lower() for value in everything(database) for word in words)


def erase(database: Database, *lead_ids: str) -> int:
    """Erase in a transaction."""
    with database.write():
        return forgetting.erase(database, lead_ids)


def test_a_lead_is_gone_from_every_table(
    database: Database, made: list[Recorded], store: LeadStore, profile: Profile, erasures: Erasures
) -> None:
    """Log, lists, identities, drafts, search, log of writes, backups: none of them knows the person."""
    lead_id = made[-1].lead.lead_id
    outbox = Outbox(database, lambda _: DEFINITION)
    outbox.settle([Receipt(change_id=made[-1].change.change_id, code=Code.RECEIVED)])
    Drafts(database).keep("d", f'{{"lead_id": "{lead_id}", "company": "{NAME}"}}'.encode(), "", "2026")
    profile.backup()
    (old,) = profile.backups
    assert is_anywhere(database, NAME)

    assert erase(database, lead_id) == 1
    assert erasures.purge()
    assert not is_anywhere(database, NAME, *_identities(made[-1]))
    assert database.rows("SELECT lead_id FROM erased") == [(lead_id,)]
    assert store.lead(lead_id) is None
    assert LeadSearch(database).find(NAME) == LeadSearch(database).find("nobody is called so")
    assert not old.exists()
    (copy,) = profile.backups
    assert copy.stat().st_size > 0
    assert profile.path.with_name("leads.db-wal").stat().st_size < 4096  # the note that it is done
    assert database.value("SELECT count(*) FROM lead") == 99


def test_lists_of_people_we_know_forget_them_too(database: Database, made: list[Recorded]) -> None:
    """Whoever has the lead's address is taken off the customers' list, and stays off its search."""
    contact = made[-1].lead.contacts[0]
    assert contact.email is not None
    address = str(contact.email.normalised)
    known = KnownContacts(database)
    list_no = known.begin(ListKind.CUSTOMERS, "crm.csv", "2026-11-24T09:00:00+01:00")
    known.add(
        list_no,
        [
            NewKnown(
                contact=KnownContact(kind=ListKind.CUSTOMERS, list_name="crm.csv", name=name, company="Acme"),
                emails=(email,),
            )
            for name, email in ((NAME, address), ("Someone Else", "else@acme.example"))
        ],
    )
    known.publish(list_no)
    taken_back = made[-1].lead.lead_id
    with database.write():  # as staff do at the visitor's wish: the lead has no identities any more
        database.run("DELETE FROM identity WHERE kind = 'email' AND value = :value", {"value": address})
    erase(database, taken_back)
    assert not is_anywhere(database, NAME, address)
    assert known.alike(NAME, "") == []
    assert [each.name for each in known.alike("", "Acme")] == ["Someone Else"]


def _identities(one: Recorded) -> Iterator[str]:
    for contact in one.lead.contacts:
        for point in (contact.email, contact.phone):
            if point:
                yield point.raw


def test_numbers_are_not_used_again(database: Database, made: list[Recorded], store: LeadStore) -> None:
    """The next change goes on in numbers, though the last one is erased."""
    before = store.tail()
    erase(database, made[-1].lead.lead_id, made[-2].lead.lead_id)
    after = store.tail()
    assert (after[0].next_seq, after[1]) == (before[0].next_seq, before[1])
    (lead,) = many_leads(1)
    store.record([Recorder(after[0]).new(lead)])
    assert (store.tail()[0].next_seq, store.tail()[1]) == (102, 102)


def test_the_hub_is_told_once_it_is_out_of_the_files(
    database: Database, made: list[Recorded], erasures: Erasures
) -> None:
    """Gone, then purged, then told; and while somebody reads, the log of writes stays, and so the stage."""
    lead_id = made[0].lead.lead_id
    erase(database, lead_id)
    assert erasures.untold() == []
    reader = Database(database.path, database._key)
    with reader.snapshot():
        reader.value("SELECT count(*) FROM lead")
        database.run("PRAGMA busy_timeout = 10")
        assert not erasures.purge()
    reader.close()
    assert erasures.purge()
    assert erasures.untold() == [lead_id]
    assert erasures.counts() == (1, 1)
    erasures.mark_told([lead_id])
    assert erasures.untold() == []
    assert erasures.counts() == (1, 0)
    assert erasures.holds(lead_id)


def test_an_unknown_lead_is_remembered(database: Database, made: list[Recorded]) -> None:
    """Nothing of it is here; should it come, it is not taken in."""
    assert erase(database, "019aaaaa-0000-7000-8000-00000000ffff") == 0
    assert database.value("SELECT count(*) FROM erased") == 1
    assert database.value("SELECT count(*) FROM lead") == len(made)


def test_a_late_word_of_the_hub_erases_here_as_well(
    database: Database, made: list[Recorded], store: LeadStore
) -> None:
    """A change that the hub calls erased takes its lead along."""
    Outbox(database, lambda _: DEFINITION).settle(
        [Receipt(change_id=made[3].change.change_id, code=Code.ERASED)]
    )
    assert store.lead(made[3].lead.lead_id) is None
    assert store.lead(made[4].lead.lead_id) is not None


def test_every_page_of_the_file_is_clean(
    database: Database, made: list[Recorded], erasures: Erasures
) -> None:
    """Not only what tables tell: no page of the file, free ones too, holds the name once it is decrypted."""
    database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert NAME.encode() in clear_pages(database.path, database._key)
    erase(database, made[-1].lead.lead_id)
    assert erasures.purge()
    after = clear_pages(database.path, database._key)
    assert NAME.encode() not in after
    assert NAME.lower().encode() not in after


def test_a_lead_takes_its_pictures_along(database: Database, store: LeadStore, recorder: Recorder) -> None:
    """All that it ever named go, and that of its draft; what another lead or another draft shows stays."""
    pictures = Pictures(database)
    names = []
    for number in range(5):
        content = b"\xff\xd8" + bytes([number]) * 5000
        names.append(hashlib.sha256(content).hexdigest())
        pictures.keep(names[-1], content, "image/jpeg", 0)
    shown, before, on_its_draft, on_another, on_a_draft = names
    first, second = many_leads(2)
    made = [
        recorder.new(replace(first, attachments=attachments(before, on_another, on_a_draft))),
        recorder.new(replace(second, attachments=attachments(on_another))),
    ]
    numbers = store.record(made)
    seen = tuple(made[0].state.cells["attachments"])
    now: list[JsonValue] = [{"kind": "card_photo", "sha256": shown}]
    store.record([recorder.edited(made[0].lead, made[0].state, {"attachments": Edit(now, seen)}, numbers[0])])
    drafts = Drafts(database)
    its_draft = {"lead_id": first.lead_id, "attachments": [{"sha256": on_its_draft}]}
    drafts.keep("its", json.dumps(its_draft).encode(), "t", "")
    drafts.keep("other", json.dumps({"attachments": [{"sha256": on_a_draft}]}).encode(), "t", "")

    erase(database, first.lead_id)
    assert [pictures.get(name) is not None for name in names] == [False, False, False, True, True]
    assert database.value("SELECT count(*) FROM picture_content") == 2
    erase(database, second.lead_id)
    assert [pictures.get(name) is not None for name in names] == [False, False, False, False, True]


def test_nothing_of_a_picture_is_left_in_the_file(
    database: Database, profile: Profile, erasures: Erasures, recorder: Recorder, store: LeadStore
) -> None:
    """Neither in the file's free pages, nor in the write-ahead log, nor in a backup made before."""
    secret = b"\xff\xd8 Quisquilloso, photographed " * 2000
    name = hashlib.sha256(secret).hexdigest()
    Pictures(database).keep(name, secret, "image/jpeg", 0)
    lead = replace(next(many_leads(1)), attachments=attachments(name))
    store.record([recorder.new(lead)])
    old = profile.backup()
    database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Quisquilloso, photographed" in clear_pages(database.path, database._key)
    erase(database, lead.lead_id)
    assert erasures.purge()
    assert b"Quisquilloso" not in clear_pages(database.path, database._key)
    assert not old.exists()


def attachments(*names: str) -> tuple[Attachment, ...]:
    """A lead's pictures."""
    return tuple(Attachment(kind="card_photo", sha256=name) for name in names)


def test_a_prize_entry_takes_its_picture_along(
    database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """The picture of an erased winner's card goes; one that waits in the bowl to be read stays."""
    pictures, draws = Pictures(database), DrawStore(database)
    names = []
    for number in range(2):
        content = b"\xff\xd8" + bytes([number]) * 5000
        names.append(hashlib.sha256(content).hexdigest())
        pictures.keep(names[-1], content, "image/jpeg", 0)
    lead = next(many_leads(1))
    store.record([recorder.new(lead)])
    draws.add(
        [
            NewEntry(lead_id=lead.lead_id, salt=b"1", picture=names[0]),
            NewEntry(lead_id=None, salt=b"2", picture=names[1]),
        ]
    )
    assert pictures.drop_orphans(1) == 0
    assert unsound_pictures(database) == (0, 0)
    erase(database, lead.lead_id)
    assert [pictures.get(name) is not None for name in names] == [False, True]
    database.run("DELETE FROM picture")
    assert unsound_pictures(database) == (0, 1)
