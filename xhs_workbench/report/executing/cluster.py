"""The same reports on many machines: jobs go to a dask scheduler and pages come back; only this process writes.

An optional extra (`pip install 'xhs-workbench[cluster]'`). Workers need the package, the notebooks and
templates, and the
inputs: through a shared folder, or copied from a URL and checked against the hashes of the plan. If a worker
is lost, dask runs its reports again on another.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xhs_workbench.errors import ParamsError, Problem, ReportError
from xhs_workbench.report import keys
from xhs_workbench.report.executing.pool import Started
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure, Outcome, Surroundings, killed, make_report

CONNECT_SECONDS = 30


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
                replace(around[job.id], worked_out=""),
                self.timeout,
                workbench(),
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
        """Leave the cluster; jobs that still wait there are cancelled with their futures."""
        self._client.close()


def workbench() -> dict[str, str]:
    """Return what must be equal on two machines for the same report: code, templates and library versions."""
    return {"code": keys.code(), **keys.versions()}


def make_there(job: Job, around: Surroundings, timeout: float, planned: Mapping[str, str]) -> Outcome:
    """Make a report on a worker, if its workbench is the same as the planner's.

    Args:
        job: The report to make.
        around: Its surroundings.
        timeout: Seconds it may take; 0 means no limit.
        planned: `workbench()` of the machine that planned the batch.
    """
    here = workbench()
    if here == planned:
        return make_report(job, around, timeout=timeout)
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
