"""What comes from the hub: changes of other laptops, erasures, staff, what sales said of a lead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from boothapp.domain.change import CHANGE_FORMAT, Change
from boothapp.domain.lead import DefinitionRef
from boothapp.domain.tally import tally_of
from boothapp.errors import ChangeError
from boothapp.store import derived_rows, forgetting, hub_memory, rebuilding
from boothapp.store.database import Database
from boothapp.store.derived_rows import Rows
from boothapp.store.leads import LeadStore
from boothapp.store.rebuilding import Definitions
from boothapp.wire.messages import (
    DispositionDocument,
    FeedItem,
    FeedKind,
    PullReply,
    StaffDocument,
    UnconfirmedDocument,
)

STEP = 20
"""How many changes one transaction takes in, if nobody waits to write."""
_SOME = 4
"""How many it takes in before it looks whether somebody does."""
ENTITY = "lead"
_UNREADABLE = (ChangeError, TypeError, ValueError, KeyError, AttributeError, IndexError, msgspec.MsgspecError)


class Taken(NamedTuple):
    """What a page brought: changes and leads new to this laptop, leads erased, items set apart."""

    changes: int = 0
    leads: int = 0
    erased: int = 0
    set_apart: int = 0
    made_here: frozenset[str] = frozenset()
    """Changes that were made here: the hub has them."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A change that came, and the rows of its lead if it were the only change of it."""

    change: Change
    body: bytes
    rows: Rows


@dataclass(slots=True)
class _Page:
    """What a page of the feed says beside changes, and what of it is set apart, with the reason."""

    erased: set[str]
    staff: list[tuple[str, str, bool]] = field(default_factory=list)
    dispositions: list[tuple[str, ...]] = field(default_factory=list)
    unconfirmed: list[UnconfirmedDocument] = field(default_factory=list)
    apart: list[tuple[FeedItem, str]] = field(default_factory=list)


