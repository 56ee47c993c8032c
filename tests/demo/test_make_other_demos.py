"""The second and third demo campaigns, of leads and of sales: their files are what their scripts write."""

import hashlib
import subprocess
import sys

import pytest

from xhs_workbench import paths
from xhs_workbench.params import load_params

FILES_AND_BYTES = {"demo_leads": (19, 200_000), "demo_sales": (18, 400_000)}
"""Campaign -> the files that its script writes, and the bytes below which they stay."""


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*_synthetic.csv")
    }


@pytest.mark.parametrize("campaign", FILES_AND_BYTES)
def test_the_script_writes_the_committed_files_byte_for_byte(campaign, tmp_path):
    committed = paths.ROOT / "data" / campaign
    files, most_bytes = FILES_AND_BYTES[campaign]
    subprocess.run([sys.executable, committed / f"make_{campaign}.py", tmp_path], check=True)
    assert hashes(tmp_path) == hashes(committed)
    assert len(hashes(committed)) == files
    assert sum(path.stat().st_size for path in committed.rglob("*_synthetic.csv")) < most_bytes


@pytest.mark.parametrize("campaign", FILES_AND_BYTES)
def test_every_file_of_it_is_named_synthetic_and_used_by_a_report(campaign):
    folder = paths.ROOT / "data" / campaign
    reports = [(campaign, "post_campaign"), (campaign, "selection"), *EARLIER.get(campaign, ())]
    named = {str(path.relative_to(folder)) for report in reports for path in given_to(*report)}
    assert named == set(hashes(folder))
    for name, step in reports:
        assert load_params(paths.ROOT / "params" / name / f"{step}.yaml").read_brief().synthetic


EARLIER = {"demo_sales": [("demo_sales_spring", "post_campaign")]}
"""Campaign -> reports of its brand's campaigns before, whose files lie beside its own."""


def given_to(campaign, step):
    params = load_params(paths.ROOT / "params" / campaign / f"{step}.yaml")
    return [*map(paths.resolve, params.inputs), *map(paths.resolve, getattr(params, "history", ()))]
