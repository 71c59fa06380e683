"""From names to parties: which places of an article name the same company or agency."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bus.events import TextField
from classifiers.parties.aliases import AliasTable, Known, load_aliases, resolve
from classifiers.parties.chinese import find_chinese_names
from classifiers.parties.english import LEGAL, TRADE, Named, find_names, is_common, is_place

READ = 20_000  # characters of the body that are read; news says who did what long before that
ENOUGH = 1.0  # score from which an unknown name counts as a company
MOST = 2_000  # mentions kept
_LATIN_ORG = re.compile(
    r" (?:Ventures?|Capital|Foundation|Holdings?|Securities|Bank|University|Institute|Partners|Bioventures|Animal Health|Medicines?|"
    r"Consumer Health|Japan|China|Diagnostics|Digital|Robotics|Vaccines)\b"
)
_RUNS_ON = re.compile(rf" (?!(?:{LEGAL}|{'|'.join(sorted(TRADE))})\b)[A-Z][a-z]{{2,}}")
_HAN_ORG = re.compile(r"证券|银行|基金|资本|创投|大学|医院|投资|保险|资产|研究院|研究所|股份")
_LEGAL = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|Limited|Ltd|LLC|PLC|plc|GmbH|AG|KGaA|S\.p\.A|B\.V|N\.V|SE|SA|S\.A|A/S|AB|ASA|Oy)\b\.?|"
    r"(?:股份)?有限(?:责任)?公司$|公司$"
)
_PREFIX = re.compile(
    r"^(?:上海|北京|深圳|广州|苏州|杭州|南京|成都|重庆|武汉|无锡|天津|西安|长沙|珠海|厦门|宁波|合肥|青岛|江苏|浙江|广东|四川|山东|湖北|湖南)"
)
_ENDING = re.compile(
    r"(?:生物制药|生物医药|生物科技|生物|医药|制药|药业|科技|医疗|健康|集团|股份|控股|资本|创投|投资|基金|机器人|智能|基因|诊断|肽业|半导体|合成)+$"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or agency of the article."""

    name: str  # the fullest form in which the article names it
    canonical: str | None
    kind: str  # company or agency


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names an entity."""

    field: TextField
    start: int
    end: int
    entity: int  # index into the article's entities


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """The entities of an article and where it names them, in order, none overlapping."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    field: TextField
    start: int
    end: int
    name: str
    score: float
    known: Known | None = None
    shared: bool = False  # an alias of several; it names a company, though not which
    agency: bool = False


def name_parties(title: str, text: str, language: str, table: AliasTable | None = None) -> NamedArticle:
    """Who is named, where. Names inside longer names are not told separately."""
    table = table or load_aliases()
    fields: tuple[tuple[TextField, str], ...] = (("title", title[:1_000]), ("text", text[:READ]))
    whole = f"{fields[0][1]}\n{fields[1][1]}"
    found = [found for field, content in fields for found in _found(content, field, language, table, whole, fields[1][1])]
    strong = _strong(found, language)
    places = [place for field, content in fields for place in _places(content, field, strong)][:MOST]
    return _cluster(places)


def _found(content: str, field: TextField, language: str, table: AliasTable, whole: str, text: str) -> Iterable[_Found]:
    headline = field == "title" and _every_word_capitalised(content)
    for match in table.find(content):
        name, end = content[match.start : match.end], match.end
        longer = (_LATIN_ORG if name[-1].isascii() else _HAN_ORG).match(content, end)
        if longer:
            yield _Found(field, match.start, longer.end(), content[match.start : longer.end()], 3.0)
            continue
        if name.isascii() and " " not in name and (_runs_on(content, end, headline) or _is_first_word(name, text)):
            continue  # "Sorrento Vale" is not Sorrento
        known = resolve(match, whole)
        legal = _LEGAL.match(content, end)
        end = legal.end() if legal else end
        yield _Found(field, match.start, end, content[match.start : end], 9.0, known, known is None)
    names: Iterable[Named] = find_chinese_names(content) if language == "zh" else find_names(content, headline=headline)
    ends = {match.end for match in table.find(content)} if language == "zh" else set()
    for named in names:
        if named.agency and named.end in ends:
            continue  # the table knows where its name begins
        agency = named.agency
        yield _Found(field, named.start, named.end, content[named.start : named.end], named.score, agency=agency)


def _runs_on(content: str, end: int, headline: bool) -> bool:
    following = _RUNS_ON.match(content, end)
    return following is not None and not (headline and is_common(following.group().strip()))


def _is_first_word(name: str, text: str) -> bool:
    """Whether the body knows the word only as the first of another name."""
    places = [m.end() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[:4_000])]
    return bool(places) and _RUNS_ON.match(text, places[0]) is not None


