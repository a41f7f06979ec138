"""Widgets looked up by kind and name; one that is missing fails the test by its name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T", bound=QObject)


def child(parent: QObject, kind: type[T], name: str = "") -> T:
    """The one child of this kind and object name, at any depth."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, name or kind.__name__
    return found
