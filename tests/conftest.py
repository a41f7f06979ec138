"""What every test run needs: no display, no real keyring, no real profile, and no silent log line."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.helpers.postgres import Server

# Set before anything of Qt or the app is imported. A test of the real window system sets its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The key belongs in the user's keyring; a test that needs one passes its own as an object.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# A test that names no profile must not find the user's leads.
_HOME = tempfile.TemporaryDirectory(prefix="boothapp-tests-")
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = str(Path(_HOME.name, _name.lower()))

# A loaded machine is slow now and then, and that is no fault of the code; benchmarks measure time.
settings.register_profile("no deadline", deadline=None, print_blob=True)
settings.load_profile("no deadline")

pytest_plugins = ["tests.helpers.log_fail"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server that this run may make databases on."""
    from tests.helpers.postgres import server  # noqa: PLC0415 - most runs of a few tests need none

    with server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """An empty PostgreSQL database, for one test."""
    name = f"boothapp_{uuid.uuid4().hex}"
    yield postgres.make_database(name)
    postgres.drop_database(name)
