"""Small drawn pictures that stand for visit photos: a landscape, never a face, marked as a sample."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
THUMBNAIL = (240, 180)


@dataclass(frozen=True)
class Picture:
    """JPEG bytes of a picture and of its thumbnail."""

    content: bytes
    thumbnail: bytes


def paint(rng: np.random.Generator) -> Picture:
    """One picture: sky, hills, fields, a road and some houses, in a light drawn from `rng`."""
    width, height = SIZE
    hour = rng.uniform(0.0, 1.0)
    top = np.array([70, 120, 190]) * (0.7 + 0.5 * hour)
    low = np.array([235, 225, 200])
    share = np.linspace(0, 1, height)[:, None, None]
    sky = np.broadcast_to(top * (1 - share) + low * share, (height, width, 3))
    image = Image.fromarray(np.clip(sky, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    horizon = int(height * rng.uniform(0.42, 0.55))
    for depth in range(3):
        base = horizon - 40 + depth * 22
        x = np.arange(0, width + 20, 20)
        y = base + 24 * np.sin(x / rng.uniform(60, 140) + rng.uniform(0, 6)) - (2 - depth) * 14
        shade = (96 + depth * 14, 132 + depth * 12, 104 - depth * 6)
        ridge = [(int(a), int(b)) for a, b in zip(x, y, strict=True)]
        pen.polygon([(0, height), *ridge, (width, height)], fill=shade)
    _fields(pen, rng, horizon)
    for _ in range(int(rng.integers(3, 7))):
        _house(pen, rng, horizon)
    pen.rectangle((0, height - 26, width, height), fill=(30, 40, 52))
    pen.text((12, height - 21), "SAMPLE / DEMO", fill=(220, 228, 236))
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    small = image.resize(THUMBNAIL, Image.Resampling.LANCZOS)
    return Picture(_jpeg(image, 72), _jpeg(small, 70))


def _fields(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int) -> None:
    width, height = SIZE
    vanishing = int(width * rng.uniform(0.3, 0.7))
    greens = [(150, 168, 84), (176, 178, 96), (120, 150, 78), (196, 178, 104)]
    edges = np.sort(rng.uniform(-0.4, 1.4, 9)) * width
    for left, right in pairwise(edges):
        fill = greens[int(rng.integers(len(greens)))]
        pen.polygon([(vanishing, horizon), (int(left), height), (int(right), height)], fill=fill)
    near, far = int(width * rng.uniform(0.3, 0.7)), vanishing
    pen.polygon(
        [(far - 3, horizon), (far + 3, horizon), (near + 70, height), (near - 70, height)],
        fill=(168, 160, 150),
    )


def _house(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int) -> None:
    width = int(rng.integers(46, 110))
    tall = int(width * rng.uniform(0.45, 0.7))
    x = int(rng.integers(0, SIZE[0] - width))
    y = horizon + int(rng.integers(6, 90))
    wall = tuple(int(v) for v in rng.integers(180, 235, 3))
    pen.rectangle((x, y - tall, x + width, y), fill=wall)
    roof = [(x - 8, y - tall), (x + width // 2, y - tall - width // 4), (x + width + 8, y - tall)]
    pen.polygon(roof, fill=(150, 84, 70))
    pen.rectangle((x + width // 2 - 7, y - tall // 2, x + width // 2 + 7, y), fill=(92, 74, 62))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality, optimize=True)
    return held.getvalue()
