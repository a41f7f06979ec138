"""Sixteen designs of business cards, drawn as print shops lay them out, each from one person's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from tests.helpers.card_people import PEOPLE, Printed

FONTS = Path(__file__).parents[1] / "data" / "fonts"
WIDE, TALL = (1050, 600), (600, 1050)
"""85 × 49 mm at 300 dpi, lying and standing."""
_BLACK, _GREY, _WHITE, _CREAM = "#161616", "#5b5b5b", "#ffffff", "#f6f0e2"
_NAVY, _GOLD, _TEAL, _RED, _CHARCOAL = "#14284b", "#d8b45a", "#0f6a6a", "#a3211f", "#232529"
SANS, BOLD, LIGHT, COND = (f"OpenSans-{cut}.ttf" for cut in ("Regular", "Bold", "Light", "CondBold"))
SERIF, ITALIC = "EBGaramond12-Regular.otf", "EBGaramond12-Italic.otf"
MONO, ROUND, ROUND_BOLD = "DejaVuSansMono.ttf", "DejaVuSerif.ttf", "DejaVuSans-Bold.ttf"


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of the corpus at a size in px."""
    return ImageFont.truetype(str(FONTS / name), size)


class Paper:
    """A card while it is drawn on; places are px from the top left."""

    def __init__(self, size: tuple[int, int] = WIDE, ground: str = _WHITE) -> None:
        self.image = Image.new("RGB", size, ground)
        self.draw = ImageDraw.Draw(self.image)
        self.texts: list[str] = []

    def write(
        self, at: tuple[float, float], text: str, cut: str, size: int, ink: str = _BLACK, anchor: str = "ls"
    ) -> None:
        """One line; ``anchor`` as Pillow has it: the left, middle or right end of the base line."""
        if text:
            self.texts.append(text)
            # A long line is set smaller, as a print shop would.
            room = self.image.width - 40 - (at[0] if anchor == "ls" else 40)
            while font(cut, size).getlength(text) > room:
                size -= 1
            self.draw.text(at, text, fill=ink, font=font(cut, size), anchor=anchor)

    def block(
        self,
        at: tuple[float, float],
        rows: Iterable[str],
        cut: str,
        size: int,
        ink: str = _BLACK,
        anchor: str = "ls",
        step: float = 1.42,
    ) -> None:
        """Several lines, the empty ones left out."""
        left, top = at
        for number, row in enumerate(row for row in rows if row):
            self.write((left, top + number * size * step), row, cut, size, ink, anchor)


def _labelled(card: Printed, labels: tuple[str, str, str, str, str]) -> list[str]:
    """Phone, mobile, fax, mail and web behind their labels."""
    values = (card.phone, card.mobile, card.fax, card.email, card.web)
    return [f"{label}{value}" for label, value in zip(labels, values, strict=True) if value]


def _classic(card: Printed) -> Paper:
    paper = Paper()
    paper.write((60, 100), card.company, BOLD, 42, _NAVY)
    paper.draw.line((60, 125, 990, 125), fill=_NAVY, width=3)
    paper.write((60, 235), card.titled, SANS, 46)
    paper.write((60, 285), card.title, SANS, 30, _GREY)
    paper.block((60, 390), _labelled(card, ("T ", "M ", "F ", "", "")), SANS, 26)
    paper.block((610, 390), (card.street, card.town, card.country), SANS, 26)
    return paper


def _centred(card: Printed) -> Paper:
    paper = Paper(ground=_CREAM)
    middle = paper.image.width / 2
    paper.write((middle, 130), card.titled, SERIF, 58, anchor="ms")
    paper.write((middle, 185), card.title, ITALIC, 36, _GREY, "ms")
    paper.write((middle, 275), card.company, SERIF, 44, _RED, "ms")
    address = ", ".join(part for part in (card.street, card.town, card.country) if part)
    paper.block(
        (middle, 370),
        (address, card.phone, card.mobile, card.email, card.web),
        SERIF,
        31,
        anchor="ms",
        step=1.3,
    )
    return paper


def _columns(card: Printed) -> Paper:
    paper = Paper()
    paper.draw.line((430, 60, 430, 540), fill=_TEAL, width=4)
    paper.block((50, 200), card.titled.split(" "), BOLD, 44, _TEAL, step=1.15)
    paper.write((50, 470), card.company, SANS, 24)
    paper.block((50, 505), (card.slogan,), ITALIC, 24, _GREY)
    paper.write((470, 120), card.title, SANS, 30)
    paper.block((470, 210), _labelled(card, ("Tel. ", "Mob. ", "Fax ", "", "")), SANS, 27)
    paper.block((470, 450), (card.street, card.town, card.country), SANS, 25, _GREY)
    return paper


