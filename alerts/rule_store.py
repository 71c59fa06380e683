"""The rules of subscribers in the database. Every change counts up a mark, so that those who keep rules in memory see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from alerts import tables
from alerts.rules.messages import RuleError
from alerts.rules.wanted import Conditions
from alerts.subscriptions import Rule, Subscriber, SubscriptionError

log = structlog.get_logger("tidings.rules")
MARK = "rules"
AT_ONCE = 500  # numbers in one query


class RuleStore:
    """Safe to use from several processes at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, owner: Subscriber, name: str, conditions: Conditions, *, urgent: bool = False) -> Rule:
        """Raises SubscriptionError when the subscriber has a rule of that name."""
        named = _checked(name)
        values = {
            "subscriber_id": owner.id, "name": named, "conditions": conditions.as_json(), "active": True, "urgent": urgent,
            "paused": False,
        }  # fmt: skip
        try:
            with self._engine.begin() as connection:
                statement = insert(tables.rules).values(**values, version=_count_up(connection))
                number = connection.execute(statement.returning(tables.rules.c.id)).scalar_one()
        except IntegrityError as error:
            raise SubscriptionError(f"subscriber {owner.name!r}: has a rule {named!r} already") from error
        return Rule(number, named, owner.id, owner.name, owner.language, conditions, urgent=urgent)

    def change(
        self, owner: Subscriber, name: str, *, conditions: Conditions | None = None, new_name: str | None = None,
        urgent: bool | None = None, paused: bool | None = None,
    ) -> None:  # fmt: skip
        """What is None stays. Raises SubscriptionError when there is no such rule, or another has the new name."""
        given = {"conditions": conditions and conditions.as_json(), "urgent": urgent, "paused": paused}
        values: dict[str, Any] = {column: value for column, value in given.items() if value is not None}
        if new_name is not None:
            values["name"] = _checked(new_name)
        if not values:
            raise SubscriptionError(f"rule {name!r}: nothing to change was given")
        try:
            self._write(owner, name, values)
        except IntegrityError as error:
            raise SubscriptionError(f"subscriber {owner.name!r}: has a rule {new_name!r} already") from error

    def remove(self, owner: Subscriber, name: str) -> None:
        """Switch a rule off; what it alerted stays in the log. Raises SubscriptionError when there is none."""
        # The name becomes free again for a new rule.
        self._write(owner, name, {"active": False}, rename=True)

    def _write(self, owner: Subscriber, name: str, values: dict[str, Any], *, rename: bool = False) -> None:
        r = tables.rules.c
        fits = (r.subscriber_id == owner.id) & (r.name == name) & r.active
        with self._engine.begin() as connection:
            version = _count_up(connection)
            number = connection.execute(select(r.id).where(fits)).scalar()
            if number is None:
                raise SubscriptionError(f"subscriber {owner.name!r}: has no rule {name!r}; see `tidings rules list`")
            values = {**values, "version": version, **({"name": f"{name} #{number}"} if rename else {})}
            connection.execute(update(tables.rules).where(r.id == number).values(**values))

    def of(self, owner: Subscriber) -> list[Rule]:
        """The rules of a subscriber, paused ones among them."""
        return self._read(tables.rules.c.subscriber_id == owner.id)

    def all(self) -> list[Rule]:
        """The rules of all subscribers, paused ones among them."""
        return self._read(tables.rules.c.active)

    def active(self) -> list[Rule]:
        """The rules in force."""
        return self._read(tables.subscribers.c.active & ~tables.rules.c.paused)

    def in_force(self, numbers: Collection[int]) -> list[Rule]:
        """Those of these rules that are in force now, by number."""
        ordered = sorted(numbers)
        return [
            rule for place in range(0, len(ordered), AT_ONCE)
            for rule in self._read(
                tables.subscribers.c.active & ~tables.rules.c.paused & tables.rules.c.id.in_(ordered[place : place + AT_ONCE])
            )
        ]  # fmt: skip

    def _read(self, which: ColumnElement[bool]) -> list[Rule]:
        s, r, c = tables.subscribers.c, tables.rules.c, tables.channels.c
        query = (
            select(tables.rules, s.name.label("subscriber"), s.language)
            .join(tables.subscribers, s.id == r.subscriber_id)
            .where(r.active, which)
            .order_by(r.id)
        )
        with self._engine.connect() as connection:
            reading = connection.execution_options(reading=True)
            rows = list(reading.execute(query))
            owners = {row.subscriber_id for row in rows}
            channels: dict[int, list[int]] = {}
            wanted = select(c.id, c.subscriber_id).where(c.active).order_by(c.id)
            if len(owners) <= AT_ONCE:
                wanted = wanted.where(c.subscriber_id.in_(owners))
            for channel in reading.execute(wanted):
                channels.setdefault(channel.subscriber_id, []).append(channel.id)
        return [
            Rule(row.id, row.name, row.subscriber_id, row.subscriber, row.language, conditions,
                 tuple(channels.get(row.subscriber_id, ())), row.urgent, row.paused)
            for row in rows if (conditions := _conditions(row)) is not None
        ]  # fmt: skip

    def mark(self) -> int:
        """Another number whenever a rule has changed."""
        with self._engine.connect() as connection:
            query = select(tables.marks.c.value).where(tables.marks.c.name == MARK)
            return int(connection.execution_options(reading=True).execute(query).scalar_one())

    def changed_since(self, mark: int) -> Iterator[tuple[int, Conditions | None]]:
        """The rules that were changed after a mark, each with what it asks now, or None when it asks nothing any more."""
        r = tables.rules.c
        query = select(r.id, r.name, r.conditions, r.active, r.paused).where(r.version > mark).order_by(r.id)
        with self._engine.connect() as connection:
            for row in connection.execution_options(reading=True).execute(query):
                yield row.id, _conditions(row) if row.active and not row.paused else None


def _checked(name: str) -> str:
    named = name.strip()
    if not named or len(named) > 200:
        raise SubscriptionError("rule: the name is empty or longer than 200 characters")
    return named


def _count_up(connection: Connection) -> int:
    """The next mark. Its row is held until the change is written, so that marks become visible in their order."""
    m = tables.marks.c
    statement = update(tables.marks).where(m.name == MARK).values(value=m.value + 1).returning(m.value)
    return int(connection.execute(statement).scalar_one())


def _conditions(row: Any) -> Conditions | None:
    """One rule that cannot be read any more must not hold up the others."""
    try:
        return Conditions.from_json(row.conditions)
    except RuleError as error:
        log.error("rule_unreadable", rule=row.name, number=row.id, error=str(error))
        return None
