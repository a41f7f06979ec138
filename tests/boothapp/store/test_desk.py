"""Drafts, settings, definitions and export batches."""

from __future__ import annotations

import pytest

from boothapp.domain.ids import DefinitionId, LeadId
from boothapp.domain.lead import DefinitionRef
from boothapp.store.database import Database
from boothapp.store.drafts import Draft, Drafts
from boothapp.store.profile import Profile
from boothapp.store.settings import ExportBatches, Settings

FIRST = DefinitionRef(DefinitionId("standard"), 1)
SECOND = DefinitionRef(DefinitionId("standard"), 2)


def test_drafts_outlive_the_connection(profile: Profile, database: Database) -> None:
    """Each keeps its last form; the oldest comes first; a discarded one is gone, also when it never was."""
    drafts = Drafts(database)
    drafts.keep("b", b"1", "Ben", "2026-11-24T11:01")
    drafts.keep("a", b"2", "Ana", "2026-11-24T11:02")
    drafts.keep("b", b"3", "Benny", "2026-11-24T11:03")
    drafts.discard("nobody")
    other = profile.connect()

    assert Drafts(other).all() == [
        Draft("a", "Ana", "2026-11-24T11:02", b"2"), Draft("b", "Benny", "2026-11-24T11:03", b"3"),
    ]  # fmt: skip
    Drafts(other).discard("a")
    assert [draft.draft_id for draft in drafts.all()] == ["b"]
    other.close()


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "Zoë", [1, [2]], {"a": {"b": None}}])
def test_settings_hold_any_json(database: Database, value: object) -> None:
    """A value comes back as it was put; one never put is the default."""
    settings = Settings(database)
    settings.put("name", "before")
    settings.put("name", value)  # type: ignore[arg-type]

    assert settings.get("name", "default") == value
    assert settings.get("other", "default") == "default"
    assert settings.get("other") is None
    assert settings.all() == {"name": value}


def test_settings_together(database: Database) -> None:
    """Several values are kept at once, or none of them."""
    settings = Settings(database)
    with pytest.raises(TypeError):
        settings.put_all({"a": 1, "b": object()})  # type: ignore[dict-item]
    assert settings.all() == {}
    settings.put_all({"a": 1, "b": 2})
    assert settings.all() == {"a": 1, "b": 2}


def test_definitions_by_version(database: Database) -> None:
    """Every version that a lead was judged by can be had again, to the letter."""
    settings = Settings(database)
    settings.keep_definition(FIRST, "one\r\n# Größe")
    settings.keep_definition(SECOND, "two")
    settings.keep_definition(SECOND, "two, mended before the show")

    assert settings.definition(FIRST) == "one\r\n# Größe"
    assert settings.definition(DefinitionRef(DefinitionId("other"), 1)) is None
    assert settings.definitions() == {FIRST: "one\r\n# Größe", SECOND: "two, mended before the show"}


def test_export_batches_tell_who_is_in_which_file(database: Database) -> None:
    """Each file has a number and the leads in it, so an erasure can name the files that hold a person."""
    batches = ExportBatches(database)
    leads = [LeadId("x"), LeadId("y")]
    assert batches.next_number() == 1
    for name, held in (("a.csv", leads), ("b.csv", leads[:1]), ("c.csv", [])):
        batches.add(at="2026", by="ana", preset="csv", file_name=name, sha256="0", lead_ids=held)

    assert batches.next_number() == 4
    assert [batch.file_name for batch in batches.all()] == ["c.csv", "b.csv", "a.csv"]
    assert [batch.batch_no for batch in batches.holding(LeadId("x"))] == [2, 1]
    assert [batch.lead_ids for batch in batches.holding(LeadId("y"))] == [tuple(leads)]
    assert batches.holding(LeadId("z")) == []
