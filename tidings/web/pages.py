"""The pages beside those of articles: the delivery log, how things stand, the demo's mails."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine, select

from alerts import canary
from alerts.channels import masked
from alerts.reasons import told
from alerts.tables import alerts, attempts, channels, subscribers
from alerts.texts import is_web
from alerts.words import word
from bus.errors import BusError
from consumers import metrics as worker_metrics
from tidings import reports, wiring
from tidings.settings import Settings
from tidings.web.reader import keep_choice, language_of, other_language
from tidings.web.wording import words

router = APIRouter(include_in_schema=False)


def render(request: Request, name: str, values: dict[str, Any], status: int = 200) -> HTMLResponse:
    reader = language_of(request)
    shared = {
        "has_mailbox": request.app.state.mailbox is not None, "is_web": is_web, "reader": reader, "w": words(reader), "word": word,
        "other_language": other_language(request),
    }  # fmt: skip
    response: HTMLResponse = request.app.state.templates.TemplateResponse(
        request, name, {**shared, **values}, status_code=status
    )
    keep_choice(request, response)
    return response


def delivery(engine: Engine, language: str, article_id: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
    """Alerts, newest first, with whom they go to; no secret of a channel is in it."""
    a, c, s = alerts.c, channels.c, subscribers.c
    query = (
        select(a.id, a.state, a.reason, a.attempts, a.created_at, a.sent_at, a.article_id, a.content, s.name, c.kind, c.url)
        .join_from(alerts, channels, c.id == a.channel_id)
        .join(subscribers, s.id == a.subscriber_id)
        .where(canary.of_subscribers())
        .order_by(a.created_at.desc(), a.id)
        .limit(limit)
    )
    if article_id:
        query = query.where(a.article_id == article_id)
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query).all()
    return [
        {"id": r.id, "state": r.state, "reason": told(r.reason, language), "attempts": r.attempts, "subscriber": r.name,
         "created": _time(r.created_at), "sent": _time(r.sent_at), "article_id": r.article_id, "title": r.content["title"],
         "channel": masked(r.kind, r.url, language), "rule": r.content["rule"]}
        for r in rows
    ]  # fmt: skip


def _time(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S") if seconds else ""


@router.get("/deliveries", response_class=HTMLResponse)
def deliveries(request: Request) -> HTMLResponse:
    return render(request, "deliveries.html", {"log": delivery(request.app.state.engine, language_of(request))})


@router.get("/status", response_class=HTMLResponse)
def status(request: Request) -> HTMLResponse:
    state, reader = request.app.state, language_of(request)
    try:
        report, trouble = reports.status(state.settings, state.engine, reader), ""
    except BusError as error:
        report, trouble = reports.Status(), str(error)
    w = words(reader)
    values = {
        "report": report, "trouble": trouble, "alerts": {w[state]: number for state, number in report.alerts.items()},
        "archived": {w.get(name) or word("shown", name, reader): number for name, number in report.labels.items()},
        "canaries": {w[name]: told for name, told in report.canaries.items()},
    }  # fmt: skip
    return render(request, "status.html", values)


@router.get("/mailbox", response_class=HTMLResponse)
def mailbox(request: Request) -> HTMLResponse:
    """The demo's mails, newest first."""
    folder = request.app.state.mailbox
    if folder is None:
        raise HTTPException(404)
    mails = []
    for path in sorted(folder.glob("*.eml"), reverse=True)[:200]:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain", "html"))
        mails.append(
            {"subject": mail["subject"], "to": mail["to"], "name": path.stem, "text": body.get_content() if body else ""}
        )
    return render(request, "mailbox.html", {"mails": mails})


@router.get("/mailbox/{name}", response_class=HTMLResponse)
def one_mail(request: Request, name: str) -> HTMLResponse:
    """The HTML part of one mail, as a mail program shows it: without scripts."""
    folder = request.app.state.mailbox
    paths = {path.stem: path for path in folder.glob("*.eml")} if folder else {}
    if name not in paths:
        raise HTTPException(404)
    mail = email.message_from_bytes(paths[name].read_bytes(), policy=email.policy.default)
    body = mail.get_body(("html", "plain"))
    return HTMLResponse(
        body.get_content() if body else "",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


def collect_metrics(settings: Settings, engine: Engine, write: Callable[[Any], bytes]) -> bytes:
    """The metrics with the gauges that only the database and the bus know."""
    pending, age = wiring.outbox(settings, engine).pending()
    worker_metrics.OUTBOX_PENDING.set(pending)
    worker_metrics.OUTBOX_OLDEST.set(age)
    _collect_sources(engine)
    _collect_canaries(engine)
    try:
        for entry in wiring.bus(settings).lag():
            worker_metrics.LAG_RECORDS.labels(entry.group, entry.topic).set(entry.records)
            worker_metrics.LAG_SECONDS.labels(entry.group, entry.topic).set(entry.oldest_seconds or 0.0)
    except BusError:
        worker_metrics.UNAVAILABLE.labels("web").inc()
    return write(worker_metrics.REGISTRY)


def _collect_canaries(engine: Engine) -> None:
    canaries = canary.Canaries(engine)
    alarm = canaries.alarm()
    worker_metrics.CANARY_SILENT.set(alarm is not None and alarm.over_at is None)
    if newest := canaries.newest_accepted():
        worker_metrics.CANARY_ACCEPTED.set(newest[0])
        worker_metrics.CANARY_SECONDS.set(newest[1])


def _collect_sources(engine: Engine) -> None:
    """What the crawler has written down: its processes live for a cycle only, and serve no metrics of their own."""
    from crawlers.states import SourceStates

    states = SourceStates(engine)
    worker_metrics.SOURCE_PROBLEM.clear()
    worker_metrics.SOURCES.clear()
    for state in states.all().values():
        worker_metrics.SOURCES.labels(state.problem or "well").inc()
        if state.problem:
            worker_metrics.SOURCE_PROBLEM.labels(state.source_id, state.problem).set(1)
    for (source, outcome), total in states.outcomes().items():
        counter = worker_metrics.CRAWLED.labels(source, outcome)
        labels = {"source": source, "outcome": outcome}
        shown = worker_metrics.REGISTRY.get_sample_value("tidings_crawl_outcomes_total", labels) or 0.0
        counter.inc(max(0.0, total - shown))


def attempts_of(engine: Engine, alert_id: str) -> list[Any]:
    """The attempts of one alert, oldest first."""
    t = attempts.c
    query = select(t.at, t.outcome, t.detail, t.worker).where(t.alert_id == alert_id).order_by(t.at, t.id)
    with engine.connect() as connection:
        return list(connection.execution_options(reading=True).execute(query))


@router.get("/deliveries/{alert_id}", response_class=HTMLResponse)
def one_delivery(request: Request, alert_id: str) -> HTMLResponse:
    rows = [
        {"at": _time(r.at), "outcome": r.outcome, "detail": told(r.detail, language_of(request)), "worker": r.worker}
        for r in attempts_of(request.app.state.engine, alert_id)
    ]
    return render(request, "delivery.html", {"alert_id": alert_id, "attempts": rows})
