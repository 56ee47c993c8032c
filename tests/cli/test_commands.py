"""The command line as people expect it: help, mistyped words, colours, JSON, completion, a run that writes nothing."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.installed.conftest import tree
from xhs_workbench import cli, paths
from xhs_workbench.cli.terminal import paint, table, text_width
from xhs_workbench.errors import Problem

DEMO = paths.PARAMS / "demo"
COMMAND = [sys.executable, "-m", "xhs_workbench.cli"]


def on_a_terminal(*arguments, columns="100", **variables):
    """Run a command whose output is a terminal; return what a person would see, colours included."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": columns, **variables}
    environment = {name: value for name, value in environment.items() if value is not None}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs, env=environment
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert process.wait() == 0
    return said.decode().replace("\r\n", "\n")


def test_version_names_package_python_and_work_folder(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.split(" · ") == [
        f"xhs-workbench {version('xhs-workbench')}",
        f"Python {'.'.join(map(str, sys.version_info[:3]))}",
        f"{paths.ROOT}\n",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "did you mean list?"),
        (["memory", "shwo", "f"], "did you mean show?"),
        (["run"], "the following arguments are required: params"),
        (["page", "a.ipynb", "a.ipynb"], "must end in .html"),
        (["batch", "p", "--workers", "0"], "must be 1 to 512"),
        (["-C", "/no/such/folder", "list"], "no such folder"),
    ],
)
def test_a_usage_error_is_told_in_both_languages_and_exits_with_2(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "命令或参数有误" in told
    assert "--help" in told


def test_every_command_has_help_that_says_what_each_argument_is(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    whole = capsys.readouterr().out
    assert "exit codes: 0 done" in whole
    names = re.findall(r"^    ([a-z]+) ", whole, re.MULTILINE)
    assert {"init", "new", "inspect", "check", "run", "batch", "open", "lab", "doctor", "completion"} <= set(
        names
    )
    for name in names:
        with pytest.raises(SystemExit) as ended:
            cli.main([name, "--help"])
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: xhs-workbench {name}")


def test_a_terminal_gets_a_table_in_colour_and_a_pipe_the_same_without(tmp_path, monkeypatch):
    (tmp_path / "params" / "demo").mkdir(parents=True)
    shutil.copy(DEMO / "brief.yaml", tmp_path / "params" / "demo")
    seen = on_a_terminal("-C", tmp_path, "list", NO_COLOR=None)
    assert "\x1b[1m" in seen
    head, *rows = re.sub(r"\x1b\[\d+m", "", seen).splitlines()
    assert head.split()[:4] == ["campaign", "report", "state", "made"]
    assert [row.split() for row in rows] == [["demo", "brief", "not", "made", "yet"]]
    command = [*COMMAND, "-C", str(tmp_path), "list"]
    piped = subprocess.run(command, check=True, capture_output=True, text=True)
    head, *rows = piped.stdout.splitlines()
    assert head.split()[:4] == ["campaign", "report", "state", "made"]
    assert [row.split() for row in rows] == [["demo", "brief", "not", "made", "yet"]]


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_forbidden(name, value, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert paint("x", "red") == "\x1b[31mx\x1b[0m"
    monkeypatch.setenv(name, value)
    assert paint("x", "red") == "x"


def test_a_table_fits_its_terminal_though_chinese_signs_fill_two_cells(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    lines = table(
        ("name", "what"), [("春季", "a very long sentence that does not fit"), ("b", "短")], {}
    ).splitlines()
    assert lines[1].startswith("春季  a very")  # two signs of two cells fill the column of four
    assert lines[1].endswith("…")
    assert lines[2] == "b     短"
    assert max(map(text_width, lines)) <= 30
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert (
        table(("name", "what"), [("b", "x" * 90)], {}).splitlines()[1] == "b     " + "x" * 90
    )  # a pipe reads all


def test_json_answers_machines_and_errors_are_json_too(tmp_path, capsys):
    assert cli.main(["list", "--json"]) == 0
    campaigns = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in campaigns] == [
        "beauty_2018",
        "demo",
        "demo_leads",
        "demo_sales",
        "demo_sales_spring",
    ]
    assert campaigns[1]["synthetic"] is True
    assert cli.main(["check", str(DEMO / "brief.yaml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"report": "demo/brief", "names_with_contacts": []}]
    assert cli.main(["check", str(tmp_path / "none.yaml"), "--json"]) == 66
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["exit_code"] == 66
    assert set(answer["problems"][0]) == set(Problem.__dataclass_fields__)
    assert "找不到文件" in said.err


def test_inspect_is_short_with_doubts_first_and_all_lists_the_columns(tmp_path, capsys):
    file = tmp_path / "notes.csv"
    row = "66481500000000001c00000{},{},2,3,4000,50"
    rows = [row.format(1, 1), row.format(2, "many"), row.format(3, 5), "bad/id,1,2,3,4000,50"]
    file.write_text(
        "note_id,liked_count,collected_count,comment_count,阅读量,浏览量\n" + "\n".join(rows) + "\n"
    )
    assert cli.main(["inspect", str(file)]) == 0
    short = capsys.readouterr().out.splitlines()
    assert short[0] == "notes.csv (5 rows)"
    assert [line.split(": ", 1)[0] for line in short[1:3]] == [
        "  ! NOT READ 未读取"
    ] * 2  # two say reads: none is
    title = next(number for number, line in enumerate(short) if "recognised:" in line)
    assert any("rows refused 行被拒" in line for line in short[1:title])
    assert short[-1] == "  notes: 4 rows, 2 refused; 4 columns read 列已读, 2 not 列未读 (--all)"
    assert cli.main(["inspect", "--all", str(file)]) == 0
    whole = capsys.readouterr().out
    assert "    liked_count -> likes 点赞" in whole
    assert "    not read: 阅读量、浏览量" in whole
    assert cli.main(["inspect", "--json", str(file)]) == 0
    [sheet] = json.loads(capsys.readouterr().out)
    [notes] = sheet["tables"]
    assert (notes["rows"], notes["refused"], notes["looks_like"]) == (
        4,
        2,
        {"阅读量": "reads", "浏览量": "reads"},
    )
    assert sum(n for n, _ in notes["reasons"].values()) == 2


def test_a_dry_run_says_what_from_what_and_what_is_missing_and_writes_nothing(tmp_path, capsys):
    campaign = tmp_path / "params" / "demo"
    shutil.copytree(DEMO, campaign)
    before, out = tree(tmp_path), tmp_path / "out"
    assert cli.main(["run", "--dry-run", str(campaign), "--out", str(out), "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert said.count("(zh, new 新建)") == 7
    assert "from · 来自: params/demo/brief.yaml, data/demo/pugongying_orders_synthetic.xlsx" in said
    assert (
        "no file gives" not in said
    )  # the creators' hours of the live page come from the files under `history:`
    assert tree(tmp_path) == before

    live = campaign / "live.yaml"
    without = [
        line for line in live.read_text(encoding="utf-8").splitlines() if "comments_synthetic" not in line
    ]
    lists = [line for line in without if "creators_synthetic" not in line]
    live.write_text("\n".join(lists) + "\n", encoding="utf-8")
    assert cli.main(["run", "--dry-run", str(live), "--out", str(out)]) == 0
    assert "no file gives · 缺少: comments, a creator list · 评论、达人列表" in capsys.readouterr().out
    shutil.copy(DEMO / "live.yaml", live)
    live.write_text(
        live.read_text(encoding="utf-8").replace("drafts_synthetic.csv", "gone.csv"), encoding="utf-8"
    )
    (campaign / "content.yaml").write_text("launguage: zh\n", encoding="utf-8")
    assert cli.main(["run", "--dry-run", str(campaign), "--out", str(out), "--json"]) == 78
    found = {one["report"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["demo/live"]["exit_code"] == 66
    assert "gone.csv" in found["demo/live"]["problems"][0]["file"]
    assert found["demo/content"]["exit_code"] == 78
    assert found["demo/selection"]["problems"] == []
    assert cli.main(["check", str(live)]) == 66  # as it foretold
    assert not out.exists()


def test_open_hands_the_page_to_the_browser(tmp_path):
    page = tmp_path / "reports" / "spring" / "client" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html></html>")
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > "$(dirname "$0")/asked"\n')
    browser.chmod(0o755)
    command = [*COMMAND, "open", "spring", "--out", str(tmp_path / "reports")]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "BROWSER": f"{browser} %s"}
    )
    assert (tmp_path / "asked").read_text().strip() == page.as_uri()
    assert said.stdout == ""


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    file = tmp_path / "big.csv"
    file.write_text("note_id,liked_count\n66481500000000001c000001,1\n")
    command = " ".join([*COMMAND, "--help"])
    said = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -n 1"], capture_output=True, text=True, check=False
    )
    assert said.stderr == ""


def test_ctrl_c_ends_in_a_sentence_and_130(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("xhs_workbench.report.run.ready_jobs", lambda *_, **__: interrupted(0))
    assert cli.main(["run", "params/demo/brief.yaml"]) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert "stopped; what was finished before stays whole" in said.err and "已中断" in said.err
    assert "Traceback" not in said.err


def test_verify_of_a_folder_without_reports_does_not_pass_as_unchanged(tmp_path, capsys):
    assert cli.main(["verify", "--out", str(tmp_path / "report")]) == 66
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing was delivered into this folder yet" in said.err
    assert "尚无交付的文件" in said.err