def _dark(card: Printed) -> Paper:
    paper = Paper(ground=_CHARCOAL)
    paper.write((70, 120), card.company.upper(), COND, 44, _GOLD)
    paper.write((70, 250), card.titled, SANS, 48, _WHITE)
    paper.write((70, 300), card.title, LIGHT, 32, "#d6d6d6")
    paper.block((70, 400), (card.phone, card.mobile, card.email, card.web), SANS, 27, "#ececec")
    return paper


def _logo(card: Printed) -> Paper:
    paper = Paper()
    paper.draw.ellipse((70, 150, 330, 410), outline=_RED, width=22)
    paper.draw.polygon(((120, 360), (200, 190), (280, 360)), fill=_RED)
    paper.write((390, 130), card.company, ROUND_BOLD, 32, _RED)
    paper.write((390, 230), card.titled, SANS, 44)
    paper.write((390, 280), card.title, SANS, 28, _GREY)
    paper.block((390, 370), (card.phone, card.mobile, card.email, card.web), SANS, 27)
    return paper


def _band(card: Printed) -> Paper:
    paper = Paper()
    paper.draw.rectangle((0, 0, 320, 600), fill=_NAVY)
    paper.block((160, 240), card.company.split(" "), BOLD, 34, _WHITE, "ms", 1.3)
    paper.write((370, 140), card.titled, BOLD, 42, _NAVY)
    paper.write((370, 190), card.title, SANS, 28)
    paper.block((370, 300), _labelled(card, ("Phone: ", "Mobile: ", "Fax: ", "Email: ", "Web: ")), SANS, 25)
    paper.write((370, 540), ", ".join(part for part in (card.street, card.town) if part), SANS, 22, _GREY)
    return paper


def _german(card: Printed) -> Paper:
    paper = Paper()
    paper.write((990, 90), card.company, ROUND, 34, _TEAL, "rs")
    paper.write((60, 220), card.titled, ROUND, 40)
    paper.write((60, 265), card.title, ROUND, 27)
    paper.block((60, 370), (card.street, card.town, card.country), ROUND, 25)
    labels = ("Tel.: ", "Mobil: ", "Fax: ", "E-Mail: ", "Internet: ")
    paper.block((480, 370), _labelled(card, labels), ROUND, 22)
    return paper


def _capitals(card: Printed) -> Paper:
    paper = Paper(ground="#fbfbfb")
    given, _, family = card.name.rpartition(" ")
    paper.write(
        (60, 110), " ".join(filter(None, (card.prefix, given, family.upper(), card.suffix))), SANS, 44
    )
    paper.write((60, 160), card.title, ITALIC, 36, _GREY)
    paper.write((60, 340), card.company.upper(), BOLD, 36, _RED)
    paper.block((60, 410), (card.street, card.town, card.country), SANS, 25)
    paper.block(
        (990, 410),
        (*_labelled(card, ("Tél. ", "Port. ", "Fax ", "", ""))[:-1], card.web),
        SANS,
        25,
        anchor="rs",
    )
    return paper


def _light(card: Printed) -> Paper:
    paper = Paper()
    middle = paper.image.width / 2
    paper.write((middle, 210), card.name.upper(), LIGHT, 56, anchor="ms")
    paper.draw.line((middle - 60, 245, middle + 60, 245), fill=_GOLD, width=4)
    paper.write((middle, 300), card.title.upper(), LIGHT, 26, _GREY, "ms")
    paper.write((middle, 390), card.company, SANS, 30, anchor="ms")
    paper.write((middle, 480), f"{card.mobile or card.phone}", LIGHT, 28, anchor="ms")
    paper.write((middle, 530), card.email, LIGHT, 28, anchor="ms")
    return paper


def _standing(card: Printed) -> Paper:
    paper = Paper(TALL)
    paper.draw.rectangle((0, 0, 600, 250), fill=_TEAL)
    paper.write((300, 150), card.company, BOLD, 36, _WHITE, "ms")
    paper.write((300, 390), card.titled, BOLD, 42, anchor="ms")
    paper.write((300, 440), card.title, SANS, 28, _GREY, "ms")
    paper.block((300, 620), (card.phone, card.mobile, card.email, card.web), SANS, 26, anchor="ms", step=1.6)
    paper.block((300, 900), (card.street, card.town, card.country), SANS, 24, _GREY, "ms")
    return paper


