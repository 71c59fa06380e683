"""The tables of subscriptions and of the outbox. Times are seconds since 1970, UTC, so that every database compares them alike."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy import Column as C
from sqlalchemy import Table as T

metadata = MetaData()

subscribers = T(
    "alert_subscribers", metadata,
    C("id", Integer, primary_key=True),
    C("name", String(200), nullable=False, unique=True),
    C("language", String(2), nullable=False),
    C("active", Boolean, nullable=False),
    C("schedule", JSON),  # alerts.schedule.Schedule; none: everything at once
    C("link_epoch", Integer, nullable=False, default=0),  # counted up, it ends the links to the subscriber's page made before
)  # fmt: skip

channels = T(
    "alert_channels", metadata,
    C("id", Integer, primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    C("url", Text, nullable=False),  # a secret: it never leaves this table but towards the notifier
    C("kind", String(20), nullable=False),
    C("active", Boolean, nullable=False),
    C("destination", String(64), nullable=False),  # what is shared with channels that reach the same place, hashed
    C("secret", Text),  # signs what a webhook gets
    C("token", String(64), nullable=False, unique=True),  # of the link that unsubscribes
    C("refusals", Integer, nullable=False, default=0),  # alerts refused in a row
    C("paused_at", Float),  # when it had refused too many; nothing is sent to it until it is resumed
    C("paused_reason", Text, nullable=False, default=""),  # as alerts.reason
    UniqueConstraint("subscriber_id", "url"),
)  # fmt: skip

rules = T(
    "alert_rules", metadata,
    C("id", Integer, primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    C("name", String(200), nullable=False),
    C("conditions", JSON, nullable=False),  # alerts.rules.wanted.Conditions: the text of the rule, the names of its companies
    C("active", Boolean, nullable=False),
    C("urgent", Boolean, nullable=False, default=False),
    C("paused", Boolean, nullable=False, default=False),
    C("version", Integer, nullable=False, default=0, index=True),  # the mark `rules` when it was last changed
    UniqueConstraint("subscriber_id", "name"),
)  # fmt: skip

# Counted up with every change, so that whoever keeps something in memory sees at a glance whether it is still so.
marks = T("alert_marks", metadata, C("name", String(20), primary_key=True), C("value", Integer, nullable=False))

alerts = T(
    "alerts", metadata,
    C("id", String(36), primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id"), nullable=False),
    C("rule_id", Integer, nullable=False),
    C("channel_id", Integer, ForeignKey("alert_channels.id"), nullable=False),
    C("story_id", String(64), nullable=False),  # of an update: of the story and the change, see alerts.updates
    C("update_of", String(64), index=True),  # the story that an update is about
    C("article_id", String(64), nullable=False, index=True),
    C("state", String(12), nullable=False),  # pending, sending, sent, failed, expired, suppressed
    C("reason", Text, nullable=False, default=""),  # alerts.reasons
    C("attempts", Integer, nullable=False),
    C("next_at", Float, nullable=False),
    C("lease_owner", String(200)),
    C("lease_until", Float),
    C("deadline", Float, nullable=False),
    C("content", JSON, nullable=False),
    C("created_at", Float, nullable=False),
    C("sent_at", Float),
    C("hold", String(12), nullable=False, default=""),  # alerts.schedule.Hold: why it waits for others
    C("digest_id", String(36), index=True),  # the digest that it is sent in, chosen when that is first sent
    # Promise 3: one alert record per subscriber, story and channel.
    UniqueConstraint("subscriber_id", "story_id", "channel_id"),
    Index("alerts_due", "state", "next_at"),
    Index("alerts_recent", "subscriber_id", "created_at"),
)  # fmt: skip

# The articles of each story, so that an alert can say who else told it.
story_articles = T(
    "alert_story_articles", metadata,
    C("article_id", String(64), primary_key=True),
    C("story_id", String(64), nullable=False, index=True),
    C("source", String(200), nullable=False),
    C("url", Text, nullable=False),
    C("at", Float, nullable=False),
)  # fmt: skip

attempts = T(
    "alert_attempts", metadata,
    C("id", Integer, primary_key=True),
    C("alert_id", String(36), ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False, index=True),
    C("at", Float, nullable=False),
    C("outcome", String(12), nullable=False),  # sent, retry, refused, unknown
    C("detail", Text, nullable=False),  # what the channel said; alerts.reasons knows what is said often
    C("worker", String(200), nullable=False),
)  # fmt: skip

decisions = T(
    "alert_decisions", metadata,
    C("article_id", String(64), primary_key=True),
    C("rule_id", Integer, primary_key=True),  # 0, of subscriber 0: that all rules were looked at; others have matched
    C("subscriber_id", Integer, nullable=False),
    C("outcome", String(20), nullable=False),  # alerted, updated, same_story, no_match, stale, no_channel, muted; looked
    C("reason", Text, nullable=False),  # alerts.reasons
    C("at", Float, nullable=False),
)  # fmt: skip

destinations = T(
    "alert_destinations", metadata,
    C("name", String(64), primary_key=True),  # as channels.destination
    C("free_at", Float, nullable=False),  # nothing is sent there before: it asked for time, or takes one at a time
)  # fmt: skip

mutes = T(
    "alert_mutes", metadata,
    C("id", Integer, primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    C("kind", String(10), nullable=False),  # story, party, rule
    C("value", Text, nullable=False),
    C("until", Float),
    C("snooze", Boolean, nullable=False),
)  # fmt: skip

feedback = T(
    "alert_feedback", metadata,
    C("alert_id", String(36), ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    C("relevant", Boolean, nullable=False),
    C("at", Float, nullable=False),
)  # fmt: skip

keys = T(
    "alert_keys", metadata,
    C("name", String(40), primary_key=True),
    C("value", String(200), nullable=False),  # a secret
)  # fmt: skip

canaries = T(
    "alert_canaries", metadata,
    C("id", String(64), primary_key=True),  # of the article
    C("published_at", Float, nullable=False),  # or tried to be
    C("accepted_at", Float),  # by its channel
)  # fmt: skip

canary_alarms = T(
    "alert_canary_alarms", metadata,
    C("id", Integer, primary_key=True, autoincrement=True),
    C("since", Float, nullable=False),  # when the canary that did not arrive was published
    C("detail", Text, nullable=False),  # where it stopped
    C("told_at", Float),  # when the operators' channel took it
    C("over_at", Float),  # when one arrived again
    C("over_told_at", Float),
)  # fmt: skip