class Inbox:
    """Takes in what the hub hands out, over one connection."""

    def __init__(self, database: Database, definitions: Definitions) -> None:
        self._db, self._definitions = database, definitions

    def take(self, page: PullReply) -> Taken:
        """Take in a page of the feed; taken twice, it is there once.

        It goes in by small steps, so that a save need not wait long, nor Python look through a whole page of
        what was read in search of garbage while the window stands still. The cursor moves with the last step,
        and whatever cuts the steps short, the page comes again.
        """
        read = _Page(erased={item.item_id for item in page.items if item.kind == FeedKind.ERASED})
        own = hub_memory.recall(self._db).device_id
        changes = leads = 0
        elsewhere, made_here = list[str](), set[str]()
        for start in range(0, len(page.items), STEP):
            step = self._read(page.items[start : start + STEP], read)
            known = self._known(one.change.change_id for one in step)
            fresh = [one for one in step if one.change.change_id not in known]
            changes, leads = changes + len(fresh), leads + self._take_step(fresh)
            made_here.update(change_id for change_id, is_own in known.items() if is_own)
            elsewhere += [
                one.change.change_id
                for one in step
                if known.get(one.change.change_id) and one.change.device_id != own  # made here, by another id
            ]
        with self._db.write(gives_way=True):
            self._db.run_many(PUT_STAFF, read.staff)
            self._db.run_many(PUT_DISPOSITION, read.dispositions)
            self._move_on(page, read, elsewhere)
            here = forgetting.erase(self._db, read.erased)
            for document in read.unconfirmed:
                forgetting.keep_unconfirmed(self._db, document)
        return Taken(changes, leads, here, len(read.apart), frozenset(made_here))

    def _read(self, items: Iterable[FeedItem], page: _Page) -> list[_Read]:
        """The changes that these items of a page bring; whatever else they say is noted in it.

        Kinds of a newer hub are passed over, and so are changes of leads that the same page erases.
        """
        changes: list[_Read] = []
        readers: dict[str, Callable[[FeedItem], None]] = {
            FeedKind.CHANGE: lambda item: changes.append(self._readable(bytes(item.body))),
            FeedKind.STAFF: lambda item: page.staff.append(_staff(item)),
            FeedKind.DISPOSITION: lambda item: page.dispositions.append(_disposition(item)),
            FeedKind.UNCONFIRMED: lambda item: page.unconfirmed.append(_unconfirmed(item)),
        }
        for item in items:
            self._db.give_way()
            try:
                readers.get(item.kind, _pass_over)(item)
            except _UNREADABLE as error:
                page.apart.append((item, f"{type(error).__name__}: {error}"))
        return [one for one in changes if one.change.entity_id not in page.erased]

    def _readable(self, body: bytes) -> _Read:
        change = rebuilding.read_change(body)
        if change.v > CHANGE_FORMAT:
            raise ChangeError(f"v: {change.v} is of a newer boothapp")
        if change.entity != ENTITY:
            raise ChangeError(f"entity: {change.entity} is none that this boothapp keeps")
        rows = rebuilding.derive_again([change], self._definitions)
        if not all(isinstance(value, (str, int)) for value in rows.derived.card.values()):
            raise ChangeError("set: holds a value of another kind than its field is of")
        return _Read(change, body, rows)

    def _known(self, change_ids: Iterable[str]) -> dict[str, bool]:
        """Those changes that are here, and whether they are so as made here."""
        rows = self._db.rows(SELECT_KNOWN, {"change_ids": json.dumps(list(change_ids))})
        return {change_id: bool(is_own) for change_id, is_own in rows}

    def _take_step(self, step: Sequence[_Read]) -> int:
        """Append changes in one transaction, or in several while others want to write; the new leads."""
        leads = at = 0
        while at < len(step):
            with self._db.write(gives_way=True):
                while at < len(step):
                    leads += self._append(step[at : at + _SOME])
                    at += _SOME
                    if self._db.is_wanted:
                        break
        return leads

    def _append(self, step: Sequence[_Read]) -> int:
        """Append changes to what came from the hub, and derive their leads; gives how many are new here."""
        step = self._without_erased(step)
        numbers = self._numbers(one.change.entity_id for one in step)
        held = rebuilding.changes_of(self._db, numbers.values())
        next_no = LeadStore(self._db).tail()[1]
        pulled, come = [], dict[int, list[_Read]]()
        for change_no, one in enumerate(step, next_no):
            number = numbers.setdefault(one.change.entity_id, change_no)
            come.setdefault(number, []).append(one)
            pulled.append((change_no, one.change.change_id, number, one.body))
        self._db.run_many(INSERT_PULLED, pulled)
        self._derive(held, come)
        self._count(one.change for one in step)
        return len(come.keys() - held.keys())

    def _without_erased(self, step: Sequence[_Read]) -> list[_Read]:
        wanted = {"lead_ids": json.dumps([one.change.entity_id for one in step])}
        erased = {lead_id for (lead_id,) in self._db.rows(SELECT_ERASED, wanted)}
        return [one for one in step if one.change.entity_id not in erased]

    def _numbers(self, lead_ids: Iterable[str]) -> dict[str, int]:
        wanted = {"lead_ids": json.dumps(list(lead_ids))}
        return dict(self._db.rows(SELECT_LEAD_NUMBERS, wanted))

    def _derive(self, held: Mapping[int, list[Change]], come: Mapping[int, list[_Read]]) -> None:
        rows, before = {}, {}
        for number, new in come.items():
            old = held.get(number, [])
            if not old and len(new) == 1:
                rows[number] = new[0].rows
                continue
            again = rebuilding.derive_again([*old, *(one.change for one in new)], self._definitions)
            rows[number] = Rows(again.derived, is_new=not old)
            if old:
                before[number] = rebuilding.derive_again(old, self._definitions).derived.identities
        derived_rows.write(self._db, rows, before)
        self._db.run_many(COUNT_PULLED, [(len(new), number) for number, new in come.items()])

    def _count(self, changes: Iterable[Change]) -> None:
        """Add changes that are new here to the sums; those of this device were lost here and are back."""
        memory, own, others = hub_memory.recall(self._db), list[str](), list[str]()
        for change in changes:
            (own if change.device_id == memory.device_id else others).append(change.change_id)
        held = memory.held.plus(tally_of(own))
        hub_memory.remember(self._db, memory._replace(held=held, others=memory.others.plus(tally_of(others))))

    def _move_on(self, page: PullReply, read: _Page, elsewhere: Iterable[str]) -> None:
        """Keep the cursor, and count what the feed told and `_append` did not."""
        memory = hub_memory.recall(self._db)
        told = {item.item_id for item, _ in read.apart if item.kind == FeedKind.CHANGE}
        wanted = {"item_ids": json.dumps(list(told))}
        told -= {item_id for (item_id,) in self._db.rows(SELECT_APART, wanted)}
        others = memory.others.plus(tally_of(elsewhere)).plus(tally_of(told))
        hub_memory.remember(
            self._db,
            memory._replace(cursor=page.cursor, others=others, with_own=memory.with_own and page.more),
        )
        self._db.run_many(
            PUT_APART, [(item.item_id, item.kind, why, bytes(item.body)) for item, why in read.apart]
        )

    def judge_again(self, refs: Sequence[DefinitionRef]) -> None:
        """Judge the leads that came before the definition that they were captured under."""
        wanted = {"refs": json.dumps([list(ref) for ref in refs])}
        numbers = [number for (number,) in self._db.rows(SELECT_CAPTURED_UNDER, wanted)]
        for start in range(0, len(numbers), STEP):
            with self._db.write(gives_way=True):
                held = rebuilding.changes_of(self._db, numbers[start : start + STEP])
                rows = {
                    number: Rows(rebuilding.derive_again(changes, self._definitions).derived, is_new=False)
                    for number, changes in held.items()
                }
                same = {number: row.derived.identities for number, row in rows.items()}
                derived_rows.write(self._db, rows, same)

    def foreign_leads(self) -> int:
        """How many leads were captured on other laptops."""
        return int(self._db.value("SELECT count(*) FROM pulled WHERE lead_no = change_no"))

    def set_apart(self) -> int:
        """How many items came that this program could not use."""
        return int(self._db.value("SELECT count(*) FROM set_apart"))


