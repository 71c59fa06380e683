"""What only the embedded transport promises: one consumer a group, fenced by a lease."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from bus.embedded import EmbeddedBus
from bus.errors import BusMisconfigured, BusUnavailable, Fenced


def published(path: Path, lease_seconds: float) -> EmbeddedBus:
    bus = EmbeddedBus(path, lease_seconds)
    producer = bus.producer()
    producer.publish("t", "k", b"1")
    producer.flush()
    producer.close()
    return bus


def test_a_second_consumer_is_told_to_use_kafka(tmp_path: Path) -> None:
    bus = published(tmp_path / "bus.db", 10)
    first, second = bus.consumer("g", ["t"]), bus.consumer("g", ["t"])
    assert len(first.poll(1)) == 1
    with pytest.raises(Fenced, match="use kafka://"):
        second.poll(0.1)
    first.close()
    assert len(second.poll(1)) == 1
    second.close()


def test_a_consumer_whose_lease_was_taken_over_cannot_commit(tmp_path: Path) -> None:
    bus = published(tmp_path / "bus.db", 0.2)
    first = bus.consumer("g", ["t"])
    assert len(first.poll(1)) == 1
    first._stop.set()  # its heartbeat ends, as when the process is suspended
    first._beat.join()
    time.sleep(0.3)
    second = bus.consumer("g", ["t"])
    assert len(second.poll(1)) == 1
    with pytest.raises(Fenced):
        first.commit()
    second.commit()
    first.close()
    second.close()
    assert [entry.records for entry in bus.lag()] == [0]


def test_a_long_batch_does_not_lose_the_lease(tmp_path: Path) -> None:
    bus = published(tmp_path / "bus.db", 1.0)  # long enough that a busy machine does not hold up its heartbeats
    first, second = bus.consumer("g", ["t"]), bus.consumer("g", ["t"])
    assert len(first.poll(1)) == 1
    time.sleep(2.5)
    with pytest.raises(Fenced):
        second.poll(0.1)
    first.commit()
    first.close()
    second.close()


def test_a_locked_file_is_unavailable_and_loses_nothing(tmp_path: Path) -> None:
    bus = published(tmp_path / "bus.db", 10)
    holder = sqlite3.connect(tmp_path / "bus.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    producer = bus.producer()
    producer.publish("t", "k", b"2")
    with pytest.raises(BusUnavailable, match="cannot be written"):
        producer.flush(0.1)
    holder.execute("ROLLBACK")
    holder.close()
    producer.publish("t", "k", b"2")
    producer.flush()
    producer.close()
    assert [r.value for r in bus.read("t")] == [b"1", b"2"]


def test_only_what_every_group_has_committed_is_forgotten(tmp_path: Path) -> None:
    bus = published(tmp_path / "bus.db", 10)
    consumer = bus.consumer("g", ["t"])
    consumer.poll(1)
    later = time.time() + 60
    from datetime import UTC, datetime

    assert bus.forget("t", datetime.fromtimestamp(later, UTC)) == 0
    consumer.commit()
    assert bus.forget("t", datetime.fromtimestamp(later, UTC)) == 1
    consumer.close()


def test_a_path_that_cannot_be_a_bus_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BusMisconfigured, match="check `bus` in tidings.toml"):
        EmbeddedBus(tmp_path / "file" / "bus.db")
