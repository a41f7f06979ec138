"""A prize draw that anyone can re-check: the list, the commitment made before, the picks that follow.

The list is one line an entry, in the order of the tickets: ``17 in HASH``, ``18 same-as-17 HASH`` or
``19 out-staff HASH``. It names nobody: a hash is of the entrant's mail, phone, badge or name with a salt.
``resources/help/draw.md`` tells all of it in twenty lines of code.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from boothapp.domain.consent import ANY_CHANNEL, ConsentDecision, ConsentRecord, Purpose, latest_word
from boothapp.domain.likeness import company_key, fold_text
from boothapp.domain.show import Show

SEED_BYTES = 32
SALT_BYTES = 16
_ENTRY, _LIST = "boothapp-draw-entry/1", "boothapp-draw-list/1"
_COMMITMENT, _KEY = "boothapp-draw-commitment/2", "boothapp-draw-key/1"
_PICKED_FROM = 1 << 64
_NO_HASH = "-"
_LONGEST_WORD = 100
_MAIL_FOR_ALL = frozenset((
    "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "mail.com", "me.com", "msn.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com",
    "t-online.de", "web.de", "yahoo.com",
))  # fmt: skip


class Exclusion(StrEnum):
    """Why an entry is not in the draw; the list says it, with no name."""

    STAFF = "staff"
    """Of the exhibitor: their mail or company says so."""
    DISQUALIFIED = "disqualified"
    """For a reason that the draw's rules name, such as competitor."""
    REFUSED = "refused"
    """The person's last word on the draw's terms is no."""
    NOT_AGREED = "not_agreed"
    """Nobody recorded that they agreed to the terms."""
    NOT_TYPED = "not_typed"
    """What the card says was never read or typed, so nobody could be told of a prize."""
    TAKEN_BACK = "taken_back"
    ERASED = "erased"
    EARLIER_DRAW = "earlier_draw"
    """It was in an earlier draw of this laptop: no ticket is missing from a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeEntry:
    """One card of the bowl.

    ``keys`` say who it is, exactly: ``mail:…``, ``phone:…`` (E.164), ``badge:…``; ``salt`` is hex.
    ``person_out`` excludes everybody with one of these keys, ``card_out`` this card alone.
    """

    ticket: int
    salt: str
    keys: frozenset[str] = frozenset()
    name: str = ""
    company: str = ""
    consents: tuple[ConsentRecord, ...] = ()
    person_out: Exclusion | None = None
    card_out: Exclusion | None = None


class DrawList(NamedTuple):
    """What is drawn from: the lines as they are published, their hash, and the tickets that can win."""

    lines: tuple[str, ...]
    list_hash: str
    tickets: tuple[int, ...]


def staff_exclusion(mails: Iterable[str], company: str, show: Show) -> Exclusion | None:
    """Whether this is one of the exhibitor's own: a staff mail, a mail at their domain, or their company."""
    domains = {member.email.rpartition("@")[2].casefold() for member in show.staff} - _MAIL_FOR_ALL
    staff = {member.email.casefold() for member in show.staff}
    own = company_key(show.exhibitor)
    is_staff = any(
        mail.casefold() in staff or mail.rpartition("@")[2].casefold() in domains for mail in mails
    ) or (bool(own) and company_key(company) == own)
    return Exclusion.STAFF if is_staff else None


def identity(entry: PrizeEntry) -> str:
    """What the entry's hash is of: the mail, else the phone, else the badge, else name and company folded."""
    for kind in ("mail:", "phone:", "badge:"):
        if found := sorted(key for key in entry.keys if key.startswith(kind)):
            return found[0]
    return f"name:{fold_text(entry.name)}|{company_key(entry.company)}"


def entry_hash(salt: str, who: str) -> str:
    """The hash that stands for an entrant: nobody can tell whose it is without the salt."""
    return _sha256(_ENTRY, salt, who)


