"""Which laptops may come in: codes that let one in once, and the token that each gets for one.

Of codes and tokens only the SHA-256 is kept, and it is compared in constant time. A copied profile holds the
token of the laptop that it was copied from; it stays good for the copy, under the device id that it takes
(`hub devices` shows both), for turning it away would strand what was captured on it. Revoking shuts out both.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from boothapp.errors import AccessReason, BundleError, EnrolmentError, HubAccessError, ShowUnknownError
from boothapp.hub.appending import fixed
from boothapp.hub.beside import Beside, note_beside
from boothapp.hub.bulk import POSTGRESQL
from boothapp.hub.keys import read_keys
from boothapp.hub.schema import DEFINITION, ENROLMENT, SHOW, TOKEN
from boothapp.hub.store import CentralStore
from boothapp.hub.tokens import shut_out
from boothapp.hub.unconfirmed import is_anything_erased, note_news
from boothapp.wire.messages import EnrolReply, EnrolRequest
from boothapp.wire.sealed_frame import raw_key, read_seal_key

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(days=90)
LAPTOP_SCOPES = ("push", "pull")
HUB_SCOPE = "hub"
"""What a booth's hub says itself is believed of it: `HubWordRequest`. Given only where asked for."""

_BITS_OF_A_CODE, _BITS_OF_A_TOKEN = 128, 256
_LONGEST_NAME = 200
_ENROL = "Every lead is still on it. Ask who keeps the hub for a new code, and enrol the laptop with that."
_NEW_CODE = "Nothing was changed. Ask who keeps the hub for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A token that is good, by what the hub knows of it."""

    device_id: str
    device_name: str
    scopes: tuple[str, ...]


class _Token(NamedTuple):
    """What is kept of a token, by the columns' names."""

    token_sha256: str
    device_id: str
    device_name: str
    scopes: str
    expires_at: str
    revoked_at: str


