"""What can be done with the bowl and its draws: asks where that is due, runs the service, tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from boothapp.domain.draw import Exclusion
from boothapp.domain.draw_record import PassedOver, record_text
from boothapp.domain.prize import may_promote
from boothapp.errors import InputError, NoProblemStatedError
from ui.draw_words import commitment_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from boothapp.app import Services
    from boothapp.domain.consent import Purpose
    from boothapp.services.prize_drawing import DrawView
    from boothapp.services.prize_entering import EntryFields
    from boothapp.services.prize_entries import EntryView
    from boothapp.services.show_setup import ShowSetup
    from ui.dialogs.draw_wall import DrawWall
    from ui.tasks import Tasks

    Drawn = tuple[DrawView, list[list[bool]]]


class DrawActions(QObject):
    """`done(text, undo)` gives a receipt, `drawn(view, code)` a draw as it is now."""

    done = Signal(str, object)
    entries_changed = Signal()
    drawn = Signal(object, object)
    edit_requested = Signal(str)
    problem_met = Signal(object)

    def __init__(self, tasks: Tasks, setup: ShowSetup, over: QWidget) -> None:
        super().__init__(over)
        self._tasks, self.setup, self._over = tasks, setup, over
        self._wall: DrawWall | None = None
        self._shown: DrawView | None = None

    # --- entries ---

    def mend(self, ticket: int, fields: EntryFields) -> None:
        """Put right what was read."""
        by = self.setup.staff
        self._write(lambda services: services.prize_entries.mend(ticket, fields, by=by))

    def say(self, ticket: int, purpose: Purpose, *, granted: bool, language: str) -> None:
        """Record what an entrant said."""
        by = self.setup.staff
        self._write(
            lambda services: services.prize_entries.say(
                ticket, purpose, granted=granted, by=by, language=language
            )
        )

    def take_back(self, ticket: int) -> None:
        """Take an entry back, with a way to undo that."""
        by = self.setup.staff

        def bring_back() -> None:
            self._write(
                lambda services: services.prize_entries.bring_back(ticket, by=by),
                self.tr("Ticket {ticket} is back").format(ticket=ticket),
            )

        self._write(
            lambda services: services.prize_entries.take_back(ticket, by=by),
            self.tr("Ticket {ticket} is taken back").format(ticket=ticket),
            bring_back,
        )

    def promote(self, view: EntryView) -> None:
        """Ask for the problem, who says so and why; then open the card, so that the rest can be asked."""
        lead_id = view.lead_id
        if lead_id is None:
            return

        def states_problem(services: Services) -> bool:
            card = services.browsing.card(lead_id)
            return card is not None and may_promote(
                card.lead, services.show_setting.definition(card.lead.definition)
            )

        self._tasks.run_on_reader(
            self, states_problem, lambda stated: self._ask_promotion(view, stated=stated)
        )

    def _ask_promotion(self, view: EntryView, *, stated: bool) -> None:
        from ui.dialogs.promote import PromoteDialog  # noqa: PLC0415 - on first use

        staff = [(member.email, member.name) for member in self.setup.show.staff]
        name = view.name or view.email or view.phone
        dialog = PromoteDialog(
            name, staff, self.setup.staff, ask_problem=not stated, parent=self._over.window()
        )
        dialog.promotion_named.connect(lambda by, reason: self._promote(view, by, reason, dialog.problem()))
        dialog.open()

    def _promote(self, view: EntryView, by: str, reason: str, problem: str) -> None:
        def promoted(_: object) -> None:
            self.entries_changed.emit()
            self.done.emit(self.tr("{name} is promoted").format(name=view.name or view.email), None)
            self.edit_requested.emit(view.lead_id)

        def failed(error: object) -> None:
            # A definition without a question in words for the need: the card is the place to answer it.
            if isinstance(error, NoProblemStatedError):
                self.edit_requested.emit(view.lead_id)
            self.problem_met.emit(error)

        self._tasks.run_on_writer(
            self,
            lambda services: services.prize_entries.promote(
                view.ticket, by=by, reason=reason, problem=problem
            ),
            promoted,
            failed,
        )

    def _write(
        self, work: Callable[[Services], object], receipt: str = "", undo: Callable[[], None] | None = None
    ) -> None:
        def written(_: object) -> None:
            self.entries_changed.emit()
            if receipt:
                self.done.emit(receipt, undo)

        self._tasks.run_on_writer(self, work, written, self.problem_met.emit)

    # --- draws ---

    def close(self, entries: Sequence[EntryView]) -> None:
        """Ask, then close the entries: that cannot be taken back."""
        from ui.dialogs.dialog import Dialog  # noqa: PLC0415 - on first use

        number = QLocale().toString
        in_draw = sum(view.excluded is None and not view.same_as for view in entries)
        to_type = sum(view.excluded is Exclusion.NOT_TYPED for view in entries)
        text = self.tr(
            "{count} people are in the draw. The list and a seed are fixed now and cannot be changed; cards "
            "that come later are for the next draw."
        ).format(count=number(in_draw))
        if to_type:
            text += " " + self.tr("Still to be typed, so for the next one: {count}.").format(
                count=number(to_type)
            )
        dialog = Dialog(
            self.tr("Close the entries?"),
            text,
            name="close_draw",
            yes=self.tr("C&lose entries"),
            parent=self._over.window(),
        )
        dialog.no.setDefault(True)  # it cannot be taken back, and the Enter may have been meant for the line
        dialog.no.setFocus()
        dialog.accepted.connect(lambda: self._draw(lambda services: services.prize_drawing.close()))
        dialog.open()

    def run(self, view: DrawView, word: str) -> None:
        """Hold the draw, without a word after a question; the result is on the disk before it is seen."""
        if word.strip():
            self._run(view.draw_no, word)
            return
        from ui.dialogs.dialog import Dialog  # noqa: PLC0415 - on first use

        dialog = Dialog(
            self.tr("Draw without a word?"),
            self.tr(
                "A word from the audience shows that nobody could know the winner before. A draw is held "
                "once and cannot be taken back."
            ),
            name="draw_without_word",
            yes=self.tr("&Draw without"),
            parent=self._over.window(),
        )
        dialog.no.setDefault(True)  # the Enter may have been meant for the question before
        dialog.no.setFocus()
        dialog.accepted.connect(lambda: self._run(view.draw_no, ""))
        dialog.open()

    def _run(self, draw_no: int, word: str) -> None:
        self._draw(lambda services: services.prize_drawing.run(draw_no, word), is_result=True)

    def _pass_absent(self, ticket: int) -> None:
        if self._shown is not None:
            self.pass_over(self._shown, ticket, PassedOver.NOT_PRESENT.value)

    def pass_over(self, view: DrawView, ticket: int, reason: str) -> None:
        """Let the next reserve win."""
        number = view.draw_no
        self._draw(
            lambda services: services.prize_drawing.pass_over(number, ticket, PassedOver(reason)),
            is_result=self._wall is not None,
        )

    def look_at(self, draw_no: int) -> None:
        """Show a draw that was closed."""
        self._draw(lambda services: services.prize_drawing.view(draw_no))

    def _draw(self, work: Callable[[Services], DrawView], *, is_result: bool = False) -> None:
        def coded(services: Services) -> Drawn:
            view = work(services)
            return view, services.prize_drawing.commitment_code(view)

        def told(drawn: Drawn) -> None:
            self.entries_changed.emit()
            self.drawn.emit(*drawn)
            if is_result:
                self.show_wall(drawn[0], rolls=True)

        self._tasks.run_on_writer(self, coded, told, self.problem_met.emit)

    def show_wall(self, view: DrawView, *, rolls: bool = False) -> None:
        """Fill the screen with the commitment or, once it is drawn, with the winners."""
        self._shown = view
        if view.record.order:
            wall = self._open_wall()
            wall.show_winners(
                f"{view.record.draw}: {view.record.prize}".rstrip(": "),
                [(one.wall_name or f"#{one.ticket}", one.company) for one in view.winners],
                rolling=view.record.tickets if rolls else (),
            )
            wall.offer_next(
                [
                    (one.ticket, " · ".join(filter(None, (one.wall_name or f"#{one.ticket}", one.company))))
                    for one in view.winners
                ]
            )
            return
        self._tasks.run_on_reader(
            self,
            lambda services: services.prize_drawing.commitment_code(view),
            lambda code: self._show_commitment(view, code),
        )

    def _show_commitment(self, view: DrawView, code: list[list[bool]]) -> None:
        count = self.tr("{count} in the draw").format(count=QLocale().toString(len(view.record.tickets)))
        lines = commitment_lines(view.record.commitment)
        self._open_wall().show_commitment(view.record.draw, count, lines, code)

    def _open_wall(self) -> DrawWall:
        if self._wall is None:
            from ui.dialogs.draw_wall import DrawWall  # noqa: PLC0415 - on first use

            self._wall = DrawWall(parent=self._over.window())
            self._wall.finished.connect(self._forget_wall)
            self._wall.next_pressed.connect(self._pass_absent)
            self._wall.showFullScreen()
        return self._wall

    def _forget_wall(self) -> None:
        self._wall = None

    def save_record(self, view: DrawView) -> None:
        """Ask where to, then write the record."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents, f"draw-{view.draw_no}.json"))
        chosen, _ = QFileDialog.getSaveFileName(
            self._over, self.tr("Save the record"), proposed, self.tr("Record (*.json)")
        )
        if chosen:
            self.write_record(view, Path(chosen))

    def write_record(self, view: DrawView, path: Path) -> None:
        """Write the record that anybody can re-check; it names nobody."""

        def write(_services: Services) -> Path:
            try:
                path.write_text(record_text(view.record), encoding="utf-8")
            except OSError as error:
                raise InputError(f"{path}: cannot be written: {error.strerror}") from error
            return path

        self._tasks.run_on_sync(
            self,
            write,
            lambda written: self.done.emit(self.tr("The record is in {file}").format(file=written), None),
            self.problem_met.emit,
        )
