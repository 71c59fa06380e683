"""Annotated articles told of other companies, so that a side is learned from what is said of a name, not from the name.

Mention replacement: Dai and Adel 2020, arXiv:2010.11683. A name is replaced wherever the article has it, its shorter forms by
shorter forms of the new one. Agencies stay, for what they are is in their names.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from bus.events import TextField
from classifiers.parties import name_parties
from classifiers.parties.clusters import without_legal_form
from classifiers.tags import COMPANY_SIDES, OFFICIAL_SIDES
from classifiers.training.tagged import Article, Member, Place, meet

Companies = dict[str, list[Place]]  # where each is named, by its fullest form
SHARE = 0.75  # of an article's companies get another name


@dataclass(frozen=True, slots=True)
class Names:
    """Names of companies to choose from; investors are called otherwise than those in whom they invest."""

    companies: tuple[str, ...]
    investors: tuple[str, ...]

    def like(self, name: str, tags: Set[str], taken: Set[str], shuffle: random.Random) -> str:
        """One in the same letters, Latin or Chinese, that is not taken; the name itself where there is none."""
        names = self.investors if "investor" in tags else self.companies
        return shuffle.choice([n for n in names if n.isascii() == name.isascii() and n not in taken] or [name])


def names_of(rows: Sequence[dict[str, Any]]) -> Names:
    """The companies that take part in annotated articles."""
    parties = [
        party for row in rows for event in row["events"] for party in event["parties"] if party["side"] in COMPANY_SIDES
    ]
    investors = {without_legal_form(party["name"]) for party in parties if party["side"] == "investor"}
    companies = {without_legal_form(party["name"]) for party in parties} - investors
    return Names(*(tuple(sorted(n for n in names if _is_plain(n))) for names in (companies, investors)))


def _is_plain(name: str) -> bool:
    return 2 <= len(name) <= 40 and (name[0].isupper() if name.isascii() else " " not in name)


def _swapped(article: Article, companies: Companies, names: Names, shuffle: random.Random) -> Article:
    """The article with other companies; the tags of each place go with it."""
    changes = _changes(article, companies, names, shuffle)
    title, in_title = _rewritten("title", article.title, article.places, changes)
    text, in_text = _rewritten("text", article.text, article.places, changes)
    return replace(article, title=title, text=text, places=in_title | in_text)


def _changes(article: Article, companies: Companies, names: Names, shuffle: random.Random) -> dict[Place, str]:
    """What is to stand in the places that name a company."""
    changes: dict[Place, str] = {}
    for full, places in companies.items():
        if shuffle.random() < SHARE:
            tags = {tag for place in places for tag in article.tags(place)}
            new = names.like(full, tags, set(changes.values()), shuffle)
            for place in places:
                changes[place] = _form(_written(article, place), full, new)
    return changes


def _companies(article: Article) -> Companies:
    """Where each company is named, by its fullest form: those that take part, and of the others whom the table knows."""
    named = name_parties(article.title, article.text, article.language)
    found: dict[str, list[Place]] = defaultdict(list)
    for place in article.places:
        tags = article.tags(place)
        if not tags.isdisjoint(COMPANY_SIDES) and not tags & OFFICIAL_SIDES:
            found[without_legal_form(_written(article, place))].append(place)
    for mention in named.mentions:
        entity, place = named.entities[mention.entity], (mention.field, mention.start, mention.end)
        known = entity.kind == "company" and entity.canonical is not None
        if known and not any(meet(place, other) for other in article.places):
            found[without_legal_form(entity.name)].append(place)
    for short in sorted(found, key=len):
        full = next((name for name in found if name != short and name.startswith(short)), None)
        if full:
            found[full] += found.pop(short)
    return found


def _written(article: Article, place: Place) -> str:
    field, start, end = place
    return (article.title if field == "title" else article.text)[start:end]


def _form(written: str, full: str, new: str) -> str:
    """The new name as the old one is written there: whole, with its legal form, or shortened."""
    if written.startswith(full):
        return new + written[len(full) :]
    if written.isascii():
        return new.split(maxsplit=1)[0]
    return new[: max(2, len(written))]


def _rewritten(
    field: TextField, content: str, places: dict[Place, set[Member]], changes: dict[Place, str]
) -> tuple[str, dict[Place, set[Member]]]:
    """The field with its changes, and its places where they stand now."""
    cuts = sorted((start, end, new) for (f, start, end), new in changes.items() if f == field)
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []  # from which old position on, by how much
    at = moved = 0
    for start, end, new in cuts:
        if start < at:
            continue
        parts += [content[at:start], new]
        moved += len(new) - (end - start)
        shifts.append((end, moved))
        at = end

    def now(position: int) -> int:
        return position + next((shift for since, shift in reversed(shifts) if since <= position), 0)

    kept = {(f, now(start), now(end)): members for (f, start, end), members in places.items() if f == field}
    return "".join([*parts, content[at:]]), kept


def variants(articles: Sequence[Article], names: Names, times: int, seed: int) -> Iterator[Article]:
    """Each article `times` with other companies."""
    named = [(article, _companies(article)) for article in articles] if times else []
    for number in range(times):
        for article, companies in named:
            yield _swapped(article, companies, names, random.Random(f"{seed} {number} {article.id}"))
