"""Customers, and people met before: known while one types, never leads, never sent, never exported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boothapp.domain.likeness import company_key, fold_text
from boothapp.store.database import Database, Rows
from boothapp.store.search import likely

_SWEPT_AT_ONCE = 2_000


class ListKind(StrEnum):
    """What a list is of."""

    CUSTOMERS = "customers"
    EARLIER_LEADS = "earlier_leads"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContact:
    """Somebody on a list: whose account, or met at which show and when (as the list says it)."""

    kind: ListKind
    list_name: str
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    owner: str = ""
    show: str = ""
    met_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKnown:
    """A contact to keep; ``emails`` and ``phones`` are normalised, for finding it."""

    contact: KnownContact
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownList:
    """A list that was imported; ``imported_at`` is ISO 8601."""

    list_no: int
    kind: ListKind
    name: str
    imported_at: str
    contacts: int


class KnownContacts:
    """The known contacts, over one connection.

    A list is read in many short transactions, so that a card can be saved meanwhile; it shows once it is
    whole.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, kind: ListKind, name: str, at: str) -> int:
        """A new list that nobody sees yet; what an interrupted import has left is swept away first."""
        self.sweep()
        with self._db.write():
            return int(self._db.value(INSERT_LIST, {"kind": kind, "name": name, "at": at}))

    def add(self, list_no: int, batch: Sequence[NewKnown]) -> None:
        """Add contacts to a list, in one transaction."""
        with self._db.write():
            number = int(self._db.value(SELECT_LAST_CONTACT))
            rows, keys, words = [], [], []
            for number, new in enumerate(batch, start=number + 1):  # noqa: B020 - goes on from the last
                one = new.contact
                rows.append((
                    number, list_no, one.name, one.company, one.email, one.phone,
                    one.owner, one.show, one.met_on,
                ))  # fmt: skip
                keys += [("email", email.casefold(), number) for email in new.emails]
                keys += [("phone", phone, number) for phone in new.phones]
                words.append((number, fold_text(one.name), company_key(one.company)))
            self._db.run_many(INSERT_CONTACT, rows)
            self._db.run_many(INSERT_KEY, sorted(keys))
            self._db.run_many(INSERT_WORDS, words)

    def publish(self, list_no: int) -> None:
        """Show a whole list, in the place of one of its kind and name; that is swept away."""
        with self._db.write():
            self._db.run(HIDE_EARLIER, {"list_no": list_no})
            self._db.run(SHOW_LIST, {"list_no": list_no})
        self.sweep()

    def forget(self, list_no: int) -> None:
        """Take a list away."""
        with self._db.write():
            self._db.run(HIDE_LIST, {"list_no": list_no})
        self.sweep()

    def sweep(self) -> None:
        """Remove the contacts of lists that are not shown, a few at a time."""
        while numbers := [number for (number,) in self._db.rows(SELECT_HIDDEN, {"limit": _SWEPT_AT_ONCE})]:
            with self._db.write():
                for statement in DELETE_CONTACTS:
                    self._db.run(statement, {"numbers": json.dumps(numbers)})
        with self._db.write():
            self._db.run(DELETE_HIDDEN_LISTS)

    def lists(self) -> list[KnownList]:
        """The lists that are shown, the newest first."""
        return [
            KnownList(list_no=list_no, kind=ListKind(kind), name=name, imported_at=at, contacts=contacts)
            for list_no, kind, name, at, contacts in self._db.rows(SELECT_LISTS)
        ]

    def same_keys(self, emails: Iterable[str] = (), phones: Iterable[str] = ()) -> list[KnownContact]:
        """The contacts with one of these, exactly: normalised emails, phones (E.164)."""
        keys = [("email", email.casefold()) for email in emails] + [("phone", phone) for phone in phones]
        if not keys:
            return []
        numbers = [number for (number,) in self._db.rows(SELECT_SAME, {"keys": json.dumps(keys)})]
        return self._contacts(numbers)

    def alike(self, name: str, company: str, limit: int = 100) -> list[KnownContact]:
        """Contacts that may be the same person or company, for a closer look: the likeliest first."""
        found: dict[int, None] = {}
        for match in likely(fold_text(name).split(), company_key(company).split()):
            if len(found) >= limit:
                break
            found.update(dict.fromkeys(n for (n,) in self._db.rows(FIND, {"match": match, "limit": limit})))
        return self._contacts(list(found)[:limit])

    def _contacts(self, numbers: Sequence[int]) -> list[KnownContact]:
        rows: Rows = self._db.rows(SELECT_CONTACTS, {"numbers": json.dumps(numbers)}) if numbers else []
        return [
            KnownContact(
                kind=ListKind(kind), list_name=list_name, name=name, company=company, email=email,
                phone=phone, owner=owner, show=show, met_on=met_on,
            )
            for kind, list_name, name, company, email, phone, owner, show, met_on in rows
        ]  # fmt: skip