def _every_word_capitalised(title: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z]{4,}", title)]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def _strong(found: list[_Found], language: str) -> dict[str, _Found]:
    """Every string that names somebody, with its best reading."""
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, _Found] = {}
    for item in found:
        base = _short(item.name)
        scores[base] += item.score
        if item.name not in best or best[item.name].score < item.score:
            best[item.name] = item
    heads = {_head(name) for name, item in best.items() if item.score >= 2.5} - {""}
    kept = {
        name: item
        for name, item in best.items()
        if item.known or item.shared or item.score >= ENOUGH * 2.5 or scores[_short(name)] >= ENOUGH or name in heads
    }
    for name, item in list(kept.items()):
        for short in _shorts(name, item, language):
            kept.setdefault(short, _Found(item.field, item.start, item.end, short, item.score, item.known, item.shared, item.agency))
    return kept


def _short(name: str) -> str:
    return _LEGAL.sub("", name).strip(" ,")


def _head(name: str) -> str:
    words = name.split()
    return words[0] if len(words) > 1 else ""


def _shorts(name: str, item: _Found, language: str) -> list[str]:
    """Shorter forms by which the article may go on to call it."""
    base = _short(name)
    shorts = [base] if base != name else []
    if item.known or item.agency:
        return shorts
    if base[:1].isascii():
        words = base.split()
        if len(words) > 1 and len(words[0]) > 3 and not is_common(words[0]) and words[0] not in TRADE and not is_place(words[0]):
            shorts.append(words[0])
        if len(words) > 2 and words[-1] in TRADE and not all(is_common(word) for word in words[:-1]):
            shorts.append(" ".join(words[:-1]))
        return shorts
    bare = _ENDING.sub("", _PREFIX.sub("", base))
    trade = _PREFIX.sub("", base)
    if trade != base and len(trade) > 3:
        shorts.append(trade)
    if len(bare) >= 2 and bare != base:
        shorts.append(bare)
    return shorts


def _places(content: str, field: TextField, strong: dict[str, _Found]) -> list[_Found]:
    """Every place of the field that holds one of the strings, the longest first."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for name in sorted(strong, key=len, reverse=True):
        buckets[name[:2]].append(name)
    places: list[_Found] = []
    at = 0
    while at < len(content) - 1:
        pair = content[at : at + 2]
        name = next((n for n in buckets[pair] if content.startswith(n, at) and _free(content, at, at + len(n))), None) if pair in buckets else None
        if name is None:
            at += 1
            continue
        item = strong[name]
        places.append(_Found(field, at, at + len(name), name, item.score, item.known, item.shared, item.agency))
        at += len(name)
    return places


def _free(content: str, start: int, end: int) -> bool:
    before, after = content[start - 1 : start], content[end : end + 1]
    latin_start, latin_end = content[start] < "\u2e80", content[end - 1] < "\u2e80"
    return not (latin_start and before and before < "\u2e80" and (before.isalnum() or before in "-/")) and not (
        latin_end and after and after < "\u2e80" and after.isalnum()
    )


def _cluster(places: list[_Found]) -> NamedArticle:
    groups: list[list[_Found]] = []
    index: dict[str, int] = {}
    mentions = []
    for place in sorted(places, key=lambda p: -len(p.name)):
        number = _group_of(place, groups, index)
        groups[number].append(place)
    for number, group in enumerate(groups):
        mentions += [Mention(p.field, p.start, p.end, number) for p in group]
    mentions.sort(key=lambda m: (m.field == "text", m.start))
    return NamedArticle(tuple(_entity(group) for group in groups), tuple(mentions))


def _group_of(place: _Found, groups: list[list[_Found]], index: dict[str, int]) -> int:
    key = place.known.canonical if place.known else _short(place.name)
    if key in index:
        return index[key]
    if not place.known and not place.shared:
        for number, group in enumerate(groups):
            if not group[0].known and not group[0].shared and _same(key, _short(group[0].name)):
                index[key] = number
                return number
    groups.append([])
    index[key] = len(groups) - 1
    return index[key]


def _same(short: str, full: str) -> bool:
    """Whether the one is a shorter form of the other."""
    if short[:1].isascii():
        return full.startswith(short + " ") or full == short
    if full[:1].isascii():
        return False
    return len(short) >= 2 and (full.startswith(short) or _PREFIX.sub("", full).startswith(short))


def _entity(group: list[_Found]) -> Entity:
    known = next((p.known for p in group if p.known), None)
    name = max((p.name for p in group), key=len)
    kind = known.kind if known else "agency" if any(p.agency for p in group) else "company"
    return Entity(name, known.canonical if known else None, kind)
