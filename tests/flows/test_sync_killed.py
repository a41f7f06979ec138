"""Laptop, hub and database are killed at any moment; every saved lead and photo is in the store just once."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from boothapp.app import Booth
from boothapp.errors import HubError
from boothapp.hub.accounts import Accounts
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.show_setup import sample_setup
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from boothapp.wire.messages import ProvisionRequest
from tests.helpers.hub_pictures import whole_pictures
from tests.helpers.postgres import Cluster
from tests.helpers.served import serving_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed in mid-step there")

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).parent / "programs" / "sync_in_a_loop.py"
SETUP = sample_setup(resources_dir())
SHOW_ID = SETUP.show.show_id
PASSPHRASE = "killed"
ROUNDS = int(os.environ.get("BOOTHAPP_KILL_ROUNDS", "4"))
"""How often something is killed: 4 times in the test run, 200 in a long one."""

SEED = int(os.environ.get("BOOTHAPP_KILL_SEED", "0")) or random.randrange(1, 1 << 32)
SECONDS = 60.0
MOST_LINES = 8
_SERVE = (
    "import pickle, sys; from boothapp.hub.service.serving import listen, serve\n"
    "if __name__ == '__main__':\n"
    "    serving = pickle.loads(bytes.fromhex(sys.argv[1])); serve(serving, listen(serving))"
)


@dataclass
class Hall:
    """The three that are killed: database, hub, laptop; each can be started again."""

    folder: Path
    cluster: Cluster
    dice: random.Random
    port: int
    hub: subprocess.Popen[bytes] | None = None
    saved: list[str] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """The database."""
        return f"postgresql://boothapp@127.0.0.1:{self.cluster.port}/hall"

    def start_hub(self) -> None:
        """Start the service on its port; it keeps its certificate."""
        serving = serving_of(self.url, self.folder / "hub", port=self.port)
        packed = pickle.dumps(serving).hex()
        with (self.folder / "hub.log").open("ab") as log:
            self.hub = subprocess.Popen(
                [sys.executable, "-c", _SERVE, packed], stdout=log, stderr=log, env=environment(), cwd=ROOT
            )

    def see_to_hub(self) -> None:
        """Start the service if it is not running, as a service manager would."""
        if self.hub is None or self.hub.poll() is not None:
            self.start_hub()

    def kill_hub(self) -> None:
        """End the service as a power cut would."""
        if self.hub is not None:
            self.hub.kill()
            self.hub.wait()

    def start_database(self) -> None:
        """Start it again; for as long as a killed one's last processes are ending, it refuses to."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self.cluster.start()
            except (RuntimeError, psycopg.Error):
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def run_laptop(self, lines: int, number: int) -> Iterator[None]:
        """The laptop at work; it stops for a moment when so many lines were printed, and is then killed."""
        command = [sys.executable, str(PROGRAM), str(self.folder / "laptop"), f"{SEED}-{number}"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT)
        assert process.stdout is not None
        for at, line in enumerate(process.stdout):
            self.hear(line)
            if at == lines:
                yield
            if at == 2 * lines:
                break
        process.kill()
        for line in process.stdout:  # what it had said before
            self.hear(line)
        process.stdout.close()
        assert process.wait() < 0, "the laptop ended by itself"

    def hear(self, line: str) -> None:
        """Note a line; one that was cut off by the kill says nothing."""
        if not line.endswith("\n"):
            return
        word, *rest = line.split()
        self.told[word if word != "failed" else rest[0]] += 1
        if word == "saved":
            self.saved.append(rest[0])
            self.photos += rest[1:]


def environment() -> dict[str, str]:
    """What the programs run in."""
    return {**os.environ, "BOOTHAPP_PASSPHRASE": PASSPHRASE, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A database of its own, a hub, a laptop that was let in."""
    with ExitStack() as stack:
        # Not in pytest's folder, which is closed to nobody, as whom the server may run.
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="boothapp-postgres-"))
        cluster = Cluster(Path(folder), durable=True)
        cluster.start()
        stack.callback(cluster.stop)
        with psycopg.connect(
            f"postgresql://boothapp@127.0.0.1:{cluster.port}/postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE hall")
        hall = Hall(tmp_path, cluster, random.Random(SEED), port=cluster.port + 1)
        stack.callback(hall.kill_hub)
        with closing(CentralStore.open(hall.url)) as store:
            store.provision(
                ProvisionRequest(
                    device_id="office",
                    show_id=SHOW_ID,
                    show=SETUP.show.source,
                    definitions=[SETUP.definition.source],
                )
            )
            with store.database.reading() as connection:
                keys = read_keys(connection)
            code = Accounts(store).new_code(SHOW_ID)
            identity = store.identity
        hall.start_hub()
        invitation = Enrolment(
            code=code,
            hub_id=identity.hub_id,
            show_id=SHOW_ID,
            sign=keys.sign_public,
            seal=keys.seal_public,
            url=f"https://127.0.0.1:{hall.port}",
            ca=fingerprint(hall),
        )
        with Booth.open(tmp_path / "laptop", passphrase=PASSPHRASE) as booth:
            booth.use(SETUP)
            with booth.services() as services:
                until_it_goes_through(lambda: services.syncing.enrol(encode_enrolment(invitation)))
        yield hall


def fingerprint(hall: Hall) -> str:
    """By which the laptop knows the hub's authority."""
    return LocalAuthority(hall.folder / "hub").fingerprint


def until_it_goes_through(work: Callable[[], object]) -> None:
    """Do it again while the hub is still starting."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            work()
        except HubError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # nobody tells when it listens
        else:
            return


def test_every_saved_lead_is_there_once(hall: Hall) -> None:
    """Whatever was killed when: each id that was told as saved is in the store, and none is there twice.

    So is each photo, to the byte.
    """
    for number in range(ROUNDS):
        victim = hall.dice.choice(("laptop", "hub", "database"))
        for _ in hall.run_laptop(hall.dice.randint(1, MOST_LINES), number):
            if victim == "hub":
                hall.kill_hub()
            elif victim == "database":
                hall.cluster.kill()
        if victim == "database":
            hall.start_database()
        hall.see_to_hub()
    with Booth.open(hall.folder / "laptop", passphrase=PASSPHRASE) as booth, booth.services() as services:
        until_it_goes_through(services.syncing.sync_now)
        certificate = services.syncing.certificate()
    assert certificate.is_safe, f"{certificate.to_json_ready()}; seed {SEED}"
    with closing(CentralStore.open(hall.url)) as store:
        assert store.verify().is_sound, f"seed {SEED}"
        with store.database.reading() as connection:
            held = Counter(connection.exec_driver_sql("SELECT lead_id FROM lead").scalars())
            changes = Counter(connection.exec_driver_sql("SELECT change_id FROM change").scalars())
        whole = whole_pictures(store)
    assert hall.saved
    assert [lead_id for lead_id in hall.saved if held[lead_id] != 1] == [], f"seed {SEED}"
    assert [name for name in hall.photos if whole[name] != 1] == [], f"seed {SEED}"
    assert max(held.values()) == max(changes.values()) == 1
    assert certificate.captured.leads == len(held)
