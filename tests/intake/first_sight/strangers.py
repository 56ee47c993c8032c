"""What tests of files at first sight share: writing one, and reading it with its drafts pasted unchanged."""

import polars as pl

from xhs_workbench.intake import Draft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.drafting.words import candidates, understand
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.read import find_source
from xhs_workbench.params.sources_file import add_mapping, read_sources

LINK = "https://www.xiaohongshu.com/explore/{}"


HOME = "https://www.xiaohongshu.com/user/profile/{}"


USERS = [f"5a1b2c3d4e5f6a7b8c9d0e{n:02x}" for n in range(8)]


NOTES = [f"66481500000000001c0000{n:02x}" for n in range(8)]


def written(folder, header, rows, name="stranger.csv"):
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def pasted(folder, file):
    """Read a file as an analyst would who pastes each draft that is offered."""
    target, drafted = folder / "sources.yaml", False
    for sheet in open_sheets(file):
        if find_source(sheet) is None and isinstance(draft := draft_sheet(sheet), Draft):
            add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
            drafted = True
    return read_files([file], mappings=read_sources(target) if drafted else ())


def best(header, table, groups=()):
    meaning = understand(header, groups)
    found = candidates(table, meaning)
    return found[0][0] if found and not meaning.rest else None


def sheet_of(*rows):
    width = max(map(len, rows))
    columns = {f"c{i}": [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    kinds = dict.fromkeys(columns, pl.String)
    numbered = {**columns, "row": list(range(1, len(rows) + 1))}
    return Sheet("stranger.xlsx", "Sheet1", pl.DataFrame(numbered, schema_overrides=kinds))
