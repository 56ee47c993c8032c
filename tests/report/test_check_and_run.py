"""`check` finds what `run` would: every fault of a parameter file is reported by its key before a kernel starts."""

import csv
import io
import os
import re
import shutil
import socket
from pathlib import Path

import duckdb
import pytest
from nbclient.exceptions import CellExecutionError
from openpyxl import load_workbook
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import read_yaml_file

from tests.report.faults import FAULTS, LATER, PROVES, make_files
from xhs_workbench import cli, paths
from xhs_workbench.brief import start_brief
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.intake import read
from xhs_workbench.params import load_params
from xhs_workbench.params.yaml_writing import write_params_file
from xhs_workbench.report import making, run
from xhs_workbench.report.jobs import Job

DEMO = paths.PARAMS / "demo"
UNFINISHED = Path(__file__).parent / "params_numbers_only"


@pytest.fixture
def places(tmp_path):
    """Make what an input must not be."""
    make_files(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(tmp_path)  # the name of a socket may not be long
    try:
        listening.bind("socket")
    finally:
        os.chdir(here)
    yield tmp_path
    listening.close()


@pytest.fixture
def opened_once(monkeypatch):
    """Open each of the demo's own files once for all faults: a workbook takes a process of its own."""

    def open_sheets(path, *heard):
        name = str(path)
        if not name.startswith("data/demo/") or not Path(paths.resolve(path)).is_file():
            return whole(path, *heard)
        if name not in OPENED_ONCE:
            OPENED_ONCE[name] = whole(path, *heard)
        return OPENED_ONCE[name]

    whole = read.open_sheets
    monkeypatch.setattr(read, "open_sheets", open_sheets)


OPENED_ONCE = {}


def with_fault(folder, name):
    """Write the demo's parameters with one fault."""
    notebook, change, key = FAULTS[name]
    shutil.copytree(DEMO, folder)
    file = folder / f"{notebook}.yaml"
    text = file.read_text(encoding="utf-8")
    if change is None:
        lines = text.splitlines(keepends=True)
        start = next(place for place, line in enumerate(lines) if line.startswith(f"{key}:"))
        end = next(
            (place for place in range(start + 1, len(lines)) if lines[place][0] not in " -#"), len(lines)
        )
        text = "".join(lines[:start] + lines[end:])
    else:
        old, new = change
        assert text.count(old) >= 1, f"{old} stands no more in the demo's {notebook}.yaml"
        if name == "empty_inputs":
            text = text[: text.index("inputs:")] + text[text.index("creators: []") :]
        text = text.replace(old, new.replace("{tmp}", str(folder.parent)), 1)
    file.write_text(text, encoding="utf-8")
    return file, key


@pytest.mark.parametrize("name", list(FAULTS))
def test_each_fault_ends_in_check_and_none_in_a_notebook(places, opened_once, monkeypatch, capsys, name):
    if name == "input_that_a_system_makes_up" and not Path("/proc/self/pagemap").exists():
        pytest.skip("this system makes up no files while they are read")
    file, key = with_fault(places / "faulty", name)
    started = []
    monkeypatch.setattr(run, "make_report", lambda job, *_: started.append(job))
    codes, said = [], []
    for command in (["check", str(file)], ["run", str(file), "--out", str(places / "out")]):
        codes.append(cli.main(command))
        said.append(capsys.readouterr().err)
    assert codes[0] == codes[1]
    assert codes[0] in (65, 66, 78)
    assert said[0] == said[1]
    assert key in said[0]
    assert [code for code, fault in PROVES.items() if fault == name and f"({code})" not in said[0]] == []
    assert started == []
    assert list(places.glob("out/**/*.html")) == []


NOTEBOOKS_ASK = (
    "brief",
    "content",
    "images",
    "intake",
    "language",
    "live",
    "memory",
    "metrics",
    "params",
    "paths",
    "results",
    "selection",
    "report/rendering/contents",
)


def test_every_code_a_notebook_can_end_with_is_known_in_check_or_has_its_reason():
    package = paths.ROOT / "xhs_workbench"
    files = [
        file
        for file in package.rglob("*.py")
        if file.relative_to(package).with_suffix("").as_posix().startswith(NOTEBOOKS_ASK)
    ]
    codes = {
        code for file in files for code in re.findall(r'"(XHS-[A-Z]\d{3})"', file.read_text(encoding="utf-8"))
    }
    assert codes == set(PROVES) | set(LATER)
    assert set(PROVES) & set(LATER) == set()
    assert set(PROVES.values()) <= set(FAULTS)


def test_whatever_opening_a_file_ends_with_is_said_by_check(monkeypatch, capsys):
    def refused(path, *_):
        raise IntakeError(
            Problem(
                "refused: a part is compressed beyond reason", "拒绝", file=Path(path).name, code="XHS-E030"
            )
        )

    monkeypatch.setattr(read, "open_sheets", refused)
    assert cli.main(["check", str(DEMO / "content.yaml")]) == 65
    said = capsys.readouterr().err
    assert said.count("(XHS-E030)") == 6  # each of the six inputs
    assert "drafts_synthetic.csv › inputs (demo/content.yaml): refused" in said


@pytest.mark.parametrize(("version", "code"), [(None, "XHS-M001"), (99, "XHS-M002"), (3, "")])
def test_a_memory_that_is_none_is_refused_by_check(tmp_path, monkeypatch, capsys, version, code):
    for name in ("data", "params"):
        (tmp_path / name).symlink_to(paths.ROOT / name)
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("XHS_INPUTS", str(tmp_path))
    memory = tmp_path / "reports" / "memory.duckdb"
    if version is None:
        memory.write_text("no database", encoding="utf-8")
    else:
        with duckdb.connect(str(memory)) as connection:
            connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
            connection.execute("INSERT INTO schema_version VALUES (?)", [version])
    before = memory.read_bytes()
    assert cli.main(["check", str(DEMO / "selection.yaml")]) == (65 if code else 0)
    assert code in capsys.readouterr().err
    assert memory.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "XHS-E001"),
        ("benchmarks: [{metric: cpe, low: 1}]\n", "XHS-P0"),
        (
            "benchmarks: [{metric: save_share, low: 1, high: 40, category: a, month: 2026-04, source: b}]\n",
            "XHS-P081",
        ),
    ],
)
def test_a_file_that_the_brief_names_is_looked_into_by_check(tmp_path, capsys, text, code):
    shutil.copytree(DEMO, tmp_path / "spring")
    named, brief = tmp_path / "benchmarks.yaml", tmp_path / "spring" / "brief.yaml"
    if text is not None:
        named.write_text(text, encoding="utf-8")
    asked = brief.read_text(encoding="utf-8")
    brief.write_text(re.sub("(?m)^benchmarks: .*", f"benchmarks: {named}", asked), encoding="utf-8")
    file = tmp_path / "spring" / "post_campaign.yaml"
    file.write_text(
        re.sub("(?m)^brief: .*", f"brief: {brief}", file.read_text(encoding="utf-8")), encoding="utf-8"
    )
    assert cli.main(["check", str(file)]) in (65, 66, 78)
    said = capsys.readouterr().err
    assert code in said and "benchmarks" in said


