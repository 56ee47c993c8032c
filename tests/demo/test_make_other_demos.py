"""The second and third demo campaigns, of leads and of sales: their files are what their scripts write."""

import hashlib
import subprocess
import sys

import pytest

from xhs_workbench import paths
from xhs_workbench.params import load_params

FILES_AND_BYTES = {"demo_leads": (19, 200_000), "demo_sales": (16, 400_000)}
"""Campaign -> the files that its script writes, and the bytes below which they stay."""


def hashes(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*_synthetic.csv")
    }


@pytest.mark.parametrize("campaign", FILES_AND_BYTES)
def test_the_script_writes_the_committed_files_byte_for_byte(campaign, tmp_path):
    committed = paths.ROOT / "data" / campaign
    files, most_bytes = FILES_AND_BYTES[campaign]
    subprocess.run([sys.executable, committed / f"make_{campaign}.py", tmp_path], check=True)
    assert hashes(tmp_path) == hashes(committed)
    assert len(hashes(committed)) == files
    assert sum(path.stat().st_size for path in committed.glob("*_synthetic.csv")) < most_bytes


@pytest.mark.parametrize("campaign", FILES_AND_BYTES)
def test_every_file_of_it_is_named_synthetic_and_used_by_a_report(campaign):
    named = {path.name for step in ("post_campaign", "selection") for path in given_to(campaign, step)}
    assert named == set(hashes(paths.ROOT / "data" / campaign))
    assert load_params(paths.ROOT / "params" / campaign / "post_campaign.yaml").read_brief().synthetic


def given_to(campaign, step):
    params = load_params(paths.ROOT / "params" / campaign / f"{step}.yaml")
    return [*map(paths.resolve, params.inputs), *map(paths.resolve, getattr(params, "history", ()))]
