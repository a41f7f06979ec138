"""A photographed card: found on the table, straightened, and turned.

Only the reader's own process imports this. OpenCV does the seeing. What is not found is not guessed: then the
whole picture is the card.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Image = NDArray[Any]
"""As OpenCV gives it, which tells no more of its types."""
Points = NDArray[np.float32]

_LOOKED_AT = 640
"""The longer side, in px, of the picture in which the card is looked for."""
_LEAST_SHARE = 0.10
"""Of the picture's area: less is a logo or a stamp."""
_BURR = 25
"""In px of the picture looked at: what is thinner than that at an outline is no part of a card."""
_LEAST_SEEN = 0.6
"""Of each side of a card, how much is an edge in the picture."""
_LONGEST_SIDE = 1_280
"""Of a straightened card, in px: its smallest print is some 20 px high then."""
_MOST_ENLARGED = 1.6
"""A small card gains nothing from more pixels than that."""
_USUAL_SHAPE, _SQUARE_SHAPE = 1.75, 1.4
_SHAPES = (1.1, 2.4)
"""Length to width of cards, from square-ish ones to slim ones; a page of A4 is 1.41."""


class FlatCard(NamedTuple):
    """A card seen from straight above; ``plane`` takes its points back to the photo."""

    pixels: Pixels
    corners: Points | None
    plane: NDArray[np.float64]

    def on_photo(self, points: NDArray[Any]) -> Points:
        """Where points of the flat card, (n, 2), lie on the photo."""
        moved = cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float32), self.plane)
        return moved.reshape(-1, 2).astype(np.float32)

    def turned(self, quarters: int) -> FlatCard:
        """The card after so many quarter turns to the right."""
        card = self
        for _ in range(quarters % 4):
            height = card.pixels.shape[0]
            # A point (x, y) of the turned card was at (y, height - x) before.
            back = np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], np.float64)
            pixels: Pixels = cv2.rotate(card.pixels, cv2.ROTATE_90_CLOCKWISE)  # type: ignore[assignment]
            card = FlatCard(pixels, card.corners, card.plane @ back)
        return card


def flat_card(photo: Pixels) -> FlatCard:
    """The card on the photo, or the whole photo where none is found."""
    corners = find_corners(photo)
    return whole_photo(photo) if corners is None else _straightened(photo, corners)


