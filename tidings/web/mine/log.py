"""What was sent, what waits, what was not sent and why; and what is muted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from alerts import tables
from alerts.mutes import Mute, MuteStore
from alerts.reasons import told
from alerts.store import SubscriptionStore
from archive.tables import articles
from tidings import wiring
from tidings.web.mine.access import Mine, Sent, Visitor, channel_name, shown_time, text

router = APIRouter(include_in_schema=False)
STATES = ("sent", "pending", "sending", "failed", "expired", "suppressed")
NOT_TOLD = ("muted", "same_story", "stale", "no_channel")
LENGTHS = {
    "h8": timedelta(hours=8),
    "d1": timedelta(days=1),
    "d7": timedelta(days=7),
    "d30": timedelta(days=30),
    "forever": None,
}
ROWS = 100


@router.get("/mine/{token}/log", response_class=HTMLResponse)
def log(mine: Mine, state: str = "") -> HTMLResponse:
    chosen = state if state in STATES else ""
    zone = mine.zone
    return mine.page(
        "log",
        {"rows": _alerts(mine, chosen, zone), "untold": [] if chosen else _untold(mine, zone), "states": STATES, "chosen": chosen,
         "zone": zone},
    )  # fmt: skip


def _alerts(mine: Visitor, state: str, zone: str) -> list[dict[str, Any]]:
    a, c, f = tables.alerts.c, tables.channels.c, tables.feedback.c
    query = (
        select(
            a.id,
            a.state,
            a.reason,
            a.created_at,
            a.sent_at,
            a.article_id,
            a.content,
            a.hold,
            a.next_at,
            c.kind,
            c.url,
            f.relevant,
        )
        .join_from(tables.alerts, tables.channels, c.id == a.channel_id)
        .outerjoin(tables.feedback, f.alert_id == a.id)
        .where(a.subscriber_id == mine.subscriber.id)
        .order_by(a.created_at.desc(), a.id)
        .limit(ROWS)
    )
    if state:
        query = query.where(a.state == state)
    with mine.engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query).all()
    links, now = wiring.links(mine.settings, mine.engine), wiring.now().timestamp()
    return [
        {"at": shown_time(r.sent_at or r.created_at, zone), "state": r.state, "reason": _reason(mine, r, zone), "title": r.content["title"],
         "rule": r.content["rule"], "channel": channel_name(r.kind, r.url, mine.words), "article": r.article_id, "relevant": r.relevant,
         "about": links.about(r.id, now) if r.article_id else ""}
        for r in rows
    ]  # fmt: skip


def _reason(mine: Visitor, row: Any, zone: str) -> str:
    """Why it waits, on the subscriber's clock and in their language; else what is stored, in words."""
    waits = mine.words.get(f"hold_{row.hold}") if row.state == "pending" else None
    return waits.format(time=shown_time(row.next_at, zone)) if waits else told(row.reason, mine.subscriber.language, zone)


def _untold(mine: Visitor, zone: str) -> list[dict[str, Any]]:
    """Articles that a rule wanted and that were not told all the same. Those that no rule wanted are not listed."""
    d, r = tables.decisions.c, tables.rules.c
    query = (
        select(d.article_id, d.outcome, d.reason, d.at, r.name, articles.c.title)
        .join_from(tables.decisions, tables.rules, r.id == d.rule_id)
        .outerjoin(articles, articles.c.id == d.article_id)
        .where(d.subscriber_id == mine.subscriber.id, d.outcome.in_(NOT_TOLD))
        .order_by(d.at.desc())
        .limit(ROWS)
    )
    with mine.engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query).all()
    return [
        {"at": shown_time(row.at, zone), "outcome": row.outcome, "reason": told(row.reason, mine.subscriber.language, zone), "rule": row.name, "title": row.title or "",
         "article": row.article_id}
        for row in rows
    ]  # fmt: skip


@router.get("/mine/{token}/mutes", response_class=HTMLResponse)
def mutes(mine: Mine) -> HTMLResponse:
    return _mutes(mine)


def _mutes(mine: Visitor, status: int = 200, error: str = "") -> HTMLResponse:
    zone = mine.zone
    told = [
        {"id": m.id, "kind": m.kind, "what": _what(mine, m), "snooze": m.snooze,
         "until": shown_time(m.until.timestamp(), zone) if m.until else ""}
        for m in MuteStore(mine.engine).of(mine.subscriber, wiring.now())
    ]  # fmt: skip
    rules = SubscriptionStore(mine.engine).rules.of(mine.subscriber)
    return mine.page(
        "mutes", {"mutes": told, "rules": rules, "lengths": list(LENGTHS), "error": error, "zone": zone}, status
    )


def _what(mine: Visitor, mute: Mute) -> str:
    """A story by the title of its first article."""
    if mute.kind != "story":
        return mute.value
    with mine.engine.connect() as connection:
        query = select(articles.c.title).where(articles.c.story_id == mute.value).order_by(articles.c.archived_at).limit(1)
        return connection.execution_options(reading=True).execute(query).scalar() or mute.value[:12]


@router.post("/mine/{token}/mutes", response_class=HTMLResponse)
def mute(mine: Mine, form: Sent) -> Response:
    rule, party = text(form, "rule"), text(form, "party")[:200]
    known = {r.name for r in SubscriptionStore(mine.engine).rules.of(mine.subscriber)}
    if bool(rule) == bool(party) or (rule and rule not in known) or text(form, "length") not in LENGTHS:
        return _mutes(mine, 422, mine.words["error_mute"])
    kind, value = ("rule", rule) if rule else ("party", party)
    add_mute(mine.engine, mine.subscriber, kind, value, text(form, "length"), snooze=bool(text(form, "snooze")))
    return mine.back("mutes")


def add_mute(engine: Any, subscriber: Any, kind: str, value: str, length: str, *, snooze: bool = False) -> None:
    now, lasts = wiring.now(), LENGTHS[length]
    MuteStore(engine).add(subscriber, kind, value, now + lasts if lasts else None, snooze=snooze and lasts is not None)


@router.post("/mine/{token}/mutes/{number}/remove", response_class=HTMLResponse)
def unmute(mine: Mine, number: int) -> Response:
    store = MuteStore(mine.engine)
    if any(m.id == number for m in store.of(mine.subscriber, wiring.now())):
        store.remove(mine.subscriber, number)
    return mine.back("mutes")
