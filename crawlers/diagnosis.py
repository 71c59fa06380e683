"""What a trial of a source shows, and what to change in its block. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawlers.health import CURES
from crawlers.report import Item, SourceReport
from crawlers.sources import Source

STALE = timedelta(days=90)


def advise(source: Source, report: SourceReport, now: datetime) -> list[str]:
    """One line for each problem, with what to change; none for a source that is well."""
    if not report.is_read:
        return [f"{report.source_error or 'no answer'}: {CURES.get(report.error_kind, CURES['source_failed'])}"]
    articles = [item for item in report.items if item.outcome == "published"]
    advice = (
        [f"the url failed ({report.source_error}) and a fallback stood in: correct url"] if report.counts["fallback"] else []
    )
    if not report.listed:
        return [*advice, _nothing_listed(report)]
    return advice + [
        line for line in (_dates(articles, now), _texts(source, articles), _pages(report), _titles(articles)) if line
    ]


def _nothing_listed(report: SourceReport) -> str:
    if report.counts["excluded"]:
        return f"all {report.counts['excluded']} entries are excluded: widen include, or shorten exclude"
    if report.counts["old"]:
        return f"all {report.counts['old']} entries are old: raise max_age_days, or look for a newer address"
    return "it lists nothing: look whether it moved, or set enabled = false"


def _dates(articles: list[Item], now: datetime) -> str:
    undated = sum(not item.published_at for item in articles)
    if articles and undated * 2 >= len(articles):
        return f"{undated} of {len(articles)} articles have no date, and undated ones never alert: set select.date"
    newest = max((item.published_at for item in articles), default="")
    if newest and datetime.fromisoformat(newest + "+00:00") < now - STALE:
        return f"the newest article is of {newest[:10]}: the source may have moved"
    return ""


def _texts(source: Source, articles: list[Item]) -> str:
    poor = sum(item.quality == "poor" for item in articles)
    if not articles or poor * 2 < len(articles):
        return ""
    cure = "set fetch_pages = false if the feed carries the text" if source.fetch_pages else "set fetch_pages = true"
    return f"{poor} of {len(articles)} articles have hardly any text: {cure}, or take another source"


def _pages(report: SourceReport) -> str:
    told = {
        "robots_denied": "robots.txt forbids its pages: set fetch_pages = false, or remove it",
        "challenged": "its pages want a browser: set fetch_pages = false, or mark it blocked",
        "gone": "its pages are not there: look at its links",
        "failed": "its pages fail: try again later",
        "refused": "its pages lie on addresses or ports that are not allowed",
    }
    worst = max(told, key=lambda name: report.counts[name])
    return f"{report.counts[worst]} pages: {told[worst]} ({report.error})" if report.counts[worst] else ""


def _titles(articles: list[Item]) -> str:
    short = sum(len(item.title) < 6 for item in articles)
    return (
        f"{short} titles are shorter than 6 characters: set select.title" if articles and short * 2 >= len(articles) else ""
    )
