"""A summary of a new campaign, as lines for a terminal."""

from __future__ import annotations

from xhs_workbench import paths
from xhs_workbench.workspace.starting import NewCampaign, title_words


def describe_new(made: NewCampaign) -> str:
    """Say in both languages what was written, which files were not recognised, and what is left to fill in."""
    lines = [f"written · 已生成: {paths.shown(made.folder)}/"]
    for kind in made.kinds:
        notebooks = ", ".join(made.read_by[kind.file])
        if kind.drafts:
            tables = ", ".join(kind.tables)
            lines.append(
                f"  ? {kind.file}: unknown, read as {tables} by a draft: check {paths.shown(made.folder)}/sources.yaml "
                f"未知文件，按草稿读作 {tables}，请核对 sources.yaml -> {notebooks}"
            )
            continue
        if kind.unknown is not None:
            lines.append(
                f"  ? {kind.file}: not recognised 无法识别; no draft 无草稿: {kind.why.en} {kind.why.zh}"
            )
            continue
        lines.append(
            f"  {kind.file}: {title_words(kind)} -> {notebooks or 'no notebook asks for it 暂无 notebook 使用'}"
        )
    lines += [f"  ! {problem.where}: left out 已跳过: {problem.en} {problem.zh}" for problem in made.skipped]
    if made.left_out:
        lines.append(f"  no file for · 缺少文件: {', '.join(made.left_out)}")
    name = paths.shown(made.folder)
    lines.append(f"still to write in {name}/brief.yaml · brief 待填写 ({len(made.placeholders)}):")
    lines += [f"  {key}: {mark}" for key, mark in made.placeholders]
    lines += [f"still to write in {name}/{notebook}.yaml · 待填写: as_of" for notebook in made.days]
    lines.append(f"then · 然后: xhs-workbench check {name}, xhs-workbench run {name}")
    return "\n".join(lines)
