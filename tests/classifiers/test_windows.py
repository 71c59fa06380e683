"""Windows: what of an article is read at once, and where its sentences stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.windows import PREFIX, Ids, Offsets, Window, encoded_windows, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Corvane rose 3.5 percent. It said so.", ["Corvane rose 3.5 percent.", "It said so."]),
        ("The U.S. agency agreed. Done", ["The U.S. agency agreed.", "Done"]),
        ("明洲医药获批。该药用于成人！", ["明洲医药获批。", "该药用于成人！"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("他说：“可以。”随后离开。", ["他说：“可以。”", "随后离开。"]),
        ("", []),
    ],
)
def test_sentences_end_at_their_marks_in_both_languages(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


@given(st.text(max_size=300))
def test_sentences_never_overlap_and_hold_no_white_space_at_their_ends(text: str) -> None:
    end = 0
    for a, b in split_sentences(text):
        assert end <= a < b <= len(text)
        assert text[a:b].strip() == text[a:b]
        end = b


def test_a_span_of_the_article_is_found_in_the_windows_content() -> None:
    text = "First of it. Second of it. Third of it."
    window = Window("A title", text[13:], 13)
    assert [window.content[slice(*window.place(span))] for span in window.sentences()] == [
        "A title",
        "Second of it.",
        "Third of it.",
    ]
    assert [text[s.start : s.end] for s in window.sentences()[1:]] == ["Second of it.", "Third of it."]


def encode(content: str) -> tuple[Ids, Offsets]:
    """A tokenizer of one character a token, with a window of 60."""
    held = content[:60]
    return np.arange(len(held)).reshape(1, -1), [(i, i + 1) for i in range(len(held))]


def test_further_windows_begin_with_the_sentence_that_did_not_fit_and_carry_the_title() -> None:
    sentences = [f"Sentence number {n} of this text. " for n in range(6)]
    text = "".join(sentences)
    windows = [w for w, _, _ in encoded_windows("Title", text, encode, 3)]
    assert len(windows) == 3
    assert all(w.content.startswith(f"{PREFIX}Title\n") for w in windows)
    assert [text[w.start :].startswith("Sentence") for w in windows] == [True] * 3
    assert windows[1].start > 0
    # nothing between two windows is left unread: the next begins before the last one's end
    held = 60 - len(f"{PREFIX}Title\n")
    assert all(b.start <= a.start + held for a, b in zip(windows, windows[1:], strict=False))


def test_a_short_article_is_one_window_and_a_title_that_fills_it_ends_there() -> None:
    assert len(list(encoded_windows("Title", "Short.", encode, 4))) == 1
    assert len(list(encoded_windows("T" * 80, "Body. " * 50, encode, 4))) == 1
    assert len(list(encoded_windows("", "", encode, 4))) == 1


@given(st.text(max_size=50), st.text(max_size=400), st.integers(1, 5))
def test_windows_of_any_text_move_forward(title: str, text: str, at_most: int) -> None:
    starts = [w.start for w, _, _ in encoded_windows(title, text, encode, at_most)]
    assert 1 <= len(starts) <= at_most
    assert starts == sorted(set(starts))
