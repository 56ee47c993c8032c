"""The demo campaign with nothing planted in it. SYNTHETIC."""

import os
import subprocess
import sys

import pytest

from tests.made_once import made_once
from xhs_workbench import paths
from xhs_workbench.params import load_params


@pytest.fixture(scope="session")
def no_effects_folder(tmp_path_factory):
    script = paths.ROOT / "data" / "demo" / "make_demo.py"
    # The script imports its neighbours, which a safe path hides.
    environment = {**os.environ, "PYTHONSAFEPATH": ""}

    def make(folder):
        subprocess.run(
            [sys.executable, str(script), "--no-effects", str(folder)], check=True, env=environment
        )

    return made_once(tmp_path_factory, "no_effects", make)


@pytest.fixture(scope="session")
def given_brief():
    """Return the demo's brief: a launch that aims for saves; 48,000 for creators, a fee of 10 %, 9,000 for boosts."""
    return load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()