def groups_of(entries: Iterable[PrizeEntry]) -> list[list[PrizeEntry]]:
    """The entries by person, each in the order of the tickets: what shares a key is one person."""
    ordered = sorted(entries, key=lambda entry: entry.ticket)
    root: dict[int, int] = {entry.ticket: entry.ticket for entry in ordered}

    def first_of(ticket: int) -> int:
        while root[ticket] != ticket:
            root[ticket] = root[root[ticket]]
            ticket = root[ticket]
        return ticket

    seen: dict[str, int] = {}
    for entry in ordered:
        for key in entry.keys if entry.card_out is None else ():
            one, other = sorted((first_of(seen.setdefault(key, entry.ticket)), first_of(entry.ticket)))
            root[other] = one
    groups: dict[int, list[PrizeEntry]] = {}
    for entry in ordered:
        groups.setdefault(first_of(entry.ticket), []).append(entry)
    return list(groups.values())


def draw_list(entries: Iterable[PrizeEntry], earlier: Iterable[int] = ()) -> DrawList:
    """The list in its one order: each person once, by the smallest of their tickets.

    ``earlier`` are the tickets that were in earlier draws: each has its line, so that a gap is a fault.
    """
    lines = {ticket: f"{ticket} out-{Exclusion.EARLIER_DRAW} {_NO_HASH}" for ticket in earlier}
    tickets: list[int] = []
    for group in groups_of(entries):
        first, out = group[0], _group_out(group)
        for entry in group:
            out_here = entry.card_out or out
            state = f"out-{out_here}" if out_here else "in" if entry is first else f"same-as-{first.ticket}"
            digest = _NO_HASH if entry.card_out else entry_hash(entry.salt, identity(entry))
            lines[entry.ticket] = f"{entry.ticket} {state} {digest}"
            if state == "in":
                tickets.append(entry.ticket)
    ordered = tuple(lines[ticket] for ticket in sorted(lines))
    return DrawList(ordered, hash_of_list(ordered), tuple(sorted(tickets)))


def _group_out(group: Sequence[PrizeEntry]) -> Exclusion | None:
    """What keeps this person out, whichever card says it; their last word on the terms counts."""
    for entry in group:
        if entry.person_out is not None:
            return entry.person_out
    consents = [record for entry in group for record in entry.consents]
    word = latest_word(consents, Purpose.PRIZE_DRAW, ANY_CHANNEL)
    if word is ConsentDecision.GRANTED:
        return None
    return Exclusion.REFUSED if word is ConsentDecision.DECLINED else Exclusion.NOT_AGREED


def hash_of_list(lines: Sequence[str]) -> str:
    """The hash of a list as it stands: other lines, or another order, give another one."""
    return _sha256(_LIST, *lines)


def commitment_of(list_hash: str, seed: bytes, winners: int, reserves: int, said: Iterable[str]) -> str:
    """What is published before the draw: it holds list, seed and number of prizes fast, and tells no seed.

    ``said`` is what else the record says; each text goes in by its hash, so that none runs into the next.
    """
    sizes = str(winners), str(reserves)
    return _sha256(_COMMITMENT, list_hash, seed.hex(), *sizes, *map(_sha256, said))


def said_word(text: str) -> str:
    """The audience's word as it counts: one spelling of its letters, small, its parts one space apart."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())[:_LONGEST_WORD]


def draw_key(list_hash: str, seed: bytes, word: str) -> bytes:
    """What the picks come from: the seed and the list, and the word that nobody knew before."""
    return bytes.fromhex(_sha256(_KEY, list_hash, seed.hex(), word))


def numbers_of(key: bytes) -> Iterator[int]:
    """Numbers below 2**64 without end: the first eight bytes of HMAC-SHA256 over "1", "2", "3" …"""
    counter = 0
    while True:
        counter += 1
        block = hmac.new(key, str(counter).encode(), hashlib.sha256).digest()
        yield int.from_bytes(block[:8], "big")


def pick_below(bound: int, numbers: Iterator[int]) -> int:
    """The next number below ``bound``, each as likely as any other.

    Numbers past the last whole multiple of ``bound`` are passed over: they would favour small remainders.
    """
    limit = _PICKED_FROM - _PICKED_FROM % bound
    return next(number for number in numbers if number < limit) % bound


def drawn_order(tickets: Iterable[int], key: bytes, most: int) -> tuple[int, ...]:
    """The tickets in the order they are drawn, ``most`` of them or as many as there are."""
    left = sorted(tickets)
    numbers = numbers_of(key)
    return tuple(left.pop(pick_below(len(left), numbers)) for _ in range(min(most, len(left))))


def _sha256(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()
