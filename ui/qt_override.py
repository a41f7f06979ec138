"""`override`: marks the camelCase methods that Qt calls by that name.

Python 3.11 has no `typing.override`, and importing `typing_extensions` would cost start-up time for a word
that only the type checker reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: object) -> object:
        """Give the method back as it is."""
        return method


__all__ = ["override"]
