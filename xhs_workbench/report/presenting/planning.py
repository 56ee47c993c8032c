"""From a report's blocks to slides, in the order that `decks.toml` declares."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from xhs_workbench.report.charting.charts import is_chart
from xhs_workbench.report.presenting.held import Data, Held, Told
from xhs_workbench.report.presenting.notes import notes_of
from xhs_workbench.report.presenting.slides import (
    Cards,
    Column,
    Deck,
    Grid,
    Money,
    Para,
    Part,
    Picture,
    Slide,
    Tiles,
    Words,
)
from xhs_workbench.report.rendering.story_grids import picture_rows
from xhs_workbench.views.audience import BANNER, DRAFT
from xhs_workbench.views.declarations import words_of
from xhs_workbench.views.drawing.tables import TRUST
from xhs_workbench.views.wording import words
from xhs_workbench.written import show

MOST_DEFINITIONS = 6
"""On the cover; more stand in the appendix."""
MOST_ROWS, MOST_LIMITS = 12, 6
"""Definitions and limits of a deck; all of them stand in the report."""
FEW_CARDS = 2
"""Cards that leave room for a picture beside them."""
CLEAR: Mapping[str, Sequence[str]] = {
    "past_standings": ("above", "below"),
    "benchmark_standings": ("better", "worse"),
}
"""Words of `shown.toml` -> those that say something clear."""
CALLED: Mapping[str, Sequence[str]] = {
    "past_standings": ("tier", "measure"),
    "benchmark_standings": ("name",),
}
"""Columns by which a row of such a table is called."""
FEW_NAMED = 2
LEAST_COLUMNS = 2
"""A column in which no row holds anything is left out, and so is a table that then only names its rows."""
MONEY = ("cny", "cny2")
NOTE_LINK = re.compile(r"https://www\.xiaohongshu\.com/explore/")
"""`pack` sends no link to a person's profile."""
PRICE = re.compile(r"[^.。；;]*[¥￥][^.。；;]*(?:\.\d+[^.。；;]*)*[.。；;]?\s*")
END = re.compile(r"[.。]\s*\Z")
Spec = Mapping[str, Any]


@cache
def declared() -> Spec:
    """Return the declarations of decks."""
    return tomllib.loads((Path(__file__).parent / "decks.toml").read_text(encoding="utf-8"))


DECKS = frozenset(declared()) - {"words"}
"""Notebooks that a deck is declared for."""


