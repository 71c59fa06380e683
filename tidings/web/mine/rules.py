"""Rules: as a form or as text, tried on the archive before they are saved."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.datastructures import FormData
from fastapi.responses import HTMLResponse, Response

from alerts.feedback import Feedback
from alerts.rules.chinese import in_language
from alerts.rules.form import RuleForm, form_of, text_of
from alerts.rules.messages import RuleError
from alerts.rules.wanted import Conditions
from alerts.store import SubscriptionStore
from alerts.subscriptions import Rule, SubscriptionError
from alerts.words import word
from bus.events import LABELS
from bus.vocabulary import ALL_SIDES, KINDS, ROLES, STATUSES
from tidings import trials, wiring
from tidings.web.mine.access import LinkOver, Mine, Sent, Visitor, text, texts
from tidings.web.wording import words

router = APIRouter(include_in_schema=False)
DAYS, MOST_ARTICLES = 30, 2000  # of a preview: about a second
_SINGLE = ("min_score", "min_confidence", "min_usd", "min_amount", "currency", "disclosed")
_WITH = {"min_amount": ("currency",), "disclosed": ("roles",)}  # fields that mean something together only


@dataclass(frozen=True)
class Draft:
    """A rule as it stands on the page."""

    name: str = ""
    mode: str = "form"
    form: RuleForm = field(default_factory=RuleForm)
    wanted: str = ""
    urgent: bool = False
    rich: bool = False  # it says more than a form can show


@router.get("/mine/{token}/rules", response_class=HTMLResponse)
def rules(mine: Mine) -> HTMLResponse:
    known = SubscriptionStore(mine.engine).rules.of(mine.subscriber)
    written = {rule.id: _written(rule.conditions, mine.subscriber.language) for rule in known}
    return mine.page("rules", {"rules": known, "written": written, "precision": Feedback(mine.engine).by_rule()})


@router.get("/mine/{token}/rules/{number}", response_class=HTMLResponse)
def edit(mine: Mine, number: str) -> HTMLResponse:
    rule = _rule(mine, number)
    draft = _draft_of(rule) if rule else Draft()
    as_text = mine.request.query_params.get("as")
    if as_text == "text" and draft.mode == "form":
        draft = replace(draft, mode="text", wanted=_written(rule.conditions, mine.subscriber.language) if rule else "")
    return _page(mine, rule, draft)


@router.post("/mine/{token}/rules/{number}", response_class=HTMLResponse)
def save(mine: Mine, number: str, form: Sent) -> Response:
    rule = _rule(mine, number)
    draft = read_draft(form)
    conditions, errors = conditions_of(draft, mine.subscriber.language)
    if not draft.name:
        errors = {"name": mine.words["error_name"], **errors}
    if errors or conditions is None:
        return _page(mine, rule, draft, errors=errors, status=422)
    if text(form, "do") != "save":
        return _page(mine, rule, draft, conditions=conditions)
    store = SubscriptionStore(mine.engine).rules
    try:
        if rule is None:
            store.add(mine.subscriber, draft.name, conditions, urgent=draft.urgent)
        else:
            store.change(mine.subscriber, rule.name, conditions=conditions, new_name=draft.name, urgent=draft.urgent)
    except SubscriptionError as error:
        said = mine.words["error_name_taken"] if "already" in str(error) else str(error)
        return _page(mine, rule, draft, errors={"name": said}, status=422)
    return mine.back("rules")


@router.post("/mine/{token}/rules/{number}/{action}")
def act(mine: Mine, number: str, action: str) -> Response:
    rule, store = _rule(mine, number), SubscriptionStore(mine.engine).rules
    if rule is not None and action == "remove":
        store.remove(mine.subscriber, rule.name)
        return mine.back("rules", "rule_removed")
    if rule is not None and action in {"pause", "resume"}:
        store.change(mine.subscriber, rule.name, paused=action == "pause")
    return mine.back("rules")


def _written(conditions: Conditions, language: str) -> str:
    return in_language(conditions.text, str(conditions.tree), language)


def _rule(mine: Visitor, number: str) -> Rule | None:
    """One of theirs; None for a new one."""
    if number == "new":
        return None
    for rule in SubscriptionStore(mine.engine).rules.of(mine.subscriber):
        if str(rule.id) == number:
            return rule
    raise LinkOver


def _draft_of(rule: Rule) -> Draft:
    shown = form_of(rule.conditions.tree)
    if shown is None:
        return Draft(rule.name, "text", RuleForm(), rule.conditions.text, rule.urgent, rich=True)
    return Draft(rule.name, "form", shown, "", rule.urgent)


def read_draft(form: FormData) -> Draft:
    """What was sent, unchecked."""
    lists = {f.name: texts(form, f.name) for f in fields(RuleForm) if f.name not in _SINGLE}
    single = {name: text(form, name)[:60] for name in _SINGLE}
    if not single["min_amount"]:
        single["currency"] = ""
    asked = RuleForm(**lists, **single)  # type: ignore[arg-type]
    mode = "text" if text(form, "mode") == "text" else "form"
    return Draft(text(form, "name"), mode, asked, text(form, "wanted"), bool(text(form, "urgent")))


def conditions_of(draft: Draft, language: str) -> tuple[Conditions | None, dict[str, str]]:
    """The rule that was written, and by field what of it cannot be."""
    errors = {}
    if draft.mode == "form":
        errors = {f.name: said for f in fields(RuleForm) if (said := _wrong(draft.form, f.name, language))}
    if errors:
        return None, errors
    try:
        asked = draft.wanted if draft.mode == "text" else text_of(draft.form)
        return trials.conditions_of(asked), {}
    except RuleError as error:
        return None, {"wanted" if draft.mode == "text" else "text": error.tell(language)}
    except SubscriptionError as error:
        return None, {"wanted" if draft.mode == "text" else "text": str(error)}


def _wrong(form: RuleForm, name: str, language: str) -> str:
    """What is wrong with one field, read on its own."""
    alone = {n: getattr(form, n) for n in (name, *_WITH.get(name, ()))}
    try:
        Conditions.parse(text_of(RuleForm(**alone)))
    except RuleError as error:
        return error.tell(language)
    except SubscriptionError:
        return words(language)["error_amount" if "amount" in name or name == "min_usd" else "error_currency"]
    return ""


def _page(
    mine: Visitor, rule: Rule | None, draft: Draft, *, conditions: Conditions | None = None,
    errors: dict[str, str] | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    values: dict[str, Any] = {
        "rule": rule, "name": draft.name, "mode": draft.mode, "form": draft.form, "wanted": draft.wanted, "urgent": draft.urgent,
        "rich": draft.rich, "errors": errors or {}, "choices": _choices(mine.subscriber.language), "trial": None,
    }  # fmt: skip
    if conditions is not None:
        values |= _trial(mine, conditions)
    return mine.page("rule", values, status)


def _trial(mine: Visitor, conditions: Conditions) -> dict[str, Any]:
    now = wiring.now()
    trial = trials.backtest(mine.engine, conditions, now - timedelta(days=DAYS), now, limit=MOST_ARTICLES)
    most = max(trial.days.values(), default=0) or 1
    bars = [{"day": f"{day:%m-%d}", "count": n, "height": round(56 * n / most, 1)} for day, n in trial.days.items()]
    return {
        "trial": trial,
        "bars": bars,
        "trial_days": DAYS,
        "trial_most": MOST_ARTICLES,
        "said": _written(conditions, mine.subscriber.language),
    }


def _choices(language: str) -> dict[str, Any]:
    """What may be ticked, each with its word."""

    def worded(group: Any, values: Any) -> list[tuple[str, str]]:
        return [(value, word(group, value, language)) for value in values]

    return {
        "labels": worded("shown", LABELS), "sides": worded("sides", ALL_SIDES), "statuses": worded("statuses", STATUSES),
        "roles": worded("roles", ROLES),
        "kinds": [(label, word("shown", label, language), worded("kinds", kinds)) for label, kinds in KINDS.items()],
    }  # fmt: skip
