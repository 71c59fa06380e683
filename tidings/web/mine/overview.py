"""The first page: what a subscriber is told of, when, where, and what came of it of late."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from alerts import tables
from alerts.feedback import Feedback
from alerts.preferences import Preferences
from alerts.store import SubscriptionStore
from tidings import wiring
from tidings.web.mine.access import Mine, Visitor
from tidings.web.mine.channels import shown_channels

router = APIRouter(include_in_schema=False)
DAYS = 30


@router.get("/mine/{token}", response_class=HTMLResponse)
@router.get("/mine/{token}/", response_class=HTMLResponse)
def overview(mine: Mine) -> HTMLResponse:
    schedule = Preferences(mine.engine).schedule(mine.subscriber)
    rules = SubscriptionStore(mine.engine).rules.of(mine.subscriber)
    return mine.page(
        "overview",
        {"schedule": schedule, "rules": rules, "channels": shown_channels(mine), "counts": _counts(mine),
         "precision": Feedback(mine.engine).by_rule(), "active": mine.subscriber.active},
    )  # fmt: skip


def _counts(mine: Visitor) -> dict[str, Any]:
    """How many alerts of the last days were sent, wait, were not sent, and were rated."""
    a, f = tables.alerts.c, tables.feedback.c
    since = (wiring.now() - timedelta(days=DAYS)).timestamp()
    theirs = (a.subscriber_id == mine.subscriber.id) & (a.created_at >= since) & (a.article_id != "")
    query = select(a.state, func.count(), func.count(f.alert_id)).outerjoin(tables.feedback, f.alert_id == a.id)
    with mine.engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query.where(theirs).group_by(a.state)).all()
    counts = Counter[str]()
    for state, number, rated in rows:
        counts[{"sent": "sent", "pending": "waiting", "sending": "waiting"}.get(state, "not_sent")] += number
        counts["rated"] += rated
    return {name: counts[name] for name in ("sent", "waiting", "not_sent", "rated")}