def whole_photo(photo: Pixels) -> FlatCard:
    """The photo as it is, no larger than a card needs to be."""
    height, width = photo.shape[:2]
    scale = min(1.0, _LONGEST_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small: Pixels = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return FlatCard(small, None, np.diag([width / size[0], height / size[1], 1.0]))


def find_corners(photo: Pixels) -> Points | None:
    """The card's corners on the photo, from the top left with the clock; None where there is no card."""
    scale = min(1.0, _LOOKED_AT / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges, masks = _edges_and_masks(small)
    best, best_worth = None, 0.0
    for outline in _outlines(masks):
        corners = _four_corners(outline)
        if corners is None or not _is_card_shaped(corners) or _touches_frame(corners, small.shape):
            continue
        share = cv2.contourArea(corners) / (small.shape[0] * small.shape[1])
        seen = _seen_share(corners, edges)
        if share >= _LEAST_SHARE and seen >= _LEAST_SEEN and share * seen > best_worth:
            best, best_worth = corners, share * seen
    return None if best is None else _in_order(best) / np.float32(scale)


def _edges_and_masks(small: Image) -> tuple[Pixels, list[Image]]:
    """What stands out from its ground: by its edges, by its lightness, and by its colour."""
    smooth = cv2.bilateralFilter(cv2.medianBlur(small, 5), 9, 30, 9)
    lab = cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB)
    evened = [cv2.createCLAHE(3.0, (4, 4)).apply(smooth[:, :, channel]) for channel in range(3)]
    thick = np.ones((3, 3), np.uint8)
    masks: list[Image] = []
    for low, high in ((12, 36), (30, 90), (60, 160)):
        seen = np.bitwise_or.reduce([cv2.Canny(channel, low, high) for channel in evened])
        masks.append(cv2.dilate(seen, thick, iterations=2))
    edges = masks[0]
    for channel in range(3):
        _, mask = cv2.threshold(lab[:, :, channel], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        masks += [mask, cv2.bitwise_not(mask)]
    return edges, masks


def _outlines(masks: list[Image]) -> Iterator[NDArray[Any]]:
    """The outlines that are large enough for a card, also without the burrs that a shadow or a grain adds."""
    for mask in masks:
        for closing in (1, 7):
            closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((closing, closing), np.uint8))
            outlines, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
            for outline in outlines:
                if cv2.contourArea(cv2.convexHull(outline)) > _LEAST_SHARE * mask.size:
                    yield outline
                    yield from _without_burrs(outline, mask.shape)


def _without_burrs(outline: NDArray[Any], shape: tuple[int, ...]) -> Iterator[NDArray[Any]]:
    filled = cv2.drawContours(np.zeros(shape, np.uint8), [outline], -1, 255, cv2.FILLED)
    smooth = cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((_BURR, _BURR), np.uint8))
    outlines, _ = cv2.findContours(smooth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    yield from outlines


def _touches_frame(corners: Points, shape: tuple[int, ...]) -> bool:
    """Whether two corners lie at the picture's rim: then it is the picture, or a card that is cut off."""
    height, width = shape[:2]
    rim = 0.012 * max(height, width)
    at_rim = (
        (corners[:, 0] < rim)
        | (corners[:, 0] > width - rim)
        | (corners[:, 1] < rim)
        | (corners[:, 1] > height - rim)
    )
    return int(at_rim.sum()) >= 2  # noqa: PLR2004 - as said


def _seen_share(corners: Points, edges: Pixels) -> float:
    """Of the side that is seen least, how much of it is an edge in the picture."""
    shares = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = np.linspace(start, end, 80)[4:-4].round().astype(int)
        x, y = np.clip(along[:, 0], 0, edges.shape[1] - 1), np.clip(along[:, 1], 0, edges.shape[0] - 1)
        shares.append(float((edges[y, x] > 0).mean()))
    return min(shares)


def _four_corners(outline: NDArray[Any]) -> Points | None:
    """The outline as four corners, where it has four."""
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, closed=True)
    for closeness in (0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, closeness * length, closed=True)
        if len(corners) == 4:  # noqa: PLR2004 - a card's
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _is_card_shaped(corners: Points) -> bool:
    """Whether sides and angles are those of a card seen from somewhere above."""
    width, height = _sides(_in_order(corners))
    ratio = max(width, height) / max(min(width, height), 1.0)
    ahead = np.roll(corners, -1, axis=0) - corners
    behind = np.roll(corners, 1, axis=0) - corners
    cosines = (ahead * behind).sum(axis=1) / (
        np.linalg.norm(ahead, axis=1) * np.linalg.norm(behind, axis=1) + 1e-6
    )
    return bool(_SHAPES[0] <= ratio <= _SHAPES[1] and np.abs(cosines).max() < 0.45)  # noqa: PLR2004 - 27° askew


def _in_order(corners: Points) -> Points:
    """From the top left with the clock, as they lie on the photo."""
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [int(sums.argmin()), int(differences.argmin()), int(sums.argmax()), int(differences.argmax())]
    if len(set(order)) < 4:  # noqa: PLR2004 - turned by 45°: by their angles then
        middle = corners.mean(axis=0)
        order = list(np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])))
    return corners[order]


def _sides(corners: Points) -> tuple[float, float]:
    """Width and height in px, the mean of what is opposite."""
    top, right, bottom, left = (np.linalg.norm(corners[(n + 1) % 4] - corners[n]) for n in range(4))
    return float(top + bottom) / 2, float(left + right) / 2


def _straightened(photo: Pixels, corners: Points) -> FlatCard:
    """The card from above; of one too square for a card, what is beside it too: a dark band may be missed."""
    width, height = _sides(corners)
    long, short = max(width, height), min(width, height)
    beside = _USUAL_SHAPE * short - long if long < _SQUARE_SHAPE * short else 0.0
    scale = min(_LONGEST_SIDE / (long + 2 * beside), _MOST_ENLARGED)
    x, y = (beside * scale, 0.0) if width >= height else (0.0, beside * scale)
    size = (max(1, round(width * scale + 2 * x)), max(1, round(height * scale + 2 * y)))
    right, bottom = x + width * scale, y + height * scale
    plane = cv2.getPerspectiveTransform(
        corners, np.array([(x, y), (right, y), (right, bottom), (x, bottom)], np.float32)
    )
    pixels: Pixels = cv2.warpPerspective(photo, plane, size, flags=cv2.INTER_CUBIC)  # type: ignore[assignment]
    return FlatCard(pixels, corners, np.linalg.inv(plane).astype(np.float64))
