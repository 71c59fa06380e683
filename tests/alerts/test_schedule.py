"""When alerts are sent, on the clocks of four zones, on the days on which those are changed, and around midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.quiet import parse_quiet, quiet_until
from alerts.schedule import Schedule, changed, in_words, next_digest, send_after
from alerts.subscriptions import SubscriptionError


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"


# Clocks go forward: Berlin 2026-03-29 and 2027-03-28 at 01:00 UTC, New York 2026-03-08 and 2027-03-14 at 07:00 UTC, Lord Howe
# (by half an hour) 2026-10-03 and 2027-10-02 at 15:30 UTC. Back: Berlin 2026-10-25 and 2027-10-31 at 01:00 UTC, New York
# 2026-11-01 and 2027-11-07 at 06:00 UTC, Lord Howe 2026-04-04 and 2027-04-03 at 15:00 UTC. Shanghai's never change.
@pytest.mark.parametrize(
    ("zone", "digest", "at", "now", "sent"),
    [
        # every day at eight, before, on and after the day of the change
        ("Europe/Berlin", "daily", "08:00", "2026-03-28T12:00", "2026-03-29T06:00"),
        ("Europe/Berlin", "daily", "08:00", "2026-03-27T12:00", "2026-03-28T07:00"),
        ("Europe/Berlin", "daily", "08:00", "2026-10-24T12:00", "2026-10-25T07:00"),
        ("Europe/Berlin", "daily", "08:00", "2027-03-27T12:00", "2027-03-28T06:00"),
        ("Europe/Berlin", "daily", "08:00", "2027-10-30T12:00", "2027-10-31T07:00"),
        ("America/New_York", "daily", "08:00", "2026-03-07T20:00", "2026-03-08T12:00"),
        ("America/New_York", "daily", "08:00", "2026-10-31T20:00", "2026-11-01T13:00"),
        ("America/New_York", "daily", "08:00", "2027-03-13T20:00", "2027-03-14T12:00"),
        ("America/New_York", "daily", "08:00", "2027-11-06T20:00", "2027-11-07T13:00"),
        ("Asia/Shanghai", "daily", "08:00", "2026-03-29T00:00", "2026-03-30T00:00"),
        ("Asia/Shanghai", "daily", "08:00", "2026-10-24T23:59", "2026-10-25T00:00"),
        ("Asia/Shanghai", "daily", "08:00", "2027-03-28T12:00", "2027-03-29T00:00"),
        ("Asia/Shanghai", "daily", "08:00", "2027-11-07T12:00", "2027-11-08T00:00"),
        ("Australia/Lord_Howe", "daily", "08:00", "2026-04-04T12:00", "2026-04-04T21:30"),
        ("Australia/Lord_Howe", "daily", "08:00", "2026-10-03T12:00", "2026-10-03T21:00"),
        ("Australia/Lord_Howe", "daily", "08:00", "2027-04-03T12:00", "2027-04-03T21:30"),
        ("Australia/Lord_Howe", "daily", "08:00", "2027-10-02T12:00", "2027-10-02T21:00"),
        # a time that the clocks jump over is the moment of the jump
        ("Europe/Berlin", "daily", "02:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Berlin", "daily", "02:30", "2027-03-27T12:00", "2027-03-28T01:00"),
        ("America/New_York", "daily", "02:30", "2026-03-07T20:00", "2026-03-08T07:00"),
        ("America/New_York", "daily", "02:59", "2027-03-13T20:00", "2027-03-14T07:00"),
        ("Australia/Lord_Howe", "daily", "02:15", "2026-10-03T12:00", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "daily", "02:15", "2027-10-02T12:00", "2027-10-02T15:30"),
        # a time that is shown twice counts once, the first time
        ("Europe/Berlin", "daily", "02:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Europe/Berlin", "daily", "02:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("America/New_York", "daily", "01:30", "2026-10-31T20:00", "2026-11-01T05:30"),
        ("America/New_York", "daily", "01:30", "2027-11-07T05:30", "2027-11-08T06:30"),
        ("Australia/Lord_Howe", "daily", "01:45", "2026-04-04T12:00", "2026-04-04T14:45"),
        ("Australia/Lord_Howe", "daily", "01:45", "2027-04-03T14:45", "2027-04-04T15:15"),
        # midnight, of which the local day decides, not the day in UTC
        ("Europe/Berlin", "daily", "00:00", "2026-03-28T22:59", "2026-03-28T23:00"),
        ("Europe/Berlin", "daily", "00:00", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "daily", "00:00", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("Asia/Shanghai", "daily", "00:00", "2026-11-24T15:59", "2026-11-24T16:00"),
        ("Asia/Shanghai", "daily", "24:00", "2026-11-24T16:00", "2026-11-25T16:00"),
        ("America/New_York", "daily", "00:00", "2026-11-01T04:00", "2026-11-02T05:00"),
        ("Australia/Lord_Howe", "daily", "00:00", "2027-04-03T12:59", "2027-04-03T13:00"),
        # a day that begins at one: Cairo's clocks jump over midnight
        ("Africa/Cairo", "daily", "00:00", "2026-04-23T12:00", "2026-04-23T22:00"),
        # once a week
        ("Europe/Berlin", "weekly", "08:00", "2026-03-27T12:00", "2026-03-30T06:00"),
        ("Europe/Berlin", "weekly", "08:00", "2026-10-19T06:00", "2026-10-26T07:00"),
        ("Asia/Shanghai", "weekly", "08:00", "2026-11-22T15:59", "2026-11-23T00:00"),
        ("America/New_York", "weekly", "08:00", "2027-11-01T12:00", "2027-11-08T13:00"),
        ("Australia/Lord_Howe", "weekly", "08:00", "2026-09-30T00:00", "2026-10-04T21:00"),
        # at every full hour that the clock shows: twice where it goes back, never between two that it jumps over
        ("Europe/Berlin", "hourly", "08:00", "2026-03-29T00:10", "2026-03-29T01:00"),
        ("Europe/Berlin", "hourly", "08:00", "2026-10-25T00:30", "2026-10-25T01:00"),
        ("Europe/Berlin", "hourly", "08:00", "2026-10-25T01:00", "2026-10-25T02:00"),
        ("America/New_York", "hourly", "08:00", "2027-03-14T06:59", "2027-03-14T07:00"),
        ("Asia/Shanghai", "hourly", "08:00", "2026-11-24T15:30", "2026-11-24T16:00"),
        ("Australia/Lord_Howe", "hourly", "08:00", "2026-04-04T14:10", "2026-04-04T15:30"),
        ("Australia/Lord_Howe", "hourly", "08:00", "2026-10-03T15:10", "2026-10-03T16:00"),
        ("Australia/Lord_Howe", "hourly", "08:00", "2026-10-03T14:31", "2026-10-03T16:00"),
        ("Asia/Kathmandu", "hourly", "08:00", "2026-11-24T12:10", "2026-11-24T12:15"),
    ],
)
def test_a_digest_comes_by_the_subscribers_clock(zone: str, digest: str, at: str, now: str, sent: str) -> None:
    schedule = changed(Schedule(), zone=zone, digest=digest, at=at)
    due = send_after(schedule, utc(now))
    assert (shown(due.at), due.hold) == (sent, "digest")


NIGHT = ("mon-sun 22:00-07:00",)


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "sent"),
    [
        # across midnight, over the night of the change, in both years
        ("Europe/Berlin", NIGHT, "2026-03-28T20:59", "2026-03-28T20:59"),
        ("Europe/Berlin", NIGHT, "2026-03-28T21:00", "2026-03-29T05:00"),
        ("Europe/Berlin", NIGHT, "2026-03-29T04:59", "2026-03-29T05:00"),
        ("Europe/Berlin", NIGHT, "2026-03-29T05:00", "2026-03-29T05:00"),
        ("Europe/Berlin", NIGHT, "2026-10-24T20:00", "2026-10-25T06:00"),
        ("Europe/Berlin", NIGHT, "2026-10-25T05:30", "2026-10-25T06:00"),
        ("Europe/Berlin", NIGHT, "2027-03-27T23:30", "2027-03-28T05:00"),
        ("Europe/Berlin", NIGHT, "2027-10-30T22:00", "2027-10-31T06:00"),
        ("America/New_York", NIGHT, "2026-03-08T03:00", "2026-03-08T11:00"),
        ("America/New_York", NIGHT, "2026-11-01T02:00", "2026-11-01T12:00"),
        ("America/New_York", NIGHT, "2027-03-14T05:00", "2027-03-14T11:00"),
        ("America/New_York", NIGHT, "2027-11-07T11:59", "2027-11-07T12:00"),
        ("Asia/Shanghai", NIGHT, "2026-03-29T14:00", "2026-03-29T23:00"),
        ("Asia/Shanghai", NIGHT, "2027-10-31T13:59", "2027-10-31T13:59"),
        ("Australia/Lord_Howe", NIGHT, "2026-04-04T11:00", "2026-04-04T20:30"),
        ("Australia/Lord_Howe", NIGHT, "2026-10-03T12:00", "2026-10-03T20:00"),
        ("Australia/Lord_Howe", NIGHT, "2027-04-03T11:00", "2027-04-03T20:30"),
        ("Australia/Lord_Howe", NIGHT, "2027-10-02T12:00", "2027-10-02T20:00"),
        # that begin or end at a time which the clocks jump over
        ("Europe/Berlin", ("02:30-06:00",), "2026-03-29T00:59", "2026-03-29T00:59"),
        ("Europe/Berlin", ("02:30-06:00",), "2026-03-29T01:00", "2026-03-29T04:00"),
        ("America/New_York", ("00:00-02:30",), "2027-03-14T06:30", "2027-03-14T07:00"),
        ("America/New_York", ("02:10-02:50",), "2026-03-08T07:00", "2026-03-08T07:00"),
        # that begin or end at a time which is shown twice: the first time, and the last
        ("Europe/Berlin", ("00:00-02:30",), "2026-10-25T00:45", "2026-10-25T01:30"),
        ("Europe/Berlin", ("02:30-06:00",), "2026-10-25T00:29", "2026-10-25T00:29"),
        ("Europe/Berlin", ("02:30-06:00",), "2026-10-25T01:15", "2026-10-25T05:00"),
        ("America/New_York", ("01:10-01:40",), "2027-11-07T05:20", "2027-11-07T06:40"),
        ("Australia/Lord_Howe", ("00:00-01:45",), "2026-04-04T14:50", "2026-04-04T15:15"),
        # weekdays are those on which they begin
        ("Asia/Shanghai", ("mon-fri 22:00-07:00",), "2026-11-27T15:00", "2026-11-27T23:00"),
        ("Asia/Shanghai", ("mon-fri 22:00-07:00",), "2026-11-28T15:00", "2026-11-28T15:00"),
        ("Asia/Shanghai", ("mon-fri 22:00-07:00",), "2026-11-29T15:00", "2026-11-29T15:00"),
        ("Asia/Shanghai", ("mon-fri 22:00-07:00",), "2026-11-29T22:30", "2026-11-29T22:30"),
        ("Asia/Shanghai", ("sun 22:00-07:00",), "2026-11-29T16:30", "2026-11-29T23:00"),
        # one after the other, and a whole weekend
        ("Asia/Shanghai", ("fri 18:00-24:00", "sat,sun 00:00-24:00"), "2026-11-27T11:00", "2026-11-29T16:00"),
        ("Europe/Berlin", ("sat-sun 00:00-24:00",), "2026-03-28T12:00", "2026-03-29T22:00"),
        ("Europe/Berlin", ("fri-mon 00:00-24:00",), "2026-10-23T12:00", "2026-10-26T23:00"),
        # to and from midnight
        ("America/New_York", ("22:00-24:00",), "2026-11-24T04:59", "2026-11-24T05:00"),
        ("America/New_York", ("22:00-24:00",), "2026-11-24T05:00", "2026-11-24T05:00"),
        ("America/New_York", ("00:00-06:00",), "2026-11-24T04:59", "2026-11-24T04:59"),
        ("America/New_York", ("00:00-06:00",), "2026-11-24T05:00", "2026-11-24T11:00"),
    ],
)
def test_quiet_hours_hold_until_they_are_over(zone: str, quiet: tuple[str, ...], now: str, sent: str) -> None:
    schedule = changed(Schedule(), zone=zone, quiet=quiet)
    due = send_after(schedule, utc(now))
    assert (shown(due.at), due.hold) == (sent, "quiet" if sent != now else "")


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Cairo"]
)
def test_through_two_years_what_is_sent_comes_later_and_out_of_quiet_hours(zone: str) -> None:
    """Against the plain reading of the clock, which holds on every day but those on which it is changed."""
    quiet, place = parse_quiet(("mon-fri 22:00-07:00", "sat,sun 23:30-09:15")), ZoneInfo(zone)
    now, end = utc("2026-01-01T00:00"), utc("2027-12-31T00:00")
    last = now
    while now < end:
        sent = quiet_until(quiet, place, now)
        local = now.astimezone(place)
        clock, day = (local.hour, local.minute), local.weekday()
        begun = clock >= ((22, 0) if day < 5 else (23, 30))
        still = clock < ((7, 0) if (day - 1) % 7 < 5 else (9, 15))
        assert (sent > now) == (begun or still), local
        assert sent >= last  # nothing overtakes
        assert sent - now < timedelta(hours=11)
        last, now = sent, now + timedelta(minutes=435)  # in a month every quarter of the day


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Cairo"]
)
def test_there_is_one_daily_digest_for_each_day_of_two_years(zone: str) -> None:
    for at in ("00:00", "02:15"):
        schedule, place = changed(Schedule(), zone=zone, digest="daily", at=at), ZoneInfo(zone)
        now, days = utc("2026-01-02T12:00"), []
        while now < utc("2027-12-31T00:00"):
            now = next_digest(schedule, now)
            days.append(now.astimezone(place).date())
        assert [b - a for a, b in zip(days, days[1:], strict=False)] == [timedelta(days=1)] * (len(days) - 1)


@pytest.mark.parametrize(
    ("typed", "urgent", "recent", "sent", "hold"),
    [
        ({}, False, 0, "2026-11-24T22:00", ""),
        ({}, False, 99, "2026-11-24T22:00", ""),
        ({}, False, 100, "2026-11-24T22:10", "burst"),  # a storm is sent together, at the end of ten minutes
        ({"burst": 5}, False, 5, "2026-11-24T22:10", "burst"),
        ({"burst": 5, "quiet": ("22:00-07:00",)}, False, 5, "2026-11-25T07:00", "burst"),
        ({"quiet": ("22:00-07:00",)}, False, 0, "2026-11-25T07:00", "quiet"),
        ({"quiet": ("22:00-07:00",)}, True, 0, "2026-11-25T07:00", "quiet"),  # urgent, but held all the same
        ({"quiet": ("22:00-07:00",), "urgent_passes": True}, True, 0, "2026-11-24T22:00", ""),
        ({"quiet": ("22:00-07:00",), "urgent_passes": True}, False, 0, "2026-11-25T07:00", "quiet"),
        ({"digest": "daily", "urgent_passes": True}, True, 0, "2026-11-24T22:00", ""),
        ({"digest": "daily"}, True, 0, "2026-11-25T08:00", "digest"),
        ({"burst": 5, "urgent_passes": True}, True, 9, "2026-11-24T22:00", ""),
        # a digest that falls into quiet hours comes after them; one in a digest cannot be part of a storm
        ({"digest": "hourly", "quiet": ("22:00-07:00",)}, False, 0, "2026-11-25T07:00", "digest"),
        ({"digest": "daily", "at": "06:00", "quiet": ("22:00-07:00",)}, False, 500, "2026-11-25T07:00", "digest"),
        ({"digest": "weekly", "weekday": "wed", "at": "09:30"}, False, 0, "2026-11-25T09:30", "digest"),
        ({"digest": "weekly", "weekday": "tue", "at": "22:00"}, False, 0, "2026-12-01T22:00", "digest"),
    ],
)
def test_what_is_urgent_passes_and_a_storm_becomes_a_digest(
    typed: dict[str, object], urgent: bool, recent: int, sent: str, hold: str
) -> None:
    due = send_after(changed(Schedule(), **typed), utc("2026-11-24T22:00"), urgent=urgent, recent=recent)  # type: ignore[arg-type]
    assert (shown(due.at), due.hold) == (sent, hold)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"zone": "Europe/Atlantis"}, "'Europe/Atlantis' is not a time zone; write one as Europe/Berlin"),
        ({"zone": "../../etc/passwd"}, "is not a time zone"),
        ({"digest": "yearly"}, "write one of immediate, hourly, daily, weekly"),
        ({"at": "8 o'clock"}, "write it as 08:00"),
        ({"at": "25:00"}, "'25:00' is not a time"),
        ({"weekday": "someday"}, "'someday' is not a weekday"),
        ({"quiet": ("late",)}, "'late' is not understood; write 'mon-fri 22:00-07:00'"),
        ({"quiet": ("mon-xyz 22:00-07:00",)}, "'xyz' is not a weekday"),
        ({"quiet": ("22:00-27:00",)}, "'27:00' is not a time"),
        ({"quiet": ("00:00-24:00",)}, "they fill the whole week"),
        ({"quiet": ("00:00-12:00", "mon-sun 12:00-24:00")}, "they fill the whole week"),
        ({"burst": 0}, "write 1 or more"),
    ],
)
def test_a_schedule_that_cannot_be_says_what_to_write(typed: dict[str, object], message: str) -> None:
    with pytest.raises(SubscriptionError, match=message.replace("(", r"\(")):
        changed(Schedule(), **typed)  # type: ignore[arg-type]


def test_a_schedule_is_stored_as_it_was_typed() -> None:
    schedule = changed(
        Schedule(), zone="Asia/Shanghai", digest="weekly", at="8:05", weekday="Friday", quiet=("Mon - Fri 22:00-7:00", "sat 0:00-24:00"),
        urgent_passes=True, burst=7,
    )  # fmt: skip
    assert Schedule.from_json(schedule.as_json()) == schedule
    assert Schedule.from_json(None) == Schedule()
    assert in_words(schedule) == (
        "weekly digest on fri at 08:05, Asia/Shanghai; quiet mon,tue,wed,thu,fri 22:00-07:00; sat 00:00-00:00"
        "; urgent rules at once; over 7 in 10 minutes together"
    )
