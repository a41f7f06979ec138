"""Where the hub listens."""

from __future__ import annotations

import pytest

from boothapp.errors import HubAddressError
from boothapp.hub.service.serving import Serving, listen


def test_a_port_that_is_taken_is_said() -> None:
    """The error names the address, and what to do; it speaks of no file."""
    with listen(Serving(store="leads.db")) as first:
        port = first.getsockname()[1]
        with pytest.raises(HubAddressError, match=f"127.0.0.1:{port}: another program listens there"):
            listen(Serving(store="leads.db", port=port))
