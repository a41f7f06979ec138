"""Every way in which a sync can fail has words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from boothapp.errors import AccessReason, HubAccessError, HubError, HubFileError, HubUnreachableError
from ui.messages import words_of
from ui.sync_words import trouble_word


def kinds(kind: type[HubError] = HubError) -> Iterator[type[HubError]]:
    """Give all kinds of hub errors below this one, except those that carry their words themselves."""
    for each in kind.__subclasses__():
        if "Bundle" not in each.__name__:
            yield from (each, *kinds(each))


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_failed_sync_says_what_happened_what_is_safe_what_to_do(
    qapp: QApplication, kind: type[HubError]
) -> None:
    """Three sentences, none of them the program's own words, and a few words for the status strip."""
    assert qapp is not None
    error = kind("xyzzy")
    words = words_of(error)
    assert all(words)
    assert "xyzzy" not in words.in_one()
    assert "xyzzy" not in trouble_word(error)
    assert issubclass(kind, HubFileError) or words != words_of(HubError("xyzzy"))


def test_no_network_is_called_offline(qapp: QApplication) -> None:
    """The word of the status strip."""
    assert qapp is not None
    assert trouble_word(HubUnreachableError("no route")) == "offline"


def test_why_access_was_lost_is_said(qapp: QApplication) -> None:
    """Whether somebody shut the laptop out, or its time is over, is not the same to whoever reads it."""
    assert qapp is not None
    said = {words_of(HubAccessError("no", reason)).happened for reason in AccessReason}
    assert "This laptop's access to the hub was revoked." in said
    assert len(said) >= 4
