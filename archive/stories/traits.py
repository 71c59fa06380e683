"""What speaks for two articles telling the same event, and what against it, as numbers of about 0 to 1; pure."""

from __future__ import annotations

import zlib
from itertools import combinations, product
from typing import Any

from archive.stories.concepts import ACTS, ILLNESSES
from archive.stories.facts import Facts, Happening
from archive.stories.mentions import is_latin, is_named, is_told_of, knows_all
from archive.stories.names import same_company, shared
from bus.events import LABELS

DAY = 86_400.0
WINDOW = 7 * DAY  # news is retold within days
FEWEST_WORDS = 2  # of which an overlap can be told
MANY = 5  # companies: a round-up, whose names say little
READOUTS = {"readout_positive", "readout_negative"}
NEAR = 0.02  # sums that differ by less were rounded
NEAR_ABROAD = 0.08  # sums in two currencies: at rates of different days, and rounded
_GROUPS = {
    "license": "agreement", "option": "agreement", "collaboration": "agreement", "joint_venture": "agreement",
    "contract": "agreement", "supply": "agreement", "acquisition": "purchase", "merger": "purchase",
    "asset_purchase": "purchase", "divestiture": "purchase", "investment": "funding", "financing": "funding",
    "submission": "filing", "acceptance": "filing", "trial_start": "trial", "enrolment": "trial",
    "readout_positive": "readout", "readout_negative": "readout", "launch": "launch", "model_release": "launch",
    "law": "act", "regulation": "act", "guideline": "act", "plan": "act", "other": "act", "funding_program": "act",
    "pricing": "payment", "reimbursement": "payment",
}  # fmt: skip
Pairs = list[tuple[Happening, Happening]]


def pairs_of(one: Facts, other: Facts) -> Pairs:
    """The events of the two that may be one: of the same label."""
    return [(x, y) for x in one.events for y in other.events if x.label == y.label]


def group_of(event: Happening) -> str:
    return _GROUPS.get(event.kind or "", event.kind or "")


def traits(one: Facts, other: Facts, pairs: Pairs | None = None) -> dict[str, float]:
    pairs = pairs_of(one, other) if pairs is None else pairs
    found = {**_of_parties(one, other, pairs), **_of_events(one, other, pairs), **_of_numbers(one, other, pairs)}
    both = {**_of_words(one, other), "meaning": _cosine(one, other)}
    # What is alike means more, or less, where the two are of different languages.
    across = float(one.language != other.language)
    for name, value in both.items():
        found[name], found[f"{name}_across"] = value * (1 - across), value * across
    found["across"] = across
    # Where neither knows a company, the rest has to tell.
    found["no_company_meaning"] = both["meaning"] if not one.companies or not other.companies else 0.0
    return found


def _of_parties(one: Facts, other: Facts, pairs: Pairs) -> dict[str, float]:
    companies = shared(one.companies, other.companies)
    offices = one.agencies & other.agencies
    # People, places and products: the words of a company's own name are counted with the company.
    names = len((one.names & other.names) - {zlib.crc32(w.encode()) for c in companies for w in c.split()})
    strange = strange_titles(one, other)
    return {
        "a_shared_company": float(bool(companies)),
        "several_shared_companies": float(_share_several(one, other)),
        "many_companies": float(bool(companies) and max(len(one.companies), len(other.companies)) > MANY),
        "no_company": float(not one.companies or not other.companies),
        "other_companies": float(not companies and _are_comparable(one, other)),
        "another_title_company": float(sum(strange) == 2),
        "other_title_company": float(sum(strange) == 1),
        "unheard_title_company": float(unheard_titles(one, other)),
        "same_title_company": float(bool(shared(one.title_companies, other.title_companies))),
        "same_object": float(any(shared(x.objects, y.objects) for x, y in pairs)),
        "another_party": _another_party(one, other),
        "same_agency": float(bool(offices) and not companies),
        "same_agency_of_company": float(bool(offices) and bool(companies)),
        "another_agency": float(bool(one.agencies and other.agencies and not offices)),
        "same_place": float(bool(one.places & other.places)),
        "another_place": float(bool(one.places and other.places and not one.places & other.places)),
        "same_product": float(_same_product(one, other)),
        "another_product": float(_another_product(one, other, pairs)),
        "same_names": min(names, 3) / 3,
        "other_names": float(min(len(one.names), len(other.names)) > 1 and not one.names & other.names),
    }


