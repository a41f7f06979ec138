"""An app that was made into one file starts its own processes by itself: a booth's hub, what folds behind."""

from __future__ import annotations

import sqlite3
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from boothapp.own_processes import child_named
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.windows import sample
from ui.hosting import Hosting

ROOT = Path(__file__).resolve().parents[2]
STARTS_MS = 30_000

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the one file is a shell script here")


@pytest.fixture(params=["ui.application", "boothapp.cli"], ids=["window", "command"])
def one_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A program that takes our words alone, and calls itself its Python, as frozen ones do."""
    file = tmp_path / "boothapp-one-file"
    begin = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.frozen = True; sys.executable = {str(file)!r}; "
        f"from {request.param} import main; raise SystemExit(main())"
    )
    script = f"""\
        #!/bin/sh
        exec "{sys.executable}" -c "{begin}" "$@"
        """
    file.write_text(textwrap.dedent(script), encoding="utf-8")
    file.chmod(0o700)
    return file


def test_it_hosts_for_the_booth(
    one_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A laptop comes in and syncs, its leads are folded, and the processes end with the window."""
    hosting, codes = Hosting(), list[str]()
    hosting.code_made.connect(lambda text, _until: codes.append(text))
    store, setup = tmp_path / "leads.db", sample()
    with monkeypatch.context() as frozen:
        frozen.setattr(sys, "frozen", True, raising=False)
        frozen.setattr(sys, "executable", str(one_file))
        with qtbot.waitSignal(hosting.listening, timeout=STARTS_MS) as told:
            hosting.start(store, setup.show, setup.definition, host="", port=0)
    hosting.ask_code(told.args[0][0])
    qtbot.waitUntil(lambda: bool(codes), timeout=STARTS_MS)
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "laptop", keyring)
    with sample_booth(tmp_path / "laptop", keyring, HandClock()) as booth, booth.services() as services:
        services.syncing.enrol(codes[0])
        assert services.syncing.sync_now().received == 34
    qtbot.waitUntil(folded(store), timeout=STARTS_MS)
    with qtbot.waitSignal(hosting.stopped, timeout=STARTS_MS) as ended:
        hosting.stop()
    assert ended.args == [""]


def folded(store: Path) -> Callable[[], bool]:
    """Whether the process that folds has done its work: opening the store as ours would do it here."""

    def is_so() -> bool:
        with closing(sqlite3.connect(store)) as opened:
            return bool(opened.execute("SELECT count(*) FROM sales_ready_leads").fetchone() == (12,))

    return is_so


def test_a_person_s_own_start_is_none_of_these() -> None:
    """Nor is it outside of a frozen app, where Python itself runs what multiprocessing asks for."""
    for arguments in (
        [],
        ["--profile", "x"],
        ["sync"],
        ["-c", "from multiprocessing.resource_tracker import main;main(3)"],
    ):
        assert child_named(arguments) is None