class Planner:
    """Makes the slides of one report for one reader.

    Args:
        notebook: Whose deck.
        held: What the report holds for this reader.
    """

    def __init__(self, notebook: str, held: Held) -> None:
        self.spec: Spec = declared()[notebook]
        self.held = held
        self.w = {key: pair[held.language] for key, pair in declared()["words"].items()}
        self.client = held.audience == "client"
        self.no_prices = self.client and bool(self.spec.get("no_prices"))

    def deck(self) -> Deck:
        """Return the deck: cover, chapters, and as much of the appendix as a deck holds."""
        cover = self.held.cover
        main = [slide for spec in self.spec["slides"] if (slide := self._slide(spec))]
        extra = [slide for spec in self.spec.get("appendix", ()) if (slide := self._slide(spec))]
        extra += [slide for slide in (self._definitions(), self._sources(), self._limits()) if slide]
        synthetic = words(self.held.language)["synthetic"] if cover.get("synthetic") else ""
        foot = (str(cover.get("campaign") or ""), synthetic)
        banner = "" if self.client else (DRAFT if cover.get("draft") else BANNER).to(self.held.language)
        return Deck((self._cover(), *main), self.held.language, foot, banner, tuple(extra), self._divider())

    def _cover(self) -> Slide:
        cover, w = self.held.cover, words(self.held.language)
        about = [
            (w["period"], cover.get("period")),
            (w["as_of"], cover.get("as_of")),
            (w["prepared_by"], cover.get("prepared_by")),
        ]
        made = [
            Para(text, size, bold, before=before)
            for name, value in about
            if value
            for text, size, bold, before in ((name, 10, False, 10), (str(value), 13, True, 1))
        ]
        made += [Para(w["synthetic"], 11, before=12)] if cover.get("synthetic") else []
        right = [Para(self.w["definitions"], 13, bold=True, colour="accent_word")]
        right += [
            Para(f"{name}{'：' if self.held.language == 'zh' else ': '}{formula}", 12, before=4)
            for name, formula in self._counted()
        ]
        against = [
            one[self.held.language] for one in self.spec.get("benchmarks", ()) if self.held.find(one["block"])
        ]
        if against:
            right.append(Para(self.w["benchmarks"], 13, bold=True, colour="accent_word", before=12))
            right += [Para(line, 12, before=4) for line in against]
        under = " · ".join(
            part for part in (str(cover.get("brand") or ""), str(cover.get("title") or "")) if part
        )
        return Slide(
            str(cover.get("campaign") or cover.get("title") or ""),
            columns=(Column((Words(tuple(made)),)), Column((Words(tuple(right)),))),
            notes=tuple(notes_of(self.held, self.w, ())),
            layout="cover",
            under=under,
        )

    def _counted(self) -> list[tuple[str, str]]:
        """Return the definitions of the cover: those declared that the report uses and that say something."""
        found = [item for one in self.held.kind("definitions") for item in one.data["items"]]
        chosen = [
            item
            for form in self.spec["definitions"].split()
            for item in found
            if fnmatchcase(item["id"], form) and "all_money" not in item["id"]
        ]
        named = {str(item["name"]): _without_brackets(item["formula"]) for item in chosen if item["formula"]}
        return list(named.items())[:MOST_DEFINITIONS]

    def _slide(self, spec: Spec) -> Slide | None:
        if (self.client and spec.get("ours")) or self._few(spec.get("apart_from_few")):
            return None
        source = self._source(spec)
        if source is None and "word" not in spec:
            return None
        if source is not None and _marks(source) < spec.get("least", 0):
            return None
        title = self._title(spec, source)
        marks = _marks(source) if source is not None else 0
        left = self._shown_parts(spec["parts"], spec)
        right = self._shown_parts(
            [one for one in spec.get("beside", ()) if marks < one.get("few", marks + 1)], spec
        )
        if not title or not any(not isinstance(part, Words) for part in (*left, *right)):
            has_words = any(isinstance(part, Words) for part in (*left, *right))
            if not title or not has_words or "says" not in spec:
                return None
        columns = self._columns(left, right, float(spec.get("share", 0.5)))
        heading = self.w[spec["word"]] if "word" in spec else source.heading if source else ""
        return Slide(
            END.sub("", title),
            heading,
            columns,
            tuple(notes_of(self.held, self.w, [source] if source else [])),
            spread=bool(spec.get("spread")),
        )

    def _source(self, spec: Spec) -> Told | None:
        name = next(
            (spec[key] for key in ("says", "title", "verdict", "opening", "named") if key in spec), ""
        )
        return self.held.find(name, chapter=spec.get("chapter", ""), nth=spec.get("nth", 1)) if name else None

    def _title(self, spec: Spec, source: Told | None) -> str:
        if source is None:
            return self._standings(spec["stands"]) if "stands" in spec else str(self.w[spec["word"]])
        if "says" in spec:
            return str(source.data["says"])
        if "title" in spec:
            return str(source.data["more"])
        if "verdict" in spec:
            return str(source.data["verdict"])
        if "opening" in spec:
            return str((source.data["picture"] or {}).get("title") or "")
        return str(source.data["title"] or source.heading)

    def _few(self, name: str | None) -> bool:
        """Say whether cards are so few that a picture stands beside them."""
        told = self.held.find(name) if name else None
        return told is not None and 0 < len(told.data["items"]) <= FEW_CARDS

    def _standings(self, tables: Mapping[str, str]) -> str:
        """State which figures of tables lie clearly outside what they are held against, the first of each side by name."""
        sides: dict[str, list[str]] = {}
        for block, kind in tables.items():
            told = self.held.find(block)
            if told is None:
                continue
            clear = {words_of("results", kind)[key].to(self.held.language) for key in CLEAR[kind]}
            place = {column["keys"][0]: at for at, column in enumerate(told.data["columns"])}
            for cells in (row["cells"] for row in told.data["rows"]):
                standing = str(cells[place["standing"]]["text"])
                if standing in clear:
                    named = [str(cells[place[key]]["text"]) for key in CALLED[kind]]
                    sides.setdefault(standing, []).append(" · ".join(named))
        colon, comma, stop = ("：", "、", "；") if self.held.language == "zh" else (": ", ", ", "; ")
        said = [
            f"{comma.join(names[:FEW_NAMED])}{self.w['others'] if len(names) > FEW_NAMED else ''}{colon}{standing}"
            for standing, names in sides.items()
        ]
        return stop.join(said) or str(self.w["none_clear"])  # every side: none is told alone

    def _columns(self, left: Sequence[Part], right: Sequence[Part], share: float) -> tuple[Column, ...]:
        if left and right and not any(isinstance(part, Picture | Cards | Grid | Tiles) for part in left):
            return (Column((*left, *right)),)  # words alone do not fill half a slide
        if left and right:
            return Column(tuple(left), share), Column(tuple(right), 1 - share)
        return (Column(tuple(left or right)),)

    def _shown_parts(self, specs: Sequence[Spec], slide: Spec) -> list[Part]:
        made = [self._part(spec, slide) for spec in specs if self._part_is_wanted(spec)]
        return [part for part in made if part is not None]

    def _part_is_wanted(self, spec: Spec) -> bool:
        few = spec.get("beside_few")
        return not (self.client and spec.get("ours")) and (few is None or self._few(few))

    def _part(self, spec: Spec, slide: Spec) -> Part | None:
        kind = next(iter(spec))
        told = self.held.find(spec[kind], chapter=spec.get("chapter", ""), nth=spec.get("nth", 1))
        if told is None:
            return None
        made: Part | None = getattr(self, f"_show_{kind}")(told, spec, slide)
        if made is None and "instead" in spec:
            return self._part({kind: spec["instead"], "titled": True}, slide)
        return made

    def _show_tiles(self, told: Told, _: Spec, __: Spec) -> Part | None:
        items = tuple(told.data["tiles"])
        return Tiles(items) if items else None

    def _show_money(self, told: Told, _: Spec, __: Spec) -> Part | None:
        data = told.data["money"]
        return Money(data) if data and data["raw"] is not None and data["parts"] else None

    def _show_also(self, told: Told, _: Spec, __: Spec) -> Part | None:
        paras = tuple(Para(str(line), 14, before=4) for line in told.data["also"])
        return Words(paras) if paras else None

    def _show_text(self, told: Told, spec: Spec, slide: Spec) -> Part | None:
        elsewhere = "title" in slide or bool(spec.get("caution"))
        said = [Para(str(told.data["more"]), 14)] if told.data["more"] and not elsewhere else []
        if told.data["caution"]:
            said.append(Para(f"{self.w['mind']}{told.data['caution']}", 12, colour="soft", before=4))
        return Words(tuple(said)) if said else None

    def _show_said(self, told: Told, spec: Spec, _: Spec) -> Part | None:
        """Return what a chapter states whose picture has too few marks for a slide of its own."""
        if _marks(told) >= spec["least"]:
            return None
        said = " ".join(line for line in (str(told.data["says"]), str(told.data["more"])) if line)
        return Words((Para(said, 14, before=4),)) if said else None

    def _show_picture(self, told: Told, spec: Spec, _: Spec) -> Part | None:
        data: Data | None = told.data if told.block["kind"] == "sketch" else told.data["picture"]
        if not data or len(data["rows"]) < spec.get("least", 1):
            return None
        title = str(data["title"]) if spec.get("titled") else str(data["note"] or "")
        if is_chart(data):
            return Picture(data, title)
        heads, rows = picture_rows(data, words(self.held.language))
        cells = tuple(tuple(_cell_text(value, kind, self.held) for value, kind in row) for row in rows)
        numeric = tuple(kind != "text" for _, kind in heads)
        return Grid(title, tuple(head for head, _ in heads), cells, numeric)

    def _show_cards(self, told: Told, _: Spec, __: Spec) -> Part | None:
        items = tuple(self._card(item) for item in told.data["items"])
        return Cards(items) if items else None

    def _card(self, item: Data) -> Data:
        """Return a card; without what a creator asks for, where the deck shows no prices, and for the client without links to people."""
        if self.client and not NOTE_LINK.match(str(item["link"])):
            item = {**item, "link": ""}
        if not self.no_prices:
            return item
        figures = [fact for fact in item["figures"] if fact["kind"] not in MONEY]
        return {**item, "figures": figures, "why": priceless(item["why"]), "about": priceless(item["about"])}

    def _show_actions(self, told: Told, _: Spec, __: Spec) -> Part | None:
        rows = tuple(
            (str(one["what"]), _without_brackets(one["amount"]), str(one["by"]), str(one["owner"]))
            for one in told.data["actions"]
        )
        heads = tuple(self.w[key] for key in ("what", "amount", "by", "owner"))
        keep = [0, *(place for place in (1, 2, 3) if any(row[place] for row in rows))]
        return (
            Grid(
                self.w["next"],
                tuple(heads[place] for place in keep),
                tuple(tuple(row[place] for place in keep) for row in rows),
                tuple(False for _ in keep),
            )
            if rows
            else None
        )

    def _show_steps(self, told: Told, _: Spec, __: Spec) -> Part | None:
        """Return what to do as cards."""
        blank = {"badge": "", "about": "", "why": "", "quotes": (), "tone": "", "link": "", "bar": None}
        items = tuple(
            {
                **blank,
                "title": one["what"],
                "figures": [
                    {"label": self.w[key], "value": _without_brackets(one[key])}
                    for key in ("amount", "by", "owner")
                    if one[key]
                ],
            }
            for one in told.data["actions"]
        )
        return Cards(items, across=1) if items else None

    def _show_table(self, told: Told, spec: Spec, slide: Spec) -> Part | None:
        wanted, heads = spec["columns"].split(), told.data["columns"]
        place = {column["keys"][0]: number for number, column in enumerate(heads) if column.get("keys")}
        kept = [
            place[key]
            for key in wanted
            if key in place and not (self.no_prices and heads[place[key]]["kind"] in MONEY)
        ]
        every = told.data["rows"]
        if "needs" in spec:
            every = [row for row in every if _holds(row["cells"][place[spec["needs"]]])]
        shown = every[: spec.get("most", len(every))]
        if not kept or not any(_holds(row["cells"][kept[0]]) for row in shown):
            return None  # rows without a name
        kept = [number for number in kept if any(_holds(row["cells"][number]) for row in shown)]
        told_of = [row for row in shown if any(_holds(row["cells"][number]) for number in kept[1:] or kept)]
        rows = [tuple(row["cells"][number]["text"] for number in kept) for row in told_of]
        figures = [number for number in kept if heads[number]["numeric"]]
        without = bool(numeric_wanted(heads, place, wanted)) and not figures
        if len(kept) < min(len(wanted), LEAST_COLUMNS) or without:
            return None
        tick = (self.w["agreed"],) if slide.get("tick") else ()
        return Grid(
            str(told.data["title"]) if spec.get("titled") else "",
            (*(str(heads[number]["label"]) for number in kept), *tick),
            tuple((*row, *("☐" for _ in tick)) for row in rows),
            (*(bool(heads[number]["numeric"]) for number in kept), *(False for _ in tick)),
            self.w["more"] if "most" in spec else "",
            short="most" in spec,
        )

    def _divider(self) -> Slide:
        more = Words((Para(self.w["more"], 12, colour="soft", before=14),))
        return Slide(self.w["appendix"], self.w["appendix"], (Column((more,)),), layout="divider")

    def _definitions(self) -> Slide | None:
        items = [item for one in self.held.kind("definitions") for item in one.data["items"]]
        named = {
            str(item["name"]): (str(item["formula"]), str(item["scope"]))
            for item in items
            if item["formula"] and _says_something(item) and "all_money" not in item["id"]
        }
        rows = tuple((name, _without_brackets(formula), scope) for name, (formula, scope) in named.items())[
            :MOST_ROWS
        ]
        heads = (self.w["metric"], self.w["formula"], words(self.held.language)["scope"])
        return self._table_slide(self.w["definitions"], heads, rows) if rows else None

    def _limits(self) -> Slide | None:
        ours = TRUST.to(self.held.language)  # it names a file of the workbench
        lines = [str(line) for one in self.held.kind("limits") for line in one.data["items"] if line != ours]
        paras = tuple(Para(f"• {line}", 12, before=5) for line in lines[:MOST_LIMITS])
        columns = (Column((Words(paras),)),)
        return Slide(self.w["limits"], self.w["appendix"], columns, first=True) if paras else None

    def _sources(self) -> Slide | None:
        rows = [
            (str(row["file"]), str(row["sheet"] or ""), *(show(row[key], "count") for key in COUNTS))
            for one in self.held.kind("went_in")
            for row in one.data["files"]
        ]
        heads = tuple(self.w[key] for key in ("file", "sheet", "read", "used", "duplicate", "refused"))
        once = tuple(dict.fromkeys(rows))  # a file read for several tables is named once
        return self._table_slide(self.w["files"], heads, once, figures=4) if once else None

    def _table_slide(
        self, title: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], figures: int = 0
    ) -> Slide:
        kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
        grid = Grid(
            "",
            tuple(heads[place] for place in kept),
            tuple(tuple(row[place] for place in kept) for row in rows),
            tuple(place >= len(heads) - figures for place in kept),
        )
        return Slide(title, self.w["appendix"], (Column((grid,)),), first=True)


