"""The rule language as form fields: what a form or the command line can ask becomes text, and text a form where it can be one.

form = RuleForm(labels=("deal",), parties=("恒瑞医药",), min_usd="50 million")
text_of(form)            # 'label deal and party "恒瑞医药" and amount >= 50 million USD'
form_of(parse(text))     # the same form; None where the text says more than a form can show
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from alerts.rules.amounts import ANY, Sum, Undisclosed, written
from alerts.rules.conditions import Label, Language, Score, Source, Text
from alerts.rules.events import Agency, Confidence, Kind, Party, Side, Status
from alerts.rules.messages import RuleError
from alerts.rules.parser import NamesOf, parse
from alerts.rules.quoting import bare, listed, quoted
from alerts.rules.sums import currency_of, parse_sum
from alerts.rules.tree import And, Everything, Node, Not
from alerts.rules.wanted import Conditions
from alerts.subscription_error import SubscriptionError


@dataclass(frozen=True, slots=True)
class RuleForm:
    """One field for each thing that may be asked. All that are filled must hold; of several values in one, any."""

    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    min_score: str = ""  # 0.9: of the one label that is asked for, or of the surest
    text: tuple[str, ...] = ()  # words or phrases
    not_text: tuple[str, ...] = ()  # none of these may stand in it
    kinds: tuple[str, ...] = ()  # from here on of one and the same event
    statuses: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()  # of these parties; without any: some party stands there
    not_parties: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    min_confidence: str = ""
    roles: tuple[str, ...] = ()  # of the amount
    min_usd: str = ""  # 50 million: what it is worth, whatever its currency
    min_amount: str = ""  # in `currency`, and named in it
    currency: str = ""
    disclosed: str = ""  # disclosed, undisclosed or nothing


def text_of(form: RuleForm) -> str:
    """The form in the rule language. Raises SubscriptionError for an amount that is none."""
    return " and ".join(_clauses(form)) or "everything"


def _clauses(form: RuleForm) -> Iterator[str]:
    if form.languages:
        yield f"language {bare(form.languages)}"
    if form.sources:
        yield f"source {listed(form.sources)}"
    if form.labels:
        yield f"label {bare(form.labels)}"
    if form.min_score:
        yield f"score {f'{bare(form.labels)} ' if len(form.labels) == 1 else ''}>= {_word(form.min_score)}"
    if form.text:
        yield f"text {listed(form.text)}"
    if form.not_text:
        yield f"not text {listed(form.not_text)}"
    yield from _event_clauses(form)
    yield from _amounts(form)


def _event_clauses(form: RuleForm) -> Iterator[str]:
    if form.kinds:
        yield f"kind {bare(form.kinds)}"
    if form.statuses:
        yield f"status {bare(form.statuses)}"
    if form.parties:
        yield f"party {listed(form.parties)}{f' as {bare(form.sides)}' if form.sides else ''}"
    elif form.sides:
        yield f"side {bare(form.sides)}"
    if form.not_parties:
        yield f"not party {listed(form.not_parties)}"
    if form.agencies:
        yield f"agency {listed(form.agencies)}"
    if form.min_confidence:
        yield f"confidence >= {_word(form.min_confidence)}"


def _word(typed: str) -> str:
    return typed if typed.replace(".", "").removesuffix("%").isdecimal() else quoted(typed)


def _amounts(form: RuleForm) -> Iterator[str]:
    roles = bare(form.roles) or ANY
    bounds = [f">= {_sum(form.min_amount)} {form.currency or 'USD'}"] if form.min_amount else []
    bounds += [f">= {_sum(form.min_usd)} USD"] if form.min_usd else []
    if form.disclosed:
        yield f"{roles} {form.disclosed}"
    if bounds:
        named = f" in {_currency(form.currency or 'USD')}" if form.min_amount else ""
        yield f"{roles}{named} {' '.join(bounds)}"
    elif form.roles and not form.disclosed:
        yield f"{roles} disclosed"


def _sum(typed: str) -> str:
    found = parse_sum(typed)
    if found is None or found[1]:
        raise SubscriptionError(f"amount {typed!r} is not a number; write 5000000 or 5 million")
    return written(found[0])


def _currency(typed: str) -> str:
    if not (len(typed) == 3 and currency_of(typed)):
        raise SubscriptionError(f"{typed!r} is not a currency; write its ISO code, as USD or CNY")
    return typed.upper()


def form_of(tree: Node) -> RuleForm | None:
    """The form that says the same, or None where there is none: alternatives, groups, a field asked twice."""
    form = RuleForm()
    for part in tree.parts if isinstance(tree, And) else (tree,):
        said = _said(part)
        if said is None or any(getattr(form, name) for name in said):
            return None
        form = replace(form, **said)
    try:
        # What is left out or moved between fields would show here.
        return form if _same(parse(text_of(form)), tree) else None
    except RuleError:
        return None


def _same(one: Node, other: Node) -> bool:
    return sorted(map(str, _parts(one))) == sorted(map(str, _parts(other)))


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.parts if isinstance(tree, And) else (tree,)


def _said(part: Node) -> dict[str, Any] | None:
    """What one condition says, by field."""
    match part:
        case Everything():
            return {}
        case Language():
            return {"languages": part.languages}
        case Source():
            return {"sources": part.names}
        case Label():
            return {"labels": part.labels}
        case Score(comparison=">="):
            return {"min_score": f"{part.least:f}"}
        case Text():
            return {"text": part.words}
        case Not(Text() as text):
            return {"not_text": text.words}
        case Not(Party(sides=()) as party):
            return {"not_parties": party.names}
    return _said_of_event(part)


def _said_of_event(part: Node) -> dict[str, Any] | None:
    match part:
        case Kind():
            return {"kinds": part.kinds}
        case Status():
            return {"statuses": part.statuses}
        case Party():
            return {"parties": part.names, "sides": part.sides}
        case Side():
            return {"sides": part.sides}
        case Agency():
            return {"agencies": part.names}
        case Confidence(comparison=">="):
            return {"min_confidence": f"{part.least:f}"}
        case Sum(bounds=()) if not part.currency:
            return {"roles": part.roles, "disclosed": "disclosed"}
        case Sum():
            return _bounds(part)
        case Undisclosed():
            return {"roles": part.roles, "disclosed": "undisclosed"}
    return None


def _bounds(part: Sum) -> dict[str, Any] | None:
    said: dict[str, Any] = {"roles": part.roles}
    for bound in part.bounds:
        named = bound.currency == part.currency
        if (
            bound.comparison != ">="
            or ("min_amount" if named else "min_usd") in said
            or not (named or bound.currency == "USD")
        ):
            return None
        said["min_amount" if named else "min_usd"] = written(bound.value)
        if named:
            said["currency"] = bound.currency
    return said


def parse_conditions(
    name: str, *, labels: tuple[str, ...] = (), text: tuple[str, ...] = (), min_amount: str | None = None,
    currency: str = "USD", sources: tuple[str, ...] = (), languages: tuple[str, ...] = (), kinds: tuple[str, ...] = (),
    parties: tuple[str, ...] = (), roles: tuple[str, ...] = (), min_usd: str | None = None, wanted: str = "",
    names_of: NamesOf | None = None, language: str = "en",
) -> Conditions:  # fmt: skip
    """Conditions from options, and from text in the rule language beside them.

    Raises SubscriptionError that names the rule, in English or, for what is wrong with the text, in the language given.
    """
    form = RuleForm(
        labels=labels, text=_filled(text), sources=_filled(sources), languages=languages, kinds=kinds, parties=_filled(parties),
        roles=roles, min_usd=min_usd or "", min_amount=min_amount or "", currency=currency,
    )  # fmt: skip
    try:
        if min_amount is None:
            _currency(currency)
        asked = text_of(form)
        if wanted.strip():
            Conditions.parse(wanted)  # so that its errors tell places in it
            asked = wanted if asked == "everything" else f"({wanted}) and {asked}"
        return Conditions.parse(asked, names_of)
    except RuleError as error:
        told = f"规则“{name}”：{error.tell('zh')}" if language == "zh" else f"rule {name!r}: {error}"
        raise SubscriptionError(told) from error
    except SubscriptionError as error:
        raise SubscriptionError(f"rule {name!r}: {error}") from error


def _filled(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.strip() for value in values if value.strip())
