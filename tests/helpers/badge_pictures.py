"""Pictures of badges as a camera in a hall takes them: thirteen kinds of damage, drawn from a seed.

Lengths of damage are in modules (the smallest square or bar of the code): each symbology suffers alike.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

FRAME = (1280, 720)
VCARD = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Łukasz;Zoë;;;\nFN:Zoë Łukasz\nORG:Société Lumière SA\n"
    "TITLE:Head of Purchasing\nEMAIL:zoe@lumiere.example\nTEL:+33199001121\nEND:VCARD"
)
MECARD = "MECARD:N:Byron,Ada;TEL:+441632960961;EMAIL:ada@engine.example;ORG:Engine Ltd;;"
PIECES = "15514^Grace^Hopper^Compilers Inc^grace@compilers.example"
LINK = "https://badge.example/r/9f3c-15514"
BADGE_ID = "A-15514-B"
PAYLOADS: dict[str, tuple[str, ...]] = {
    "QRCode": (VCARD, MECARD, PIECES, LINK, BADGE_ID),
    "DataMatrix": (MECARD, PIECES, LINK, BADGE_ID),
    "Aztec": (MECARD, PIECES, LINK, BADGE_ID),
    "PDF417": (MECARD, PIECES, LINK),
    "Code128": (BADGE_ID, "15514", "EXPO26-004211"),
    "Code39": (BADGE_ID, "15514", "EXPO26-004211"),
    "ITF": ("0000155140", "26004211"),
    "EAN13": ("4006381333931", "2600421100013"),
}
_WIDE = ("PDF417", "Code128", "Code39", "ITF", "EAN13")
_INK, _PAPER = 25, 235


class Badge(NamedTuple):
    """A badge on its own: the picture, where its code is in it, and the width of a module in px."""

    image: Image.Image
    code: tuple[int, int, int, int]
    module: float


@lru_cache(maxsize=64)
def code_picture(symbology: str, payload: str, module: int) -> Image.Image:
    """The bare code in black on white, with its quiet zone."""
    options = {"ec_level": "M"} if symbology == "QRCode" else {}
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat[symbology], **options)
    drawn: Any = code.to_image(scale=module, add_quiet_zones=True)
    view = memoryview(drawn)
    height, width = view.shape or (0, 0)
    return Image.frombytes("L", (width, height), view.tobytes())


def badge(symbology: str, payload: str, module: int, *, inverted: bool = False) -> Badge:
    """A printed badge: name, company, the code under it."""
    code = code_picture(symbology, payload, module)
    code = code.point(lambda grey: _INK + (_PAPER - _INK) * grey // 255)
    width, height = max(code.width + 40, 320), code.height + 150
    card = Image.new("L", (width, height), _PAPER)
    draw = ImageDraw.Draw(card)
    draw.text((24, 18), "Zoe Lukasz", font=ImageFont.load_default(34), fill=_INK)
    draw.text((24, 66), "Lumiere SA", font=ImageFont.load_default(20), fill=_INK)
    draw.text((24, 96), "VISITOR", font=ImageFont.load_default(20), fill=_INK)
    left, top = (width - code.width) // 2, 135
    card.paste(code, (left, top))
    if inverted:
        card = ImageOps.invert(card)
    return Badge(card, (left, top, left + code.width, top + code.height), module)


def hall(seed: int, size: tuple[int, int] = FRAME, *, noise: float = 6.0) -> Image.Image:
    """A trade show hall without any code: blurred people and walls, posters, stripes, a sensor's noise."""
    width, height = size
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize(size).point(lambda grey: 70 + grey // 3)
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randrange(-50, width), chance.randrange(-50, height)
        box = (x, y, x + chance.randrange(20, 320), y + chance.randrange(20, 320))
        (draw.rectangle if chance.random() < 0.5 else draw.ellipse)(box, fill=chance.randrange(20, 250))
    image = image.filter(ImageFilter.GaussianBlur(5))
    draw = ImageDraw.Draw(image)
    start = chance.randrange(width // 10, width // 2)
    for step in range(0, width // 4, 7):
        line = (start + step, height // 2, start + step + 30, height)
        draw.line(line, fill=chance.randrange(40, 220), width=3)
    words = ("Messe Hall 4 2026", "LUMIERE SA", "visit us in hall 4", "packing lines that run", "ENGINE LTD")
    for _ in range(14):
        place = (chance.randrange(0, width), chance.randrange(0, height))
        font = ImageFont.load_default(chance.choice((12, 16, 20, 28, 40, 60)))
        draw.text(place, chance.choice(words), font=font, fill=chance.choice((10, 240)))
    return _noisy(image.filter(ImageFilter.GaussianBlur(0.7)), noise, chance)


def _noisy(image: Image.Image, sigma: float, chance: random.Random) -> Image.Image:
    """The same each time: Pillow's own noise knows no seed."""
    tile = Image.frombytes("L", (256, 256), chance.randbytes(256 * 256)).filter(ImageFilter.BoxBlur(0.35))
    # Of the deviation of a uniform byte, which is 74, the box leaves 32.
    tile = tile.point(lambda grey: max(0, min(255, round(128 + (grey - 127.5) * sigma / 32))))
    noise = Image.new("L", image.size)
    for left in range(0, image.width, 256):
        for top in range(0, image.height, 256):
            turned = tile.transpose(Image.Transpose(chance.randrange(7)))
            noise.paste(turned, (left, top))
    return ImageChops.add(image, noise, 1, -128)


def _placed(card: Image.Image, chance: random.Random, mask: Image.Image | None = None) -> Image.Image:
    """The badge somewhere in the middle of the hall."""
    frame = hall(chance.randrange(1000))
    wide, high = frame.width - card.width, frame.height - card.height
    left = wide // 2 + round(chance.uniform(-0.2, 0.2) * max(wide, 0))
    top = high // 2 + round(chance.uniform(-0.2, 0.2) * max(high, 0))
    frame.paste(card, (left, top), mask)
    return frame


def _soft(image: Image.Image, radius: float = 0.6) -> Image.Image:
    """No lens draws a module's edge within a pixel."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def _blur(one: Badge, chance: random.Random) -> Image.Image:
    return _placed(_soft(one.image, one.module * chance.uniform(0.3, 0.7)), chance)


def _motion(one: Badge, chance: random.Random) -> Image.Image:
    """A hand that moves while the shutter is open: up to one module and a fifth."""
    length = max(2, round(one.module * chance.uniform(0.4, 1.2)))
    angle = chance.uniform(0, math.tau)
    moved = one.image.copy()
    for step in range(1, length + 1):
        shift = (round(step * math.cos(angle)), round(step * math.sin(angle)))
        moved = Image.blend(moved, ImageChops.offset(one.image, *shift), 1 / (step + 1))
    return _placed(_soft(moved), chance)


def _tilt(one: Badge, chance: random.Random) -> Image.Image:
    """Seen from the side or from below, by 20 to 45 degrees, and a little turned."""
    angle = math.radians(chance.uniform(20, 45)) * chance.choice((-1, 1))
    is_sideways = chance.random() < 0.5
    card = one.image
    distance = 2.2 * max(card.size)
    target = []
    for x, y in ((0, 0), (0, 1), (1, 1), (1, 0)):
        across, down = (x - 0.5) * card.width, (y - 0.5) * card.height
        depth = (across if is_sideways else down) * math.sin(angle)
        if is_sideways:
            across *= math.cos(angle)
        else:
            down *= math.cos(angle)
        scale = distance / (distance + depth)
        target.append((across * scale + card.width * 0.7, down * scale + card.height * 0.7))
    size = (round(card.width * 1.4), round(card.height * 1.4))
    source = ((0, 0), (0, card.height), (card.width, card.height), (card.width, 0))
    seen = card.transform(
        size, Image.Transform.PERSPECTIVE, _perspective(target, source), Image.Resampling.BICUBIC
    )
    mask = Image.new("L", card.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, _perspective(target, source)
    )
    return _placed(_soft(seen), chance, mask)


def _perspective(of: list[tuple[float, float]], to: tuple[tuple[int, int], ...]) -> list[float]:
    """The eight numbers of Pillow's transform that takes each point of one to the other's."""
    rows = []
    for (x, y), (u, v) in zip(of, to, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(8):
            if row != column:
                share = rows[row][column] / rows[column][column]
                rows[row] = [one - share * other for one, other in zip(rows[row], rows[column], strict=True)]
    return [rows[place][8] / rows[place][place] for place in range(8)]


def _rotation(one: Badge, chance: random.Random) -> Image.Image:
    angle = chance.uniform(0, 360)
    turned = one.image.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", one.image.size, 255).rotate(angle, expand=True)
    return _placed(_soft(turned), chance, mask)


def _glare(one: Badge, chance: random.Random) -> Image.Image:
    """A lamp mirrored in the badge's sleeve: a white spot anywhere on the code, its sheen over the rest."""
    left, top, right, bottom = one.code
    side = min(right - left, bottom - top)
    radius = side * chance.uniform(0.04, 0.09)
    x, y = chance.uniform(left, right), chance.uniform(top, bottom)
    light = Image.new("L", one.image.size, 0)
    ImageDraw.Draw(light).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    sheen = Image.new("L", one.image.size, 0)
    ImageDraw.Draw(sheen).ellipse((x - side / 2, y - side / 2, x + side / 2, y + side / 2), fill=150)
    sheen = sheen.filter(ImageFilter.GaussianBlur(side / 4))
    lit = ImageChops.add(ImageChops.add(one.image, sheen), light.filter(ImageFilter.GaussianBlur(radius / 4)))
    return _placed(_soft(lit), chance)


def _low_light(one: Badge, chance: random.Random) -> Image.Image:
    """A tenth of the light, and the sensor's noise with it."""
    share = chance.uniform(0.08, 0.2)
    dark = _placed(_soft(one.image), chance).point(lambda grey: round(12 + grey * share))
    return _noisy(dark, chance.uniform(1.5, 3.5), chance)


def _curl(one: Badge, chance: random.Random) -> Image.Image:
    """Paper bent around an upright cylinder: its edges turn away by up to 50 degrees."""
    card, half = one.image, math.radians(chance.uniform(25, 50))
    width = round(card.width * math.sin(half) / half)
    sag = card.width * chance.uniform(-0.06, 0.06)
    height = card.height + round(abs(sag)) + 1
    mesh = []
    strips = 48
    for strip in range(strips):
        x0, x1 = round(strip * width / strips), round((strip + 1) * width / strips)
        u0, u1 = (
            (math.asin((2 * x / width - 1) * math.sin(half)) / half + 1) * card.width / 2 for x in (x0, x1)
        )
        d0, d1 = (sag * (1 - (2 * x / width - 1) ** 2) + max(0.0, -sag) for x in (x0, x1))
        quad = (u0, -d0, u0, height - d0, u1, height - d1, u1, -d1)
        mesh.append(((x0, 0, x1, height), quad))
    bent = card.transform((width, height), Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fill=1)
    mask = Image.new("L", card.size, 255).transform((width, height), Image.Transform.MESH, mesh)
    shade = (
        Image.linear_gradient("L").rotate(90).resize((width, height)).point(lambda grey: 150 + grey * 2 // 5)
    )
    return _placed(_soft(ImageChops.multiply(bent, shade)), chance, mask)


def _grain(one: Badge, chance: random.Random) -> Image.Image:
    return _noisy(_placed(_soft(one.image), chance), chance.uniform(12, 28), chance)


def _small(one: Badge, chance: random.Random) -> Image.Image:
    """Held far away: a module of one and a half to two and a half pixels."""
    share = chance.uniform(1.5, 2.5) / one.module
    size = (round(one.image.width * share), round(one.image.height * share))
    return _placed(one.image.resize(size, Image.Resampling.LANCZOS), chance)


def _partial(one: Badge, chance: random.Random) -> Image.Image:
    """A thumb or a lanyard's clip over an edge between two corners of the code."""
    left, top, right, bottom = one.code
    width, height = right - left, bottom - top
    size = math.sqrt(width * height * chance.uniform(0.02, 0.05))
    edge = chance.randrange(4)
    along = chance.uniform(0.42, 0.58)
    x = (left + along * width, right, left + along * width, left)[edge]
    y = (top, top + along * height, bottom, top + along * height)[edge]
    card = one.image.copy()
    thumb = (x - size / 2, y - size / 2, x + size / 2, y + size / 2)
    ImageDraw.Draw(card).ellipse(thumb, fill=chance.randrange(90, 180))
    return _placed(_soft(card), chance)


def _low_contrast(one: Badge, chance: random.Random) -> Image.Image:
    """Grey print on coloured card: 25 to 60 levels apart."""
    ground, apart = chance.randrange(100, 220), chance.randrange(25, 60)
    faint = one.image.point(lambda grey: ground - apart + apart * grey // 255)
    return _placed(_soft(faint), chance)


def _inverted(one: Badge, chance: random.Random) -> Image.Image:
    return _placed(_soft(ImageOps.invert(one.image)), chance)


def _artefacts(one: Badge, chance: random.Random) -> Image.Image:
    """As a messenger sends pictures: JPEG of quality 6 to 15."""
    from io import BytesIO  # noqa: PLC0415 - for this alone

    file = BytesIO()
    _placed(_soft(one.image), chance).save(file, "JPEG", quality=chance.randrange(6, 16))
    return Image.open(file).convert("L")


DAMAGES: dict[str, Callable[[Badge, random.Random], Image.Image]] = {
    "blur": _blur,
    "motion": _motion,
    "tilt": _tilt,
    "rotation": _rotation,
    "glare": _glare,
    "low light": _low_light,
    "curl": _curl,
    "noise": _grain,
    "small": _small,
    "partial": _partial,
    "low contrast": _low_contrast,
    "inverted": _inverted,
    "JPEG": _artefacts,
}


def damaged(symbology: str, kind: str, seed: int) -> tuple[Image.Image, str]:
    """A picture of a badge, damaged so, and what its code says."""
    chance = random.Random(f"{symbology}/{kind}/{seed}")
    payload = chance.choice(PAYLOADS[symbology])
    module = chance.randrange(3, 5) if symbology in _WIDE else chance.randrange(4, 8)
    if symbology == "QRCode" and payload is VCARD:
        module = chance.randrange(4, 6)
    return DAMAGES[kind](badge(symbology, payload, module), chance), payload


def in_the_hall(symbology: str, payload: str, *, seed: int = 1, module: int = 5) -> Image.Image:
    """An undamaged badge held into the camera."""
    return _placed(_soft(badge(symbology, payload, module).image), random.Random(seed))
