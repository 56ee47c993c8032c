"""Desks open as they were left, take steps back, and say what to give where there is nothing."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import brief, paths, workspace
from xhs_workbench.errors import OutputError, ParamsError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.language import find_labels, label_saver
from xhs_workbench.params import DESKS
from xhs_workbench.params.yaml_writing import write_params_file
from xhs_workbench.views.desks import brief_form, explorers, label_desk, mapping_editor
from xhs_workbench.views.desks.history import History
from xhs_workbench.work_folder import READ_ONLY
from xhs_workbench.workspace.mapping_desk import MappingDesk

UNKNOWN = Path(__file__).parents[1] / "intake" / "lying_around" / "link_only.csv"


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A work folder with one campaign, whose parameter files a test may change."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "PARAMS", tmp_path / "params")
    monkeypatch.setattr(paths, "WORK", tmp_path / "work")
    shipped = paths.DEMO.parents[1] / "params" / "demo"
    ours = tmp_path / "params" / "ours"
    ours.mkdir(parents=True)
    for name in ("brief", "selection", "post_campaign"):
        text = (shipped / f"{name}.yaml").read_text(encoding="utf-8")
        (ours / f"{name}.yaml").write_text(text.replace("params/demo/", "params/ours/"), encoding="utf-8")
    for file in (shipped.parents[1] / "data" / "demo").iterdir():
        (tmp_path / "data" / "demo").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "demo" / file.name).symlink_to(file)
    return ours


def sit(desk):
    return workspace.sit_down(desk, f"params/ours/{DESKS[desk]}.yaml")


def test_what_is_left_is_there_again_until_the_file_is_another(bench):
    at = sit("results")
    assert at.drawer.read() == {}
    at.drawer.write({"ticked": {"tiers": ["koc"]}})
    assert sit("results").drawer.read() == {"ticked": {"tiers": ["koc"]}}
    assert sit("comments").drawer.read() == {}  # each desk has a drawer of its own
    write_params_file(bench / "post_campaign.yaml", {"notes_shown": {"tiers": ["mid"]}})
    assert sit("results").drawer.read() == {}  # another notebook saved: its file counts


@pytest.mark.parametrize("raw", ["", "[]", '{"left": 3}', '{"on": "", "left": []}', "\x00", "[" * 5000])
def test_a_damaged_drawer_is_an_empty_one(bench, raw):
    at = sit("results")
    at.drawer.write({"ticked": {}})
    at.drawer.path.write_text(raw, encoding="utf-8")
    assert at.drawer.read() == {}


def test_a_desk_is_given_its_own_file_or_refuses(bench):
    with pytest.raises(ParamsError) as refused:
        workspace.sit_down("results", "params/ours/selection.yaml")
    assert refused.value.problems[0].fix_en.startswith("give it post_campaign.yaml")
    with pytest.raises(ParamsError):
        workspace.sit_down("kitchen", "params/ours/selection.yaml")


class Side:
    key, label, options = (
        "tiers",
        Text("Tier", "层级"),
        (("koc", Text("KOC", "KOC")), ("mid", Text("M", "腰"))),
    )


class Look:
    def __init__(self, n, of):
        self.n, self.of, self.counts = n, of, {"tiers": {"koc": 1, "mid": 2}}


class Reader:
    sides = (Side(),)

    def __init__(self, of=3):
        self.of = of

    def look(self, choice):
        return Look(self.of and 1, self.of)


class Keeper:
    path = "params/ours/post_campaign.yaml"

    def keep(self, values):
        return Finding("kept", Level.PASS, Text("Saved.", "已保存。"))


class Chosen:
    def __init__(self, **given):
        self.given = given

    def model_dump(self):
        return self.given


def explore(drawer, reader=None, **chosen):
    draw = lambda look: ()  # noqa: E731
    return explorers.Explorer(
        reader or Reader(), "notes_shown", chosen, draw, Keeper(), Text("notes", "篇"), drawer
    )


def test_ticks_come_back_and_the_way_back_is_what_is_saved(bench):
    at = sit("results")
    shown = explore(at.drawer, tiers=["mid"])
    shown.boxes["tiers"]["koc"].value = True
    again = explore(sit("results").drawer, tiers=["mid"])
    assert again.choice() == {"tiers": ["koc", "mid"]}
    again.history.undo.click()
    assert again.choice() == {"tiers": ["mid"]}
    assert again.history.undo.disabled
    again.history.redo.click()
    assert again.choice() == {"tiers": ["koc", "mid"]}
    again.clear.click()
    assert again.choice() == {}
    again.history.undo.click()
    assert again.choice() == {"tiers": ["koc", "mid"]}


@pytest.mark.parametrize("left", [{"ticked": 3}, {"ticked": {"tiers": "koc"}}, {"ticked": {"gone": ["x"]}}])
def test_ticks_that_mean_nothing_any_more_tick_nothing(bench, left):
    at = sit("results")
    at.drawer.write(left)
    assert explore(at.drawer).choice() == {}


def test_an_explorer_without_anything_says_what_to_give(bench):
    said = explore(sit("results").drawer, Reader(0)).shown.value
    assert "Name the files under inputs of params/ours/post_campaign.yaml" in said


def test_a_brief_that_was_not_saved_comes_back_and_undo_is_the_saved_one(bench):
    at = sit("brief")
    form = brief_form.control_brief(brief.open_draft(at.keeper.path), at.drawer)
    box = form.editors["campaign"].widget
    was = box.value
    for letters in ("露", "露米", "露米拉"):
        box.value = letters
    again = brief_form.control_brief(brief.open_draft(at.keeper.path), sit("brief").drawer)
    assert again.editors["campaign"].widget.value == "露米拉"
    assert "were not saved are back" in again.message.value
    again.history.undo.click()
    assert again.editors["campaign"].widget.value == was
    # What is typed into one field is one step.
    form.history.undo.click()
    assert box.value == was


def test_a_brief_that_no_notebook_reads_yet_can_be_changed(bench):
    file = bench / "brief.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("price_cny: 328", "price_cny: ‹price in CNY›"),
        encoding="utf-8",
    )
    assert "‹" in file.read_text(encoding="utf-8")
    at = sit("brief")
    form = brief_form.control_brief(brief.open_draft(at.keeper.path), at.drawer)
    assert "still ‹price in CNY›" in form.found.value
    form.editors["brand.price_cny"].widget.value = "328"
    assert "still ‹" not in form.found.value


def test_a_mapping_comes_back_with_its_file_and_choices(bench):
    (paths.ROOT / "unknown.csv").write_bytes(UNKNOWN.read_bytes())
    editor = mapping_editor.mapping_editor(MappingDesk("ours"), sit("mapping").drawer)
    assert "Name a file above and open it" in editor.count.value
    assert editor.campaign.value == "ours"
    editor.file.value = "unknown.csv"
    editor.open()
    before = editor.choice()
    box = next(one for one in editor.meanings if one.value == "title")
    box.value = "body"
    left = editor.choice()
    assert left != before
    again = mapping_editor.mapping_editor(MappingDesk("ours"), sit("mapping").drawer)
    assert (again.file.value, again.choice()) == ("unknown.csv", left)
    again.history.undo.click()
    assert again.choice() == before
    (paths.ROOT / "unknown.csv").unlink()
    gone = mapping_editor.mapping_editor(MappingDesk("ours"), sit("mapping").drawer)
    assert "cannot be opened any more: unknown.csv" in gone.count.value
    assert gone.save.disabled


def test_a_label_is_taken_back_and_others_stay(bench):
    label_saver("params/ours/post_campaign.yaml")(
        pl.DataFrame({"content": ["elsewhere"], "truth": ["neutral"]})
    )
    assert (bench / "comment_labels.csv").is_file()  # beside the campaign, wherever the kernel runs
    chosen = pl.DataFrame({"content": ["a", "b"]})
    desk = label_desk.label_desk(
        chosen, find_labels("params/ours/post_campaign.yaml"), label_saver("params/ours/post_campaign.yaml")
    )
    desk.inner.labels = {"a": "positive"}
    desk.inner.labels = {"a": "positive", "b": "negative"}
    desk.inner.labels = {"a": "positive"}
    kept = dict(find_labels("params/ours/post_campaign.yaml").iter_rows())
    assert kept == {"elsewhere": "neutral", "a": "positive"}


def test_where_colleagues_look_on_only_exports_are_opened(bench, monkeypatch, tmp_path_factory):
    outside = tmp_path_factory.mktemp("private") / "notes.csv"
    exports = paths.ROOT / "exports"
    exports.mkdir()
    for file in (outside, exports / "notes.csv"):
        file.write_bytes(UNKNOWN.read_bytes())
    (exports / "link.csv").symlink_to(outside)
    desk = MappingDesk()
    assert len(desk.open(str(outside))) == 1  # an analyst opens what she likes
    monkeypatch.setenv(READ_ONLY, "1")
    assert len(desk.open("exports/notes.csv")) == 1
    for name in (str(outside), "exports/link.csv", "exports/../params/ours/brief.yaml"):
        with pytest.raises(ParamsError) as refused:
            desk.open(name)
        assert refused.value.problems[0].code == "XHS-P078"


def test_where_colleagues_look_on_nothing_is_written(bench, monkeypatch):
    monkeypatch.setenv(READ_ONLY, "1")
    before = {file: file.read_bytes() for file in bench.iterdir()}
    at = sit("selection")
    said = at.keeper.keep({"max_share_per_creator": 0.2})
    assert said.level == Level.FAIL
    assert "is only shown here; nothing was changed" in said.text.en
    at.drawer.write({"weights": [1]})
    assert at.drawer.read() == {}
    with pytest.raises(OutputError):
        label_saver(at.keeper.path)(pl.DataFrame({"content": ["a"], "truth": ["positive"]}))
    form = brief_form.control_brief(brief.open_draft(sit("brief").keeper.path))
    assert form.builder.save(form.read(), form.builder.path).level == Level.FAIL
    assert {file: file.read_bytes() for file in bench.iterdir()} == before
    assert not paths.WORK.exists()


@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["undo", "redo"])), max_size=30))
def test_undo_and_redo_are_a_walk_along_what_was_done(steps):
    """Against a list and a place in it, which is what undo means."""
    states, at, history = [-1], 0, History(-1)
    for step in steps:
        if step == "undo":
            at = max(at - 1, 0)
            history.undo()
        elif step == "redo":
            at = min(at + 1, len(states) - 1)
            history.redo()
        elif step != states[at]:
            states, at = [*states[: at + 1], step], at + 1
            history.note(step)
        assert history.now == states[at]
        assert history.can == (at > 0, at < len(states) - 1)


def test_what_a_desk_leaves_is_whole_json_for_this_account_only(bench):
    at = sit("results")
    at.drawer.write({"ticked": {"tiers": ["koc"]}})
    assert json.loads(at.drawer.path.read_text(encoding="utf-8"))["left"] == {"ticked": {"tiers": ["koc"]}}
    assert at.drawer.path.parent.stat().st_mode & 0o077 == 0
    assert [file.name for file in at.drawer.path.parent.iterdir()] == ["results.json"]
