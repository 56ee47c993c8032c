"""The pages made from the code: nothing a reader can type or meet is missing from them or stands there without words."""

import ast
import inspect
import json
import re
import tomllib

import pytest

import xhs_workbench as xhs
from docs.making import commands, findings, gallery, keys
from docs.making.links import broken
from docs.making.pages import pages
from xhs_workbench import paths
from xhs_workbench.cli.entry import parser
from xhs_workbench.params import NOTEBOOK_PARAMS
from xhs_workbench.params.brief import Brief

DOCS = paths.ROOT / "docs"


@pytest.fixture(scope="module")
def made():
    return pages()


def test_every_command_and_argument_stands_with_what_it_does(made):
    page = made["reference/commands.md"]
    named = {name for name, _, _ in commands.every_command(parser())}
    assert {"init", "new", "run", "batch", "memory forget"} <= named
    assert set(re.findall(r"^## ([a-z ]+)$", page, re.MULTILINE)) == named
    for name, command, about in commands.every_command(parser()):
        assert about, name
        assert [one.dest for one in commands._listed(command) if not one.help] == [], name
    assert "| `78` | bad parameters |" in page and "| `130/143` | ended by a signal |" in page


def test_every_key_of_every_parameter_file_says_what_it_is():
    left, seen, silent = [(Brief, "")], set(), []
    left += [(model, "") for name, model in NOTEBOOK_PARAMS.items() if name != "brief"]
    while left:
        model, prefix = left.pop()
        if model in seen:
            continue
        seen.add(model)
        silent += [
            f"{model.__name__}.{key}" for key, what in keys.described(model, prefix).items() if not what
        ]
        for key, field in model.model_fields.items():
            inner = [found for found in keys._models_in(field.annotation) if found.__name__ != "Words"]
            left += [(found, f"{prefix}.{key}".strip(".")) for found in inner]
    assert silent == []
    assert len(seen) > 15


def test_a_key_is_shown_with_its_kind_and_default(made):
    page = made["reference/parameters.md"]
    assert "| `good_is` | `teal`, `green`, `red` | `teal` |" in page
    assert "| `quotas` | text: \\[whole number, whole number\\] |" in page
    assert "| `as_of` | date | required | The day the report speaks of. |" in page
    assert "`draft`" not in page  # a command gives it


def test_every_verb_has_a_docstring_that_says_what_goes_in_and_an_example(made):
    for name in xhs.__all__:
        verb = getattr(xhs, name)
        said = inspect.getdoc(verb)
        assert f".{name}\n" in made["reference/python.md"]
        assert "Example" in said, name
        taken = [one for one in inspect.signature(verb).parameters if one != "definitions"]
        assert all(f"{one}:" in said or one in said for one in taken), (name, taken)


def test_every_finding_that_the_code_names_stands_on_its_page(made):
    page = made["reference/findings.md"]
    declared = tomllib.loads((paths.ROOT / "xhs_workbench/who_sees.toml").read_text("utf-8"))["findings"]
    codes = set(f"{declared['client']} {declared.get('internal', '')}".split())
    shown = set(re.findall(r"^\| `([a-z0-9_…]+)` \|", page, re.MULTILINE))
    plain = {code for code in shown if "…" not in code}
    assert len(plain) > 150
    assert "dates_feasible" in plain and "whitening_claim" in plain and "duplicate_rows" in plain
    assert len(plain & codes) > 150


def test_a_sentence_is_read_as_the_code_makes_it(made):
    row = next(
        line for line in made["reference/findings.md"].splitlines() if line.startswith("| `duplicate_rows` |")
    )
    assert "… duplicate rows of … are counted once. · … 行重复（…），只计一次。" in row
    errors = made["reference/errors.md"]
    assert (
        "no such file · 找不到文件 | check the path; a relative path starts at the workbench folder."
        in errors
    )


CODE = """
WHOLE = "whole"
def f(xs, given):
    Finding(WHOLE)
    a = "one"
    Finding(a)
    a = "two"
    Finding(a)
    for b in xs:
        Finding(b)
    if xs:
        c = "yes"
    else:
        c = "no"
    Finding(c)
    if xs:
        d = "left"
        return Finding(d)
    d = "right"
    Finding(d)
    Finding(given)
"""


def test_a_name_is_followed_to_what_it_holds_and_not_guessed():
    found = list(findings.calls(ast.parse(CODE), "Finding"))
    told = {node.lineno: findings.said(node.args[0], known) for node, known in found}
    assert list(dict(sorted(told.items())).values()) == [
        *("whole", "one", "two", "…", "yes / no", "left", "right", "…")
    ]


def test_every_table_and_chart_is_in_the_gallery_with_the_code_that_shows_it(made):
    page = made["gallery.md"]
    names = [name for room in gallery.PAGES for name in gallery.declared(room)]
    assert len(names) > 90
    assert [name for name in names if f"### {name}\n" not in page] == []
    with_code = set(gallery.shown_by())
    assert len(with_code) > 0.9 * len(names), sorted(set(names) - with_code)


def test_pictures_are_of_what_is_declared_and_small():
    names = {name for room in gallery.PAGES for name in gallery.declared(room)}
    pictures = {path.stem: path.stat().st_size for path in gallery.PICTURES.glob("*.webp")}
    assert set(pictures) - names == {"start_page", "note_explorer"}
    assert sum(pictures.values()) <= 1_500_000
    assert len(pictures) > 10


def test_the_readme_is_one_screen_and_every_link_of_it_leads_somewhere(made):
    readme = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 50
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 15
    assert [link for link in links if not (paths.ROOT / link).is_file()] == []
    moved = re.findall(r"\]\(([^)#]+)\)", made["index.md"])
    assert [link for link in moved if not (DOCS / link).is_file() and link not in made] == []


def test_no_page_names_a_number_of_this_machine_or_a_host_of_a_registry(made):
    for name, text in made.items():
        assert str(paths.ROOT) not in text, name
        assert "py" + "pi." not in text, name  # no registry's host


def test_each_kind_of_broken_link_is_found(tmp_path):
    (tmp_path / "b.html").write_text('<h1 id="there">b</h1>')
    (tmp_path / "a.html").write_text(
        '<a href="b.html#there">good</a><a href="https://example.com/">a reader may click it</a>'
        '<a href="b.html#gone">x</a><a href="c.html">x</a><img src="gone.png"><script src="https://example.com/a.js"></script>'
    )
    assert broken(tmp_path) == [
        "a.html: b.html#gone leads to no place of b.html",
        "a.html: c.html leads to no file",
        "a.html: gone.png leads to no file",
        "a.html: https://example.com/a.js is loaded from elsewhere",
    ]


def test_the_lock_of_the_documentation_names_no_host_and_hashes_everything():
    lock = (DOCS / "requirements.lock").read_text(encoding="utf-8")
    assert "http" not in lock
    wanted = re.findall(r"^[a-z0-9-]+==[^\n]*\\$", lock, re.MULTILINE)
    assert len(wanted) > 10
    assert all("--hash=sha256:" in part for part in re.split(r"^[a-z0-9-]+==", lock, flags=re.MULTILINE)[1:])
    own = dict(
        re.findall(
            r"^([a-z0-9-]+)==([^ ]+)", (paths.ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
        )
    )
    ours = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock, re.MULTILINE))
    assert {name: version for name, version in ours.items() if own.get(name, version) != version} == {}


def test_notebooks_named_in_the_gallery_are_there(made):
    named = set(re.findall(r"shown in `(\w+\.ipynb)`", made["gallery.md"]))
    assert named
    for name in named:
        assert json.loads((paths.ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
