"""Rules in the database: changed, paused, seen by a worker that holds them in memory, taken over from older versions."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from alerts import tables
from alerts.canary import Canaries
from alerts.outbox import Outbox
from alerts.reasons import told
from alerts.rule_matcher import RuleMatcher
from alerts.store import SubscriptionStore
from alerts.subscriptions import Conditions, SubscriptionError
from archive.database import connect_engine
from consumers import metrics
from consumers.match_rules import MatchRules
from tests.make import Clock, archived, classified
from tidings.database import MIGRATIONS, upgrade

HOOK = "json://127.0.0.1:9/hook"


class Desk:
    """A subscriber with a rule for deals and one for policies, and a matcher that knows them."""

    def __init__(self, engine: Engine) -> None:
        self.store = SubscriptionStore(engine)
        self.ada = self.store.add_subscriber("ada", "en", (HOOK,))
        for label in ("deal", "policy"):
            self.store.add_rule("ada", label, Conditions.parse(f"label {label}"))
        self.matcher = RuleMatcher(self.store.rules)
        self.matcher.renew()

    def names(self) -> list[str]:
        """The rules that match a deal, without renewal."""
        return [rule.name for rule in self.matcher.matching(archived())]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_only_what_has_changed_is_read_again(desk: Desk) -> None:
    assert (desk.names(), desk.matcher.renew()) == (["deal"], 0)
    desk.store.add_rule("ada", "more", Conditions.parse("text lanterix"))
    assert desk.names() == ["deal"]
    assert (desk.matcher.renew(), desk.names()) == (1, ["deal", "more"])
    desk.store.rules.change(desk.ada, "policy", conditions=Conditions.parse("everything"), new_name="all")
    desk.store.rules.change(desk.ada, "deal", conditions=Conditions.parse("label milestone"))
    assert (desk.matcher.renew(), desk.names()) == (2, ["all", "more"])
    desk.store.remove_rule("ada", "more")
    assert (desk.matcher.renew(), desk.names(), len(desk.matcher)) == (1, ["all"], 2)


def test_what_is_switched_off_matches_no_longer_even_before_the_renewal(desk: Desk) -> None:
    desk.store.rules.change(desk.ada, "deal", paused=True)
    assert desk.names() == []
    assert [rule.paused for rule in desk.store.rules.of(desk.ada)] == [True, False]
    desk.matcher.renew()
    desk.store.rules.change(desk.ada, "deal", paused=False)
    desk.matcher.renew()
    assert desk.names() == ["deal"]
    desk.store.set_active("ada", False)
    assert desk.names() == []
    desk.store.set_active("ada", True)
    assert desk.names() == ["deal"]


def test_a_rule_that_cannot_be_read_holds_up_no_other(desk: Desk, engine: Engine) -> None:
    r = tables.rules.c
    with engine.begin() as connection:
        connection.execute(
            sa.update(tables.rules).where(r.name == "policy").values(conditions={"text": "labl x", "names": {}}, version=99)
        )
        connection.execute(sa.update(tables.marks).values(value=99))
    assert desk.matcher.renew() == 1
    assert (desk.names(), len(desk.matcher)) == (["deal"], 1)
    assert [rule.name for rule in desk.store.active_rules()] == ["deal"]


def test_a_rule_has_a_name_of_its_own(desk: Desk) -> None:
    for change in (lambda: desk.store.rules.change(desk.ada, "deal", new_name="policy"),
                   lambda: desk.store.rules.add(desk.ada, "policy", Conditions())):  # fmt: skip
        with pytest.raises(SubscriptionError, match="has a rule 'policy' already"):
            change()
    for name in ("", " ", "x" * 201):
        with pytest.raises(SubscriptionError, match="the name is empty"):
            desk.store.rules.add(desk.ada, name, Conditions())


def test_the_worker_alerts_by_the_index_and_counts_what_does_not_match(desk: Desk, engine: Engine) -> None:
    def counted(outcome: str) -> float:
        return metrics.REGISTRY.get_sample_value("tidings_rule_decisions_total", {"outcome": outcome}) or 0.0

    worker = MatchRules(desk.store, Outbox(engine, Clock()), Canaries(engine), Clock())
    before = counted("no_match")
    worker.handle([archived()])
    desk.store.add_rule("ada", "later", Conditions.parse("label policy and language en"))
    worker.handle([archived(classified(labels=("policy",)), story_id="other")])
    with engine.connect() as connection:
        d = tables.decisions.c
        query = sa.select(d.outcome, d.reason).order_by(d.rule_id, d.reason)
        rows = connection.execution_options(reading=True).execute(query).all()
    assert [row.outcome for row in rows] == ["looked", "alerted", "alerted", "same_story"]
    assert told(rows[0].reason) == "1 of 2 rules match"
    assert counted("no_match") == before + 1 + 1


OLD = {
    "labels": ["deal"],
    "text": ['say "so"', "石药"],
    "min_amount": "50000000.50",
    "currency": "CNY",
    "sources": ["The Example"],
    "languages": ["en"],
}
NEWER = {"labels": [], "text": [], "min_amount": None, "currency": "USD", "sources": [], "languages": [], "kinds": ["license"],
         "parties": ["恒瑞医药", "Hengrui Pharma"], "roles": ["upfront"], "min_usd": "1000"}  # fmt: skip


def test_rules_of_an_older_tidings_ask_what_they_asked_and_go_back(database_url: str) -> None:
    engine, config = connect_engine(database_url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    statement = sa.text(
        "INSERT INTO alert_rules (id, subscriber_id, name, conditions, active) VALUES (:id, 1, :name, :conditions, true)"
    )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text("INSERT INTO alert_subscribers (id, name, language, active) VALUES (1, 'ada', 'en', true)")
        )
        for number, old in enumerate((OLD, NEWER), 11):
            connection.execute(statement, {"id": number, "name": str(number), "conditions": json.dumps(old)})
    upgrade(engine)
    rules = SubscriptionStore(engine).active_rules()
    assert [rule.conditions.text for rule in rules] == [
        'language en and source "The Example" and label deal and text "say \\"so\\"", "石药" and amount in CNY >= 50000000.5 CNY',
        'kind license and party "恒瑞医药", "Hengrui Pharma" and upfront >= 1000 USD',
    ]
    store = SubscriptionStore(engine)
    store.add_rule("ada", "new", Conditions.parse("label deal or label policy"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        rows = connection.execute(sa.text("SELECT conditions, active FROM alert_rules ORDER BY name")).all()
    told = [json.loads(row.conditions) if isinstance(row.conditions, str) else row.conditions for row in rows]
    assert {**told[0], "min_amount": None} == {
        **NEWER,
        **OLD,
        "kinds": [],
        "parties": [],
        "roles": [],
        "min_usd": None,
        "min_amount": None,
    }
    assert (told[0]["min_amount"], {**told[1], "parties": set(told[1]["parties"])}) == (
        "50000000.5",
        {**NEWER, "parties": set(NEWER["parties"])},
    )
    assert [bool(row.active) for row in rows] == [True, True, False]
    engine.dispose()