def _staff(item: FeedItem) -> tuple[str, str, bool]:
    member = msgspec.json.decode(item.body, type=StaffDocument)
    return member.email, member.name, member.is_active


def _disposition(item: FeedItem) -> tuple[str, ...]:
    said = msgspec.json.decode(item.body, type=DispositionDocument)
    return msgspec.structs.astuple(said)


def _unconfirmed(item: FeedItem) -> UnconfirmedDocument:
    return msgspec.json.decode(item.body, type=UnconfirmedDocument)


def _pass_over(_: FeedItem) -> None:
    pass


SELECT_KNOWN = """
    SELECT change_id, 1 FROM json_each(:change_ids) CROSS JOIN change ON change_id = value
    UNION ALL
    SELECT change_id, 0 FROM json_each(:change_ids) CROSS JOIN pulled ON change_id = value
"""
SELECT_APART = "SELECT item_id FROM json_each(:item_ids) CROSS JOIN set_apart ON item_id = value"
SELECT_ERASED = "SELECT value FROM json_each(:lead_ids) JOIN erased ON lead_id = value"
SELECT_LEAD_NUMBERS = (
    "SELECT lead_id, lead_no FROM json_each(:lead_ids) CROSS JOIN lead_card ON lead_id = value"
)
INSERT_PULLED = "INSERT INTO pulled (change_no, change_id, lead_no, body) VALUES (?, ?, ?, ?)"
COUNT_PULLED = "UPDATE lead SET acked = acked + ? WHERE lead_no = ?"
PUT_APART = """
    INSERT INTO set_apart (item_id, kind, reason, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (item_id) DO UPDATE SET reason = excluded.reason, body = excluded.body
"""
PUT_STAFF = """
    INSERT INTO staff (email, name, is_active) VALUES (?, ?, ?)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name, is_active = excluded.is_active
"""
PUT_DISPOSITION = """
    INSERT OR REPLACE INTO disposition (lead_id, status, reason, outcome, note, at, by)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
SELECT_CAPTURED_UNDER = """
    SELECT DISTINCT lead_no FROM pulled
    JOIN json_each(:refs) AS wanted
        ON CAST(body AS TEXT) ->> '$.definition[0]' = wanted.value ->> 0
        AND CAST(body AS TEXT) ->> '$.definition[1]' = wanted.value ->> 1
"""
