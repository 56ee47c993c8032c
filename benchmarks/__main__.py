"""Run every benchmark and print its lines."""

from benchmarks import intake, near_copies, portfolio, sentiment

for module in (intake, sentiment, near_copies, portfolio):
    for line in module.run():
        print(line, flush=True)
