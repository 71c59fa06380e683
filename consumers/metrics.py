"""Every metric of the workers, one line of help each. docs/reference-metrics.md lists the same names; a test compares."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

RECORDS = Counter(
    "tidings_records_processed_total", "Records by worker and outcome", ["worker", "outcome"], registry=REGISTRY
)
DEAD_LETTERS = Counter(
    "tidings_dead_letters_total", "Records put on a dead-letter topic", ["worker", "reason"], registry=REGISTRY
)
BATCH_SECONDS = Histogram("tidings_batch_seconds", "Time to handle one batch", ["worker"], registry=REGISTRY)
UNAVAILABLE = Counter(
    "tidings_unavailable_total", "Times the bus or the database did not answer", ["worker"], registry=REGISTRY
)
LAST_TURN = Gauge(
    "tidings_worker_last_turn_timestamp_seconds", "When the loop last turned, Unix time", ["worker"], registry=REGISTRY
)
LAG_RECORDS = Gauge("tidings_bus_lag_records", "Records not yet committed", ["group", "topic"], registry=REGISTRY)
LAG_SECONDS = Gauge(
    "tidings_bus_lag_seconds", "Age of the oldest record not yet committed", ["group", "topic"], registry=REGISTRY
)
OUTBOX_PENDING = Gauge("tidings_outbox_pending", "Alerts waiting to be sent", registry=REGISTRY)
OUTBOX_OLDEST = Gauge("tidings_outbox_oldest_seconds", "Age of the oldest alert that is due", registry=REGISTRY)
CHANNELS_PAUSED = Gauge("tidings_channels_paused", "Channels paused since they refused alert after alert", registry=REGISTRY)
ALERTS = Counter(
    "tidings_alert_send_total", "Attempts to send by kind of channel and outcome", ["channel", "outcome"],
    registry=REGISTRY,
)  # fmt: skip
ALERT_SECONDS = Histogram(
    "tidings_alert_latency_seconds", "Crawled to accepted by the channel", ["channel"], registry=REGISTRY,
    buckets=(1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600),
)  # fmt: skip
MATCHES = Counter("tidings_rule_decisions_total", "Decisions on articles by outcome", ["outcome"], registry=REGISTRY)
CRAWLED = Counter("tidings_crawl_outcomes_total", "Items of sources by outcome", ["source", "outcome"], registry=REGISTRY)
SOURCES = Gauge("tidings_sources", "Sources by how they fare", ["state"], registry=REGISTRY)
SOURCE_PROBLEM = Gauge("tidings_source_problem", "1 while a source is in trouble", ["source", "problem"], registry=REGISTRY)
CANARY_SECONDS = Gauge(
    "tidings_canary_latency_seconds", "Publish to accepted of the newest canary that arrived", registry=REGISTRY
)
CANARY_ACCEPTED = Gauge(
    "tidings_canary_last_accepted_timestamp_seconds", "When the newest canary arrived, Unix time", registry=REGISTRY
)
CANARY_SILENT = Gauge("tidings_canary_silent", "1 while canaries do not arrive in time", registry=REGISTRY)
MODEL = Gauge("tidings_model_info", "The model that reads, always 1", ["model"], registry=REGISTRY)
