"""The progress of a desk that reads: which file, that it can be stopped, and that nothing of it is left behind."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from xhs_workbench import paths
from xhs_workbench.intake import read_files
from xhs_workbench.views import wording
from xhs_workbench.views.desks.reading import SAID, Reading

FILES = [
    paths.DEMO / name for name in ("pugongying_orders_synthetic.xlsx", "pugongying_notes_synthetic.xlsx")
]


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.fixture
def reading(shell):
    reading = Reading()
    reading.watch(shell)
    return reading


def test_each_file_is_named_before_it_is_read_and_the_last_word_is_that_all_are():
    told = []
    read_files(FILES, tell=lambda *said: told.append(said))
    assert [said[:3] for said in told] == [(0, 2, FILES[0].name), (1, 2, FILES[1].name), (2, 2, "")]
    first, second = (file.stat().st_size for file in FILES)
    # Seven tenths of the work are the files', by their bytes; the rest is to put them together.
    assert [said[3] for said in told] == pytest.approx([0, 0.7 * first / (first + second), 0.7])


def test_it_says_which_file_of_how_many_and_a_name_is_no_markup():
    reading = Reading()
    reading(0, 3, "<img src=x>.csv", 0.0)
    assert "Reading file 1 of 3: &lt;img src=x&gt;.csv" in reading.text.value
    assert (reading.bar.value, reading.bar.max) == (0, 1)
    reading(3, 3, "", 0.7)
    assert "Read 3 of 3 files" in reading.text.value
    assert (reading.bar.value, reading.bar.max) == (0.7, 1)


def test_it_speaks_the_campaigns_language(monkeypatch):
    wording.speak("zh")
    try:
        reading = Reading()
        reading(1, 2, "a.csv", 0.5)
        assert "正在读取第 2 / 2 个文件：a.csv" in reading.text.value
    finally:
        wording.speak("en")


def test_an_interrupt_is_a_sentence_and_no_traceback(shell, reading, capsys):
    result = shell.run_cell("raise KeyboardInterrupt")
    assert isinstance(result.error_in_exec, KeyboardInterrupt)  # so the cells below do not run
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert SAID["stopped"].en in reading.text.value
    assert reading.stop.layout.visibility == "hidden"
    assert reading.widget.layout.display is None  # the sentence stays to be read


def test_after_an_interrupt_an_error_is_shown_as_ever(shell, reading, capsys):
    shell.run_cell("raise KeyboardInterrupt")
    capsys.readouterr()
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert SAID["stopped"].en in reading.text.value


def test_where_a_cell_fails_the_progress_goes_and_the_cell_says_why(shell, reading, capsys):
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert reading.widget.layout.display == "none"
    shell.run_cell("raise KeyboardInterrupt")
    assert "KeyboardInterrupt" in capsys.readouterr().out  # nothing watches any more


def test_it_gives_way_to_the_explorer(shell, reading, capsys):
    explorer = object()
    assert reading.give_way(explorer) is explorer
    assert reading.widget.layout.display == "none"
    shell.run_cell("raise KeyboardInterrupt")
    assert "KeyboardInterrupt" in capsys.readouterr().out
    assert SAID["stopped"].en not in reading.text.value
