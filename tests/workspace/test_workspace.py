"""The desk without a browser: a new campaign from files, notebooks opened, reports made, choices kept."""

import asyncio
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import cli, intake, paths, workspace
from xhs_workbench.errors import InputMissingError, IntakeError, ParamsError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import PostCampaignParams, load_params
from xhs_workbench.params.yaml_writing import write_params_file
from xhs_workbench.report.opening import open_notebook
from xhs_workbench.report.run import plan_jobs, run_jobs
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.desks import launcher as show
from xhs_workbench.views.desks import new_campaign as scaffold
from xhs_workbench.workspace.campaigns import Campaign, Step
from xhs_workbench.workspace.desk import Progress
from xhs_workbench.workspace.starting import free_folder

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS / "intake" / "fixtures"
UNSEEN = TESTS / "intake" / "unseen" / "newrank_like.csv"
FILLED = {
    "‹price in CNY›": "199",
    "‹creator budget in CNY›": "80000",
    "‹number›": "100",
    "‹CNY›": "5",
    "‹date, a week or more later›": "2026-05-10",
    "‹date, review and 72 hours later›": "2026-05-20",
    "‹date, a month or more after posting›": "2026-07-20",
}


@pytest.fixture(autouse=True)
def _no_loop():
    """Be a thread in which no loop runs, as a script's is: a browser that another test opened keeps its own running."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """Put params, work and reports into a folder of the test's own."""
    for name in ("PARAMS", "WORK", "REPORTS"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    (tmp_path / "params").mkdir()
    shutil.copytree(paths.ROOT / "params" / "demo", tmp_path / "params" / "demo")
    return tmp_path


def fill(folder):
    """Fill in the ‹…› of a brief."""
    text = (folder / "brief.yaml").read_text(encoding="utf-8")
    for mark, value in FILLED.items():
        text = text.replace(mark, value)
    text = text.replace("brief_sent: ‹date›", "brief_sent: 2026-05-01").replace(
        "posting_end: ‹date›", "posting_end: 2026-06-10"
    )
    # A template's own words without their signs are still nobody's words.
    (folder / "brief.yaml").write_text(re.sub("‹([^‹›]*)›", r"our \1", text), encoding="utf-8")


def test_each_file_goes_to_the_notebooks_that_ask_for_its_tables(bench):
    names = [
        "pugongying_creators",
        "pugongying_orders",
        "mediacrawler_comments",
        "rubric_sheet",
        "store_traffic",
    ]
    made = workspace.new_campaign("spring_serum", [FIXTURES / f"{name}.csv" for name in names])
    assert made.read_by == {
        "pugongying_creators.csv": ("selection", "content", "live", "post_campaign"),
        "pugongying_orders.csv": ("live", "post_campaign"),
        "mediacrawler_comments.csv": ("selection", "live", "post_campaign"),
        "rubric_sheet.csv": ("selection",),
        "store_traffic.csv": ("post_campaign",),
    }
    assert {file.name for file in made.folder.iterdir()} == {
        f"{name}.yaml" for name in ("brief", "selection", "content", "live", "post_campaign")
    }
    assert made.days == ("live", "post_campaign")
    with pytest.raises(ParamsError) as asked:
        load_params(made.folder / "live.yaml")
    assert [(one.file, one.column) for one in asked.value.problems] == [("live.yaml", "as_of")]
    write_params_file(made.folder / "live.yaml", {"as_of": "2026-06-20"})
    live = load_params(made.folder / "live.yaml")
    assert [Path(name).name for name in live.inputs] == [
        "pugongying_creators.csv",
        "pugongying_orders.csv",
        "mediacrawler_comments.csv",
    ]


def test_check_complains_of_placeholders_only_and_then_selection_runs(bench, capsys):
    files = [str(FIXTURES / f"{name}.csv") for name in ("pugongying_creators", "generic_notes")]
    assert cli.main(["new", "spring", *files, str(UNSEEN)]) == 0
    said = capsys.readouterr().out
    assert "newrank_like.csv: unknown, read as creators by a draft" in said
    assert "brand.price_cny: ‹price in CNY›" in said
    folder = paths.PARAMS / "spring"
    with pytest.raises(ParamsError) as refused:
        plan_jobs([folder])
    problems = refused.value.problems
    assert problems
    assert all("‹" in problem.value for problem in problems)
    assert len({(problem.file, problem.column) for problem in problems}) == len(problems)
    assert {problem.file for problem in problems if problem.column == "as_of"} == {
        "live.yaml",
        "post_campaign.yaml",
    }
    fill(folder)
    for name in ("live", "post_campaign"):
        write_params_file(folder / f"{name}.yaml", {"as_of": "2026-06-20"})
    assert [job.notebook for job in plan_jobs([folder])][:2] == ["brief", "selection"]
    made = run_jobs(plan_jobs([folder / "selection.yaml"]), bench / "out")
    assert "pugongying_creators.csv" in made[0].page.read_text(encoding="utf-8")


def test_a_file_nobody_knows_is_read_by_its_draft_in_the_one_sources_file(bench):
    made = workspace.new_campaign("unseen", [UNSEEN])
    assert made.read_by["newrank_like.csv"][0] == "selection"
    params = load_params(made.folder / "selection.yaml")
    data = intake.read_files(params.inputs, mappings=params.mappings)
    assert data.table("creators").get_column("followers").to_list()[:2] == [12_400, 8_600]
    assert "drafted_mapping" in [finding.code for finding in data.findings]
    text = (made.folder / "selection.yaml").read_text(encoding="utf-8")
    assert "sources.yaml" in text
    assert "mappings:" not in text


def test_inspect_adds_to_the_campaigns_sources_once(bench, capsys):
    workspace.new_campaign("spring", [])
    assert cli.main(["inspect", str(UNSEEN), "--write", "spring"]) == 0
    assert "written to" in capsys.readouterr().out
    target = paths.PARAMS / "spring" / "sources.yaml"
    before = target.read_bytes()
    assert cli.main(["inspect", str(UNSEEN), "--write", "spring"]) == 0
    assert "known already" in capsys.readouterr().out
    assert target.read_bytes() == before
    assert cli.main(["inspect", str(UNSEEN), "--write", "sprign"]) == 78
    assert "did you mean spring?" in capsys.readouterr().err


def test_nothing_is_written_over_and_nothing_half(bench):
    workspace.new_campaign("once", [])
    before = (paths.PARAMS / "once" / "brief.yaml").read_bytes()
    with pytest.raises(ParamsError, match="a campaign of this name exists"):
        workspace.new_campaign("once", [])
    assert (paths.PARAMS / "once" / "brief.yaml").read_bytes() == before
    with pytest.raises(InputMissingError) as missing:
        workspace.new_campaign("two", ["no.csv", "none.csv"])
    assert len(missing.value.problems) == 2
    with pytest.raises(IntakeError):
        workspace.new_campaign("two", [TESTS / "intake" / "bad_inputs" / "I_xlsx" / "not_zip.xlsx"])
    with pytest.raises(ParamsError, match="no such template"):
        workspace.new_campaign("two", [], industry="cars")
    assert {path.name for path in paths.PARAMS.iterdir()} == {"demo", "once"}


@given(name=st.text(max_size=50))
def test_only_plain_names_become_folders(name):
    try:
        folder = free_folder(name)
    except ParamsError:
        return
    assert folder.parent == paths.PARAMS
    assert folder.name == name
    assert name.isascii()
    assert name == name.lower()
    assert not name.startswith((".", "-", "_"))


@pytest.mark.parametrize("name", ["../x", "a/b", "con", "Ab", "", "a b", "-x", "春", "x\n", "a" * 41])
def test_unsafe_names_are_refused(bench, name):
    with pytest.raises(ParamsError):
        workspace.new_campaign(name, [])


def test_hostile_file_names_stay_names(bench):
    folder = TESTS / "intake" / "bad_inputs" / "J_filenames"
    files = sorted(path for path in folder.iterdir() if path.is_file())
    made = workspace.new_campaign("names", files)
    read = load_params(made.folder / "selection.yaml").inputs
    known = [kind for kind in made.kinds if kind.unknown is None]
    assert len(read) == len([kind for kind in known if "selection" in made.read_by[kind.file]]) > 5
    assert all(paths.require(name).is_file() for name in read)


def test_a_notebook_is_opened_with_its_parameters_and_work_on_it_is_kept(bench):
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    copy = open_notebook(file)
    opened = nbformat.read(copy, as_version=4)
    injected = next(cell for cell in opened.cells if "injected-parameters" in cell.metadata.get("tags", []))
    names = {}
    exec(injected.source, names)
    params = PostCampaignParams.from_notebook(names)
    assert params == load_params(file)
    assert workspace.open_keeper(params, names).path == str(file)
    stamp = copy.stat().st_mtime_ns
    assert open_notebook(file) == copy
    assert copy.stat().st_mtime_ns == stamp
    opened.cells.append(nbformat.v4.new_code_cell("mine = 1"))
    nbformat.write(opened, copy)
    file.write_text(file.read_text(encoding="utf-8").replace("2026-07-20", "2026-07-21"), encoding="utf-8")
    open_notebook(file)
    assert "mine = 1" in (copy.parent / "post_campaign_before_1.ipynb").read_text(encoding="utf-8")
    assert "2026-07-21" in copy.read_text(encoding="utf-8")


def test_a_choice_is_kept_with_the_comments_around_it_or_refused(bench):
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    keeper = workspace.Keeper(str(file))
    assert keeper.keep({"notes_shown": {"tiers": ["koc"]}}).level == Level.PASS
    assert file.read_text(encoding="utf-8").startswith("# What came back. 复盘。\n")
    assert load_params(file).notes_shown.tiers == ("koc",)
    before = file.read_bytes()
    refused = keeper.keep({"comments_shown": {"sentiments": ["angry"]}})
    assert refused.level == Level.FAIL
    assert "comments_shown.sentiments.0" in refused.text.en
    assert file.read_bytes() == before
    assert workspace.Keeper("params/none/live.yaml").keep({}).level == Level.FAIL


def test_campaigns_say_what_is_wrong_and_what_is_outdated(bench):
    report = paths.REPORTS / "demo" / "client" / "live.html"
    report.parent.mkdir(parents=True)
    report.write_text("x")
    (paths.PARAMS / "demo" / "content.yaml").write_text("languag: en\n")
    (paths.PARAMS / "demo" / "brief.yaml").touch()
    found = {step.notebook: step for step in workspace.list_campaigns()[0].steps}
    assert found["live"].page == report
    assert found["content"].problem.column == "languag"
    assert found["selection"].problem is None
    assert found["selection"].made_at is None


class PretendDesk:
    """A desk whose run is scripted in advance."""

    objectives = industries = ((("a", Text("A", "甲"))),)
    decks = ("post_campaign",)

    def __init__(self, events=(), campaigns=()):
        self.events, self.found, self.asked = events, campaigns, []

    async def deck(self, step):
        self.asked.append(("deck", step.notebook))
        if isinstance(self.events, Exception):
            raise self.events
        return Finding("made", Level.PASS, Text("Slides made: <x>.pptx", "已生成幻灯片：<x>.pptx"))

    def campaigns(self):
        return self.found

    def campaign(self, name):
        return next(one for one in self.found if one.name == name)

    def closer(self, step):
        return ""

    def desks(self, campaign):
        return {"selection": f"../work/{campaign}/selection_desk.ipynb"}

    def links(self, step):
        return f"../work/{step.notebook}.ipynb", "", ""

    async def make(self, steps, language):
        self.asked.append(([step.notebook for step in steps], language))
        for event in self.events:
            await asyncio.sleep(0)
            if isinstance(event, Exception):
                raise event
            yield event

    def stop(self):
        self.events = ()


CAMPAIGN = Campaign(
    "x",
    "<b>X</b>",
    True,
    (
        Step("live", Text("Live: what?", "进行中：什么？"), Path("live.yaml")),
        Step("content", Text("C", "内"), None),
    ),
)


def test_the_start_page_makes_reports_and_says_how_it_went():
    word = Finding("made", Level.PASS, Text("1 of 1 reports made.", "已生成 1 / 1 份报告。"))
    desk = PretendDesk(
        [Progress(0, 1, "live"), Progress(1, 1, seconds=2.0), Progress(1, 1, finding=word)], [CAMPAIGN]
    )
    page = show.launcher(desk)
    assert page.choice.options[0][0] == "x · <b>X</b> (synthetic)"
    page.all.click()
    assert desk.asked == [(["live"], "")]
    assert "1 of 1 reports made." in page.message.value
    assert not page.all.disabled
    page.tongue.value = "zh"
    assert page.all.description == "生成全部报告"
    assert "尚无报告" in page.rows.children[0].children[1].value


RESULTS = Step("post_campaign", Text("Results: what?", "复盘：什么？"), Path("p.yaml"), page=Path("p.html"))


def test_a_report_that_slides_can_be_made_of_has_a_button_for_them():
    desk = PretendDesk((), [Campaign("x", "X", False, (RESULTS, *CAMPAIGN.steps))])
    page = show.launcher(desk)
    assert [len(row.children) for row in page.rows.children] == [5, 4, 4]
    page.rows.children[0].children[4].click()
    assert desk.asked == [("deck", "post_campaign")]
    assert "Slides made: &lt;x&gt;.pptx" in page.message.value
    assert not page.rows.children[0].children[4].disabled
    desk.events = OSError("<disk> is gone")
    page.rows.children[0].children[4].click()
    assert "This did not work: OSError: &lt;disk&gt; is gone" in page.message.value


def test_slides_that_cannot_be_made_are_refused_in_words(bench):
    file = bench / "params" / "demo" / "selection.yaml"
    file.write_text("languag: en\n")
    finding = asyncio.run(workspace.open_desk().deck(Step("selection", Text("", ""), file, page=Path("p"))))
    assert finding.level == Level.FAIL
    assert "languag: unknown parameter" in finding.text.en
    assert "未知参数" in finding.text.zh


def test_what_goes_wrong_is_a_sentence_on_the_page():
    page = show.launcher(PretendDesk([OSError("<disk> is gone")], [CAMPAIGN]))
    page.all.click()
    assert "This did not work: OSError: &lt;disk&gt; is gone" in page.message.value
    assert page.task is None


def test_a_workbench_without_campaigns_says_how_to_begin():
    page = show.launcher(PretendDesk())
    assert "There is no campaign yet." in page.rows.children[0].value
    assert page.all.disabled
    assert page._repr_mimebundle_()[MIME]["kind"] == "control"


def test_the_form_of_a_new_campaign_writes_it_or_says_why_not(bench):
    form = scaffold.new_campaign(workspace.open_desk())
    form.called.value, form.files.value = "Spring", str(FIXTURES / "drafts.csv")
    form.button.click()
    assert "lower-case letters" in form.message.value
    form.called.value = "spring"
    form.button.click()
    assert "Written: params/spring." in form.message.value
    assert "Drafts by round → content" in form.message.value


def test_a_run_in_its_own_process_tells_its_problem(bench):
    file = bench / "params" / "demo" / "live.yaml"
    file.write_text("languag: en\n")

    async def last():
        return [event async for event in workspace.open_desk().make([Step("live", Text("", ""), file)])][-1]

    finding = asyncio.run(last()).finding
    assert finding.level == Level.FAIL
    assert "languag: unknown parameter" in finding.text.en
    assert finding.fix.en == "did you mean language?"


def test_a_notebook_saved_in_jupyterlab_is_committed_bare(tmp_path):
    from xhs_workbench.report.saved_notebooks import faults, strip

    text = (paths.NOTEBOOKS / "live.ipynb").read_text(encoding="utf-8")
    bare = strip(text)
    assert json.loads(bare) == json.loads(text)
    notebook = json.loads(text)
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code.update(execution_count=3, outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}])
    code["metadata"]["execution"] = {"iopub.execute_input": "2026"}
    notebook["metadata"]["widgets"] = {"state": {}}
    saved = tmp_path / "live.ipynb"
    saved.write_text(json.dumps(notebook), encoding="utf-8")
    assert faults(saved) == ["live.ipynb, cell 2: committed with outputs or an execution count"]
    assert strip(saved.read_text(encoding="utf-8")) == bare


