"""The hub's own authority vouches for the hub's names, and only its owner reads its key."""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from boothapp.errors import HubPlaceError
from boothapp.hub.certificates import LocalAuthority, ServerFiles, der_of

NOW = datetime.now(UTC)


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    """An authority in a new folder."""
    made = LocalAuthority(tmp_path / "hub")
    made.make("boothapp hub", NOW)
    return made


def shake_hands(files: ServerFiles, trusted: Path, host: str) -> None:
    """A TLS handshake between a server with these files and a client that trusts one authority."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(files.certificate, files.key)
    client_context = ssl.create_default_context(cafile=str(trusted))
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    left, right = socket.socketpair()

    def serve() -> None:
        try:
            with server_context.wrap_socket(right, server_side=True) as stream:
                stream.recv(1)
        except (ssl.SSLError, OSError):
            right.close()  # the client has its own words for it

    server = threading.Thread(target=serve)
    server.start()
    try:
        with client_context.wrap_socket(left, server_hostname=host) as stream:
            stream.send(b"x")
    finally:
        left.close()
        server.join()


@pytest.mark.parametrize("host", ["booth.local", "192.0.2.7", "::1", "bücher.example"])
def test_a_client_that_trusts_the_authority_trusts_the_server(authority: LocalAuthority, host: str) -> None:
    """Names and addresses are all vouched for, under the strictest rules of X.509."""
    files = authority.server_files(["booth.local", "192.0.2.7", "::1", "bücher.example"], NOW)
    shake_hands(files, authority.certificate_file, host)


def test_another_name_is_not_vouched_for(authority: LocalAuthority) -> None:
    """The certificate is for the names that it was made for, and no others."""
    files = authority.server_files(["booth.local"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(files, authority.certificate_file, "elsewhere.local")


def test_another_authority_does_not_vouch(authority: LocalAuthority, tmp_path: Path) -> None:
    """Whoever pinned one authority trusts no server of another."""
    other = LocalAuthority(tmp_path / "other")
    other.make("boothapp hub", NOW)
    files = authority.server_files(["booth.local"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, other.certificate_file, "booth.local")


def test_the_authority_stays(authority: LocalAuthority) -> None:
    """Making it again keeps it: laptops have pinned it. The fingerprint is of its DER."""
    before = authority.fingerprint
    authority.make("another name", NOW)
    assert authority.fingerprint == before
    assert before == hashlib.sha256(der_of(authority.certificate_file)).hexdigest()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_its_owner_reads_the_keys(authority: LocalAuthority) -> None:
    """Every file, and the keys above all, has mode 600."""
    files = authority.server_files(["booth.local"], NOW)
    for file in files.key.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A place where no file can be is told as such, and so is a file that is no certificate."""
    tmp_path.joinpath("file").write_text("here is no folder")
    with pytest.raises(HubPlaceError):
        LocalAuthority(tmp_path / "file").make("boothapp hub", NOW)
    with pytest.raises(HubPlaceError):
        der_of(tmp_path / "file")
    with pytest.raises(HubPlaceError):
        LocalAuthority(tmp_path).server_files(["booth.local"], NOW)
