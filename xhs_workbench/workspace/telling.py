"""What a new campaign is, as lines for a terminal."""

from __future__ import annotations

from xhs_workbench import paths
from xhs_workbench.workspace.new_campaign import NewCampaign, title_words


def describe_new(made: NewCampaign) -> str:
    """Say in both languages what was written, what was not recognised, and what is left to write."""
    lines = [f"written · 已生成: {paths.shown(made.folder)}/"]
    for kind in made.kinds:
        notebooks = ", ".join(made.read_by[kind.file])
        if kind.unknown is not None:
            tables = f"like {kind.tables[0]} 接近 {kind.tables[0]}; " if kind.tables else ""
            lines.append(f"  ? {kind.file}: not recognised 无法识别; {tables}{_where(notebooks)}")
            continue
        titles = " · ".join(dict.fromkeys((*title_words(kind, "en"), *title_words(kind, "zh"))))
        lines.append(f"  {kind.file}: {titles} -> {notebooks or 'no notebook asks for it 暂无 notebook 使用'}")
    if made.left_out:
        lines.append(f"  no file for · 缺少文件: {', '.join(made.left_out)}")
    name = paths.shown(made.folder)
    lines.append(f"still to write in {name}/brief.yaml · brief 待填写 ({len(made.placeholders)}):")
    lines += [f"  {key}: {mark}" for key, mark in made.placeholders]
    lines += [f"still to write in {name}/{notebook}.yaml · 待填写: as_of" for notebook in made.days]
    lines.append(f"then · 然后: xhs-workbench check {name}, xhs-workbench run {name}")
    return "\n".join(lines)


def _where(notebooks: str) -> str:
    if not notebooks:
        return "map its columns in a params file (xhs-workbench inspect) 请在参数文件中映射列"
    return f"a draft of its mapping stands as a comment in 映射草稿见 {notebooks}"