def numeric_wanted(heads: Sequence[Data], place: Mapping[str, int], wanted: Sequence[str]) -> list[str]:
    """Return which of the columns asked for hold figures."""
    return [key for key in wanted if key in place and heads[place[key]]["numeric"]]


COUNTS = ("rows_read", "rows_used", "rows_duplicate", "rows_refused")


def priceless(text: object) -> str:
    """Return a text without the sentences that name money.

    >>> priceless("Aim for about ¥2,562. Top quarter for saves.")
    'Top quarter for saves.'
    """
    return PRICE.sub("", str(text)).strip()


def _says_something(item: Data) -> bool:
    """Say whether a definition says more than its name does."""
    return str(item["formula"]).casefold() != str(item["name"]).casefold() and " " in str(item["formula"])


def _without_brackets(text: object) -> str:
    """Return an amount or a formula without the brackets around all of it.

    >>> _without_brackets("(about ¥3,168)"), _without_brackets("（20 条）")
    ('about ¥3,168', '20 条')
    """
    made = str(text).strip()
    whole = made[:1] in "(（" and made[-1:] in ")）" and not any(sign in made[1:-1] for sign in "()（）")
    return made[1:-1] if made and whole else made


def _cell_text(value: Any, kind: str, held: Held) -> str:
    return show(value, "number" if kind == "plain" and isinstance(value, float) else "text", held.language)


def _marks(told: Told) -> int:
    """Return how many rows a chapter's picture has."""
    picture = told.data.get("picture")
    return len(picture["rows"]) if picture else 0


def _holds(cell: Data) -> bool:
    return str(cell["text"]).strip() not in ("", "—")
