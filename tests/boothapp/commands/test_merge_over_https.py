"""``boothapp hub merge`` over TLS: a booth's store to the office, by a code or by the laptop that hosted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from boothapp.cli import main
from boothapp.commands.hub_merge import _tell_forwarded
from boothapp.commands.profile import made_booth, ready_services
from boothapp.hub.audit import acts
from boothapp.hub.forgetting import forget
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.sync.forwarded import Forwarded
from boothapp.wire.enrolment import decode_enrolment, encode_enrolment
from boothapp.wire.messages import ExportNote, ProvisionRequest
from tests.helpers.hub_file import rows
from tests.helpers.hub_samples import (
    NOW,
    SHOW_ID,
    lead_change,
    number_id,
    push_of,
    sales_ready_lead,
    sample_show,
)
from tests.helpers.served import Served, enrolment_text, served_here, serving_of

VISITORS = resources_dir() / "demo" / "visitors.jsonl"


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The laptop that hosts: 34 leads that may leave are in its central store."""
    monkeypatch.setenv("BOOTHAPP_PASSPHRASE", "sample")
    profile = tmp_path / "host"
    show = resources_dir() / "demo" / "show.toml"
    assert main(["capture", "--profile", str(profile), "--show", str(show), str(VISITORS)]) == 0
    assert main(["sync", "--profile", str(profile)]) == 0
    return profile


@pytest.fixture
def booth(profile: Path) -> Path:
    """Its central store."""
    return profile / "central-store" / "leads.db"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CentralStore]:
    """The office's store."""
    with closing(CentralStore.open(tmp_path / "office.db")) as store:
        yield store


@pytest.fixture
def served(office: CentralStore, tmp_path: Path) -> Iterator[Served]:
    """The office's hub."""
    with served_here(serving_of(office.place, tmp_path / "tls")) as served:
        yield served


