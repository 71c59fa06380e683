"""The index finds the rules that a loop over all of them finds."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.rules.facts import Facts
from alerts.rules.index import RuleIndex, filed_under
from alerts.rules.parser import parse
from alerts.rules.tree import matches
from bus.events import LABELS, Amount, ArticleClassified, NewsEvent, Party
from tests.make import classified, crawled

NAMES = ("Corvane", "Corvane Therapeutics", "Cor", "恒瑞医药", "恒瑞", "药", "Société A", "Bayer 拜耳")
WORDS = ("lung", "cancer", "lung cancer", "AI", "肺癌", "新药", "药", "用AI做", "a+b", "+", "é", "café", "12")
KINDS, SIDES, STATUSES = ("license", "acquisition", "approval"), ("licensor", "agency"), ("announced", "rumoured")
ROLES, CURRENCIES = ("upfront", "total"), ("USD", "CNY")
NUMBERS = (0, 1, 3, 4, 999_999, 1_000_000, 50_000_000, 3_000_000_000)


def one_of(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


sums = st.builds(
    lambda role, currency, value, more, usd: Amount(
        start=0, end=1, text="x", role=role, currency=currency, value=value,
        value_max=None if value is None or more is None else value + more, usd=usd,
    ),
    one_of(*ROLES), one_of(*CURRENCIES, None), one_of(*map(Decimal, NUMBERS), None), one_of(Decimal(5), None),
    one_of(*map(Decimal, NUMBERS), None),
)  # fmt: skip
parties = st.builds(Party, name=one_of(*NAMES), canonical=one_of(*NAMES, None), side=one_of(*SIDES, None))
events = st.builds(
    NewsEvent, label=one_of(*LABELS), kind=one_of(*KINDS, None), status=one_of(*STATUSES), agency=one_of(*NAMES, None),
    confidence=one_of(0.3, 0.9), parties=st.lists(parties, max_size=2).map(tuple), terms=st.lists(sums, max_size=2).map(tuple),
)  # fmt: skip
articles = st.builds(
    lambda text, source, language, labels, events, amounts: classified(
        crawled(title="t", text=text, source=source, language=language), labels=labels, events=events, amounts=amounts
    ),
    st.lists(one_of(*WORDS, "said", "肺", "。"), max_size=6).flatmap(lambda words: one_of("".join(words), " ".join(words))),
    one_of("Wire", "药闻"), one_of("en", "zh"), st.lists(one_of(*LABELS), max_size=2, unique=True).map(tuple),
    st.lists(events, max_size=2).map(tuple), st.lists(sums, max_size=2).map(tuple),
)  # fmt: skip

comparisons = st.tuples(one_of(">=", ">", "<=", "<", "="), one_of(*NUMBERS), one_of(*CURRENCIES)).map(
    lambda t: f"{t[0]} {t[1]} {t[2]}"
)
clauses = st.one_of(
    one_of(*LABELS).map(lambda v: f"label {v}"), one_of(*KINDS).map(lambda v: f"kind {v}"),
    one_of("kind license, approval", "everything", "language zh", "source WIRE", "confidence > 0.5", "score deal < 0.5", "amount undisclosed"),
    one_of(*STATUSES).map(lambda v: f"status {v}"), one_of(*SIDES).map(lambda v: f"side {v}"),
    one_of(*NAMES).map(lambda v: f'party "{v}"'), st.tuples(one_of(*NAMES), one_of(*SIDES)).map(lambda t: f'party "{t[0]}" as {t[1]}'),
    one_of(*NAMES).map(lambda v: f'agency "{v}"'), st.lists(one_of(*WORDS), min_size=1, max_size=2).map(lambda w: "text " + ", ".join(f'"{x}"' for x in w)),
    st.tuples(one_of("amount", *ROLES, "upfront, total"), one_of("", " in CNY", " in USD"), st.lists(comparisons, min_size=1, max_size=2)).map(
        lambda t: f"{t[0]}{t[1]} {' '.join(t[2])}"
    ),
    one_of("upfront disclosed", "amount in CNY", "total undisclosed"),
)  # fmt: skip
rules = st.recursive(
    clauses,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" and ".join), st.lists(inner, min_size=2, max_size=3).map(lambda p: f"({' or '.join(p)})"),
        inner.map(lambda r: f"not ({r})"), inner.map(lambda r: f"event ({r})"),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rules, min_size=1, max_size=12), st.lists(articles, min_size=1, max_size=3), st.data())
def test_the_index_finds_what_a_loop_over_all_rules_finds(
    asked: list[str], news: list[ArticleClassified], data: st.DataObject
) -> None:
    trees, index = dict(enumerate(map(parse, asked))), RuleIndex()
    for number, tree in trees.items():
        index.put(number, tree)
    for number in data.draw(st.lists(st.sampled_from(sorted(trees)), max_size=3)):
        if data.draw(st.booleans()):
            index.drop(number)
            trees.pop(number, None)
        else:
            trees[number] = parse(data.draw(rules))
            index.put(number, trees[number])
    for article in news:
        facts = Facts(article)
        assert index.matching(facts) == [n for n, tree in sorted(trees.items()) if matches(tree, facts)]
    assert len(index) == len(trees)


def test_a_rule_is_filed_under_the_rarest_of_what_it_needs() -> None:
    filed = {rule: {key for key, _ in filed_under(parse(rule)) or ()} for rule in (
        "label deal and kind license and party Corvane", "label deal and language en", "label deal and (party A or kind license)",
        "party A or kind license", "party A or not kind license", "not label deal", "text lung cancer", "text 肺癌新药 and label deal",
        "not (not party A)",
    )}  # fmt: skip
    assert list(filed.values()) == [
        {("party", "corvane")}, {("label", "deal")}, {("party", "a"), ("kind", "license")},
        {("party", "a"), ("kind", "license")}, set(), set(), {("word", "cancer")}, {("gram", "肺癌")}, {("party", "a")},
    ]  # fmt: skip


def test_an_index_from_which_every_rule_is_dropped_holds_nothing() -> None:
    index = RuleIndex()
    for number, rule in enumerate(
        ["party A", "party A", "not party A", "kind license or text lung, 肺癌", "label deal or label deal"]
    ):
        index.put(number, parse(rule))
    for number in range(5):
        index.drop(number)
        index.drop(number)
    assert (len(index), index.matching(Facts(classified()))) == (0, [])
    assert not (index._filed or index._wishes or index._always)
