"""``python -m boothapp`` is the ``boothapp`` command."""

from __future__ import annotations

from boothapp.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
