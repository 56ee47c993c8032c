"""The same reports on many machines: jobs go to a dask scheduler, pages come back, only this process writes.

An optional extra (`pip install 'xhs-workbench[cluster]'`). Workers need the package, the notebooks and templates, and the
inputs: by a shared folder, or copied from a URL and checked against the hashes of the plan. dask runs the reports of a
lost worker again elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure, Outcome, Surroundings, killed, make_report
from xhs_workbench.report.pool import Started

CONNECT_SECONDS = 30


class Cluster:
    """Workers of a dask cluster.

    Args:
        scheduler: Address, such as `tcp://10.0.0.5:8786`.
        timeout: Seconds a report may take; 0 means no limit.

    Raises:
        ParamsError: No scheduler answers there, or dask is not installed.
    """

    def __init__(self, scheduler: str, timeout: float = 0) -> None:
        self.timeout = timeout
        try:
            import distributed

            client: Any = distributed.Client
            self._client = client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except ImportError as error:
            fix = ("pip install 'xhs-workbench[cluster]'", "请安装 xhs-workbench[cluster]")
            raise ParamsError(Problem("dask is not installed", "未安装 dask", fix_en=fix[0], fix_zh=fix[1])) from error
        except (OSError, ValueError) as error:
            raise ParamsError(
                Problem("no dask scheduler answers there", "无法连接 dask 调度器", column="--scheduler", value=scheduler, code="XHS-P044")
            ) from error  # fmt: skip

    def run(self, jobs: Sequence[Job], around: Mapping[str, Surroundings]) -> Iterator[Started | Outcome]:
        """Yield a `Started` for each job and then each outcome as it comes.

        Args:
            jobs: What to make.
            around: Job id -> its surroundings.
        """
        import distributed

        as_completed: Any = distributed.as_completed

        futures = {
            self._client.submit(make_report, job, around[job.id], timeout=self.timeout, pure=False, retries=1): job
            for job in jobs
        }
        yield from (Started(job) for job in jobs)
        for future in as_completed(list(futures), loop=self._client.loop):
            job = futures.pop(future)
            yield _outcome(job, future)

    def close(self) -> None:
        """Leave the cluster; what is still waiting there is dropped with its futures."""
        self._client.close()


def _outcome(job: Job, future: object) -> Outcome:
    """Return what a future holds; a report whose workers were lost again and again is a failure like any other."""
    try:
        made: Outcome = future.result()  # type: ignore[attr-defined]
    except Exception:
        error = killed(f"{job.notebook}.ipynb")
        return Outcome(job, 0.0, failure=Failure(error.exit_code, error.problems))
    return made