def _typewriter(card: Printed) -> Paper:
    paper = Paper(ground="#f4f4f0")
    paper.write((60, 110), card.titled, MONO, 38)
    paper.write((60, 160), card.title, MONO, 26, _GREY)
    paper.write((60, 205), card.company, MONO, 26)
    paper.block((60, 350), _labelled(card, ("p: ", "m: ", "f: ", "e: ", "w: ")), MONO, 25)
    return paper


def _header(card: Printed) -> Paper:
    paper = Paper()
    for row in range(190):
        shade = 40 + row // 2
        paper.draw.line((0, row, 1050, row), fill=(20, shade, 90 + row // 3))
    paper.write((60, 120), card.company, ROUND_BOLD, 38, _WHITE)
    paper.block((62, 165), (card.slogan,), ITALIC, 30, _WHITE)
    paper.write((60, 290), card.titled, ROUND_BOLD, 36)
    paper.write((60, 335), card.title, SANS, 27, _GREY)
    paper.block((60, 430), (card.phone, card.mobile, card.email), SANS, 26)
    paper.block((990, 430), (card.street, card.town, card.country), SANS, 25, _GREY, "rs")
    return paper


def _slogan(card: Printed) -> Paper:
    paper = Paper()
    paper.draw.rectangle((60, 60, 150, 150), fill=_GOLD)
    paper.write((175, 115), card.company, COND, 44)
    paper.write((175, 150), card.slogan or "Since 1987", ITALIC, 28, _GREY)
    paper.write((990, 330), card.titled, SANS, 44, anchor="rs")
    paper.write((990, 378), card.title, SANS, 28, _GREY, "rs")
    paper.block((990, 460), (card.mobile, card.phone, card.email), SANS, 26, anchor="rs")
    return paper


def _department(card: Printed) -> Paper:
    paper = Paper()
    paper.write((60, 95), card.company, BOLD, 34, _TEAL)
    paper.write((60, 135), card.department or "Business Unit Europe", SANS, 24, _GREY)
    paper.write((60, 260), card.titled, BOLD, 40)
    paper.write((60, 308), card.title, SANS, 28)
    address = ", ".join(part for part in (card.street, card.town, card.country) if part)
    paper.write((60, 420), address, SANS, 24)
    paper.block((60, 468), (f"tel: {card.phone}   mobile: {card.mobile}", card.email, card.web), SANS, 24)
    return paper


def _one_line(card: Printed) -> Paper:
    paper = Paper(ground="#eef3f6")
    paper.write((60, 150), card.titled, ROUND, 46, _NAVY)
    paper.write((60, 205), f"{card.title}", SANS, 28, _GREY)
    paper.write((60, 330), card.company, BOLD, 38, _NAVY)
    paper.draw.line((60, 420, 990, 420), fill=_NAVY, width=2)
    paper.write((60, 470), f"{card.phone}  |  {card.email}", SANS, 27)
    paper.write((60, 520), f"{card.web}  |  {card.town}", SANS, 27)
    return paper


def _american(card: Printed) -> Paper:
    paper = Paper()
    paper.draw.polygon(((900, 60), (990, 60), (990, 150)), fill=_RED)
    paper.write((60, 120), card.titled, ROUND_BOLD, 38)
    paper.write((60, 168), card.title, SANS, 28, _GREY)
    paper.write((60, 260), card.company, ROUND_BOLD, 32, _RED)
    paper.block((60, 320), (card.street, card.town), SANS, 25)
    labels = ("Office ", "Cell ", "Fax ", "", "")
    paper.block((60, 430), _labelled(card, labels), SANS, 25, step=1.36)
    return paper


DESIGNS: tuple[Callable[[Printed], Paper], ...] = (
    _classic, _centred, _columns, _dark, _logo, _band, _german, _capitals,
    _light, _standing, _typewriter, _header, _slogan, _department, _one_line, _american,
)  # fmt: skip


class PrintedCard(NamedTuple):
    """A card, whose it is, and all that stands on it."""

    image: Image.Image
    card: Printed
    text: str


def printed(design: int, person: int) -> PrintedCard:
    """The card of this person in this design."""
    card = PEOPLE[person % len(PEOPLE)]
    paper = DESIGNS[design](card)
    return PrintedCard(paper.image, card, "\n".join(paper.texts))
