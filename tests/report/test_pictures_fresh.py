"""The documentation's pictures show what the demo shows today; each kind of change is noticed, and what no reader sees is not."""

import copy

import pytest

from docs.making import freshness
from docs.making.gallery import PICTURES
from docs.making.pictures import charts
from xhs_workbench.report.delivering.kept import private_for

CHART = {
    "name": "x0123456789ab_3",
    "$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json",
    "data": {"name": "data-0123456789abcdef0123456789abcdef"},
    "datasets": {"data-0123456789abcdef0123456789abcdef": [{"day": "2026-05-20", "reads": 0.123456}]},
    "encoding": {"x": {"field": "day", "title": "Day"}},
}
PAGE = """<html><head><title>x</title></head><body><header><h1>Results</h1></header>
<section class="xhs-first"><h2>27.8% of {n} notes</h2><script>var made = 1</script></section>
<section class="xhs-part level-2"><p>{later}</p></section></body></html>"""


def test_every_picture_shows_what_is_drawn_today(made):
    """`make pictures` was forgotten where this fails."""
    executed = list((private_for(made) / "demo").glob("*.ipynb"))
    results = made / "demo" / "client" / "post_campaign.html"
    drawn = freshness.drawn_now(charts(executed), results)
    assert {path.stem for path in PICTURES.glob("*.webp")} == drawn.keys() - {freshness.REPORT}
    assert freshness.stale(drawn, freshness.read_record()) == []


def changed(chart, **new):
    return {**copy.deepcopy(chart), **new}


@pytest.mark.parametrize(
    "other",
    [
        changed(CHART, encoding={"x": {"field": "day", "title": "Date"}}),
        changed(
            CHART, datasets={"data-0123456789abcdef0123456789abcdef": [{"day": "2026-05-20", "reads": 0.13}]}
        ),
        changed(CHART, datasets={"data-0123456789abcdef0123456789abcdef": []}),
        changed(CHART, mark="bar"),
    ],
)
def test_a_change_that_a_reader_sees_makes_a_chart_stale(other):
    assert freshness.digest_of_chart(other) != freshness.digest_of_chart(CHART)


@pytest.mark.parametrize(
    "other",
    [
        changed(CHART, **{"$schema": "https://vega.github.io/schema/vega-lite/v6.4.0.json"}),
        changed(
            CHART,
            data={"name": "data-ffffffffffffffffffffffffffffffff"},
            datasets={
                "data-ffffffffffffffffffffffffffffffff": [{"day": "2026-05-20", "reads": 0.12345600001}]
            },
        ),
        {name: CHART[name] for name in reversed(CHART)},
        changed(CHART, name="xfedcba987654_3"),
    ],
)
def test_versions_hashes_and_last_digits_do_not(other):
    assert freshness.digest_of_chart(other) == freshness.digest_of_chart(CHART)


def test_the_words_of_the_first_screen_count_and_nothing_below():
    first = freshness.digest_of_page(PAGE.format(n=24, later="a"))
    assert freshness.digest_of_page(PAGE.format(n=24, later="b")) == first
    assert freshness.digest_of_page(PAGE.format(n=24, later="a").replace("made = 1", "made = 2")) == first
    assert freshness.digest_of_page(PAGE.format(n=25, later="a")) != first


def test_code_counts_without_its_comments(tmp_path, monkeypatch):
    monkeypatch.setattr(freshness, "ROOT", tmp_path)
    code = tmp_path / "a.py"
    found = []
    for text in (
        "def f():\n    return 1\n",
        '"""What."""\n\n\ndef f():\n    """Say."""\n    return 1  # one\n',
        "def f():\n    return 2\n",
    ):
        code.write_text(text)
        found.append(freshness.digest_of_code(["a.py"]))
    assert found[0] == found[1] != found[2]


def test_a_picture_without_record_and_a_record_without_picture_are_stale():
    assert freshness.stale({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "3", "d": "4"}) == ["b", "c", "d"]
