"""Source health and schedules on a turned clock: what is told, when, and how often sources are asked."""

from __future__ import annotations

import heapq
import random
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from crawlers.health import DAY, HOUR, Cycle, Notice, SourceState, judge, observe, working_seconds
from crawlers.schedule import interval, is_check_due, next_due, next_try, retry_after

MONDAY = datetime(2026, 11, 2, tzinfo=UTC).timestamp()


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


# Schedules


@pytest.mark.parametrize(
    ("gap_minutes", "expected_minutes"), [(0, 30), (6, 10), (60, 20), (240, 80), (3000, 120)],
    ids=["unknown yet", "busy", "hourly", "slow", "rare"],
)  # fmt: skip
def test_a_source_is_asked_as_often_as_it_has_news_within_bounds(gap_minutes: float, expected_minutes: float) -> None:
    state = SourceState("s", gap_seconds=60.0 * gap_minutes)
    assert interval(30 * 60.0, state) == pytest.approx(60.0 * expected_minutes)


def test_an_operators_short_interval_is_kept() -> None:
    assert interval(60.0, SourceState("s", gap_seconds=30.0)) == 60.0


def test_failures_are_looked_at_soon_and_then_ever_later() -> None:
    pauses = [
        next_due(900.0, SourceState("s", failures=n), Cycle(0.0, "HTTP 500", "source_failed"), 0.5) for n in range(1, 16)
    ]
    assert sum(pauses[:3]) < 900.0
    assert pauses[3:8] == [900.0, 1800.0, 3600.0, 7200.0, 14400.0]
    assert max(pauses) == pauses[-1] == DAY


def test_sources_do_not_march_in_step() -> None:
    chance = random.Random(1)
    times = {round(next_due(900.0, SourceState("s"), Cycle(0.0), chance.random())) for _ in range(50)}
    assert len(times) > 25
    assert 810 <= min(times) < max(times) <= 990


def test_a_site_that_asks_for_rest_gets_it() -> None:
    assert next_due(900.0, SourceState("s"), Cycle(100.0, wait_until=100.0 + 7200), 0.5) == 7300.0
    assert next_due(900.0, SourceState("s"), Cycle(0.0, wait_until=90 * DAY), 0.5) == DAY


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Mon, 02 Nov 2026 00:10:00 GMT", 600.0), ("Sun, 01 Nov 2026 00:00:00 GMT", 0.0), ("soon", 60.0), ("", 60.0), ("99999999", DAY)],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float) -> None:
    assert retry_after(value, MONDAY) == seconds


def test_a_page_that_fails_is_tried_at_once_then_ever_later_and_given_up_after_days() -> None:
    times = [next_try(n, 0.0) for n in range(1, 11)]
    assert times[:4] == [0.0, 900.0, 1800.0, 3600.0]
    assert times[-1] is None
    assert sum(t for t in times if t) > 2 * DAY


@pytest.mark.parametrize(
    ("stated", "known", "checks", "checked_hours_ago", "due"),
    [
        (None, None, 0, 0, False), ("2026-11-02T01:00", None, 0, 0, False), ("2026-11-02T05:00", None, 0, 0, True),
        ("2026-11-02T05:00", "2026-11-02T05:00", 0, 0, False), ("2026-11-02T05:00", "2026-11-02T04:00", 1, 0.5, False),
        ("2026-11-02T05:00", "2026-11-02T04:00", 1, 1.5, True), ("2026-11-02T05:00", "2026-11-02T04:00", 3, 3, False),
        ("2026-11-02T05:00", "2026-11-02T04:00", 5, 900, False),
    ],
)  # fmt: skip
def test_an_article_is_read_again_when_its_source_says_it_was_changed(
    stated: str | None, known: str | None, checks: int, checked_hours_ago: float, due: bool
) -> None:
    now, seen = at("2026-11-02T06:00"), at("2026-11-02T02:00")
    when = datetime.fromisoformat(stated).replace(tzinfo=UTC) if stated else None
    assert is_check_due(when, at(known) if known else None, seen, checks, now - checked_hours_ago * HOUR, now) is due


# Health


