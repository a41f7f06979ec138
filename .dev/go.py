"""Opens the app or runs its checks from a bare clone: ``python3 .dev/go.py run|demo|test|cover|bench|lock``.

Standard library only, since it is what makes the environment. Everything it installs from PyPI is named,
pinned and hashed in the two lock files; wheels only, so that no build fetches anything else.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "boothapp-stamp.json"
LOCKS = {"run": ROOT / "requirements.lock.txt", "dev": ROOT / "requirements-dev.lock.txt"}
OLDEST_PYTHON = (3, 11)

# What Qt opens by name, and the Debian package that holds it: for any platform plugin, offscreen too, and
# what a window wants besides on the display that a variable names.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libXrandr.so.2": "libxrandr2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libpulse.so.0": "libpulse0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
DISPLAY_LIBRARIES = {
    "DISPLAY": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "WAYLAND_DISPLAY": {
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
APT_UPDATE = ["apt-get", "update"]
APT_INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends"]
FONT_FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
FONTS = {".ttf", ".otf", ".ttc"}
FONT_PACKAGE = "fonts-dejavu-core"


def main(arguments: list[str]) -> int:
    """Do what the first argument names; the rest goes to the program that it starts."""
    commands = {"run": run, "demo": demo, "test": test, "cover": cover, "bench": bench, "lock": lock}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"boothapp needs Python 3.11 or newer, and {sys.executable} is {found}.")
        print("Start this script with a newer one; with make:  make PYTHON=python3.12 " + arguments[0])
        return 1
    try:
        return commands[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window."""
    if not has_display():
        print("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.")
        print("To see the whole job without one, run:  make demo")
        return 1
    libraries = dict(QT_LIBRARIES)
    for variable, more in DISPLAY_LIBRARIES.items():
        libraries |= more if os.environ.get(variable) else {}
    prepare("run", libraries)
    return call([str(BIN / "boothapp-ui"), *arguments])


def demo(arguments: list[str]) -> int:
    """Do the whole job on the sample show, without a window: without Qt, therefore."""
    prepare("run", {})
    return call([str(BIN / "boothapp"), "demo", *arguments])


def test(arguments: list[str]) -> int:
    """Check style, types and behaviour: every check runs, and pytest, being last, has the last word."""
    prepare("dev", QT_LIBRARIES)
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    failed = [" ".join(check) for check in checks if call([str(BIN / check[0]), *check[1:]], said=True)]
    if failed:
        print(f"\nFAILED: {', '.join(failed)} (see above)\n", flush=True)
    # On several cores at once; each worker holds a window system, so not on all of a large machine's.
    # The files in their own order: xdist would put those of few tests last, and the longest have but one.
    spread = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
    pytest_failed = call([python(), "-m", "pytest", *spread, *arguments], said=True)
    return pytest_failed or int(bool(failed))


def cover(arguments: list[str]) -> int:
    """Show which lines and branches of the core's heart no test takes."""
    prepare("dev", QT_LIBRARIES)
    failed = call([python(), "-m", "coverage", "run", "-m", "pytest", "-q", *arguments])
    return call([python(), "-m", "coverage", "report"]) or failed


def bench(arguments: list[str]) -> int:
    """Run the benchmarks alone, on byte code as fresh as an installed app's."""
    prepare("dev", QT_LIBRARIES)
    compile_bytecode()
    options = ["-o", "addopts=--import-mode=importlib", "tests/benchmarks"]
    return call([python(), "-m", "pytest", *options, *arguments])


def lock(arguments: list[str]) -> int:
    """Pin what pyproject.toml asks for, hashed, for every platform; "--upgrade" lets go of the pins held."""
    if not shutil.which("uv"):
        stop("The lock files are made by uv, which is not on PATH:  python3 -m pip install uv")
    compile_ = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--no-build", "--quiet"]
    compile_ += ["--generate-hashes", "--no-header", "--no-emit-index-url", *arguments]
    failed = call([*compile_, "--group", "build", "-o", LOCKS["run"].name])
    dev = ["--group", "build", "--group", "dev", "-c", LOCKS["run"].name, "-o", LOCKS["dev"].name]
    return failed or call([*compile_, *dev])


