"""The DAG of the scheduler's page in Airflow itself: `XHS_AIRFLOW` names the folder of its programs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of
from xhs_workbench import workspace

AIRFLOW = os.environ.get("XHS_AIRFLOW", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not AIRFLOW, reason="Airflow is not here: XHS_AIRFLOW names no environment that has it"
    ),
]


def test_the_dag_of_the_page_makes_the_page_in_airflow(tmp_path):
    work, home = tmp_path / "campaigns", tmp_path / "airflow"
    workspace.set_up_folder(work, demo=True)
    (work / ".private").mkdir(mode=0o700)
    kernel = tmp_path / "jupyter" / "kernels" / "campaigns"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "campaigns", "language": "python"}
    spec["env"] = {"XHS_WORKBENCH_ROOT": str(work)}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    [dag] = [block.code for block in blocks_of("how_to/scheduler.md") if block.language == "py"]
    assert "/srv/campaigns" in dag
    (home / "dags").mkdir(parents=True)
    (home / "dags" / "live.py").write_text(dag.replace("/srv/campaigns", str(work)))
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "900",  # the providers alone take half a minute on a busy machine
        "JUPYTER_PATH": str(tmp_path / "jupyter"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for words in (["db", "migrate"], ["dags", "reserialize"], ["dags", "test", "live"]):
        done = subprocess.run(
            [f"{AIRFLOW}/airflow", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "state=success" in done.stdout + done.stderr
    page = work / "reports" / "airflow" / "live.html"
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    executed = json.loads((work / ".private" / "live.ipynb").read_text(encoding="utf-8"))
    assert executed["metadata"]["papermill"]["exception"] is None
