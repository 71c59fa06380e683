"""articles.archived -> the rules that match -> alert records in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from alerts.canary import Canaries
from alerts.outbox import Outbox
from alerts.store import SubscriptionStore
from bus import topics
from bus.errors import InvalidMessage
from bus.events import ArticleArchived, Event
from consumers import metrics
from consumers.interface import Clock, Unavailable

log = structlog.get_logger("tidings.worker").bind(worker="match")


class MatchRules:
    """Writes alert records and the reasons of those not written; publishes nothing."""

    name = "match"
    topic = topics.ARCHIVED

    def __init__(self, subscriptions: SubscriptionStore, outbox: Outbox, canaries: Canaries, clock: Clock) -> None:
        self._subscriptions, self._outbox = subscriptions, outbox
        self._canaries, self._clock = canaries, clock

    def handle(self, events: Sequence[Event]) -> list[Event]:
        try:
            rules = self._subscriptions.active_rules()
            for event in events:
                if not isinstance(event, ArticleArchived):
                    raise InvalidMessage("match: the record is not an archived article")
                if event.classified.article.is_canary:
                    self._match_canary(event)
                    continue
                for outcome in self._outbox.decide(rules, event):
                    metrics.MATCHES.labels(outcome).inc()
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"match: the database does not answer: {error.orig}") from error
        return []

    def _match_canary(self, event: ArticleArchived) -> None:
        """No rule of a subscriber sees it."""
        if reason := self._canaries.match(event, self._clock()):
            log.warning("canary_dropped", article_id=event.key, reason=reason)
