"""The tables of subscriptions and of the outbox as the first migration made them; later ones change them step by step."""

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
)  # fmt: skip

channels = T(
    "alert_channels", metadata,
    C("id", Integer, primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    C("url", Text, nullable=False),  # a secret: it never leaves this table but towards the notifier
    C("kind", String(20), nullable=False),
    C("active", Boolean, nullable=False),
    UniqueConstraint("subscriber_id", "url"),
)  # fmt: skip

rules = T(
    "alert_rules", metadata,
    C("id", Integer, primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    C("name", String(200), nullable=False),
    C("conditions", JSON, nullable=False),
    C("active", Boolean, nullable=False),
    UniqueConstraint("subscriber_id", "name"),
)  # fmt: skip

alerts = T(
    "alerts", metadata,
    C("id", String(36), primary_key=True),
    C("subscriber_id", Integer, ForeignKey("alert_subscribers.id"), nullable=False),
    C("rule_id", Integer, nullable=False),
    C("channel_id", Integer, ForeignKey("alert_channels.id"), nullable=False),
    C("story_id", String(64), nullable=False),
    C("article_id", String(64), nullable=False, index=True),
    C("state", String(12), nullable=False),  # pending, sending, sent, failed, expired
    C("reason", Text, nullable=False, default=""),
    C("attempts", Integer, nullable=False),
    C("next_at", Float, nullable=False),
    C("lease_owner", String(200)),
    C("lease_until", Float),
    C("deadline", Float, nullable=False),
    C("content", JSON, nullable=False),
    C("created_at", Float, nullable=False),
    C("sent_at", Float),
    # Promise 3: one alert record per subscriber, story and channel.
    UniqueConstraint("subscriber_id", "story_id", "channel_id"),
    Index("alerts_due", "state", "next_at"),
)  # fmt: skip

attempts = T(
    "alert_attempts", metadata,
    C("id", Integer, primary_key=True),
    C("alert_id", String(36), ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False, index=True),
    C("at", Float, nullable=False),
    C("outcome", String(12), nullable=False),  # sent, retry, refused, unknown
    C("detail", Text, nullable=False),
    C("worker", String(200), nullable=False),
)  # fmt: skip

decisions = T(
    "alert_decisions", metadata,
    C("article_id", String(64), primary_key=True),
    C("rule_id", Integer, primary_key=True),
    C("subscriber_id", Integer, nullable=False),
    C("outcome", String(20), nullable=False),  # alerted, same_story, no_match, stale, no_channel
    C("reason", Text, nullable=False),
    C("at", Float, nullable=False),
)  # fmt: skip
