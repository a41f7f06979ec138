"""The lines of a straightened card, by RapidOCR and the models in its wheel.

Only the reader's own process imports this. Detection and recognition are called one by one: each line is
recognised at its own width, which takes less time and memory than in batches, and the card's way up is known
before most lines are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import rapidocr
from rapidocr import RapidOCR

from boothapp.intake.card_photo import FlatCard, Image, Pixels, Points, flat_card, whole_photo

_MODELS = Path(rapidocr.__file__).parent / "models"
_SHORT_SIDE = 544
"""To which detection enlarges or, with ``_LONG_SIDE``, reduces a card, in px."""
_LONG_SIDE = 1_280
_LEAST_CONFIDENCE = 0.4
_MOST_LINES = 40
"""A page of text has more; a card's fields are among the first."""
_UPRIGHT = 0.9
"""Mean confidence of the lines tried that leaves no doubt about which way is up."""
_TRIED = 2


class Line(NamedTuple):
    """What stands in a box, the corners of which are px of the card from its top left with the clock."""

    text: str
    confidence: float
    box: Points


class ReadPhoto(NamedTuple):
    """The card as it was read, the way up that its text is, and its lines from the top."""

    card: FlatCard
    lines: list[Line]


class CardEyes:
    """Holds the two models; takes some seconds to make, and 400 MB."""

    def __init__(self) -> None:
        self._engine = RapidOCR(
            params={
                # Named, so that nothing is looked for elsewhere.
                "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_side_len": _SHORT_SIDE,
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.text_score": 0.0,
                "Rec.rec_img_shape": [3, 48, 48],
                "Rec.rec_batch_num": 1,
            }
        )

    def read(self, photo: Pixels) -> ReadPhoto:
        """Everything that is printed on the card; of a photo without one, on the photo."""
        card = flat_card(photo)
        found = self._read_card(card)
        if card.corners is not None and len(found.lines) < 2:  # noqa: PLR2004 - a name and a way to reach it
            whole = self._read_card(whole_photo(photo))
            found = max(found, whole, key=lambda each: len(each.lines))
        return found

    def _read_card(self, card: FlatCard) -> ReadPhoto:
        boxes = self._boxes(card)[:_MOST_LINES]
        if _mostly_standing(boxes):
            boxes = [_turned_right(box, card.pixels.shape[0]) for box in boxes]
            card = card.turned(1)
        card, boxes, known = self._upright(card, boxes)
        lines = [known.get(number) or self._line(card, box) for number, box in enumerate(boxes)]
        return ReadPhoto(
            card,
            _from_the_top([line for line in lines if line.text and line.confidence >= _LEAST_CONFIDENCE]),
        )

    def _upright(self, card: FlatCard, boxes: list[Points]) -> tuple[FlatCard, list[Points], dict[int, Line]]:
        """The card turned round if it stood on its head, and the lines that were read to find out."""
        longest = sorted(range(len(boxes)), key=lambda n: -_width(boxes[n]))[:_TRIED]
        known = {number: self._line(card, boxes[number]) for number in longest}
        sure = _mean_confidence(known)
        if sure >= _UPRIGHT:
            return card, boxes, known
        turned = card.turned(2)
        height, width = card.pixels.shape[:2]
        turned_boxes = [_turned_right(_turned_right(box, height), width) for box in boxes]
        tried = {number: self._line(turned, turned_boxes[number]) for number in longest}
        return (turned, turned_boxes, tried) if _mean_confidence(tried) > sure else (card, boxes, known)

    def _boxes(self, card: FlatCard) -> list[Points]:
        """Where text stands, from the top."""
        pixels = card.pixels
        scale = min(1.0, _LONG_SIDE / max(pixels.shape[:2]), max(_SHORT_SIDE / min(pixels.shape[:2]), 0.01))
        small = (
            cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            if scale < 1
            else pixels
        )
        found: Any = self._engine(small, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        return [(np.asarray(box, np.float32) / scale) for box in found.boxes]

    def _line(self, card: FlatCard, box: Points) -> Line:
        read: Any = self._engine(_cut_out(card, box), use_det=False, use_cls=False, use_rec=True)
        text, score = (read.txts[0], float(read.scores[0])) if read.txts else ("", 0.0)
        return Line(text.strip(), score, box)


def _cut_out(card: FlatCard, box: Points) -> Image:
    """The pixels of a box, set straight."""
    width = max(1, round(_width(box)))
    height = max(1, round(float(np.linalg.norm(box[3] - box[0]))))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    plane = cv2.getPerspectiveTransform(box, flat)
    return cv2.warpPerspective(
        card.pixels, plane, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def _width(box: Points) -> float:
    return float(np.linalg.norm(box[1] - box[0]))


def _mostly_standing(boxes: list[Points]) -> bool:
    """Whether most of the text runs up or down, by its length."""
    standing = lying = 0.0
    for box in boxes:
        across, along = _width(box), float(np.linalg.norm(box[3] - box[0]))
        if along > across:
            standing += along
        else:
            lying += across
    return standing > lying


def _turned_right(box: Points, height: int) -> Points:
    """A box of a card of that height where it is after a quarter turn: its lower left corner comes first."""
    turned: Points = np.roll(np.column_stack((height - box[:, 1], box[:, 0])), 1, axis=0).astype(np.float32)
    return turned


def _from_the_top(lines: list[Line]) -> list[Line]:
    """Row by row, and from the left within one."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: float(each.box[:, 1].mean())):
        middle, height = float(line.box[:, 1].mean()), float(np.linalg.norm(line.box[3] - line.box[0]))
        if rows and middle - float(rows[-1][-1].box[:, 1].mean()) < 0.4 * height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: float(each.box[:, 0].min()))]


def _mean_confidence(lines: dict[int, Line]) -> float:
    return sum(line.confidence for line in lines.values()) / max(len(lines), 1)
