"""`check` finds what `run` would: every fault of a parameter file is reported by its key before a kernel starts."""

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xhs_workbench import cli, paths
from xhs_workbench.report import run

DEMO = paths.PARAMS / "demo"
UNFINISHED = Path(__file__).parent / "params_numbers_only"
MAPPING = "mappings: [{name: own, recognise: [达人], tables: {creators: {columns: {followers: [粉丝量]}}}}]\ncovers: []"
FAULTS = {
    "no_inputs": ("live", None, "inputs"),
    "no_brief": ("content", None, "brief"),
    "no_day": ("post_campaign", None, "as_of"),
    "empty_inputs": ("content", ("creators: []", "creators: []\ninputs: []"), "inputs"),
    "second_document": ("live", ("festivals: null", "---\nfestivals: null"), "second document"),
    "second_document_after_dots": ("live", ("festivals: null", "...\nfestivals: null"), "second document"),
    "infinite_budget": ("brief", ("creators_cny: 48000", "creators_cny: 1e999"), "budget.creators_cny"),
    "infinite_by_name": ("brief", ("creators_cny: 48000", "creators_cny: .inf"), "budget.creators_cny"),
    "infinite_as_text": ("brief", ("creators_cny: 48000", "creators_cny: 'inf'"), "budget.creators_cny"),
    "not_a_number": ("brief", ("creators_cny: 48000", "creators_cny: 'nan'"), "budget.creators_cny"),
    "absurd_budget": ("brief", ("creators_cny: 48000", "creators_cny: 1e300"), "budget.creators_cny"),
    "five_thousand_digits": ("brief", ("creators_cny: 48000", f"creators_cny: {'9' * 5000}"), "budget.creators_cny"),
    "infinite_weight": ("selection", ("weights: {value: 35.0", "weights: {value: 1e999"), "weights.value"),
    "infinite_audience": ("selection", ("female_18_24: 900000", "female_18_24: 1e999"), "audience_people.female_18_24"),
    "more_than_all_people": ("selection", ("female_18_24: 900000", "female_18_24: 9e9"), "audience_people"),
    "measured_for_ever": ("brief", ("measured_until: 2026-07-20", "measured_until: 9999-12-31"), "timeline.measured_until"),
    "before_there_was_xiaohongshu": ("brief", ("brief_sent: 2026-04-13", "brief_sent: 2012-12-31"), "timeline.brief_sent"),
    "three_years_ahead": (
        "brief",
        ("measured_until: 2026-07-20", f"measured_until: {datetime.now().year + 3}-01-01"),
        "timeline.measured_until",
    ),
    "the_last_day": ("live", ("as_of: '2026-05-20'", "as_of: 9999-12-31"), "as_of"),
    "the_first_day": ("live", ("as_of: '2026-05-20'", "as_of: 0001-01-01"), "as_of"),
    "before_posting": ("live", ("as_of: '2026-05-20'", "as_of: 2026-05-05"), "as_of"),
    "results_before_posting": ("post_campaign", ("as_of: '2026-07-20'", "as_of: 2026-04-20"), "as_of"),
    "collected_in_year_one": ("live", ("festivals: null", "collected_at: 0001-01-01 00:00"), "collected_at"),
    "end_before_start": ("brief", ("posting_end: 2026-05-22", "posting_end: 2026-05-01"), "posting_end"),
    "sale_ends_before": ("brief", ("sale_end: 2026-06-18", "sale_end: 2026-05-01"), "sale_end"),
    "newline_in_title": ("brief", ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira\\n618"'), "campaign"),
    "nul_in_title": ("brief", ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira\\0 618"'), "campaign"),
    "bidi_in_title": ("brief", ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira \\u202E816"'), "campaign"),
    "newline_in_brand": ("brief", ("name: {en: Lumira,", 'name: {en: "Lum\\nira",'), "brand.name.en"),
    "line_separator_in_agency": ("live", ("prepared_by: Harbour", 'prepared_by: "H\\u2028arbour" #'), "prepared_by"),
    "bidi_in_a_sentence": ("brief", ("{en: A light texture", '{en: "A \\u2066light", zh: x} #'), "messages.1.text.en"),
    "placeholder_in_a_list": ("live", ("boost_tranche_cny: 300", "boost_paused: [‹笔记ID›]"), "boost_paused.0"),
    "placeholder_in_a_day": ("live", ("as_of: '2026-05-20'", "as_of: ‹day›"), "as_of"),
    "draft_in_a_file": ("live", ("festivals: null", "draft: true"), "draft"),
    "mapping_without_id": ("selection", ("covers: [data/demo/covers_synthetic]", MAPPING), "creators.creator_id"),
    "input_that_is_gone": ("content", ("data/demo/drafts_synthetic.csv", "exports/gone.csv"), "inputs"),
    "input_that_is_a_device": ("content", ("data/demo/drafts_synthetic.csv", "/dev/zero"), "inputs"),
    "input_that_is_a_folder": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/folder"), "inputs"),
    "input_that_is_a_pipe": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/pipe"), "inputs"),
    "input_that_is_a_socket": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/socket"), "inputs"),
    "history_that_is_a_folder": ("live", ("data/demo/candidate_notes_synthetic.csv", "{tmp}/folder"), "history"),
    "answers_that_are_a_pipe": ("live", ("answered: null", "answered: {tmp}/pipe"), "answered"),
    "festivals_that_are_a_folder": ("live", ("festivals: null", "festivals: {tmp}/folder"), "festivals"),
    "brief_that_is_a_folder": ("live", ("brief: params/demo/brief.yaml", "brief: {tmp}/folder"), "brief"),
    "brief_that_is_a_pipe": ("live", ("brief: params/demo/brief.yaml", "brief: {tmp}/pipe"), "brief"),
    "input_from_the_network": ("live", ("data/demo/drafts_synthetic.csv", "https://x.cn/a.csv"), "inputs.4"),
    "input_marked_as_the_demos": ("live", ("- data/demo/drafts_synthetic.csv", "- demo:data/demo/drafts_synthetic.csv"), "inputs.4"),
    "unknown_tier": ("selection", ("mid: [1, 2]", "kok: [1, 2]"), "tier"),
    "unknown_metric": ("brief", ("metric: saves", "metric: savings"), "savings"),
}  # fmt: skip
"""Fault -> notebook, (what stands in the demo's file, what stands there instead) or None for the key left out, what is named."""


@pytest.fixture
def places(tmp_path):
    """Make something that an input must not be."""
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


def with_fault(folder, name):
    """Write the demo's parameters with one fault."""
    notebook, change, key = FAULTS[name]
    shutil.copytree(DEMO, folder)
    file = folder / f"{notebook}.yaml"
    text = file.read_text(encoding="utf-8")
    if change is None:
        lines = text.splitlines(keepends=True)
        start = next(place for place, line in enumerate(lines) if line.startswith(f"{key}:"))
        end = next((place for place in range(start + 1, len(lines)) if lines[place][0] not in " -#"), len(lines))
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
def test_each_fault_ends_in_check_and_none_in_a_notebook(places, monkeypatch, capsys, name):
    file, key = with_fault(places / "faulty", name)
    started = []
    monkeypatch.setattr(run, "make_report", lambda job, *_: started.append(job))
    codes, said = [], []
    for command in (["check", str(file)], ["run", str(file), "--out", str(places / "out")]):
        codes.append(cli.main(command))
        said.append(capsys.readouterr().err)
    assert codes[0] == codes[1]
    assert codes[0] in (66, 78)
    assert said[0] == said[1]
    assert key in said[0]
    assert started == []
    assert list(places.glob("out/**/*.html")) == []


def test_the_demo_itself_has_no_fault(capsys):
    assert cli.main(["check", str(DEMO)]) == 0
    assert capsys.readouterr().out.count(": good") == 5


def test_numbers_filled_and_texts_not_is_23_places_and_nothing_delivered(tmp_path, capsys):
    shutil.copytree(UNFINISHED, tmp_path / "unfinished")
    assert cli.main(["check", str(tmp_path / "unfinished")]) == 78
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
    assert cli.main(["run", str(file), "--draft", "--out", str(tmp_path / "out"), "--language", language]) == 0
    page = tmp_path / "out" / "unfinished" / "internal" / "brief_internal.html"
    assert {"en": "DRAFT: not finished", "zh": "草稿：尚未完成"}[language] in page.read_text(encoding="utf-8")
    assert list(delivered.parent.iterdir()) == [delivered]
    assert delivered.read_text(encoding="utf-8") == "what the client was given before"


def papermill(notebook, out, *given):
    command = [sys.executable, "-m", "papermill", f"notebooks/{notebook}.ipynb", str(out), "--no-progress-bar", *given]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=paths.ROOT)


@pytest.mark.parametrize(
    ("notebook", "given", "missing"),
    [
        ("live", ("-p", "language", "zh"), ("brief", "as_of", "inputs")),
        ("live", ("-p", "language", "en"), ("brief", "as_of", "inputs")),
        ("selection", ("-p", "brief", "params/beauty_2018/brief.yaml"), ("inputs",)),
        ("content", ("-y", "inputs: [data/beauty_2018/beauty_notes_2018.csv]"), ("brief",)),
        ("brief", ("-p", "prepared_by", "Somebody"), ("brief",)),
    ],
)  # fmt: skip
def test_plain_papermill_with_a_part_of_the_parameters_refuses(tmp_path, notebook, given, missing):
    done = papermill(notebook, tmp_path / "out.ipynb", *given)
    assert done.returncode != 0
    for name in missing:
        assert f"{name} was not given; the demo's is shown only" in done.stderr
    assert cli.main(["page", str(tmp_path / "out.ipynb"), str(tmp_path / "page.html")]) == 3
    assert not (tmp_path / "page.html").exists()


def test_a_notebook_that_was_given_nothing_shows_the_demo_and_says_so(tmp_path):
    done = papermill("brief", tmp_path / "out.ipynb")
    assert done.returncode == 0, done.stderr
    assert cli.main(["page", str(tmp_path / "out.ipynb"), str(tmp_path / "page.html")]) == 0
    assert "Synthetic demo data" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_brief_given_key_by_key_is_not_the_demos(tmp_path):
    done = papermill("brief", tmp_path / "out.ipynb", "-f", "params/beauty_2018/brief.yaml")
    assert done.returncode == 0, done.stderr
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
    assert "notes are dated after 2026-05-20, the day this report speaks of" in page