def has_display() -> bool:
    """Whether a window can open; QT_QPA_PLATFORM is the user's own word that it can."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in (*DISPLAY_LIBRARIES, "QT_QPA_PLATFORM"))


def prepare(lock_name: str, libraries: dict[str, str]) -> None:
    """Make the system hold the libraries and ``.venv`` what the lock says ("dev" includes "run")."""
    install_system_packages(missing_system_packages(libraries))
    held = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
    if held.get("lock") == "dev":
        lock_name = "dev"  # who tests and runs by turns keeps the tools
    maker = [sys.version, str(ROOT)]  # an environment works only with its Python and where it was made
    wanted = {"maker": maker, "content": digest(*LOCKS.values(), ROOT / "pyproject.toml"), "lock": lock_name}
    if held == wanted:
        return
    if not Path(python()).exists() or held.get("maker", maker) != maker:
        say("Making .venv")
        require(call([sys.executable, "-m", "venv", "--clear", str(VENV)]))
    STAMP.unlink(missing_ok=True)
    say(f"Installing {LOCKS[lock_name].name} (once; minutes on a slow line)")
    pip = [python(), "-m", "pip", "--disable-pip-version-check"]
    hashed = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
    require(call([*pip, "install", "-qq", *hashed, "-r", str(LOCKS[lock_name])]))
    require(call([*pip, "install", "-qq", "--no-build-isolation", "--no-deps", "-e", str(ROOT)]))
    remove_strangers(pip, LOCKS[lock_name])
    compile_bytecode()  # else the first start does it
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def compile_bytecode() -> None:
    """Compile what has changed, also where the environment forbids Python to do so by itself."""
    require(call([python(), "-m", "compileall", "-q", "boothapp", "ui"]))


def digest(*paths: Path) -> str:
    """Give what tells the files' content from any other."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def remove_strangers(pip: list[str], lock_file: Path) -> None:
    """Uninstall what an earlier lock brought and this one doesn't name, so that no test leans on it."""
    answer = subprocess.run([*pip, "list", "--format", "json"], check=True, capture_output=True, text=True)
    installed = {normal(package["name"]) for package in json.loads(answer.stdout)}
    named = {
        normal(name)
        for name in re.findall(r"^([\w.-]+)==", lock_file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    strangers = sorted(installed - named - {"boothapp", "pip", "setuptools"})
    if strangers:
        require(call([*pip, "uninstall", "-qq", "--yes", *strangers]))


def normal(name: str) -> str:
    """Give a package name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def missing_system_packages(libraries: dict[str, str]) -> list[str]:
    """Give the Debian packages that are wanted and not there; none on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    packages = [package for library, package in libraries.items() if not loads(library)]
    if libraries and not any(path.suffix in FONTS for folder in FONT_FOLDERS for path in folder.rglob("*")):
        packages.append(FONT_PACKAGE)
    if not Path(python()).exists() and not has_venv():
        packages.append("python3-venv")
    return packages


def loads(library: str) -> bool:
    """Whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_venv() -> bool:
    """Whether this Python can make an environment with pip in it: Debian keeps that in a package apart."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - its presence is the question
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def install_system_packages(packages: list[str]) -> None:
    """Install them where that needs no question, else say the exact line and stop."""
    if not packages:
        return
    if not shutil.which("apt-get"):
        stop("Please install what this system calls these Debian packages:  " + " ".join(packages))
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not sudo_asks_nothing():
        line = line_to_type(packages)
        stop(f"Some system packages are missing. Run this, then the same again:\n\n    {line}\n")
    say("Installing the system packages " + " ".join(packages))
    for command in (APT_UPDATE, [*APT_INSTALL, *packages]):
        apt = subprocess.run(
            [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", *command, "-qq"],
            check=False,
            stdout=subprocess.DEVNULL,  # a page of packages; what goes wrong comes on stderr
        )
        require(apt.returncode)


def line_to_type(packages: list[str]) -> str:
    """Give what a person types to install the packages."""
    return f"sudo {shlex.join(APT_UPDATE)} && sudo {shlex.join([*APT_INSTALL, *packages])}"


def sudo_asks_nothing() -> bool:
    """Whether this user may install without typing a password."""
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0


def python() -> str:
    """Give the environment's own interpreter."""
    return str(BIN / ("python.exe" if os.name == "nt" else "python"))


def call(command: list[str], *, said: bool = False) -> int:
    """Run it in the clone's root and give its exit code."""
    if said:
        say(shlex.join([Path(command[0]).name, *command[1:]]))
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def say(words: str) -> None:
    """Tell the terminal what is happening now."""
    print(f"> {words}", flush=True)


def require(exit_code: int) -> None:
    """Stop where a step that all the rest needs has failed; it has said why itself."""
    if exit_code:
        raise SystemExit(exit_code)


def stop(words: str) -> None:
    """Stop with an explanation."""
    raise SystemExit(words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
