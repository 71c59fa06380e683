"""Of which kind an event is, weighed: what the rules say of a draft beside the words that tell it.

The rules of triggers.toml propose; weights fitted on read articles decide (benchmarks/events_kinds.py makes kinds.json). Each label has
a model of its own, a multinomial logistic regression over the kinds of the label.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.events.documents import kind_by_name
from classifiers.events.drafts import Draft, kinds_of
from classifiers.events.passages import Passage, parties_in
from classifiers.events.sides import FAMILY, settle
from classifiers.events.tables import grammar
from classifiers.events.tagged import with_kinds
from classifiers.events.weighing import WORD, View, plain

MARGIN = 0.2  # by how much another kind than that of the rules must be likelier
SURE = 0.5  # how likely the kind of an event must be of which the rules know no kind
LONGEST = 400  # characters of a clause whose words are weighed
_RUN = re.compile(r"[^\s，。；、：！？（）()《》“”,.;:!?|]+")
# In so many words, and too rare for each of them to weigh anything.
_REFUSED = re.compile(
    r"complete response letter|refus\w+.to.file|clinical hold|完全回应函|完整(?:回复|回应)|临床搁置|暂停临床", re.I
)
_TURNED_DOWN = re.compile("不予批准|不予注册|未予注册|不批准本品|拒绝批准")
_DIGITS = re.compile(r"\d[\d.,]*")


def features(draft: Draft, drafts: Sequence[Draft], seen: View) -> list[str]:
    """What is told of a draft beside the others of its article."""
    language, rule = seen.language, draft.kind if draft.kinds else "-"
    ranked = [kind for kind, _ in sorted(draft.kinds.items(), key=lambda pair: (-pair[1], pair[0]))]
    second = next((kind for kind in ranked if kind != rule), "-")
    total = sum(draft.kinds.values()) or 1
    alone = sum(other.label == draft.label for other in drafts) == 1
    told = [clause for clause in draft.clauses if not clause.in_title]
    titled = any(clause.in_title for clause in draft.clauses)
    found = [
        "1", f"lang={language}", f"rule={rule}", f"rule={rule}|{language}", f"second={second}", f"rule={rule}|second={second}",
        f"rule={rule}|share={min(int(draft.kinds[rule] / total * 4), 3)}", f"rule={rule}|weight={_step(draft.kinds[rule])}",
        f"rule={rule}|titled={titled}", f"rule={rule}|alone={alone}", f"alone={alone}", f"titled={titled}",
        f"drafts={min(len(drafts), 4)}", f"first={min(draft.clauses[0].number, 4) if draft.clauses else '-'}",
    ]  # fmt: skip
    found += [f"has={kind}" for kind in ranked[1:]]
    found += [f"label={other}" for other in sorted({other.label for other in drafts} - {draft.label})]
    found += list(_of_agencies(draft, seen))
    if _REFUSED.search(draft.text):
        found += ["refused", f"refused|rule={rule}"]
    words = grammar(draft.label, language)
    title = [clause for clause in (draft.clauses if titled and not alone else seen.clauses) if clause.in_title]
    if titled or alone:
        found += [f"t:{gram}" for clause in title for gram in grams(clause.text, language)]
        found += [f"title={kind}" for clause in title for kind in kinds_of(clause.text[:LONGEST], words)]
    lead = [clause for clause in seen.clauses if clause.number == 1] if alone else []
    for clause in {clause.number: clause for clause in [*lead, *told[:3]]}.values():
        found += [f"c:{gram}" for gram in grams(clause.text, language)]
        found += [f"told={kind}" for kind in kinds_of(clause.text[:LONGEST], words)]
    if draft.document:
        found.append(f"name={kind_by_name(draft.document, language, draft.document, 0)}")
        found += ["document", *(f"d:{gram}" for gram in grams(draft.document, language)), f"d:{draft.document[-2:]}$"]
    return list(dict.fromkeys(found))


def _step(weight: float) -> int:
    return sum(weight >= bound for bound in (1, 2, 4, 8))


def _of_agencies(draft: Draft, seen: View) -> Iterator[str]:
    named = [seen.named.entities[n] for n in dict.fromkeys(n for c in draft.clauses[:4] for n in parties_in(c.text))]
    agencies = [entity.canonical or entity.name for entity in named if entity.kind == "agency"]
    yield f"agencies={min(len(agencies), 2)}"
    yield f"companies={min(len(named) - len(agencies), 3)}"
    for name in agencies[:3]:
        yield f"agency={name}"


def grams(text: str, language: str) -> Iterator[str]:
    """Words and pairs of them, in Chinese runs of two to four characters; parties, amounts and numbers are signs."""
    text = text[:LONGEST]
    if language == "en":
        words = [plain(word) for word in WORD.findall(text)]
        yield from words
        yield from (f"{one} {two}" for one, two in zip(words, words[1:], strict=False))
        return
    for run in _RUN.findall(_DIGITS.sub("9", text)):
        signs = "".join(plain(char) for char in run)
        for length in (2, 3, 4):
            yield from (signs[at : at + length] for at in range(len(signs) - length + 1))


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one label: of each sign of a draft, one for each kind."""

    kinds: tuple[str, ...]
    signs: dict[str, tuple[float, ...]]

    def likelihoods(self, told: Iterable[str]) -> dict[str, float]:
        """How likely each kind is for a draft of which this is told."""
        rows = [row for sign in told if (row := self.signs.get(sign)) is not None]
        sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.kinds)
        shares = [math.exp(max(-50.0, total - max(sums))) for total in sums]
        return {kind: share / sum(shares) for kind, share in zip(self.kinds, shares, strict=True)}


