"""What only Kafka does: partitions shared between consumers, and a broker that dies and comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bus.errors import BusUnavailable, Fenced
from bus.kafka import PARTITIONS, KafkaBus
from tests.services import KafkaBroker, kafka_missing, skip_or_fail

pytestmark = pytest.mark.kafka


def bus_of(broker: KafkaBroker) -> KafkaBus:
    return KafkaBus([f"127.0.0.1:{broker.port}"])


class Reader(threading.Thread):
    """A consumer in a thread of its own, as a worker process is one."""

    def __init__(self, bus: KafkaBus, group: str, topic: str) -> None:
        super().__init__(daemon=True)
        self.consumer = bus.consumer(group, [topic])
        self.seen: list[tuple[int, str]] = []
        self.outages = 0
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                records = self.consumer.poll(0.3)
                self.consumer.commit()
            except (BusUnavailable, Fenced):
                self.outages += 1
                time.sleep(0.2)
                continue
            self.seen += [(r.partition, r.value.decode()) for r in records]
        self.consumer.close()

    def end(self) -> None:
        self.stop.set()
        self.join(30)


def publish(bus: KafkaBus, topic: str, prefix: str, count: int) -> set[str]:
    producer = bus.producer()
    values = {f"{prefix}{n}" for n in range(count)}
    for value in values:
        producer.publish(topic, value, value.encode())
    producer.flush()
    producer.close()
    return values


def wait_until(reached: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not reached() and time.monotonic() < until:
        time.sleep(0.1)


def test_every_partition_delivers_after_consumers_join_and_leave(
    kafka_broker: KafkaBroker, fresh: Callable[[str], str]
) -> None:
    bus, topic, group = bus_of(kafka_broker), fresh("topic"), fresh("group")
    bus.ensure_topics([topic])
    expected = publish(bus, topic, "a", 100)
    one = Reader(bus, group, topic)
    one.start()
    wait_until(lambda: len(one.seen) >= 100, 30)
    two = Reader(bus, group, topic)
    two.start()
    rounds = 0
    while not two.seen and rounds < 40:  # a joining member is given partitions in the course of a rebalance
        expected |= publish(bus, topic, f"b{rounds}-", 40)
        rounds += 1
        time.sleep(0.5)
    assert two.seen, "the second consumer was given nothing"
    two.end()
    expected |= publish(bus, topic, "c", 200)
    wait_until(lambda: {v for _, v in one.seen + two.seen} >= expected, 40)
    one.end()
    assert {v for _, v in one.seen + two.seen} == expected
    last = {partition for partition, value in one.seen if value.startswith("c")}
    assert last == set(range(PARTITIONS))


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_broker_is_killed_and_started_again(
    tmp_path: Path, fresh: Callable[[str], str]
) -> None:
    if reason := kafka_missing():
        skip_or_fail("kafka", reason)
    broker = KafkaBroker(tmp_path / "broker")
    broker.start()
    try:
        bus, topic = bus_of(broker), fresh("topic")
        bus.ensure_topics([topic])
        expected = publish(bus, topic, "before", 50)
        reader = Reader(bus, fresh("group"), topic)
        reader.start()
        wait_until(lambda: len(reader.seen) >= 50, 30)
        broker.kill()
        producer = None
        with pytest.raises(BusUnavailable):
            producer = bus.producer()
            producer.publish(topic, "k", b"while away")
            producer.flush(2)
        if producer is not None:
            producer.close()
        wait_until(lambda: reader.outages > 0, 20)
        broker.start()
        expected |= publish(bus, topic, "after", 50)
        wait_until(lambda: {v for _, v in reader.seen} >= expected, 90)
        reader.end()
        assert {v for _, v in reader.seen} >= expected
    finally:
        broker.stop()
