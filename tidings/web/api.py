"""The JSON API: the same answers as the pages and the command line."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from archive.export import as_row
from archive.search import ArticleQuery, count, search
from tidings import wiring
from tidings.cli.context import InputError, parse_time

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
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> dict[str, Any]:
    """Articles that fit, newest first."""
    try:
        window = parse_time(since), parse_time(until)
    except InputError as error:
        raise HTTPException(422, str(error)) from error
    query = ArticleQuery(
        text=q[:500], labels=tuple(label or ()), languages=tuple(language or ()), sources=tuple(source or ()),
        since=window[0], until=window[1], limit=limit, offset=offset,
    )  # fmt: skip
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
