"""Mappings of a campaign: drafted for unknown files, corrected in JupyterLab, saved in its `sources.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem, WorkbenchError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake import Draft, NoDraft, draft_sheet, mapping_yaml
from xhs_workbench.intake.drafting import Layout, Tried, lay_out, try_columns
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.read import check_mappings, find_source
from xhs_workbench.params.sources_file import NAME, add_mapping, read_sources, replace_mapping
from xhs_workbench.tables import LINEAGE, TABLES, table_title, zh_name
from xhs_workbench.tables_of_returns import RETURNS
from xhs_workbench.work_folder import is_read_only

SHOWN = 6
"""Number of rows of a file shown above the choices."""
OFFERED = 100
"""Files that are offered by name; another is typed."""
EXPORTS = ("exports", "data")
"""Folders of the work folder that hold files of rows."""
NOT_BY_HAND = frozenset({"snapshots", "ratings"}) | frozenset(RETURNS)
"""Tables that are not offered for mapping by hand: their exports are known, or typed into our own sheet."""


@dataclass(frozen=True)
class OpenSheet:
    """A sheet on the desk.

    Args:
        name: File and sheet.
        headers: Its headers, left to right.
        rows: The first rows below the headers, with as many cells as headers.
        table: The most likely table.
        columns: Number of a header -> the most likely column.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    table: str
    columns: Mapping[int, str]


def campaign_folder(campaign: str) -> Path:
    """Return the folder of an existing campaign.

    Raises:
        ParamsError: There is no campaign of that name.
    """
    given = Path(campaign.rstrip("/\\")).name
    folder = paths.PARAMS / given
    if given and folder.is_dir():
        return folder
    names = campaign_names()
    close = get_close_matches(given, names, n=1, cutoff=0.5)
    raise ParamsError(
        Problem(
            "no campaign of this name",
            "没有该项目",
            column="CAMPAIGN",
            value=given[:60],
            code="XHS-P052",
            fix_en=f"did you mean {close[0]}?" if close else f"there are: {', '.join(names)}.",
            fix_zh=f"是不是想写 {close[0]}？" if close else f"现有项目：{'、'.join(names)}。",
        )
    )


def campaign_names() -> tuple[str, ...]:
    """Return the names of the folders under `params/`."""
    return tuple(sorted(p.name for p in paths.PARAMS.glob("*") if p.is_dir() and not p.name.startswith(".")))


def add_drafts(file: str | Path, campaign: str) -> str:
    """Add a mapping for each unknown sheet of a file to the campaign's `sources.yaml`, and say what was done.

    Raises:
        WorkbenchError: The campaign or file does not exist, or the existing `sources.yaml` is refused.
    """
    target = campaign_folder(campaign) / NAME
    lines: list[str] = []
    for sheet in open_sheets(file):
        own = check_mappings(read_sources(target) if target.is_file() else ())
        place = " › ".join(part for part in (sheet.file, sheet.sheet) if part)
        known = find_source(sheet, own)
        if known is not None:
            lines.append(
                f"{place}: known already 已可识别: {known.source.title_en} · {known.source.title_zh}"
            )
            continue
        draft = draft_sheet(sheet)
        if isinstance(draft, NoDraft):
            lines.append(f"{place}: no mapping 无映射: {draft.reason.en} · {draft.reason.zh}")
            continue
        name = add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
        read = ", ".join(
            f"{table} {n} rows, {draft.refused[table]} refused" for table, n in draft.rows.items()
        )
        lines.append(f"{place}: {name} written to 已写入 {paths.shown(target)} ({read})")
        lines += [f"  {text.en} {text.zh}" for text in draft.said]
    return "\n".join(lines)


