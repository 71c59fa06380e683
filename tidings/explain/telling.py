"""From the archive to a subscriber: which rule matched, and what became of the alert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from alerts import tables
from alerts.channels import masked
from alerts.matching import mismatch
from alerts.reasons import read
from alerts.store import SubscriptionStore
from alerts.subscriptions import Rule, Subscriber
from alerts.words import Both
from bus.events import ArticleArchived
from tidings import wiring
from tidings.explain.journey import Journey
from tidings.explain.notes import Note, Outcome, at, why
from tidings.settings import Settings

# What is told of several alert records of a subscriber: the one that came furthest.
FURTHEST = ("sent", "sent_otherwise", "sending", "held", "due", "retrying", "channel_paused", "channel_off", "failed", "expired",
            "suppressed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """What a subscriber's rules made of an article, and the first thing that stopped an alert."""

    notes: tuple[Note, ...]
    verdict: Note


def tell(settings: Settings, engine: Engine, way: Journey, who: Subscriber) -> Telling:
    """Of an article that is in the archive."""
    rules = [rule for rule in SubscriptionStore(engine).active_rules() if rule.subscriber_id == who.id]
    made = _decisions(engine, way, who, rules)
    rule_notes = _rule_notes(way, rules, made)
    records = list(_records(engine, way, who))
    if records:
        best = min(records, key=lambda note: FURTHEST.index(note.code))
        return Telling((*rule_notes, *records), _told(best, who))
    return Telling(tuple(rule_notes), _untold(settings, way, who, rules, made))


def _told(best: Note, who: Subscriber) -> Note:
    if best.code == "sent":
        return Note("delivered", "alerted", {**best.facts, "subscriber": who.name})
    if best.code == "sent_otherwise":
        return Note("delivered", "told_by_story", {**best.facts, "subscriber": who.name})
    return best


def _untold(settings: Settings, way: Journey, who: Subscriber, rules: Sequence[Rule], made: Sequence[Any]) -> Note:
    """Why there is no alert record."""
    facts = {"subscriber": who.name, "url": way.url}
    if not made:
        if not who.active:
            return Note("matched", "subscriber_off", facts)
        if not rules:
            return Note("matched", "no_rule", facts)
        behind = sum(lag.records for lag in wiring.bus(settings).lag() if lag.group == "match")
        return Note("matched", "undecided", {**facts, "behind": behind})
    by_outcome = {row.outcome: row for row in reversed(made)}
    # A rule that matched came further than one that did not; what stopped it is the answer.
    for outcome in ("muted", "no_channel", "updated", "alerted", "same_story", "stale", "no_match"):
        if outcome in by_outcome:
            row = by_outcome[outcome]
            code = outcome if outcome in {"muted", "no_channel", "stale", "no_match"} else "lost_record"
            return Note(
                "matched", code, {**facts, "rule": row.rule, "reason": _why(row), "number": len(made), "why": _kind_of(row)}
            )
    row = made[0]
    return Note("matched", "decided", {**facts, "rule": row.rule, "outcome": Outcome(row.outcome), "reason": _why(row)})


@dataclass(frozen=True, slots=True)
class _NoMatch:
    """A rule that does not match, which is not written down: it is worked out here."""

    id: int
    rule: str
    reason: Both
    outcome: str = "no_match"


def _decisions(engine: Engine, way: Journey, who: Subscriber, rules: Sequence[Rule]) -> Sequence[Any]:
    d, r = tables.decisions.c, tables.rules.c
    assert way.found is not None
    query = (
        select(r.id, r.name.label("rule"), d.outcome, d.reason)
        .join_from(tables.decisions, tables.rules, r.id == d.rule_id)
        .where(d.article_id == way.found.article.id, d.subscriber_id == who.id)
        .order_by(r.id)
    )
    looked = select(d.outcome).where(d.article_id == way.found.article.id, d.rule_id == 0)
    with engine.connect() as connection:
        reading = connection.execution_options(reading=True)
        made = list(reading.execute(query).all())
        was_looked_at = reading.execute(looked).first() is not None
    if not was_looked_at:
        return made
    decided = {row.id for row in made}
    others = [(rule, _mismatch(rule, way)) for rule in rules if rule.id not in decided]
    return sorted([*made, *(_NoMatch(rule.id, rule.name, why) for rule, why in others if why)], key=lambda row: row.id)


