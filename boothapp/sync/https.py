"""The hub over HTTPS: what it says counts only when it is shown to come from that very hub."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
import urllib.request
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
import urllib3
import zstandard
from urllib3.util import SKIP_HEADER

from boothapp.errors import (
    HubCutError,
    HubPortalError,
    HubRefusedError,
    HubReplyError,
    HubUnreachableError,
    MessageError,
)
from boothapp.sync.https_refusals import JunkError, raise_refusal
from boothapp.wire.messages import (
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    EnrolReply,
    EnrolRequest,
    HelloReply,
    HelloRequest,
    HubWordReply,
    HubWordRequest,
    Message,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    decode,
    decode_json,
    encode,
    encode_json,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
_MAX_REPLY_BYTES = 64 << 20
_PACK_FROM = 200
_PACK_WELL_BELOW = 64 << 10
"""Bytes: less than this is packed as tightly as can be, more at a level that costs a third of the time."""

_LARGE = 16 << 10
"""Bytes from which on a line that is reset may be so for the size of what was on it."""

_EARLY, _LATE = 9, 10
"""OpenSSL's numbers for a certificate that is not yet valid, or no longer (X509_V_ERR_…)."""

_CUTS = (urllib3.exceptions.ProtocolError, urllib3.exceptions.SSLError)
_PIECE = "blob-chunk"
_R = TypeVar("_R", bound=Message)


class _Packed(NamedTuple):
    """A message as it travels."""

    body: bytes
    is_zstd: bool


