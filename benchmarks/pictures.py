"""Phone pictures to thumbnails and measurements, against decoding each in full first."""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from xhs_workbench.images import measure, palette, read_pictures


def _phone_pictures(folder: Path, count: int) -> list[Path]:
    """Write 12-megapixel JPEGs of soft colour with some grain."""
    rng = np.random.default_rng(9)
    files = []
    for number in range(count):
        small = Image.fromarray(rng.integers(0, 256, (12, 16, 3)).astype(np.uint8)).resize(
            (4032, 3024), Image.Resampling.BICUBIC
        )
        grain = rng.integers(-6, 7, (3024, 4032, 1))
        picture = Image.fromarray((np.asarray(small).astype(np.int16) + grain).clip(0, 255).astype(np.uint8))
        files.append(folder / f"{number:03d}.jpg")
        picture.save(files[-1], quality=90)
    return files


def _in_full(file: Path) -> int:
    """What one would write without thinking of size: decode all, shrink, measure the shrunk one, save a thumbnail."""
    with Image.open(file) as opened:
        whole = opened.convert("RGB")
    pixels = np.asarray(whole.resize((256, 192), Image.Resampling.BOX))
    measure(pixels)
    palette(pixels)
    out = io.BytesIO()
    whole.resize((320, 240), Image.Resampling.BOX).save(out, "JPEG", quality=82)
    return out.tell()


def run(count: int = 12) -> list[str]:
    """Return what was measured, a line each."""
    with tempfile.TemporaryDirectory() as name:
        files = _phone_pictures(Path(name), count)
        start = time.perf_counter()
        found = read_pictures([name])
        ours = time.perf_counter() - start
        start = time.perf_counter()
        for file in files:
            _in_full(file)
        theirs = time.perf_counter() - start
    largest = max(len(uri) for uri in found.table["thumbnail"])
    return [
        f"pictures: {count / ours:.1f} phone pictures of 12 megapixels a second, x{theirs / ours:.1f} of decoding each in full; "
        f"largest thumbnail {largest / 1000:.0f} kB of text"
    ]


if __name__ == "__main__":
    print("\n".join(run()))
