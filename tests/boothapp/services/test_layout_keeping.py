"""A badge layout is part of the show's text: kept with it, and sent with it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.app import Booth
from boothapp.domain.badge_layout import SEPARATORS, BadgeLayout
from boothapp.domain.show import read_show
from boothapp.domain.visitor_field import VisitorField
from boothapp.errors import DefinitionError
from boothapp.paths import resources_dir
from boothapp.services.badge_filling import read_badge
from boothapp.services.layout_keeping import with_layout, with_own_layouts, without_layout
from boothapp.services.show_setup import ShowSetup, sample_setup, with_file, with_staff
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth

SETUP = sample_setup(resources_dir())
HALL = BadgeLayout(
    name="Hall",
    separator="^",
    columns=(VisitorField.BADGE_ID, VisitorField.FAMILY_NAME, VisitorField.GIVEN_NAME, None),
)
LAYOUTS = st.builds(
    BadgeLayout,
    name=st.from_regex(r"[^\x00-\x1f\x7f\ud800-\udfff]*[^\s\x00-\x1f\x7f\ud800-\udfff]", fullmatch=True),
    separator=st.sampled_from(SEPARATORS),
    columns=st.lists(st.sampled_from([None, *VisitorField]), max_size=12).map(tuple),
)


@given(st.lists(LAYOUTS, max_size=4, unique_by=lambda layout: layout.name))
def test_the_show_text_holds_layouts_and_is_else_the_same(layouts: list[BadgeLayout]) -> None:
    """The latest first; taken out again, the text is as it was."""
    setup = SETUP
    for layout in layouts:
        setup = with_layout(setup, layout)
    assert setup.show.badge_layouts == tuple(reversed(layouts))
    assert replace(setup.show, badge_layouts=(), source="") == replace(SETUP.show, source="")
    for layout in layouts:
        setup = without_layout(setup, layout.name)
    assert setup.show.source.rstrip() == SETUP.show.source.rstrip()


def test_a_layout_takes_the_place_of_its_namesake() -> None:
    """Learned again, it is there once."""
    first = with_layout(SETUP, replace(HALL, separator="|"))
    assert with_layout(first, HALL).show.badge_layouts == (HALL,)


def test_comments_and_the_tables_around_it_stay() -> None:
    """Only the layout's own lines go."""
    text = (
        SETUP.show.source
        + '\n[[badge_layout]] # by hand\nname="x"\nseparator="^"\ncolumns=["email"]\n# end\n'
    )
    text += '[[staff]]\nemail = "zed@hummline.example"\nname = "Zed"\n'
    setup = without_layout(replace(SETUP, show=read_show(text)), "x")
    assert setup.show.badge_layouts == ()
    assert setup.show.staff_named("zed@hummline.example").name == "Zed"
    assert tomllib.loads(setup.show.source)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('name = "x"\nseparator = "?"\ncolumns = []', "parted by"),
        ('name = "x"\nseparator = "^"\ncolumns = ["shoe_size"]', "not known here"),
        ('name = "x"\nseparator = "^"', "not known here"),
        ('separator = "^"\ncolumns = []', "missing"),
    ],
)
def test_a_wrong_layout_is_named_by_its_line(lines: str, problem: str) -> None:
    """File, line, key and mend, as for anything else in the show's text."""
    with pytest.raises(DefinitionError, match=problem) as caught:
        read_show(f'id = "a"\nname = "A"\n[[badge_layout]]\n{lines}\n')
    assert caught.value.line >= 3


def test_what_one_laptop_learned_reads_badges_on_the_others(tmp_path: Path) -> None:
    """The show's text goes up with the next sync and comes down with theirs."""
    clock, keyring = HandClock(), MemoryKeyring()
    store = tmp_path / "central.db"
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.use_store(store)
                services.syncing.sync_now()
        assert a.setup is not None
        a.use(with_layout(a.setup, HALL))
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.sync_now()
        with b.services() as services:
            current = services.show_setting.current()
        assert current is not None
        assert current.show.badge_layouts == (HALL,)
        assert read_badge("77^Byron^Ada^x", current.show).first(VisitorField.DISPLAY_NAME) == "Ada Byron"


