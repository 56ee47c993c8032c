"""The minimum that a campaign must state, for tests of one other parameter: the demo's brief, one of its files, a day."""

from typing import Any

FILES: dict[str, Any] = {
    "brief": "params/demo/brief.yaml",
    "inputs": ["data/demo/pugongying_notes_synthetic.xlsx"],
}
RUNNING: dict[str, Any] = {**FILES, "as_of": "2026-06-20"}