def test_a_file_that_is_no_data_is_named_and_left_out(bench, tmp_path, capsys):
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "notes.csv").write_bytes((FIXTURES / "generic_notes.csv").read_bytes())
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    (folder / "empty.csv").write_bytes(b"")
    (folder / "sub").mkdir()
    assert cli.main(["new", "swept", str(folder / "*")]) == 0
    said = capsys.readouterr().out
    for name in ("empty.csv", "sub"):
        assert f"! {name}: left out 已跳过" in said
    assert "? picture.png: not recognised" in said
    assert "post_campaign" in said
    inputs = load_params(paths.PARAMS / "swept" / "selection.yaml").inputs
    assert [Path(file).name for file in inputs] == ["notes.csv"]


def test_inspect_says_of_each_file_what_it_is_even_if_one_is_none(bench, tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes((FIXTURES / "generic_notes.csv").read_bytes())
    assert cli.main(["inspect", str(tmp_path / "*.csv")]) == 65
    said = capsys.readouterr()
    assert "b.csv" in said.out
    assert "a.csv" in said.err


def test_a_path_of_the_work_folder_means_the_same_below_it(bench, monkeypatch, capsys):
    monkeypatch.setattr(paths, "ROOT", bench)
    exports = bench / "exports"
    exports.mkdir()
    (exports / "mine.csv").write_bytes((FIXTURES / "generic_notes.csv").read_bytes())
    monkeypatch.chdir(exports)
    for name in ("mine.csv", "exports/mine.csv", "exports/m*.csv"):
        assert cli.main(["inspect", name]) == 0
        assert "mine.csv" in capsys.readouterr().out
    assert cli.main(["inspect", "exports/gone.csv"]) == 66
    error = capsys.readouterr().err
    assert "exports/gone.csv" in error
    assert "exports/exports" not in error
