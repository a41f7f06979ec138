"""``boothapp enrol``, over TLS, on a laptop that knows nothing yet."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from boothapp.cli import main
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from boothapp.wire.messages import ProvisionRequest
from tests.helpers.hub_samples import SHOW_ID
from tests.helpers.served import enrolment_text, served_here, serving_of

SHOW = resources_dir() / "demo" / "show.toml"
DEFINITION = resources_dir() / "definitions" / "standard.toml"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens the profiles."""
    monkeypatch.setenv("BOOTHAPP_PASSPHRASE", "sample")


def test_a_new_laptop_takes_the_hubs_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One code, and the laptop captures for the hub's show by its definition, and syncs.

    Where the hub does not have them yet the code stays good.
    """
    file, profile = tmp_path / "central.db", ["--profile", str(tmp_path / "laptop")]
    with closing(CentralStore.open(file)) as store, served_here(serving_of(file, tmp_path / "hub")) as served:
        code = enrolment_text(store, served)
        assert main(["enrol", *profile, "--json", code]) == 2
        said = capsys.readouterr().err
        assert "does not know this show yet" in said
        assert "the code is still good" in said
        texts = [path.read_text(encoding="utf-8") for path in (SHOW, DEFINITION)]
        store.provision(
            ProvisionRequest(device_id="office", show_id=SHOW_ID, show=texts[0], definitions=[texts[1]])
        )
        assert main(["enrol", *profile, "--json", code]) == 0
        assert json.loads(capsys.readouterr().out)["show"] == SHOW_ID
        visitors = resources_dir() / "demo" / "visitors.jsonl"
        assert main(["capture", *profile, str(visitors)]) == 0
        assert main(["sync", *profile]) == 0
        assert store.fold_pending() > 0


def test_a_code_for_a_stick_brings_no_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, in words, before anything is kept."""
    with closing(CentralStore.open(tmp_path / "central.db")) as store:
        with store.database.reading() as connection:
            keys = read_keys(connection)
        offline = Enrolment(
            code="c",
            hub_id=store.identity.hub_id,
            show_id=SHOW_ID,
            sign=keys.sign_public,
            seal=keys.seal_public,
        )
    assert main(["enrol", "--profile", str(tmp_path / "laptop"), encode_enrolment(offline)]) == 2
    assert "Set up the show first" in capsys.readouterr().err
