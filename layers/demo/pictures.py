"""Small drawn pictures that stand for visit photos: a landscape of the season, never a face, marked 示例.

The two characters of the mark are drawn as strokes, so that no Chinese font need be installed.
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

SIZE = (640, 480)
THUMBNAIL = (240, 180)
SEASONS = ("winter", "spring", "summer", "autumn")

_Colour = tuple[int, int, int]
_SKY: dict[str, tuple[_Colour, _Colour]] = {
    "winter": ((168, 180, 196), (228, 230, 232)),
    "spring": ((122, 172, 218), (226, 234, 232)),
    "summer": ((78, 142, 214), (214, 230, 238)),
    "autumn": ((132, 164, 200), (240, 226, 204)),
}
_FIELDS: dict[str, tuple[_Colour, ...]] = {
    "winter": ((206, 204, 198), (188, 178, 158), (168, 166, 140), (222, 222, 220)),
    "spring": ((142, 180, 92), (176, 196, 104), (224, 206, 92), (120, 164, 84)),
    "summer": ((92, 146, 70), (120, 162, 80), (76, 128, 66), (150, 170, 88)),
    "autumn": ((206, 178, 94), (188, 152, 80), (160, 150, 84), (222, 196, 120)),
}
_WALLS: tuple[_Colour, ...] = ((232, 228, 220), (214, 204, 190), (190, 182, 174), (222, 212, 196))
_ROOFS: tuple[_Colour, ...] = ((150, 84, 70), (112, 96, 92), (92, 104, 118), (170, 104, 78))

_MARK = (
    # 示
    (((18, 8), (46, 8)), ((8, 24), (56, 24)), ((32, 24), (32, 56), (26, 52)),
     ((20, 34), (10, 50)), ((44, 34), (54, 50))),
    # 例
    (((20, 4), (8, 26)), ((15, 18), (15, 58)), ((22, 10), (44, 10)), ((32, 10), (22, 32)),
     ((28, 22), (42, 22), (38, 38), (22, 58)),
     ((26, 32), (33, 40)), ((48, 12), (48, 42)), ((58, 6), (58, 56), (52, 52))),
)  # fmt: skip
"""Strokes of the two characters in a square of 64."""


@dataclass(frozen=True)
class Picture:
    """JPEG bytes of a picture and of its thumbnail, and the season it shows."""

    content: bytes
    thumbnail: bytes
    season: str


def season_of(month: int) -> str:
    """The season of `month` (1 to 12) in the north."""
    return SEASONS[month % 12 // 3]


def paint(rng: np.random.Generator, season: str) -> Picture:
    """One picture of `season`: sky, hills, fields, a road, trees and houses, or a village street."""
    width, height = SIZE
    share = np.linspace(0, 1, height)[:, None, None]
    top, low = (np.array(colour) * rng.uniform(0.88, 1.06) for colour in _SKY[season])
    sky = np.broadcast_to(top * (1 - share) + low * share, (height, width, 3))
    image = Image.fromarray(np.clip(sky, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    horizon = int(height * rng.uniform(0.42, 0.52))
    _hills(pen, rng, horizon, season)
    _fields(pen, rng, horizon, season)
    if rng.random() < 0.4:
        _street(pen, rng, horizon)
    else:
        depths = np.sort(rng.uniform(0.04, 0.62, int(rng.integers(3, 7))))
        for depth in depths:
            _tree(pen, rng, horizon, depth * rng.uniform(0.5, 1.0), season)
            _house(pen, rng, horizon, float(depth))
    _mark(pen)
    small = image.resize(THUMBNAIL, Image.Resampling.LANCZOS)
    return Picture(_jpeg(image, 74), _jpeg(small, 72), season)


def _hills(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int, season: str) -> None:
    width, height = SIZE
    for depth in range(3):
        x = np.arange(0, width + 16, 16)
        swell = 16 * np.sin(x / rng.uniform(70, 170) + rng.uniform(0, 6))
        y = horizon - 26 + depth * 12 + swell - (2 - depth) * 10
        tone = np.array(_FIELDS[season][0]) * (0.92 - 0.06 * depth)
        haze = 0.62 - 0.18 * depth
        shade = _rgb(tone * (1 - haze) + np.array(_SKY[season][1]) * haze)
        ridge = [(int(a), int(b)) for a, b in zip(x, y, strict=True)]
        pen.polygon([(0, height), *ridge, (width, height)], fill=shade)


def _fields(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int, season: str) -> None:
    width, height = SIZE
    colours = _FIELDS[season]
    pen.rectangle((0, horizon + 4, width, height), fill=colours[int(rng.integers(len(colours)))])
    vanishing = int(width * rng.uniform(0.3, 0.7))
    edges = np.sort(rng.uniform(-1.2, 2.2, 14)) * width
    for left, right in itertools.pairwise(edges):
        fill = _rgb(np.array(colours[int(rng.integers(len(colours)))]) * rng.uniform(0.92, 1.05))
        pen.polygon(
            [(vanishing, horizon + 4), (int(left), height), (int(right), height)], fill=fill
        )
    near = int(width * rng.uniform(0.3, 0.7))
    road = [
        (vanishing - 3, horizon + 4),
        (vanishing + 3, horizon + 4),
        (near + 84, height),
        (near - 84, height),
    ]
    pen.polygon(road, fill=(176, 170, 162))
    pen.line([(vanishing, horizon + 6), (near, height)], fill=(206, 202, 196), width=2)


def _house(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int, depth: float) -> None:
    """A flat-roofed or gabled house; `depth` 0 is at the horizon, 1 at the lower edge."""
    size = 34 + 190 * depth
    wide, tall = int(size * rng.uniform(1.2, 1.9)), int(size * rng.uniform(0.55, 0.85))
    reach = max(int(SIZE[0] * 0.4) - wide, 1)  # beside the road, not on it
    x = (
        int(rng.integers(-30, reach))
        if rng.random() < 0.5
        else SIZE[0] - wide + 30 - int(rng.integers(0, reach + 30))
    )
    y = horizon + 8 + int((SIZE[1] - horizon) * depth)
    wall = _WALLS[int(rng.integers(len(_WALLS)))]
    roof = _ROOFS[int(rng.integers(len(_ROOFS)))]
    pen.rectangle((x, y - tall, x + wide, y), fill=wall)
    if rng.random() < 0.5:
        eave = max(3, wide // 18)
        rise = wide // 6
        pen.polygon(
            [(x - eave, y - tall), (x + eave * 2, y - tall - rise), (x + wide - eave * 2, y - tall - rise),
             (x + wide + eave, y - tall)],
            fill=roof,
        )  # fmt: skip
    else:
        pen.rectangle((x - 3, y - tall - max(4, tall // 9), x + wide + 3, y - tall), fill=roof)
    door, pane = wide // 9, wide // 8
    pen.rectangle(
        (x + wide // 2 - door // 2, y - tall * 3 // 5, x + wide // 2 + door // 2, y),
        fill=(104, 66, 54),
    )
    for at in (x + wide // 5, x + wide * 4 // 5):
        pen.rectangle(
            (at - pane // 2, y - tall * 3 // 4, at + pane // 2, y - tall * 2 // 5),
            fill=(116, 140, 158),
        )


def _tree(
    pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int, depth: float, season: str
) -> None:
    x = int(rng.integers(10, SIZE[0] - 10))
    y = horizon + 8 + int((SIZE[1] - horizon) * depth)
    tall = int(40 + 190 * depth)
    pen.line([(x, y), (x, y - tall)], fill=(96, 80, 66), width=max(2, tall // 22))
    if season == "winter":
        for lean in (-0.4, -0.18, 0.2, 0.42):
            end = (x + int(lean * tall * 0.7), y - tall - int(tall * 0.22 * rng.uniform(0.4, 1)))
            pen.line([(x, y - int(tall * 0.7)), end], fill=(112, 98, 84), width=max(1, tall // 50))
        return
    leaf = np.array(_FIELDS[season][2 if season == "summer" else 1]) * 0.82
    for _ in range(5):
        radius = int(tall * rng.uniform(0.16, 0.28))
        cx, cy = (
            x + int(tall * rng.uniform(-0.2, 0.2)),
            y - tall + int(tall * rng.uniform(-0.15, 0.2)),
        )
        pen.ellipse(
            (cx - radius, cy - radius, cx + radius, cy + radius),
            fill=_rgb(leaf * rng.uniform(0.9, 1.1)),
        )


def _street(pen: ImageDraw.ImageDraw, rng: np.random.Generator, horizon: int) -> None:
    """Two rows of shopfronts that run to the vanishing point."""
    width, height = SIZE
    far_y, base = horizon + 10, height
    pen.polygon(
        [(0, height), (width * 0.4, far_y), (width * 0.6, far_y), (width, height)],
        fill=(172, 168, 162),
    )
    for side in (0, 1):
        steps = np.array([0.0, 0.34, 0.58, 0.76, 0.9])
        for near, far in itertools.pairwise(steps):
            edge = [
                width * 0.44 * step if side == 0 else width * (1 - 0.44 * step)
                for step in (near, far)
            ]
            foot = [base - (base - far_y) * step * 0.96 for step in (near, far)]
            roof = [40 + (far_y - 70) * step for step in (near, far)]
            wall = np.array(_WALLS[int(rng.integers(len(_WALLS)))]) * (0.9 if side else 1.0)
            pen.polygon(
                [(edge[0], foot[0]), (edge[1], foot[1]), (edge[1], roof[1]), (edge[0], roof[0])],
                fill=_rgb(wall),
            )
            band = [r + (f - r) * 0.5 for r, f in zip(roof, foot, strict=True)]
            below = [r + (f - r) * 0.62 for r, f in zip(roof, foot, strict=True)]
            sign = _ROOFS[int(rng.integers(len(_ROOFS)))]
            pen.polygon(
                [(edge[0], band[0]), (edge[1], band[1]), (edge[1], below[1]), (edge[0], below[0])],
                fill=sign,
            )
            gate = [edge[0] + (edge[1] - edge[0]) * part for part in (0.22, 0.78)]
            lift = [foot[0] + (foot[1] - foot[0]) * part for part in (0.22, 0.78)]
            head = [below[0] + (below[1] - below[0]) * part + 6 for part in (0.22, 0.78)]
            pen.polygon(
                [(gate[0], lift[0]), (gate[1], lift[1]), (gate[1], head[1]), (gate[0], head[0])],
                fill=(108, 118, 126),
            )


def _mark(pen: ImageDraw.ImageDraw) -> None:
    """示例 in white on a dark plate at the lower left."""
    x, y, scale = 16, SIZE[1] - 50, 0.5
    pen.rounded_rectangle((x - 8, y - 6, x + 84, y + 38), radius=6, fill=(20, 28, 38))
    for number, strokes in enumerate(_MARK):
        left = x + number * 42
        for stroke in strokes:
            pen.line(
                [(left + a * scale, y + b * scale) for a, b in stroke],
                fill=(240, 244, 248),
                width=3,
            )


def _rgb(colour: np.ndarray[tuple[int], np.dtype[np.float64]]) -> _Colour:
    red, green, blue = np.clip(colour, 0, 255).astype(int).tolist()
    return red, green, blue


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality, optimize=True)
    return held.getvalue()