def _of_events(one: Facts, other: Facts, pairs: Pairs) -> dict[str, float]:
    known = [(x, y) for x, y in pairs if x.kind and y.kind]
    by_label = {label: [x for x, _ in known if x.label == label] for label in LABELS}
    same_kind = any(x.kind == y.kind for x, y in known)
    same_group = any(group_of(x) == group_of(y) for x, y in known)
    return {
        "same_kind": float(same_kind),
        "alike_kind": float(same_group and not same_kind),
        "another_readout": float(any({x.kind, y.kind} == READOUTS for x, y in known) and not same_kind),
        **{f"another_kind_of_{label}": float(bool(told) and not same_group) for label, told in by_label.items()},
        "another_step": float(another_step(one, other, pairs)),
        "another_label": float(bool(one.events and other.events) and not pairs),
        "no_event": float(not one.events or not other.events),
        "labels_apart": max(abs(x - y) for x, y in zip(one.scores, other.scores, strict=True)),
        "same_document": float(any(x.document and x.document == y.document for x, y in pairs)),
        "another_document": float(any(_another(x.document, y.document) for x, y in pairs)),
    }


def _of_numbers(one: Facts, other: Facts, pairs: Pairs) -> dict[str, float]:
    sums = _shared_sums(one, other)
    abroad, is_other = not sums and _are_worth_the_same(one, other), have_other_sums(one, other)
    apart = abs(one.at - other.at)
    codes = {figure for figure in one.figures & other.figures if figure[0].isalpha()}  # each step of a product has its code
    figures, counts = one.figures & other.figures - codes, one.counts & other.counts
    return {
        "same_sum": float(sums > 0),
        "same_sum_abroad": float(abroad and not unheard_titles(one, other)),  # sums of like worth are many
        "other_sums": float(is_other),
        "another_deal": float(is_other and _are_of_other_kinds(pairs)),
        "another_sum": float(sums == 0 and any(_another_sum(x, y) for x, y in pairs)),
        "same_figure": min(len(figures), 3) / 3 * _overlap(one.figures - codes, other.figures - codes, fewest=1),
        "same_code": float(bool(codes)),
        "other_figures": float(not figures and not codes and min(len(one.figures), len(other.figures)) > 1),
        "same_count": min(len(counts), 2) / 2 * _overlap(one.counts, other.counts, fewest=1),  # a long text has many
        "other_counts": float(not counts and bool(one.counts) and bool(other.counts)),
        "same_day": float(bool(one.days & other.days)),
        "another_day": float(bool(one.days and other.days) and not one.days & other.days),
        "later_step": float(apart > WINDOW),  # further on stand the later steps of a deal alone
        "days": apart / WINDOW if apart <= WINDOW else 0.0,
    }


def _of_words(one: Facts, other: Facts) -> dict[str, float]:
    subjects, heads = one.subjects & other.subjects, one.title_subjects & other.title_subjects
    mine, yours = one.title_subjects & ILLNESSES, other.title_subjects & ILLNESSES
    topics, others = one.title_subjects - ACTS, other.title_subjects - ACTS
    named = one.title_subjects & other.subjects or other.title_subjects & one.subjects
    return {
        "words": _overlap(one.words, other.words) if one.language == other.language else min(len(one.words & other.words), 3) / 3,
        "titles": _overlap(one.title, other.title),
        "subjects": _overlap(one.subjects, other.subjects),
        "many_subjects": min(len(subjects), 5) / 5,
        "title_subjects": min(len(heads), 3) / 3,
        "other_subjects": float(min(len(one.subjects), len(other.subjects)) > 1 and not subjects),
        "other_title_subjects": float(bool(one.title_subjects and other.title_subjects) and not heads),
        "strange_topics": float(bool(topics and others) and not topics & other.subjects and not others & one.subjects),
        "strange_title_subjects": float(bool(one.title_subjects and other.title_subjects) and not named),
        "another_illness": float(bool(mine and yours) and not mine & yours),
    }  # fmt: skip


def _overlap(one: frozenset[Any], other: frozenset[Any], fewest: int = FEWEST_WORDS) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least >= fewest else 0.0


def _cosine(one: Facts, other: Facts) -> float:
    if one.embedding is None or other.embedding is None or len(one.embedding) != len(other.embedding):
        return 0.0  # read by different models: nothing to compare
    return float(one.embedding @ other.embedding)


def another_step(one: Facts, other: Facts, pairs: Pairs) -> bool:
    """Of one product each step is news of its own; kinds of deals are told apart less surely, and "other" may be any."""
    kinds, others = (
        {group_of(x) for x in facts.events if x.label == "milestone" and x.kind not in (None, "other")}
        for facts in (one, other)
    )
    same_deal = any(x.label == y.label == "deal" and group_of(x) == group_of(y) for x, y in pairs)
    return bool(kinds and others) and not kinds & others and not same_deal


