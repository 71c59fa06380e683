"""The JSON API: the same answers as the pages and the command line."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from alerts.feedback import Feedback, Precision
from alerts.store import SubscriptionStore
from archive.export import as_row
from archive.search import count, search
from tidings import wiring
from tidings.cli.context import InputError
from tidings.query import parse_query

router = APIRouter(prefix="/api")


@router.get("/articles")
def articles(
    request: Request,
    q: str = "",
    label: Annotated[list[str] | None, Query()] = None,
    language: Annotated[list[str] | None, Query()] = None,
    source: Annotated[list[str] | None, Query()] = None,
    since: str | None = None,
    until: str | None = None,
    kind: Annotated[list[str] | None, Query()] = None,
    status: Annotated[list[str] | None, Query()] = None,
    party: str = "",
    side: Annotated[list[str] | None, Query()] = None,
    agency: str = "",
    role: Annotated[list[str] | None, Query()] = None,
    min_amount: str | None = None,
    currency: str | None = None,
    min_usd: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> dict[str, Any]:
    """Articles that fit, newest first; kind, status, party, side, agency and amount hold for one and the same event."""
    try:
        query = parse_query(
            q, label=label or (), language=language or (), source=source or (), since=since, until=until, kind=kind or (),
            status=status or (), party=party, side=side or (), agency=agency, role=role or (), min_amount=min_amount,
            currency=currency, min_usd=min_usd, limit=limit, offset=offset,
        )  # fmt: skip
    except InputError as error:
        raise HTTPException(422, str(error)) from error
    engine = request.app.state.engine
    return {"total": count(engine, query), "articles": [as_row(hit) for hit in search(engine, query)]}


@router.get("/articles/{article_id}")
def article(request: Request, article_id: str) -> dict[str, Any]:
    """One article with its text and everything read from it."""
    state = request.app.state
    found = wiring.archive(state.settings, state.engine).get(article_id)
    if found is None:
        raise HTTPException(404, "no such article")
    return found.model_dump(mode="json", exclude={"embedding"})


@router.get("/rules")
def rules(request: Request) -> list[dict[str, Any]]:
    """The rules, and how many of the alerts that their readers rated were relevant, with the 95 % interval."""
    engine = request.app.state.engine
    precision = Feedback(engine).by_rule()
    return [
        {"id": rule.id, "subscriber": rule.subscriber, "name": rule.name, "rule": rule.conditions.text, "urgent": rule.urgent,
         "paused": rule.paused, "precision": as_json(precision.get(rule.id, Precision()))}
        for rule in SubscriptionStore(engine).rules.all()
    ]  # fmt: skip


def as_json(precision: Precision) -> dict[str, Any]:
    return {
        "relevant": precision.relevant, "not_relevant": precision.not_relevant, "share": precision.share,
        "interval": precision.interval,
    }  # fmt: skip
