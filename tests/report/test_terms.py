"""One term a metric on every page, as the glossary has it; what people wrote (titles, comments) is theirs."""

import html
import re
import tomllib
from pathlib import Path

import pytest

import xhs_workbench
from xhs_workbench.metrics import registry
from xhs_workbench.params import every_notebook

GLOSSARY = tomllib.loads(
    (Path(xhs_workbench.__file__).parent / "metrics" / "definitions" / "glossary.toml").read_text(
        encoding="utf-8"
    )
)
THEIRS = re.compile(r"<(script|style|bdi|blockquote|code)\b.*?</\1>", re.DOTALL)


def words_of(page):
    """Return what a page says, without scripts, styles and what comes from files."""
    return html.unescape(re.sub(r"<[^>]+>", "\n", THEIRS.sub(" ", page)))


def said_otherwise(text, language):
    """Return the words of the glossary's other side that stand in a text."""
    found = []
    for term, entry in GLOSSARY.items():
        for word in entry[f"never_{language}"]:
            form = rf"\b{word}\b" if language == "en" else word
            found += [f"{term}: {word}"] if re.search(form, text, re.IGNORECASE) else []
    return found


@pytest.mark.parametrize("name", every_notebook())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_calls_each_metric_by_its_one_name(made, made_in_chinese, name, language):
    out = made if language == "en" else made_in_chinese
    page = (out / "demo" / "client" / f"{name}.html").read_text(encoding="utf-8")
    assert said_otherwise(words_of(page), language) == []


def test_another_word_is_seen_and_what_people_wrote_is_not():
    page = "<p>5 Engagements <bdi>favourites</bdi></p><script>collects</script><p>曝光量 3</p>"
    assert said_otherwise(words_of(page), "en") == ["interactions: engagements"]
    assert said_otherwise(words_of(page), "zh") == ["impressions: 曝光量"]


def test_the_registry_speaks_as_the_glossary():
    for name in ("impressions", "reads", "saves", "cpe"):
        entry, term = registry()[name], GLOSSARY[name]
        assert (entry.en.lower(), entry.zh) == (term["en"], term["zh"])
    for entry in registry().values():
        assert said_otherwise(entry.en, "en") == []
        assert said_otherwise(entry.zh, "zh") == []
