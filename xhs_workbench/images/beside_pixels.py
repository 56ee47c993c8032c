"""What a picture's file holds beside its pixels: metadata, comments and whatever was hung on behind."""

from __future__ import annotations

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
LONE = {0x01, *range(0xD0, 0xD9)}
"""Markers of a JPEG without a length: restarts and its beginning."""
START_OF_SCAN, END = 0xDA, 0xD9


def beside_pixels(raw: bytes) -> bytes:
    r"""Return a JPEG or PNG without its compressed pixels; any other file as it is.

    Compressed pixels are noise, in which any short pattern turns up by chance.

    >>> beside_pixels(b"\xff\xd8\xff\xfe\x00\x05abc\xff\xda\x00\x02noise\xff\x00noise\xff\xd9after")
    b'abcafter'
    >>> beside_pixels(b"%PDF-1.7 text")
    b'%PDF-1.7 text'
    """
    if raw.startswith(JPEG):
        return _of_jpeg(raw)
    return _of_png(raw) if raw.startswith(PNG) else raw


def _of_jpeg(raw: bytes) -> bytes:
    kept, at = [], 2
    while at + 1 < len(raw):
        if raw[at] != 0xFF:
            break  # no marker where one must stand: the rest is kept, for nothing is known of it
        marker = raw[at + 1]
        if marker == END:
            at += 2
            break
        if marker in LONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker != START_OF_SCAN:
            kept.append(raw[at + 4 : end])
        at = _after_scan(raw, end) if marker == START_OF_SCAN else end
    return b"".join([*kept, raw[at:]])


def _after_scan(raw: bytes, at: int) -> int:
    """Return where the next marker stands that ends a scan: 0xFF before neither 0 nor a restart."""
    while (at := raw.find(b"\xff", at)) >= 0 and at + 1 < len(raw):
        if raw[at + 1] != 0 and raw[at + 1] not in LONE:
            return at
        at += 2
    return len(raw)


def _of_png(raw: bytes) -> bytes:
    kept, at = [], len(PNG)
    while at + 8 <= len(raw):
        length, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        if kind != b"IDAT":
            kept.append(raw[at + 8 : at + 8 + length])
        at += 12 + length
        if kind == b"IEND":
            break
    return b"\n".join([*kept, raw[at:]])
