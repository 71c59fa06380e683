"""Where a subscriber is told: add, test, remove. What is secret of a channel is never shown."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from alerts import notices
from alerts.channels import mail_url, slack_url
from alerts.guard import parse_networks, webhook_url
from alerts.notifier import Notifier
from alerts.preferences import Preferences
from alerts.reasons import told
from alerts.store import SubscriptionStore
from alerts.subscriptions import Channel, SubscriptionError
from alerts.telling import UNCONFIRMED, Telling
from tidings import wiring
from tidings.web.mine.access import Mine, Sent, Visitor, channel_name, text

router = APIRouter(include_in_schema=False)
MOST = 20  # channels of a subscriber


def shown_channels(mine: Visitor) -> list[dict[str, Any]]:
    return [
        {"id": c.id, "kind": c.kind, "where": channel_name(c.kind, c.url, mine.words), "paused": told(c.paused, mine.subscriber.language), "unconfirmed": c.paused == UNCONFIRMED}
        for c in _theirs(mine)
    ]  # fmt: skip


def _theirs(mine: Visitor) -> list[Channel]:
    return [c for c in SubscriptionStore(mine.engine).channels() if c.subscriber_id == mine.subscriber.id]


def _page(mine: Visitor, status: int = 200, **values: Any) -> HTMLResponse:
    shared = {
        "channels": shown_channels(mine),
        "may_mail": bool(mine.settings.alerts.mail_server),
        "errors": {},
        "typed": {},
    }
    return mine.page("channels", {**shared, "note": "", "trouble": "", **values}, status)


@router.get("/mine/{token}/channels", response_class=HTMLResponse)
def channels(mine: Mine) -> HTMLResponse:
    return _page(mine)


@router.post("/mine/{token}/channels", response_class=HTMLResponse)
def add(mine: Mine, form: Sent) -> Response:
    """Slack and webhooks at once; a mail address is asked first whether it wants to hear."""
    field = {"mail": "address", "webhook": "webhook"}.get(text(form, "kind"), "hook")
    server = mine.settings.alerts.mail_server
    try:
        if len(_theirs(mine)) >= MOST or (field == "address" and not server):
            raise SubscriptionError("channel: no more can be added here; ask your operator")
        url = _url(field, text(form, field), mine)
        added = SubscriptionStore(mine.engine).add_channel(mine.subscriber.name, url)
    except SubscriptionError as error:
        said = mine.words["error_twice" if "already" in str(error) else f"error_{field}"]
        return _page(mine, 422, errors={field: said}, typed={name: text(form, name) for name in ("address", "webhook")})
    if added.kind == "slack":
        return mine.back("channels")
    if added.kind == "webhook":
        secret = Preferences(mine.engine).sign_channel(mine.subscriber, added.id)
        return _page(mine, note=mine.words["webhook_added"].format(secret=secret))
    Telling(mine.engine, Notifier()).hold(added.id, wiring.now())
    return _told(mine, added, "confirm")


def _url(field: str, typed: str, mine: Visitor) -> str:
    """Raises SubscriptionError."""
    if field == "webhook":
        return webhook_url(typed, parse_networks(mine.settings.alerts.webhook_networks))
    return mail_url(mine.settings.alerts.mail_server, typed) if field == "address" else slack_url(typed)


@router.post("/mine/{token}/channels/{number}/{action}", response_class=HTMLResponse)
def change(mine: Mine, number: int, action: str) -> Response:
    found = next((c for c in _theirs(mine) if c.id == number), None)
    if found is None:
        return mine.back("channels", "")
    if action == "remove":
        Preferences(mine.engine).remove_channel(mine.subscriber, number)
        return mine.back("channels", "removed")
    if action == "resume" and found.paused and found.paused != UNCONFIRMED:
        Preferences(mine.engine).resume_channel(mine.subscriber, number)
    if action == "test" and found.paused != UNCONFIRMED:
        return _told(mine, found, "test")
    if action == "confirm" and found.paused == UNCONFIRMED:
        return _told(mine, found, "confirm")
    return mine.back("channels")


def _told(mine: Visitor, channel: Channel, purpose: Any) -> HTMLResponse:
    """Send a test or the question of confirmation, and say what the channel answered."""
    settings, now, w = mine.settings, wiring.now(), mine.words
    links = wiring.links(settings, mine.engine)
    url = links.confirm(channel.id, now.timestamp()) if purpose == "confirm" else ""
    content = notices.asked_for(mine.subscriber.language, purpose, now, name=mine.subscriber.name, url=url)
    telling = Telling(mine.engine, Notifier(settings.web.base_url, links.key, settings.alerts.webhook_networks))
    outcome = telling.now(channel.id, purpose, content, now)
    if outcome is None:
        return _page(mine, 429, trouble=w["test_wait"])
    if outcome.kind != "sent":
        return _page(mine, trouble=w["test_failed"].format(reason=told(outcome.detail, mine.subscriber.language)))
    return _page(mine, note=w["confirm_sent" if purpose == "confirm" else "test_sent"])
