"""What every test run needs: no display, no real keyring, no real profile, and no silent log line."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings

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