def _why(row: Any) -> Both:
    return row.reason if isinstance(row.reason, Both) else why(row.reason)


def _kind_of(row: Any) -> str:
    """By which the cure is chosen: the code of a reason, or the condition that failed."""
    reason = read(row.reason)
    return reason.code.removesuffix("_before") if reason and row.outcome != "no_match" else _why(row).split(":", 1)[0]


def _mismatch(rule: Rule, way: Journey) -> Both | None:
    english = mismatch(rule.conditions, _archived(way))
    return None if english is None else Both(english, mismatch(rule.conditions, _archived(way), "zh") or english)


def _rule_notes(way: Journey, rules: Sequence[Rule], made: Sequence[Any]) -> list[Note]:
    """What each rule decided then, and what it would decide now where that is something else."""
    now = {rule.id: mismatch(rule.conditions, _archived(way)) for rule in rules}
    decided = {row.id for row in made}
    notes = []
    for row in made:
        facts = {"rule": row.rule, "outcome": Outcome(row.outcome), "reason": _why(row), "now": ""}
        differs = row.id in now and (now[row.id] is None) != (row.outcome != "no_match") and row.outcome != "stale"
        if differs:
            facts["now"] = Outcome("matches_not" if now[row.id] else "matches")
        notes.append(Note("matched", "decided_otherwise" if differs else "decided", facts))
    for rule in rules:
        if rule.id not in decided:
            is_match = Outcome("matches_not" if now[rule.id] else "matches")
            notes.append(Note("matched", "later_rule", {"rule": rule.name, "now": is_match}))
    return notes


def _archived(way: Journey) -> ArticleArchived:
    assert way.found is not None
    return ArticleArchived(
        classified=way.found, story_id=way.story, opens_story=way.story == way.found.article.id, revision=1, is_new=True,
        archived_at=way.found.classified_at,
    )  # fmt: skip


def _records(engine: Engine, way: Journey, who: Subscriber) -> Iterator[Note]:
    """The alert records of the article's story for the subscriber, one a channel."""
    a, c = tables.alerts.c, tables.channels.c
    query = (
        select(tables.alerts, c.kind, c.url, c.active, c.paused_at, c.paused_reason)
        .join_from(tables.alerts, tables.channels, c.id == a.channel_id)
        .where(a.subscriber_id == who.id, (a.story_id == way.story) | (a.article_id == _id(way)))
        .order_by(a.channel_id)
    )
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query).all()
        last = _last_refusals(connection, [row.id for row in rows])
    for row in rows:
        yield _record(row, way, who, last.get(row.id, ""))


def _last_refusals(connection: Any, ids: Sequence[str]) -> dict[str, str]:
    """What the channel said at the last attempt of each alert."""
    t = tables.attempts.c
    newest = select(func.max(t.id)).where(t.alert_id.in_(ids)).group_by(t.alert_id)
    return {row.alert_id: row.detail for row in connection.execute(select(t.alert_id, t.detail).where(t.id.in_(newest)))}


def _record(row: Any, way: Journey, who: Subscriber, last: str) -> Note:
    code = _code(row, is_other=row.article_id != _id(way))
    reason = row.paused_reason if code == "channel_paused" else row.reason or last
    facts = {
        "subscriber": who.name, "channel": Both(masked(row.kind, row.url), masked(row.kind, row.url, "zh")), "number": row.channel_id, "id": row.id,
        "attempts": row.attempts, "reason": why(reason), "when": at(row.sent_at if row.state == "sent" else row.next_at),
        "deadline": at(row.deadline), "worker": row.lease_owner or "", "state": Outcome(row.state),
        "other": row.content.get("url") or row.content["title"],
    }  # fmt: skip
    return Note("delivered", code, facts)


def _code(row: Any, *, is_other: bool) -> str:
    if row.state == "sent":
        return "sent_otherwise" if is_other else "sent"
    if row.state != "pending":
        return "channel_off" if row.state == "suppressed" and not row.active else str(row.state)
    if not row.active:
        return "channel_off"
    if row.paused_at is not None:
        return "channel_paused"
    if row.hold and not row.attempts:
        return "held"
    return "retrying" if row.attempts else "due"


def _id(way: Journey) -> str:
    assert way.found is not None
    return way.found.article.id