def forget_same(database: Database, lead_numbers: Sequence[int]) -> None:
    """Delete who is on these leads, or ever was, in the caller's transaction; before the leads go.

    A mail address says who it is; a phone only with the name, for a company's desk has one for all.
    """
    values = {"numbers": json.dumps(list(lead_numbers))}
    emails, phones, names = _said_of_people(body for (body,) in database.rows(SELECT_BODIES, values))
    keys = [("email", email) for email in emails] + [("phone", phone) for phone in phones]
    found = database.rows(SELECT_SAME_NAMED, {"keys": json.dumps(keys)}) if keys else []
    same = {number for number, kind, name in found if kind == "email" or fold_text(name) in names}
    if not same:
        return
    for statement in DELETE_CONTACTS:
        database.run(statement, {"numbers": json.dumps(sorted(same))})
    database.run(OPTIMISE_SEARCH)  # else the words stay in the index, only marked as gone


def _said_of_people(bodies: Iterable[bytes]) -> tuple[set[str], set[str], set[str]]:
    """The addresses, the phones (as typed and normalised) and the folded names in these changes."""
    said: dict[str, dict[str, set[str]]] = {}
    for body in bodies:
        for path, edit in json.loads(body)["set"].items():
            place, _, field = path.rpartition("/")
            if place.startswith("contacts/"):
                value = edit.get("value")
                texts = value if isinstance(value, list) else [value]
                said.setdefault(place, {}).setdefault(field, set()).update(
                    text for text in texts if isinstance(text, str) and text
                )
    emails, phones, names = set[str](), set[str](), set[str]()
    for person in said.values():
        emails |= {email.casefold() for email in person.get("email", ())}
        phones |= person.get("phone", set()) | person.get("mobile", set())
        names |= {fold_text(name) for name in person.get("display_name", ())}
        given, family = (person.get(field, set()) for field in ("given_name", "family_name"))
        names |= {fold_text(f"{first} {last}") for first in given for last in family}
    return emails, phones, names


INSERT_LIST = """
    INSERT INTO known_list (kind, name, imported_at) VALUES (:kind, :name, :at) RETURNING list_no
"""
SELECT_LAST_CONTACT = "SELECT coalesce(max(contact_no), 0) FROM known_contact"
INSERT_CONTACT = """
    INSERT INTO known_contact (contact_no, list_no, name, company, email, phone, owner, show, met_on)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_KEY = "INSERT OR IGNORE INTO known_identity (kind, value, contact_no) VALUES (?, ?, ?)"
INSERT_WORDS = "INSERT INTO known_search (rowid, name, company) VALUES (?, ?, ?)"
HIDE_EARLIER = """
    UPDATE known_list SET is_whole = 0
    WHERE (kind, name) = (SELECT kind, name FROM known_list WHERE list_no = :list_no)
"""
SHOW_LIST = "UPDATE known_list SET is_whole = 1 WHERE list_no = :list_no"
HIDE_LIST = "UPDATE known_list SET is_whole = 0 WHERE list_no = :list_no"
SELECT_HIDDEN = """
    SELECT contact_no FROM known_contact JOIN known_list USING (list_no) WHERE NOT is_whole LIMIT :limit
"""
DELETE_CONTACTS = (
    "DELETE FROM known_search WHERE rowid IN (SELECT value FROM json_each(:numbers))",
    "DELETE FROM known_identity WHERE contact_no IN (SELECT value FROM json_each(:numbers))",
    "DELETE FROM known_contact WHERE contact_no IN (SELECT value FROM json_each(:numbers))",
)
OPTIMISE_SEARCH = "INSERT INTO known_search (known_search) VALUES ('optimize')"
SELECT_BODIES = """
    SELECT body FROM change WHERE lead_no IN (SELECT value FROM json_each(:numbers))
    UNION ALL
    SELECT body FROM pulled WHERE lead_no IN (SELECT value FROM json_each(:numbers))
"""
SELECT_SAME_NAMED = """
    SELECT contact_no, kind, known_contact.name FROM json_each(:keys) AS wanted
    JOIN known_identity ON kind = wanted.value ->> 0 AND known_identity.value = wanted.value ->> 1
    JOIN known_contact USING (contact_no)
"""
DELETE_HIDDEN_LISTS = "DELETE FROM known_list WHERE NOT is_whole"
SELECT_LISTS = """
    SELECT list_no, kind, name, imported_at,
           (SELECT count(*) FROM known_contact WHERE known_contact.list_no = known_list.list_no)
    FROM known_list WHERE is_whole ORDER BY list_no DESC
"""
SELECT_SAME = """
    SELECT contact_no FROM json_each(:keys) AS wanted
    JOIN known_identity ON kind = wanted.value ->> 0 AND known_identity.value = wanted.value ->> 1
"""
FIND = "SELECT rowid FROM known_search WHERE known_search MATCH :match ORDER BY rowid DESC LIMIT :limit"
SELECT_CONTACTS = """
    SELECT kind, known_list.name, known_contact.name, company, email, phone, owner, show, met_on
    FROM json_each(:numbers) AS wanted
    JOIN known_contact ON contact_no = wanted.value JOIN known_list USING (list_no)
    WHERE is_whole ORDER BY wanted.key
"""
