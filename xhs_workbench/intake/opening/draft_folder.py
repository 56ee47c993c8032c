"""A folder of drafts, one file a draft: `D01_r2.md` is the second round of draft D01.

Text and Markdown files may begin with lines such as `达人昵称：阿梨` or `title: …`; what follows is the caption. A
Markdown heading in its first line is the title. YAML files hold the same names as keys. Each file becomes a
sheet of one row, so that it is recognised, counted and traced like any other.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polars as pl

from xhs_workbench import paths
from xhs_workbench.intake.opening.encodings import decode
from xhs_workbench.intake.opening.sheets import Sheet, refuse

SUFFIXES = (".txt", ".md", ".yaml", ".yml")
MOST_FILES = 2_000
MAX_BYTES = 1024**2
NAME = re.compile(r"^(?P<id>.+?)(?:[_\- ](?:r|v|round|第)?(?P<round>\d{1,2})稿?)?$", re.IGNORECASE)
HEAD = re.compile(r"^\s*([\w\u4e00-\u9fff ]{1,20})\s*[:：]\s*(.*)$")
KNOWN = {
    "稿件ID": ("draft_id", "稿件编号"),
    "轮次": ("round", "draft_round"),
    "达人昵称": ("creator", "creator_name", "博主", "达人", "博主昵称"),
    "标题": ("title",),
    "正文": ("caption", "body", "文案"),
    "话题": ("hashtags", "标签", "tags"),
    "内容形式": ("format", "内容方向"),
    "笔记类型": ("note_type", "体裁"),
    "图片数": ("images", "image_count", "图片数量"),
    "是否带购物链接": ("has_purchase_link", "购物链接", "是否挂车"),
    "是否已标广告": ("ad_label", "广告标识"),
    "是否含AI生成内容": ("ai_made", "是否AI生成"),
    "提交时间": ("handed_in_at", "交稿时间"),
}
NAMES = {name.lower(): header for header, others in KNOWN.items() for name in (header, *others)}


def read_folder(folder: Path) -> list[Sheet]:
    """Read every draft of a folder as a sheet of one row; other kinds of files are left alone.

    Raises:
        IntakeError: No drafts, too many, or one that is too large or unreadable.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files or len(files) > MOST_FILES:
        en, zh = (
            f"the folder holds {len(files)} drafts (1 to {MOST_FILES:,} are read)",
            f"文件夹中有 {len(files)} 份初稿（可读 1–{MOST_FILES} 份）",
        )
        raise refuse(
            folder.name,
            en,
            zh,
            fix=("drafts are .md, .txt or .yaml files.", "初稿应为 .md、.txt 或 .yaml 文件。"),
        )
    return [_sheet(folder, path) for path in files]


def _sheet(folder: Path, path: Path) -> Sheet:
    if path.stat().st_size > MAX_BYTES:
        raise refuse(folder.name, "the draft is over 1 MB", "初稿超过 1 MB", sheet=path.name)
    raw = paths.read_regular(path, MAX_BYTES)
    named = NAME.match(path.stem)
    cells = {
        "稿件ID": named["id"] if named else path.stem,
        "轮次": (named and named["round"]) or "1",
        "标题": "",
        "正文": "",
    }
    found = (
        _from_yaml(path)
        if path.suffix.lower() in (".yaml", ".yml")
        else _from_text(decode(raw, path.name)[0])
    )
    cells |= {name: value for name, value in found.items() if value}
    frame = pl.DataFrame(
        {"row": [1, 2], **{f"c{i}": [name, value or None] for i, (name, value) in enumerate(cells.items())}},
        schema={"row": pl.Int64, **{f"c{i}": pl.String for i in range(len(cells))}},
    )
    return Sheet(folder.name, path.name, frame, sha256=hashlib.sha256(raw).hexdigest())


def _from_yaml(path: Path) -> dict[str, str]:
    from xhs_workbench.params.yaml_files import read_params_file

    data = read_params_file(path).data
    found = {}
    for key, value in data.items():
        header = NAMES.get(str(key).strip().lower(), str(key))
        found[header] = " ".join(map(str, value)) if isinstance(value, list) else _plain(value)
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _from_text(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    lines = text.splitlines()
    while lines:
        head = HEAD.match(lines[0])
        header = NAMES.get(head[1].strip().lower()) if head else None
        if lines[0].startswith("# ") and "标题" not in found:
            found["标题"] = lines.pop(0)[2:].strip()
        elif head and header:
            found[header] = head[2].strip()
            lines.pop(0)
        elif not lines[0].strip() and "正文" not in found:
            lines.pop(0)
        else:
            break
    body = "\n".join(lines).strip()
    return {**found, "正文": "\n".join(part for part in (found.get("正文", ""), body) if part)}
