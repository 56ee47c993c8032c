"""The larger campaign of the table of times: as many rows as were asked for, ids of their own, budgets that grew with it."""

import polars as pl

from benchmarks.ten_times import Size, another, write_campaign
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params


def test_a_campaign_three_times_over_is_read_as_one(tmp_path, monkeypatch):
    folder = write_campaign(tmp_path, Size(notes=3, creators=2, comments=2_000))
    monkeypatch.setenv("XHS_INPUTS", str(tmp_path))
    results = load_params(folder / "post_campaign.yaml")
    data = read_files([name for name in results.inputs if "pugongying" in name or "comments" in name])
    demo = 24  # notes of the demo that were ordered
    assert data.table("placements")["order_id"].n_unique() == 3 * demo
    comments = data.table("comments")
    assert comments["comment_id"].n_unique() == 2_000
    assert comments["note_id"].is_in(data.table("notes")["note_id"].implode()).all()
    assert results.read_brief().budget.creators_cny == 3 * 48_000
    chosen = load_params(folder / "selection.yaml")
    assert dict(chosen.quotas)["mid"] == (2, 4)  # two times the candidates
    names = read_files(["data/demo/pugongying_creators_synthetic.xlsx"]).table("creators")["creator_id"]
    assert names.n_unique() == 2 * 300


def test_a_copy_has_names_of_its_own_and_the_first_is_the_demo():
    ids = pl.Series(["69fa8c762b92970f731378fe", "202637928268753093", "可可成分笔记054", "cffde0418a2bacc9"])
    every = [[another(cell, copy) for cell in ids] for copy in range(12)]
    assert every[0] == ids.to_list()
    assert all(len(set(column)) == 12 for column in zip(*every, strict=True))
    assert [another(cell, 5) for cell in ("3100", "8.33%", "", None)] == ["3100", "8.33%", "", None]
