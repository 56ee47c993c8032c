"""Names in parameters that only other rooms know: a metric, a tier, a column, a rule, a feature; each room is asked for its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem, WorkbenchError
from xhs_workbench.intake.masking import mask_text
from xhs_workbench.intake.recognising.sources import Source
from xhs_workbench.params import (
    Brief,
    ContentParams,
    LiveParams,
    NotebookParams,
    PostCampaignParams,
    SelectionParams,
)
from xhs_workbench.params.checking import in_language
from xhs_workbench.params.festivals import Festivals, find_festival, read_festivals
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.tables import LINEAGE, TABLES

Ask = Callable[[NotebookParams, Brief], list[Problem]]


def check_names(params: NotebookParams, file: str) -> None:
    """Refuse what no room knows before a kernel would find out.

    Args:
        params: Of one notebook.
        file: Where they stand, for problems that do not say it.

    Raises:
        InputMissingError: The brief does not exist.
        ParamsError: All of them at once.
    """
    try:
        brief = params.read_brief()
    except ParamsError as error:
        # What the parameters say of the brief is said of their file; what the brief says of itself names its
        # own.
        raise ParamsError(
            [problem if problem.file else replace(problem, file=file) for problem in error.problems]
        ) from None
    problems: list[Problem] = []
    for asks, place in (
        (OF_THE_BRIEF, Path(params.brief).name),
        ((_mappings, _tiers_wanted, _maker, _of_its_room), file),
    ):
        for ask in asks:
            try:
                found = ask(params, brief)
            except ParamsError as error:
                found = list(error.problems)
            problems += [problem if problem.file else replace(problem, file=place) for problem in found]
    if problems:
        raise ParamsError(problems)


def _mappings(params: NotebookParams, _: Brief) -> list[Problem]:
    from xhs_workbench import intake

    sources = intake.check_mappings(getattr(params, "mappings", ()))
    return [_no_key(source.name, table, key) for source in sources for table, key in _unfilled(source)]


def _festivals(params: NotebookParams, brief: Brief) -> list[Problem]:
    """Refuse a festival that is nearly one we know; another name is the brand's own day, with the dates of its sale."""
    wanted = brief.timeline.festival.strip()
    known = params.read_festivals() if isinstance(params, LiveParams) else _festivals_of(params)
    if not wanted or find_festival(wanted, known):
        return []
    names = _festival_names(known)
    close = get_close_matches(wanted.casefold(), list(names), n=1, cutoff=0.6)
    return [_no_festival(wanted, names[close[0]])] if close else []


def _festivals_of(params: NotebookParams) -> Festivals:
    """Return the festivals of the campaign's live page, which has a key for its own; ours where it has none, or is not in order."""
    beside = paths.resolve(params.brief).parent / "live.yaml"
    try:
        own = read_params_file(beside).data.get("festivals") if beside.is_file() else None
        return read_festivals(own if isinstance(own, str) else None)
    except WorkbenchError:  # said where the live page itself is checked
        return read_festivals()


def _festival_names(known: Festivals) -> dict[str, str]:
    called = [
        name
        for entry in known.festivals.values()
        for name in (entry.name.en, entry.name.zh, *entry.names)
        if name
    ]
    return {name.casefold(): name for name in called}


def _metrics(_: NotebookParams, brief: Brief) -> list[Problem]:
    from xhs_workbench import metrics

    problems: list[Problem] = []
    named = [(f"kpis.{place}.metric", kpi.metric) for place, kpi in enumerate(brief.kpis)]
    for key, name in [*named, ("definitions.viral", brief.definitions.viral)]:
        try:
            metrics.definition(name)
        except ParamsError as error:
            problems += [replace(problem, column=key, value=name[:60]) for problem in error.problems]
    if problems:
        return problems
    rates = [
        (place, kpi) for place, kpi in enumerate(brief.kpis) if metrics.definition(kpi.metric).unit == "rate"
    ]
    problems += [_percentage(f"kpis.{place}.target", kpi.target) for place, kpi in rates if kpi.target > 1]
    if metrics.definition(brief.definitions.viral).threshold is None:
        problems.append(_no_threshold(brief.definitions.viral))
    return problems


def _tiers_ordered(_: NotebookParams, brief: Brief) -> list[Problem]:
    return _unknown_tiers(
        ((f"deliverables.{n}.tier", item.tier) for n, item in enumerate(brief.deliverables)), brief
    )


def _tiers_wanted(params: NotebookParams, brief: Brief) -> list[Problem]:
    return _unknown_tiers(((f"quotas.{tier}", tier) for tier in getattr(params, "quotas", ())), brief)


def _unknown_tiers(named: Iterable[tuple[str, str]], brief: Brief) -> list[Problem]:
    from xhs_workbench import metrics

    tiers = metrics.tier_names(brief.tier_scheme)
    return [_unknown_tier(key, name, tiers) for key, name in named if name not in tiers]


def _names_of_the_brief(_: NotebookParams, brief: Brief) -> list[Problem]:
    brand = brief.brand
    return [
        *_contacts("campaign", brief.campaign),
        *_contacts("brand.name", brand.name.en, brand.name.zh),
        *_contacts("brand.product", brand.product.en, brand.product.zh),
    ]


def _maker(params: NotebookParams, _: Brief) -> list[Problem]:
    return _contacts("prepared_by", params.prepared_by)


