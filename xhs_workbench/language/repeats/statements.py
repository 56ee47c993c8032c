"""What makes nearly equal words another statement: a number, a name, a negation, a question, one word in place of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.language.cleaning import Texts, clean
from xhs_workbench.language.opinions.lexicon import read_lexicon
from xhs_workbench.language.topics import plain_words

Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
STATED = re.compile(
    r"[0-9]+(?:点[0-9]+)?|第[一二三四五六七八九十]+|(?:周|星期|礼拜)[一二三四五六日天]|"
    r"[一二两三四五六七八九十几]+[百千万亿][一二两三四五六七八九十百千万亿]*|"
    r"[一二两三四五六七八九十百千万半几]+(?=公[里斤分顷]|[晚间辆个只支瓶盒包袋件条双天次周月年块元斤度星片张层楼号点小分岁米倍折码款家罐桶颗粒代])|"
    r"[a-z]{2,}|没有|没|不(?![过错仅但管论光只])|(?<![特分个区性级])别(?![人的])|勿|未(?!来)|无(?!论)|非(?!常)|吗|么|嘛|哪|怎么|多少|什么|谁|几(?!乎)"
)
"""Differences that make nearly equal words another statement: a number, a name in Latin letters, a negation,
a question."""
RIVALS = (
    "大小中 多少 长短 高低矮 宽窄 厚薄 轻重 粗细 软硬 松紧 深浅 浓淡 冷热凉暖 快慢 早晚 新旧 左右 上下 前后 里外内 东南西北 春夏秋冬 "
    "男女 老少 单双大 爸妈爷奶哥弟妹儿女孙娃猫狗 黑白红黄蓝绿紫粉灰棕橙金银 干油混 咸甜酸辣苦 进出 买卖 开关 来去 升降涨跌 增减加 "
    "吃喝穿用看闻听玩住戴涂抹洗读写 鸡鸭鱼牛羊猪虾蟹"
)
"""Signs of one kind: one in place of another (偏大, 偏小; 黑色, 白色; 好吃, 好看) makes another statement."""
LONGEST_COMPARED, LONGEST_WORD = 40, 6
"""Signs of the texts in which one word may say something else, and of this word; in a whole review, one word is an edit."""
AT_ONCE = 50_000


def number_statements(bodies: pl.Series, names: Sequence[str] = ()) -> tuple[Ids, Ids]:
    """Number the statements of texts (numbers, names, negations, questions); say whether they praise (1) or blame (-1).

    Args:
        bodies: Texts, cleaned.
        names: Product and brand names.

    >>> what, mood = number_statements(pl.Series(["真的很好用推荐", "真的不好用推荐", "用了2瓶好用", "用了3瓶好用", "真的很好用推荐哦"]))
    >>> what.tolist(), mood.tolist()[:1]
    ([0, 1, 2, 3, 0], [1])
    """
    mood = (
        np.sign(read_lexicon(clean(bodies)).polarity).astype(np.int64)
        if len(bodies)
        else np.zeros(0, dtype=np.int64)
    )
    known = [name.lower() for name in names if name]
    keys = [
        (*sorted(STATED.findall(text)), *(name for name in known if name in text))
        for text in bodies.to_list()
    ]
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64), mood


@dataclass(frozen=True)
class Statements:
    """What texts state, to be asked of pairs of them.

    Args:
        texts: The texts, letters and signs alone.
        what: Number of each text's numbers, names, negations and questions.
        mood: Whether it praises (1), blames (-1) or neither (0).
    """

    texts: Texts
    what: Ids
    mood: Ids

    def same(self, one: Ids, other: Ids) -> Flags:
        """Say of each pair of texts whether both may state the same, apart from one word in place of another."""
        return np.asarray(
            (self.what[one] == self.what[other]) & (self.mood[one] * self.mood[other] >= 0), dtype=np.bool_
        )

    def swapped(self, one: Ids, other: Ids) -> Flags:
        """Say of each pair whether they differ by one word in place of another: 比下蛋有趣, 比睡觉有趣."""
        made = np.zeros(len(one), dtype=bool)
        sizes = np.diff(self.texts.starts) - 1
        short = np.flatnonzero((sizes[one] <= LONGEST_COMPARED) & (sizes[other] <= LONGEST_COMPARED))
        for start in range(0, len(short), AT_ONCE):
            part = short[start : start + AT_ONCE]
            made[part] = self._swapped(one[part], other[part], sizes)
        return made

    def _swapped(self, one: Ids, other: Ids, sizes: Ids) -> Flags:
        long, size = sizes[one], sizes[other]
        least = np.minimum(long, size)
        front = np.minimum(self._alike(one, other, sizes, back=False), least)
        back = np.minimum(self._alike(one, other, sizes, back=True), least - front)
        mine, theirs = long - front - back, size - front - back
        signs = (mine == 1) & (theirs == 1)
        words = (mine > 1) & (theirs > 1) & (np.maximum(mine, theirs) <= LONGEST_WORD)
        made = np.zeros(len(one), dtype=bool)
        asked = np.flatnonzero(signs | words)
        pairs = [
            (self._piece(one[at], front[at], mine[at]), self._piece(other[at], front[at], theirs[at]))
            for at in asked.tolist()
        ]
        made[asked] = others_words(pairs)
        return made

    def _alike(self, one: Ids, other: Ids, sizes: Ids, *, back: bool) -> Ids:
        """Count the signs that two texts have in common at their beginning or end."""
        steps = np.arange(LONGEST_COMPARED)
        signs = []
        for side, filler in ((one, 0), (other, 1)):
            first = self.texts.starts[side]
            at = (first + sizes[side] - 1)[:, None] - steps if back else first[:, None] + steps
            inside = steps < sizes[side][:, None]
            signs.append(
                np.where(inside, self.texts.codes[np.clip(at, 0, len(self.texts.codes) - 1)], filler)
            )
        return np.asarray(np.cumprod(signs[0] == signs[1], axis=1).sum(axis=1), dtype=np.int64)

    def _piece(self, text: np.int64, front: np.int64, size: np.int64) -> str:
        start = int(self.texts.starts[text] + front)
        return self.texts.codes[start : start + int(size)].tobytes().decode("utf-32-le", "replace")


def others_words(pairs: Sequence[tuple[str, str]]) -> Flags:
    """Say of each pair of words, one in place of the other, whether they say something else.

    Plain words (但是, 真的), words of one opinion (好看, 漂亮) and words with a sign in common do not.

    >>> others_words([("下蛋", "睡觉"), ("好看", "漂亮"), ("但是", "不过"), ("大", "小"), ("的", "地")]).tolist()
    [True, False, False, True, False]
    """
    if not pairs:
        return np.zeros(0, dtype=bool)
    words = pl.Series([word for pair in pairs for word in pair])
    mood = np.sign(read_lexicon(clean(words)).polarity).reshape(-1, 2)
    plain = plain_words()
    made = []
    for (one, other), (mine, theirs) in zip(pairs, mood.tolist(), strict=True):
        if len(one) == 1:
            made.append(any(one in kind and other in kind for kind in RIVALS.split()))
        else:
            told = mine * theirs > 0 or (one in plain and other in plain)
            made.append(not told and not set(one) & set(other))
    return np.array(made, dtype=bool)