@pytest.mark.parametrize(
    ("start", "end", "zone", "hours"),
    [
        ("2026-11-06T12:00", "2026-11-09T12:00", "UTC", 24), ("2026-11-03T00:00", "2026-11-04T00:00", "UTC", 24),
        ("2026-11-07T01:00", "2026-11-08T20:00", "UTC", 0), ("2026-11-06T15:00", "2026-11-06T18:00", "Asia/Shanghai", 1),
    ],
)  # fmt: skip
def test_weekends_do_not_count_as_silence(start: str, end: str, zone: str, hours: float) -> None:
    assert working_seconds(at(start), at(end), zone) == pytest.approx(hours * HOUR)


def follow(state: SourceState, *cycles: Cycle) -> tuple[SourceState, list[Notice]]:
    notices = []
    for cycle in cycles:
        state, notice = judge(observe(state, cycle), cycle.at)
        notices += [notice] if notice else []
    return state, notices


def test_a_failing_source_is_told_once_and_its_recovery_once() -> None:
    down = [Cycle(MONDAY + n * 900, "HTTP 503", "source_failed") for n in range(12)]
    state, notices = follow(SourceState("s"), *down, Cycle(MONDAY + 12 * 900, news=1), Cycle(MONDAY + 13 * 900))
    assert [(n.problem, n.is_recovery) for n in notices] == [("failing", False), ("failing", True)]
    assert "4 failures in a row: HTTP 503; open its url" in notices[0].detail
    assert "well again after 2.2 hours" in notices[1].detail
    assert state.problem == ""


def test_a_feed_that_turned_into_html_is_told_with_its_cure() -> None:
    turned = [Cycle(MONDAY + n * 900, "an HTML page instead of a feed", "not_a_feed") for n in range(4)]
    [notice] = follow(SourceState("s"), *turned)[1]
    assert "an HTML page instead of a feed; the feed is gone or guarded" in notice.detail


def test_a_source_whose_pages_lose_their_text_is_told_once() -> None:
    good = Cycle(MONDAY, news=5, published=5, texts=(True,) * 5)
    empty = [Cycle(MONDAY + n * HOUR, news=2, published=2, texts=(False, False)) for n in range(1, 8)]
    again = [Cycle(MONDAY + n * HOUR, news=2, published=2, texts=(True, True)) for n in range(8, 14)]
    notices = follow(SourceState("s"), good, *empty, *again)[1]
    assert [(n.problem, n.is_recovery) for n in notices] == [("unreadable", False), ("unreadable", True)]


def test_a_source_that_never_has_an_item_is_silent_after_a_week() -> None:
    polls = [Cycle(MONDAY + n * HOUR) for n in range(24 * 9)]
    [notice] = follow(SourceState("s"), *polls)[1]
    assert (notice.problem, "since it was added" in notice.detail) == ("silent", True)
    assert notice.at == pytest.approx(MONDAY + 7 * DAY, abs=2 * HOUR)


# A month of sixty sources


@dataclass
class Site:
    """A source of the simulation: when it has news, and what goes wrong with it and when."""

    name: str
    minutes: int
    per_day: float
    rests_on_weekends: bool
    trouble: str = ""  # down, html, silent, textless
    since: float = 0.0
    until: float = float("inf")
    arrivals: list[float] = field(default_factory=list)

    def publish(self, chance: random.Random, start: float, end: float) -> None:
        """News in office hours, at random."""
        moment = start
        while moment < end:
            moment += chance.expovariate(self.per_day / (10 * HOUR))
            day, hour = divmod((moment - start) * 2.4, DAY)  # ten hours of news a day
            when = start + day * DAY + 8 * HOUR + hour / 2.4
            if when < end and not (self.rests_on_weekends and datetime.fromtimestamp(when, UTC).weekday() > 4):
                self.arrivals.append(when)

    def is_troubled(self, now: float) -> bool:
        return bool(self.trouble) and self.since <= now < self.until

    def answer(self, chance: random.Random, asked_from: float, now: float) -> Cycle:
        if chance.random() < 0.01:  # passing trouble of the network
            return Cycle(now, "TimeoutError", "source_failed")
        if self.is_troubled(now) and self.trouble in {"down", "html"}:
            return Cycle(
                now,
                "HTTP 500" if self.trouble == "down" else "HTML",
                "source_failed" if self.trouble == "down" else "not_a_feed",
            )
        arrived = self.arrivals[bisect_right(self.arrivals, asked_from) : bisect_right(self.arrivals, now)]
        news = sum(not (self.trouble == "silent" and self.is_troubled(moment)) for moment in arrived)
        textless = self.trouble == "textless" and self.is_troubled(now)
        return Cycle(
            now, news=news, published=news, texts=tuple(not textless and chance.random() > 0.02 for _ in range(news))
        )