def merged(capsys: pytest.CaptureFixture[str], *args: object, code: int = 0) -> dict[str, Any]:
    """What the command tells a program."""
    capsys.readouterr()
    assert main(["hub", "merge", *map(str, args), "--json"]) == code
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_by_a_code(
    booth: Path, office: CentralStore, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code lets the store in once; what was offered arrived, and no laptop is made up for it."""
    first = merged(capsys, booth, "--into", enrolment_text(office, served))
    assert (first["whole"], first["codes"]) == (True, {"received": 34})
    assert first["offered"] == first["arrived"]
    assert first["offered"]["changes"] == 34
    again = merged(capsys, booth, "--into", enrolment_text(office, served))
    assert again["codes"] == {"duplicate": 34}
    assert len(rows(Path(office.place), "SELECT device_id FROM device")) == 1
    with closing(CentralStore.open(booth)) as store, store.database.reading() as connection:
        assert [act.verb for act in acts(connection, SHOW_ID)].count("merge into") == 2


def test_by_the_laptop_that_hosted(
    profile: Path, booth: Path, office: CentralStore, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own access to the office's hub is enough; what was erased at the booth, the office is asked."""
    with closing(CentralStore.open(booth)) as store:
        forget(store, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    assert main(["hub", "merge", "--profile", str(profile)]) == 2
    assert "Connect to the office's hub first" in capsys.readouterr().err
    assert main(["enrol", "--profile", str(profile), enrolment_text(office, served)]) == 0
    first = merged(capsys, "--profile", profile)
    assert (first["whole"], first["codes"], first["asked"]) == (True, {"received": 34}, [number_id(1)])
    assert main(["sync", "--profile", str(profile)]) == 0
    assert main(["hub", "merge", str(booth), "--profile", str(profile)]) == 0
    said = capsys.readouterr()
    assert "boothapp hub erase --asked" in said.err
    assert "0 changes new, 34 there before" in said.out
    assert "all of it is there" in said.out
    office.fold_pending()
    assert office.verify().is_sound
    there = ("--store", office.place)
    assert main(["hub", "erasures", *there]) == 0
    waiting = capsys.readouterr().out
    assert "NOT erased here; asked for by" in waiting
    assert f"boothapp hub erase --asked --show {SHOW_ID}" in waiting
    assert main(["hub", "erasures", "--json", *there]) == 0
    assert json.loads(capsys.readouterr().out)["lead_id"] == number_id(1)
    assert main(["hub", "erase", "--asked", *there]) == 0
    assert f"erased: {number_id(1)}" in capsys.readouterr().out
    assert main(["hub", "erase", "--asked", *there]) == 0
    assert "nothing is left to erase" in capsys.readouterr().out
    assert main(["hub", "merge", "--profile", str(profile)]) == 0
    assert capsys.readouterr().err == ""


def test_by_a_code_for_a_hub(
    booth: Path, office: CentralStore, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was erased at the booth is erased at the office in one go, and the files are named."""
    texts = ProvisionRequest(device_id="a", show_id=SHOW_ID, show=sample_show().source)
    assert office.provision(texts).problems == []
    office.push(push_of(lead_change(1, sales_ready_lead(1))))
    note = ExportNote(
        batch_no=1, at=NOW, by="ana@x", preset="csv", file_name="a.csv", sha256="", lead_ids=[number_id(1)]
    )
    office.push(replace(push_of(), exports=[note]))
    with closing(CentralStore.open(booth)) as store:
        forget(store, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    ask = ["hub", "enrol", "--for-hub", "--url", served.url, "--store", office.place, "--json"]
    assert main(ask) == 0
    text = decode_enrolment(json.loads(capsys.readouterr().out)["text"])
    code = encode_enrolment(replace(text, ca=served.ca_sha256))
    assert main(["hub", "merge", str(booth), "--into", code]) == 0
    said = capsys.readouterr()
    assert "a.csv  (csv," in said.err
    assert "erased there 1" in said.out
    assert rows(Path(office.place), "SELECT lead_id FROM erasure") == [{"lead_id": number_id(1)}]
    assert main(["hub", "devices", "--store", office.place]) == 0
    told = capsys.readouterr().out
    assert "its hub may erase here" in told
    assert ", through another hub or laptop; token: none" in told


def test_an_older_hub_is_told_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """The command that is left to do stands there, ready to paste."""
    assert _tell_forwarded(Forwarded(untold=["lead-1"]), as_json=False) == 0
    assert "    boothapp hub erase lead-1\n" in capsys.readouterr().err


def test_the_store_that_was_hosted_goes_first(
    profile: Path,
    office: CentralStore,
    served: Served,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Another file was chosen since: what is brought is what the booth's laptops sent to."""
    hosted = tmp_path / "hosted.db"
    with closing(CentralStore.open(hosted)) as store:
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
        store.push(replace(push_of(device_id="b"), show_id="other"))
    with made_booth(profile) as booth, ready_services(booth) as services:
        services.booth_hosting.note(hosted)
    assert main(["enrol", "--profile", str(profile), enrolment_text(office, served)]) == 0
    told = merged(capsys, "--profile", profile)
    assert (told["codes"], told["other_shows"]) == ({"received": 1}, ["other"])
    assert main(["hub", "merge", "--profile", str(profile)]) == 0
    assert "of other shows nothing was sent: other" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "name the other hub's store"),
        (["STORE", "--into", "boothapp-hub:x"], "cut off or changed"),
        (["postgresql://h/d", "--profile"], "the store is a file"),
        (["nowhere.db", "--into", "CODE"], "no central store here"),
        (["nowhere.db", "--profile", "PROFILE"], "no store of a booth here"),
    ],
)
def test_what_is_wrong_is_said(
    profile: Path,
    booth: Path,
    office: CentralStore,
    served: Served,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    words: str,
) -> None:
    """Before anything is sent."""
    code = enrolment_text(office, served)
    assert main(["enrol", "--profile", str(profile), enrolment_text(office, served)]) == 0
    meant = {"STORE": str(booth), "CODE": code, "PROFILE": str(profile)}
    assert main(["hub", "merge", *(meant.get(arg, arg) for arg in args)]) == 2
    assert words in capsys.readouterr().err
    assert rows(Path(office.place), "SELECT change_id FROM change") == []
