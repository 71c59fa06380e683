"""articles.archived -> the rules that match -> alert records in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import InterfaceError, OperationalError

from alerts.outbox import Outbox
from alerts.store import SubscriptionStore
from bus import topics
from bus.errors import InvalidMessage
from bus.events import ArticleArchived, Event
from consumers import metrics
from consumers.interface import Unavailable


class MatchRules:
    """Writes alert records and the reasons of those not written; publishes nothing."""

    name = "match"
    topic = topics.ARCHIVED

    def __init__(self, subscriptions: SubscriptionStore, outbox: Outbox) -> None:
        self._subscriptions, self._outbox = subscriptions, outbox

    def handle(self, events: Sequence[Event]) -> list[Event]:
        try:
            rules = self._subscriptions.active_rules()
            for event in events:
                if not isinstance(event, ArticleArchived):
                    raise InvalidMessage("match: the record is not an archived article")
                for outcome in self._outbox.decide(rules, event):
                    metrics.MATCHES.labels(outcome).inc()
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"match: the database does not answer: {error.orig}") from error
        return []
