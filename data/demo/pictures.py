"""Draw the demo's mood board and covers: still lifes of a bottle that does not exist. SYNTHETIC. 合成图片，纯属虚构。

A drawing, not a photograph: flat shapes with soft shadows, so that a few kilobytes hold it and its colours
    are known.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
BOARD = {
    "1_morning_light": ((246, 238, 228), (226, 208, 188), (183, 140, 104), (250, 247, 242)),
    "2_linen": ((240, 233, 222), (214, 199, 178), (150, 128, 104), (247, 243, 236)),
    "3_blush": ((248, 233, 228), (231, 198, 188), (196, 132, 122), (252, 246, 243)),
    "4_stone": ((235, 232, 226), (205, 198, 188), (142, 132, 120), (244, 242, 238)),
    "5_leaf": ((238, 239, 228), (205, 212, 188), (128, 142, 104), (247, 248, 241)),
    "6_water": ((237, 240, 240), (204, 218, 218), (112, 146, 148), (247, 250, 250)),
}
"""Name -> wall, table, accent, bottle."""
LOOKS = {
    "near": ((244, 236, 226), (222, 204, 184), (178, 136, 102), (250, 246, 240), 1),
    "blush": ((246, 232, 226), (230, 200, 190), (190, 128, 118), (250, 244, 240), 2),
    "night": ((38, 36, 46), (24, 22, 30), (120, 88, 140), (210, 204, 214), 2),
    "candy": ((250, 120, 160), (90, 200, 240), (255, 214, 70), (255, 255, 255), 5),
    "busy": ((228, 226, 218), (190, 176, 150), (206, 60, 50), (246, 244, 240), 26),
}
"""Look -> wall, table, accent, bottle, how many things lie about."""
WORN = ("near", "night", "blush", "busy", "near", "candy", "blush", "night")
"""The look of each creator with covers, in the order of placement."""


def draw(
    rng: np.random.Generator, size: tuple[int, int], look: tuple[Colour, Colour, Colour, Colour], things: int
) -> Image.Image:
    """Draw a bottle on a table, with `things` lying about."""
    width, height = size
    wall, table, accent, bottle = look
    picture = Image.new("RGB", size, wall)
    pen = ImageDraw.Draw(picture)
    horizon = int(height * rng.uniform(0.55, 0.68))
    pen.rectangle((0, horizon, width, height), fill=table)
    _light(picture, rng, wall)
    for _ in range(things):
        _thing(picture, rng, accent, table, horizon)
    _bottle(picture, rng, bottle, accent, horizon)
    return picture


def _shade(colour: Colour, by: int) -> Colour:
    red, green, blue = (max(min(value + by, 255), 0) for value in colour)
    return red, green, blue


def _light(picture: Image.Image, rng: np.random.Generator, wall: Colour) -> None:
    """A window's light across the wall."""
    width, height = picture.size
    mask = Image.new("L", picture.size, 0)
    left = int(rng.uniform(-0.1, 0.5) * width)
    for pane in range(3):
        x = left + pane * width // 6
        ImageDraw.Draw(mask).polygon(
            [(x, 0), (x + width // 8, 0), (x + width // 3, height), (x + width // 5, height)], fill=110
        )
    picture.paste(
        Image.new("RGB", picture.size, _shade(wall, 22)),
        mask=mask.filter(ImageFilter.GaussianBlur(width // 60)),
    )


def _thing(
    picture: Image.Image, rng: np.random.Generator, accent: Colour, table: Colour, horizon: int
) -> None:
    """A stone, a petal or a box with its shadow."""
    width, height = picture.size
    size = int(rng.uniform(0.05, 0.13) * width)
    x, y = int(rng.uniform(0.02, 0.9) * width), int(rng.uniform(horizon * 0.9, height - size))
    tone = _shade(accent, int(rng.integers(-40, 50)))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x, y + size * 2 // 3, x + size * 3 // 2, y + size), fill=_shade(table, -26))
    if rng.random() < 0.4:
        pen.rectangle((x, y, x + size, y + size * 4 // 5), fill=tone, outline=_shade(tone, -50))
    else:
        pen.ellipse((x, y, x + size, y + size * 4 // 5), fill=tone)
        pen.ellipse((x + size // 5, y + size // 8, x + size // 2, y + size // 3), fill=_shade(tone, 22))


def _bottle(
    picture: Image.Image, rng: np.random.Generator, body: Colour, accent: Colour, horizon: int
) -> None:
    width, height = picture.size
    w, h = int(width * 0.24), int(height * 0.4)
    x, bottom = int(width * rng.uniform(0.3, 0.46)), min(horizon + int(height * 0.16), height - 8)
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).ellipse((x - w // 6, bottom - h // 14, x + w * 2, bottom + h // 14), fill=120)
    picture.paste(
        Image.new("RGB", picture.size, (70, 60, 52)),
        mask=shadow.filter(ImageFilter.GaussianBlur(width // 40)),
    )
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((x, bottom - h, x + w, bottom), radius=w // 7, fill=body)
    pen.rectangle(
        (x + w * 5 // 6, bottom - h + w // 6, x + w * 11 // 12, bottom - w // 6), fill=_shade(body, -18)
    )
    pen.rectangle((x + w // 3, bottom - h * 5 // 4, x + w * 2 // 3, bottom - h), fill=accent)
    pen.rectangle(
        (x + w // 8, bottom - h * 4 // 3, x + w * 2 // 3, bottom - h * 5 // 4), fill=_shade(accent, -14)
    )
    pen.rectangle(
        (x + w // 6, bottom - h * 3 // 5, x + w * 4 // 5, bottom - h * 3 // 10), fill=_shade(body, -10)
    )
    for line in range(3):
        pen.line(
            (x + w // 4, bottom - h // 2 + line * h // 16, x + w * 3 // 4, bottom - h // 2 + line * h // 16),
            fill=accent,
            width=2,
        )


def write_note_covers(folder: Path, notes: list[str]) -> int:
    """Write one cover a note, named after the note; with a seed of its own, so that the other pictures stay as they are."""
    rng = np.random.default_rng(20260620)
    covers = folder / "note_covers_synthetic"
    covers.mkdir(parents=True, exist_ok=True)
    for number, note in enumerate(notes):
        *colours, things = LOOKS[WORN[number % len(WORN)]]
        draw(rng, (240, 320), tuple(colours), things).save(covers / f"{note}_synthetic.jpg", quality=72)
    return len(notes)


def write_pictures(folder: Path, creators: list[str]) -> dict[str, int]:
    """Write the mood board and three covers of each creator (the last has two); the same seed gives the same pictures."""
    rng = np.random.default_rng(20260619)
    board, covers = folder / "mood_board_synthetic", folder / "covers_synthetic"
    board.mkdir(parents=True, exist_ok=True)
    covers.mkdir(parents=True, exist_ok=True)
    for number, (name, look) in enumerate(BOARD.items()):
        draw(rng, (480, 600), look, 1 + number % 3).save(board / f"{name}_synthetic.jpg", quality=80)
    for number, (creator, look) in enumerate(zip(creators, WORN, strict=False)):
        *colours, things = LOOKS[look]
        for cover in range(2 if number == len(WORN) - 1 else 3):
            picture = draw(rng, (270, 360), tuple(colours), things)
            picture.save(covers / f"{creator}_{cover + 1}_synthetic.jpg", quality=76)
    return {"board": len(BOARD), "covers": 3 * len(WORN) - 1}
