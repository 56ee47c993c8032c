"""An empty page is not a success: the message says what was given and what to give, with its own exit code."""

import nbformat
import pytest

from xhs_workbench import paths
from xhs_workbench.errors import NothingToShowError
from xhs_workbench.params import every_notebook
from xhs_workbench.report.rendering.contents import BROUGHT, asked_of, check_content, holds_enough
from xhs_workbench.report.run import KINDS, ready_jobs


def cells_of(name):
    return nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells


def went_in(**used):
    return [
        {
            "kind": "went_in",
            "data": {"files": [{"table": table, "rows_used": n} for table, n in used.items()]},
        }
    ]


@pytest.mark.parametrize("name", [name for name in every_notebook() if name != "brief"])
def test_files_of_which_nothing_is_used_make_no_page(name):
    for given in ({}, {"notes": 0, "creators": 0}):
        with pytest.raises(NothingToShowError) as refused:
            check_content(name, cells_of(name), went_in(**given))
        assert "give at least one of" in refused.value.problems[0].fix_en
        assert "请至少提供" in refused.value.problems[0].fix_zh


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("selection", "comments"),
        ("selection", "search_index"),
        ("content", "traffic"),
        ("live", "ratings"),
        ("closer_look", "notes"),
    ],
)
def test_a_table_the_notebook_is_not_about_is_no_content(name, table):
    with pytest.raises(NothingToShowError, match=table):
        check_content(name, cells_of(name), went_in(**{table: 12}))


@pytest.mark.parametrize(
    ("name", "table"),
    [("selection", "creators"), ("content", "notes"), ("live", "comments"), ("post_campaign", "notes")],
)
def test_one_table_it_is_about_is_enough(name, table):
    check_content(name, cells_of(name), went_in(**{table: 1}))


def test_a_page_that_looks_closer_is_linked_only_where_it_has_something_to_go_through():
    assert not holds_enough("closer_look", went_in(notes=5, placements=0))
    assert holds_enough("closer_look", went_in(notes=5, comments=1))
    assert holds_enough("candidates", went_in(notes=5))


def test_a_run_leaves_out_the_closer_look_of_a_bare_crawl_and_says_what_would_fill_it():
    left = []
    jobs = ready_jobs(
        ["params/beauty_2018/post_campaign.yaml"], leave_out=lambda page, why: left.append((page, why))
    )
    assert [job.notebook for job in jobs] == ["post_campaign"]
    [(page, why)] = left
    assert page == "beauty_2018/closer_look"
    assert why.fix_en.startswith("give at least one of: comments, an order report")


def test_the_brief_needs_no_files():
    check_content("brief", cells_of("brief"), [])


def test_it_has_an_exit_code_of_its_own():
    codes = [kind.exit_code for kind in KINDS.values()]
    assert NothingToShowError.exit_code == 4
    assert codes.count(4) == 1


def test_what_a_campaign_brings_is_asked_for_by_the_notebook_that_reads_it():
    assert asked_of("post_campaign") >= BROUGHT
