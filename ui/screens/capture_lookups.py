"""What the laptop knows of the card in front: who looks alike, a suspicion, a clash."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from boothapp.domain.lead import Lead
    from ui.tasks import Tasks


class CardLookUps(QObject):
    """Asks on each change of what matters to the question; only the latest answer is told.

    `duplicates_found(list[Duplicate])`; `acquaintances_found(list[Acquaintance])`, whom the imported lists
    know; `sign_found(BorrowedSign | None)`; `clash_found(list[LeadRow])` are other promises at that time.
    """

    duplicates_found = Signal(list)
    acquaintances_found = Signal(list)
    sign_found = Signal(object)
    clash_found = Signal(list)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked: dict[str, object] = {}

    def look_up(self, lead: Lead, suspect: Lead | None) -> None:
        """Ask of this card; `suspect` is the card as one of unknown interest, None once that is settled."""
        if self._is_new("duplicates", _keys(lead)):
            self._tasks.run_latest(
                self,
                "duplicates",
                lambda services: services.browsing.duplicates(lead),
                self.duplicates_found.emit,
            )
            self._tasks.run_latest(
                self,
                "acquaintances",
                lambda services: services.browsing.acquaintances(lead),
                self.acquaintances_found.emit,
            )
        notes = tuple(encounter.note for encounter in lead.encounters)
        if suspect is None:
            self._drop_sign()
        elif self._is_new("sign", (notes, lead.answers, lead.capture_source, _keys(lead))):
            self._tasks.run_latest(
                self, "sign", lambda services: services.capturing.borrowed_sign(suspect), self.sign_found.emit
            )
        self._look_for_clash(lead)

    def forget(self) -> None:
        """Tell nothing more of the card that was in front."""
        self._asked.clear()
        for purpose in ("duplicates", "acquaintances", "sign", "clash"):
            self._tasks.forget(self, purpose)

    def _look_for_clash(self, lead: Lead) -> None:
        promise = lead.follow_up
        if not self._is_new("clash", promise and replace(promise, promise="", confirmed_by_visitor=False)):
            return
        if promise is None or not promise.has_time:
            self._tasks.forget(self, "clash")
            self.clash_found.emit([])
            return
        lead_id = lead.lead_id
        self._tasks.run_latest(
            self,
            "clash",
            lambda services: services.following_up.clashing(promise, lead_id),
            self.clash_found.emit,
        )

    def _drop_sign(self) -> None:
        if self._asked.pop("sign", None) is not None:
            self._tasks.forget(self, "sign")
            self.sign_found.emit(None)

    def _is_new(self, purpose: str, fact: object) -> bool:
        """Whether this was not what was asked last."""
        if purpose in self._asked and self._asked[purpose] == fact:
            return False
        self._asked[purpose] = fact
        return True


def _keys(lead: Lead) -> tuple[object, ...]:
    """All that a person is recognised by."""
    badge = lead.badge_scan.badge_id if lead.badge_scan else ""
    return (lead.company.name, badge, *((c.name, c.email, c.phone, c.mobile) for c in lead.contacts))