class Accounts:
    """The codes and tokens of a store; for several threads."""

    def __init__(self, store: CentralStore) -> None:
        self._store = store
        self._known = (-1, dict[tuple[str, str], _Token]())

    def new_code(
        self,
        show_id: str,
        *,
        device_name: str = "",
        life: timedelta = CODE_LIFE,
        token_life: timedelta = TOKEN_LIFE,
        scopes: Sequence[str] = LAPTOP_SCOPES,
    ) -> str:
        """A code that lets one laptop in, once; it is told here and kept nowhere."""
        code = secrets.token_urlsafe(_BITS_OF_A_CODE // 8)
        now = self._store.now()
        row = {
            "show_id": show_id,
            "code_sha256": _digest(code),
            "device_name": device_name,
            "scopes": " ".join(scopes),
            "created_at": fixed(now),
            "expires_at": fixed(now + life),
            "token_expires_at": fixed(now + token_life),
            "used_at": "",
            "used_by": "",
        }
        self._store.database.write(lambda connection: connection.execute(insert(ENROLMENT), row))
        return code

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Use a code up, and give its bearer a token; raises EnrolmentError, which says why not."""
        _check_keys(request)
        token = secrets.token_urlsafe(_BITS_OF_A_TOKEN // 8)
        return self._store.database.write(lambda connection: self._enrol(connection, request, token))

    def _enrol(self, connection: Connection, request: EnrolRequest, token: str) -> EnrolReply:
        now = fixed(self._store.now())
        code = _usable_code(connection, request.show_id, request.code, now)
        show_text, definitions = _texts(connection, request.show_id)
        if request.needs_show and not (show_text and definitions):
            raise ShowUnknownError(_NO_TEXTS)
        is_this = (ENROLMENT.c.show_id == request.show_id, ENROLMENT.c.code_sha256 == code.code_sha256)
        used = update(ENROLMENT).where(*is_this).values(used_at=now, used_by=request.device_id)
        connection.execute(used)
        row = {
            "show_id": request.show_id,
            "token_sha256": _digest(token),
            "device_id": request.device_id,
            "device_name": (request.device_name or code.device_name)[:_LONGEST_NAME],
            "scopes": code.scopes,
            "created_at": now,
            "expires_at": code.token_expires_at,
            "revoked_at": "",
            "sign_key": request.sign_key,
            "seal_key": request.seal_key,
        }
        connection.execute(insert(TOKEN), row)
        keys = read_keys(connection)
        return EnrolReply(
            hub_id=self._store.identity.hub_id,
            epoch=self._store.identity.epoch,
            token=token,
            expires_at=code.token_expires_at,
            scopes=code.scopes.split(),
            show_id=request.show_id,
            sign_key=keys.sign_public,
            seal_key=keys.seal_public,
            show=show_text,
            definitions=definitions,
        )

    def check(self, show_id: str, token: str, scope: str, device_id: str) -> Access:
        """Who bears the token, if it opens this to them now; raises HubAccessError, which says why not.

        ``device_id`` is whom the bearer speaks for: any of the show's, since a copied profile takes a name of
        its own, and a booth's hub brings the changes of its laptops. What it may say in whose name is looked
        at where it says it: `boothapp.hub.speakers`.
        """
        row = self._token(show_id, _digest(token))
        if row.revoked_at:
            raise HubAccessError(f"This laptop's access was revoked. {_ENROL}", AccessReason.REVOKED)
        if row.expires_at <= fixed(self._store.now()):
            raise HubAccessError(f"This laptop's access has expired. {_ENROL}", AccessReason.EXPIRED)
        if not device_id:
            raise HubAccessError("The request does not say which laptop it is of.", AccessReason.OTHER_DEVICE)
        scopes = tuple(row.scopes.split())
        if scope not in scopes:
            raise HubAccessError(f"This token does not allow to {scope}.", AccessReason.SCOPE)
        return Access(device_id=row.device_id, device_name=row.device_name, scopes=scopes)

    def _token(self, show_id: str, digest: str) -> _Token:
        """The token's row: from memory where nothing was committed since it was read, else read anew."""
        version = self._store.database.version()
        as_of, known = self._known
        if version is None or version != as_of:
            known = {}
        row = known.get((show_id, digest))
        if row is None:
            row = self._read_token(show_id, digest)
            if version is not None:
                # Of a version that was asked before: whatever was committed meanwhile, it is read again.
                known[show_id, digest] = row
                self._known = (version, known)
        return row

    def _read_token(self, show_id: str, digest: str) -> _Token:
        row = self._store.database.glance(SELECT_TOKEN, {"show_id": show_id, "digest": digest})
        if row is None or not hmac.compare_digest(row[0], digest):
            with self._store.database.reading() as connection:
                elsewhere = _is_of_another_show(connection, digest)
            if elsewhere:
                raise HubAccessError(
                    f"This laptop's access is for another show. {_ENROL}", AccessReason.OTHER_SHOW
                )
            raise HubAccessError(f"The hub does not know this laptop's token. {_ENROL}")
        return _Token(*row)

    def revoke(self, show_id: str, device_id: str) -> int:
        """Shut a laptop out from now on; gives how many of its tokens were good until then.

        No erasure waits for its word any longer, so one without a token is struck off, and counts.
        """
        at = fixed(self._store.now())
        note_beside(
            self._store.database,
            Beside.REVOCATIONS,
            [{"show_id": show_id, "device_id": device_id, "at": at}],
        )

        def shut(connection: Connection) -> int:
            if is_anything_erased(connection, show_id):
                note_news(connection, show_id)
            return shut_out(connection, show_id, device_id, at)

        shut_now = self._store.database.write(shut)
        self._store.say_who_has_not_confirmed()
        return shut_now


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _texts(connection: Connection, show_id: str) -> tuple[str, list[str]]:
    """The show's text, empty where it is not here, and those of its definitions."""
    show = select(SHOW.c.source).where(SHOW.c.show_id == show_id)
    definitions = select(DEFINITION.c.source).where(DEFINITION.c.show_id == show_id)
    return connection.execute(show).scalar() or "", list(connection.execute(definitions).scalars())


_NO_TEXTS = (
    "The hub does not know this show yet, or no lead definition of it, and nor does this laptop. Nothing was "
    "kept, and the code is still good. Whoever keeps the hub loads them (hub show, hub definition), or a "
    "laptop that has them syncs; then hand the code in again."
)


def _usable_code(connection: Connection, show_id: str, code: str, now: str) -> Row[Any]:
    """The code's row, locked until the transaction ends, so that of two who bring it one gets in."""
    digest = _digest(code)
    query = select(ENROLMENT).where(ENROLMENT.c.show_id == show_id, ENROLMENT.c.code_sha256 == digest)
    if connection.dialect.name == POSTGRESQL:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None or not hmac.compare_digest(row.code_sha256, digest):
        raise EnrolmentError(f"The hub does not know this code. {_NEW_CODE}")
    if row.used_at:
        raise EnrolmentError(
            f"This code was used already: each lets one laptop in. {_NEW_CODE}", AccessReason.USED
        )
    if row.expires_at <= now:
        raise EnrolmentError(
            f"This code is too old: each is good for a few minutes. {_NEW_CODE}", AccessReason.EXPIRED
        )
    return row


def _is_of_another_show(connection: Connection, digest: str) -> bool:
    """Whether the token is one of the hub's at all: by its hash alone, for those that are not let in."""
    query = select(TOKEN.c.show_id).where(TOKEN.c.token_sha256 == digest).limit(1)
    return connection.execute(query).first() is not None


def _check_keys(request: EnrolRequest) -> None:
    try:
        raw_key(request.sign_key)
        read_seal_key(request.seal_key)
    except BundleError as error:
        raise EnrolmentError(
            "What this laptop sent with the code is no key. The code is still good. Update boothapp there."
        ) from error


# Made once: each request asks it, and making it takes longer than the answer.
SELECT_TOKEN = select(*(TOKEN.c[name] for name in _Token._fields)).where(
    TOKEN.c.show_id == bindparam("show_id"), TOKEN.c.token_sha256 == bindparam("digest")
)
