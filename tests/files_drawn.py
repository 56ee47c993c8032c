"""How many examples are drawn where each is a whole file: written, opened, often drafted, and read."""

from hypothesis import HealthCheck, settings

SHORT, EACH_FILE = 20, 8
"""What the suite draws of a text or a number, and of a file, which costs a hundred times as much."""
a_file_each = settings(
    max_examples=EACH_FILE if settings.default.max_examples == SHORT else settings.default.max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Decorator of such a test: eight files in each run of the suite, drawn anew, and a thousand by `make examples`."""
