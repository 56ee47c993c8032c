"""Whether the wishes for a selection can be kept at all, by themselves: before any creator is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xhs_workbench.params.limits import MOST_PEOPLE

if TYPE_CHECKING:
    from xhs_workbench.params.notebooks import SelectionParams


def judge_wishes(params: SelectionParams) -> None:
    """Refuse wishes that contradict each other.

    Raises:
        ValueError: The first of them: its key, then English and Chinese.
    """
    fault = next(_faults(params), None)
    if fault:
        key, en, zh = fault
        raise ValueError(f"{key}: {en}|{zh}|change one of these wishes.|请调整其中一项。")


def _faults(params: SelectionParams) -> Iterator[tuple[str, str, str]]:
    for name, ranges in (("quotas", params.quotas), ("categories", params.categories)):
        for key, (least, most) in ranges.items():
            if least < 0 or most < least:
                yield f"{name}.{key}", "the most must not be below the least", "上限不能小于下限"
    if any(least < 0 for least in params.formats.values()):
        yield "formats", "the least notes must be 0 or more", "须 ≥ 0"
    if any(not 0 < people <= MOST_PEOPLE for people in params.audience_people.values()):
        yield "audience_people", "must be above 0 and no more than there are people", "须 > 0 且不超过总人口"
    names = [gate.rule for gate in params.gates]
    if len(set(names)) < len(names):
        yield "gates", "two gates have the same rule name", "两条门槛同名"
    if any(weight < 0 for weight in params.weights.values()) or not sum(params.weights.values()):
        yield "weights", "must be 0 or more, and not all 0", "须 ≥ 0 且不能全为 0"
    yield from _too_many(params)
    yield from _both_ways(params)


def _too_many(params: SelectionParams) -> Iterator[tuple[str, str, str]]:
    """Yield least numbers that no set of creators reaches: each is booked for one note, and quotas say how many there are.

    Who must be in is booked whatever the quotas say.
    """
    if not params.tier_quotas:
        return
    most = sum(upper for _, upper in params.tier_quotas.values()) + len(set(params.must_in))
    wanted: Mapping[str, int] = {
        "formats": sum(params.formats.values()),
        "categories": sum(least for least, _ in params.categories.values()),
    }
    for name, least in wanted.items():
        if least > most:
            yield (
                name,
                f"asks for {least} creators, the quotas allow {most} in all; each creator makes one note",
                f"共需 {least} 位达人，而 quotas 合计最多 {most} 位（每位一篇）",
            )


def _both_ways(params: SelectionParams) -> Iterator[tuple[str, str, str]]:
    both = sorted(set(params.must_in) & set(params.must_out))
    if both:
        yield (
            "must_in",
            f"{both[0]} stands in must_in and in must_out",
            f"{both[0]} 同时出现在 must_in 与 must_out",
        )
    for place, group in enumerate(params.conflicts):
        if len(set(group)) < 2:
            yield f"conflicts.{place}", "needs two creators or more", "至少需要两位达人"
        kept = sorted(set(group) & set(params.must_in))
        if len(kept) > 1:
            yield (
                f"conflicts.{place}",
                f"{kept[0]} and {kept[1]} exclude each other here and stand in must_in",
                f"{kept[0]} 与 {kept[1]} 在此互斥，却同在 must_in 中",
            )
