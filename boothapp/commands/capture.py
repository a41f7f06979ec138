"""``boothapp capture``: saves LeadCards, one JSON object a line, and tells each once it is durable."""

from __future__ import annotations

import json
import sys
from itertools import count
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
        with booth.safeguarding() as safeguarding:
            safeguarding.back_up_if_due()
        with booth.services() as services, RejectFile(_reject_path(args, booth)) as rejects:
            capture = services.card_capture(staff=args.staff)
            bar = ProgressBar("captured")
            done = known = 0
            for batch in numbered_lines(descriptor, MAX_BATCH):
                results = capture.capture(batch)
                rejects.add([result for result in results if result.error])
                bar.finish()
                print_lines(result_lines(results, as_json=args.json))
                done += len(results)
                known += sum(result.known for result in results)
                bar.show(done)
            bar.finish()
    print(_sum_of(args.file, done, known, rejects), file=sys.stderr)
    return SOME_REFUSED if rejects.count else DONE


def _sum_of(file: str, done: int, known: int, rejects: RejectFile) -> str:
    """What became of all lines, in a sentence."""
    if not done:
        return f"there is no card in {'the input' if file == STANDARD_INPUT else file}"
    parts = [f"{done - known - rejects.count:,} saved"]
    if known:
        parts.append(f"{known:,} were here already")
    if rejects.count:
        parts.append(f"{rejects.count:,} of {done:,} lines were refused; they are in {rejects.path}")
    return ", ".join(parts)


def _choose_setup(booth: Booth, args: argparse.Namespace) -> None:
    """Puts the show and definition in force that the command line names, or any where there is none yet."""
    if booth.setup is not None and not args.show and not args.definition:
        return
    before = booth.setup
    booth.use(chosen_setup(args.profile, show=args.show, definition=args.definition))
    if before is not None and booth.setup is not None and before.definition.ref != booth.setup.definition.ref:
        was, now = before.definition.ref, booth.setup.definition.ref
        print(
            f"from now on leads are judged by {now.definition_id!r} version {now.version}; those captured "
            f"under {was.definition_id!r} version {was.version} keep it",
            file=sys.stderr,
        )


def _reject_path(args: argparse.Namespace, booth: Booth) -> Path:
    """Where refused lines go; never over the lines that are read, nor over others that have no other copy."""
    if args.file == STANDARD_INPUT:
        return args.rejects or _unused(booth.folder / "rejects.jsonl")
    path = Path(args.rejects or f"{args.file}.rejects.jsonl")
    if path.exists() and path.samefile(args.file):
        raise InputError(f"{path}: the refused lines cannot go where the cards are; name another file")
    return path


def _unused(path: Path) -> Path:
    """The path, or with a number where there is such a file already."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if not path.exists() else next(other for other in numbered if not other.exists())


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