def sixty_sites(chance: random.Random, start: float, end: float) -> list[Site]:
    sites = [
        Site(f"{kind}{n}", minutes, rate, weekends)
        for n in range(15)
        for kind, minutes, rate, weekends in (("wire", 30, 40.0, False), ("paper", 60, 12.0, True), ("agency", 60, 4.0, True), ("blog", 120, 1.5, False))
    ]  # fmt: skip
    for site in sites:
        site.publish(chance, start, end)
    for number, (index, trouble) in enumerate(
        [(0, "down"), (5, "html"), (10, "silent"), (15, "textless"), (20, "down"), (25, "silent"), (30, "silent"), (35, "html"), (41, "textless"), (50, "down")]
    ):  # fmt: skip
        # Troubles begin on working days, when their sources have been known for two weeks.
        site = sites[index]
        site.trouble, site.since = trouble, start + (15 + number % 3) * DAY + (9 + number) * HOUR
        if number % 2 == 0 and trouble != "silent":
            site.until = site.since + 4 * DAY
    return sites


def run_month(sites: list[Site], chance: random.Random, start: float, end: float) -> list[Notice]:
    """Ask each source when it is due, and collect what operators would be told."""
    states = {site.name: SourceState(site.name) for site in sites}
    asked = dict.fromkeys(states, start)
    queue = [(start + chance.random() * 900, n) for n in range(len(sites))]
    heapq.heapify(queue)
    notices = []
    while queue and queue[0][0] < end:
        now, number = heapq.heappop(queue)
        site = sites[number]
        cycle = site.answer(chance, asked[site.name], now)
        if not cycle.error:
            asked[site.name] = now
        state, notice = judge(observe(states[site.name], cycle), now)
        states[site.name] = state
        notices += [notice] if notice else []
        heapq.heappush(queue, (next_due(60.0 * site.minutes, state, cycle, chance.random()), number))
    return notices


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_month_of_sixty_sources_each_trouble_is_told_once_in_time_and_nothing_else_is(seed: int) -> None:
    chance, start, end = random.Random(seed), MONDAY, MONDAY + 30 * DAY
    sites = sixty_sites(chance, start, end)
    notices = run_month(sites, chance, start, end)
    begun = {n.source_id: n for n in notices if not n.is_recovery}
    over = {n.source_id: n for n in notices if n.is_recovery}
    troubled = {site.name: site for site in sites if site.trouble}
    assert set(begun) == set(troubled)
    assert len(notices) == len(begun) + len(over)
    assert set(over) == {site.name for site in troubled.values() if site.until < end}
    for site in troubled.values():
        assert told_in_time(site, begun[site.name]), (site.name, site.trouble, (begun[site.name].at - site.since) / HOUR)


def told_in_time(site: Site, notice: Notice) -> bool:
    """Within two of the intervals in which one expects to hear from the source."""
    if site.trouble in {"down", "html"}:
        slowest = interval(60.0 * site.minutes, SourceState("s", gap_seconds=30 * DAY))
        return notice.at - site.since <= 2 * slowest
    before = [moment for moment in site.arrivals if moment < site.since]
    usual = max(working_seconds(a, b, "UTC") for a, b in zip(before, before[1:], strict=False))
    if site.trouble == "silent":  # silent is who is quiet for three times the usual
        return working_seconds(before[-1], notice.at, "UTC") <= (3 + 2) * max(usual, 2 * HOUR)
    pages = [moment for moment in site.arrivals if site.since <= moment <= notice.at]
    return len(pages) <= 12  # a page without text may be an exception; a handful is not


def test_state_is_kept_small() -> None:
    state = SourceState("s")
    for day in range(400):
        state = observe(state, Cycle(MONDAY + day * DAY, news=3, published=3))
    assert len(state.days) == 28
    assert state.items_per_day(MONDAY + 399 * DAY) == pytest.approx(3.0, rel=0.2)
    assert replace(state, days=()).items_per_day(MONDAY) == 0.0
