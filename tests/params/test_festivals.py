"""Festivals and holidays: the shipped file, a campaign's own laid over it, and one fault at a time."""

from __future__ import annotations

from datetime import date

import pytest

from tests.given import RUNNING
from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.params import LiveParams
from xhs_workbench.params.festivals import (
    festivals_between,
    holiday_years,
    holidays_between,
    nearest_preheat,
    peaks_between,
    preheat,
    read_festivals,
)
from xhs_workbench.report.jobs import plan_jobs

OWN = """
festivals:
  sale_618:
    name: {en: Our 618, zh: 我们的618}
    names: ["618"]
    window: ["05-01", "05-10"]
    grade: G
    source: {en: client, zh: 客户}
  brand_day:
    name: {en: Brand Day, zh: 品牌日}
    window: ["12-20", "01-05"]
    peak: ["01-06", "01-06"]
    grade: A
    source: {en: client, zh: 客户}
holidays:
  labour_day:
    name: {en: Labour Day, zh: 劳动节}
    spans: [["2027-05-01", "2027-05-05"]]
    grade: G
    source: {en: a guess, zh: 推测}
"""


def written(tmp_path, text: str) -> str:
    file = tmp_path / "own_festivals.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_festivals_near_the_new_year():
    names = [one.key for one in festivals_between(date(2026, 12, 1), date(2027, 1, 10))]
    assert names == ["double_12", "christmas", "new_year"]


def test_every_entry_of_the_shipped_file_is_dated_graded_and_sourced_in_both_languages():
    known = read_festivals()
    entries = [*known.festivals.values(), *known.holidays.values()]
    assert len(entries) == 9 + 7
    assert all(one.name.en and one.name.zh and one.source.en and one.source.zh for one in entries)
    assert holiday_years() == {2026}
    # 3 + 9 + 3 + 5 + 3 + 3 + 7 days of the notice.
    spans = [one.window for one in holidays_between(date(2026, 1, 1), date(2026, 12, 31))]
    assert [(span.end - span.start).days + 1 for span in spans] == [3, 9, 3, 5, 3, 3, 7]


def test_a_campaigns_own_file_adds_and_replaces_by_key(tmp_path):
    known = LiveParams.check({**RUNNING, "festivals": written(tmp_path, OWN)}).read_festivals()
    assert len(known.festivals) == 9 + 1
    assert str(preheat("618", 2026, known).start) == "2026-05-01"
    assert str(preheat("618", 2026).start) == "2026-04-25"
    assert str(preheat("双11", 2026, known).start) == "2026-09-15"
    assert holiday_years(known) == {2026, 2027}
    assert LiveParams.check(RUNNING).read_festivals() == read_festivals()


def test_a_window_may_span_the_new_year(tmp_path):
    known = read_festivals(written(tmp_path, OWN))
    window = nearest_preheat("brand day", date(2026, 12, 22), date(2026, 12, 30), known)
    assert (str(window.start), str(window.end)) == ("2026-12-20", "2027-01-05")
    peaks = peaks_between(date(2027, 1, 1), date(2027, 1, 7), known)
    assert [(one.key, str(one.window.start)) for one in peaks] == [("brand_day", "2027-01-06")]


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('["05-01", "05-10"]', '["05-01", "02-30"]', "festivals.sale_618.window.1", 'such as "05-24"'),
        ('    window: ["05-01", "05-10"]\n', "", "festivals.sale_618", "either window or days"),
        (
            '    window: ["05-01", "05-10"]\n',
            '    days: ["2026-06-18"]\n    lead: 3\n    gap: 3\n',
            "festivals.sale_618",
            "lead must be larger",
        ),
        ("peak:", "peek:", "festivals.brand_day.peek", "did you mean peak?"),
        ("grade: A", "grade: Z", "festivals.brand_day.grade", "must be one of A, B, C, G"),
        ("    source: {en: client, zh: 客户}\n", "", "festivals.sale_618.source", "add it"),
        (
            '["2027-05-01", "2027-05-05"]',
            '["2027-05-05", "2027-05-01"]',
            "holidays.labour_day",
            "write the first day, then the last",
        ),
        (
            '["2027-05-01", "2027-05-05"]',
            '["2027-05-01", "5 May"]',
            "holidays.labour_day.spans.0.1",
            "must be a date such as",
        ),
        ("holidays:", "holiday:", "holiday", "did you mean holidays?"),
    ],
)
def test_a_fault_is_named_with_file_key_and_what_to_do(tmp_path, old, new, key, said):
    assert old in OWN
    with pytest.raises(ParamsError) as caught:
        read_festivals(written(tmp_path, OWN.replace(old, new)))
    first = next(one for one in caught.value.problems if one.column == key)
    assert first.file == "own_festivals.yaml" and first.row > 1
    assert said in f"{first.en} {first.fix_en}"
    assert first.zh


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputMissingError):
        read_festivals(str(tmp_path / "none.yaml"))


def test_tags_and_aliases_are_refused_as_in_every_parameter_file(tmp_path):
    with pytest.raises(ParamsError, match="aliases"):
        read_festivals(written(tmp_path, "festivals: &a {}\nholidays: *a\n"))


def test_a_faulty_file_is_refused_before_a_kernel_starts(tmp_path):
    own = written(tmp_path, OWN.replace("grade: A", "grade: Z"))
    params = tmp_path / "live.yaml"
    params.write_text(
        (
            "brief: params/demo/brief.yaml\ninputs: [data/demo/drafts_synthetic.csv]\nas_of: "
            f"2026-06-20\nfestivals: {own}\n"
        ),
        encoding="utf-8",
    )
    with pytest.raises(ParamsError, match="brand_day"):
        plan_jobs([params])


def test_a_year_whose_days_are_known_has_its_own_and_says_from_where():
    """Double 11 of 2025 ran 10-11 to 11-11 on the platform; nobody has said yet when that of 2026 runs."""
    peaks = peaks_between(date(2025, 10, 12), date(2025, 10, 12))
    assert [(one.key, str(one.window.start), str(one.window.end)) for one in peaks] == [
        ("double_11", "2025-10-11", "2025-11-11")
    ]
    assert "Tmall from its presale on 10-15" in peaks[0].source.en
    assert peaks_between(date(2026, 10, 12), date(2026, 10, 12)) == []
    [later] = peaks_between(date(2026, 11, 1), date(2026, 11, 1))
    assert (str(later.window.start), "2021" in later.source.en) == ("2026-10-18", True)


def test_a_campaigns_own_file_may_fill_in_a_year(tmp_path):
    seen = OWN.replace(
        '    window: ["05-01", "05-10"]\n',
        '    window: ["05-01", "05-10"]\n    seen:\n      - {peak: ["2026-06-01", "2026-06-20"], grade: A, source: {en: client, zh: 客户}}\n',
    )
    known = read_festivals(written(tmp_path, seen))
    [peak] = peaks_between(date(2026, 6, 2), date(2026, 6, 2), known)
    assert (str(peak.window.start), peak.grade) == ("2026-06-01", "A")
    backwards = seen.replace('"2026-06-01", "2026-06-20"', '"2026-06-21", "2026-06-20"')
    with pytest.raises(ParamsError, match="write the first day"):
        read_festivals(written(tmp_path, backwards))