class HttpsHub:
    """A hub at a URL. For one thread; keeps its connection open between requests."""

    def __init__(
        self,
        url: str,
        token: str = "",
        ca_sha256: str | None = None,
        *,
        hub_id: str = "",
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Connects at the first request. ``ca_sha256`` pins the hub's own authority, ``hub_id`` the hub.

        Raises HubRefusedError for plain HTTP to another machine.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise HubRefusedError(f"{url} is no address of a hub. Nothing was sent.")
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise HubRefusedError(f"{url} is not encrypted. Nothing was sent. Use its https address.")
        self._url = url.rstrip("/")
        self._parts = parts
        self._token = token
        self._ca_sha256 = ca_sha256
        self._hub_id = hub_id
        self._timeout = urllib3.Timeout(connect=connect_seconds, read=read_seconds)
        self._pool: urllib3.PoolManager | None = None
        self._is_line_kept = False
        self._quiet: tuple[PullRequest, PushReply] | None = None
        self._packer: ThreadPoolExecutor | None = None
        self._prepared: list[tuple[PushRequest, Future[_Packed]]] = []

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._prepared.clear()
        self._is_line_kept = False
        if self._packer:
            self._packer.shutdown()
            self._packer = None
        if self._pool:
            self._pool.clear()
            self._pool = None

    def hello(self, request: HelloRequest) -> HelloReply:
        """Tell who it is."""
        return self._meant(self._post("hello", request, HelloReply))

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Take the show and its definitions."""
        return self._post("provision", request, ProvisionReply)

    def prepare(self, request: PushRequest) -> None:
        """Pack the push that comes next on a thread beside: the packer leaves the interpreter to others."""
        if self._packer is None:
            self._packer = ThreadPoolExecutor(1, thread_name_prefix="boothapp-packer")
        self._prepared = [*self._prepared[-1:], (request, self._packer.submit(_pack, request))]

    def push(self, request: PushRequest) -> PushReply:
        """Take a batch. Where nothing is to be said and nothing is new, a few bytes settle it."""
        brings_nothing = not (request.changes or request.erased or request.exports)
        pull = request.pull if brings_nothing and request.withheld is None else None
        if pull and self._quiet and self._quiet[0] == pull and self._is_idle(pull, self._quiet[1]):
            return msgspec.structs.replace(self._quiet[1], receipts=[], server_time="")
        reply = self._meant(self._push(request))
        page = reply.page
        is_quiet = pull and page and reply.held and not (page.items or page.more)
        self._quiet = (pull, reply) if pull and is_quiet and page and page.cursor == pull.cursor else None
        return reply

    def _push(self, request: PushRequest) -> PushReply:
        ready = next((packed for prepared, packed in self._prepared if prepared is request), None)
        packed = ready.result() if ready else _pack(request)
        try:
            return self._send("push", packed, PushReply)
        except JunkError:
            changes = [_as_json(raw) for raw in request.changes]
            if changes == request.changes:
                raise
            request = msgspec.structs.replace(request, changes=changes)
            return self._post("push", request, PushReply)

    def _is_idle(self, pull: PullRequest, last: PushReply) -> bool:
        """Whether the hub has nothing that it did not tell last time."""
        assert last.held is not None  # noqa: S101 - else it is not kept
        tag = f'"{pull.cursor}-{last.held.changes}-{last.held.sum}"'
        path = f"/v1/idle?{quote(pull.show_id)}&{quote(pull.device_id)}"
        status, headers, body = self._ask("GET", path, {"If-None-Match": tag})
        if status == HTTPStatus.NOT_MODIFIED and headers.get("etag") == tag:
            return True
        _checked(status, headers, body)
        return False

    def pull(self, request: PullRequest) -> PullReply:
        """Give a page of what it holds."""
        return self._meant(self._post("pull", request, PullReply))

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """State under its signature what it holds of a device."""
        return self._post("certify", request, CertifyReply)

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        """Tell how much of each blob is here."""
        return self._meant(self._post("blobs", request, BlobReply))

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Take more of a blob."""
        return self._meant(self._post(_PIECE, chunk, BlobReply))

    def hub_word(self, request: HubWordRequest) -> HubWordReply:
        """Take what another hub says itself."""
        return self._meant(self._post("hub-word", request, HubWordReply))

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Give a token for a code; raises EnrolmentError. This object goes on without the token."""
        return self._meant(self._post("enrol", request, EnrolReply))

    def _meant(self, reply: _R) -> _R:
        """The reply, if it is of the hub that was meant."""
        if self._hub_id and getattr(reply, "hub_id", None) != self._hub_id:
            raise HubReplyError(
                "Another hub answered than the one that was asked. Nothing of it counts. Sync again."
            )
        return reply

    def _post(self, verb: str, message: Message, reply_type: type[_R]) -> _R:
        return self._send(verb, _pack(message), reply_type)

    def _send(self, verb: str, packed: _Packed, reply_type: type[_R]) -> _R:
        headers = {"Content-Type": "application/json"}
        if packed.is_zstd:
            headers["Content-Encoding"] = "zstd"
        answer = self._ask("POST", f"/v1/{verb}", headers, packed.body)
        body = _checked(*answer, to_piece=verb == _PIECE)
        try:
            return decode(body, reply_type)
        except MessageError as error:
            raise HubReplyError(
                "The hub's answer can't be read. Nothing of it counts. Sync again."
            ) from error

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One exchange; status, headers (by any case) and the packed body.

        A line kept from an earlier exchange may be dead since, as a hotel's router forgets what is silent. So
        where it is cut, a small request is asked once more on a new one (RFC 9110, 9.2.2: each may come
        twice). A large one is not: what reset it may be its size, and a smaller batch is better then.
        """
        may_be_dead = self._is_line_kept and not _is_large(body)
        self._is_line_kept = False
        try:
            answer = self._ask_once(method, path, headers, body)
        except HubUnreachableError as error:
            if not (may_be_dead and isinstance(error.__cause__, _CUTS)):
                raise
            answer = self._ask_once(method, path, headers, body)
        self._is_line_kept = True
        return answer

    def _ask_once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        sent = {"User-Agent": SKIP_HEADER, "Accept-Encoding": "zstd", **headers}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        try:
            response = self._connected().request(
                method,
                self._url + path,
                body=body,
                headers=sent,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
                timeout=self._timeout,
            )
            try:
                return response.status, response.headers, _whole(response)
            finally:
                response.release_conn()
        except urllib3.exceptions.SSLError as error:
            raise _tls_fault(error, is_large=_is_large(body)) from error
        except urllib3.exceptions.ProtocolError as error:
            raise _cut(is_large=_is_large(body)) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise HubUnreachableError(
                f"{self._parts.netloc} does not answer. Every lead is still on this laptop. "
                "Check the network."
            ) from error

    def _connected(self) -> urllib3.PoolManager:
        if self._pool is None:
            context = ssl.create_default_context()
            if self._ca_sha256 and self._parts.scheme == "https":
                context = ssl.create_default_context(cadata=self._own_authority(self._ca_sha256))
            self._pool = _pool(self._parts.scheme, self._parts.hostname or "", context)
        return self._pool

    def _own_authority(self, ca_sha256: str) -> bytes:
        """The hub's own authority, asked of whoever answers, and believed by its fingerprint alone."""
        anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anyone.check_hostname = False
        anyone.verify_mode = ssl.CERT_NONE
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # only here, and checked below
        with _pool(self._parts.scheme, self._parts.hostname or "", anyone) as pool:
            response = pool.request(
                "GET",
                f"{self._url}/v1/ca",
                headers={"User-Agent": SKIP_HEADER},
                retries=False,
                redirect=False,
                timeout=self._timeout,
            )
        if (
            response.status != HTTPStatus.OK
            or response.headers.get("content-type") != "application/pkix-cert"
        ):
            raise _portal()
        if hashlib.sha256(response.data).hexdigest() != ca_sha256.lower():
            raise HubReplyError(
                "What answered is not the hub that this laptop was enrolled at: its certificate is another. "
                "Nothing was sent. Enrol again if the hub was set up anew."
            )
        return response.data


def _pack(message: Message) -> _Packed:
    body = encode(message)
    if len(body) < _PACK_FROM:
        return _Packed(body, is_zstd=False)
    level = 9 if len(body) < _PACK_WELL_BELOW else 6
    return _Packed(zstandard.ZstdCompressor(level=level).compress(body), is_zstd=True)


def _checked(status: int, headers: Mapping[str, str], body: bytes, *, to_piece: bool = False) -> bytes:
    """The JSON of an answer that went well; else raises what it says."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if status // 100 == 3 or status in (407, 511):  # noqa: PLR2004 - any redirect
        raise _portal()
    if media_type == "application/json":
        body = _unpacked(body) if headers.get("content-encoding") == "zstd" else body
        if status == HTTPStatus.OK:
            return body
    told = body if media_type == "application/json" else b""
    raise_refusal(status, headers, told, to_piece=to_piece)
    raise _portal()


def _portal() -> HubPortalError:
    return HubPortalError(
        "Something else answered in the hub's place, like a Wi-Fi log-in page. Nothing counts as sent. "
        "Sign in to the Wi-Fi first."
    )


def _whole(response: urllib3.BaseHTTPResponse) -> bytes:
    body = response.read(_MAX_REPLY_BYTES, decode_content=False)
    if response.read(1, decode_content=False):  # also finds out that the answer ended early
        raise HubReplyError("The answer is larger than any hub's. Nothing of it counts.")
    return body


def _unpacked(body: bytes) -> bytes:
    try:
        unpacked: bytes = zstandard.ZstdDecompressor().stream_reader(body).read(_MAX_REPLY_BYTES + 1)
    except zstandard.ZstdError as error:
        raise HubReplyError("The hub's answer can't be read. Nothing of it counts. Sync again.") from error
    if len(unpacked) > _MAX_REPLY_BYTES:
        raise HubReplyError("The answer is larger than any hub's. Nothing of it counts.")
    return unpacked


def _is_large(body: bytes | None) -> bool:
    return body is not None and len(body) >= _LARGE


def _cut(*, is_large: bool) -> HubUnreachableError:
    """The line was reset, or the answer ended early."""
    kind = HubCutError if is_large else HubUnreachableError
    return kind("The connection to the hub was cut. Every lead is still on this laptop. Check the network.")


def _tls_fault(error: Exception, *, is_large: bool) -> HubReplyError | HubUnreachableError:
    """Who answered could not prove to be the hub, or the line was cut."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, ssl.SSLError):
        cause = cause.args[0] if cause.args and isinstance(cause.args[0], BaseException) else cause.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in (_EARLY, _LATE):
        return HubReplyError(
            "The hub's certificate is out of date, or this laptop's clock is wrong. Nothing was sent. "
            "Check the clock; if it is right, restart the hub."
        )
    if isinstance(cause, ssl.SSLCertVerificationError) or "WRONG_VERSION" in str(error):
        return _portal()
    return _cut(is_large=is_large)


def _pool(scheme: str, host: str, context: ssl.SSLContext) -> urllib3.PoolManager:
    """A pool for one connection, through the proxy that the system names, if any."""
    proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(scheme)
    options: dict[str, Any] = {"num_pools": 1, "maxsize": 1, "ssl_context": context}
    return urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_json(raw: msgspec.Raw) -> msgspec.Raw:
    """A change that is no JSON as a JSON text, so that the hub can refuse it alone; others as they are."""
    try:
        decode_json(bytes(raw))
    except MessageError:
        return msgspec.Raw(encode_json(bytes(raw).decode(errors="replace")))
    return raw
