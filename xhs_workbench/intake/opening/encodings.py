"""Bytes to text, strictly: UTF-8, UTF-16, GB18030, Big5, in that order, and never a silent replacement character.

A file that mixes encodings is two exports pasted together; decoding it with either would turn half of it into
other, valid-looking characters. So each line is looked at when the whole does not decode.
"""

from __future__ import annotations

import re

from xhs_workbench.findings import Finding
from xhs_workbench.intake.opening.sheets import doubt, refuse

CJK = re.compile("[\u4e00-\u9fff]")
MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]")
HEAD = 100_000
"""Characters in which the header is looked for."""
FIX = ("save the export as UTF-8.", "请将文件另存为 UTF-8。")


def decode(raw: bytes, file: str) -> tuple[str, list[Finding]]:
    """Decode a text file.

    Returns:
        The text without byte-order mark, and what is doubtful about how it was read.

    Raises:
        IntakeError: A byte that no encoding explains, or two encodings in one file; names the row.
    """
    text, findings = _decoded(raw, file)
    header = next((line for line in text[:HEAD].splitlines() if line.strip()), "")
    if MOJIBAKE.search(header) and _undo(header):
        raise refuse(
            file, "the header was decoded twice and is garbled", "表头乱码（重复转码）", row=1, fix=FIX
        )
    return text, findings


def _undo(text: str) -> bool:
    for encoding in ("latin-1", "cp1252"):
        try:
            return bool(CJK.search(text.encode(encoding, "strict").decode("utf-8", "ignore")))
        except UnicodeError:
            continue
    return False


def _decoded(raw: bytes, file: str) -> tuple[str, list[Finding]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(raw, "utf-16", file), []
    if _looks_utf16(raw):
        found = doubt(file, "encoding_guessed", "Read as UTF-16 without a mark.", "按无标记的 UTF-16 读取。")
        return _strict(raw, "utf-16-le", file), [found]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if error.end == len(raw) and len(raw) - error.start < 4:
            return raw[: error.start].decode(
                "utf-8-sig"
            ), []  # cut inside the last character; the row is judged later
    lines = raw.splitlines()
    spoken = [(i, line) for i, line in enumerate(lines, 1) if not line.isascii()]
    utf8_first = _valid(spoken[0][1], "utf-8")
    if utf8_first:
        row = next(i for i, line in spoken if not _valid(line, "utf-8"))
        raise refuse(file, "the encoding changes here", "编码错误：从这一行起不是 UTF-8", row=row, fix=FIX)
    odd = [i for i, line in spoken if _valid(line, "utf-8") and CJK.search(line.decode("utf-8"))]
    if odd and len(odd) < len(spoken):
        raise refuse(
            file, "the encoding changes here", "编码错误：文件混用了 GBK 与 UTF-8", row=odd[0], fix=FIX
        )
    return _chinese(raw, lines, file)


def _chinese(raw: bytes, lines: list[bytes], file: str) -> tuple[str, list[Finding]]:
    """GB18030 decodes almost any bytes; text that is really Big5 then turns into rare characters."""
    if _valid(raw, "gb18030"):
        text = raw.decode("gb18030")
        if not _valid(raw, "big5") or _common(text) >= _common(raw.decode("big5")):
            return text, []
    if _valid(raw, "big5"):
        found = doubt(file, "encoding_guessed", "Read as Big5 (traditional).", "按 Big5（繁体）读取。")
        return raw.decode("big5"), [found]
    row = next((i for i, line in enumerate(lines, 1) if not _valid(line, "gb18030")), 0)
    raise refuse(file, "bytes that no known encoding explains", "编码无法识别", row=row, fix=FIX)


COMMON = set(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "笔记达人昵称发布时间粉丝数点赞收藏评论报价"
    "筆記達人暱稱發佈時間粉絲數點讚收藏評論報價好看"
)


def _common(text: str) -> int:
    return sum(character in COMMON for character in text[:20_000])


def _looks_utf16(raw: bytes) -> bool:
    sample = raw[:2000]
    return (
        len(sample) > 8
        and sample[1::2].count(0) > len(sample) // 8
        and sample[0::2].count(0) < len(sample) // 100
    )


def _valid(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strict(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise refuse(
            file, f"not valid {encoding}", f"编码错误：不是有效的 {encoding}", row=row, fix=FIX
        ) from error