class MappingDesk:
    """One open file, and the mapping with which a campaign reads it.

    Args:
        campaign: The campaign that is offered first.
    """

    def __init__(self, campaign: str = "") -> None:
        self.campaign = campaign
        self.sheets: list[tuple[Sheet, Layout]] = []

    @property
    def campaigns(self) -> tuple[str, ...]:
        """Names of all campaigns."""
        return campaign_names()

    def files(self) -> list[str]:
        """Return what lies in the work folder's `exports/`, newest first, as one would type it."""
        folder = paths.ROOT / EXPORTS[0]
        found = [
            path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))
        ]
        newest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
        return [path.relative_to(paths.ROOT).as_posix() for path in newest[:OFFERED]]

    def tables(self) -> list[tuple[str, Text]]:
        """Return the tables a file can be mapped to, with their names."""
        return [(name, Text(name, table_title(name)[1])) for name in TABLES if name not in NOT_BY_HAND]

    def columns(self, table: str) -> list[tuple[str, Text]]:
        """Return the columns of a table, with their names in both languages."""
        made = (*LINEAGE, "published_from_id", "by_author")
        names = [
            name for name in TABLES[table].columns() if name not in made and not name.endswith("_censored")
        ]
        return [(name, Text(name, f"{zh_name(table, name)} {name}")) for name in names]

    def open(self, file: str) -> list[OpenSheet]:
        """Open a file; a relative path starts at the workbench folder.

        Raises:
            WorkbenchError: The file cannot be opened, or no header was found in any of its sheets.
        """
        _refuse_elsewhere(file)
        found = [(sheet, layout) for sheet in open_sheets(file) if (layout := lay_out(sheet)) is not None]
        if not found:
            raise ParamsError(
                Problem(
                    "no header row with known words",
                    "找不到含已知字段的表头",
                    file=Path(file).name,
                    fix_en="look at the file: is it a table?",
                    fix_zh="请检查文件是否为表格。",
                    code="XHS-E020",
                )
            )
        self.sheets = found
        return [_open_sheet(sheet, layout) for sheet, layout in found]

    def count(self, number: int, table: str, chosen: Mapping[int, str]) -> Tried:
        """Read sheet `number` of the open file with a choice of columns (number of a header -> column)."""
        sheet, layout = self.sheets[number]
        return try_columns(sheet, layout, table, chosen)

    def save(self, number: int, table: str, chosen: Mapping[int, str], campaign: str) -> Finding:
        """Write the mapping to the campaign's `sources.yaml`, replacing the file's earlier mapping."""
        try:
            tried = self.count(number, table, chosen)
            if tried.draft is None:
                return Finding(
                    "not_saved",
                    Level.FAIL,
                    Text(f"Not saved: {tried.lacking.en}.", f"未保存：{tried.lacking.zh}。"),
                )
            target = campaign_folder(campaign) / NAME
            name = _write_mapping(target, self.sheets[number][0], tried.draft)
        except WorkbenchError as error:
            problem = error.problems[0]
            text = Text(f"Not saved: {problem.where}: {problem.en}", f"未保存：{problem.where}：{problem.zh}")
            return Finding("not_saved", Level.FAIL, text, Text(problem.fix_en, problem.fix_zh))
        shown = paths.shown(target)
        text = Text(
            f"Saved to {shown} as {name}; all notebooks of {campaign} read this kind of file with it.",
            f"已保存到 {shown}（{name}）；{campaign} 的所有 notebook 均按此读取该类文件。",
        )
        fix = Text(
            "Name the file under inputs of the notebooks that need it.",
            "请在需要的 notebook 参数 inputs 中写入该文件。",
        )
        return Finding("saved", Level.PASS, text, fix)


def _refuse_elsewhere(file: str) -> None:
    """Where colleagues look on, open what lies among the exports alone: the rest of this machine is not theirs to read."""
    places = [(paths.ROOT / name).resolve() for name in EXPORTS]
    wanted = paths.resolve(file).resolve()
    if is_read_only() and not any(wanted.is_relative_to(place) for place in places):
        raise ParamsError(
            Problem(
                "only files of the work folder's exports can be opened here",
                "此处只能打开工作文件夹中的导出文件",
                file=Path(file).name,
                fix_en="name a file under exports/.",
                fix_zh="请写 exports/ 下的文件。",
                code="XHS-P078",
            )
        )


def _write_mapping(target: Path, sheet: Sheet, draft: Draft) -> str:
    was = read_sources(target) if target.is_file() else ()
    own = find_source(sheet, check_mappings(was)) if was else None
    if own is not None and own.source.name in [item.get("name") for item in was]:
        draft.mapping["name"] = own.source.name
        replace_mapping(target, own.source.name, mapping_yaml(draft))
        return own.source.name
    return add_mapping(target, mapping_yaml(draft), draft.mapping["name"])


def _open_sheet(sheet: Sheet, layout: Layout) -> OpenSheet:
    draft = draft_sheet(sheet)
    table = draft.tables[0] if isinstance(draft, Draft) else draft.closest or "notes"
    headers = tuple(cells.header.text for cells in layout.columns)
    body = sheet.cells.slice(layout.position + 1, SHOWN)
    names = [f"c{cells.header.index}" for cells in layout.columns]
    rows = tuple(tuple(str(cell or "") for cell in row) for row in body.select(names).iter_rows())
    return OpenSheet(
        " › ".join(p for p in (sheet.file, sheet.sheet) if p),
        headers,
        rows,
        table,
        _likely(draft, table, layout),
    )


def _likely(draft: Draft | NoDraft, table: str, layout: Layout) -> dict[int, str]:
    if isinstance(draft, NoDraft):
        return {}
    spec: Mapping[str, Sequence[str]] = draft.mapping["tables"][table]["columns"]
    found: dict[int, str] = {}
    for column, names in spec.items():
        for number, cells in enumerate(layout.columns):
            group, _, leaf = names[0].rpartition(">") if layout.group_rows else ("", "", names[0])
            fits = cells.header.text == leaf and (not group or group in cells.header.groups)
            if fits and number not in found:
                found[number] = column
                break
    return found


def open_mapping_desk(campaign: str = "") -> MappingDesk:
    """Return an empty desk; the campaign is offered first."""
    return MappingDesk(campaign)
