"""Nothing saved, and next to nothing typed, is lost to a process that dies without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from boothapp.app import Booth
from boothapp.store.search import LeadFilter
from tests.helpers.typist import PASSPHRASE, PROBLEM
from tests.helpers.windows import field
from ui.session import Session

ROOT = Path(__file__).resolve().parents[2]
TYPIST = ROOT / "tests/helpers/typist.py"


def typed_until(folder: Path, line: str) -> list[str]:
    """Let somebody type until that line is told, kill the process with SIGKILL, and give what it told."""
    typist = subprocess.Popen(
        [sys.executable, str(TYPIST), str(folder), "50"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    told: list[str] = []
    assert typist.stdout is not None
    try:
        for each in typist.stdout:
            told.append(each.strip())
            if told[-1] == line:
                break
    finally:
        typist.send_signal(signal.SIGKILL)
        rest, _ = typist.communicate()
    assert line in told
    return told + rest.splitlines()


def needs_by_name(folder: Path) -> list[tuple[str, object]]:
    """Name and problem of every lead in the profile."""
    with Booth.open(folder, passphrase=PASSPHRASE) as booth, booth.services() as services:
        rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
        cards = [services.browsing.card(row.lead_id) for row in rows]
        return [(card.row.name, card.lead.answer("need").value) for card in cards if card is not None]


@pytest.mark.parametrize("line", ["saved Visitor 0", "saved Visitor 2", "half Visitor 3"])
def test_every_saved_lead_outlives_a_kill(tmp_path: Path, line: str):
    """Killed in mid-typing or right after a save: what was told as saved is there once, and whole."""
    told = typed_until(tmp_path, line)
    saved = {each.removeprefix("saved ") for each in told if each.startswith("saved ")}
    found = needs_by_name(tmp_path)
    assert saved <= {name for name, _ in found}
    assert len({name for name, _ in found}) == len(found)
    assert all(need == PROBLEM for _, need in found)


def test_the_draft_comes_back_into_the_form(tmp_path: Path, qtbot: QtBot, qapp):
    """After a kill in mid-card the next start shows that card, field by field, to the last kept letter."""
    typed_until(tmp_path, "half Visitor 1")
    session = Session(qapp, tmp_path, passphrase=PASSPHRASE)
    session.start()
    try:
        qtbot.waitUntil(lambda: session.window is not None, timeout=10_000)
        window = session.window
        assert window is not None
        qtbot.waitUntil(lambda: field(window, "visitor_name") == "Visitor 1", timeout=20_000)
        need = field(window, "question_need_text")
        assert PROBLEM.startswith(need)
        assert len(need) >= len(PROBLEM) // 2
    finally:
        if session.window is not None:
            session.window.close()
            session.window.deleteLater()
        session.end()
