"""Whatever the order, the batches and the repetitions, the same changes give the same central store."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boothapp.domain.change import Change, Edit
from boothapp.domain.definition import Track
from boothapp.domain.fold import EntityState, deletion, edits, fold
from boothapp.hub.change_reading import logged_change
from boothapp.hub.folding import text_of
from boothapp.hub.lead_rows import MERGED_INTO
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import ProvisionRequest, PushRequest, WithheldCount
from tests.helpers.hub_file import content, rows
from tests.helpers.hub_samples import (
    ANA,
    SHOW_ID,
    borrowed_lead,
    edit_change,
    in_json,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)

LEADS = (1, 2, 3)
DEVICES = ("laptop-a", "laptop-b", "laptop-c")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "company.name": st.sampled_from(["A", "B", None]),
    "interest_basis": st.sampled_from(["product", "borrowed", "newer"]),
    "answers/budget": st.sampled_from([{"state": "answered", "value": "none"}, {"state": "declined"}, None]),
    "contacts/c2/family_name": st.sampled_from(["Núñez", "Roux"]),
    MERGED_INTO: st.sampled_from([number_id(lead) for lead in (*LEADS, 9)] + [None]),
}
PROVISION = ProvisionRequest(
    device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
)


@dataclass
class Laptops:
    """Three laptops that edit three leads, each seeing its own edits and now and then those of the others."""

    changes: list[Change] = field(default_factory=list)
    heard: dict[str, set[str]] = field(default_factory=lambda: {device: set() for device in DEVICES})

    def state(self, device: str, lead: int) -> EntityState:
        """What a laptop has of a lead."""
        known = [change for change in self.changes if change.change_id in self.heard[device]]
        return fold(known).get((SHOW_ID, "lead", number_id(lead)), EntityState())

    def record(self, device: str, lead: int, made: dict[str, Edit]) -> None:
        """Save an edit on a laptop."""
        if made:
            number = 100 + len(self.changes)
            seq = 1 + sum(change.device_id == device for change in self.changes)
            self._add(
                device, edit_change(number, made, lead_id=number_id(lead), device_id=device, device_seq=seq)
            )

    def capture(self, device: str, lead: int, lead_of: Any) -> None:
        """Record a whole lead on a laptop."""
        self._add(device, lead_change(lead, lead_of(lead), device_id=device, device_seq=1000 + lead))

    def _add(self, device: str, change: Change) -> None:
        self.changes.append(change)
        self.heard[device].add(change.change_id)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """What three laptops did to three leads."""
    laptops = Laptops()
    for lead in LEADS:
        kind = draw(st.sampled_from([sales_ready_lead, nurture_lead, borrowed_lead]))
        laptops.capture(draw(st.sampled_from(DEVICES)), lead, kind)
    for _ in range(draw(st.integers(0, 10))):
        device, lead = draw(st.sampled_from(DEVICES)), draw(st.sampled_from(LEADS))
        act = draw(st.sampled_from(["edit", "edit", "edit", "hear", "delete"]))
        if act == "hear":
            laptops.heard[device].update(change.change_id for change in laptops.changes)
        elif act == "delete":
            laptops.record(device, lead, deletion(laptops.state(device, lead)))
        else:
            name = draw(st.sampled_from(sorted(VALUES)))
            laptops.record(device, lead, edits(laptops.state(device, lead), {name: draw(VALUES[name])}))
    return laptops.changes


@st.composite
def pushes(draw: st.DrawFn, changes: list[Change]) -> list[PushRequest]:
    """A way for changes to arrive: shuffled, repeated, cut into batches, with counts that come and go."""
    order = draw(st.permutations([*changes, *draw(st.lists(st.sampled_from(changes), max_size=4))]))
    told = draw(st.permutations([(device, minute) for device in DEVICES for minute in (1, 2)]))
    left = iter(order)
    batches = []
    while batch := list(islice(left, draw(st.integers(1, 6)))):
        batches.append(push_of(*batch))
    for device, minute in told:
        counts = [WithheldCount(hour="2026-11-24T10", staff=ANA, track=Track.BORROWED, leads=minute)]
        at = draw(st.integers(0, len(batches)))
        now = f"2026-11-24T18:0{minute}:00+01:00"
        batches.insert(at, push_of(device_id=device, device_now=now, withheld=counts))
    return batches


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_way_of_arriving_gives_the_same_store(data: st.DataObject) -> None:
    """States, readable rows and views depend on the set of changes alone, and equal the pure fold of it."""
    changes = data.draw(histories())
    with tempfile.TemporaryDirectory() as folder:
        contents = []
        states = []
        for place in (Path(folder, "one"), Path(folder, "other")):
            provisioned_after = data.draw(st.integers(0, 4))
            with closing(CentralStore.open(place)) as store:
                for at, push in enumerate(data.draw(pushes(changes))):
                    if at == provisioned_after:
                        store.provision(PROVISION)
                    if data.draw(st.booleans()):
                        store.push(push)
                    else:
                        store.append(push)
                store.provision(PROVISION)
                store.fold_pending(limit=data.draw(st.integers(1, 5)))
                assert store.verify().differences == []
            contents.append(content(place))
            states.append({row["entity_id"]: row["state"] for row in rows(place, "SELECT * FROM lead_state")})
        assert contents[0] == contents[1]
        once = {change.change_id: in_json(change).decode() for change in changes}
        logged = [logged_change(body) for body in once.values()]
        folded = {
            key[2]: text_of(state, [one for one in logged if one.entity_id == key[2]])
            for key, state in fold(logged).items()
        }
        assert states == [folded, folded]


def test_the_histories_hold_what_matters() -> None:
    """The strategy makes conflicts, deletions and merges, else the test above would prove nothing."""
    seen: set[str] = set()

    @given(histories())
    @settings(max_examples=60, database=None, derandomize=True)
    def look(changes: list[Change]) -> None:
        for state in fold(changes).values():
            seen.update(name for name, live in state.cells.items() if len(live) > 1)
            seen.update(name for name in state.cells if name in {MERGED_INTO, "_deleted"})

    look()
    assert {"company.name", MERGED_INTO, "_deleted"} <= seen
