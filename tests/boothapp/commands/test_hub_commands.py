"""``boothapp hub`` as its owner runs it, from an empty folder on."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from boothapp.cli import main
from boothapp.commands.hub_laptops import drawn
from boothapp.commands.hub_place import authority_folder
from boothapp.handoff.qr import matrix
from boothapp.hub.accounts import Accounts
from boothapp.hub.audit import acts
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.wire.enrolment import decode_enrolment
from boothapp.wire.messages import EnrolRequest
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, push_of, sales_ready_lead
from tests.helpers.qr_reader import read_qr

SHOW = resources_dir() / "demo" / "show.toml"
DEFINITION = resources_dir() / "definitions" / "standard.toml"
KEY = "CQ" + "A" * 41 + "="


class Owner:
    """Runs acts on one store, and reads what they print."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self._capsys = place, capsys

    def run(self, *args: object, code: int = 0) -> list[dict[str, Any]]:
        """What the act says to a program."""
        assert main(["hub", *map(str, args), "--store", str(self.place), "--json"]) == code
        return [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]

    def told(self, *args: object, code: int = 0) -> str:
        """What the act says to a person, errors too."""
        assert main(["hub", *map(str, args), "--store", str(self.place)]) == code
        said = self._capsys.readouterr()
        return said.out + said.err

    def push(self, *numbers: int) -> None:
        """A laptop sends leads."""
        with closing(CentralStore.open(self.place)) as store:
            store.push(push_of(*(lead_change(number, sales_ready_lead(number)) for number in numbers)))


@pytest.fixture
def owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Owner:
    """The owner of a hub that knows the sample show."""
    owner = Owner(tmp_path / "hub" / "leads.db", capsys)
    owner.run("init", "--url", "https://hub.example:8443", "--show", SHOW, "--definition", DEFINITION)
    return owner


def test_init_may_be_run_again(owner: Owner) -> None:
    """The store, its keys and its authority stay what they were."""
    (first,) = owner.run("init")
    (again,) = owner.run("init")
    assert first == again
    assert first["shows"] == [SHOW_ID]
    assert len(first["fingerprint"]) == 64


def test_enrol_shows_all_that_a_laptop_needs(owner: Owner, tmp_path: Path) -> None:
    """The picture, the text and the code agree, and the code lets one laptop in."""
    (init,) = owner.run("init")
    (enrolled,) = owner.run("enrol", "--png", tmp_path / "code.png")
    told = decode_enrolment(enrolled["text"])
    assert (told.code, told.url, told.ca, told.show_id, told.hub_id) == (
        enrolled["code"], "https://hub.example:8443", init["fingerprint"], SHOW_ID, init["hub"],
    )  # fmt: skip
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")
    with closing(CentralStore.open(owner.place)) as store:
        reply = Accounts(store).enrol(
            EnrolRequest(
                code=told.code, show_id=SHOW_ID, device_id="laptop-a", device_name="Left desk",
                sign_key=KEY, seal_key=KEY,
            )
        )  # fmt: skip
    assert (reply.sign_key, reply.show) == (told.sign, SHOW.read_text(encoding="utf-8"))
    (device,) = owner.run("devices")
    assert (device["device_id"], device["name"], device["token"]) == ("laptop-a", "Left desk", "good")
    assert owner.run("revoke", "laptop-a")[0]["revoked"] == 1
    assert "token: revoked" in owner.told("devices")
    assert "was shut out before" in owner.told("revoke", "laptop-a", code=2)


def test_a_laptop_on_a_stick_has_days(owner: Owner) -> None:
    """A code for one that never meets the network needs no address, and lasts."""
    (quick,) = owner.run("enrol")
    (offline,) = owner.run("enrol", "--offline", "3", "--url", "")
    assert offline["until"][:10] > quick["until"][:10]
    with pytest.raises(SystemExit):
        main(["hub", "enrol", "--offline", "400"])


