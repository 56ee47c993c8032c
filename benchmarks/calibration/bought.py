"""What "nothing flagged" is worth: share of planted traces found, weak and strong, and of untouched creators flagged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import authenticity
from benchmarks.calibration.measured import Figure

SEED = 91510
CREATORS = 120


def measure(short: bool) -> Iterator[Figure]:
    """Measure every kind of trace at two doses and two numbers of notes, on simulated creators and on real ones."""
    runs = 2 if short else 6
    for notes in (8, 20):
        panels = [
            ("simulated creators", [authenticity.simulate(CREATORS, notes, SEED + k) for k in range(runs)])
        ]
        if (real := authenticity.find_real()) is not None:
            panels.append(("real accounts (Instagram)", [authenticity.read_real(real, notes)] * runs))
        for world, there in panels:
            for kind, doses in authenticity.DOSES.items():
                for dose in doses:
                    found = [
                        authenticity.measure(panel, kind, dose, SEED + k) for k, panel in enumerate(there)
                    ]
                    planted = sum(round(authenticity.SHARE * panel[0].height) for panel in there)
                    yield Figure(
                        f"authenticity: {kind.replace('_', ' ')}, planted and flagged",
                        world,
                        f"{dose} dose, {notes} notes each",
                        float(np.mean([one[1] for one in found])),
                        planted,
                    )
            yield Figure(
                "authenticity: untouched creators flagged by any kind",
                world,
                f"{notes} notes each",
                float(np.mean([authenticity.false_alarms(panel) for panel in there])),
                sum(panel[0].height for panel in there),
                most=0.1,
            )
