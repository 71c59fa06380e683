"""From names to parties: every place of an article that names a company or an agency."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from bus.events import Span, TextField
from classifiers.parties.aliases import AliasTable, Known, Match, load_aliases, resolve
from classifiers.parties.around import widened
from classifiers.parties.chinese import find_chinese_names
from classifiers.parties.clusters import LEGAL_FORM, PLACE, Found, NamedArticle, cluster, without_legal_form
from classifiers.parties.english import LEGAL, TRADE, Named, find_names, is_common, is_place
from classifiers.parties.extents import HEARD, meets, mended

READ = 20_000  # characters of the body that are read; news says who did what long before that
ENOUGH = 1.0  # score from which an unknown name counts as a company
MOST = 2_000  # mentions kept
_LATIN_ORG = re.compile(
    r" (?:Ventures?|Capital|Foundation|Holdings?|Securities|Bank|University|Institute|Partners|Bioventures|Animal Health|Medicines?|"
    r"Consumer Health|Japan|China|Diagnostics|Digital|Robotics|Vaccines)\b"
)
_WIRE = re.compile(r"^(?:BRIEF|EXCLUSIVE|CORRECTED|REFILE|RPT|FACTBOX|(?:UPDATE|WRAPUP) \d)-")  # before a headline
_RUNS_ON = re.compile(rf" (?!(?:{LEGAL}|{'|'.join(sorted(TRADE))})\b)[A-Z][a-z]{{2,}}")
_HAN_ORG = re.compile(r"证券|银行|基金|资本|创投|大学|医院|投资|保险|资产|研究院|研究所|股份")
_HAN_LEGAL = re.compile(
    "(?:（中国）|[(]中国[)])?(?:控股|集团|科技|技术|制药|生物|医药|计算|智能|研发){0,2}(?:（中国）|[(]中国[)])?(?:股份)?有限(?:责任)?公司|(?:集团)?公司(?=与|签|宣布|[，、）)])"
)
_HAN_TAIL = re.compile(r"(?:医疗|健康|科技|能源|汽车|制药)?集团|株式会社|医院|大学|资本(?!市场)|基金(?!会)")
_ENDING = re.compile(
    r"(?:生物制药|生物医药|生物科技|生物|医药|制药|药业|科技|医疗|健康|集团|股份|控股|资本|创投|投资|基金|机器人|智能|基因|诊断|肽业|半导体|合成)+$"
)


def name_parties(
    title: str, text: str, language: str, table: AliasTable | None = None, told: Sequence[Span] = (),
    official: Sequence[Span] = (),
) -> NamedArticle:  # fmt: skip
    """Who is named, where. Names inside longer names are not told separately.

    `told` are places that something else takes for names of companies, `official` those of agencies: they count where nothing is
    known to be named; those of companies say where names begin and end, too.
    """
    table = table or load_aliases()
    headline = _WIRE.sub(lambda tag: " " * len(tag.group()), title[:1_000])
    fields: tuple[tuple[TextField, str], ...] = (("title", headline), ("text", text[:READ]))
    whole = f"{fields[0][1]}\n{fields[1][1]}"
    if language == "en" and whole.islower():
        table = _in_lower_case(table)
    found = [found for field, content in fields for found in _found(content, field, language, table, whole, fields[1][1])]
    places = _all_places(fields, found, language)
    contents = dict(fields)
    heard = mended(contents, places, told, language)
    added = [_told(span, contents[span.field]) for span in told if not _is_named(span, places)]
    added += [_told(span, contents[span.field], agency=True) for span in official if not _is_named(span, [*places, *added])]
    if added or heard:
        wrong = {name for item in heard.values() for name in item}
        found = [item for item in found if item.name not in wrong] + [*heard, *added]
        places = _all_places(fields, found, language)
    return cluster(places)


def _is_named(span: Span, places: Sequence[Found]) -> bool:
    return any(meets(span, place) for place in places)


@cache
def _in_lower_case(table: AliasTable) -> AliasTable:
    return table.in_lower_case()


def _all_places(fields: Sequence[tuple[TextField, str]], found: list[Found], language: str) -> list[Found]:
    strong = _strong(found, language)
    return [place for field, content in fields for place in _places(content, field, strong)][:MOST]


def _told(span: Span, content: str, *, agency: bool = False) -> Found:
    return Found(span.field, span.start, span.end, content[span.start : span.end], ENOUGH, agency=agency, told=True)


def _found(content: str, field: TextField, language: str, table: AliasTable, whole: str, text: str) -> Iterable[Found]:
    headline = field == "title" and _every_word_capitalised(content)
    matches = table.find(content)
    for match in matches:
        name, end = content[match.start : match.end], match.end
        longer = (_LATIN_ORG if name[-1].isascii() else _HAN_ORG).match(content, end)
        if longer:
            yield Found(field, match.start, longer.end(), content[match.start : longer.end()], 3.0)
            continue
        plain = name.isascii() and " " not in name and not _is_distinct(name, match.rows)
        if plain and (_runs_on(content, end, headline) or _is_first_word(name, text)):
            continue  # "Sorrento Vale" is not Sorrento
        if language == "zh" and (around := widened(content, match)):
            start, end, is_same = around
            known = resolve(match, whole) if is_same else None
            agency = match.rows[0].kind == "agency"
            yield Found(
                field, start, end, content[start:end], 9.0 if known else 4.0, known, is_same and known is None, agency
            )
            continue
        known = resolve(match, whole)
        legal = (LEGAL_FORM if name[-1].isascii() else _HAN_LEGAL).match(content, end)
        end = legal.end() if legal else end
        yield Found(field, match.start, end, content[match.start : end], 9.0, known, known is None)
    names: Iterable[Named] = (
        find_chinese_names(content) if language == "zh" else find_names(content, headline=headline, title=field == "title")
    )
    ends = {match.end for match in matches} if language == "zh" else set()
    starts = _bare_known(content, matches, text) if language == "en" else {}
    for named in names:
        if (
            named.end > starts.get(named.start, named.end)
            and not named.agency
            and not _goes_on_as_company(content[named.start : named.end])
        ):
            continue  # "NVIDIA Blackwell" is a product
        if named.agency and named.end in ends:
            continue  # the table knows where its name begins
        agency = named.agency
        tail = _HAN_TAIL.match(content, named.end) if language == "zh" and content[named.end - 1].isascii() else None
        if tail:
            yield Found(field, named.start, tail.end(), content[named.start : tail.end()], named.score + 1)
            continue
        yield Found(field, named.start, named.end, content[named.start : named.end], named.score, agency=agency)


def _bare_known(content: str, matches: Sequence[Match], text: str) -> dict[int, int]:
    """Start and end of each name that the table knows, where the body has it by itself too."""
    return {
        match.start: match.end
        for match in matches
        if _is_distinct(content[match.start : match.end], match.rows)
        or (
            re.search(rf"(?<!\w){re.escape(content[match.start : match.end])}(?! [A-Z]|\w)", text[:4_000])
            and not _is_first_word(content[match.start : match.end], text)
        )
    }


def _is_distinct(name: str, rows: tuple[Known, ...]) -> bool:
    """Whether nobody else begins with this word: FDA, OpenAI, NVIDIA."""
    return len(rows) == 1 and (rows[0].kind == "agency" or (len(name) > 2 and not name[1:].islower()))


def _goes_on_as_company(name: str) -> bool:
    return name.rsplit(maxsplit=1)[-1] in TRADE or LEGAL_FORM.search(name) is not None or _LATIN_ORG.search(name) is not None


def _runs_on(content: str, end: int, headline: bool) -> bool:
    following = _RUNS_ON.match(content, end)
    return following is not None and not (headline and is_common(following.group().strip()))


def _is_first_word(name: str, text: str) -> bool:
    """Whether the body knows the word only as the first of another name."""
    places = [m.end() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[:4_000])]
    return bool(places) and _RUNS_ON.match(text, places[0]) is not None


def _every_word_capitalised(title: str) -> bool:
    """By its plain words: a name is capitalised in any headline."""
    words = [
        word for word in re.findall(r"[A-Za-z]{4,}", title) if word not in TRADE and is_common(word) and not is_place(word)
    ]
    return len(words) > 1 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def _strong(found: list[Found], language: str) -> dict[str, Found]:
    """Every string that names somebody, with its best reading."""
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, Found] = {}
    for item in found:
        base = without_legal_form(item.name)
        scores[base] += item.score
        if item.name not in best or _surer(item, best[item.name]):
            best[item.name] = item
    heads = {_head(name) for name, item in best.items() if item.score >= 2.5} - {""}
    kept = {
        name: item
        for name, item in best.items()
        if item.known
        or item.shared
        or item.score >= ENOUGH * 2.5
        or scores[without_legal_form(name)] >= ENOUGH
        or name in heads
    }
    for name, item in best.items():
        if item.score >= 0 and _head(name) in kept:
            kept.setdefault(name, item)  # "Kelling's" tells that "Kelling Vascular" is one
    if language == "zh":
        sure = [name for name, item in kept.items() if item.score >= 2.5]
        kept = {
            n: i for n, i in kept.items() if i.score >= 2.5 or not any(n.startswith(name) and n != name for name in sure)
        }
        kept = {n: i for n, i in kept.items() if i.known or i.score >= HEARD or not any(_led_in(n, name) for name in kept)}
    for name, item in list(kept.items()):
        for short in _shorts(name, item, language):
            kept.setdefault(short, replace(item, name=short))
    return kept


def _surer(item: Found, before: Found) -> bool:
    """What the table knows stays known, whatever legal form and stock code say for the run of words."""
    return (item.known is not None, item.score) > (before.known is not None, before.score)


def _led_in(name: str, other: str) -> bool:
    """Whether the name is the other with a word or two before it: 致砀山制药 of 砀山制药."""
    return (
        name.endswith(other)
        and 1 <= len(name) - len(other) <= 3
        and len(other) >= 4
        and not PLACE.match(name)
        and not other[0].isascii()
        and not any("A" <= char <= "z" or char.isdigit() for char in name[: len(name) - len(other)])
    )


def _head(name: str) -> str:
    words = name.split()
    return words[0] if len(words) > 1 else ""


def _shorts(name: str, item: Found, language: str) -> list[str]:
    """Shorter forms by which the article may go on to call it."""
    base = without_legal_form(name)
    shorts = [base] if base != name else []
    if item.known or item.agency:
        return shorts
    if base[:1].isascii():
        words = base.split()
        if (
            len(words) > 1
            and len(words[0]) > 3
            and not is_common(words[0])
            and words[0] not in TRADE
            and not is_place(words[0])
        ):
            shorts.append(words[0])
        if len(words) > 2 and words[-1] in TRADE and not all(is_common(word) for word in words[:-1]):
            shorts.append(" ".join(words[:-1]))
        return shorts
    bare = _ENDING.sub("", PLACE.sub("", base))
    trade = PLACE.sub("", base)
    if trade != base and len(trade) > 3:
        shorts.append(trade)
    if len(bare) >= 2 and bare != base:
        shorts.append(bare)
    return shorts


def _places(content: str, field: TextField, strong: dict[str, Found]) -> list[Found]:
    """Every place of the field that holds one of the strings, the longest first."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for name in sorted(strong, key=len, reverse=True):
        buckets[name[:2]].append(name)
    places: list[Found] = []
    at = 0
    while at < len(content) - 1:
        pair = content[at : at + 2]
        here = next(
            (n for n in buckets.get(pair, []) if content.startswith(n, at) and _free(content, at, at + len(n))), None
        )
        if here is None:
            at += 1
            continue
        item = strong[here]
        places.append(replace(item, field=field, start=at, end=at + len(here), name=here))
        at += len(here)
    return places


def _free(content: str, start: int, end: int) -> bool:
    before, after = content[start - 1 : start], content[end : end + 1]
    latin_start, latin_end = content[start] < "\u2e80", content[end - 1] < "\u2e80"
    return not (latin_start and before and before < "\u2e80" and (before.isalnum() or before in "-/")) and not (
        latin_end
        and after
        and after < "\u2e80"
        and (
            after.isalnum()
            or (after == "-" and (content[end + 1 : end + 2].isdigit() or content[end + 1 : end + 2].islower()))
        )
    )
