"""Gates: rules that a creator must meet before any score is considered, as data; and their cost in creators.

The cost of a rule does not depend on the order of the rules. A creator that breaks one rule is lost to that
rule; one that breaks three is lost to each by a third, which is the Shapley value of the rules in this game.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.choosing import COMPARISONS, Gate
from xhs_workbench.tables import TABLES, zh_name
from xhs_workbench.written import agree, many

EDGE = 1e-9
"""Thresholds are compared with this tolerance, so that floating-point rounding in relaxation steps does not
matter."""


def apply_gates(candidates: pl.DataFrame, gates: Sequence[Gate]) -> pl.DataFrame:
    """Say for each creator which rules it meets.

    Args:
        candidates: One row a creator.
        gates: The rules.

    Returns:
        `candidates` plus `gate_<rule>` (Boolean; for an empty cell null, or false if the gate says `drop`),
        `gates_failed` and `gates_unknown` (how many), and `admitted` (no rule broken).

    Raises:
        ParamsError: A gate looks at a column there is none of, or compares words with numbers; all at once.
    """
    check_gates(candidates, gates)
    tried = candidates.with_columns(_verdict(gate).alias(f"gate_{gate.rule}") for gate in gates)
    broken = [~pl.col(f"gate_{gate.rule}").fill_null(True) for gate in gates]
    unknown = [pl.col(gate.column).is_null() for gate in gates]
    counted = tried.with_columns(gates_failed=_count_broken(broken), gates_unknown=_count_broken(unknown))
    return counted.with_columns(admitted=pl.col("gates_failed") == 0)


def check_gates(candidates: pl.DataFrame, gates: Sequence[Gate]) -> None:
    """Refuse gates that cannot be asked of a table; its rows do not matter.

    Raises:
        ParamsError: See `apply_gates`.
    """
    problems = [problem for gate in gates for problem in _wrong(candidates, gate)]
    if problems:
        raise ParamsError(problems)


def _verdict(gate: Gate) -> pl.Expr:
    kept = _keeps(gate, gate.value)
    return kept.fill_null(False) if gate.when_unknown == "drop" else kept


def _count_broken(flags: Sequence[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal([pl.lit(0, dtype=pl.Int64), *[flag.cast(pl.Int64) for flag in flags]])


def _wrong(candidates: pl.DataFrame, gate: Gate) -> list[Problem]:
    place = f"gates.{gate.rule}.column"
    if gate.column not in candidates.columns:
        close = get_close_matches(gate.column, candidates.columns, n=1, cutoff=0.6)
        hint = (
            (f"did you mean {close[0]}?", f"是不是想写 {close[0]}？")
            if close
            else ("see the columns of the candidates table.", "请查看候选达人表的列名。")
        )
        return [
            Problem(
                "no such column",
                "没有这一列",
                column=place,
                value=gate.column,
                fix_en=hint[0],
                fix_zh=hint[1],
                code="XHS-P042",
            )
        ]
    kind = candidates.schema[gate.column]
    number = isinstance(gate.value, int | float) and not isinstance(gate.value, bool)
    fits = (
        kind.is_numeric()
        if number
        else kind == pl.Boolean
        if isinstance(gate.value, bool)
        else kind == pl.String or isinstance(kind, pl.Enum)
    )
    if fits or kind == pl.Null:
        return []
    return [
        Problem(
            f"the column holds {kind}, the value is {type(gate.value).__name__}",
            "列的类型与取值不符",
            column=place,
            value=gate.column,
            fix_en="compare numbers with numbers, words with words.",
            fix_zh="数字与数字比较，文字与文字比较。",
            code="XHS-P043",
        )
    ]


def _keeps(gate: Gate, value: Any) -> pl.Expr:
    """Return whether a creator meets a rule, at any threshold; null if nothing is known."""
    column = pl.col(gate.column)
    if gate.op in COMPARISONS:
        edge = EDGE * max(abs(float(value)), 1.0)
        number = column.cast(pl.Float64).fill_nan(None)
        verdicts: dict[str, pl.Expr] = {
            ">=": number >= value - edge,
            ">": number > value + edge,
            "<=": number <= value + edge,
            "<": number < value - edge,
        }
        return verdicts[gate.op]
    if gate.op in ("==", "!="):
        same: pl.Expr = column == value
        return same if gate.op == "==" else ~same
    known = pl.when(column.is_not_null()).then(column.cast(pl.String).is_in(list(value)))
    return known if gate.op == "in" else ~known


def rate_gates(gated: pl.DataFrame, gates: Sequence[Gate]) -> pl.DataFrame:
    """Say what each rule costs, independent of the order of the rules.

    Returns:
        One row per rule: `rule`, `column`, `limit_en`, `limit_zh`, `why_en`, `why_zh`, `unknown`, `fails`,
            `fails_alone` (creators
        lost to this rule only), `fails_with_others`, `share_of_loss` (Shapley value in creators; sums to all
        creators that break a rule), `step_limit` (the threshold one step laxer; null if a rule has no steps)
        and `step_text`, `one_step_adds` (creators that one step would admit), `next_value` (the figure of the
        nearest creator that this rule alone keeps out) and `to_next` (its distance in the column's unit).
    """
    rows = [_rated(gated, gate) for gate in gates]
    texts = ("rule", "column", "limit_en", "limit_zh", "why_en", "why_zh")
    counts = ("unknown", "fails", "fails_alone", "fails_with_others")
    schema = {
        **dict.fromkeys(texts, pl.String),
        **dict.fromkeys(counts, pl.Int64),
        "share_of_loss": pl.Float64,
        "step_limit": pl.Float64,
        "step_text": pl.String,
        "one_step_adds": pl.Int64,
        "next_value": pl.Float64,
        "to_next": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rated(gated: pl.DataFrame, gate: Gate) -> tuple[object, ...]:
    name = f"gate_{gate.rule}"
    failing = gated.filter(~pl.col(name).fill_null(True))
    alone = lost_to(gated, gate)
    step, adds, value, away = None, None, None, None
    if gate.relaxes and isinstance(gate.value, int | float):
        step = gate.value - gate.relaxes if gate.op.startswith(">") else gate.value + gate.relaxes
        adds = alone.filter(_keeps(gate, step)).height
        near = alone[gate.column].cast(pl.Float64)
        value = near.max() if gate.op.startswith(">") else near.min()
        away = abs(float(value) - gate.value) if value is not None else None  # type: ignore[arg-type]
    why = gate.why.to("en") if gate.why else "", gate.why.to("zh") if gate.why else ""
    return (
        gate.rule,
        gate.column,
        *limit_text(gate),
        *why,
        gated[gate.column].null_count(),
        failing.height,
        alone.height,
        failing.height - alone.height,
        float((1 / failing["gates_failed"]).sum()),
        step,
        None if step is None else figure_text(gate.column, step),
        adds,
        value,
        away,
    )


def lost_to(gated: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    """Return the creators that only this rule keeps out: they break it and no other."""
    return gated.filter(~pl.col(f"gate_{gate.rule}").fill_null(True) & (pl.col("gates_failed") == 1))


NAMES: dict[str, Text] = {
    "expected_interactions": Text("expected interactions", "预期互动量"),
    "price_cny": Text("price with fee", "含费报价"),
    "cost_per_interaction_cny": Text("cost per interaction", "互动单价"),
    "engagement_rate": Text("engagement rate", "互动率"),
    "on_target_share": Text("fans on target", "目标人群占比"),
    "save_share": Text("save share", "收藏占比"),
    "notes_seen": Text("notes seen", "样本笔记数"),
    "commercial_notes": Text("commercial notes", "商业笔记数"),
    "competitor_notes": Text("notes naming a competitor", "提及竞品的笔记数"),
    "unlabelled_paid_notes": Text("paid notes without a label", "未报备的合作笔记数"),
    "unsafe_notes": Text("notes with words to read first", "含品牌安全关注词的笔记数"),
    "tier": Text("tier", "量级"),
}
"""Columns that candidates have beyond the creators table; the table's own columns have their 中文名 there."""


def column_name(column: str) -> Text:
    """Return a column's name for a reader."""
    en = column.removesuffix("_cny").replace("_", " ")
    return NAMES.get(column) or Text(
        en, zh_name("creators", column) if column in TABLES["creators"].columns() else column
    )


def limit_text(gate: Gate, value: Any = None) -> Text:
    """Write a rule's limit as a reader sees it; shares and rates in percent.

    >>> limit_text(Gate(rule="a", column="reads_median", op=">=", value=5000.0)).zh
    '阅读中位数（日常） ≥ 5,000'
    """
    signs = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
    shown = gate.value if value is None else value
    name, told = column_name(gate.column), figure_text(gate.column, shown)
    if isinstance(shown, tuple):
        one_of = Text("is one of", "属于") if gate.op == "in" else Text("is none of", "不属于")
        return Text(f"{name.en} {one_of.en} {told}", f"{name.zh}{one_of.zh} {told}")
    return Text(
        f"{name.en} {signs.get(gate.op, gate.op)} {told}", f"{name.zh} {signs.get(gate.op, gate.op)} {told}"
    )


def figure_text(column: str, value: Any) -> str:
    """Write one figure of a column: shares and rates in percent, money in yuan, lists with commas."""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "—" if value is None else str(value)
    if column.endswith(("_share", "_rate")):
        return f"{100 * value:.4g}%"
    return f"¥{value:,.10g}" if column.endswith("_cny") else f"{value:,.10g}"


def say_gates(gated: pl.DataFrame, rated: pl.DataFrame) -> list[Finding]:
    """Say how many creators pass, which rule costs most, and what one step would bring back."""
    if rated.is_empty():
        return []
    n, passing = gated.height, int(gated["admitted"].sum())
    text = Text(
        f"{passing:,} of {n:,} creators break none of {rated.height} rules, as far as the files tell.",
        f"{n:,} 位达人中 {passing:,} 位未触发任何门槛（共 {rated.height} 条，以文件所载为限）。",
    )
    found = [Finding("gates", Level.PASS if passing else Level.FAIL, text, n=n)]
    worst = rated.sort("fails_alone", descending=True).row(0, named=True)
    if worst["fails_alone"]:
        step = worst["one_step_adds"]
        en = f" One step less strict ({worst['step_text']}) admits {step}." if step is not None else ""
        zh = f"放宽一步（{worst['step_text']}）可多 {step} 位。" if step is not None else ""
        found.append(
            Finding(
                "near_misses",
                Level.REVIEW,
                Text(
                    f"{worst['fails_alone']:,} creators fail only one rule: {worst['limit_en']}.{en}",
                    f"{worst['fails_alone']:,} 位达人仅因一条门槛落选：{worst['limit_zh']}。{zh}",
                ),
                n=worst["fails_alone"],
            )
        )
    blind = rated.filter(pl.col("unknown") > 0)
    if blind.height:
        worst = blind.sort("unknown", descending=True).row(0, named=True)
        text = Text(
            f"{many(worst['unknown'], 'creator')} {agree(worst['unknown'], 'has', 'have')} no figure for one rule: "
            f"{worst['limit_en']}.",
            f"{worst['unknown']:,} 位达人缺少一项门槛数据：{worst['limit_zh']}。",
        )
        found.append(Finding("gates_unknown", Level.REVIEW, text, n=worst["unknown"]))
    return found
