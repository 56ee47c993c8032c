"""The labelling desk in JupyterLab: some two hundred comments, one at a time, a key each, saved as one goes.

It decides nothing: which comments, and where labels are kept, it is handed. In a report nothing of it is
    shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as w
import polars as pl

from xhs_workbench.findings import Finding, Text
from xhs_workbench.views.desks.control import Control, finding_of
from xhs_workbench.views.wording import said, spoken

SCRIPT = Path(__file__).parent / "label_desk.js"
STYLE = """
.xhs-label-desk { max-width: 760px; border: 1px solid #e4ddd3; border-radius: 4px; padding: 12px 16px; }
.xhs-label-desk:focus-visible, .xhs-label-desk button:focus-visible { outline: 2px solid #2f6f6d; }
.xhs-label-comment { font-size: 20px; line-height: 1.5; min-height: 3em; margin: 8px 0; overflow-wrap: anywhere; }
.xhs-label-keys { display: flex; flex-wrap: wrap; gap: 8px; }
.xhs-label-keys button { padding: 6px 12px; border: 1px solid #cfc6ba; border-radius: 3px; background: #faf8f5; color: #221f1d; }
.xhs-label-keys button[aria-pressed="true"] { background: #2f6f6d; color: #fff; }
.xhs-label-hint, .xhs-label-count { color: var(--jp-ui-font-color2, #6d665f); font-size: 13px; }
"""
KEYS = (
    ("1", "positive", Text("praise", "好评")),
    ("2", "neutral", Text("neither", "中性")),
    ("3", "negative", Text("blame", "差评")),
    ("0", "unclear", Text("cannot say", "无法判断")),
)
SAID = {
    "title": Text("Label comments", "标注评论"),
    "back": Text("back", "上一条"),
    "done": Text(
        "All are labelled. Thank you: run the notebook again.", "已全部标注，谢谢。请重新运行 notebook。"
    ),
    "undo": Text("take back", "撤销"),
    "empty": Text(
        "No comments were read: name a file of comments under inputs of post_campaign.yaml.",
        "未读取到评论：请在 post_campaign.yaml 的 inputs 中写入评论文件。",
    ),
    "hint": Text(
        (
            "Click here once, then keys 1, 2, 3 or 0; ← goes back, U takes the last label back. Judge what the writer thinks of the "
            "product, note or service; a plain question is neither. Each key saves."
        ),
        "先点击此处，再按 1、2、3 或 0；← 返回，U 撤销上一条标注。判断作者对产品、笔记或服务的态度；单纯提问为中性。每按一键即保存。",
    ),
}


class LabelDesk(Control):
    """A widget that shows comments and keeps their labels.

    Args:
        comments: Different comments, in the order to label them.
        labels: Comment -> class, as saved before.
        save: Writes all labels (`content`, `truth`) and says how that went.
    """

    name = "labelling desk"

    def __init__(
        self,
        comments: list[str],
        labels: Mapping[str, str],
        save: Callable[[pl.DataFrame], Finding],
    ) -> None:
        super().__init__()
        self.save = save
        self.others = {text: name for text, name in labels.items() if text not in set(comments)}
        """Labels of comments that are not shown here; they stay."""
        self.kept = dict(labels)
        self.inner = _widget(
            said(
                {
                    "comments": comments,
                    "classes": [{"key": key, "name": name, "label": label} for key, name, label in KEYS],
                    "words": SAID,
                },
                spoken(),
            ),
            {text: labels[text] for text in comments if text in labels},
        )
        self.widget = w.VBox([self.inner])
        self.inner.observe(lambda change: self.keep(change["new"]), names="labels")

    def keep(self, given: Mapping[str, str]) -> None:
        """Keep the labels as they stand now, save all, and say so beneath the keys; what goes wrong is a sentence."""
        known = {name for _, name, _ in KEYS}
        self.kept = self.others | {str(text): name for text, name in given.items() if name in known}
        frame = pl.DataFrame(
            list(self.kept.items()), schema={"content": pl.String, "truth": pl.String}, orient="row"
        )
        try:
            finding = self.save(frame)
        except Exception as error:  # a callback's traceback goes to a log nobody reads
            finding = finding_of(error)
        self.inner.said = finding.text.to(spoken())


def _widget(state: dict[str, Any], labels: dict[str, str]) -> Any:
    import anywidget
    import traitlets

    class Desk(anywidget.AnyWidget):
        """Comments go in, labels come back."""

        _esm = SCRIPT
        _css = STYLE
        state = traitlets.Dict().tag(sync=True)
        labels = traitlets.Dict().tag(sync=True)
        said = traitlets.Unicode("").tag(sync=True)

    return Desk(state=state, labels=labels)


def label_desk(
    chosen: pl.DataFrame, labels: pl.DataFrame, save: Callable[[pl.DataFrame], Finding]
) -> LabelDesk:
    """Return the desk.

    Args:
        chosen: From `language.choose_labels`; the same words are shown once.
        labels: From `language.find_labels`: what was labelled before.
        save: From `language.label_saver`.
    """
    comments = chosen["content"].drop_nulls().unique(maintain_order=True).to_list()
    return LabelDesk(comments, dict(labels.select("content", "truth").iter_rows()), save)
