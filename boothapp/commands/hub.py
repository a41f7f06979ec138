"""``boothapp hub``: what the owner of the central store does, each act in one of its modules."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from boothapp.errors import HubError, HubFileError

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Run the act that the parser named as ``module:function``."""
    module, _, function = args.act.partition(":")
    try:
        code: int = getattr(importlib.import_module(f"boothapp.commands.{module}"), function)(args)
    except HubFileError as error:  # its own words are for the user of a laptop
        raise HubError(f"{error.place}: {error.happened} {error.for_keeper}") from error
    return code
