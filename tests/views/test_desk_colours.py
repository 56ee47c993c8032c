"""The desks in a dark JupyterLab: a colour of ours stands on a ground of ours, everything else follows the theme."""

import re

import pytest

from xhs_workbench.views.desks import (
    brief_form,
    explorers,
    label_desk,
    launcher,
    mapping_editor,
    reading,
)

DESKS = (brief_form, explorers, label_desk, launcher, mapping_editor, reading)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
OWN = re.compile(r"#[0-9a-f]{3,6}\b")


def half_coloured(style: str) -> list[str]:
    """Return the selectors of rules that set the ink or the ground by themselves, and leave the other to the theme."""
    found = []
    for selector, body in RULE.findall(style):
        said = dict(line.split(":", 1) for line in body.split(";") if ":" in line)
        said = {key.strip(): value.strip() for key, value in said.items()}
        if bool(OWN.match(said.get("color", ""))) != bool(OWN.match(said.get("background", ""))):
            found.append(selector.strip())
    return found


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.__name__.rpartition(".")[2])
def test_no_ink_of_ours_stands_on_the_themes_ground(desk):
    assert half_coloured(desk.STYLE) == []


def test_what_would_be_found():
    assert half_coloured(".a { background: #faf8f5; }") == [".a"]
    assert half_coloured(".a { color: #6d665f; font-size: 12px; }") == [".a"]
    assert half_coloured(".a { color: var(--jp-ui-font-color2, #6d665f); }") == []
    assert half_coloured(".a { color: #fff; background: #a8324a; }") == []