def test_a_festival_of_the_brands_own_stands_in_its_file(tmp_path, capsys):
    shutil.copytree(DEMO, tmp_path / "own")
    brief = tmp_path / "own" / "brief.yaml"
    brief.write_text(
        brief.read_text(encoding="utf-8").replace('festival: "618"', 'festival: "619"'), encoding="utf-8"
    )
    assert cli.main(["check", str(brief)]) == 78
    assert "did you mean 618?" in capsys.readouterr().err
    own = tmp_path / "festivals.yaml"
    own.write_text(
        (
            "festivals:\n  brand_day:\n    name: {en: '619'}\n    window: ['05-20', '06-10']\n    "
            "grade: G\n    source: {en: The brand.}\n"
        ),
        encoding="utf-8",
    )
    live = tmp_path / "own" / "live.yaml"
    live.write_text(
        live.read_text(encoding="utf-8")
        .replace("festivals: null", f"festivals: {own}")
        .replace("params/demo", str(tmp_path / "own")),
        encoding="utf-8",
    )
    assert cli.main(["check", str(brief)]) == 0


def test_a_day_of_another_name_is_no_mistake(tmp_path):
    shutil.copytree(DEMO, tmp_path / "own")
    brief = tmp_path / "own" / "brief.yaml"
    brief.write_text(
        brief.read_text(encoding="utf-8").replace('festival: "618"', "festival: 品牌周年庆"), encoding="utf-8"
    )
    assert cli.main(["check", str(brief)]) == 0


