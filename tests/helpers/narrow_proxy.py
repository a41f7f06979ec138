"""A reverse proxy before a hub that takes no large requests, and says so on a page of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3

PAGE = b"<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>"


@dataclass
class NarrowProxy:
    """Where it listens, and how many requests it passed on and turned away."""

    url: str
    passed: int = 0
    refused: list[str] = field(default_factory=list)


@contextmanager
def narrow_proxy(target: str, most_bytes: int) -> Iterator[NarrowProxy]:
    """Passes on to the hub at a plain URL what has up to ``most_bytes``."""
    pool = urllib3.PoolManager()

    class Handler(BaseHTTPRequestHandler):
        """One request after another of one client."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Pass it on, or say that it is too large."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) > most_bytes:
                proxy.refused.append(self.path)
                self._answer(413, {"Content-Type": "text/html"}, PAGE)
                return
            proxy.passed += 1
            sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            answer = pool.request("POST", target + self.path, body=body, headers=sent, decode_content=False)
            kept = ("content-type", "content-encoding")
            self._answer(
                answer.status, {n: answer.headers[n] for n in kept if n in answer.headers}, answer.data
            )

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy = NarrowProxy(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
            pool.clear()
