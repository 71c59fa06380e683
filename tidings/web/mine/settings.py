"""Times and language."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.datastructures import FormData
from fastapi.responses import HTMLResponse, Response

from alerts.preferences import Preferences
from alerts.quiet import DAYS
from alerts.schedule import Schedule, changed
from alerts.subscriptions import LANGUAGES, SubscriptionError
from tidings import wiring
from tidings.web.mine.access import Mine, Sent, text, texts

router = APIRouter(include_in_schema=False)
DIGESTS = (("immediate", "immediate"), ("hourly", "hourly_digest"), ("daily", "daily_digest"), ("weekly", "weekly_digest"))
MOST_QUIET = 8
ZONES = (
    "UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata",
    "Australia/Sydney", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Zurich", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
)  # fmt: skip


@router.get("/mine/{token}/settings", response_class=HTMLResponse)
def settings(mine: Mine) -> HTMLResponse:
    schedule = Preferences(mine.engine).schedule(mine.subscriber)
    return mine.page("settings", _values(schedule, mine.subscriber.language, {}))


@router.post("/mine/{token}/settings", response_class=HTMLResponse)
def save(mine: Mine, form: Sent) -> Response:
    preferences = Preferences(mine.engine)
    schedule, errors = read_schedule(form, preferences.schedule(mine.subscriber))
    language = text(form, "language")
    if errors:
        errors = {name: mine.words[f"error_{name}"] for name in errors}
        values = {**_values(schedule, language, errors), "typed": {name: text(form, name) for name in errors}}
        return mine.page("settings", values, 422)
    preferences.set_schedule(mine.subscriber, schedule, wiring.now())
    if language in LANGUAGES:
        preferences.set_language(mine.subscriber, language)
    return mine.back("settings")


def read_schedule(form: FormData, schedule: Schedule) -> tuple[Schedule, dict[str, str]]:
    """What was sent put into a schedule, and by field what of it cannot be."""
    errors: dict[str, str] = {}
    fields: dict[str, Any] = {name: text(form, name) or None for name in ("zone", "digest", "at", "weekday")}
    burst = text(form, "burst")
    fields |= {
        "quiet": _quiet(form), "urgent_passes": bool(text(form, "urgent_passes")),
        "burst": int(burst) if burst.isascii() and burst.isdecimal() and len(burst) < 7 else 0,
    }  # fmt: skip
    for name, value in fields.items():
        try:
            schedule = changed(schedule, **{name: value})
        except SubscriptionError as error:
            errors[name] = str(error)
    return schedule, errors


def _quiet(form: FormData) -> list[str]:
    """The rows that were filled in, as the command line writes them."""
    rows = []
    for number in range(MOST_QUIET):
        days, start, end = texts(form, f"days{number}"), text(form, f"start{number}"), text(form, f"end{number}")
        if start or end:
            rows.append(f"{','.join(days) or 'mon-sun'} {start}-{end}")
    return rows


def _values(schedule: Schedule, language: str, errors: dict[str, str]) -> dict[str, Any]:
    rows = [{"days": hours.days, "start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"} for hours in schedule.quiet]
    empty = {"days": frozenset(), "start": "", "end": ""}
    return {
        "schedule": schedule, "quiet": [*rows, empty][:MOST_QUIET], "weekdays": DAYS, "digests": DIGESTS, "zones": ZONES,
        "chosen": language, "errors": errors, "typed": {},
    }  # fmt: skip
