"""A second demo without planted effects, as reports: its pages claim nothing."""

import re

import pytest
from ruamel.yaml import YAML

from tests.report.test_reports import words_in
from xhs_workbench import paths
from xhs_workbench.report.run import plan_jobs, run_jobs

CLAIMS = (
    "rose: ",
    "A note grew late",
    "Clearly above",
    "Clearly below",
    "more interactions than the same creators",
    "fewer interactions than the same creators",
    "Ahead of what",
    "Behind what",
    "negative today",
    "complain today",
    "saves per like where",
    "Hold: ",
)


@pytest.fixture(scope="module")
def pages(no_effects_folder, tmp_path_factory):
    """Make the day and the results of the demo's campaign from the files without effects."""
    out, yaml = tmp_path_factory.mktemp("quiet"), YAML()
    for name in ("live", "post_campaign"):
        given = yaml.load(paths.PARAMS / "demo" / f"{name}.yaml")
        for key in ("inputs", "history"):
            given[key] = [str(no_effects_folder / file.rsplit("/", 1)[-1]) for file in given[key]]
        given.pop("memory", None)
        (out / "quiet").mkdir(exist_ok=True)
        yaml.dump(given, out / "quiet" / f"{name}.yaml")
    run_jobs(plan_jobs([out / "quiet"]), out)
    return {path.name: words_in(path) for path in out.glob("quiet/*/*.html")}


def test_where_nothing_was_planted_the_pages_claim_nothing(pages):
    assert {"live_internal.html", "post_campaign_internal.html"} <= set(pages)
    for name, text in pages.items():
        unstyled = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)  # which names a colour rose
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", unstyled))
        assert "Synthetic demo data" in plain
        assert [claim for claim in CLAIMS if claim in plain] == [], name
