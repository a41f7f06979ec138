"""What was learned of badges and scanners is there after a restart."""

from __future__ import annotations

from boothapp.app import Services
from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.wedge import WedgeSettings
from boothapp.paths import resources_dir
from boothapp.services.badge_filling import read_badge
from boothapp.services.show_setup import sample_setup

HALL = BadgeLayout(
    name="Hall",
    separator="^",
    columns=(VisitorField.BADGE_ID, VisitorField.FAMILY_NAME, VisitorField.GIVEN_NAME, None),
)


def test_layouts_are_kept_the_latest_first(services: Services) -> None:
    """A layout of the same name replaces the former, and one can be forgotten."""
    setting = services.badge_setting
    assert setting.layouts() == []
    other = BadgeLayout(name="Press", separator="\n", columns=(VisitorField.EMAIL,))
    setting.keep_layout(other)
    setting.keep_layout(BadgeLayout(name="Hall", separator="|", columns=()))
    setting.keep_layout(HALL)
    assert setting.layouts() == [HALL, other]
    setting.forget_layout("Press")
    assert setting.layouts() == [HALL]


def test_a_layout_that_is_kept_reads_the_next_badge(services: Services) -> None:
    """What was learned from one badge names the pieces of the next."""
    services.badge_setting.keep_layout(HALL)
    show = sample_setup(resources_dir()).show
    read = read_badge("77^Byron^Ada^x", show, services.badge_setting.layouts())
    assert (read.badge_id, read.first(VisitorField.DISPLAY_NAME)) == ("77", "Ada Byron")


def test_what_another_version_wrote_is_let_be(services: Services) -> None:
    """Layouts and settings that are not understood stand in nobody's way."""
    setting = services.badge_setting
    show_id = sample_setup(resources_dir()).show.show_id
    services.settings.put(f"badge_layouts/{show_id}", [{"name": 1}, "x", HALL.to_values()])
    services.settings.put("wedge_scanner", {"gap_ms": "35", "fewest": 8, "later": True})
    assert setting.layouts() == [HALL]
    assert setting.wedge() == WedgeSettings(fewest=8)


def test_how_the_scanner_sends_is_kept(services: Services) -> None:
    """Prefix, suffix, gap and length are there again."""
    assert services.badge_setting.wedge() == WedgeSettings()
    mine = WedgeSettings(gap_ms=60, fewest=4, prefix="\x02", suffix="\x03")
    services.badge_setting.use_wedge(mine)
    assert services.badge_setting.wedge() == mine
