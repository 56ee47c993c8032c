"""Metrics by their everyday word, with n and an interval; rival definitions side by side; tiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief, Definitions
from xhs_workbench.verbs.arguments import counted, groups_of, listed
from xhs_workbench.verbs.frames import called_in_exports, framed, give, give_rows, needs, take
from xhs_workbench.verbs.reading import as_brief

NEAR = 0.75
"""How like two words are that are probably the same one, misspelt (of 1)."""
Terms = Brief | Definitions | Mapping[str, Any] | None
"""Source of definitions: a brief, its `definitions`, a mapping of some of them, or the defaults."""


ANSWER = ("metric", "value", "lower", "upper", "n", "n_missing", "enough", "bound")
"""Columns of the answer, which no group may be called."""


def metric(
    frame: Any, name: str | Sequence[str], by: str | Sequence[str] = (), *, definitions: Terms = None
) -> Any:
    """Sum a metric over rows: a ratio of sums over the rows with both sides known, with a 90 % interval.

    Args:
        frame: One row per note, order or creator; pandas or polars. A note that stands in it twice counts twice, as its
            days of ads should: keep one row of each where it is a copy.
        name: Everyday word or id: `engagement rate`, `cpe`, `CPM`, `互动率`, `cpm_by_reads`; `list_metrics()`
            lists them. Of several in a list, the answers stand one below the other.
        by: Column or columns to group by.
        definitions: A brief, or its definitions such as `{"interactions": "interactions_3"}`; defaults if not
            given.

    Returns:
        One row per group, in the kind given: the group, `metric`, `value`, `lower`, `upper` (null below five
            rows), `n` (rows used),
        `n_missing` (rows left out because a part is missing), `enough` (n of at least 10), `bound`
        (`at_least` or `at_most` where a count behind the value is only a bound, as in `10万+`).

    Raises:
        ParamsError: No such metric, the frame lacks a column that it needs, or a value is no number.

    Examples:
        >>> import xhs_workbench as xhs
        >>> notes = {"likes": [8, 4], "saves": [1, 3], "comments": [1, 0], "shares": [0, 3], "reads": [100, 300]}
        >>> xhs.metric(notes, "engagement rate").select("metric", "value", "n").row(0)
        ('engagement_rate_by_reads', 0.05, 2)
    """
    table, choices, groups = take(frame), _choices(definitions), groups_of(by, ANSWER)
    names = name if isinstance(name, list | tuple) and name else [name]
    found = [_one_metric(table, one, choices, groups) for one in names]
    return give(pl.concat(found, how="vertical_relaxed"), framed(frame))


def _one_metric(table: pl.DataFrame, name: Any, choices: Definitions, groups: Sequence[str]) -> pl.DataFrame:
    """Work out one metric.

    Raises:
        ParamsError: No such metric, the frame lacks a column that it needs, or a value is no number.
    """
    from xhs_workbench.metrics import definition, summarise
    from xhs_workbench.metrics.registry import columns

    entry = definition(find_metric(name, choices, table.columns))
    parts = columns((*entry.numerator, *entry.denominator), choices)
    needs(table, groups)
    lacking = [part for part in parts if part not in table.columns]
    if lacking:
        raise _lacks(entry.id, parts, lacking, table.columns)
    return summarise(counted(table, parts), entry.id, choices, groups)


def compare(frame: Any, words: str | Sequence[str], *, definitions: Terms = None) -> Any:
    """Show the same rows under every rival definition, and every money basis, of everyday words.

    Args:
        frame: One row per note or order; pandas or polars. A definition whose columns are missing has no
            value.
        words: Such as `cpm` or `["engagement rate", "viral"]`.
        definitions: As for `metric`; the chosen one is marked.

    Returns:
        One row per definition and money basis: as `metric`, and `formula_en`, `formula_zh`, `money`,
            `chosen`.

    Raises:
        ParamsError: No such word.

    Examples:
        >>> import xhs_workbench as xhs
        >>> rows = xhs.compare({"likes": [800, 40], "saves": [300, 9], "comments": [1, 2]}, "viral")
        >>> dict(rows.select("metric", "value").rows())["viral_1000_interactions"]
        0.5
    """
    from xhs_workbench.metrics import definition, side_by_side
    from xhs_workbench.metrics.registry import MONEY, columns, rivals

    choices = _choices(definitions)
    found = [definition(find_metric(word, choices)).word for word in listed(words, "words")]
    table = take(frame)
    parts = {
        part for word in found for entry in rivals(word) for part in (*entry.numerator, *entry.denominator)
    }
    ready = counted(table, sorted({*columns(sorted(parts), choices), *MONEY["quote_fee_boost"]}))
    return give(side_by_side(ready, list(dict.fromkeys(found)), choices), frame)


def list_metrics(definitions: Terms = None) -> pl.DataFrame:
    """List every metric: `id`, `name`, `formula` under the definitions given, `source` and evidence `grade`.

    Examples:
        >>> import polars as pl
        >>> import xhs_workbench as xhs
        >>> xhs.list_metrics().filter(pl.col("id") == "cpe")["formula"].item()
        '(quote + service fee) / (likes + saves + comments + shares)'
    """
    from xhs_workbench.metrics import footnotes, registry

    found = footnotes(list(registry()), _choices(definitions))
    return found.select("id", "grade", source="source_en", name="name_en", formula="formula_en").select(
        "id", "name", "formula", "source", "grade"
    )


def tiers(frame: Any, scheme: str = "default") -> Any:
    """Add `tier` by `followers`, rows and their order unchanged; `unknown` if followers are missing.

    Args:
        frame: Any frame with `followers`, or that column alone; pandas or polars.
        scheme: A scheme of `metrics/definitions/tiers.toml`.

    Raises:
        ParamsError: No such scheme, or no column `followers`.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.tiers({"followers": [2_000_000, 30_000, None]})["tier"].to_list()
        ['head', 'micro', 'unknown']
    """
    from xhs_workbench.metrics import assign_tiers

    table = take(frame)
    needs(table, ["followers"])
    return give_rows(assign_tiers(counted(table, ["followers"]), scheme), framed(frame))


def find_metric(name: str, choices: Definitions, columns: Sequence[str] = ()) -> str:
    """Return the id for an everyday word, a name in either language, another name of the field, or an id.

    Args:
        name: What it was called.
        choices: Definitions that pick among rivals.
        columns: Of the caller's frame: one of them is a column, not a metric, and the message says so.

    Raises:
        ParamsError: There is no such name; the message suggests the closest.

    >>> find_metric("CPM", Definitions()), find_metric("互动率", Definitions())
    ('cpm_by_impressions', 'engagement_rate_by_reads')
    """
    from xhs_workbench.metrics import chosen, registry, word_name

    if not isinstance(name, str):
        raise ParamsError(
            Problem("a metric is named by a text", "指标名应为文本", value=repr(name)[:40], code="XHS-P030")
        )
    known: dict[str, str] = {}
    for entry in registry().values():
        own = chosen(entry.word, choices).id
        word = word_name(entry.word)
        for called, meant in ((entry.word, own), (word.en, own), (word.zh, own)):
            known.setdefault(_folded(called), meant)
        for called in entry.also:
            known.setdefault(_folded(called), entry.id)
        for called in (entry.id, entry.en, entry.zh):
            known[_folded(called)] = entry.id if called == entry.id else known.get(_folded(called), entry.id)
    found = known.get(_folded(name))
    if found:
        return found
    hint = f"did you mean {meant}? " if (meant := _closest(_folded(name), known)) else ""
    hint += f"{name} is a column: add it up as it is. " if name in columns else ""
    raise ParamsError(
        Problem(
            "no such metric",
            "没有这个指标",
            column=name,
            fix_en=f"{hint}`list_metrics()` lists them.",
            fix_zh="list_metrics() 可列出全部指标。",
            code="XHS-P030",
        )
    )


def _closest(name: str, known: Mapping[str, str]) -> str:
    """Return the id of what was probably meant: the same letters in another order before other letters; empty if nothing is near.

    >>> _closest("cmp", {"cpr": "cost_per_read", "cpm": "cpm_by_impressions"}), _closest("likes", {"leads": "leads"})
    ('cpm_by_impressions', '')
    """
    swapped = [word for word in known if sorted(word) == sorted(name)]
    close = swapped or get_close_matches(name, known, n=1, cutoff=NEAR)
    return known[close[0]] if close else ""


def _lacks(name: str, parts: Sequence[str], lacking: Sequence[str], there: Sequence[str]) -> ParamsError:
    from xhs_workbench.tables import TABLES

    have = [table for table, kind in TABLES.items() if set(parts) <= set(kind.columns())]
    where = f" `read(…).{have[0]}` has all of them." if have else ""
    called = {part: called_in_exports(part, there) for part in lacking}
    close = {part: get_close_matches(part, there, n=1, cutoff=NEAR) for part in lacking if not called[part]}
    renamed = ", ".join(f"{found} to {part}" for part, found in called.items() if found)
    meant = "; ".join(f"did you mean {found[0]} for {part}?" for part, found in close.items() if found)
    meant = " ".join(part for part in (renamed and f"rename {renamed}.", meant) if part)
    return ParamsError(
        Problem(
            f"{name} needs the columns {', '.join(parts)}; the frame lacks {', '.join(lacking)}",
            f"{name} 需要列 {'、'.join(parts)}；缺少 {'、'.join(lacking)}",
            column=lacking[0],
            fix_en=f"{meant or 'add or rename columns.'}{where}",
            fix_zh="请补充或重命名这些列。",
            code="XHS-P050",
        )
    )


def _folded(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def _choices(given: Terms) -> Definitions:
    if isinstance(given, Definitions):
        return given
    if isinstance(given, Mapping):
        return Definitions.check(dict(given))
    return as_brief(given).definitions
