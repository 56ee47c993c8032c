"""What every chart gets at last: axes in the reader's language, few grid lines, a legend that fits a phone."""

import pytest

from xhs_workbench.views.drawing.finishing import finished


def spec(encoding, rows):
    return {"data": {"values": rows}, "mark": "bar", "encoding": encoding}


def axis_of(axis, language, scale=None, rows=()):
    channel = {"field": "v", "type": "quantitative", "axis": axis, "scale": scale or {}}
    return finished(spec({"x": channel}, list(rows)), language)["encoding"]["x"]["axis"]


def test_a_share_on_an_axis_has_no_idle_decimal_and_a_tip_keeps_it():
    made = finished(
        spec(
            {"x": {"field": "v", "axis": {"format": ".1%"}}, "tooltip": [{"field": "v", "format": ".1%"}]}, []
        ),
        "en",
    )
    assert made["encoding"]["x"]["axis"]["format"] == "~%"
    assert made["encoding"]["tooltip"][0]["format"] == ".1%"


@pytest.mark.parametrize(("language", "words"), [("en", ("'M'", "'K'")), ("zh", ("'亿'", "'万'"))])
def test_large_counts_are_shortened_as_the_pages_do(language, words):
    axis = axis_of({"format": "~s"}, language)
    assert "format" not in axis
    assert all(word in axis["labelExpr"] for word in words)
    assert "k" not in axis["labelExpr"].replace("K", "")


def test_days_on_axes_and_in_tips_are_written_in_the_language_and_rows_are_left_alone():
    drawn = spec(
        {"x": {"field": "d", "axis": {"format": "%-d %b"}}}, [{"d": "2026-05-01", "format": "%-d %b"}]
    )
    made = finished(drawn, "zh")
    assert made["encoding"]["x"]["axis"]["format"] == "%-m月%-d日"
    assert made["data"]["values"] == [{"d": "2026-05-01", "format": "%-d %b"}]
    assert finished(drawn, "en") == drawn


@pytest.mark.parametrize(
    ("values", "digits"),
    [((100, 100_000), 1), ((2_000, 20_000), 3), ((0, 100, 300), 3), ((), 3)],
)
def test_a_logarithmic_axis_has_a_line_where_a_label_stands(values, digits):
    axis = axis_of({"tickCount": 6}, "en", {"type": "log"}, [{"v": value} for value in values])
    test = axis["gridOpacity"]["condition"]["test"]
    assert axis["gridOpacity"]["value"] == 0
    assert test.count("< 0.01") == digits


def legend(names, y=None):
    rows = [{"c": name, "who": "五个汉字呀"} for name in names]
    encoding = {"color": {"field": "c", "title": None}} | ({"y": y} if y else {})
    return finished(spec(encoding, rows), "zh")["encoding"]["color"]["legend"]


def columns(made, wide):
    """Work the column count out as Vega does, in a chart so many pixels wide."""
    inner = made["columns"]["expr"].replace(
        "(isFinite(containerSize()[0]) ? containerSize()[0] : 680)", str(wide)
    )
    return eval(inner, {"floor": lambda value: int(value // 1), "max": max})


def test_a_legend_is_folded_where_the_screen_is_narrow():
    made = legend(["尾部", "腰部", "素人一千以内"])
    # The widest name has 6 signs of 12 px and a mark of 34: 106. Beside figures of 60 px
    # a phone leaves 290 and a desk 1,060.
    assert columns(made, 350) == 2
    assert columns(made, 1120) == 10


def test_words_beside_the_bars_take_room_from_the_legend():
    beside = legend(["正面", "中性"], {"field": "who", "type": "nominal"})
    # 2 signs and a mark: 58. Five signs of 12 px and a gap of 16 leave 350 - 76 = 274 of a phone.
    assert columns(beside, 350) == 4
    assert columns(beside, 100) == 1  # 110 at least


def test_a_chart_without_a_legend_gets_none():
    rows = [{"c": "a"}]
    made = finished(spec({"color": {"field": "c", "legend": None}}, rows), "en")["encoding"]["color"]
    assert made["legend"] is None
    assert "legend" not in finished(spec({"color": {"value": "#a8324a"}}, rows), "en")["encoding"]["color"]
