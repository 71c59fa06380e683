"""articles.archived -> the rules that match -> alert records in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from alerts.canary import Canaries
from alerts.outbox import Outbox
from alerts.rule_matcher import RuleMatcher
from alerts.store import SubscriptionStore
from bus import topics
from bus.errors import InvalidMessage
from bus.events import ArticleArchived, Event
from consumers import metrics
from consumers.interface import Clock, Unavailable

log = structlog.get_logger("tidings.worker").bind(worker="match")


class MatchRules:
    """Writes alert records and the reasons of those not written; publishes nothing.

    Rules are looked up in an index that lives as long as the worker. Why a rule does not match is not written down, for that
    would be a row for each rule and article: `tidings explain` works it out when somebody asks.
    """

    name = "match"
    topic = topics.ARCHIVED

    def __init__(self, subscriptions: SubscriptionStore, outbox: Outbox, canaries: Canaries, clock: Clock) -> None:
        self._matcher, self._outbox = RuleMatcher(subscriptions.rules), outbox
        self._canaries, self._clock = canaries, clock

    def handle(self, events: Sequence[Event]) -> list[Event]:
        try:
            self._matcher.renew()
            for event in events:
                if not isinstance(event, ArticleArchived):
                    raise InvalidMessage("match: the record is not an archived article")
                if event.classified.article.is_canary:
                    self._match_canary(event)
                    continue
                matching = self._matcher.matching(event)
                metrics.MATCHES.labels("no_match").inc(len(self._matcher) - len(matching))
                for outcome in self._outbox.decide(matching, event, known=len(self._matcher)):
                    metrics.MATCHES.labels(outcome).inc()
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"match: the database does not answer: {error.orig}") from error
        return []

    def _match_canary(self, event: ArticleArchived) -> None:
        """No rule of a subscriber sees it."""
        if reason := self._canaries.match(event, self._clock()):
            log.warning("canary_dropped", article_id=event.key, reason=reason)
