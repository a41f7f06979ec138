"""A printed card as a phone takes it: on a table, askew, in the shade, grainy, soft, squeezed into a JPEG."""

from __future__ import annotations

import io
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

FRAME = (1600, 1200)
Corners = tuple[tuple[float, float], ...]


def photo(card: Image.Image, seed: int, *, turns: int = 0, ground: str = "") -> bytes:
    """A JPEG of 1,600 × 1,200 px; ``turns`` quarter turns to the left come before the rest."""
    chance = Random(seed)
    card = card.rotate(90 * turns, expand=True)
    scene = _table(chance, ground)
    corners = _corners(card.size, chance)
    shape = _warped(Image.new("L", card.size, 255), corners)
    scene.paste(_shade_under(corners), mask=_shadow_mask(corners, chance))
    scene.paste(_warped(card, corners), mask=shape)
    scene = ImageChops.multiply(scene, _light(chance))
    scene = scene.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.1)))
    return jpeg(_grainy(scene, chance), quality=chance.randint(62, 82))


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """The picture's file."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _table(chance: Random, ground: str) -> Image.Image:
    """Wood, cloth or a plain desk: a colour with a texture."""
    colour = ground or chance.choice(("#7a5230", "#3b3f45", "#8c8f86", "#50607a", "#2d2620"))
    scene = Image.new("RGB", FRAME, colour)
    grain = _noise(
        (FRAME[0] // 8, FRAME[1]) if chance.random() < 0.5 else (FRAME[0] // 4, FRAME[1] // 4), chance
    )
    grain = grain.resize(FRAME, Image.Resampling.BICUBIC).point(lambda value: 205 + value // 5)
    return ImageChops.multiply(scene, Image.merge("RGB", (grain, grain, grain)))


def _noise(size: tuple[int, int], chance: Random) -> Image.Image:
    return Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))


def _corners(size: tuple[int, int], chance: Random) -> Corners:
    """Where the card's corners lie: turned a little, seen from one side, filling most of the frame."""
    width, height = size
    scale = min(FRAME[0] * 0.84 / width, FRAME[1] * 0.84 / height) * chance.uniform(0.86, 0.98)
    angle = np.radians(chance.uniform(-9, 9))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flat = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) * scale / 2
    askew = [chance.uniform(0.0, 0.05) * size * scale for size in (*size, *size)]
    flat += np.array([(askew[0], askew[1]), (-askew[2], 0), (0, -askew[3]), (0, 0)])
    shift = (chance.uniform(-25, 25), chance.uniform(-25, 25))
    placed = flat @ turn.T + np.array(FRAME) / 2 + np.array(shift)
    margin = 12
    return tuple(
        (float(np.clip(x, margin, FRAME[0] - margin)), float(np.clip(y, margin, FRAME[1] - margin)))
        for x, y in placed
    )


def _warped(image: Image.Image, corners: Corners) -> Image.Image:
    """The picture in the frame, its corners at these places."""
    width, height = image.size
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    plane = np.linalg.solve(np.array(rows, float), np.array(values, float))
    return image.transform(FRAME, Image.Transform.PERSPECTIVE, plane.tolist(), Image.Resampling.BICUBIC)


def _shadow_mask(corners: Corners, chance: Random) -> Image.Image:
    """The card's own shadow on the table."""
    mask = Image.new("L", FRAME, 0)
    dx, dy = chance.uniform(6, 16), chance.uniform(6, 16)
    ImageDraw.Draw(mask).polygon([(x + dx, y + dy) for x, y in corners], fill=150)
    return mask.filter(ImageFilter.GaussianBlur(9))


def _shade_under(_corners: Corners) -> Image.Image:
    return Image.new("RGB", FRAME, "#0a0a0a")


def _light(chance: Random) -> Image.Image:
    """A lamp at one side, and the shadow of a hand or a phone across a corner."""
    near, far = chance.randint(225, 255), chance.randint(150, 190)
    ramp = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(FRAME)
    light = ramp.point(lambda value: far + (near - far) * value // 255)
    shade = Image.new("L", FRAME, 255)
    x = chance.uniform(0.2, 0.8) * FRAME[0]
    edge = [(x, 0), (x + chance.uniform(-300, 300), FRAME[1]), (FRAME[0], FRAME[1]), (FRAME[0], 0)]
    ImageDraw.Draw(shade).polygon(edge, fill=chance.randint(150, 200))
    light = ImageChops.multiply(light, shade.filter(ImageFilter.GaussianBlur(40)))
    warmth = chance.uniform(0.86, 1.0)
    return Image.merge("RGB", (light, light, light.point(lambda value: int(value * warmth))))


def _grainy(image: Image.Image, chance: Random) -> Image.Image:
    """What a small sensor adds in hall light."""
    noise = [_noise(FRAME, chance).filter(ImageFilter.GaussianBlur(0.7)) for _ in range(3)]
    return Image.blend(image, Image.merge("RGB", tuple(noise)), chance.uniform(0.05, 0.10))
