"""What a run keeps between its reports: only answers to the same question, of the same client, while it lasts."""

import polars as pl
import pytest

from xhs_workbench import intake, paths, worked_out
from xhs_workbench.report.delivering.kept import private_for
from xhs_workbench.report.delivering.shelf import shelf_of
from xhs_workbench.report.run import plan_jobs, run_jobs
from xhs_workbench.worked_out import kept

asked = []


@kept
def half(numbers, by=2):
    asked.append(by)
    return numbers.select(pl.col("n") / by)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    asked.clear()
    monkeypatch.setenv(worked_out.FOLDER, str(tmp_path / "kept"))
    return tmp_path / "kept"


def numbers(*given):
    return pl.DataFrame({"n": list(given)})


def test_the_same_question_is_worked_out_once(folder):
    first, second = half(numbers(2, 4)), half(numbers(2, 4))
    assert asked == [2]
    assert first["n"].to_list() == second["n"].to_list() == [1, 2]
    assert half(numbers(2, 5))["n"].to_list() == [1, 2.5]
    assert half(numbers(2, 4), by=4)["n"].to_list() == [0.5, 1]
    assert asked == [2, 2, 4]


def test_equal_questions_are_the_same_whatever_their_texts_are_in_memory(folder):
    text = "".join(["ab", "cd"])
    for given in ((text, text), (text, "".join(["abc", "d"]))):
        worked_out.once("texts", given, lambda: asked.append(0))
    assert asked == [0]


def test_without_a_run_nothing_is_kept(folder, monkeypatch):
    monkeypatch.delenv(worked_out.FOLDER)
    half(numbers(2)), half(numbers(2))
    assert asked == [2, 2]
    assert not folder.exists()


def test_answers_are_private(folder):
    half(numbers(2))
    (answer,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, answer.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("damage", [b"", b"\x80\x05half", b"nothing of ours"])
def test_a_damaged_answer_is_worked_out_again(folder, damage):
    half(numbers(2))
    next(folder.iterdir()).write_bytes(damage)
    assert half(numbers(2))["n"].to_list() == [1]
    assert asked == [2, 2]


def test_what_cannot_be_written_down_is_worked_out(folder):
    assert worked_out.once("opened", lambda: 0, lambda: 7) == 7
    answer = worked_out.once("closed", 1, lambda: lambda: 9)
    assert answer() == 9
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_EACH"])
def test_a_full_folder_takes_no_more(folder, monkeypatch, limit):
    monkeypatch.setattr(worked_out, limit, 10)
    half(numbers(2)), half(numbers(2))
    assert asked == [2, 2]
    assert not list(folder.glob("*"))


def test_files_are_known_by_their_content_and_their_reader(folder, tmp_path, monkeypatch):
    path = tmp_path / "notes.csv"
    source = paths.ROOT / "data" / "demo" / "mediacrawler_comments_synthetic.csv"
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)

    def read(rows, salt):
        path.write_text("".join(lines[: rows + 1]), encoding="utf-8")
        return intake.read_files([path], salt=salt).table("comments")

    first, again = read(40, "one"), read(40, "one")
    assert first.equals(again)
    assert len(list(folder.iterdir())) == 1
    assert read(41, "one").height == first.height + 1
    other = read(40, "two")
    assert set(other["commenter_hash"]).isdisjoint(first["commenter_hash"])
    assert len(list(folder.iterdir())) == 3


def test_clients_never_share_and_the_folder_goes_with_the_run(tmp_path, monkeypatch):
    monkeypatch.delenv("XHS_SALT", raising=False)
    file = paths.PARAMS / "demo" / "content.yaml"
    ours, zh = plan_jobs([file])[0], plan_jobs([file], "zh")[0]
    other = plan_jobs([paths.PARAMS / "beauty_2018" / "live.yaml"])[0]
    left = private_for(tmp_path / "out") / "worked_out"
    left.mkdir()
    (left / "of_a_killed_run.answer").write_bytes(b"")
    with shelf_of(tmp_path / "out", [ours, zh, other]) as shelf:
        assert not list(left.iterdir())
        places = [shelf.surroundings(job, b"secret").worked_out for job in (ours, zh, other)]
        assert places[0] == places[1] != places[2]
        assert shelf.surroundings(ours, b"secret", "memory://elsewhere").worked_out == ""
    assert not left.exists()


def test_a_page_of_taken_over_answers_is_the_page(tmp_path, monkeypatch):
    """Two reports of one run, the second of the first one's answers, and two that share nothing: the same bytes."""
    monkeypatch.setenv("XHS_SALT", "planted")
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")
    table = tmp_path / "two.csv"
    table.write_text("params,name\n" + "".join(f"params/demo/content.yaml,{name}\n" for name in "ab"))

    def make(out):
        held = []
        folder = private_for(out) / "worked_out"
        run_jobs(
            plan_jobs([table]), out, lambda _: held.append({path.name for path in folder.rglob("*.answer")})
        )
        return held, [(out / "demo" / "client" / f"content-{name}.html").read_bytes() for name in "ab"]

    held, pages = make(tmp_path / "shared")
    assert len(held[1]) >= 2  # the files as read, and the drafts as reviewed
    assert held[3] == held[1]
    monkeypatch.setattr(worked_out, "FOLDER", "XHS_ASKED_BY_NOBODY")
    nothing, alone = make(tmp_path / "alone")
    assert not any(nothing)
    assert len({*pages, *alone}) == 1
