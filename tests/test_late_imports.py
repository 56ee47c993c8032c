"""What another library imports in vain waits until it is used, and then answers as it always did."""

import subprocess
import sys

PROGRAM = """
import sys
import xhs_workbench, nbformat, altair
assert "lark" not in sys.modules, "the grammars were compiled"
from jsonschema import FormatChecker
put_off = [FormatChecker().conforms(text, kind) for text, kind in GIVEN]
from rfc3987_syntax import is_valid_syntax
import rfc3987_syntax
assert rfc3987_syntax.__file__ and "lark" in sys.modules
assert put_off == [is_valid_syntax(kind.replace("-", "_"), text) for text, kind in GIVEN]
print(put_off)
"""
GIVEN = [
    ("https://例え.jp/ü", "iri"),
    ("https://[bad", "iri"),
    ("/ü?q", "iri"),
    ("/ü?q", "iri-reference"),
    ("a b", "iri-reference"),
]


def test_the_grammars_of_iris_wait_until_they_are_asked_and_answer_alike():
    code = PROGRAM.replace("GIVEN", repr(GIVEN))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str([True, False, False, True, False])


CHARTS = """
import sys
from xhs_workbench import views
from xhs_workbench.views.desks import brief_form, explorers, label_desk, launcher, mapping_editor
assert "altair" not in sys.modules, "what draws no chart waits for what draws charts"
import polars as pl
from xhs_workbench.views.drawing.chart_engine import data_of
data_of(pl.DataFrame({"a": [1]}))
assert "altair" in sys.modules
"""


def test_charts_wait_until_one_is_drawn():
    done = subprocess.run([sys.executable, "-c", CHARTS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
