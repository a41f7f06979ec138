"""The show and the lead definitions that laptops tell the hub, by which it judges their leads."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from boothapp.domain.definition_file import read_definition
from boothapp.domain.show import Show, read_show
from boothapp.errors import DefinitionError
from boothapp.hub.feed import Feed, definition_item
from boothapp.hub.schema import DEFINITION, LEAD, SHOW
from boothapp.wire.messages import FeedKind

_SHOW_COLUMNS = (
    "show_id", "name", "exhibitor", "city", "zone", "starts_on", "ends_on", "goal", "currency", "source",
)  # fmt: skip


class ShowTexts:
    """The texts of one show, read and replaced within a transaction of the caller's."""

    def __init__(self, connection: Connection, show_id: str) -> None:
        """``problems`` collects, in words, what could not be taken."""
        self._connection = connection
        self._show_id = show_id
        self.problems: list[str] = []

    def needs_show(self, sha256: str) -> bool:
        """Whether the show is unknown here, or its text another than the one with this digest."""
        query = select(SHOW.c.source_sha256).where(SHOW.c.show_id == self._show_id)
        known = self._connection.execute(query).scalar()
        return known is None or sha256 not in ("", known)

    def is_behind(self, source: str, builds_on: str | None) -> bool:
        """Whether a text is not to take the place of what is here: only one that was made of that may.

        ``builds_on`` is as in `ProvisionRequest`.
        """
        query = select(SHOW.c.source_sha256).where(SHOW.c.show_id == self._show_id)
        known = self._connection.execute(query).scalar()
        return known is not None and known not in (builds_on, _digest(source))

    def definitions(self) -> dict[tuple[str, int], str]:
        """The digest of each definition that is known here, by id and version."""
        query = select(DEFINITION.c.definition_id, DEFINITION.c.version, DEFINITION.c.source_sha256)
        rows = self._connection.execute(query.where(DEFINITION.c.show_id == self._show_id))
        return {(row.definition_id, row.version): row.source_sha256 for row in rows}

    def take_show(self, source: str) -> set[str]:
        """Keep this text in place of the one before; gives the leads whose day and hour it may move."""
        try:
            show = read_show(source)
        except DefinitionError as error:
            self.problems.append(str(error))
            return set()
        if show.show_id != self._show_id:
            self.problems.append(f"This show file is of {show.show_id}, not of {self._show_id}.")
            return set()
        zone = self._connection.execute(select(SHOW.c.zone).where(SHOW.c.show_id == show.show_id)).scalar()
        self._connection.execute(delete(SHOW).where(SHOW.c.show_id == show.show_id))
        self._connection.execute(insert(SHOW), _show_row(show))
        Feed(self._connection, self._show_id).put(FeedKind.SHOW, self._show_id)
        if zone == show.zone:
            return set()
        leads = select(LEAD.c.lead_id).where(LEAD.c.show_id == show.show_id)
        return set(self._connection.execute(leads).scalars())

    def take_definition(self, source: str) -> set[str]:
        """Keep a definition that is new here; gives the leads that waited for it.

        The first text of a version stays: leads are judged by it already.
        """
        try:
            definition = read_definition(source)
        except DefinitionError as error:
            self.problems.append(str(error))
            return set()
        definition_id, version = definition.ref
        known = self.definitions().get((definition_id, version))
        if known is not None:
            if known != _digest(source):
                self.problems.append(
                    f"The central store judges by another text of lead definition {definition_id} {version}. "
                    "Raise the version of yours, so that both sides sign the same."
                )
            return set()
        row = {
            "show_id": self._show_id,
            "definition_id": definition_id,
            "version": version,
            "title": definition.title,
            "synced_tracks": ", ".join(definition.synced_tracks),
            "source": source,
            "source_sha256": _digest(source),
        }
        self._connection.execute(insert(DEFINITION), row)
        item = definition_item(definition_id, version)
        Feed(self._connection, self._show_id).put(FeedKind.DEFINITION, item)
        waiting = select(LEAD.c.lead_id).where(
            LEAD.c.show_id == self._show_id,
            LEAD.c.definition_id == definition_id,
            LEAD.c.definition_version == version,
        )
        return set(self._connection.execute(waiting).scalars())


def show_ids(connection: Connection) -> list[str]:
    """The shows whose texts are here."""
    return list(connection.execute(select(SHOW.c.show_id).order_by(SHOW.c.show_id)).scalars())


def _show_row(show: Show) -> dict[str, Any]:
    return {name: getattr(show, name) for name in _SHOW_COLUMNS} | {
        "cost": float(show.cost) if show.cost else None,
        "source_sha256": _digest(show.source),
    }


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
