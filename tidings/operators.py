"""Tell operators of trouble, and when it is over: in the log, in the tables, and on their channel if they name one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from tidings import reports, wiring
from tidings.settings import Settings, SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawlers.health import Notice

log = structlog.get_logger("tidings.sources")
AT_ONCE = 20  # notices in one message
STALE_SECONDS = 86400.0  # what no channel has taken by then stands in the tables only


def tell(notices: list[Notice], engine: Engine, settings: Settings) -> None:
    """Log the notices, and send those that the channel has not taken yet, as one message. What fails is sent next time."""
    from crawlers.states import SourceStates

    for notice in notices:
        write = log.info if notice.is_recovery else log.warning
        event = "source_recovered" if notice.is_recovery else "source_trouble"
        write(event, source=notice.source_id, problem=notice.problem, detail=notice.detail)
    states = SourceStates(engine)
    now = wiring.now().timestamp()
    if not settings.crawl.operator_channel or not (untold := states.untold(now - STALE_SECONDS, AT_ONCE)):
        return
    names = sorted({kept.notice.source_id for kept in untold})
    subject = f"tidings: {names[0] if len(names) == 1 else f'{len(names)} sources'}: {untold[0].notice.problem}"
    if send(settings, subject, [reports.describe_notice(kept.notice) for kept in untold]):
        for kept in untold:
            states.mark_told(kept.id, now)


def send(settings: Settings, subject: str, lines: Sequence[str]) -> bool:
    """One message to the operators' channel, if they name one. False when it has to be sent again."""
    from alerts import notices
    from alerts.channels import parse_channel
    from alerts.delivery import Alert
    from alerts.notifier import Notifier
    from alerts.subscriptions import SubscriptionError

    if not settings.crawl.operator_channel:
        return True
    try:
        kind, url = parse_channel(settings.crawl.operator_channel)
    except SubscriptionError as error:
        raise SettingsError(f"settings: crawl.operator_channel: {error}") from error
    content = notices.for_operators(subject, lines, wiring.now())
    outcome = Notifier().send(Alert(str(uuid4()), 0, kind, url, 1, content))
    if outcome.kind not in {"sent", "unknown"}:  # unknown: it may have been taken, and twice is worse than once
        log.warning("operators_not_told", detail=outcome.detail)
    return outcome.kind in {"sent", "unknown"}
