"""The state machine notes each wrong decision that sync could have been built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from boothapp.domain import fold
from tests.helpers.sync_machine import SyncMachine
from tests.helpers.sync_model import Rules

if TYPE_CHECKING:
    from boothapp.domain.change import Change
    from boothapp.domain.fold import EntityState

SAME_RUN_EVERY_TIME = settings(
    max_examples=600,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
)


def last_writer_wins(state: EntityState, change: Change) -> None:
    """Keep the value with the greatest stamp, and nothing else."""
    for name, edit in change.set.items():
        if change.stamp > max(state.cells.get(name, {}), default=""):
            state.cells[name] = {change.stamp: edit.value}


def forget_what_is_superseded(state: EntityState, change: Change) -> None:
    """Take away what the editor saw if it is here, and remember nothing of what is still to come."""
    fold.apply(state, change)
    state.awaited.clear()


MUTANTS = {
    "plain last writer wins": Rules(apply=last_writer_wins),
    "no superseded set": Rules(apply=forget_what_is_superseded),
    "dedupe by device and number": Rules(
        identity=lambda change: (change.device_id, change.device_seq), same_content=lambda *_: True
    ),
    "no offering again in a new epoch": Rules(reoffer_on_new_epoch=False),
    "no rebuilding in a new epoch": Rules(rebuild_on_new_epoch=False),
    "ties broken by device id": Rules(tie_break=lambda change: change.device_id),
    "settled by what is logged, not what is folded": Rules(settle_what_is_folded=False),
}


@pytest.mark.parametrize("rules", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_wrong_decision_is_found_out(rules: Rules) -> None:
    """Under each wrong decision some promise breaks, and the machine sees it."""

    class Mutant(SyncMachine):
        sync_rules = rules

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Mutant, settings=SAME_RUN_EVERY_TIME)


def test_the_right_decisions_pass_the_same_runs() -> None:
    """The runs in which every wrong decision is found out have nothing to say against the right ones."""
    run_state_machine_as_test(SyncMachine, settings=SAME_RUN_EVERY_TIME)
