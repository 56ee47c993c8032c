"""One local picture: judged by its bytes, decoded within limits, re-encoded as a small JPEG.

A picture comes from a client, a creator or a crawl, so its name, suffix and header are not trusted. Only
JPEG, PNG and WebP are decoded, recognised by their first bytes. The size is read before any pixel. The output
is encoded again from pixels, so that no EXIF, place, profile, comment or trailing bytes reach a report.
"""

from __future__ import annotations

import base64
import io
import os
import stat
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem, WorkbenchError

MOST_BYTES = 25_000_000
MOST_PIXELS = 50_000_000
"""A 48-megapixel phone picture passes. Decoding one costs at most 4 bytes a pixel, once."""
LARGE_PIXELS = 6_000_000
"""A larger picture is first reduced, before anything else is done to it; a thumbnail has a tenth of a
megapixel."""
LEAST_SIDE, MOST_SIDE = 16, 20_000
MEASURED_SIDE = 256
"""Longer side, in pixels, of the copy that is measured, so that measurements do not depend on the camera's
resolution."""
THUMBNAIL_SIDE, THUMBNAIL_BYTES = 320, 20_000
LEAST_QUALITY = 45
SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("JPEG", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("PNG", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("WEBP", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
)
PAPER = (255, 255, 255)
"""Background colour behind transparent pixels."""


@dataclass(frozen=True)
class Picture:
    """One picture that was read.

    Args:
        file: Its name for display: no folder, no control characters, at most 80 characters.
        stem: Its full name without suffix, for matching with ids; never a path.
        width: Width in pixels as stored in the file, after applying its orientation.
        height: Height in pixels, likewise.
        pixels: Copy to measure, uint8 sRGB of shape (rows, columns, 3), longer side at most `MEASURED_SIDE`.
        thumbnail: `data:image/jpeg;base64,…`, at most `most_bytes` of JPEG.
    """

    file: str
    stem: str
    width: int
    height: int
    pixels: NDArray[np.uint8] = field(repr=False)
    thumbnail: str = field(repr=False)


def read_picture(
    path: str | Path, *, side: int = THUMBNAIL_SIDE, most_bytes: int = THUMBNAIL_BYTES
) -> Picture:
    """Read one local picture.

    Args:
        path: The file; a relative path starts at the workbench folder. A link is refused, because it could
            point anywhere.
        side: Longer side of the thumbnail in pixels.
        most_bytes: Maximum JPEG bytes of the thumbnail; quality is reduced first, then size.

    Returns:
        The picture with its measuring copy and thumbnail.

    Raises:
        InputMissingError: No such file.
        IntakeError: Not a regular file, too large, not JPEG, PNG or WebP, or damaged.
    """
    file = paths.require(path)
    name = shown_name(file.name)
    raw = _bytes_of(file, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            whole, size = _decode(raw, name)
            thumbnail = _encode(_shrunk(whole, side), most_bytes)
    except IntakeError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        en = "has far more than 50 million pixels"
        raise IntakeError(_problem(name, en, "像素远超 5000 万", "XHS-I004")) from error
    except (
        Exception
    ) as error:  # Pillow and its decoders raise a dozen kinds; each means the same to an analyst
        raise IntakeError(_damaged(name, type(error).__name__)) from error
    pixels = np.asarray(_shrunk(whole, MEASURED_SIDE), dtype=np.uint8)
    return Picture(name, file.stem, *size, pixels, thumbnail)


def shown_name(name: str) -> str:
    r"""Return a file name that is safe to print: control, direction and unencodable characters become `?`.

    >>> shown_name("cover\n\u202egnp.exe.png")
    'cover??gnp.exe.png'
    """
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    return plain if len(plain) <= 80 else plain[:60] + "…" + plain[-19:]


def looks_like_picture(file: Path) -> bool:
    """Say whether a regular file, not a link, begins as a JPEG, PNG or WebP does; nothing more of it is read."""
    if file.is_symlink() or not file.is_file():
        return False
    try:
        with paths.opened_regular(file, MOST_BYTES) as handle:
            head = os.read(handle, 12)
    except WorkbenchError:
        return False
    return any(fits(head) for _, fits in SIGNATURES)


def _bytes_of(file: Path, name: str) -> bytes:
    """Read a regular file without following a link and without blocking on a pipe."""
    if file.is_symlink():
        raise IntakeError(_problem(name, "is a link, not a picture", "是链接文件，不是图片", "XHS-I001"))
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(file, flags)
    except OSError as error:
        raise IntakeError(
            _problem(name, f"cannot be opened: {error.strerror}", "无法打开", "XHS-I001")
        ) from error
    with os.fdopen(handle, "rb") as opened:
        about = os.fstat(opened.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise IntakeError(_problem(name, "is not a regular file", "不是普通文件", "XHS-I001"))
        raw = opened.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise IntakeError(_problem(name, "is larger than 25 MB", "超过 25 MB", "XHS-I002"))
    return raw


def _decode(raw: bytes, name: str) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture as RGB on a plain background, no larger than needed, and the size stored in the file."""
    kind = next((known for known, fits in SIGNATURES if fits(raw[:12])), None)
    if kind is None:
        raise IntakeError(
            _problem(name, "is not a JPEG, PNG or WebP picture", "不是 JPEG、PNG 或 WebP 图片", "XHS-I003")
        )
    with Image.open(io.BytesIO(raw), formats=[kind]) as opened:
        _judge_size(opened.size, name)
        if getattr(opened, "n_frames", 1) > 1:
            opened.seek(0)
        size = opened.size
        opened.draft(
            "RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE)
        )  # JPEG decodes at a fraction of its size
        opened.load()
        halved = _halved(opened)
        turned = ImageOps.exif_transpose(halved)
        quarter = turned.size != halved.size and turned.size == halved.size[::-1]
        return _on_paper(turned), (size[::-1] if quarter else size)


def _halved(picture: Image.Image) -> Image.Image:
    """Return a large picture at a fraction of its size, so that its intermediate copies fit into memory."""
    factor = 1
    while picture.width * picture.height > LARGE_PIXELS * factor**2:
        factor += 1
    if factor == 1:
        return picture
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"):
        return picture.reduce(factor)
    return picture.resize((picture.width // factor, picture.height // factor), Image.Resampling.NEAREST)


def _judge_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > MOST_SIDE:
        en = f"has {width:,} × {height:,} pixels, more than 50 million or a side over 20,000"
        raise IntakeError(_problem(name, en, f"像素过大（{width} × {height}）", "XHS-I004"))
    if min(size) < LEAST_SIDE:
        en = f"has {width} × {height} pixels, too few to judge"
        raise IntakeError(_problem(name, en, f"像素过少（{width} × {height}）", "XHS-I004"))


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16-bit grey, which Pillow would clip to white
        return Image.fromarray(
            (np.asarray(picture).astype(np.int32) >> 8).clip(0, 255).astype(np.uint8)
        ).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        below = Image.new("RGBA", above.size, (*PAPER, 255))
        return Image.alpha_composite(below, above).convert("RGB")
    return picture.convert("RGB")


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    """Return a copy whose longer side is at most `side`; a small picture keeps its pixels."""
    longest = max(picture.size)
    if longest <= side:
        return picture
    scale = side / longest
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return picture.resize(size, Image.Resampling.BOX)


def _encode(picture: Image.Image, most_bytes: int) -> str:
    """Return a JPEG data URI within `most_bytes`; made from bare pixels, so it carries no metadata."""
    bare = Image.fromarray(np.asarray(picture, dtype=np.uint8))
    while True:
        for quality in (82, 70, 58, LEAST_QUALITY):
            written = io.BytesIO()
            bare.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= most_bytes or (quality == LEAST_QUALITY and max(bare.size) <= LEAST_SIDE):
                return "data:image/jpeg;base64," + base64.b64encode(written.getvalue()).decode("ascii")
        bare = _shrunk(bare, max(int(max(bare.size) * 0.8), LEAST_SIDE))


def _damaged(name: str, kind: str) -> Problem:
    return _problem(name, "is damaged or cut short", "图片损坏或不完整", "XHS-I005", kind)


def _problem(name: str, en: str, zh: str, code: str, value: str = "") -> Problem:
    fix_en, fix_zh = (
        "save the picture anew as JPEG or PNG, or take it out.",
        "请另存为 JPEG 或 PNG，或移除该图片。",
    )
    return Problem(en, zh, file=name, value=value, fix_en=fix_en, fix_zh=fix_zh, code=code)
