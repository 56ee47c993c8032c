"""The tree of words against a reading that goes from character to character, on word lists and texts of every kind."""

import numpy as np
import pytest

from xhs_workbench.language.opinions import word_finding
from xhs_workbench.language.opinions.lexicon import lexicon
from xhs_workbench.language.opinions.word_finding import word_finder


def codes_of(text):
    return np.array([ord(sign) for sign in text], dtype=np.uint32)


def found_by_tree(words, text):
    which, start, end = word_finder(words).find(codes_of(text))
    return list(zip(which.tolist(), start.tolist(), end.tolist(), strict=True))


def found_by_reading(words, text):
    """At each place the longest word that stands there, then on from its end."""
    numbers = {word: number for number, word in enumerate(words)}
    longest = max(map(len, words), default=0)
    found, at = [], 0
    while at < len(text):
        most = min(longest, len(text) - at)
        long = next((long for long in range(most, 0, -1) if text[at : at + long] in numbers), None)
        if long is not None:
            found.append((numbers[text[at : at + long]], at, at + long))
        at += long or 1
    return found


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ([], "好用", []),
        ([], "", []),
        (["好"], "", []),
        (["好"], "好", [(0, 0, 1)]),
        (["好"], "不好好", [(0, 1, 2), (0, 2, 3)]),
        (["好用"], "好用", [(0, 0, 2)]),
        (["好用"], "好", []),
        (["很好用"], "很好", []),
        (["很好用"], "很好很好用", [(0, 2, 5)]),
        # The first word of the list, and the last, by length of one, two and three.
        (["好", "好用", "好用吗"], "好用吗好用好", [(2, 0, 3), (1, 3, 5), (0, 5, 6)]),
        (["好用吗", "好用", "好"], "好用吗好用好", [(0, 0, 3), (1, 3, 5), (2, 5, 6)]),
        # The leftmost goes before the longer, and the end of one is the beginning of the next.
        (["很好", "好用极了", "用"], "很好用极了", [(0, 0, 2), (2, 2, 3)]),
        # A longer word begun and not ended gives way to the longest that has ended, or to none.
        (["ab", "abcde"], "abcdx", [(0, 0, 2)]),
        (["a", "abcde", "cd"], "abcdx", [(0, 0, 1), (2, 2, 4)]),
        (["abcde", "bc"], "abcdx", [(1, 1, 3)]),
        (["abcde"], "abcd", []),
        # What hides another is itself hidden by an earlier one: ab hides bc, so cd stands.
        (["ab", "bc", "cd", "de"], "abcde", [(0, 0, 2), (2, 2, 4)]),
        # Words of eight characters, above the basic plane, with a line between them.
        (["𠮷𠮷𠮷𠮷𠮷𠮷𠮷好", "𠮷"], "𠮷𠮷𠮷𠮷𠮷𠮷𠮷好\n𠮷", [(0, 0, 8), (1, 9, 10)]),
    ],
)
def test_words_are_found_from_the_left_and_the_longest_first(words, text, found):
    assert found_by_tree(words, text) == found == found_by_reading(words, text)


def test_any_word_list_is_found_in_any_text_as_by_reading():
    """Four hundred lists of up to sixty words, from two letters (every word inside another) to forty, in texts made of them."""
    drawn = np.random.default_rng(3)
    for _ in range(400):
        letters = [chr(0x4E00 + number) for number in range(int(drawn.integers(2, 40)))]

        def text_of(most, letters=letters):
            return "".join(drawn.choice(letters, size=int(drawn.integers(1, most + 1))))

        words = list(dict.fromkeys(text_of(6) for _ in range(int(drawn.integers(1, 60)))))
        text = "".join(text_of(3) if drawn.random() < 0.4 else str(drawn.choice(words)) for _ in range(40))
        assert found_by_tree(words, text) == found_by_reading(words, text), (words, text)


def test_every_word_of_a_long_list_is_found_as_itself():
    """Our own list has so many edges that many share a place in their table; another is asked for each word."""
    words = lexicon().words
    found = word_finder(words).find(codes_of("\n".join(words)))
    lengths = np.array([len(word) for word in words])
    start = np.cumsum(lengths + 1) - lengths - 1
    assert np.array_equal(found, (np.arange(len(words)), start, start + lengths))


def test_what_is_left_of_a_word_without_its_end_is_found_as_by_reading():
    words = lexicon().words
    text = "\n".join(word[:-1] for word in words)
    assert found_by_tree(words, text) == found_by_reading(words, text)


def test_ninety_thousand_words_of_two_characters_are_told_apart():
    """More places in the tree than a number of two bytes holds."""
    signs = [chr(0x4E00 + number) for number in range(300)]
    words = [one + two for one in signs for two in signs]
    which, start, end = word_finder(words).find(codes_of("".join(words)))
    assert np.array_equal(which, np.arange(90_000))
    assert np.array_equal(start, np.arange(90_000) * 2)
    assert np.array_equal(end, start + 2)


def test_the_table_of_pairs_is_full_with_all_its_characters_and_one_more_is_refused(monkeypatch):
    """A table for four numbers holds three characters, because the first number stands for all others."""
    monkeypatch.setattr(word_finding, "MOST_SIGNS", 4)
    assert found_by_tree(["ab", "c"], "cab") == [(1, 0, 1), (0, 1, 3)]
    with pytest.raises(
        ValueError, match="4 different characters in the word list; the table of pairs holds 3"
    ):
        word_finder(["ab", "cd"])


@pytest.mark.parametrize("text", ["", "好用", "x"])
def test_places_are_whole_numbers_in_three_columns(text):
    found = word_finder(["好用"]).find(codes_of(text))
    assert [part.dtype for part in found] == [np.int64] * 3