Models = Mapping[str, Model]  # by label


@cache
def weights() -> Models:
    """The weights that ship; the file holds them in hundredths."""
    table = json.loads((Path(__file__).parent / "kinds.json").read_text(encoding="utf-8"))
    return {
        label: Model(tuple(model["kinds"]), {sign: tuple(w / 100 for w in row) for sign, row in model["signs"].items()})
        for label, model in table.items()
    }


def decide(drafts: list[Draft], seen: View, models: Models | None = None) -> None:
    """Give a draft the kind that much more speaks for than for that of the rules, and its parties the sides of the new kind.

    What the network hears in the sentences of a draft counts beside the words, and of a step or measure that is the only one what it
    says of the lead.
    """
    models = weights() if models is None else models
    labels = Counter(draft.label for draft in drafts)
    for draft, told in [(draft, features(draft, drafts, seen)) for draft in drafts if draft.label in models]:
        if draft.kind == "refusal" and _TURNED_DOWN.search(draft.text):
            continue
        fits = models[draft.label].likelihoods(told)
        if seen.tags is not None:
            alone = draft.label != "deal" and labels[draft.label] == 1
            fits = with_kinds(fits, draft.label, _told(draft, seen.tags.kinds if alone else {}))
        kind = max(fits, key=lambda one: fits[one])
        if fits[kind] > fits.get(draft.kind, 0.0) + MARGIN if draft.kinds else fits[kind] >= SURE:
            change(draft, kind, seen)


def _told(draft: Draft, lead: Mapping[str, float]) -> dict[str, float]:
    """How likely the network takes each kind to be told, in the lead or in a sentence of the draft."""
    told = dict(lead)
    for clause in draft.clauses:
        for kind, share in clause.heard.items():
            told[kind] = max(told.get(kind, 0.0), share)
    return told


def change(draft: Draft, kind: str, seen: View) -> None:
    """Another kind for a draft; the parties of a deal of another family are placed anew."""
    before = FAMILY.get(draft.kind) if draft.kinds else None
    draft.kinds[kind] = max(draft.kinds.values(), default=0) + 1
    if draft.label == "deal" and kind in FAMILY and FAMILY[kind] != before:
        settle(draft, grammar("deal", seen.language), seen.named, seen.clauses)


def unnamed(seen: View) -> list[Passage]:
    """Where an event of which the rules find nothing is told: in the title, or else at the beginning."""
    return [clause for clause in seen.clauses if clause.in_title] or seen.clauses[:1]