def _are_comparable(one: Facts, other: Facts) -> bool:
    """Whether both have names that could be one: across languages, those in one script; a company may have a name in each."""
    if one.language == other.language:
        return bool(one.companies and other.companies)
    return bool({is_latin(name) for name in one.companies} & {is_latin(name) for name in other.companies})


def _another(one: str | None, other: str | None) -> bool:
    """Two names that cannot be one: in the same script, neither within the other."""
    if not one or not other or is_latin(one) != is_latin(other):
        return False
    return one not in other and other not in one


def _another_product(one: Facts, other: Facts, pairs: Pairs) -> bool:
    apart = [(x.product, y.product) for x, y in pairs if _another(x.product, y.product)]
    return any(not is_told_of(x or "", other) and not is_told_of(y or "", one) for x, y in apart)


def _same_product(one: Facts, other: Facts) -> bool:
    """Whether the product of one is told of by the other."""
    for facts, text in ((one, other), (other, one)):
        if any(e.product and e.product not in facts.companies and is_told_of(e.product, text) for e in facts.events):
            return True
    return False


def _another_party(one: Facts, other: Facts) -> float:
    """Whether each tells of a party that the other does not know."""
    mine, yours = ({p for e in facts.events for p in e.parties} for facts in (one, other))
    return float(not knows_all(mine, other, one) and not knows_all(yours, one, other))


def strange_titles(one: Facts, other: Facts) -> tuple[bool, bool]:
    """Whether the title of each names a company that the other article does not know."""
    return not knows_all(one.title_companies, other, one), not knows_all(other.title_companies, one, other)


def unheard_titles(one: Facts, other: Facts) -> bool:
    """In two languages: whether the title of each names a company that the other does not know by any name that sounds alike."""
    if one.language == other.language:
        return False
    mine, yours = (
        {n for n in x.title_companies - shared(x.title_companies, y.companies) if not is_named(n, y)}
        for x, y in ((one, other), (other, one))
    )
    return bool(mine and yours)


def have_other_sums(one: Facts, other: Facts) -> bool:
    """Whether both name sums, and none that is the same."""
    return bool(one.sums and other.sums) and not _shared_sums(one, other) and not _are_worth_the_same(one, other)


def _shared_sums(one: Facts, other: Facts) -> int:
    return sum(any(_is_near(x, y) for y in other.sums) for x in one.sums)


def _is_near(one: str, other: str) -> bool:
    if one == other:
        return True
    (currency, value), (second, worth) = one.split(), other.split()
    return currency == second and abs(float(value) - float(worth)) <= NEAR * max(float(value), float(worth))


def _are_worth_the_same(one: Facts, other: Facts) -> bool:
    """Whether two articles name one sum, each in its own currency."""
    found = ((x.split(), y.split()) for x, y in product(one.worths, other.worths))
    return any(x[0] != y[0] and abs(int(x[1]) - int(y[1])) <= NEAR_ABROAD * max(int(x[1]), int(y[1])) for x, y in found)


def _share_several(one: Facts, other: Facts) -> bool:
    """Whether two of the shared companies are not names of one."""
    seconds = one.second_names | other.second_names
    return all(
        any(not same_company(x, y) for x, y in combinations(sorted(names - seconds), 2))
        for names in (shared(one.companies, other.companies), shared(other.companies, one.companies))
    )


def _are_of_other_kinds(pairs: Pairs) -> bool:
    """Whether both tell of deals, and of none that is alike."""
    deals = [(group_of(x), group_of(y)) for x, y in pairs if x.label == "deal" and x.kind and y.kind]
    return bool(deals) and not any(x == y for x, y in deals)


def _another_sum(one: Happening, other: Happening) -> bool:
    """Whether the two name different sums for the same role, where each names one."""
    for role in ("upfront", "total", "funding", "penalty", "equity"):
        mine, yours = [t for t in one.terms if t[0] == role], [t for t in other.terms if t[0] == role]
        if len(mine) == len(yours) == 1 and _differ(mine[0], yours[0]):
            return True
    return False


def _differ(one: tuple[str, float, str, float | None], other: tuple[str, float, str, float | None]) -> bool:
    if one[2] == other[2]:
        a, b, margin = one[1], other[1], NEAR
    elif one[3] and other[3]:
        a, b, margin = one[3], other[3], 0.1  # at rates of different days
    else:
        return False
    return abs(a - b) > margin * max(a, b)
