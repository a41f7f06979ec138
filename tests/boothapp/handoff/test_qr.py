"""Codes that a phone reads."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from boothapp.errors import ExportError
from boothapp.handoff.calendar import follow_up_event
from boothapp.handoff.qr import QUIET_ZONE, SQUARE_PIXELS, matrix, picture
from boothapp.handoff.vcard import staff_vcard
from tests.helpers.handoff_samples import SHOW, ready_lead
from tests.helpers.qr_reader import read_qr


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400))
@example("日本語 ✓ Łódź")
@example("é" * 1_150)
@example("x" * 2_950)
def test_a_code_reads_back(text: str) -> None:
    """What is read from the squares is what was put in, in any script and up to the largest code."""
    assert read_qr(matrix(text)) == text


def test_the_follow_up_and_the_reps_card_read_back() -> None:
    """Both codes of the capture screen hold their text, and are coarse enough for a phone's first look."""
    for text in (follow_up_event(ready_lead(), SHOW), *(staff_vcard(staff, SHOW) for staff in SHOW.staff)):
        code = matrix(text)
        assert read_qr(code) == text
        assert len(code) == len(code[0]) <= 77


def test_a_printed_code_is_the_same_with_its_margin() -> None:
    """The picture shows the squares of the code and four empty ones around them."""
    text = staff_vcard(SHOW.staff[0], SHOW)
    image = Image.open(io.BytesIO(picture(text)))
    side = image.width // SQUARE_PIXELS
    middle = SQUARE_PIXELS // 2
    squares = [
        [image.getpixel((x * SQUARE_PIXELS + middle, y * SQUARE_PIXELS + middle)) == 0 for x in range(side)]
        for y in range(side)
    ]
    inner = [row[QUIET_ZONE:-QUIET_ZONE] for row in squares[QUIET_ZONE:-QUIET_ZONE]]
    assert read_qr(inner) == text
    assert not any(any(row) for row in (*squares[:QUIET_ZONE], *squares[-QUIET_ZONE:]))


def test_a_text_too_long_for_any_code_is_said() -> None:
    """The largest code holds 2,953 bytes; more is an ExportError with the number in it."""
    with pytest.raises(ExportError, match="3,000 bytes are more than a QR code can hold"):
        matrix("é" * 1_500)
