"""The demo with fewer files: the others add time to every kernel that reads them, and nothing that a browser is asked."""

SELECTION = ["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"]
RESULTS = [
    "data/demo/pugongying_orders_synthetic.xlsx",
    "data/demo/pugongying_notes_synthetic.xlsx",
    "data/demo/mediacrawler_comments_synthetic.csv",
]
OTHERS = ("covers:", "mood_board:", "history:", "past_picks:", "learn_weights:", "memory:")


def cut_down(file, files):
    """Let a parameter file read these files and no others."""
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if "data/demo/" not in line and not line.startswith(OTHERS)
    ]
    at = kept.index("inputs:") + 1
    kept[at:at] = [f"  - {name}" for name in files]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
