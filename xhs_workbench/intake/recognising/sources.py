"""Exports as data: one TOML a source says how to recognise it and which header becomes which column.

Adding an export is one file in `sources/` and one fixture; no Python. The keys of a file:

    name, title_en, title_zh     what it is called
    recognise                    headers that must all be there ("a|b": either)
    refuse                       headers that must not be there
    fallback                     true: only for files that no other source recognises
    drafted                      true: written by the workbench, not yet checked by a person
    sheet                        a sheet name to prefer
    group_rows                   rows above the header that hold group names (0 for a flat table)
    percent                      what a number without % means in share columns: "percent", "fraction", or "told":
                                 fractions if every audience share of the file is at most 1, else percent
    totals                       words that mark a totals row
    drop                         headers with personal data, dropped at the door ("收件人*": all that begin so)
    missing                      what this export writes for "no figure" beside the usual marks: ["-1", "NaN"]
    date_order                   "month_first" or "day_first" for 03/04/2026, where no cell settles it
    decimal                      "comma" for 1.234,5 or "point" for 1,234.5, where no cell of the sheet settles it
    scale                        canonical column = what a bare figure of it is multiplied with: {followers = 10000}
    records                      where the records are in a JSON file: "notes", "data.items"
    hidden                       true: hidden sheets, rows and columns of a workbook are read too
    zeros                        "as_they_stand": counts of 0 that contradict the rest of their row are kept
    extends                      in params: the name of a shipped source that this mapping completes or
        overrides
    collected_at                 the header that says when a row was counted
    [tables.<table>.columns]     canonical column = [headers]; "group>leaf" picks a repeated leaf by its group
    [tables.<table>.gather]      canonical column = "prefix": the texts of all headers that begin so, joined
    [tables.<table>.derive]      canonical column = one rule or a list of rules, the first that gives a value:
                                 {from = "column" or header = "header", regex = "...", prefix = "..."} or
                                 {header = "header", words = "title" or "creator"}, which name a note, or
                                 {hash_of = "column,column"} or {crawl = "%Y-%m-%d"}, the day given as
                                 collected_at
    [tables.<table>.constants]   canonical column = value
    [values.<column>]            canonical value = [texts]
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.intake.masking import mask_text
from xhs_workbench.tables import TABLES

PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d][^.]*)+\Z")
"""A field of an object inside a JSON record: `author.nickname`, `fields.粉丝量（万）`; the suffix `.1` of pandas is none.
A table of a warehouse puts its alias before every column (`t.note_id`)."""
FOLDER = Path(__file__).parents[1] / "sources"
TOTALS = (
    "合计",
    "总计",
    "汇总",
    "总和",
    "共计",
    "全部合计",
    "總計",
    "匯總",
    "總和",
    "共計",
    "total",
    "totals",
    "grand total",
    "ttl",
)
YUAN = "rmb|cny|yuan|元|¥|￥|人民币"
MANY = "10k|10,?000s?|000s?|thousands?|k|w|万|千"
"""How a header says in what its money is counted (k RMB, RMB '000, ¥k)."""
UNIT = re.compile(
    r"(?:[（(/]\s*(?:单位\s*[:：]?\s*)?(万|w|W|k|K|千|元|万元|分|%|次|人|篇)\s*[)）]?|(?<=[\u4e00-\u9fff])\s?(w|"
    r"W)|(?<=[a-z])_(w|k)|[（(]\s*(?:in\s+)?['’]?(000s?|thousands?)\s*[)）]"
    r"|(?<=[\u4e00-\u9fff])\s*[（(【\[_,，:：·-]\s*(?:单位\s*[:：]?\s*)?(万|w|千)\s*[+人个]?\s*[)）】\]]?"
    r"|[（(]\s*(?:in\s+)?(10k|10,?000s?|万)\s*[)）]"
    rf"|[（(\[]\s*(?:in\s+)?(?:(?:{YUAN})\s*,?\s*['’]?({MANY})|['’]?({MANY})\s*(?:{YUAN}))\s*[)）\]])$",
    re.IGNORECASE,
)
GROUP_MARK = re.compile(r">(?![0-9])|(?<=\w)[)）】]?>(?=[0-9]+\s*[-~–—至到])")
"""Between group and leaf; the > of an age above 44 is none, that before 25-34岁 is one."""
SIMPLIFIED = str.maketrans(
    "筆記達暱稱發佈時間絲數點讚評論報價內標題鏈連結類別總讀曝藏關註訂單額費圖視頻號屬機構簽約億萬"
    "瀏覽觀轉錄贊這個條語詞區導種項動業廣專創戶員層級領優惠頁網開網購車實際預計質統劃測幣齡響應變濾聯繫電話郵編輯顏選擇狀態備採擷權責帳後從與說價貼簡介體裁誌"
    "蹤獲歡檔別歲場訊資補週換錢貨產設圍華務擊啟製節寫傳給歷隊線載還訪詢軟執競"
    "紅書眾經紀處無義習長門問將來對為們見覺學會過幾東雙顧檢樓雲絡縣鄉灣廳鐵銀鎮靜飾髮護膚妝潔養髒裏衛廠齊陽稅淨減滿純紙細維續織練縮獎勵勢協參雜術師幫島嶼帶"
    "爲舉樂買於僅衆傭償興軍況準賣佔臺啓諮團國塊聲復頭寶審屍庫異歸當戰擬撥掛據攝舊樣歐匯漲靈熱愛獨貓現畫監碼禮籤組終紹絕績綜罰羣職腳薦營虛蟬規觸認議證識訴該詳請調談譜負賬賽趨躍輪輸進違遞銖鋪銷鍵鎊閉閱隨韓風饋驗説閲",
    "笔记达昵称发布时间丝数点赞评论报价内标题链连结类别总读曝藏关注订单额费图视频号属机构签约亿万"
    "浏览观转录赞这个条语词区导种项动业广专创户员层级领优惠页网开网购车实际预计质统划测币龄响应变滤联系电话邮编辑颜选择状态备采撷权责账后从与说价贴简介体裁志"
    "踪获欢档别岁场讯资补周换钱货产设围华务击启制节写传给历队线载还访询软执竞"
    "红书众经纪处无义习长门问将来对为们见觉学会过几东双顾检楼云络县乡湾厅铁银镇静饰发护肤妆洁养脏里卫厂齐阳税净减满纯纸细维续织练缩奖励势协参杂术师帮岛屿带"
    "为举乐买于仅众佣偿兴军况准卖占台启咨团国块声复头宝审尸库异归当战拟拨挂据摄旧样欧汇涨灵热爱独猫现画监码礼签组终绍绝绩综罚群职脚荐营虚蝉规触认议证识诉该详请调谈谱负账赛趋跃轮输进违递铢铺销键镑闭阅随韩风馈验说阅",
)
"""Traditional characters of export headers, so that a header from Taiwan or Hong Kong is the same header."""
CHOICES = {
    "date_order": ("month_first", "day_first"),
    "zeros": ("as_they_stand",),
    "percent": ("percent", "fraction", "told"),
    "decimal": ("comma", "point"),
}
TABLE_PARTS = ("columns", "gather", "derive", "constants")
SCALES = {
    "万": 10_000,
    "w": 10_000,
    "万元": 10_000,
    "k": 1_000,
    "千": 1_000,
    "千元": 1_000,
    "000": 1_000,
    "000s": 1_000,
    "thousand": 1_000,
    "thousands": 1_000,
    "分": 0.01,
    "百万": 1_000_000,
    "m": 1_000_000,
    **dict.fromkeys(("10k", "10000", "10,000", "10000s", "10,000s"), 10_000),
}
FACTORS = (10_000, 1_000, 1, 0.01, 1_000_000, 100_000_000)
"""What a mapping may say that bare figures of a column are multiplied with; 1 where a header's 万 is not meant."""


@dataclass(frozen=True)
class TableMap:
    """How one canonical table is filled from one export."""

    columns: Mapping[str, tuple[str, ...]]
    gather: Mapping[str, str] = field(default_factory=dict)
    derive: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One kind of export."""

    name: str
    title_en: str
    title_zh: str
    recognise: tuple[tuple[str, ...], ...]
    tables: Mapping[str, TableMap]
    refuse: tuple[str, ...] = ()
    fallback: bool = False
    drafted: bool = False
    sheet: str = ""
    group_rows: int = 0
    percent: str = "percent"
    totals: tuple[str, ...] = TOTALS
    drop: tuple[str, ...] = ()
    collected_at: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    date_order: str = ""
    records: str = ""
    hidden: bool = False
    zeros: str = ""
    decimal: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """One header cell understood.

    Args:
        text: As it stands in the file.
        leaf: Normalised, unit removed.
        whole: Normalised, unit and all.
        groups: Normalised group names above it, outermost first.
        scale: What a number below it is multiplied with.
        index: Column number, from 0.
    """

    text: str
    leaf: str
    whole: str
    groups: tuple[str, ...]
    scale: float
    index: int

    @property
    def shown(self) -> str:
        """As it may be shown: people write their WeChat into header cells too."""
        return _masked(self.text)


@lru_cache(maxsize=20_000)
def _masked(text: str) -> str:
    return mask_text(text)


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Fold a header for comparing: NFKC, lower case, no brackets, spaces, punctuation or zero-width characters.

    Signs of other currencies stay: 价格($) is no 价格.

    >>> normalise("阅读中位数（日常）") == normalise("阅读中位数 (日常)")
    True
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(SIMPLIFIED)
    return "".join(ch for ch in folded if unicodedata.category(ch)[0] in "LN" or ch in "<>%$€£₩฿₫₹")


@lru_cache(maxsize=20_000)
def read_header(text: str, groups: tuple[str, ...], index: int) -> Header:
    """Understand one header cell: `粉丝数（万）` is 粉丝数 times 10,000."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = UNIT.search(folded)
    unit = next(filter(None, found.groups())) if found else ""
    scale = SCALES.get(unit.lower(), 1)
    leaf = normalise(folded[: found.start()] if found else folded)
    return Header(text, leaf, normalise(text), tuple(normalise(group) for group in groups), scale, index)


@lru_cache(maxsize=20_000)
def _wanted(name: str) -> tuple[tuple[str, ...], str]:
    *groups, leaf = (normalise(part) for part in GROUP_MARK.split(name))
    return tuple(group for group in groups if group), leaf


def leaf_of(wanted: str) -> str:
    """Return the folded name of the column itself that a source asks for, without its groups."""
    return _wanted(wanted)[1]


def names_of(header: str) -> tuple[str, ...]:
    """Return the names of a header that a rule asks for: all of it, then each of several written `性别分布|粉丝性别`."""
    return tuple(dict.fromkeys((header, *(part.strip() for part in header.split("|") if part.strip()))))


def header_of(rule: Mapping[str, str], headers: Sequence[Header]) -> Header | None:
    """Return the header that a rule takes a column out of, by the first of its names that is there."""
    return next((h for name in names_of(rule["header"]) for h in headers if matches(h, name)), None)


def origin_of(rule: Mapping[str, str]) -> str:
    """Return what a rule takes a column out of, as it is called in findings."""
    file = "file" if "file" in rule else "collected_at"
    return rule.get("header") or rule.get("from") or rule.get("hash_of") or file


def header_used(rule: Mapping[str, str], headers: Sequence[Header]) -> Header:
    """Return what a rule takes a column out of as a header; one that is in no file stands at no place."""
    known = header_of(rule, headers) if "header" in rule else None
    return named_so(known.text if known else origin_of(rule))


def named_so(text: str) -> Header:
    """Return a header that stands at no place of the sheet."""
    return Header(text, "", "", (), 1, -1)


def matches(header: Header, wanted: str) -> bool:
    """Say whether a header is the one a source asks for (`leaf`, or `group>leaf`)."""
    groups, leaf = _wanted(wanted)
    if leaf not in (header.leaf, header.whole):
        return False
    return all(any(group in named for named in header.groups) for group in groups)


def is_dropped(header: Header, source: Source) -> bool:
    """Say whether a source drops a column at the door, by its name or by how the name begins.

    >>> is_dropped(read_header("收件人手机号", (), 0), Source("s", "", "", (), {}, drop=("收件人*",)))
    True
    """
    return any(
        header.whole.startswith(normalise(name)) if name.endswith("*") else header.whole == normalise(name)
        for name in source.drop
    )


def make_source(data: Mapping[str, Any], where: str) -> Source:
    """Build a source from the data of a TOML file or of an analyst's YAML.

    Raises:
        ParamsError: A key, table or column is unknown.
    """
    if "extends" in data:
        data = _extended(data, where)
    known = {f.name for f in Source.__dataclass_fields__.values()}
    problems = [_unknown(where, key, known) for key in data if key not in known]
    if not data.get("recognise") or not data.get("tables"):
        problems.append(_without_marks(where))
    problems += [
        _not_a_choice(where, key, choices)
        for key, choices in CHOICES.items()
        if data.get(key, "") not in ("", *choices)
    ]
    tables = {}
    for name, spec in dict(data.get("tables", {})).items():
        columns = set(TABLES[name].columns()) if name in TABLES else set()
        if not columns:
            problems.append(_unknown(where, f"tables.{name}", set(TABLES)))
        parts = {part: dict(spec.get(part, {})) for part in TABLE_PARTS}
        problems += [
            _unknown(where, f"tables.{name}.{key}", set(TABLE_PARTS)) for key in spec if key not in parts
        ]
        for part in parts.values():
            problems += [
                _unknown(where, f"tables.{name}.{key}", columns) for key in part if key not in columns
            ]
        wanted = {
            key: (names,) if isinstance(names, str) else tuple(names)
            for key, names in parts["columns"].items()
        }
        rules = {
            key: (rule,) if isinstance(rule, Mapping) else tuple(rule)
            for key, rule in parts["derive"].items()
        }
        tables[name] = TableMap(wanted, parts["gather"], rules, parts["constants"])
    scale = data.get("scale", {})
    problems += _scale_problems(where, scale, tables)
    if problems:
        raise ParamsError(problems)
    name = str(data.get("name", where))
    lists = {key: tuple(data[key]) for key in ("refuse", "drop", "collected_at") if key in data}
    values = {
        column: {tidy: value for value, given in spec.items() for tidy in map(normalise, given)}
        for column, spec in dict(data.get("values", {})).items()
    }
    return Source(
        name=name,
        title_en=str(data.get("title_en", name)),
        title_zh=str(data.get("title_zh", name)),
        recognise=tuple(tuple(item.split("|")) for item in data.get("recognise", ())),
        tables=tables,
        fallback=bool(data.get("fallback", False)),
        drafted=bool(data.get("drafted", False)),
        group_rows=int(data.get("group_rows", 0)),
        values=values,
        sheet=str(data.get("sheet", "")),
        percent=str(data.get("percent", "percent")),
        totals=tuple(data.get("totals", TOTALS)),
        missing=frozenset(
            form for mark in map(str, data.get("missing", ())) for form in (mark, mark.lower(), mark.upper())
        ),
        date_order=str(data.get("date_order", "")),
        records=str(data.get("records", "")),
        hidden=bool(data.get("hidden", False)),
        zeros=str(data.get("zeros", "")),
        decimal=str(data.get("decimal", "")),
        scale=dict(scale),
        **lists,
    )


def _extended(data: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Complete a shipped source by a mapping: its own headers come first, its other keys override.

    Raises:
        ParamsError: No shipped source has that name.
    """
    path = FOLDER / f"{data['extends']}.toml"
    names = {item.stem for item in FOLDER.glob("*.toml")}
    if data["extends"] not in names:
        raise ParamsError([_unknown(where, f"extends: {data['extends']}", names)])
    shipped = tomllib.loads(path.read_text(encoding="utf-8"))
    merged = {
        **shipped,
        "name": path.stem,
        "fallback": False,
        **{k: v for k, v in data.items() if k != "extends"},
    }
    merged["tables"] = {
        name: {part: dict(given) for part, given in spec.items()} for name, spec in shipped["tables"].items()
    }
    for name, spec in dict(data.get("tables", {})).items():
        for part, given in spec.items():
            into = merged["tables"].setdefault(name, {}).setdefault(part, {})
            for column, own in given.items():
                names_too = part == "columns" and column in into
                into[column] = (
                    [*([own] if isinstance(own, str) else own), *into[column]] if names_too else own
                )
    return merged


def _scale_problems(where: str, scale: object, tables: Mapping[str, TableMap]) -> list[Problem]:
    """Return what is wrong with the units of bare figures: a column that the mapping does not read, or no usual unit."""
    factors = tuple(map(str, FACTORS))
    if not isinstance(scale, Mapping):
        return [_not_a_choice(where, "scale: {column: …}", factors)]
    read = {column for spec in tables.values() for column in (*spec.columns, *spec.derive)}
    return [_unknown(where, f"scale.{column}", read) for column in scale if column not in read] + [
        _not_a_choice(where, f"scale: {{{column}: …}}", factors)
        for column, factor in scale.items()
        if isinstance(factor, bool) or factor not in FACTORS
    ]


def _not_a_choice(where: str, key: str, choices: tuple[str, ...]) -> Problem:
    return Problem(
        f"{key} is one of {', '.join(choices)}",
        f"{key} 只能是 {'、'.join(choices)}",
        file=where,
        column=key,
        fix_en=f"write {key}: {choices[0]}, or leave it out.",
        fix_zh=f"请写 {key}: {choices[0]}，或删去。",
        code="XHS-E042",
    )


def _without_marks(where: str) -> Problem:
    return Problem(
        "a mapping needs headers to be recognised by, and a table",
        "映射需要识别用表头与目标数据表",
        file=where,
        column="recognise",
        fix_en="name two or three headers of the file under recognise, and columns under tables.",
        fix_zh="请在 recognise 中写两三个表头，并在 tables 中写列对应。",
        code="XHS-E041",
    )


def _unknown(where: str, key: str, known: set[str]) -> Problem:
    return Problem(
        "unknown key in a source",
        "来源映射中有未知键",
        file=where,
        column=key,
        fix_en=f"known here: {', '.join(sorted(known)[:40])}.",
        fix_zh="请检查键名。",
        code="XHS-E040",
    )


@cache
def shipped_sources() -> tuple[Source, ...]:
    """Return the sources that come with the package, in file order."""
    return tuple(
        make_source({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}, path.name)
        for path in sorted(FOLDER.glob("*.toml"))
    )
