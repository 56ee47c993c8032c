"""The mapping editor in JupyterLab, driven as a person does: open a file, correct one meaning, save."""

import shutil

import pytest

from tests.browser.lab_server import run_all, serving
from xhs_workbench import paths
from xhs_workbench.intake import read_files
from xhs_workbench.params.sources_file import read_sources

pytestmark = [pytest.mark.browser]
UNKNOWN = paths.ROOT / "tests" / "intake" / "lying_around" / "link_only.csv"


def test_a_mapping_is_corrected_counted_and_saved(lab_page, tmp_path):
    root = tmp_path / "bench"
    for folder in ("notebooks", "params/demo", "templates"):
        shutil.copytree(paths.ROOT / folder, root / folder)
    (root / "data").symlink_to(paths.ROOT / "data")
    (root / "exports").mkdir()
    shutil.copy(UNKNOWN, root / "exports" / "unknown.csv")
    page, asked = lab_page
    with serving(tmp_path / "home", root, XHS_WORKBENCH_ROOT=str(root)) as lab:
        page.goto(lab.format("notebooks/start.ipynb"))
        run_all(page)
        editor = page.locator(".xhs-mapping")
        editor.get_by_placeholder("exports/unknown.csv").fill("exports/unknown.csv")
        editor.get_by_placeholder("exports/unknown.csv").press("Tab")
        editor.get_by_role("button", name="Open").click()
        editor.get_by_text("2 rows used · 0 refused").wait_for()
        title = editor.locator(".xhs-column", has_text="标题").first
        title.locator("select").select_option(label="likes")
        editor.get_by_text("Two columns are both taken for likes").wait_for()
        title.locator("select").select_option(label="title")
        editor.get_by_text("2 rows used · 0 refused").wait_for()
        editor.get_by_role("button", name="Save the mapping").click()
        editor.get_by_text("Saved to params/demo/sources.yaml").wait_for()
    mappings = read_sources(root / "params" / "demo" / "sources.yaml")
    notes = read_files([UNKNOWN], mappings=mappings).table("notes")
    assert notes["title"].to_list() == ["标题一", "标题二"]
    assert notes["likes"].to_list() == [1, 5]
    assert asked == []
