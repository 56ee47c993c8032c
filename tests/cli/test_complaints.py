"""What is wrong fits on a screen: what blocks comes first, what is said often is said once and counted."""

import json
import shutil

import pytest

from xhs_workbench import cli, paths
from xhs_workbench.cli.complaints import told_short
from xhs_workbench.errors import Problem
from xhs_workbench.params.unfinished import still_unwritten

DEMO = paths.PARAMS / "demo"


def test_alike_problems_are_told_once_and_what_blocks_comes_first():
    texts = [still_unwritten(f"texts.{n}", f"‹{n}›", "brief.yaml", n + 1) for n in range(5)]
    number = still_unwritten("budget", "‹CNY›", "brief.yaml", 9, for_a_draft=True)
    lines = told_short([*texts, number], "spring").splitlines()
    assert lines[0].startswith("brief.yaml › row 9 › budget: still to be written [‹CNY›]")
    assert lines[3] == "brief.yaml: still to be written, 5 places · 待填写 5 处 (XHS-P061)"
    assert (
        lines[4] == "  row 1 texts.0 [‹0›] · row 2 texts.1 [‹1›] · row 3 texts.2 [‹2›] · … 2 more · 另有 2 处"
    )
    assert lines[5].startswith("  Fix: write your own words")
    assert lines[6:] == ["xhs-workbench check --all spring lists every one · 列出全部"]


def test_two_alike_are_told_one_by_one_and_nothing_is_left_to_list():
    problems = [Problem("bad", "坏", file="a.yaml", row=row, fix_en="mend it.") for row in (1, 2)]
    assert told_short(problems, "a").splitlines() == [
        *("a.yaml › row 1: bad", "  坏", "  Fix: mend it."),
        *("a.yaml › row 2: bad", "  坏", "  Fix: mend it."),
    ]


def test_check_of_a_new_campaign_fits_a_screen_and_all_lists_every_place(tmp_path, capsys):
    cli.main(["init", str(tmp_path / "work")])
    cli.main(["-C", str(tmp_path / "work"), "new", "spring"])
    capsys.readouterr()
    assert cli.main(["-C", str(tmp_path / "work"), "check", "spring"]) == 78
    short = capsys.readouterr().err
    assert len(short.splitlines()) <= 20
    assert cli.main(["-C", str(tmp_path / "work"), "check", "spring", "--all"]) == 78
    whole = capsys.readouterr().err
    marks = (tmp_path / "work/params/spring/brief.yaml").read_text(encoding="utf-8").count("‹")
    assert whole.count("still to be written") > 20
    assert marks >= whole.count("brief.yaml › row")  # a text with two marks is one place


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("good_is: blue", "write one of them."),
        ("good_is: grean", "did you mean green?"),
        ("campaign: Again", "keep one of the two lines."),
    ],
)
def test_a_wrong_line_of_a_brief_comes_with_what_to_do(line, fix, tmp_path, capsys):
    campaign = tmp_path / "params" / "demo"
    campaign.mkdir(parents=True)
    brief = (DEMO / "brief.yaml").read_text(encoding="utf-8")
    kept = [one for one in brief.splitlines() if not one.startswith("good_is:")]
    (campaign / "brief.yaml").write_text("\n".join([*kept, line]) + "\n", encoding="utf-8")
    assert cli.main(["-C", str(tmp_path), "check", "demo"]) == 78
    assert fix in capsys.readouterr().err.split("Fix: ")[1]


def test_an_overlong_name_is_counted(tmp_path, capsys):
    campaign = tmp_path / "params" / "demo"
    campaign.mkdir(parents=True)
    brief = (DEMO / "brief.yaml").read_text(encoding="utf-8").splitlines()
    long = [f"campaign: {'long name ' * 13}" if one.startswith("campaign:") else one for one in brief]
    (campaign / "brief.yaml").write_text("\n".join(long) + "\n", encoding="utf-8")
    assert cli.main(["-C", str(tmp_path), "check", "demo"]) == 78
    said = capsys.readouterr().err
    assert "must have 1 to 120 characters, not 129" in said  # 13 × 10 signs, the last a space
    assert "Fix: write a shorter name" in said


def test_check_opens_the_template_and_the_logo_of_the_deck(tmp_path, capsys):
    campaign = tmp_path / "params" / "demo"
    campaign.mkdir(parents=True)
    shutil.copy(paths.DEMO / "drafts_synthetic.csv", tmp_path / "brand.pptx")
    (tmp_path / "logo.png").write_bytes(b"no picture")
    brief = (DEMO / "brief.yaml").read_text(encoding="utf-8")
    deck = "deck:\n  template: brand.pptx\n  logo: logo.png\n"
    (campaign / "brief.yaml").write_text(f"{brief}\n{deck}", encoding="utf-8")
    assert cli.main(["-C", str(tmp_path), "check", "demo"]) == 65
    said = capsys.readouterr().err
    assert "brand.pptx › deck.template (demo/brief.yaml): is not a .pptx file" in said
    assert "logo.png › deck.logo (demo/brief.yaml): " in said
    (tmp_path / "logo.png").unlink()
    assert cli.main(["-C", str(tmp_path), "check", "demo"]) in (65, 66)
    assert "no such file" in capsys.readouterr().err


def test_a_dry_run_of_an_unwritten_brief_fits_a_screen_and_says_its_gaps_once(tmp_path, capsys):
    """The brief's open places stop every report that reads it; the later ones only count them."""
    cli.main(["init", str(tmp_path / "work")])
    notes = DEMO.parents[1] / "data" / "demo" / "pugongying_notes_synthetic.xlsx"
    cli.main(["-C", str(tmp_path / "work"), "new", "spring", str(notes)])
    capsys.readouterr()
    assert cli.main(["-C", str(tmp_path / "work"), "run", "spring", "--dry-run", "--json"]) == 78
    brief = next(one for one in json.loads(capsys.readouterr().out) if one["report"] == "spring/brief")
    n = len(brief["problems"])
    assert cli.main(["-C", str(tmp_path / "work"), "run", "spring", "--dry-run"]) == 78
    said = capsys.readouterr().out
    assert f"spring/selection: would not be made · 不会生成\n  {n} as above · 同上 {n} 处\n" in said
    assert said.count("brand.price_cny") == 1
    assert len(said.splitlines()) <= 36


def test_one_fix_for_both_languages_is_printed_once():
    said = str(Problem("not there", "没有", fix_en="pip install x", fix_zh="pip install x"))
    assert said.count("pip install x") == 1
    assert "Fix: do it. 去做。" in str(Problem("not there", "没有", fix_en="do it.", fix_zh="去做。"))


def test_a_mistyped_file_is_answered_with_the_one_beside_it(capsys):
    assert cli.main(["check", "params/demo/live.yml"]) == 66
    assert "did you mean params/demo/live.yaml?" in capsys.readouterr().err
    assert cli.main(["check", "params/demo/nothing_like_it.yaml"]) == 66
    assert "did you mean" not in capsys.readouterr().err
