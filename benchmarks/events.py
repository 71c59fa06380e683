"""How well events are found: python benchmarks/events.py --data FILE... [--model] [--rules] [--show]

Gold is JSON Lines {id, language, title, text, labels, events: [{label, kind, parties: [{name, side}], terms: [{value, currency,
role}], document, ...}]}. Its labels are handed to the finder, so that events are measured and not labels; --model reads the
article with the shipped classifier instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bus.events import Amount
from classifiers import model_store
from classifiers.amounts import find_amounts
from classifiers.events import find_events
from classifiers.parties import load_aliases
from classifiers.tags import Tags
from classifiers.training.tagged import join_annotations, read_annotated
from classifiers.transformer import TransformerClassifier

_LEGAL = re.compile(
    r"[,.]| (?:inc|corp|corporation|co|company|limited|ltd|llc|plc|gmbh|ag|kgaa|spa|bv|nv|se|sa|ab|as|oy|group)\b|(?:股份)?有限(?:责任)?公司$|公司$",
    re.I,
)


def normalised(name: str) -> str:
    known = load_aliases().named(name)
    if len(known) == 1:
        return known[0].canonical.casefold()
    plain = unicodedata.normalize("NFKC", name)
    plain = re.sub(r"[.,]", "", plain)
    plain = re.sub(r"^(?:the|The) ", "", plain)
    return re.sub(r"\s", "", _LEGAL.sub("", plain)).casefold()


def party_key(party: dict[str, Any]) -> tuple[str, str | None]:
    return (party.get("canonical") or "").casefold() or normalised(party["name"]), party["side"]


def same_party(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    names = {normalised(gold["name"]), (gold.get("canonical") or "-").casefold()}
    return gold["side"] == found["side"] and bool(
        names & {normalised(found["name"]), (found.get("canonical") or "--").casefold()}
    )


def same_term(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    a, b = float(gold["value"]), float(found["value"] or 0)
    return gold["currency"] == found["currency"] and gold["role"] == found["role"] and abs(a - b) <= 0.005 * abs(a)


def hits(gold: list[Any], found: list[Any], same: Any) -> int:
    left, count = list(found), 0
    for item in gold:
        match = next((other for other in left if same(item, other)), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count


def overlap(gold: dict[str, Any], found: dict[str, Any]) -> float:
    if gold["label"] != found["label"]:
        return 0.0
    score = 0.1 + (gold["kind"] == found["kind"]) + 0.5 * hits(gold["parties"], found["parties"], same_party)
    return (
        score
        + 0.5 * hits(gold["terms"], found["terms"], same_term)
        + (gold.get("document") is not None and gold.get("document") == found.get("document"))
    )


def aligned(gold: list[Any], found: list[Any]) -> list[tuple[Any, Any]]:
    """Pairs of gold and found events, the best overlaps first; None where one has no partner."""
    scores = sorted(((overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True)
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for score, i, j in scores:
        if score > 0 and i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[i], found[j]))
    pairs += [(g, None) for i, g in enumerate(gold) if i not in used_gold]
    return pairs + [(None, f) for j, f in enumerate(found) if j not in used_found]


def count(pairs: list[tuple[Any, Any]], tally: Counter[str]) -> None:
    for gold, found in pairs:
        for name, key, same in (("party", "parties", same_party), ("term", "terms", same_term)):
            a, b = (gold or {}).get(key, []), (found or {}).get(key, [])
            tally[f"{name} hit"] += hits(a, b, same)
            tally[f"{name} gold"] += len(a)
            tally[f"{name} found"] += len(b)
        tally["kind gold"] += gold is not None
        tally["kind found"] += found is not None
        tally["kind hit"] += bool(gold and found and gold["kind"] == found["kind"])
        tally["document found"] += bool(found and found.get("document"))
        if gold and gold.get("document"):
            tally["document gold"] += 1
            tally["document hit"] += bool(found and found.get("document") == gold["document"])


def rates(tally: Counter[str], name: str) -> str:
    hit, gold, found = tally[f"{name} hit"], tally[f"{name} gold"], tally[f"{name} found"]
    precision, recall = hit / found if found else 1.0, hit / gold if gold else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({gold} gold, {found} found)"


def gold(data: Sequence[Path], places: Sequence[Path], texts: Sequence[Path]) -> list[dict[str, Any]]:
    """Articles with their events, of files with text and of files whose names are places in the texts of others."""
    return [*read_annotated(data), *(row for path in places for row in join_annotations(path, texts))]


def part(name: str, parts: int) -> int:
    """Which of so many parts a name falls into, on every machine."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts


def weight_of(file: str) -> float:
    """What an article counts when weights are fitted: a third, where the rules were written with its file in sight."""
    return 1 / 3 if "dev" in file or "more" in file else 1.0


def amounts_of(row: dict[str, Any]) -> tuple[Amount, ...]:
    """The amounts of an article of gold, in title and text."""
    title, text, language = row["title"], row["text"], row["language"]
    return tuple(find_amounts(title, language, "title") + find_amounts(text, language, "text"))


def found_events(row: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    """The events of an article of gold whose labels are given; `how` goes to find_events."""
    labels = tuple(row["labels"])
    found = find_events(row["title"], row["text"], row["language"], labels, amounts=amounts_of(row), **how)
    return [event.model_dump(mode="json") for event in found.events]


def add_gold(parser: argparse.ArgumentParser) -> None:
    """The options that name the gold, and how the network's tags are had."""
    parser.add_argument("--data", nargs="+", type=Path, default=[])
    parser.add_argument(
        "--places", nargs="+", type=Path, default=[], help="gold without text, whose names are places of --texts"
    )
    parser.add_argument("--texts", nargs="+", type=Path, default=[], help="JSON Lines with the texts of --places")
    parser.add_argument("--folder", type=Path, default=model_store.SHIPPED, help="of the classifier that tags")
    parser.add_argument("--rules", action="store_true", help="without what the network says of the words")


def tallied(row: dict[str, Any], events: list[dict[str, Any]], tally: Counter[str]) -> list[tuple[Any, Any]]:
    """Count an article of gold and what was found in it; the pairs of gold and found events."""
    pairs = aligned(row["events"], events)
    tally["articles"] += 1
    tally["exact count"] += len(events) == len(row["events"])
    count(pairs, tally)
    return pairs


def source_of(row: dict[str, Any], file: str) -> tuple[str, str]:
    """Whether an article is real or written, and its language: what is measured apart."""
    return "real" if "places" in file or "annotations" in file else "written", row["language"]


Tallies = dict[tuple[str, str], Counter[str]]
Measure = Callable[[list[Any], Any], Tallies]  # of articles, by weights; by the rules alone where there are none


def cross_validated(
    articles: Sequence[Any], fit: Callable[[list[Any]], Any], measure: Measure, beside: Sequence[Any] = ()
) -> Tallies:
    """What is found with weights that were fitted without the fold of each article; those `beside` fit alone."""
    tallies: Tallies = defaultdict(Counter)
    for fold in sorted({article.fold for article in articles}):
        weights = fit([article for article in [*articles, *beside] if article.fold != fold])
        for key, tally in measure([article for article in articles if article.fold == fold], weights).items():
            tallies[key].update(tally)
    return tallies


def write_weights(file: Path, table: dict[str, float], of: str) -> None:
    """Write flat weights, a sign a line, and say of how much they are."""
    file.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{file.name}: {len(table)} weights of {of}")


def compare(before: Tallies, after: Tallies, first: str) -> None:
    """Print, for each source, what was found before the weights and with them."""
    for key in sorted(before):
        for name, tally in ((first, before[key]), ("weighed", after[key])):
            exact = tally["exact count"] / tally["articles"]
            print(f"{' '.join(key)}, {name}: {tally['articles']} articles, exact count {exact:.3f}")
            for what in ("kind", "party", "term", "document"):
                print(f"  {what:8} {rates(tally, what)}")


def add_learned(parser: argparse.ArgumentParser) -> None:
    """The options that name gold which trained the network's tags: of it the tags are too sure, and are not used."""
    parser.add_argument("--learned", nargs="+", type=Path, default=[], help="gold that trained the tags, fits without them")
    parser.add_argument("--learned-places", nargs="+", type=Path, default=[], help="the same, as --places")


# Of these files every so many articles trained no tags, by a checksum of the id.
HELD_BACK = {"own3": 8, "own5": 4, "own6": 4, "own7": 4, "own9": 4, "own10": 4}
Named = tuple[dict[str, Any], str]  # an article of gold, and the file it comes from


def is_held_back(file: str, row: dict[str, Any]) -> bool:
    """Whether an article did not train the tags, of a file the rest of which did."""
    parts = next((parts for name, parts in HELD_BACK.items() if name in file), 0)
    return bool(parts) and part(row["id"], parts) == 0


def learned_gold(options: argparse.Namespace) -> tuple[list[Named], list[Named]]:
    """The articles that did not train the tags, and those that did."""
    fresh = [(row, path.name) for path in options.data for row in gold([path], (), ())]
    fresh += [(row, path.name) for path in options.places for row in gold((), [path], options.texts)]
    learned = [(row, path.name) for path in options.learned for row in gold([path], (), ())]
    fresh += [(row, name) for row, name in learned if is_held_back(name, row)]
    learned = [(row, name) for row, name in learned if not is_held_back(name, row)]
    learned += [(row, path.name) for path in options.learned_places for row in gold((), [path], options.texts)]
    return fresh, learned


def tags_by(folder: Path) -> Callable[[dict[str, Any]], Tags | None]:
    """What the classifier of a folder says of the words of an article; each is read once."""
    reader = TransformerClassifier(folder)

    @cache
    def tags(title: str, text: str) -> Tags | None:
        return reader.tags(title, text)

    return lambda row: tags(row["title"], row["text"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    parser.add_argument("--model", action="store_true", help="labels of the shipped classifier, not of the gold")
    parser.add_argument("--show", action="store_true", help="write every difference")
    options = parser.parse_args()
    rows = gold(options.data, options.places, options.texts)
    reader = TransformerClassifier(options.folder)
    for language in ("en", "zh"):
        find_events("", "", language, ("deal", "policy", "milestone"))  # the tables are read once
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for row in rows:
        language, title, text = row["language"], row["title"], row["text"]
        labels = reader.read(title, text, language).labels if options.model else tuple(row["labels"])
        tags = reader.tags(title, text) if labels and not options.rules else None
        amounts = amounts_of(row)
        start = time.process_time()
        found = find_events(title, text, language, labels, amounts=amounts, tags=tags)
        seconds.append(time.process_time() - start)
        events = [event.model_dump(mode="json") for event in found.events]
        pairs = tallied(row, events, tallies[language])
        if options.show:
            show(row, pairs)
    for language, tally in sorted(tallies.items()):
        print(f"{language}: {tally['articles']} articles, exact count {tally['exact count'] / tally['articles']:.3f}")
        print(f"  parties with side  {rates(tally, 'party')}")
        print(f"  terms by role      {rates(tally, 'term')}")
        print(f"  kinds              {rates(tally, 'kind')}")
        print(f"  document           {tally['document hit']}/{tally['document gold']}")
    seconds.sort()
    print(f"find_events: median {seconds[len(seconds) // 2] * 1000:.2f} ms, slowest {seconds[-1] * 1000:.2f} ms")


def show(row: dict[str, Any], pairs: list[tuple[Any, Any]]) -> None:
    sys.stdout.write(f"## {row['id']} {row['title']}\n")
    for gold, found in pairs:
        for event, mark in ((gold, "-"), (found, "+")):
            if event is None:
                sys.stdout.write(f"  {mark} none\n")
                continue
            parties = ", ".join(f"{p['name']}={p['side']}" for p in event["parties"])
            terms = ", ".join(f"{t['value']} {t['currency']} {t['role']}" for t in event["terms"])
            more = " | ".join(
                str(event.get(k))
                for k in ("product", "agency", "phase", "document", "issued_on", "effective_on", "comment_until")
                if event.get(k)
            )
            sys.stdout.write(f"  {mark} {event['label']}/{event['kind']} {event['status']} [{parties}] [{terms}] {more}\n")


if __name__ == "__main__":
    main()
