"""What the user chose, the definitions in use, and the record of what left in files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boothapp.domain.ids import DefinitionId, LeadId
from boothapp.domain.lead import DefinitionRef
from boothapp.store.database import Database

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue


class Settings:
    """Named JSON values, and lead definitions as TOML text by id and version."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, name: str, default: JsonValue = None) -> JsonValue:
        """The value, or the default while none was put."""
        text = self._db.value(SELECT_SETTING, {"name": name})
        value: JsonValue = default if text is None else json.loads(text)
        return value

    def all(self) -> dict[str, JsonValue]:
        """Every value that was put."""
        return {name: json.loads(text) for name, text in self._db.rows(SELECT_SETTINGS)}

    def put(self, name: str, value: JsonValue) -> None:
        """Keep the value, durably."""
        self.put_all({name: value})

    def put_all(self, values: dict[str, JsonValue]) -> None:
        """Keep all of the values, or none."""
        with self._db.write():
            rows = [{"name": name, "value": json.dumps(value)} for name, value in values.items()]
            self._db.run_many(PUT_SETTING, rows)

    def definition(self, ref: DefinitionRef) -> str | None:
        """The TOML text of a lead definition in one version."""
        text: str | None = self._db.value(SELECT_DEFINITION, ref._asdict())
        return text

    def definitions(self) -> dict[DefinitionRef, str]:
        """The TOML text of every definition that was kept."""
        return {
            DefinitionRef(DefinitionId(definition_id), version): source
            for definition_id, version, source in self._db.rows(SELECT_DEFINITIONS)
        }

    def keep_definition(self, ref: DefinitionRef, source: str) -> None:
        """Keep a definition, in place of what was kept of this version."""
        with self._db.write():
            self._db.run(PUT_DEFINITION, {**ref._asdict(), "source": source})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBatch:
    """One file that left: when (ISO 8601), by whom, as what, and which leads are in it."""

    batch_no: int
    at: str
    by: str
    preset: str
    file_name: str
    sha256: str
    lead_ids: tuple[LeadId, ...]


class ExportBatches:
    """The record of what left, so that an erasure can say which files hold a person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def next_number(self) -> int:
        """The batch number that the next file will get."""
        return int(self._db.value(SELECT_NEXT_BATCH))

    def add(
        self, *, at: str, by: str, preset: str, file_name: str, sha256: str, lead_ids: Sequence[LeadId]
    ) -> int:
        """Record a file; gives its batch number."""
        row = {
            "at": at, "by": by, "preset": preset, "file_name": file_name, "sha256": sha256,
            "lead_ids": json.dumps(list(lead_ids)),
        }  # fmt: skip
        with self._db.write():
            return int(self._db.value(INSERT_BATCH, row))

    def all(self) -> list[ExportBatch]:
        """All files, the newest first."""
        return [_batch(row) for row in self._db.rows(SELECT_BATCHES)]

    def untold(self) -> list[ExportBatch]:
        """The files that the hub does not know of yet, the oldest first."""
        return [_batch(row) for row in self._db.rows(SELECT_UNTOLD_BATCHES)]

    def mark_told(self, numbers: Sequence[int]) -> None:
        """The hub knows of these."""
        with self._db.write():
            self._db.run_many(MARK_BATCH_TOLD, [(number,) for number in numbers])

    def holding(self, lead_id: LeadId) -> list[ExportBatch]:
        """The files that hold this lead, the newest first."""
        return [_batch(row) for row in self._db.rows(SELECT_BATCHES_HOLDING, {"lead_id": lead_id})]


def _batch(row: tuple[Any, ...]) -> ExportBatch:
    batch_no, at, by, preset, file_name, sha256, lead_ids = row
    return ExportBatch(
        batch_no=batch_no, at=at, by=by, preset=preset, file_name=file_name, sha256=sha256,
        lead_ids=tuple(json.loads(lead_ids)),
    )  # fmt: skip


SELECT_SETTING = "SELECT value FROM setting WHERE name = :name"
SELECT_SETTINGS = "SELECT name, value FROM setting"
PUT_SETTING = """
    INSERT INTO setting (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
SELECT_DEFINITION = """
    SELECT source FROM definition WHERE definition_id = :definition_id AND version = :version
"""
SELECT_DEFINITIONS = "SELECT definition_id, version, source FROM definition ORDER BY definition_id, version"
PUT_DEFINITION = """
    INSERT INTO definition (definition_id, version, source) VALUES (:definition_id, :version, :source)
    ON CONFLICT (definition_id, version) DO UPDATE SET source = excluded.source
"""
SELECT_NEXT_BATCH = "SELECT coalesce(max(batch_no), 0) + 1 FROM export_batch"
INSERT_BATCH = """
    INSERT INTO export_batch (at, by, preset, file_name, sha256, lead_ids)
    VALUES (:at, :by, :preset, :file_name, :sha256, :lead_ids)
    RETURNING batch_no
"""
SELECT_BATCHES = """
    SELECT batch_no, at, by, preset, file_name, sha256, lead_ids FROM export_batch ORDER BY batch_no DESC
"""
SELECT_UNTOLD_BATCHES = """
    SELECT batch_no, at, by, preset, file_name, sha256, lead_ids FROM export_batch
    WHERE NOT told ORDER BY batch_no LIMIT 20
"""
MARK_BATCH_TOLD = "UPDATE export_batch SET told = 1 WHERE batch_no = ?"
SELECT_BATCHES_HOLDING = """
    SELECT batch_no, at, by, preset, file_name, sha256, lead_ids FROM export_batch
    WHERE :lead_id IN (SELECT value FROM json_each(lead_ids)) ORDER BY batch_no DESC
"""