def test_an_error_of_a_cell_is_told_by_what_it_says_and_never_by_its_class():
    error = CellExecutionError("Traceback …", "ColumnNotFoundError", "no column reads")
    told = making.describe(Job("live", "demo", load_params(DEMO / "live.yaml")), error)
    assert told.exit_code == 3
    assert "ColumnNotFoundError: no column reads" in told.problems[0].en
    assert "CellExecutionError" not in str(told.problems[0])
    own = making.describe(
        Job("live", "demo", load_params(DEMO / "live.yaml")),
        CellExecutionError("", "ParamsError", "as_of: wrong"),
    )
    assert (own.exit_code, own.problems[0].en) == (78, "as_of: wrong")


def test_the_demo_itself_has_no_fault(capsys):
    assert cli.main(["check", str(DEMO)]) == 0
    assert capsys.readouterr().out.count(": good") == 5


def test_numbers_filled_and_texts_not_is_23_places_and_nothing_delivered(tmp_path, capsys):
    shutil.copytree(UNFINISHED, tmp_path / "unfinished")
    assert cli.main(["check", "--all", str(tmp_path / "unfinished")]) == 78
    assert capsys.readouterr().err.count("still to be written") == 23
    assert cli.main(["run", str(tmp_path / "unfinished"), "--out", str(tmp_path / "out")]) == 78
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_draft_is_an_internal_page_with_its_mark_and_leaves_the_clients_alone(tmp_path, language):
    shutil.copytree(UNFINISHED, tmp_path / "unfinished")
    file = tmp_path / "unfinished" / "brief.yaml"
    delivered = tmp_path / "out" / "unfinished" / "client" / "brief.html"
    delivered.parent.mkdir(parents=True)
    delivered.write_text("what the client was given before", encoding="utf-8")
    assert (
        cli.main(["run", str(file), "--draft", "--out", str(tmp_path / "out"), "--language", language]) == 0
    )
    page = tmp_path / "out" / "unfinished" / "internal" / "brief_internal.html"
    assert {"en": "DRAFT: not finished", "zh": "草稿：尚未完成"}[language] in page.read_text(encoding="utf-8")
    assert list(delivered.parent.iterdir()) == [delivered]
    assert delivered.read_text(encoding="utf-8") == "what the client was given before"


def test_a_draft_leaves_out_targets_nobody_gave_and_asks_for_what_it_cannot_do_without(tmp_path, capsys):
    brief = tmp_path / "spring" / "brief.yaml"
    write_params_file(brief, start_brief("awareness", "beauty"), notes={})
    assert cli.main(["run", str(brief), "--draft", "--out", str(tmp_path / "out")]) == 78
    said = capsys.readouterr().err
    needed = {
        "brand.price_cny": "199",
        "budget.creators_cny": "50000",
        "timeline.brief_sent": "2026-03-02",
        "timeline.drafts_due": "2026-03-16",
        "timeline.posting_start": "2026-03-25",
        "timeline.posting_end": "2026-04-10",
        "timeline.measured_until": "2026-05-20",
    }
    assert "still to be written, 7 places" in said
    assert sorted(re.findall(r"^  row \d+ (\S+)", said, re.MULTILINE)) == sorted(needed)
    assert said.count("a draft cannot be made without it either") == 1
    assert "lists every one" not in said  # all seven are named
    assert "run --draft makes" not in said  # the very command that was just run
    text = brief.read_text(encoding="utf-8")
    for key, value in needed.items():
        text = re.sub(rf"\b{key.rpartition('.')[2]}: ‹[^›]*›", f"{key.rpartition('.')[2]}: {value}", text)
    brief.write_text(text, encoding="utf-8")
    params = load_params(brief, draft=True)
    assert params.read_brief().kpis == ()
    assert "‹" in params.read_brief().campaign
    assert cli.main(["check", "--all", str(brief)]) == 78
    assert capsys.readouterr().err.count(".target: still to be written") == 3


