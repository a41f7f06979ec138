"""``boothapp hub serve`` and ``hub openapi``: the central store over HTTPS, and what it can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.hub_place import authority_folder, opened_store, store_place
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import InputError
from boothapp.hub.certificates import LocalAuthority, ServerFiles
from boothapp.hub.service.openapi import openapi_schema
from boothapp.hub.service.serving import Serving, listen, own_files, own_hosts, serve

if TYPE_CHECKING:
    import argparse


def serve_store(args: argparse.Namespace) -> int:
    """Serve until told to stop; the address is printed once the port is taken."""
    if isinstance(store_place(args), Path):
        with opened_store(args):
            pass  # it is there, and may be used; a database that is not there yet is waited for
    files = _files(args)
    serving = Serving(
        store=str(store_place(args)),
        files=files,
        host=args.host,
        port=args.port,
        workers=args.workers,
    )
    listening = listen(serving)
    port = listening.getsockname()[1]
    host = f"[{args.host}]" if ":" in args.host else args.host
    url = f"{'https' if files else 'http'}://{host}:{port}"
    fingerprint = LocalAuthority(files.ca.parent).fingerprint if files and files.ca else ""
    if args.json:
        print_json({"url": url, "port": port, "ca_sha256": fingerprint})
    else:
        print_lines([f"serving {url}", *([f"authority {fingerprint}"] if fingerprint else [])])
    with listening:
        serve(serving, listening)
    return DONE


def _files(args: argparse.Namespace) -> ServerFiles | None:
    """The certificate that is named, or a new one by the hub's own authority; none for plain HTTP."""
    if args.plain:
        return None
    if bool(args.certificate) != bool(args.key):
        raise InputError("give both --certificate and --key, or neither")
    if args.certificate:
        return ServerFiles(certificate=args.certificate, key=args.key)
    hosts = list(dict.fromkeys([*args.name, *own_hosts(args.host)]))
    return own_files(authority_folder(store_place(args)), hosts)


def openapi(_: argparse.Namespace) -> int:
    """Print what the service can be asked, as OpenAPI made from the code."""
    print_json(openapi_schema())
    return DONE
