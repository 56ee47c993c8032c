"""An empty folder and the wheel: everything works, and nothing of the clone is needed."""

import json
import re
import zipfile
from pathlib import Path

from tests.installed.conftest import CLONE

FIXTURES = CLONE / "tests" / "intake" / "fixtures"
CARRIED = "xhs_workbench/shipped/"


def committed(folder, *kinds):
    return {
        path.relative_to(CLONE).as_posix()
        for path in (CLONE / folder).rglob("*")
        if path.is_file() and path.suffix in kinds
    }


def test_the_wheel_holds_what_a_clone_has_and_nothing_of_its_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = {name.removeprefix(CARRIED) for name in names if name.startswith(CARRIED)}
    wanted = {path.relative_to(CLONE).as_posix() for path in (CLONE / "notebooks").rglob("*.ipynb")}
    wanted |= committed("templates/report", ".j2", ".css", ".js", ".json") | committed(
        "templates/brief", ".yaml"
    )
    wanted |= committed("params/demo", ".yaml")
    wanted |= committed("data/demo", ".xlsx", ".csv", ".jsonl", ".yaml", ".jpg", ".md")
    assert wanted <= carried
    assert {name for name in carried - wanted if not name.startswith("templates/")} == set()
    assert {name.split("/")[0] for name in names} == {
        "xhs_workbench",
        *(name.split("/")[0] for name in names if re.match(r"xhs_workbench-[\d.]+\.(dist-info|data)/", name)),
    }
    assert any(name.endswith("data/share/jupyter/kernels/xhs/kernel.json") for name in names)
    ready = "data/share/jupyter/labextensions/xhs-workbench/static/ready.js"
    assert any(name.endswith(ready) for name in names)
    own = {path.relative_to(CLONE).as_posix() for path in (CLONE / "xhs_workbench").rglob("*.toml")}
    assert own <= names


def test_an_empty_folder_the_demo_and_a_report(installed, tmp_path):
    said = installed("init", "work", "--demo", cwd=tmp_path, in_earnest=True)
    assert said.returncode == 0, said.stderr
    work = tmp_path / "work"
    assert {path.name for path in work.iterdir()} == {
        *("params", "exports", "notebooks", "data", "README.md", ".gitignore", ".xhs-workbench.json")
    }
    assert len((work / "README.md").read_text(encoding="utf-8").splitlines()) == 10
    # From a folder below, and by the campaign's name.
    listed = installed("list", cwd=work / "exports").stdout.splitlines()[1:]
    assert [line.split()[:2] for line in listed] == [
        ["demo", step] for step in ("brief", "selection", "content", "live", "post_campaign")
    ]
    said = installed("check", "../params/demo/brief.yaml", cwd=work / "exports")
    assert said.stdout == "demo/brief.yaml: good\n", said.stderr
    # From a folder that has nothing to do with it, as a scheduler does: it is found from the file.
    said = installed("run", work / "params" / "demo" / "brief.yaml", cwd="/", in_earnest=True)
    assert said.returncode == 0, said.stderr
    page = work / "reports" / "demo" / "client" / "brief.html"
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert "SYNTHETIC" in page.read_text(encoding="utf-8").upper()
    for folder in (CLONE, tmp_path):
        assert str(folder) not in page.read_text(encoding="utf-8")
    said = installed("open", "--print", cwd=work)
    assert said.stdout.strip() == str(page.with_name("index.html"))
    assert (work / ".private" / "salt").is_file()


def test_own_files_become_a_campaign_that_is_checked_and_run(installed, tmp_path):
    assert installed("init", ".", cwd=tmp_path).returncode == 0
    for name in ("pugongying_creators.csv", "generic_notes.csv"):
        (tmp_path / "exports" / name).write_bytes((FIXTURES / name).read_bytes())
    said = installed("new", "spring", "exports/*.csv", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    file = tmp_path / "params" / "spring" / "selection.yaml"
    assert "exports/pugongying_creators.csv" in file.read_text(encoding="utf-8")
    said = installed("check", "spring", cwd=tmp_path)
    assert said.returncode == 78
    assert "brand.price_cny" in said.stderr
    assert "still to be written" in said.stderr
    brief = tmp_path / "params" / "spring" / "brief.yaml"
    demo = (CLONE / "params" / "demo" / "brief.yaml").read_text(encoding="utf-8")
    brief.write_text(demo.replace("synthetic: true", "synthetic: false"), encoding="utf-8")
    said = installed("run", "params/spring/selection.yaml", "--json", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    made = json.loads(said.stdout)
    assert [one["report"] for one in made] == ["spring/selection", "spring/candidates"]
    assert all((tmp_path / one["page"]).is_file() for one in made)


def test_outside_a_work_folder_it_says_what_to_do_and_writes_nothing(installed, tmp_path):
    for words in (["list"], ["lab", "--no-browser"]):
        said = installed(*words, cwd=tmp_path)
        assert (said.returncode, "xhs-workbench init ." in said.stderr) == (66, True)
    checks = {one["name"]: one for one in json.loads(installed("doctor", "--json", cwd=tmp_path).stdout)}
    assert checks["work_folder"]["level"] == "REVIEW"
    assert checks["work_folder"]["fix"]["en"] == "xhs-workbench init FOLDER"
    assert list(tmp_path.iterdir()) == []


def test_a_campaign_can_be_started_anywhere(installed, tmp_path):
    said = installed("new", "spring", FIXTURES / "pugongying_creators.csv", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert {path.name for path in (tmp_path / "params" / "spring").iterdir()} >= {
        "brief.yaml",
        "selection.yaml",
    }
    assert Path(installed("--version", cwd=tmp_path).stdout.split(" · ")[2].strip()) == tmp_path
