"""The library that draws charts is what vl-convert puts together, byte by byte, and its licences lie beside it."""

import vl_convert

from xhs_workbench.report.rendering.chart_library import FILE, VEGA_LITE, chart_bundle


def test_the_text_in_the_package_is_what_it_says_it_is():
    made = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    assert FILE.read_bytes() == made.encode("utf-8")
    assert chart_bundle() == made


def test_its_licences_lie_beside_it():
    licence = FILE.with_suffix(".LICENSE").read_text(encoding="utf-8")
    assert "University of Washington Interactive Data Lab" in licence
    assert "Mike Bostock" in licence
