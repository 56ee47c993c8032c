"""Where a command works: in the work folder around it or around its files, never in a place that nobody named."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.installed.conftest import tree
from xhs_workbench import cli, paths, work_folder

DEMO = paths.PARAMS / "demo"
COMMAND = [sys.executable, "-m", "xhs_workbench.cli"]


def called(*words, at, **variables):
    kept = {name: value for name, value in os.environ.items() if name != work_folder.VARIABLE}
    environment = {**kept, **variables}
    environment["PYTHONPATH"] = str(work_folder.SHIPPED)
    return subprocess.run(
        [*COMMAND, *map(str, words)], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def test_outside_any_work_folder_a_command_refuses_and_says_what_to_do(tmp_path):
    for words in (["run", "demo"], ["list"], ["check", "demo"], ["resume"], ["pack", "demo"]):
        said = called(*words, at=tmp_path)
        assert said.returncode == 66
        assert "lies in no work folder" in said.stderr
        assert "-C FOLDER" in said.stderr and "init ." in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_clone_are_worked_on_in_the_clone_and_the_command_says_so(tmp_path):
    said = called("check", DEMO / "brief.yaml", at=tmp_path)
    assert (said.returncode, said.stdout) == (0, "demo/brief.yaml: good\n")
    assert said.stderr == f"in the work folder · 工作文件夹: {work_folder.SHIPPED}\n"


def test_a_folder_made_by_hand_is_worked_in(tmp_path):
    shutil.copytree(DEMO, tmp_path / "params" / "spring")
    brief = tmp_path / "params" / "spring" / "brief.yaml"
    for other in brief.parent.glob("*.yaml"):
        if other != brief:
            other.unlink()
    said = called("list", at=tmp_path)
    assert [line.split()[:2] for line in said.stdout.splitlines()[1:]] == [["spring", "brief"]]
    assert called("check", "spring/", at=tmp_path).stdout == "spring/brief.yaml: good\n"


def test_a_campaign_is_started_where_one_is(tmp_path):
    assert called("new", "spring", at=tmp_path).returncode == 0
    assert (tmp_path / "params" / "spring" / "brief.yaml").is_file()
    assert [line.split()[0] for line in called("list", at=tmp_path).stdout.splitlines()[1:2]] == ["spring"]


def test_commands_that_need_no_work_folder_run_anywhere(tmp_path):
    (tmp_path / "notes.csv").write_text("note_id,liked_count\n66481500000000001c000001,3\n")
    before = tree(tmp_path)
    assert called("inspect", "notes.csv", at=tmp_path).returncode == 0
    assert called("completion", "bash", at=tmp_path).returncode == 0
    assert tree(tmp_path) == before


@pytest.mark.parametrize("words", [["check"], ["run"], ["deck"], ["batch"]])
def test_a_mistyped_campaign_is_answered_with_the_one_that_was_meant(words, capsys):
    assert cli.main([*words, "demmo"]) == 66
    said = capsys.readouterr().err
    assert "did you mean demo? 是不是想写 demo？" in said
    assert cli.main([*words, "zzzz"]) == 66
    assert (
        "there are: beauty_2018, demo, demo_leads, demo_sales, demo_sales_spring; xhs-workbench new NAME FILE… makes another."
        in capsys.readouterr().err
    )


def test_pack_answers_a_mistyped_campaign_too(tmp_path, capsys):
    (tmp_path / "spring_serum" / "client").mkdir(parents=True)
    assert cli.main(["pack", "spring_serm", "--out", str(tmp_path)]) == 66
    assert "did you mean spring_serum?" in capsys.readouterr().err


def test_a_report_is_named_as_list_names_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["-C", str(work_folder.SHIPPED), "check", "demo/brief"]) == 0
    assert capsys.readouterr().out == "demo/brief.yaml: good\n"
    assert cli.main(["-C", str(work_folder.SHIPPED), "check", "demo/lvie"]) == 66
    said = capsys.readouterr().err
    assert "demo/lvie: this campaign has no such report" in said
    assert "did you mean demo/live? 是不是想写 demo/live？" in said
    assert cli.main(["-C", str(work_folder.SHIPPED), "check", "demo/summary"]) == 66
    assert "there are: demo/brief, demo/content, demo/live," in capsys.readouterr().err


def test_a_machine_whose_locale_is_not_utf_8_reads_workbooks_in_folders_with_chinese_names(tmp_path):
    folder = tmp_path / "工作 文件夹"
    folder.mkdir()
    shutil.copy(
        work_folder.SHIPPED / "data" / "demo" / "pugongying_notes_synthetic.xlsx", folder / "笔记.xlsx"
    )
    elsewhere = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    said = called("inspect", "笔记.xlsx", at=folder, **elsewhere)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("\\u7b14\\u8bb0.xlsx ")  # what an ASCII terminal can show of it


def test_what_init_says_to_type_can_be_typed_where_the_path_has_blanks(tmp_path):
    target = tmp_path / "我的 work"
    said = called("init", target, at=tmp_path).stdout
    line = next(one for one in said.splitlines() if one.startswith("then · 然后: "))
    step = line.removeprefix("then · 然后: ").split(" && ")[0]
    done = subprocess.run(["bash", "-c", f"{step} && pwd -P"], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(target.resolve())
