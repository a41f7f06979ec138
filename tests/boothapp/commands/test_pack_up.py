"""The commands for a hub: sync, certificate, enrol."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from boothapp.paths import resources_dir


def boothapp(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "a passphrase of the tests"},
    )


def checked_by_an_outsider(file: Path, hub_key: str) -> subprocess.CompletedProcess[str]:
    """What the help tells somebody without boothapp to run."""
    help_page = (resources_dir() / "help" / "sync.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"^```python\n(.*?)^```", help_page, re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-I", "-c", snippet, str(file), hub_key]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_certificate_says_yes_only_after_the_sync(tmp_path: Path) -> None:
    """2 before any sync, 1 while the hub is in the profile, else 0 and a signed file after it."""
    profile, out = tmp_path / "profile", tmp_path / "certificate.json"
    demo = resources_dir() / "demo"
    definition = resources_dir() / "definitions" / "standard.toml"
    saved = boothapp(
        "capture", demo / "visitors.jsonl", "--profile", profile,
        "--show", demo / "show.toml", "--definition", definition,
    )  # fmt: skip
    assert saved.returncode == 0, saved.stderr
    early = boothapp("certificate", "--profile", profile)
    assert early.returncode == 2
    assert "sync" in early.stderr
    assert boothapp("sync", "--profile", profile).returncode == 0
    here = boothapp("certificate", "--profile", profile)
    assert here.returncode == 1
    assert "it is in this profile" in here.stdout
    assert boothapp("sync", "--profile", profile, "--store", tmp_path / "shared.db").returncode == 0
    done = boothapp("certificate", "--profile", profile, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "safe to wipe   yes" in done.stdout
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["is_safe"]
    assert written["captured"]["leads"] == 66
    told = boothapp("hub", "init", "--store", tmp_path / "shared.db", "--json")
    key = json.loads(told.stdout)["sign_key"]
    for hub_key, is_right in ((key, True), (base64.b64encode(bytes(32)).decode(), False)):
        checked = checked_by_an_outsider(out, hub_key)
        assert (checked.returncode == 0) == is_right, checked.stderr
        assert ('"held":' in checked.stdout) == is_right
    slip = boothapp("certificate", "--profile", profile, "--out", tmp_path / "nowhere" / "x.json")
    assert slip.returncode == 2


def test_a_code_that_is_none_changes_nothing(tmp_path: Path) -> None:
    """A slip in the payload is said, and the hub stays what it was."""
    profile = tmp_path / "profile"
    assert boothapp("demo", "--profile", profile).returncode == 0
    slip = boothapp("enrol", "boothapp-hub:nonsense", "--profile", profile)
    assert slip.returncode == 2
    assert "code" in slip.stderr
    assert boothapp("sync", "--profile", profile).returncode == 0
