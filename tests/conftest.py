"""Fixtures: real servers once a session, databases fresh for each test."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.database import connect_engine
from tests.services import KafkaBroker, Postgres, find_initdb, kafka_missing, skip_or_fail
from tidings.database import upgrade

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("TIDINGS_") and name != "TIDINGS_REQUIRE":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    if reason := kafka_missing():
        skip_or_fail("kafka", reason)
    broker = KafkaBroker(tmp_path_factory.mktemp("kafka") / "broker")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    if find_initdb() is None:
        skip_or_fail("postgres", "PostgreSQL's initdb is not installed")
    # Not in pytest's own folder, which only its owner may enter: the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="tidings-postgres-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        server = Postgres(Path(name) / "server")
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> str:
    return postgres_server.url(f"test{next(_numbers)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each database that is supported, empty."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path}/tidings.db"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Each database with its tables."""
    made = connect_engine(database_url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect_engine(f"sqlite:///{tmp_path}/tidings.db")
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each transport. Topics of the Kafka one outlive a test, so tests name theirs afresh."""
    if request.param == "kafka":
        broker: KafkaBroker = request.getfixturevalue("kafka_broker")
        return broker.url
    return f"embedded:{tmp_path}/bus.db"


@pytest.fixture
def fresh() -> Callable[[str], str]:
    """Names that no other test has used."""
    return lambda name: f"{name}-{os.getpid()}-{next(_numbers)}"


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def empty_bus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A bus that no other test has written to."""
    if request.param == "embedded":
        yield f"embedded:{tmp_path}/bus.db"
        return
    if reason := kafka_missing():
        skip_or_fail("kafka", reason)
    broker = KafkaBroker(tmp_path / "broker")
    broker.start()
    yield broker.url
    broker.stop()
