"""A marker word in every field of every input: which of them reach a client, decoded from every file of every notebook."""

import re

import pytest

from benchmarks import planted
from xhs_workbench import tables, who_sees
from xhs_workbench.intake import read_files
from xhs_workbench.report.presenting.making import make_decks
from xhs_workbench.report.run import plan_jobs, run_jobs

LANGUAGES = {"brief": "zh", "selection": "en", "content": "zh", "live": "en", "post_campaign": "zh"}
"""One language a notebook here; `python -m benchmarks.canaries planted` makes both."""
FILES = {".html", ".xlsx", ".docx", ".csv", ".ics", ".pptx"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the five reports; returns file name -> words in it, client's and ours apart, and the raw files."""
    root = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XHS_INPUTS", str(root))
        folder = planted.write_campaign(root, "en")
        for name, language in LANGUAGES.items():
            file = folder / f"{name}.yaml"
            text = file.read_text(encoding="utf-8").replace("language: en", f"language: {language}")
            file.write_text(text, encoding="utf-8")
            run_jobs(plan_jobs([file]), root / "out")
        for name in ("selection", "post_campaign"):
            make_decks(folder / f"{name}.yaml", root / "out")
    found = {path: path.read_bytes() for path in sorted((root / "out").rglob("*")) if path.suffix in FILES}
    return {
        True: {p.name: raw for p, raw in found.items() if not ours(p)},
        False: {p.name: raw for p, raw in found.items() if ours(p)},
    }


def ours(path):
    return "_internal" in path.name or path.parent.name == "internal"


def test_every_planted_row_is_read(tmp_path):
    for name in tables.TABLES:
        planted.table_of(name).write_csv(tmp_path / f"{name}.csv")
    data = read_files(
        [str(tmp_path / f"{name}.csv") for name in tables.TABLES],
        mappings=[planted._mapping(name) for name in tables.TABLES],
    )
    assert data.files.select("table", "rows_used").rows() == [
        (name, planted.table_of(name).height) for name in tables.TABLES
    ]
    for name in tables.TABLES:
        texts = [
            column
            for column, kind in tables.empty(name).schema.items()
            if kind == "String" and column not in tables.LINEAGE
        ]
        for column in (one for one in texts if one != "commenter_hash"):
            assert data.table(name)[column].str.contains("Qz[A-Za-z]+Zq").all(), (name, column)


def test_a_client_finds_only_what_is_declared_a_clients(made):
    client = made[True]
    # What is saved as CSV is for our own work; a client's numbers are in the workbook beside the page.
    assert {name.rpartition(".")[2] for name in client} == {suffix[1:] for suffix in FILES} - {"csv"}
    assert any(name.endswith(".csv") for name in made[False])
    found = {
        name: {word for word in planted.words_in(raw) if not planted.may_be_seen(word)}
        for name, raw in client.items()
    }
    assert {name: words for name, words in found.items() if words} == {}
    every = set().union(*map(planted.words_in, client.values()))
    assert len(every) > 40, "the look finds too little to say anything"


def test_what_is_ours_stands_on_our_own_pages(made):
    every = set().union(*map(planted.words_in, made[False].values()))
    wanted = {
        planted.word("ratings", "rater"),
        planted.word("id", "comment_id"),
        planted.word("home", "user"),
        *(
            planted.word("parameter", name)
            for name in ("mappings", "must_out", "reviewer_remarks", "team_notes", "boost_paused")
        ),
    }
    assert wanted - every == set()
    assert not any(planted.may_be_seen(word) for word in wanted)


def test_nothing_of_another_brands_campaign_stands_anywhere(made):
    files = {**made[True], **made[False]}
    for name, raw in files.items():
        texts = list(planted.decoded(raw))
        assert {word for word in planted.words_in(raw) if word.startswith("QzOther")} == set(), name
        for what, sign in planted.ELSEWHERE.items():
            forms = (sign, f"{int(sign):,}") if what == "count" else (sign, sign[2:].replace("-", "/"))
            whole = [
                re.compile(rf"(?<![\d.]){re.escape(form)}(?!\d)") for form in forms
            ]  # 1.0000276543 is another figure
            assert not [sign.pattern for sign in whole if any(sign.search(text) for text in texts)], (
                name,
                what,
            )
    own = set().union(*map(planted.words_in, files.values()))
    assert {
        planted.word("own", "campaign"),
        planted.word("own", "creator"),
        planted.word("own", "learning"),
    } <= own


def test_the_look_sees_into_what_is_packed():
    import base64
    import io
    import zipfile

    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as packed:
        packed.writestr("xl/a.xml", f"<t>{planted.word('zipped')}</t>" + " " * 80)
    inner = base64.b64encode(book.getvalue()).decode()
    page = (
        f'<i data=\'{planted.word("plain")}\'></i><script>{{"a":"\\u0051zescapedZq"}}</script><a '
        f"href='data:x;base64,{inner}'>"
    )
    assert {planted.word("zipped"), planted.word("plain"), "QzescapedZq"} <= planted.words_in(page.encode())


def test_a_declared_word_and_an_undeclared_one_are_told_apart():
    assert planted.may_be_seen(planted.word("comments", "content"))
    assert not planted.may_be_seen(planted.word("ratings", "remark"))
    assert not planted.may_be_seen("QzNeverHeardOfZq")
    assert who_sees.parameter_seen("prepared_by")
