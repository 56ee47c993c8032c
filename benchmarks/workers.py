"""What more workers bring: a batch of the demo's reports by one, two, three, four and eight of them, and by dask clusters.

`python -m benchmarks workers`. The clusters have their workers on this machine, so they show what the way through a scheduler costs
and that two of its workers do what two of ours do; four on two cores show what is left when there are more workers than cores. A
cluster's own start is counted, as ours is.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.batch import Cost, batch, measure

REPORTS, WORKERS, CLUSTERS = 30, (1, 2, 3, 4, 8), (2, 4)
SHORT = {"reports": 8, "workers": (1, 2, 4), "clusters": (2,)}


def run(
    reports: int = REPORTS, workers: Sequence[int] = WORKERS, clusters: Sequence[int] = CLUSTERS
) -> Iterator[str]:
    """Yield a line for each number of workers.

    Args:
        reports: Reports of each batch.
        workers: Numbers of workers on this machine.
        clusters: Numbers of workers of a cluster.
    """
    first = None
    with tempfile.TemporaryDirectory() as name:
        for number in workers:
            out = Path(name) / f"{number}"
            cost = measure(reports, lambda: batch(out, reports, "--workers", str(number)))  # noqa: B023 - called at once
            first = first or cost
            yield _line(f"{number} workers", cost, first)
        for number in clusters:
            out = Path(name) / f"cluster-{number}"
            cost = measure(reports, lambda: by_cluster(out, reports, number))  # noqa: B023 - called at once
            yield _line(f"a cluster of {number}", cost, first or cost)


def by_cluster(out: Path, reports: int, workers: int) -> None:
    """Make the reports on a cluster that is started for them."""
    import distributed

    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        batch(out, reports, "--scheduler", cluster.scheduler_address)


def _line(way: str, cost: Cost, first: Cost) -> str:
    return (
        f"workers: {cost.reports} reports by {way} in {cost.wall:.0f} s ({first.wall / cost.wall:.2f}x), "
        f"{cost.cpu_each:.2f} CPU-s each, peak {cost.peak_mb:,.0f} MB"
    )
