"""The JSON API of rules: read one and say what is wrong with it, and try it on the archive before it is saved. Changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from alerts.rules.messages import RuleError
from alerts.rules.parser import MAX_LENGTH
from alerts.rules.wanted import Conditions
from tidings import trials, wiring

router = APIRouter(prefix="/api/rules")
MOST_ARTICLES = 5000  # of a backtest: it keeps a thread of the server busy


class Wanted(BaseModel):
    """A rule in the rule language, and the language of what is said about it."""

    text: Annotated[str, Field(max_length=MAX_LENGTH + 1)]
    language: Literal["en", "zh"] = "en"


class Past(Wanted):
    days: Annotated[int, Field(ge=1, le=366)] = 30
    samples: Annotated[int, Field(ge=0, le=50)] = 5


@router.post("/check")
def check(wanted: Wanted) -> dict[str, Any]:
    """Whether the rule can be read: then in its plain form, and as form fields where it can be one; else what is wrong and where."""
    try:
        conditions = trials.conditions_of(wanted.text)
    except RuleError as error:
        return {"ok": False, "error": _told(error, wanted.language)}
    return {"ok": True, "text": str(conditions.tree), "form": trials.form_fields(conditions)}


@router.post("/backtest")
def backtest(request: Request, past: Past) -> dict[str, Any]:
    """How many alerts the rule would have made, day by day, over the newest articles of the archive, and of what."""
    now = wiring.now()
    done = trials.backtest(
        request.app.state.engine,
        _read(past),
        now - timedelta(days=past.days),
        now,
        samples=past.samples,
        limit=MOST_ARTICLES,
    )
    return {**done.as_json(), "is_whole": done.articles < MOST_ARTICLES}


def _read(wanted: Wanted) -> Conditions:
    try:
        return trials.conditions_of(wanted.text)
    except RuleError as error:
        raise HTTPException(422, _told(error, wanted.language)) from error


def _told(error: RuleError, language: str) -> dict[str, Any]:
    return {"message": error.tell(language), "position": error.position, "clause": error.clause, "code": error.code}
