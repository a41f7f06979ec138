"""What is shipped and what is kept are found."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from boothapp.paths import default_profile, resources_dir

ROOT = Path(__file__).resolve().parents[2]
TELL_RESOURCES = "from boothapp.paths import resources_dir; print(resources_dir())"


def test_a_clone_keeps_its_resources_at_the_top() -> None:
    """In a clone the folder beside the packages is the one."""
    assert resources_dir() == ROOT / "resources"


def test_a_wheel_carries_code_and_resources(tmp_path: Path) -> None:
    """What pip installs from the wheel holds both packages and every resource, and finds them."""
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "-qq",
        "-w",
        str(tmp_path),
    ]
    subprocess.run([*build, str(ROOT)], check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("boothapp-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    installed = tmp_path / "installed"
    answer = subprocess.run(
        [sys.executable, "-c", TELL_RESOURCES], cwd=installed, check=True, capture_output=True, text=True
    )
    found = Path(answer.stdout.strip())
    assert found == (installed / "boothapp" / "resources").resolve()
    assert {path.relative_to(found) for path in found.rglob("*")} == {
        path.relative_to(resources_dir()) for path in resources_dir().rglob("*")
    }
    assert (installed / "ui" / "__init__.py").exists()


def test_the_default_profile_is_the_users_own() -> None:
    """Without a name, leads are kept where this system keeps a user's data."""
    profile = default_profile()
    assert profile.name == "boothapp"
    if sys.platform.startswith("linux"):
        assert profile.parent == Path(os.environ["XDG_DATA_HOME"])
