"""Pictures in the laptop's file: each once, durable at once, gone when nothing names them any more."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.fold import apply, deletion
from boothapp.domain.lead import Attachment, Lead
from boothapp.store import migrations, rebuilding
from boothapp.store.database import Database
from boothapp.store.drafts import Drafts
from boothapp.store.leads import LeadStore
from boothapp.store.pictures import Pictures, StoredPicture
from boothapp.store.profile import Profile
from tests.helpers.many_leads import Recorder, many_leads, standard_definition

DEFINITION = standard_definition()
LATER = 10


def picture(number: int) -> tuple[str, bytes]:
    """A picture's name and its bytes."""
    content = b"\xff\xd8" + bytes([number]) * 100_000
    return hashlib.sha256(content).hexdigest(), content


@pytest.fixture
def pictures(database: Database) -> Pictures:
    """The pictures of the profile."""
    return Pictures(database)


def kept(pictures: Pictures, number: int, at_ms: int = 0) -> str:
    """Keep a picture; gives its name."""
    name, content = picture(number)
    pictures.keep(name, content, "image/jpeg", at_ms)
    return name


def named(*names: str) -> JsonValue:
    """The field ``attachments`` that names these pictures."""
    return [{"kind": "card_photo", "sha256": name} for name in names]


def with_pictures(lead: Lead, *names: str) -> Lead:
    """The lead with these pictures beside it."""
    return replace(lead, attachments=tuple(Attachment(kind="card_photo", sha256=name) for name in names))


def test_a_picture_is_there_once_and_outlives_the_connection(profile: Profile, pictures: Pictures) -> None:
    """The same bytes twice are one row; another connection, as after a crash, has them to the byte."""
    name = kept(pictures, 1)
    assert kept(pictures, 1, at_ms=5) == name
    other = profile.connect()
    assert Pictures(other).get(name) == StoredPicture(picture(1)[1], "image/jpeg")
    assert other.value("SELECT count(*) FROM picture_content") == 1
    assert Pictures(other).get("0" * 64) is None
    other.close()


def test_only_what_nothing_names_goes(database: Database, store: LeadStore, recorder: Recorder) -> None:
    """A lead, a deleted lead, a lead's history and a draft each hold their picture; a fresh one stays too."""
    pictures = Pictures(database)
    on_lead, on_deleted, before, on_draft, orphan = (kept(pictures, number) for number in range(5))
    fresh = kept(pictures, 5, at_ms=LATER)
    first, second = many_leads(2)
    made = [recorder.new(with_pictures(first, on_lead)), recorder.new(with_pictures(second, on_deleted))]
    numbers = store.record(made)
    seen = tuple(made[0].state.cells["attachments"])
    for edit in (Edit(named(before), seen), Edit(named(on_lead))):  # the second of who had seen neither
        edits = {"attachments": edit}
        store.record([recorder.edited(made[0].lead, made[0].state, edits, numbers[0])])
    store.record([recorder.edited(made[1].lead, made[1].state, deletion(made[1].state), numbers[1])])
    Drafts(database).keep("d", b'{"attachments": [{"sha256": "%s"}]}' % on_draft.encode(), "t", "")

    assert pictures.drop_orphans(LATER) == 1
    assert pictures.get(orphan) is None
    assert all(pictures.get(name) for name in (on_lead, on_deleted, before, on_draft, fresh))
    Drafts(database).discard("d")
    assert pictures.drop_orphans(LATER) == 1
    assert pictures.get(on_draft) is None
    assert database.value("SELECT count(*) FROM picture_content") == 4


def pictures_of(database: Database, number: int) -> set[str]:
    """The pictures that a lead is found by."""
    rows = database.rows("SELECT value FROM identity WHERE kind = 'picture' AND lead_no = ?", (number,))
    return {name for (name,) in rows}


def test_a_lead_names_what_is_live(database: Database, store: LeadStore, recorder: Recorder) -> None:
    """Both sides of an open conflict are named; what an edit took off is not, nor what a deleted lead had."""
    made = recorder.new(with_pictures(next(many_leads(1)), "a" * 64, "b" * 64))
    (number,) = store.record([made])
    assert pictures_of(database, number) == {"a" * 64, "b" * 64}
    store.record([recorder.edited(made.lead, made.state, {"attachments": Edit(named("c" * 64))}, number)])
    assert pictures_of(database, number) == {"a" * 64, "b" * 64, "c" * 64}
    settled = {"attachments": Edit(named("c" * 64), tuple(made.state.cells["attachments"]))}
    store.record([recorder.edited(made.lead, made.state, settled, number)])
    assert pictures_of(database, number) == {"c" * 64}
    assert rebuilding.strays(database, {DEFINITION.ref: DEFINITION}.__getitem__) == []
    store.record([recorder.edited(made.lead, made.state, deletion(made.state), number)])
    assert pictures_of(database, number) == set()


@pytest.mark.parametrize("value", [None, "x", [1, "sha256", None, [], {}, {"sha256": 5}, {"sha256": None}]])
def test_what_names_no_picture_is_passed_over(
    database: Database, store: LeadStore, recorder: Recorder, value: JsonValue
) -> None:
    """A change of another make may hold anything under this name; the lead is kept all the same."""
    made = recorder.new(next(many_leads(1)))
    (number,) = store.record([made])
    change = recorder.change(made.lead, {"attachments": Edit(value)})
    apply(made.state, change)
    store.record([replace(made, change=change, lead_no=number)])
    assert pictures_of(database, number) == set()


def test_older_file_learns_which_leads_name_pictures(
    database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """Leads that came from files may have named pictures before this laptop kept any."""
    store.record([recorder.new(with_pictures(lead, str(n) * 64)) for n, lead in enumerate(many_leads(3))])
    made = recorder.new(next(many_leads(1, seed=2)))
    (number,) = store.record([made])
    odd = recorder.change(made.lead, {"attachments": Edit([1, "x", None, {"sha256": None}])})
    store.record([replace(made, change=odd, lead_no=number)])
    before = database.rows("SELECT * FROM identity")
    database.run("DELETE FROM identity WHERE kind = 'picture'")
    database.run("DROP TABLE picture_content")
    database.run("DROP TABLE picture")

    with database.write():
        migrations.create_pictures(database.utils)
    assert database.rows("SELECT * FROM identity") == before


def test_a_lead_without_pictures_costs_nothing(
    database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """Saving or editing one asks nothing about pictures, and takes as many statements as ever."""
    said: list[str] = []
    first, second = many_leads(2)
    made = recorder.new(first)
    database.connection.set_trace_callback(said.append)
    (number,) = store.record([made])
    edit = {"company.name": Edit("Lumière", tuple(made.state.cells.get("company.name", ())))}
    store.record([recorder.edited(made.lead, made.state, edit, number)])
    assert not [statement for statement in said if "picture" in statement]
    bare = len(said)
    said.clear()
    made = recorder.new(with_pictures(second, "a" * 64))
    (number,) = store.record([made])
    store.record([recorder.edited(made.lead, made.state, edit, number)])
    database.connection.set_trace_callback(None)
    assert len(said) <= bare + 2
