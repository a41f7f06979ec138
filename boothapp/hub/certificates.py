"""The hub's own certificate authority, for hubs that have no public name, and what it vouches for.

A laptop learns the authority's fingerprint when it is enrolled, and trusts no other one from then on.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from boothapp.errors import HubPlaceError

CA_LIFE = timedelta(days=3653)
SERVER_LIFE = timedelta(days=397)
"""No client takes a server's certificate for much longer than a year; a new one is made at each start."""

_EARLIER = timedelta(days=1)
"""Certificates begin before they are made: a laptop's clock may be behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFiles:
    """The certificate and the key that a server shows, PEM; no ``ca`` when it is a public one."""

    certificate: Path
    key: Path
    ca: Path | None = None


class LocalAuthority:
    """An authority whose key lies in a folder, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        """Reads nothing yet; the files are ``ca.pem`` and ``ca-key.pem``."""
        self._folder = folder
        self.certificate_file = folder / "ca.pem"
        self._key_file = folder / "ca-key.pem"

    @property
    def is_made(self) -> bool:
        """Whether both files are there."""
        return self.certificate_file.exists() and self._key_file.exists()

    def make(self, name: str, now: datetime) -> None:
        """Make the authority, for ten years; one that is there stays."""
        if self.is_made:
            return
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = _builder(subject, subject, key, now, CA_LIFE)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._write(self._key_file, _pem_of_key(key))
        self._write(self.certificate_file, certificate.public_bytes(serialization.Encoding.PEM))

    def carry_to(self, other: LocalAuthority) -> bool:
        """Copy the authority to another folder that has none; tells whether that one is now the same."""
        if self.is_made and not other.is_made:
            other._write(other._key_file, self._key_file.read_bytes())
            other._write(other.certificate_file, self.certificate_file.read_bytes())
        return not self.is_made or other.fingerprint == self.fingerprint

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the authority's certificate (DER), in hex: what a laptop pins."""
        return hashlib.sha256(der_of(self.certificate_file)).hexdigest()

    def server_files(self, hosts: Sequence[str], now: datetime) -> ServerFiles:
        """Make a certificate for a server that is reached by these names and IP addresses."""
        try:
            ca_key = serialization.load_pem_private_key(self._key_file.read_bytes(), password=None)
            ca = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        except (OSError, ValueError) as error:
            raise HubPlaceError(str(self._folder)) from error
        assert isinstance(ca_key, ec.EllipticCurvePrivateKey)  # noqa: S101 - `make` makes no other
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
        certificate = (
            _builder(subject, ca.subject, key, now, SERVER_LIFE)
            .add_extension(
                x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
            )
            .sign(ca_key, hashes.SHA256())
        )
        files = ServerFiles(
            certificate=self._folder / "server.pem",
            key=self._folder / "server-key.pem",
            ca=self.certificate_file,
        )
        self._write(files.key, _pem_of_key(key))
        self._write(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))
        return files

    def _write(self, file: Path, content: bytes) -> None:
        """Put the file in place whole, never readable by others."""
        part = file.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        except OSError as error:
            raise HubPlaceError(str(file)) from error


def der_of(certificate_file: Path) -> bytes:
    """The first certificate of a PEM file, as DER; raises HubPlaceError when there is none."""
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    except (OSError, ValueError) as error:
        raise HubPlaceError(str(certificate_file)) from error
    return certificate.public_bytes(serialization.Encoding.DER)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode())


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