def run_by_papermill(notebook, out, given):
    """Run a notebook by papermill's own engine, in a kernel that need not import everything again.

    That the command needs nothing of ours either, nor another kernel than the one everybody has, is tried as the documentation
    has it (`papermill_was_enough` in tests/docs).
    """
    execute_notebook(
        str(paths.NOTEBOOKS / f"{notebook}.ipynb"),
        str(out),
        given,
        kernel_name="xhs",
        cwd=str(paths.ROOT),
        progress_bar=False,
    )


def refuses_its_page(executed):
    page = executed.with_name("page.html")
    assert cli.main(["page", str(executed), str(page)]) == 3
    assert not page.exists()


@pytest.mark.parametrize(
    ("notebook", "given", "missing"),
    [
        ("live", {"language": "en"}, ("brief", "as_of", "inputs")),
        ("selection", {"brief": "params/beauty_2018/brief.yaml"}, ("inputs",)),
        ("content", {"inputs": ["data/beauty_2018/beauty_notes_2018.csv"]}, ("brief",)),
        ("brief", {"prepared_by": "Somebody"}, ("brief",)),
    ],
)
def test_a_notebook_given_a_part_of_its_parameters_refuses(tmp_path, notebook, given, missing):
    with pytest.raises(PapermillExecutionError) as refused:
        run_by_papermill(notebook, tmp_path / "out.ipynb", given)
    for name in missing:
        assert f"{name} was not given; the demo's is shown only" in str(refused.value)
    refuses_its_page(tmp_path / "out.ipynb")


def test_a_notebook_that_was_given_nothing_shows_the_demo_and_says_so(tmp_path):
    run_by_papermill("brief", tmp_path / "out.ipynb", {})
    assert cli.main(["page", str(tmp_path / "out.ipynb"), str(tmp_path / "page.html")]) == 0
    assert "Synthetic demo data" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_brief_given_key_by_key_is_not_the_demos(tmp_path):
    given = read_yaml_file(str(paths.PARAMS / "beauty_2018" / "brief.yaml"))  # as papermill's -f reads it
    run_by_papermill("brief", tmp_path / "out.ipynb", given)
    assert cli.main(["page", str(tmp_path / "out.ipynb"), str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Beauty notes of 2018" in page
    assert "Lumira" not in page
    assert "params/demo" not in page


def test_made_up_rows_are_said_in_every_output_whatever_the_brief_says(tmp_path):
    folder = tmp_path / "client"
    shutil.copytree(DEMO, folder)
    brief = (folder / "brief.yaml").read_text(encoding="utf-8").replace("synthetic: true", "synthetic: false")
    (folder / "brief.yaml").write_text(brief, encoding="utf-8")
    copies = [
        line.strip("- \n")
        for line in (folder / "live.yaml").read_text(encoding="utf-8").splitlines()
        if "data/demo" in line
    ]
    text = (folder / "live.yaml").read_text(encoding="utf-8").replace("params/demo", str(folder))
    for number, name in enumerate(copies):  # nothing in their names says what they are
        shutil.copy(paths.ROOT / name, tmp_path / f"{number}{Path(name).suffix}")
        text = text.replace(name, str(tmp_path / f"{number}{Path(name).suffix}"))
    (folder / "live.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["run", str(folder / "live.yaml"), "--out", str(tmp_path / "out")]) == 0
    made = {path.name: path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    for name in ("live.html", "live_internal.html", "index.html"):
        assert "Synthetic demo data" in made[name].read_text(encoding="utf-8")
    for table in (path for name, path in made.items() if name.endswith(".csv")):
        header, *rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline=""))
        assert header[-1] == "synthetic"
        assert rows
        assert {row[-1] for row in rows} == {"SYNTHETIC"}
    book = load_workbook(made["live_numbers.xlsx"], read_only=True)
    assert [
        sheet.title
        for sheet in book
        if "Synthetic demo data" not in str(list(sheet.iter_rows(max_row=2, values_only=True)))
    ] == []
    events = made["live_calendar.ics"].read_text(encoding="utf-8").replace("\r\n ", "")
    summaries = [line for line in events.splitlines() if line.startswith("SUMMARY")]
    assert summaries
    assert all("synthetic" in line for line in summaries)
    page = made["live.html"].read_text(encoding="utf-8")
    # Of the 24 notes of the files, those of 21 and 22 May come after the day this page speaks of.
    assert "notes are dated after 20 May, the day this report speaks of" in page
