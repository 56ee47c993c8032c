"""Rules about a draft's facts rather than its words: label, AI declaration, lengths, counts.

A check returns True (it fires), False, or None if the sheet lacks the information.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from xhs_workbench.content.reviewing.rules import Rule
from xhs_workbench.language import fold

Draft = Mapping[str, Any]
TAG = re.compile(r"[#＃]([^#＃\s\[\],，、。！？!?]+)")


def whole_text(draft: Draft) -> str:
    """Return title, caption and hashtags, a line each."""
    return "\n".join(draft.get(name) or "" for name in ("title", "body", "hashtags"))


def tags_of(draft: Draft) -> list[str]:
    """List a draft's hashtags from its column and from the caption, each once, without #.

    >>> tags_of({"hashtags": "护肤,精华", "body": "好用 #敏感肌[话题]# #护肤"})
    ['护肤', '精华', '敏感肌']
    """
    column = re.split(r"[#＃,，、;；\s]+|\[话题\]", draft.get("hashtags") or "")
    inside = TAG.findall(draft.get("body") or "")
    return list(dict.fromkeys(tag.strip().lower() for tag in (*column, *inside) if tag.strip()))


def _ad_label(draft: Draft, rule: Rule) -> bool | None:
    if draft.get("has_purchase_link") is None:
        return None
    return bool(draft["has_purchase_link"]) and not draft.get("ad_label") and not _says(draft, rule)


def _ai_label(draft: Draft, rule: Rule) -> bool | None:
    if draft.get("ai_made") is None:
        return None
    return bool(draft["ai_made"]) and not _says(draft, rule)


def _health_with_link(draft: Draft, rule: Rule) -> bool | None:
    if draft.get("has_purchase_link") is None:
        return None
    return bool(draft["has_purchase_link"]) and _says(draft, rule)


def _says(draft: Draft, rule: Rule) -> bool:
    folded = fold(whole_text(draft))
    denied = (
        folded.replace("不是广告", "").replace("没有广告", "").replace("非广告", "").replace("无广告", "")
    )
    return any(fold(word) in denied for word in rule.words)


def _title_length(draft: Draft, rule: Rule) -> bool | None:
    return (
        None
        if draft.get("title") is None and draft.get("body") is None
        else _outside(len(draft.get("title") or ""), rule)
    )


def _caption_length(draft: Draft, rule: Rule) -> bool | None:
    return _outside(len((draft.get("body") or "").strip()), rule)


def _hashtag_count(draft: Draft, rule: Rule) -> bool | None:
    return (
        None
        if draft.get("hashtags") is None and "#" not in (draft.get("body") or "")
        else _outside(len(tags_of(draft)), rule)
    )


def _image_count(draft: Draft, rule: Rule) -> bool | None:
    if draft.get("image_count") is None or draft.get("note_type") == "video":
        return None
    return _outside(int(draft["image_count"]), rule)


def _outside(number: int, rule: Rule) -> bool:
    return not rule.least <= number <= rule.most


CHECKS: dict[str, Callable[[Draft, Rule], bool | None]] = {
    "ad_label": _ad_label,
    "ai_label": _ai_label,
    "health_with_link": _health_with_link,
    "title_length": _title_length,
    "caption_length": _caption_length,
    "hashtag_count": _hashtag_count,
    "image_count": _image_count,
}
"""Name in a rule file -> check."""
PLACES = {"title_length": "title", "caption_length": "body", "hashtag_count": "hashtags"}
"""The field that a check is about, if it is a single one."""