def _contacts(key: str, *names: str) -> list[Problem]:
    """Refuse a contact in what stands at the head of a client's page: nothing would be packed that shows it."""
    return [
        Problem(
            "holds a contact, which a client's page would show",
            "含联系方式，会出现在客户页面上",
            column=key,
            value=mask_text(text),
            fix_en="write the name alone; send contacts another way.",
            fix_zh="请只写名称，联系方式另行告知。",
            code="XHS-P087",
        )
        for text in dict.fromkeys(in_language(name, in_) for name in names for in_ in ("en", "zh"))
        if mask_text(text) != text
    ]


OF_THE_BRIEF: tuple[Ask, ...] = (_festivals, _metrics, _tiers_ordered, _names_of_the_brief)


def _of_its_room(params: NotebookParams, brief: Brief) -> list[Problem]:
    """Ask the room of the notebook for what it refuses whatever the files hold; a room that is not needed is not imported."""
    if isinstance(params, SelectionParams) and (params.gates or params.audience_people):
        from xhs_workbench import selection

        selection.check_wishes(params, brief)
    if isinstance(params, ContentParams) and params.overrides:
        from xhs_workbench import content

        content.check_overrides(params.overrides, None)
    return _results(params, brief) if isinstance(params, PostCampaignParams) else []


def _results(params: PostCampaignParams, brief: Brief) -> list[Problem]:
    from xhs_workbench import language, metrics

    problems: list[Problem] = []
    if params.team_notes:
        from xhs_workbench import results

        try:
            results.check_team_notes(params.team_notes, brief)
        except ParamsError as error:
            problems += error.problems
    shown: tuple[tuple[str, tuple[str, ...], Collection[str]], ...] = (
        ("comments_shown.intents", params.comments_shown.intents, language.intent_names()),
        ("notes_shown.tiers", params.notes_shown.tiers, metrics.tier_names(brief.tier_scheme)),
        ("notes_shown.formats", params.notes_shown.formats, metrics.FORMAT_NAMES),
    )
    for key, given, known in shown:
        problems += [_unknown_choice(key, name, known) for name in given if name not in known]
    return problems + [_no_monday(week) for week in params.comments_shown.weeks if not _is_monday(week)]


def _is_monday(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoweekday() == 1
    except ValueError:
        return False


def _unfilled(source: Source) -> list[tuple[str, str]]:
    """Return (table, column) of what every row of a table needs and nothing of a mapping fills."""
    return [
        (table, key)
        for table, spec in source.tables.items()
        for key, kind in TABLES[table].columns().items()
        if not (kind.nullable or key in LINEAGE)
        if not (spec.columns.get(key) or key in spec.derive or key in spec.constants)
    ]


def _no_key(mapping: str, table: str, key: str) -> Problem:
    return Problem(
        "the mapping leaves a column empty that every row needs",
        "映射没有填写每行必需的列",
        column=f"mappings.{mapping}.{table}.{key}",
        fix_en=f"give {key} a header under columns, a rule under derive, or a value under constants.",
        fix_zh=f"请在 columns、derive 或 constants 中给出 {key}。",
        code="XHS-P033",
    )


def _unknown_tier(key: str, name: str, tiers: Collection[str]) -> Problem:
    return Problem(
        "no such tier in the brief's scheme",
        "分层方案中没有这一量级",
        column=key,
        value=name[:60],
        fix_en=f"known: {', '.join(tiers)}.",
        fix_zh="请使用该方案的量级名称。",
        code="XHS-P032",
    )


def _no_festival(wanted: str, close: str) -> Problem:
    return Problem(
        "no festival we know, and nearly the name of one",
        "没有这个节点，但与已知节点相近",
        column="timeline.festival",
        value=wanted[:60],
        fix_en=(
            f"did you mean {close}? A day of the brand's own takes another name, or a line in the file "
            "under `festivals:` of live.yaml."
        ),
        fix_zh=f"是不是想写 {close}？品牌自有节点请换一个名称，或写入 live.yaml 中 festivals 所指的文件。",
        code="XHS-P035",
    )


def _percentage(key: str, target: float) -> Problem:
    return Problem(
        "a rate is a part of 1, and more than all of it is promised",
        "比率以 1 为满，目标不能大于 1",
        column=key,
        value=f"{target:g}",
        fix_en=f"write {target:g} % as {target / 100:g}.",
        fix_zh=f"{target:g}% 请写作 {target / 100:g}。",
        code="XHS-P036",
    )


def _no_threshold(name: str) -> Problem:
    return Problem(
        "no share of viral notes",
        "不是爆文率指标",
        column="definitions.viral",
        value=name,
        fix_en=(
            "name one that says from how many interactions on a note is viral, such as "
            "viral_1000_interactions."
        ),
        fix_zh="请填写按互动量门槛定义的指标，例如 viral_1000_interactions。",
        code="XHS-P036",
    )


def _unknown_choice(key: str, name: str, known: Collection[str]) -> Problem:
    close = get_close_matches(name, list(known), n=1)
    hint_en, hint_zh = (f"did you mean {close[0]}? ", f"是不是想写 {close[0]}？") if close else ("", "")
    return Problem(
        "nothing is called this",
        "没有这个名称",
        column=key,
        value=name[:60],
        fix_en=f"{hint_en}known: {', '.join(known)}.",
        fix_zh=f"{hint_zh}可用：{'、'.join(known)}。",
        code="XHS-P037",
    )


def _no_monday(week: str) -> Problem:
    return Problem(
        "a week is named by its Monday",
        "周以周一的日期表示",
        column="comments_shown.weeks",
        value=week[:40],
        fix_en="write it as 2026-05-18.",
        fix_zh="请写作 2026-05-18。",
        code="XHS-P037",
    )