def layouts_after(booth: Booth) -> tuple[BadgeLayout, ...]:
    """Sync, and tell by which layouts badges are read then."""
    with booth.services() as services:
        services.syncing.sync_now()
        current = services.show_setting.current()
    assert current is not None
    booth.use(current)  # as the window does with what came
    return current.show.badge_layouts


def test_what_was_learned_before_the_first_sync_is_not_lost(tmp_path: Path) -> None:
    """Two laptops learn each on their own, and a third that knows none syncs last: all have both."""
    clock, keyring = HandClock(), MemoryKeyring()
    other = replace(HALL, name="Other", separator="|")
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
        sample_booth(tmp_path / "c", keyring, clock) as c,
    ):
        for booth, layout in ((a, HALL), (b, other), (c, None)):
            with booth.services() as services:
                services.syncing.use_store(tmp_path / "central.db")
            if layout is not None and booth.setup is not None:
                booth.use(with_layout(booth.setup, layout))
        for _ in range(4):  # whoever comes without having looked puts theirs there; with each look they grow
            for booth in (a, b, c):
                layouts_after(booth)
        found = [set(layouts_after(booth)) for booth in (a, b, c)]
        assert found == [{HALL, other}] * 3
        texts = {booth.setup.show.source for booth in (a, b, c) if booth.setup is not None}
        assert len(texts) == 1  # they agree to the letter: nobody sends it to and fro


def test_of_two_layouts_by_one_name_the_one_that_came_counts() -> None:
    """What cannot be told apart is not doubled; a text that nobody can alter comes as it is."""
    came = with_layout(SETUP, replace(HALL, columns=(VisitorField.EMAIL,)))
    assert with_own_layouts(came.show.source, with_layout(SETUP, HALL)) == came.show.source
    assert with_own_layouts("no show", with_layout(SETUP, HALL)) == "no show"
    assert with_own_layouts(SETUP.show.source, None) == SETUP.show.source
    merged = with_own_layouts(SETUP.show.source, with_layout(SETUP, HALL))
    assert read_show(merged).badge_layouts == (HALL,)


def test_a_layout_does_not_undo_what_the_office_changed(tmp_path: Path) -> None:
    """It was learned on an older text: the newer one comes first, and both are the show's in the end."""
    clock, keyring = HandClock(), MemoryKeyring()
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.use_store(tmp_path / "central.db")
            layouts_after(booth)
        assert a.setup is not None
        assert b.setup is not None
        a.use(with_layout(a.setup, HALL))
        b.use(with_staff(b.setup, [("zed@hummline.example", "Zed", "", "")]))
        for booth in (b, a, b, a, b):
            layouts_after(booth)
        for booth in (a, b):
            assert booth.setup is not None
            assert booth.setup.show.staff_named("zed@hummline.example").name == "Zed"
            assert booth.setup.show.badge_layouts == (HALL,)


def test_of_two_changes_of_the_show_the_later_is_kept_in_a_file(tmp_path: Path) -> None:
    """Made of one text on two laptops: what came first to the hub is in force, the other is not lost.

    It goes everywhere once a person loads it.
    """
    clock, keyring = HandClock(), MemoryKeyring()
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.use_store(tmp_path / "central.db")
            layouts_after(booth)
        assert a.setup is not None
        assert b.setup is not None
        a.use(with_layout(with_file(a.setup, other_goal(a.setup, 31), "show.toml"), HALL))
        b.use(with_file(b.setup, other_goal(b.setup, 44), "show.toml"))
        layouts_after(b)
        with a.services() as services:
            (problem,) = services.syncing.sync_now().problems
            assert services.syncing.sync_now().problems == []
            current = services.show_setting.current()
        assert current is not None
        a.use(current)
        with a.services() as services:
            assert services.syncing.facts().kept_shows == 1
        (kept,) = (tmp_path / "a").glob("show-kept-*.toml")
        assert str(kept) in problem
        assert read_show(kept.read_text()).goal == 31
        for booth in (b, a):
            layouts_after(booth)
            assert booth.setup is not None
            assert (booth.setup.show.goal, booth.setup.show.badge_layouts) == (44, (HALL,))
        a.use(with_file(a.setup, kept.read_text(), "show.toml"))
        for booth in (a, b):
            layouts_after(booth)
            assert booth.setup is not None
            assert booth.setup.show.goal == 31
        assert not list((tmp_path / "b").glob("show-kept-*"))


