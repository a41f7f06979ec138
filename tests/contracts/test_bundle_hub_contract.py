"""A hub reached by sealed files keeps what every hub promises: the real importer is at the other end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boothapp.sync.bundle import BundleHub
from boothapp.sync.hub_port import Hub
from boothapp.wire.messages import (
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    HelloReply,
    HelloRequest,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
)
from tests.contracts.hub_contract import HubContract
from tests.helpers.bundles import BundleDesk


class _EachByItsOwn:
    """A folder that several laptops use: each asks with its own keys."""

    def __init__(self, desk: BundleDesk) -> None:
        self._desk = desk

    def _of(self, device_id: str) -> BundleHub:
        return self._desk.hub(self._desk.laptop(device_id))

    def hello(self, request: HelloRequest) -> HelloReply:
        return self._of(request.device_id).hello(request)

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        return self._of(request.device_id).provision(request)

    def push(self, request: PushRequest) -> PushReply:
        return self._of(request.device_id).push(request)

    def pull(self, request: PullRequest) -> PullReply:
        return self._of(request.device_id).pull(request)

    def certify(self, request: CertifyRequest) -> CertifyReply:
        return self._of(request.device_id).certify(request)

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        return self._of(request.device_id).blob_progress(request)

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        return self._of(chunk.device_id).put_blob(chunk)


class TestBundleHub(HubContract):
    """Over a folder and a SQLite file."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[BundleDesk]:
        """The folder and the store."""
        (tmp_path / "stick").mkdir()
        desk = BundleDesk(folder=tmp_path / "stick", place=tmp_path / "central.db")
        yield desk
        desk.store.close()

    @pytest.fixture
    def hub(self, again: Callable[[], Hub]) -> Hub:
        """An empty folder."""
        return again()

    @pytest.fixture
    def again(self, desk: BundleDesk) -> Callable[[], Hub]:
        """The folder, taken into the hand once more."""
        return lambda: _EachByItsOwn(desk)
