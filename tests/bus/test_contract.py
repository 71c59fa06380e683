"""The contract of a transport, run against both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bus.connect import connect
from bus.errors import BusMisconfigured, RecordTooLarge
from bus.interface import MAX_RECORD_BYTES, Bus, Consumer, Record

Fresh = Callable[[str], str]


@pytest.fixture
def bus(bus_url: str) -> Iterator[Bus]:
    opened = connect(bus_url)
    yield opened
    opened.close()


@pytest.fixture
def topic(bus: Bus, fresh: Fresh) -> str:
    name = fresh("topic")
    bus.ensure_topics([name])
    return name


def publish(bus: Bus, topic: str, *values: str, key: str = "") -> None:
    producer = bus.producer()
    for value in values:
        producer.publish(topic, key or value, value.encode(), {"schema": "1"})
    producer.flush()
    producer.close()


def take(consumer: Consumer, count: int, seconds: float = 30.0) -> list[Record]:
    found: list[Record] = []
    until = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        found += consumer.poll(0.5)
    return found


def values(records: list[Record]) -> list[str]:
    return sorted(record.value.decode() for record in records)


def test_what_is_published_is_polled_with_key_headers_and_time(bus: Bus, topic: str, fresh: Fresh) -> None:
    publish(bus, topic, "药", key="k1")
    consumer = bus.consumer(fresh("group"), [topic])
    [record] = take(consumer, 1)
    consumer.close()
    assert (record.topic, record.key, record.value, dict(record.headers)) == (topic, "k1", "药".encode(), {"schema": "1"})
    assert record.published_at is not None
    assert abs(datetime.now(UTC) - record.published_at) < timedelta(minutes=1)


def test_records_of_a_key_keep_their_order(bus: Bus, topic: str, fresh: Fresh) -> None:
    publish(bus, topic, *(f"{n:03}" for n in range(50)), key="one article")
    consumer = bus.consumer(fresh("group"), [topic])
    records = take(consumer, 50)
    consumer.close()
    assert [r.value.decode() for r in records] == [f"{n:03}" for n in range(50)]
    assert len({r.partition for r in records}) == 1


def test_what_was_not_committed_is_delivered_again_to_the_next_consumer(bus: Bus, topic: str, fresh: Fresh) -> None:
    group = fresh("group")
    publish(bus, topic, "a", "b")
    first = bus.consumer(group, [topic])
    assert values(take(first, 2)) == ["a", "b"]
    first.close()
    second = bus.consumer(group, [topic])
    assert values(take(second, 2)) == ["a", "b"]
    second.commit()
    publish(bus, topic, "c")
    assert values(take(second, 1)) == ["c"]
    second.close()
    third = bus.consumer(group, [topic])
    assert values(take(third, 1)) == ["c"]
    third.close()


def test_rewind_delivers_again_what_was_polled_since_the_last_commit(bus: Bus, topic: str, fresh: Fresh) -> None:
    publish(bus, topic, "a", "b", "c")
    consumer = bus.consumer(fresh("group"), [topic])
    assert values(take(consumer, 3)) == ["a", "b", "c"]
    consumer.rewind()
    assert values(take(consumer, 3)) == ["a", "b", "c"]
    consumer.commit()
    consumer.rewind()
    assert consumer.poll(0.5) == []
    consumer.close()


def test_two_groups_read_independently(bus: Bus, topic: str, fresh: Fresh) -> None:
    publish(bus, topic, "a")
    one, two = bus.consumer(fresh("group"), [topic]), bus.consumer(fresh("group"), [topic])
    assert values(take(one, 1)) == ["a"]
    one.commit()
    assert values(take(two, 1)) == ["a"]
    one.close()
    two.close()


def test_a_group_can_be_moved_back_in_time(bus: Bus, topic: str, fresh: Fresh) -> None:
    group = fresh("group")
    publish(bus, topic, "old")
    time.sleep(0.05)
    between = datetime.now(UTC)
    time.sleep(0.05)
    publish(bus, topic, "new")
    consumer = bus.consumer(group, [topic])
    take(consumer, 2)
    consumer.commit()
    consumer.close()
    bus.seek(group, topic, between)
    again = bus.consumer(group, [topic])
    assert values(take(again, 1)) == ["new"]
    assert again.poll(0.5) == []
    again.close()
    assert values(list(bus.read(topic))) == ["new", "old"]
    assert values(list(bus.read(topic, between))) == ["new"]


def test_lag_counts_what_is_not_committed(bus: Bus, topic: str, fresh: Fresh) -> None:
    group = fresh("group")
    publish(bus, topic, "a", "b", "c")
    consumer = bus.consumer(group, [topic])
    take(consumer, 3)
    consumer.commit()
    publish(bus, topic, "d", "e")
    consumer.close()
    [lag] = [entry for entry in bus.lag() if entry.group == group]
    assert (lag.topic, lag.records) == (topic, 2)
    assert bus.size(topic) == 5


def test_a_record_that_is_too_large_is_refused_at_once_and_the_largest_passes(bus: Bus, topic: str, fresh: Fresh) -> None:
    producer = bus.producer()
    with pytest.raises(RecordTooLarge, match="over the limit"):
        producer.publish(topic, "k", b"x" * (MAX_RECORD_BYTES + 1))
    producer.publish(topic, "k", b"x" * MAX_RECORD_BYTES)
    producer.flush()
    producer.close()
    assert [len(r.value) for r in bus.read(topic)] == [MAX_RECORD_BYTES]


@pytest.mark.parametrize("url", ["", "redis://x", "embedded:", "kafka://", "kafka:9092"])
def test_a_wrong_url_names_the_right_ones(url: str) -> None:
    with pytest.raises(BusMisconfigured, match="embedded:path/to/bus.db or kafka://"):
        connect(url)
