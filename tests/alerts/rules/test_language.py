"""The rule language: what each operator means, what the text says when it cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from alerts.rules.chinese import in_chinese, in_language
from alerts.rules.facts import Facts
from alerts.rules.messages import RuleError
from alerts.rules.parser import MAX_DEPTH, parse
from alerts.rules.tree import matches
from alerts.rules.vocabulary import COMPARISONS
from alerts.rules.why import first_failure, verdict
from bus.events import ArticleClassified, NewsEvent, Party
from bus.vocabulary import ALL_KINDS, ALL_SIDES, ROLES, STATUSES
from tests.make import amount, classified, crawled, deal

UPFRONT = amount("360000000", "CNY", role="upfront", usd=Decimal(50_000_000))
MILESTONES = amount(
    "400000000", role="milestone", value_max=Decimal(900_000_000), usd=Decimal(400_000_000), usd_max=Decimal(900_000_000)
)
LICENCE = deal(
    ("石药集团=CSPC Pharmaceutical", "licensor"), ("Corvane Therapeutics", "licensee"), terms=(UPFRONT, MILESTONES)
)  # fmt: skip
APPROVAL = NewsEvent(
    label="milestone", kind="approval", status="completed", confidence=0.55, agency="FDA",
    parties=(Party(name="Lanterix", side="sponsor"), Party(name="国家药监局", canonical="NMPA", side="agency")),
)  # fmt: skip
NEWS = classified(
    crawled(source="Bridgeport Wire", title="Corvane licenses a drug", text="A lung cancer drug, said 石药集团. 双抗新药。"),
    labels=("deal", "milestone"), scores={"deal": 0.93, "policy": 0.01, "milestone": 0.6}, events=(LICENCE, APPROVAL),
    amounts=(amount("7000000", "EUR", role="penalty", usd=Decimal(8_000_000)),),
)  # fmt: skip
BARE = classified(crawled(), events=(), amounts=(), labels=("policy",))
OTHER_NAMES = {"恒瑞": ("Hengrui",), "CSPC": ("CSPC Pharmaceutical", "石药集团")}


def holds(rule: str, article: ArticleClassified = NEWS) -> bool:
    tree = parse(rule, lambda typed: OTHER_NAMES.get(typed, ()))
    assert str(parse(str(tree))) == str(tree)  # what is written of it reads as the same
    facts = Facts(article)
    assert (first_failure(tree, facts) is None) is matches(tree, facts)
    assert verdict(tree, facts).matches is matches(tree, facts)
    return matches(tree, facts)


@pytest.mark.parametrize(
    ("operator", "yes", "no"),
    [
        ("label", "label deal", "label policy"),
        ("any of", "label policy, deal", "kind merger, option"),
        ("score of a label", "score deal >= 0.93", "score deal > 93%"),
        ("score", "score >= 0.9", "score < 0.9"),
        ("source", "source bridgeport wire", 'source "Bridgeport"'),
        ("language", "language en", "language zh"),
        ("words", 'text "LUNG  cancer"', "text cance"),
        ("words, Chinese", "text 双抗", "text 单抗"),
        ("kind", "kind license", "kind merger"),
        ("status", "status announced", "status terminated"),
        ("party", 'party "Corvane"', "party Corv"),
        ("party by another name", "party CSPC", "party 恒瑞"),
        ("party, not mention", "party Lanterix", "party lung"),
        ("party on a side", "party CSPC as licensor", "party CSPC as licensee, acquirer"),
        ("side", "side licensee", "side acquirer"),
        ("agency", "agency fda", "agency EMA"),
        ("agency, a party", "agency NMPA", "agency CSPC"),
        ("confidence", "confidence >= 0.9", "confidence > 0.95"),
        ("is", "label is deal", "label is policy"),
        ("is not", "language != zh", "source is not bridgeport wire"),
        ("amount", "amount >= 900 million USD", "amount > 900 million USD"),
        ("amount, worth", "upfront >= 50 million USD", "upfront >= 51 million USD"),
        ("amount, named in", "upfront in CNY", "upfront in USD"),
        ("amount, in its currency", "upfront >= 3.6亿元", "upfront >= 361,000,000 CNY"),
        ("amount, named in dollars", "milestone in USD >= 1 million", "upfront in USD >= 1 million"),
        ("amount, named in one and worth in another", "upfront in CNY >= $50m", "upfront in CNY >= $51m"),
        ("at most", "upfront <= 50 million", "upfront < 50 million"),
        ("at most, of a range", "milestone <= 400 million", "milestone < 400 million"),
        ("equal, within a range", "milestone = 500 million", "milestone = 1 billion"),
        ("two bounds of one amount", "amount >= 9 million <= 51 million", "amount >= 51 million <= 399 million"),
        ("several roles", "total, upfront >= $50m", "total, royalty >= $1"),
        ("disclosed", "upfront disclosed", "royalty disclosed"),
        ("undisclosed", "royalty undisclosed", "label deal and upfront undisclosed"),
        ("and", "label deal and kind license", "label deal and kind merger"),
        ("or", "label policy or kind license", "label policy or kind merger"),
        ("not", "not label policy", "not label deal"),
        ("parentheses", "(label policy or label deal) and kind license", "label deal and (kind merger or kind option)"),
        ("and before or", "kind license or kind merger and label policy", "(kind license or kind merger) and label policy"),
        ("everything", "everything", "not everything"),
        ("event", "event (kind license) and event (kind approval)", "event (kind license and kind approval)"),
        ("not event", "not event (kind merger)", "not event (kind license)"),
    ],
)  # fmt: skip
def test_every_operator_holds_and_fails(operator: str, yes: str, no: str) -> None:
    assert holds(yes), operator
    assert not holds(no), operator


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("kind license and party CSPC", "kind approval and party CSPC"),
        ("kind license and upfront >= $50m", "kind approval and upfront >= $50m"),
        ("label deal and confidence > 0.8", "label milestone and confidence > 0.8"),
        ("party Lanterix and agency FDA", "party Lanterix and side licensor"),
        ("label milestone and amount undisclosed", "label deal and amount undisclosed"),
        # an amount beside the events counts only where nothing is asked of events, alternative by alternative
        ("penalty >= 1 million", "kind license and penalty >= 1 million"),
        ("kind merger or penalty >= 1 million", "(kind license or kind merger) and penalty >= 1 million"),
        ("kind license and not party Lanterix", "kind approval and not party Lanterix"),
        ("event (kind approval) and penalty in EUR", "event (kind approval and penalty in EUR)"),
    ],
)
def test_what_is_asked_of_events_must_hold_for_one_and_the_same(yes: str, no: str) -> None:
    assert holds(yes)
    assert not holds(no)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("not kind financing", True), ("label policy and not party Pfizer", True), ("kind license", False), ("amount undisclosed", False)],
)  # fmt: skip
def test_an_article_without_events_fulfils_nothing_that_is_asked_of_one(rule: str, expected: bool) -> None:
    assert holds(rule, BARE) is expected


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("标签 交易 和 首付款 不低于 5000万美元", "label deal and upfront >= 50 million USD"),
        ("类型 许可、选择权 或 非 状态 传闻", "kind license, option or not status rumoured"),
        ("当事方 恒瑞医药 作为 授权方 且 （金额 未披露）", 'party "恒瑞医药" as licensor and amount undisclosed'),
        ("来源 “药闻” 并且 语言 中文 并且 文本 「双抗」", 'source "药闻" and language zh and text "双抗"'),
        ("总额 超过 1.2亿 人民币", "total > 120 million CNY"),
    ],
)
def test_the_language_is_chinese_as_well(chinese: str, english: str) -> None:
    assert parse(chinese) == parse(english)
    assert str(parse(chinese)) == english


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("upfront ≥ $50m", "upfront >= 50 million USD"),
        ("upfront at least US$50 million", "upfront >= 50 million USD"),
        ("upfront >= 50,000,000", "upfront >= 50 million USD"),
        ("UPFRONT over 1.25bn euros", "upfront > 1.25 billion EUR"),
        ("party Eli Lilly and label: deals", 'party "Eli Lilly" and label deal'),
        ("kind positive readout", "kind readout_positive"),
        ("amount >= 12345678.5 usd", "amount >= 12345678.5 USD"),
    ],
)
def test_there_are_several_ways_to_write_the_same(written: str, plain: str) -> None:
    assert str(parse(written)) == plain


ERRORS = [
    ("", 1, "", "empty", "label deal"),
    ("labl deal", 1, "labl", "did you mean label?", "是否想写label"),
    ("deal", 1, "deal", "write `label deal`", "label deal"),
    ("kind license or option", 17, "option", "`kind license, option`", "kind option"),
    ("label", 1, "label", "write `label deal`", "label deal"),
    ("party and kind license", 1, "party and", "write `party Pfizer", "缺少内容"),
    ("kind licence", 6, "kind licence", "did you mean license?", "是否想写license"),
    ("kind license and status done", 25, "status done", "write announced, completed", "announced"),
    ("upfront", 1, "upfront", "`upfront disclosed`", "upfront disclosed"),
    ("upfront >= 5 mio", 12, "upfront >= 5 mio", "'5 mio' is not an amount", "3亿元"),
    ("upfront in yuans >= 5", 12, "upfront in yuans >=", "ISO code", "ISO代码"),
    ("upfront, deposit >= 5", 10, "upfront, deposit", "write upfront, milestone", "upfront"),
    ("score deal >= 5", 15, "score deal >= 5", "from 0 to 1", "0到1"),
    ("confidence high", 12, "confidence high", "from 0 to 1", "0到1"),
    ("label deal kind license", 12, "label deal kind", "'and' or 'or' is missing before 'kind'", "缺少 and"),
    ("party Pfizer kind license", 14, "party Pfizer kind", "goes into quotes", "加引号"),
    ("(label deal", 1, "(label deal", "write ')' where the group ends", "没有闭合"),
    ("label deal)", 11, "label deal)", "')' closes nothing", "没有对应"),
    ('text "abc', 6, '"abc', "is not closed", "没有闭合"),
    ('text ""', 6, '""', "nothing in the quotes", "没有内容"),
    ("label deal and", 15, "label deal and", "a condition is missing here", "缺少条件"),
    ("not", 4, "not", "a condition is missing here", "缺少条件"),
    ("not " * (MAX_DEPTH + 1) + "label deal", 4 * MAX_DEPTH + 5, "not label", "nested", "嵌套"),
    ("x" * 5000, 4001, "x" * 40 + "…", "at most 4000", "最多4000"),
]


@pytest.mark.parametrize(("rule", "position", "clause", "english", "chinese"), ERRORS)
def test_errors_name_clause_position_and_cure_in_both_languages(
    rule: str, position: int, clause: str, english: str, chinese: str
) -> None:
    with pytest.raises(RuleError) as raised:
        parse(rule)
    assert (raised.value.position, raised.value.clause) == (position, clause)
    assert str(raised.value).startswith(f'at character {position}, "{clause}": ')
    assert english in str(raised.value)
    assert raised.value.tell("zh").startswith(f"第{position}个字符，“{clause}”：")
    assert chinese in raised.value.tell("zh")


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("language zh", "language: the article is in en", "语言：文章的语言为英文"),
        ("label policy", "label: the article is deal, milestone", "标签：文章的标签为交易、里程碑"),
        ("label policy and kind merger", "label: the article is deal, milestone", "标签：文章的标签为交易、里程碑"),
        ("label deal and kind approval", "kind: the events of the article are license", "类型：文章中的事件为许可"),
        ("text 单抗", "text: none of 单抗 stands in the article", "文本：文章中没有单抗"),
        ("kind license and party Lanterix", "party: none of Lanterix takes part; parties are 石药集团, Corvane Therapeutics", "当事方：Lanterix未参与"),
        ("kind approval and party CSPC as sponsor", "party: none of CSPC takes part; parties are Lanterix (sponsor), 国家药监局 (agency)", "当事方：CSPC未参与；当事方为Lanterix（申办方）、国家药监局（监管机构）"),
        ("kind license and upfront >= $51m", "amount: no upfront >= 51 million USD; amounts are upfront CNY 360 million ≈ USD 50 million", "金额：没有首付款 >= 5100万 USD；金额为首付款 3.6亿人民币 ≈ 5000万美元"),
        ("label deal and upfront undisclosed", "amount: upfront CNY 360 million ≈ USD 50 million is disclosed", "金额：已披露"),
        ("kind license and confidence >= 0.95", "confidence: that of the events is 0.90", "置信度"),
        ("kind license and not party CSPC", 'not: the article has what the rule excludes, party "CSPC"', "排除"),
        ("kind merger or label policy", "no alternative holds: kind: the events of the article are license, approval; label: the article is deal, milestone", "各选项均不满足：类型：文章中的事件为许可、获批"),
        ("event (kind license and side sponsor)", "event: no event of the article fits; side: the sides are licensor, licensee", "事件：文章中没有符合的事件；方：各方为授权方、被授权方"),
        ("score policy >= 0.5", "score: policy 0.01", "分数：政策 0.01"),
        ("agency EMA", "agency: the agencies are FDA", "机构"),
        ("status rumoured", "status: the events are announced, completed", "状态：事件的状态为已宣布、已完成"),
        ("source Other", "source: the article is from Bridgeport Wire", "来源"),
    ],
)  # fmt: skip
def test_the_first_condition_that_fails_is_told_with_what_the_article_has(rule: str, english: str, chinese: str) -> None:
    tree, facts = parse(rule), Facts(NEWS)
    assert first_failure(tree, facts) == english
    assert (first_failure(tree, facts, "zh") or "").startswith(chinese)


def test_a_verdict_lists_every_condition_on_the_event_that_fulfils_most() -> None:
    found = verdict(
        parse("label deal and (kind license or kind merger) and not party Lanterix and royalty >= $1"), Facts(NEWS)
    )
    assert (found.matches, found.event) == (False, 0)
    assert [(c.clause, c.holds, c.excluded, c.depth) for c in found.checks] == [
        ("label deal", True, False, 0), ("kind license", True, False, 1), ("kind merger", False, False, 1),
        ('party "Lanterix"', False, True, 0), ("royalty >= 1 USD", False, False, 0),
    ]  # fmt: skip
    assert found.reason.startswith("amount: no royalty >= 1 USD; amounts are upfront")
    assert verdict(parse("kind approval"), Facts(NEWS)).event == 1
    assert verdict(parse("kind approval"), Facts(without_events())).event is None


def without_events() -> ArticleClassified:
    return NEWS.model_copy(update={"events": ()})


@pytest.mark.parametrize(
    "junk", ["(" * 3000, "not " * 900, '"' * 999, "a,b" * 900, "upfront >= 1" * 300, "\x00", "label deal\n\n!!"]
)
def test_hostile_text_is_refused_quickly_and_never_crashes(junk: str) -> None:
    with pytest.raises(RuleError):
        parse(junk)


@pytest.mark.parametrize(
    ("rule", "chinese"),
    [
        ("label deal, policy", "标签 交易, 政策"),
        ('kind license, option and upfront >= 50 million USD and not text "vaccine"', '类型 许可, 选择权 且 首付款 >= 5000万 USD 且 非 文本 "vaccine"'),
        ('party "CSPC" as licensor or milestone disclosed', '当事方 "CSPC" 作为 授权方 或 里程碑付款 已披露'),
        ("label milestone and score milestone >= 0.9", "标签 里程碑 且 分数 里程碑 >= 0.9"),
        ("event (kind license and side sponsor)", "事件 (类型 许可 且 身份 申办方)"),
        ('not (status rumoured or agency "FDA")', '非 (状态 传闻 或 机构 "FDA")'),
        ("total in CNY > 1500 CNY and confidence >= 0.8", "总额 币种 CNY > 1500 CNY 且 置信度 >= 0.8"),
        ("funding, total > 1.25 trillion USD", "融资, 总额 > 1.25万亿 USD"),
        ("kind other and other undisclosed", "类型 其他 且 其他 未披露"),
        ("language zh and amount >= 51234567 USD", "语言 中文 且 金额 >= 51234567 USD"),
        ('text "label deal and upfront"', '文本 "label deal and upfront"'), ('source "药闻"', '来源 "药闻"'), ("everything", "全部"),
    ],
)  # fmt: skip
def test_a_rule_in_chinese_words_is_the_same_rule(rule: str, chinese: str) -> None:
    tree = parse(rule)
    assert str(tree) == rule
    assert in_chinese(rule) == chinese
    assert parse(chinese) == tree


def test_every_word_of_the_rule_language_has_its_chinese_one() -> None:
    groups = {"kind": ALL_KINDS, "side": ALL_SIDES, "status": STATUSES, "role": ROLES}
    rules = [f"{field} {value}" for field, values in groups.items() for value in values if field != "role"]
    for rule in [*rules, *(f"{role} disclosed" for role in ROLES), *(f"amount {sign} 5 USD" for sign in COMPARISONS)]:
        written = in_chinese(rule)
        assert parse(written) == parse(rule), rule
        assert not re.search("[a-z]", written), written


def test_a_rule_is_shown_as_it_was_written_and_one_of_a_form_in_the_readers_language() -> None:
    assert in_language("kind license", "kind license", "zh") == "类型 许可"
    assert in_language("kind license", "kind license", "en") == "kind license"
    assert in_language("kinds: license", "kind license", "zh") == "kinds: license"
