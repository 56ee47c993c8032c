"""The same reports on many machines: jobs go to a dask scheduler and pages come back; only this process writes.

An optional extra (`pip install 'xhs-workbench[cluster]'`). Workers need the package, the notebooks and
templates, and the
inputs: through a shared folder, or copied from a URL and checked against the hashes of the plan. If a worker
is lost, dask runs its reports again on another. What one report of a batch has worked out is kept on its worker for the
next ones of the same client there; between machines nothing is shared.
"""

from __future__ import annotations

import secrets
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from xhs_workbench.errors import ParamsError, Problem, ReportError
from xhs_workbench.report import keys
from xhs_workbench.report.executing.pool import Started
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure, Outcome, Surroundings, killed, make_report

CONNECT_SECONDS = 30
_answers: dict[str, tempfile.TemporaryDirectory[str]] = {}
_busy: Counter[str] = Counter()
_one_at_a_time = Lock()
"""On a worker: the folder of each batch's answers, how many reports use it now, and who may change both."""


class Cluster:
    """Workers of a dask cluster.

    Args:
        scheduler: Address, such as `tcp://10.0.0.5:8786`.
        timeout: Seconds a report may take; 0 means no limit.

    Raises:
        ParamsError: No scheduler answers at this address, or dask is not installed.
    """

    def __init__(self, scheduler: str, timeout: float = 0) -> None:
        self.timeout = timeout
        self.batch = secrets.token_hex(8)
        try:
            import distributed

            client: Any = distributed.Client
            self._client = client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except ImportError as error:
            fix = ("pip install 'xhs-workbench[cluster]'", "请安装 xhs-workbench[cluster]")
            raise ParamsError(
                Problem("dask is not installed", "未安装 dask", fix_en=fix[0], fix_zh=fix[1])
            ) from error
        except (OSError, ValueError) as error:
            raise ParamsError(
                Problem(
                    "no dask scheduler answers there",
                    "无法连接 dask 调度器",
                    column="--scheduler",
                    value=scheduler,
                    code="XHS-P044",
                )
            ) from error

    def run(self, jobs: Sequence[Job], around: Mapping[str, Surroundings]) -> Iterator[Started | Outcome]:
        """Yield a `Started` for each job, and each outcome as it arrives.

        Args:
            jobs: The reports to make.
            around: Job id -> its surroundings.
        """
        import distributed

        as_completed: Any = distributed.as_completed

        futures = {
            self._client.submit(
                make_there,
                job,
                around[job.id],
                self.timeout,
                workbench(),
                self.batch,
                pure=False,
                retries=1,
            ): job
            for job in jobs
        }
        yield from (Started(job) for job in jobs)
        for future in as_completed(list(futures), loop=self._client.loop):
            job = futures.pop(future)
            yield _outcome(job, future)

    def close(self) -> None:
        """Leave the cluster; jobs that still wait there are cancelled with their futures, answers kept there are removed."""
        self._client.run(forget, self.batch, on_error="ignore")
        self._client.close()


def workbench() -> dict[str, str]:
    """Return what must be equal on two machines for the same report: code, templates and library versions."""
    return {"code": keys.code(), **keys.versions()}


@contextmanager
def answers_of(batch: str, planned: str) -> Iterator[str]:
    """Yield this worker's folder for what the reports of one batch and client share; empty where the planner keeps none.

    Folders of batches whose planner went away without a word are removed as soon as another batch begins.

    Args:
        batch: Name of the batch.
        planned: The planner's own folder, whose name is the client's.
    """
    if not batch or not planned:
        yield ""
        return
    with _one_at_a_time:
        for other in [name for name in _answers if name != batch and not _busy[name]]:
            _answers.pop(other).cleanup()
        if batch not in _answers:
            _answers[batch] = tempfile.TemporaryDirectory(prefix="xhs-", ignore_cleanup_errors=True)
        folder = _answers[batch].name
        _busy[batch] += 1
    try:
        yield str(Path(folder) / Path(planned).name)
    finally:
        with _one_at_a_time:
            _busy[batch] -= 1


def forget(batch: str) -> None:
    """Remove what a worker has kept of a batch."""
    with _one_at_a_time:
        if batch in _answers:
            _answers.pop(batch).cleanup()


def make_there(
    job: Job, around: Surroundings, timeout: float, planned: Mapping[str, str], batch: str = ""
) -> Outcome:
    """Make a report on a worker, if its workbench is the same as the planner's.

    Args:
        job: The report to make.
        around: Its surroundings.
        timeout: Seconds it may take; 0 means no limit.
        planned: `workbench()` of the machine that planned the batch.
        batch: Name of the batch, for what its reports share on this worker; empty for nothing.
    """
    here = workbench()
    if here == planned:
        with answers_of(batch, around.worked_out) as folder:
            return make_report(job, replace(around, worked_out=folder), timeout=timeout)
    other = [name for name in planned if here.get(name) != planned[name]]
    said = ", ".join(
        name if name == "code" else f"{name} {here.get(name)} ({planned[name]})" for name in other
    )
    problem = Problem(
        f"a worker of the cluster has a different workbench: {said}",
        f"集群节点上的工作台不一致：{said}",
        file=f"{job.notebook}.ipynb",
        fix_en="install the same version on every worker, then run resume.",
        fix_zh="请在各节点安装相同版本后运行 resume。",
        code="XHS-R013",
    )
    return Outcome(job, 0.0, failure=Failure(ReportError.exit_code, (problem,)))


def _outcome(job: Job, future: object) -> Outcome:
    """Return a future's result; a report whose workers were lost repeatedly counts as a failure."""
    try:
        made: Outcome = future.result()  # type: ignore[attr-defined]
    except Exception as lost:
        error = killed(f"{job.notebook}.ipynb")
        trace = "".join(traceback.format_exception(lost))
        return Outcome(job, 0.0, failure=Failure(error.exit_code, error.problems, trace=trace))
    return made
