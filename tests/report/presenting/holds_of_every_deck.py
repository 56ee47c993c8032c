"""What holds of every deck: its figures are the page's, its workbooks what is plotted, its package nothing else."""

import json
import re
from itertools import chain

from tests.report.presenting.unpacked import (
    NUMBER,
    A,
    P,
    R,
    parts,
    plotted,
    slide_texts,
    titles,
    trees,
    workbooks,
)
from xhs_workbench.report.delivering.kept import kept_notebook, private_for
from xhs_workbench.report.rendering.masked_names import for_page
from xhs_workbench.views.blocks import MIME


def blocks_of(out, job, audience):
    """Return the blocks of an executed notebook as its page's reader sees them."""
    cells = json.loads(kept_notebook(private_for(out), job).read_bytes())["cells"]
    outputs = chain.from_iterable(cell.get("outputs", ()) for cell in cells)
    return for_page([output["data"][MIME] for output in outputs if MIME in output.get("data", {})], audience)


def strings(value):
    if isinstance(value, dict):
        return chain.from_iterable(map(strings, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(strings, value))
    return [value if isinstance(value, str) else json.dumps(value)]


def figures(value):
    if isinstance(value, dict):
        return chain.from_iterable(map(figures, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(figures, value))
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def as_written(value):
    """Return the figures of the page's texts: 3.1万 is 31,000."""
    if isinstance(value, dict):
        return chain.from_iterable(map(as_written, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(as_written, value))
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(亿|万|M|K)?", value) if isinstance(value, str) else []
    sizes = {"亿": 1e8, "万": 1e4, "M": 1e6, "K": 1e3, "": 1}
    return [round(float(digits.replace(",", "")) * sizes[unit], 6) for digits, unit in found]


def check_size(raw):
    """A deck has 15 to 25 titled slides and goes by mail."""
    named = titles(raw)
    assert 15 <= len(named) <= 25
    assert all(title.strip() for title in named)
    assert len(raw) < 8_000_000


def check_numbers(raw, blocks):
    """Every number of a slide stands on the page."""
    on_page = set(chain.from_iterable(map(NUMBER.findall, strings(blocks))))
    rows = (row for block in blocks if block["kind"] == "went_in" for row in block["data"]["files"])
    on_page |= {
        f"{row[key]:,}" for row in rows for key in row if key.startswith("rows_")
    }  # the page writes them so
    lost = {}
    for name, texts in slide_texts(raw).items():
        foot = {str(number) for number in range(1, 26)}  # numbers of slides
        said = chain.from_iterable(NUMBER.findall(re.sub(r"\(\d/\d\)$", "", text)) for text in texts)
        lost[name] = {number for number in said if number not in on_page | foot}
    assert {name: numbers for name, numbers in lost.items() if numbers} == {}


def check_plotted(raw, blocks):
    """Every plotted figure is one the page writes, or a stored one with three digits."""
    stored, written = list(figures(blocks)), set(as_written(blocks))
    money = next((b["data"]["money"] for b in blocks if b["kind"] == "first_screen"), None)
    if money:
        stored.append(
            money["raw"] - sum(part["raw"] for part in money["parts"])
        )  # what is left, as the page writes it
    lost = []
    for name, root in trees(raw, "ppt/charts/chart").items():
        for ref, values in plotted(root).items():
            for text in values.values():
                value = number(text)
                if value is None or name.endswith(".rels"):
                    continue
                near = any(
                    abs(value - one) <= 0.0051 * abs(one) + 1e-12 or abs(value - one) <= 0.5 for one in stored
                )
                near |= round(value, 6) in written
                lost += [] if near or is_day(value) or is_axis_end(root, value) else [(name, ref, text)]
    assert lost == []


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_day(value):
    return 46_000 <= value <= 46_400  # days of 2025-12 to 2027-01, as a sheet counts them


def is_axis_end(root, value):
    """The lines at the middle of a plane run from one end of an axis to the other."""
    ends = root.iter("{*}min", "{*}max")
    return any(abs(float(end.get("val")) - value) < 1e-9 for end in ends)


def check_workbooks(raw):
    """A workbook holds what its chart plots and nothing more."""
    charts = {name: root for name, root in trees(raw, "ppt/charts/").items() if "_rels" not in name}
    assert set(charts) == set(workbooks(raw))
    for name, root in charts.items():
        sheet = workbooks(raw)[name].active
        seen = set()
        for ref, values in plotted(root).items():
            cells = (
                [
                    cell
                    for row in sheet[ref.partition("!")[2].replace("$", "")]
                    for cell in (row if isinstance(row, tuple) else (row,))
                ]
                if ":" in ref
                else [sheet[ref.partition("!")[2].replace("$", "")]]
            )
            seen |= {cell.coordinate for cell in cells}
            for place, cell in enumerate(cells):
                held_there = values.get(place)
                if cell.is_date:
                    continue
                assert (cell.value is None) == (held_there is None), (name, ref, place)
                assert (
                    cell.value is None
                    or str(cell.value) == held_there
                    or float(held_there) == float(cell.value)
                )
        beside = {
            cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.coordinate not in seen
        }
        told = " ".join(text.text or "" for text in root.iter(f"{A}t"))
        whiskers = {round(float(v.text), 6) for v in root.iter("{*}v") if number(v.text or "") is not None}
        strange = {
            value
            for value in beside
            if isinstance(value, str)
            and value not in ("low", "high")
            and value not in told
            and "scatterChart" not in root_text(root)
        }
        assert strange == set(), name
        assert whiskers or not beside
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def root_text(root):
    return " ".join(child.tag for child in root.iter())


def check_faces(raw):
    """Every run has faces for Latin and East Asian letters."""
    for name, root in trees(raw, "ppt/").items():
        if re.match(r"ppt/(slides|notesSlides|charts)/[^_]", name):
            assert all(run.find(f"{A}rPr") is not None for run in root.iter(f"{A}r", f"{A}fld")), name
            bare = [
                made for made in root.iter(f"{A}rPr", f"{A}endParaRPr", f"{A}defRPr") if not all(faces(made))
            ]
            assert bare == [], name


def faces(made):
    return [made.find(f"{A}{tag}") is not None and made.find(f"{A}{tag}").get("typeface") for tag in FACES]


FACES = ("latin", "ea", "cs")


def check_themes(raw):
    """Charts and both fonts of every theme have faces too."""
    for name, root in trees(raw, "ppt/charts/chart").items():
        assert root.find("{*}txPr") is not None, name  # the defaults of all its text
    for name, root in trees(raw, "ppt/theme/").items():
        for font in ("majorFont", "minorFont"):
            assert all(faces(root.find(f".//{A}{font}"))), (name, font)


def check_package(raw):
    """The package says nothing of people and opens in Keynote."""
    every = trees(raw)
    names = parts(raw)
    assert len(every["docProps/core.xml"]) == 0
    assert len(every["docProps/app.xml"]) == 0
    assert not [
        name for name in names if re.search("thumbnail|printerSettings|customXml|commentAuthors", name)
    ]
    main = every["ppt/presentation.xml"]
    assert main.find(f"{P}sldSz").attrib == {"cx": "12192000", "cy": "6858000"}
    [listed] = main.findall(f"{P}notesMasterIdLst/{P}notesMasterId")
    rels = {
        rel.get("Id"): rel.get("Type").rpartition("/")[2] for rel in every["ppt/_rels/presentation.xml.rels"]
    }
    assert rels[listed.get(f"{R}id")] == "notesMaster"
    order = [child.tag for child in main]
    assert (
        order.index(f"{P}sldMasterIdLst") < order.index(f"{P}notesMasterIdLst") < order.index(f"{P}sldIdLst")
    )
    ids = [
        root.xpath("//@id[parent::*[local-name()='cNvPr']]")
        for name, root in every.items()
        if re.match(r"ppt/slides/slide", name)
    ]
    assert all(len(found) == len(set(found)) for found in ids)
