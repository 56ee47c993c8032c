"""The third demo campaign, whose goal is sales: its files are what its script writes."""

import hashlib
import subprocess
import sys

from xhs_workbench import paths
from xhs_workbench.params import load_params

DEMO = paths.ROOT / "data" / "demo_sales"
PARAMS = paths.ROOT / "params" / "demo_sales"


def hashes(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*_synthetic.csv")
    }


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, DEMO / "make_demo_sales.py", tmp_path], check=True)
    assert hashes(tmp_path) == hashes(DEMO)
    assert len(hashes(DEMO)) == 16
    assert sum(path.stat().st_size for path in DEMO.glob("*_synthetic.csv")) < 400_000


def test_every_file_of_it_is_named_synthetic_and_used_by_a_report():
    named = {path.name for step in ("post_campaign", "selection") for path in given_to(step)}
    assert named == set(hashes(DEMO))
    assert load_params(PARAMS / "post_campaign.yaml").read_brief().synthetic


def given_to(step):
    params = load_params(PARAMS / f"{step}.yaml")
    return [*map(paths.resolve, params.inputs), *map(paths.resolve, getattr(params, "history", ()))]