def test_what_is_missing_is_said(owner: Owner, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No store, no such show, no show at all, no address: each in words, and nothing is made."""
    nowhere = Owner(tmp_path / "nowhere.db", capsys)
    assert "no central store here" in nowhere.told("verify", code=2)
    assert not nowhere.place.exists()
    assert "knows no such show" in owner.told("devices", "--show", "x", code=2)
    nowhere.run("init")
    assert "knows no show yet" in nowhere.told("enrol", code=2)
    nowhere.run("show", SHOW)
    assert "--url" in nowhere.told("enrol", code=2)
    assert "cannot be read" in owner.told("show", tmp_path / "none.toml", code=2)


def test_erase_says_what_is_left_to_do(owner: Owner) -> None:
    """By address or id; who has not confirmed is named until they have."""
    owner.push(1, 2)
    (done,) = owner.run("erase", "--email", "Zoe1@lumiere.example")
    assert (done["erased"], done["unconfirmed"]) == ([number_id(1)], ["laptop-a"])
    assert "not confirmed by laptop-a" in owner.told("erasures")
    assert "no lead of this show" in owner.told("erase", "--email", "zoe1@lumiere.example", code=2)
    assert "name one lead" in owner.told("erase", code=2)
    assert f"erased: {number_id(2)}" in owner.told("erase", number_id(2))
    assert "no lead has outlived" in owner.told("retention", "--dry-run")
    assert "sound" in owner.told("verify")
    with closing(CentralStore.open(owner.place)) as store, store.database.reading() as connection:
        noted = [(act.verb, act.subject) for act in acts(connection, SHOW_ID)]
    assert noted[1:] == [
        ("search by email", "1 leads"),
        ("erase", number_id(1)),
        ("search by email", "0 leads"),
        ("erase", number_id(2)),
    ]


def test_erase_takes_no_id_that_never_came_here(owner: Owner) -> None:
    """A typing mistake is waited for by nobody; a lead that is only on a laptop is named on purpose."""
    owner.push(1)
    assert "no such lead" in owner.told("erase", "nosuch", code=2)
    assert owner.run("erasures") == []
    (done,) = owner.run("erase", number_id(2), "--even-unknown")
    assert (done["erased"], done["unconfirmed"]) == ([number_id(2)], ["laptop-a"])
    assert "nothing is left to erase" in owner.told("erase", number_id(2))
    (again,) = owner.run("erase", number_id(1))
    assert again["erased"] == [number_id(1)]
    (nothing,) = owner.run("erase", number_id(1))
    assert nothing["erased"] == []


def test_back_up_restore_and_move(owner: Owner, tmp_path: Path, postgres_url: str) -> None:
    """A restore is a new epoch, brings nobody back, and keeps what it replaces; a move loses no row."""
    owner.push(1, 2)
    backup = tmp_path / "backup.db"
    owner.run("backup", backup)
    assert "is there already" in owner.told("backup", backup, code=2)
    owner.run("erase", number_id(1))
    (restored,) = owner.run("restore", backup)
    assert restored["erased_again"] == 1
    assert Path(restored["kept"]).exists()
    (init,) = owner.run("init")
    assert init["epoch"] == restored["epoch"] > 1
    (moved,) = owner.run("migrate", postgres_url)
    assert moved["tables"]["change"] == 2
    assert "is not empty" in owner.told("migrate", postgres_url, code=2)
    assert main(["hub", "verify", "--store", postgres_url]) == 0


def test_a_restore_that_cannot_be_is_told_to_the_hubs_keeper(owner: Owner, tmp_path: Path) -> None:
    """While the hub serves, or of a file that is none: what to do at the hub, and no word of a laptop."""
    backup, letter = tmp_path / "backup.db", tmp_path / "letter.txt"
    owner.push(1)
    owner.run("backup", backup)
    before = owner.place.read_bytes()
    with closing(CentralStore.open(owner.place)) as serving, serving.database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM lead").scalar()
        told = owner.told("restore", backup, code=2)
    assert "Nothing was changed. Stop the hub" in told
    assert "this laptop" not in told
    letter.write_text("Dear visitor, " * 2000)
    told = owner.told("restore", letter, code=2)
    assert f"{letter}: This file is no central store" in told
    assert "a backup that `boothapp hub backup` made" in told
    assert "this laptop" not in told
    assert owner.place.read_bytes() == before
    assert letter.read_text().startswith("Dear visitor")


def test_a_store_is_not_merged_with_itself(owner: Owner, tmp_path: Path) -> None:
    """However the file is written; it would be found to hold all of itself."""
    owner.push(1)
    link = tmp_path / "link.db"
    link.symlink_to(owner.place)
    for same in (owner.place, owner.place.parent / ".." / "hub" / "leads.db", link):
        assert "this hub's own store" in owner.told("merge", same, code=2)


def test_a_show_without_a_definition_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No empty laptop could join it: init says so, enrol too, until there is a definition."""
    owner = Owner(tmp_path / "leads.db", capsys)
    (made,) = owner.run("init", "--url", "https://hub.example:8443", "--show", SHOW)
    assert (made["problems"], len(made["lacking"])) == ([], 1)
    assert "no lead definition here" in owner.told("enrol")
    owner.run("definition", DEFINITION)
    assert "no lead definition here" not in owner.told("enrol")
    (again,) = owner.run("init")
    assert again["lacking"] == []


def test_documents_flow_down(owner: Owner, tmp_path: Path) -> None:
    """Staff, what sales said, one by one or by file; a bad row leaves the others in."""
    owner.push(1, 2)
    team = tmp_path / "team.csv"
    team.write_text("email,name\nAna@x.example,Ana\nben@x.example,Ben\n", encoding="utf-8")
    owner.run("staff", "load", team)
    left = owner.run("staff", "remove", "ana@x.example")
    assert [(one["email"], one["name"], one["is_active"]) for one in left] == [
        ("ana@x.example", "Ana", False),
        ("ben@x.example", "Ben", True),
    ]
    team.write_text("email,name\nnobody,Ana\n", encoding="utf-8")
    assert ":2: email" in owner.told("staff", "load", team, code=2)
    owner.run("disposition", number_id(1), "rejected", "--reason", "no budget", "--note", "next year")
    assert "needs one of" in owner.told("disposition", number_id(1), "rejected", code=2)
    assert "no such lead" in owner.told("disposition", "x", "accepted", code=2)
    back = tmp_path / "back.csv"
    back.write_text(f"lead_id,status\n{number_id(2)},accepted\nx,accepted\n", encoding="utf-8")
    refusal, sums = owner.run("dispositions", back, code=1)
    assert (refusal["row"], sums) == (3, {"taken": 1, "refused": 1})
    owner.run("definition", DEFINITION)


def test_the_environment_names_the_store(
    owner: Owner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs a hub says once where it is."""
    monkeypatch.setenv("BOOTHAPP_HUB_STORE", str(owner.place))
    assert main(["hub", "verify"]) == 0
    assert "sound" in capsys.readouterr().out


def test_the_code_in_the_terminal_is_the_code() -> None:
    """Read back from its half blocks, it says what it was made of; a quiet zone is around it."""
    lines = drawn(matrix("boothapp-hub:x"))
    light = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
    rows = [[not light[sign][half] for sign in line] for line in lines for half in (0, 1)]
    side = len(rows[0])
    assert not any(any(row[:4] + row[-4:]) for row in rows[:side])
    assert read_qr([row[4:-4] for row in rows[4 : side - 4]]) == "boothapp-hub:x"


def test_laptops_trust_the_hub_after_it_moved(owner: Owner, tmp_path: Path) -> None:
    """The authority goes with the store; where another one is already, that stays, and it is said."""
    (before,) = owner.run("init")
    moved = tmp_path / "new" / "leads.db"
    moved.parent.mkdir()
    (told,) = owner.run("migrate", moved)
    assert told["certificates"]
    assert LocalAuthority(tmp_path / "new" / "leads.db.tls").fingerprint == before["fingerprint"]
    other = LocalAuthority(tmp_path / "other.db.tls")
    other.make("another hub", datetime.now(UTC))
    fingerprint = other.fingerprint
    assert "another authority" in owner.told("migrate", tmp_path / "other.db", code=1)
    assert other.fingerprint == fingerprint


def test_each_database_has_certificates_of_its_own() -> None:
    """Whoever logs in to it; a file's lie beside it."""
    one = authority_folder("postgresql://ana:secret@db.example:5433/booth")
    assert one == authority_folder("postgresql://db.example:5433/booth?sslmode=require")
    assert one != authority_folder("postgresql://db.example:5433/office")
    assert authority_folder("postgresql://a:p%2F%23@db/x") == authority_folder("postgresql://db:5432/x")
    assert "secret" not in str(one)
    assert authority_folder(Path("/srv/leads.db")) == Path("/srv/leads.db.tls")
