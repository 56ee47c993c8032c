"""The chart engine: what a chart declares, and how a shape draws it in the language asked for.

Fields keep ASCII names (Vega builds signal names from them); titles are in the reader's language. Data are
plain rows, NaN is null, and a chart holds only what it draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import polars as pl

from xhs_workbench.findings import NOTHING, Language, Text
from xhs_workbench.late_imports import LateModule
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.finishing import DAY, finished
from xhs_workbench.views.drawing.theme import CATEGORY, SAND, SOFT, chart_config
from xhs_workbench.views.wording import Late, Words, in_language, said

if TYPE_CHECKING:
    import altair as alt
else:
    alt = LateModule("altair")

Drawn = Any
"""What altair draws: a chart or layers of charts; its own types do not follow."""
FEW = 5
MOST_POINTS = 3_000
"""Points that a chart of single rows draws; more are a blot, and each is carried by the page."""
POINTS = frozenset({"scatter", "strips", "bands"})
"""Shapes with a mark for each row."""
FORMATS = {
    "rate": ".1%",
    "count": ",.0f",
    "compact": "~s",
    "about": ".2s",
    "cny": ",.0f",
    "cny2": ",.2f",
    "score": ".1f",
}


def plain_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows that JSON can hold: dates as text, no NaN, no huge integers."""
    names, columns = frame.columns, [_json_values(frame[name]) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _json_values(values: pl.Series) -> list[Any]:
    """Return a column's values as JSON can hold them; texts and truths are looked at by their type alone."""
    listed = values.to_list()
    if values.dtype in (pl.String, pl.Boolean, pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32):
        return listed
    return [_json_value(value) for value in listed]


def _json_value(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows, declared; it is drawn when it is rendered, in the language asked for, and holds only what it draws.

    Args:
        shape: Name of a function below.
        encoding: Its keywords: columns, titles in both languages, number formats. `palette` and `order` name
            values of the column that is coloured, as the frame has them.
        title: What one should see.
        note: What to know when reading it.
        words: Column -> the words of its values; see `wording.in_language`.
        texts: Column to make -> its words with columns in it.
        unknown: Column -> the words for a value that has none.
        needs: Columns without which a row is not drawn.
        most: Rows drawn at most, the first of the frame; None draws all.
    """

    shape: str
    encoding: Mapping[str, Any]
    title: Any
    note: Any = NOTHING
    words: Mapping[str, Words] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)
    needs: Sequence[str] = ()
    most: int | None = None

    def block(self, frame: pl.DataFrame, name: str = "") -> Block:
        """Draw a frame."""
        there = frame.drop_nulls(
            [*(self.encoding[axis] for axis in SHAPES[self.shape].needs), *self.needs]
        ).head(self.most or frame.height)
        some = self._thinned(there) if self.shape in POINTS else there
        note = said_with_thinned(self.note, some.height, there.height)
        spec = Late(lambda language: self._drawn(some, language))
        return Block(
            "chart",
            {"title": self.title, "note": note, "spec": spec, "empty": there.is_empty(), "block": name},
        )

    def _thinned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return `MOST_POINTS` rows at most, evenly over the chart's first axis; what is picked stays whole."""
        if frame.height <= MOST_POINTS:
            return frame
        picked = self.encoding.get("picked")
        ringed = pl.col(picked).fill_null(value=False) if picked in frame.columns else pl.lit(value=False)
        kept = frame.filter(ringed)
        axis = self.encoding.get("x") or self.encoding["value"]
        others = frame.filter(~ringed).sort(axis, maintain_order=True)
        room = max(MOST_POINTS - kept.height, 1)
        return pl.concat([kept, others.gather_every(-(-others.height // room) or 1)])

    def _drawn(self, frame: pl.DataFrame, language: Language) -> dict[str, Any]:
        shape = SHAPES[self.shape]
        asked = {**shape.defaults, **self.encoding}
        known = self.words.get(asked.get("colour") or asked.get("part") or asked.get("group") or "", {})
        if asked.get("palette"):
            asked["palette"] = {known.get(key, key): shade for key, shade in asked["palette"].items()}
        if "order" in asked:
            asked["order"] = [known.get(key, key) for key in asked["order"] or known]
        shown = in_language(frame, language, self.words, self.texts, self.unknown)
        drawn: dict[str, Any] = shape.draw(shown, **said(asked, language)).to_dict(validate=True)
        spec = finished(drawn, language)
        spec["config"] = chart_config()
        return spec


def said_with_thinned(note: Any, drawn: int, of: int) -> Any:
    """Return a chart's note, with a sentence where it draws only some of its rows."""
    if drawn == of:
        return note
    text = Text(
        f"Drawn are {drawn:,} of {of:,}, evenly spread; the picked are all there.",
        f"共 {of:,} 个点，均匀抽取 {drawn:,} 个绘制；入选者全部保留。",
    )
    return Late(lambda language: " ".join(filter(None, [said(note, language), text.to(language)])))


class Shape(NamedTuple):
    """One way to draw: the function, its words where a declaration has none, and the axes a row cannot lack."""

    draw: Callable[..., Drawn]
    needs: Sequence[str]
    defaults: Mapping[str, Any]

    def __call__(
        self,
        frame: pl.DataFrame,
        *,
        title: Text,
        note: Text = NOTHING,
        words: Mapping[str, Words] | None = None,
        **encoding: Any,
    ) -> Block:
        """Show a frame in this shape; the keywords are those of the function."""
        return Chart(self.draw.__name__, encoding, title, note, words or {}).block(frame)


SHAPES: dict[str, Shape] = {}


def shape(*needs: str, **defaults: Any) -> Callable[[Callable[..., Drawn]], Shape]:
    """Make a function that draws plain words a shape that charts can be declared in."""

    def kept(draw: Callable[..., Drawn]) -> Shape:
        return SHAPES.setdefault(draw.__name__, Shape(draw, needs, defaults))

    return kept


def tall(frame: pl.DataFrame, label: str, each: int) -> int:
    """Return a height that gives each label its room; Vega-Lite's own stepping does not go with a fluid width."""
    return each * max(frame[label].n_unique(), 1)


class _Rows:
    """Rows that altair takes as they are; it would look at every value at every copy, and `plain_rows` has done so."""

    _schema: ClassVar[dict[str, str]] = {"type": "array"}

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def to_dict(self) -> list[dict[str, Any]]:
        return self._rows

    def __repr__(self) -> str:
        return repr(self._rows)  # altair names a view by a hash of this


def each(*columns: str) -> list[str]:
    """Return every column once, in order: a set's order would differ from run to run, and the page with it."""
    return list(dict.fromkeys(columns))


def data_of(frame: pl.DataFrame) -> alt.Data:
    """Return rows as a chart holds them."""
    return alt.Data(values=_Rows(plain_rows(frame)))  # type: ignore[no-untyped-call]


def faded(keep: alt.Parameter, on: float, off: float) -> alt.OpacityValue:
    """Fade what is not kept.

    A channel given as a bare dictionary or text is looked up among all of altair's classes: slow.
    """
    return alt.OpacityValue(**alt.condition(keep, alt.value(on), alt.value(off)))


def ringed(field: str, on: str, off: str | None) -> alt.StrokeValue:
    """Stroke rows whose field is true in a colour of their own."""
    return alt.StrokeValue(**alt.condition(f"datum.{field}", alt.value(on), alt.value(off)))


def pick_one(field: str, options: Sequence[str], label: str, every: str) -> alt.Parameter:
    """Return a drop-down that keeps one value of a field, or all."""
    choice = alt.binding_select(options=[None, *options], labels=[every, *options], name=f"{label} ")
    return alt.selection_point(fields=[field], bind=choice, name="pick")


def shades(shown: pl.DataFrame, colour: str, palette: Mapping[str, str] | None) -> alt.Scale:
    """Return the colours of the groups that are there: the palette's, or the theme's in their order."""
    if palette is None:
        return alt.Scale(range=CATEGORY)
    there = [name for name in palette if name in set(shown[colour].drop_nulls())]
    return alt.Scale(domain=there, range=[palette[name] for name in there])


def along(x: str, title: str) -> alt.X:
    """Return a horizontal axis of days: numbers where it has a title, else dates."""
    if title:
        return alt.X(f"{x}:Q", title=title, axis=alt.Axis(grid=False, tickCount=8))
    return alt.X(
        f"{x}:T", title=None, axis=alt.Axis(format=DAY, tickCount=8, grid=False, labelOverlap="greedy")
    )


def with_span(layers: Sequence[alt.Chart], span: tuple[date, date] | None, name: str) -> list[alt.Chart]:
    """Shade a span of days behind the layers, and write its name in front of them."""
    if not span:
        return list(layers)
    days = data_of(pl.DataFrame({"from": [span[0]], "to": [span[1]], "name": [name]}))
    shade = alt.Chart(days).mark_rect(color=SAND, opacity=0.16).encode(x=alt.X("from:T"), x2=alt.X2("to:T"))
    text = alt.Chart(days).mark_text(align="left", dx=6, dy=12, color=SOFT)
    return [shade, *layers, text.encode(x=alt.X("from:T"), y=alt.YValue(0), text=alt.Text("name:N"))]  # type: ignore[no-untyped-call]
