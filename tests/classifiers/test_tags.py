"""Tags of words: what is read of a passage, and names put together from tokens."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bus.events import Span
from classifiers.events import tagged
from classifiers.tags import KINDS, NUMBER, SIDES, TAGS, Sentence, Tags, Token
from classifiers.transformer import TransformerClassifier

TEXT = "Pellin Robotics Ltd was bought by Ostrava for $30 million."


def row(tag: str, share: float = 0.9) -> np.ndarray:
    tags = np.full(len(TAGS), (1.0 - share) / (len(TAGS) - 1), dtype=np.float32)
    tags[NUMBER[tag]] = share
    return tags


def tags_of(text: str, marked: dict[str, str], kinds: dict[str, float] | None = None) -> Tags:
    """Each word a token, but "Pellin" two."""
    tokens = []
    for match in re.finditer(r"Pell|\w+|\S", text):
        tag = next((tag for words, tag in marked.items() if match.group() in words.split()), "nothing")
        tokens.append(Token("text", match.start(), match.end(), row(tag)))
    return Tags(tokens, kinds or {})


def test_a_passage_has_the_mean_of_its_tokens_and_what_was_not_read_has_none() -> None:
    tags = tags_of(TEXT, {"Ostrava": "acquirer"})
    said = tags.over("text", TEXT.index("Ostrava"), TEXT.index("Ostrava") + 7)
    assert said is not None
    assert TAGS[int(said.argmax())] == "acquirer"
    assert tags.over("text", 500, 510) is None
    assert tags.over("title", 0, 5) is None


def test_a_product_is_a_run_of_tokens_taken_to_the_ends_of_its_words() -> None:
    tags = tags_of(TEXT, {"Pell": "product", "in Robotics Ltd": "product"})
    whole = Span(start=0, end=len(TEXT))
    assert tagged.named_as(tags, "product", [whole], "", TEXT) == "Pellin Robotics Ltd"
    assert tagged.named_as(tags, "document", [whole], "", TEXT) is None
    assert tagged.named_as(tags, "product", [Span(start=TEXT.index("was"), end=len(TEXT))], "", TEXT) is None


def test_what_the_lead_tells_makes_a_kind_likelier_and_no_kind_impossible() -> None:
    even = {"launch": 0.5, "approval": 0.5}
    fits = tagged.with_kinds(even, "milestone", {"milestone/launch": 0.9, "policy/approval": 0.9})
    assert fits["launch"] > 0.8
    assert 0 < fits["approval"] == pytest.approx(1 - fits["launch"])
    assert tagged.with_kinds(even, "milestone", {}) == even


def test_a_passage_is_heard_as_the_sentence_that_it_shares_most_with() -> None:
    def sentence(start: int, end: int, kind: str) -> Sentence:
        return Sentence(Span(start=start, end=end), np.array([float(k == kind) for k in KINDS], dtype=np.float32))

    tags = Tags([], {}, [sentence(0, 20, "deal/license"), sentence(20, 60, "policy/law")])
    assert tags.heard(Span(start=15, end=40))["policy/law"] == 1.0
    assert tags.heard(Span(start=0, end=20))["deal/license"] == 1.0
    assert tags.heard(Span(field="title", start=0, end=20)) == {}
    assert tags.heard(Span(start=60, end=70)) == {}
    cut = Tags([], {}, [sentence(0, 20, "deal/license"), sentence(0, 20, "policy/law")])  # the next window holds it whole
    assert cut.heard(Span(start=0, end=20))["policy/law"] == 1.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Pellin Robotics has acquired Ostrava Devices for $30 million. Pellin also said that the FDA had approved its insulin pump, Ostrapump.",
            ["deal/acquisition", "milestone/approval"],
        ),
        (
            "7月3日，国家药监局批准佩林医疗的胰岛素泵上市。同日，澜图资本领投了佩林医疗3000万美元的B轮融资。",
            ["milestone/approval", "deal/financing"],
        ),
    ],
)
def test_the_shipped_reader_hears_which_sentence_tells_which_event(text: str, told: list[str]) -> None:
    tags = TransformerClassifier().tags("", text)
    assert tags is not None
    heard = [max(KINDS, key=lambda kind: dict(zip(KINDS, one.kinds, strict=True))[kind]) for one in tags.sentences]
    assert heard == told
    assert all(0.5 < float(one.kinds.max()) <= 1.0 for one in tags.sentences)


def test_the_shipped_reader_tags_the_words_of_title_and_text_where_they_stand() -> None:
    title = "Pellin Robotics acquires Ostrava Devices"
    text = "Pellin Robotics has acquired Ostrava Devices, a maker of insulin pumps, for $30 million in cash."
    tags = TransformerClassifier().tags(title, text)
    assert tags is not None
    assert {token.field for token in tags.tokens} == {"title", "text"}
    assert all(abs(float(token.tags.sum()) - 1.0) < 1e-3 for token in tags.tokens)
    for field, content in (("title", title), ("text", text)):
        ends = [(token.start, token.end) for token in tags.tokens if token.field == field]
        assert min(ends)[0] == 0
        assert max(ends)[1] == len(content)
    sides = [NUMBER[side] for side in SIDES]
    named, plain = (
        tags.over("text", text.index(words), text.index(words) + len(words))
        for words in ("Ostrava Devices", "maker of insulin")
    )
    assert named is not None
    assert plain is not None
    assert named[sides].sum() > 0.5 > plain[sides].sum()
    assert max(tags.kinds, key=lambda kind: tags.kinds[kind]) == "deal/acquisition"


def test_what_is_tagged_does_not_hang_on_what_was_read_before() -> None:
    reader = TransformerClassifier()
    title, text = (
        "Pellin Robotics acquires Ostrava Devices",
        "Pellin Robotics has acquired Ostrava Devices for $30 million in cash.",
    )
    fresh = reader.tags(title, text)
    reader.read(title, text, "en")
    after = reader.tags(title, text)
    reader.read("A walk in the hills", "It rained all day.", "en")
    later = reader.tags(title, text)
    assert fresh is not None
    for one in (after, later):
        assert one is not None
        assert one.kinds == fresh.kinds
        assert all((a.tags == b.tags).all() for a, b in zip(one.tokens, fresh.tokens, strict=True))


@pytest.mark.parametrize(("body", "is_one"), [
    ("the health ministry", True), ("governor Dana Kowarick", True), ("Minister of Health", True),
    ("the regulator", False), ("Ottawa", False),
])  # fmt: skip
def test_a_body_is_one_that_looks_like_it(body: str, is_one: bool) -> None:
    text = f"On Friday {body} signed the act."
    marked = {body.removeprefix("the ").removeprefix("governor "): "issuer"}
    assert bool(tagged.officials(tags_of(text, marked), "", text)) is is_one
