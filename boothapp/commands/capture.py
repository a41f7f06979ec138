"""``boothapp capture``: saves LeadCards, one JSON object a line, and tells each once it is durable."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from boothapp.app import Booth
from boothapp.commands.card_output import result_lines
from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import STANDARD_INPUT, numbered_lines, opened
from boothapp.commands.profile import open_booth
from boothapp.commands.setup_files import chosen_setup
from boothapp.commands.terminal import ProgressBar, print_lines
from boothapp.errors import InputError
from boothapp.services.card_files import MAX_BATCH, LineResult

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def run(args: argparse.Namespace) -> int:
    """Captures every good line; the bad ones go to the reject file."""
    with open_booth(args.profile) as booth, opened(args.file) as descriptor:
        _choose_setup(booth, args)
        with booth.services() as services, RejectFile(_reject_path(args, booth)) as rejects:
            capture = services.card_capture(staff=args.staff)
            bar = ProgressBar("captured")
            done = 0
            for batch in numbered_lines(descriptor, MAX_BATCH):
                results = capture.capture(batch)
                rejects.add([result for result in results if result.error])
                print_lines(result_lines(results, as_json=args.json))
                done += len(results)
                bar.show(done)
            bar.finish()
    if rejects.count:
        print(f"{rejects.count} of {done} lines were refused; they are in {rejects.path}", file=sys.stderr)
        return SOME_REFUSED
    return DONE


def _choose_setup(booth: Booth, args: argparse.Namespace) -> None:
    """Puts the show and definition in force that the command line names, or any where there is none yet."""
    if booth.setup is None or args.show or args.definition:
        booth.use(chosen_setup(args.profile, show=args.show, definition=args.definition))


def _reject_path(args: argparse.Namespace, booth: Booth) -> Path:
    if args.rejects:
        return Path(args.rejects)
    if args.file == STANDARD_INPUT:
        return booth.folder / "rejects.jsonl"
    return Path(f"{args.file}.rejects.jsonl")


class RejectFile:
    """The refused lines with number and reason, one JSON object a line; made with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, refused: Sequence[LineResult]) -> None:
        """Appends what was refused and hands it to the system at once."""
        if not refused:
            return
        try:
            if self._file is None:
                self._file = self.path.open("w", encoding="utf-8")
            for result in refused:
                text = result.text.decode("utf-8", "replace")
                row = {"line": result.line, "error": result.error, "text": text}
                self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise InputError(
                f"{self.path}: the refused lines cannot be written there ({error.strerror}); every line "
                "printed so far is in. Name another file with --rejects, and run it again: nothing that has "
                "an external_id arrives twice"
            ) from error
        self.count += len(refused)
