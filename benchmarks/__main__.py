"""Run every benchmark and print its lines."""

from benchmarks import intake, portfolio

for module in (intake, portfolio):
    for line in module.run():
        print(line, flush=True)
