"""From parameters to a run: what is refused before any kernel, exit codes, a file never seen."""

import subprocess
import sys

import pytest

from xhs_workbench import cli, paths
from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.report.run import plan_jobs, run_jobs


def write_selection(folder, change):
    file = folder / "selection.yaml"
    inputs = "" if "inputs:" in change else "inputs: [data/demo/pugongying_creators_synthetic.xlsx]\n"
    file.write_text(f"brief: params/demo/brief.yaml\n{inputs}{change}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ("launguage: zh", 78, "did you mean language?"),
        ("quotas: {koc: [5, 2]}", 78, "quotas.koc"),
        ("max_share_per_creator: 7", 78, "must be <= 1"),
        ("weights: heavy", 78, "weights"),
        ("weights: {fame: 1}", 78, "weights.fame"),
        ("quotas: {kok: [1, 2]}", 78, "no such tier"),
        ("language: en\nlanguage: zh", 78, "given twice"),
        ("inputs: [nowhere/x.csv]", 66, "no such file"),
        ("inputs: [tests/intake/bad_inputs/B_structure/zero_bytes.csv]", 65, "空文件"),
    ],
    ids=[
        "unknown",
        "bad_value",
        "out_of_range",
        "wrong_type",
        "unknown_part",
        "unknown_tier",
        "duplicate_key",
        "missing_input",
        "unreadable",
    ],
)
def test_exit_codes(tmp_path, capsys, change, code, said):
    file = write_selection(tmp_path, change)
    assert cli.main(["run", str(file), "--out", str(tmp_path / "out")]) == code
    told = capsys.readouterr().err
    assert said in told
    assert list((tmp_path / "out").rglob("*.html")) == []
    assert "Traceback" not in told


def test_the_exit_code_is_the_processs(tmp_path):
    file = write_selection(tmp_path, "launguage: zh")
    command = [sys.executable, "-m", "xhs_workbench.cli", "run", str(file), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=paths.ROOT)
    assert (done.returncode, done.stdout) == (78, "")
    assert "did you mean language?" in done.stderr
    assert "Traceback" not in done.stderr


def test_problems_of_all_files_come_at_once(tmp_path):
    (tmp_path / "selection.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "live.yaml").write_text("as_of: soon\n", encoding="utf-8")
    with pytest.raises(ParamsError) as caught:
        plan_jobs([tmp_path])
    assert {problem.file for problem in caught.value.problems} == {"selection.yaml", "live.yaml"}


def test_an_empty_folder_is_missing_input(tmp_path):
    with pytest.raises(InputMissingError):
        plan_jobs([tmp_path])


UNSEEN = """
brief: params/demo/brief.yaml
inputs: [{file}]
collected_at: 2026-05-20 18:00
quotas: {{koc: [0, 2], micro: [0, 2], mid: [0, 1]}}
mappings:
  - name: my_export
    title_en: An export nobody has seen
    title_zh: 未见过的导出
    recognise: [小红薯号, '粉丝量(w)']
    tables:
      creators:
        columns:
          creator_name: [达人]
          red_id: [小红薯号]
          region: [所在地]
          followers: ['粉丝量(w)']
          reads_median: [近30天阅读中位]
          interactions_median: [近30天互动中位]
          price_image_cny: [图文价]
          price_video_cny: [视频价]
        derive:
          creator_id: {{from: red_id, prefix: red-}}
"""


def test_a_file_of_a_kind_never_seen_runs_through_to_a_report_by_yaml_alone(tmp_path):
    folder = tmp_path / "params" / "unseen"
    folder.mkdir(parents=True)
    file = paths.ROOT / "tests" / "intake" / "unseen" / "newrank_like.csv"
    (folder / "selection.yaml").write_text(UNSEEN.format(file=file), encoding="utf-8")
    done = run_jobs(plan_jobs([folder]), tmp_path / "out")
    text = paths.internal_page(done[0].page).read_text(encoding="utf-8")
    assert "my_export" in text
    for words in ("阿梨测评", "暖暖研究所", "newrank_like.csv › row 3"):
        assert words in text, words


def test_a_mapping_with_an_unknown_column_is_refused_before_any_kernel(tmp_path):
    text = UNSEEN.format(file="data/demo/drafts_synthetic.csv").replace("followers:", "folowers:")
    (tmp_path / "selection.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ParamsError, match="folowers"):
        plan_jobs([tmp_path])