def other_goal(setup: ShowSetup, goal: int) -> str:
    """The show's text with another goal."""
    text = setup.show.source.replace(f"goal = {setup.show.goal}", f"goal = {goal}")
    assert text != setup.show.source
    return text


def test_a_change_of_the_show_and_a_layout_learned_elsewhere_go_together(tmp_path: Path) -> None:
    """The layout was at the hub first; nobody has to choose."""
    clock, keyring = HandClock(), MemoryKeyring()
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.use_store(tmp_path / "central.db")
            layouts_after(booth)
        assert a.setup is not None
        assert b.setup is not None
        a.use(with_file(a.setup, other_goal(a.setup, 31), "show.toml"))
        b.use(with_layout(b.setup, HALL))
        for booth in (b, a, a, b):
            layouts_after(booth)
        for booth in (a, b):
            assert booth.setup is not None
            assert (booth.setup.show.goal, booth.setup.show.badge_layouts) == (31, (HALL,))
            assert not list(booth.folder.glob("show-kept-*"))


def test_a_layout_that_was_removed_or_renamed_does_not_come_back(tmp_path: Path) -> None:
    """The laptop that learned it takes what another one made of it."""
    clock, keyring = HandClock(), MemoryKeyring()
    renamed = replace(HALL, name="Hall 7")
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        assert a.setup is not None
        a.use(with_layout(a.setup, HALL))
        for booth in (a, b):
            with booth.services() as services:
                services.syncing.use_store(tmp_path / "central.db")
            layouts_after(booth)
        assert b.setup is not None
        b.use(with_layout(without_layout(b.setup, HALL.name), renamed))
        for booth in (b, a, b):
            assert layouts_after(booth) == (renamed,)
        a.use(without_layout(a.setup, renamed.name))
        for booth in (a, b, a):
            assert layouts_after(booth) == ()


def test_what_was_done_here_is_done_to_the_newer_text() -> None:
    """Learned, corrected and removed here since the text that came last; where both did, theirs counts."""
    other, third = replace(HALL, name="Other"), replace(HALL, name="Third")
    before = with_layout(with_layout(SETUP, HALL), other)
    better = replace(HALL, separator="|")
    own = with_layout(without_layout(with_layout(before, better), other.name), third)
    came = with_staff(before, [("zed@hummline.example", "Zed", "", "")])
    merged = read_show(with_own_layouts(came.show.source, own, before.show.source))
    assert merged.badge_layouts == (third, better)
    theirs = with_layout(came, replace(HALL, columns=(VisitorField.EMAIL,)))
    merged = read_show(with_own_layouts(theirs.show.source, own, before.show.source))
    assert merged.badge_layouts == (third, replace(HALL, columns=(VisitorField.EMAIL,)))


def test_nothing_that_came_is_touched_when_a_layout_is_added() -> None:
    """Comments beneath and above a layout stay where the office wrote them."""
    came = SETUP.show.source + "\n# of hall 2\n" + TABLE + "# ask Zed\n\n# more to come\n"
    merged = with_own_layouts(came, with_layout(SETUP, HALL))
    assert [layout.name for layout in read_show(merged).badge_layouts] == ["Hall", "x"]
    assert "# of hall 2\n" + TABLE + "# ask Zed\n\n# more to come\n" in merged
    assert merged.startswith(SETUP.show.source)


TABLE = '[[badge_layout]] # by hand\nname="x"\nseparator="^"\ncolumns=["email"]\n'
