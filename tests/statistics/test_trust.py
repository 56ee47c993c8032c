"""What the calibration measured is one file: it is read, it is complete, and sentences follow it."""

import ast

import pytest

from benchmarks.calibration.measured import Figure
from benchmarks.calibration.page import write_page, write_trust
from xhs_workbench import paths
from xhs_workbench.findings import Text
from xhs_workbench.results.counting import how_sure
from xhs_workbench.statistics import trust


def test_a_kind_holds_only_if_every_figure_of_it_does(tmp_path):
    """Two worlds of calls: .04 and .07 of at most .05. Intervals of .90 and .92 between .87 and .93. Power has no kind."""
    figures = [
        Figure("calls", "a", "", 0.04, 100, most=0.05, kind="note_call"),
        Figure("calls", "b", "", 0.07, 100, most=0.05, kind="note_call"),
        Figure("intervals", "a", "", 0.90, 100, 0.87, 0.93, kind="cost_interval"),
        Figure("intervals", "b", "", 0.92, 100, 0.87, 0.93, kind="cost_interval"),
        Figure("power", "a", "", 0.5, 100, least=0.6),
    ]
    file = tmp_path / "trust.toml"
    write_trust(figures, file)
    found = trust.trusted(file)
    assert set(found) == {"note_call", "cost_interval"}
    assert (found["note_call"].held, found["note_call"].least, found["note_call"].most) == (False, 0.04, 0.07)
    assert found["cost_interval"].held
    assert "0.05" in found["note_call"].bar


def test_false_calls_are_judged_together_and_one_setting_may_be_plainly_too_many(tmp_path):
    """.04 and .055 of 100 each are .0475 together: kept. .02 of 1,000 and .2 of 50: .0286 together, but .2 is plainly above .05."""
    file = tmp_path / "trust.toml"
    for values, runs, held in (((0.04, 0.055), (100, 100), True), ((0.02, 0.2), (1000, 50), False)):
        figures = [
            Figure("calls", str(place), "", value, n, most=0.05, kind="note_call")
            for place, (value, n) in enumerate(zip(values, runs, strict=True))
        ]
        write_trust(figures, file)
        trust.trusted.cache_clear()
        assert trust.trusted(file)["note_call"].held is held
    trust.trusted.cache_clear()


def test_the_page_tells_a_plain_miss_from_one_that_so_few_runs_do_not_tell(tmp_path):
    """At most .05: Wilson's 95 % interval of 6 in 100 is .028 to .125, of 20 in 100 .133 to .289. What is no share has no error."""
    figures = [
        Figure("roughly", "a", "", 0.06, 100, most=0.05),
        Figure("plainly", "a", "", 0.20, 100, most=0.05),
        Figure("too short", "a", "", 0.70, 100, least=0.8),
        Figure("shares of the best", "a", "", 0.91, 100, least=0.92, is_share=False),
        Figure("held", "a", "", 0.05, 100, most=0.05),
    ]
    assert [one.clearly_missed for one in figures] == [False, True, True, True, False]
    write_page(figures, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    first, second = page.index("by more than the measurement's own error:"), page.index("so few runs")
    assert "1 of 5 bars were reached." in page
    assert first < page.index("- plainly;") < page.index("- shares of the best;") < second
    assert second < page.index("- roughly;") < page.index("## Roughly")
    assert "- held;" not in page


def test_every_kind_that_a_sentence_asks_for_was_measured():
    asked = {*how_sure.FALSE_CALLS, *how_sure.INTERVALS}
    for file in (paths.ROOT / "xhs_workbench").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "if_trusted":
                asked.add(call.args[0].value)
    assert len(asked) >= 8
    assert asked <= set(trust.trusted())


def test_what_was_never_measured_is_not_trusted():
    assert not trust.holds("no such kind")


@pytest.fixture
def missed(monkeypatch):
    """Every kind missed its bar."""
    bad = {
        kind: trust.Trust(held=False, least=0.83, most=0.96, bar="at most 0.05")
        for kind in (*how_sure.FALSE_CALLS, *how_sure.INTERVALS)
    }
    monkeypatch.setattr(how_sure, "trusted", lambda: bad)
    monkeypatch.setattr(how_sure, "holds", lambda kind: bad[kind].held)


def test_sentences_say_less_where_their_kind_missed_its_bar(missed):
    """The clearest campaign there is: with bars missed no word is sure."""
    from benchmarks.calibration.claims import contradictions, random_campaign

    told = random_campaign(3, seed=20261125)
    said = " ".join(f.text.en for f in [*told.over_own, *told.next_time, *told.in_short])
    assert "Clearly " not in said
    assert "Move money towards" not in said
    assert ": about " not in said
    assert "Money may move towards" in said or "possibly about" in said
    # Weaker words change no fact.
    assert [one for one in contradictions(told) if "sentence about" not in one] == []


def test_limits_give_the_measured_shares_of_what_missed(missed):
    said = how_sure.trust_limits()
    assert len(said) == len(how_sure.FALSE_CALLS) + len(how_sure.INTERVALS)
    assert said[0].en.startswith("In up to 96 of 100 made-up campaigns where there was none, a lift")
    costs = next(text for text in said if "cost per interaction" in text.en)
    assert "90% interval" in costs.en
    assert "83 to 96 of 100" in costs.en
    assert "83%–96%" in costs.zh


def test_nothing_is_added_where_every_bar_was_kept(monkeypatch):
    good = {kind: trust.Trust(held=True, least=0.9, most=0.9, bar="") for kind in how_sure.INTERVALS}
    monkeypatch.setattr(how_sure, "trusted", lambda: good)
    assert how_sure.trust_limits() == []
    monkeypatch.setattr(how_sure, "holds", lambda kind: True)
    assert how_sure.if_trusted("x", Text("a", "甲"), Text("b", "乙")).en == "a"


def test_a_kind_that_was_never_measured_did_not_hold(monkeypatch):
    said = {"kept": trust.Trust(True, 0.9, 0.9, ""), "missed": trust.Trust(False, 0.1, 0.1, "")}
    monkeypatch.setattr(trust, "trusted", lambda: said)
    assert [trust.holds(kind) for kind in ("kept", "missed", "never")] == [True, False, False]
