"""Of a picture its words are read, and its pixels are not taken for words."""

import io

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from xhs_workbench.images import beside_pixels

WORDS = rb"C:\Users\anna\campaign"


def noise(seed):
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, (200, 160, 3), dtype=np.uint8))


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_a_jpegs_comment_and_what_hangs_behind_it_are_kept_and_its_pixels_are_not(seed, progressive):
    """Pixels of noise fill 30 KB or more; tables and a comment take less than 2 KB."""
    made = io.BytesIO()
    noise(seed).save(made, "JPEG", quality=90, progressive=progressive, comment=WORDS)
    left = beside_pixels(made.getvalue() + b"hung on: " + WORDS)
    assert len(made.getvalue()) > 20_000
    assert len(left) < 2_000
    assert left.count(WORDS) == 2


@pytest.mark.parametrize("seed", range(5))
def test_a_pngs_texts_are_kept_and_its_pixels_are_not(seed):
    about = PngInfo()
    about.add_text("Source", WORDS.decode())
    made = io.BytesIO()
    noise(seed).save(made, "PNG", pnginfo=about)
    left = beside_pixels(made.getvalue() + WORDS)
    assert len(left) < 2_000
    assert left.count(WORDS) == 2


def test_a_damaged_picture_is_kept_from_where_it_cannot_be_followed():
    made = io.BytesIO()
    noise(1).save(made, "JPEG", comment=WORDS)
    raw = made.getvalue()
    at = raw.index(WORDS)
    assert WORDS in beside_pixels(raw[: at + len(WORDS)])  # cut within its comment
    assert WORDS in beside_pixels(raw[:2] + b"no marker " + WORDS)
    assert beside_pixels(b"\x89PNG\r\n\x1a\n" + b"\x00" * 3) == b"\x00" * 3
