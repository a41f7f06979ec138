"""What was learned of scanners is there after a restart."""

from __future__ import annotations

from boothapp.app import Services
from boothapp.intake.wedge import WedgeSettings


def test_what_another_version_wrote_is_let_be(services: Services) -> None:
    """Settings that are not understood stand in nobody's way."""
    services.settings.put("wedge_scanner", {"gap_ms": "35", "fewest": 8, "later": True})
    assert services.badge_setting.wedge() == WedgeSettings(fewest=8)


def test_how_the_scanner_sends_is_kept(services: Services) -> None:
    """Prefix, suffix, gap and length are there again."""
    assert services.badge_setting.wedge() == WedgeSettings()
    mine = WedgeSettings(gap_ms=60, fewest=4, prefix="\x02", suffix="\x03")
    services.badge_setting.use_wedge(mine)
    assert services.badge_setting.wedge() == mine


def test_the_camera_ticks_until_somebody_says_otherwise(services: Services) -> None:
    """And is silent from then on."""
    assert services.badge_setting.ticks()
    services.badge_setting.use_tick(on=False)
    assert not services.badge_setting.ticks()
