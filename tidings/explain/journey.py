"""From its source to the archive: how far an article came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select

from alerts.words import Both, shown
from bus import topics
from tidings import wiring
from tidings.explain.joined import joined
from tidings.explain.notes import LANGUAGES, Note, Outcome, at, words
from tidings.settings import Settings

if TYPE_CHECKING:
    from bus.events import ArticleClassified
    from bus.interface import Bus
    from crawlers.health import SourceState
    from crawlers.memory import Trace
    from crawlers.sources import Source

STAGES = (("classify", topics.CRAWLED), ("archive", topics.CLASSIFIED))
AROUND = timedelta(minutes=10)  # between fetching an article and marking it as seen
LOOK_BACK = timedelta(days=3)  # on the bus, for an article that no crawler has seen
DELIVERED = ("published", "revised", "seen", "")


@dataclass(frozen=True)
class Journey:
    """How far an article came; `stop` is what ended its way before the archive."""

    url: str
    notes: tuple[Note, ...]
    found: ArticleClassified | None = None
    story: str = ""
    stop: Note | None = None


def journey(settings: Settings, engine: Engine, url: str) -> Journey:
    from bus.events import article_id
    from crawlers.memory import Memory
    from crawlers.urls import canonical_url

    asked = canonical_url(url)
    memory = Memory(engine)
    trace = memory.trace(asked)
    archive = wiring.archive(settings, engine)
    found = archive.get(article_id(asked)) or _same_page(settings, engine, asked, trace)
    notes = [Note("url", "url", {"url": asked})]
    if found is None:
        stop = _before_archive(settings, engine, asked, trace)
        return Journey(asked, (*notes, stop), stop=stop)
    canonical = found.article.url
    if canonical != asked:
        notes.append(Note("crawled", "under_another", {"url": canonical}))
    when = trace.seen_at if trace else None
    notes.append(Note("crawled", "published", {"when": at(when)}) if when else Note("crawled", "by_hand"))
    notes += [Note("bus", "passed"), _read(settings, found), *_archived(engine, found)]
    return Journey(canonical, tuple(notes), found, _story(engine, found.article.id))


def _same_page(settings: Settings, engine: Engine, url: str, trace: Trace | None) -> ArticleClassified | None:
    """The article that was read from a link, where its page says that its address is another."""
    from archive.tables import articles
    from crawlers.memory import Memory, url_id

    twins = Memory(engine).twins(url)
    if trace is None or trace.seen_at is None or not twins:
        return None
    seen, a = datetime.fromtimestamp(trace.seen_at, UTC), articles.c
    query = select(a.id, a.url).where(a.fetched_at.between(seen - AROUND, seen + AROUND))
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query).all()
    same = [row.id for row in rows if url_id(row.url) in twins]
    return wiring.archive(settings, engine).get(same[0]) if same else None


def _before_archive(settings: Settings, engine: Engine, url: str, trace: Trace | None) -> Note:
    """The first thing that stopped an article that is not in the archive."""
    if trace and trace.seen_at is None:
        facts = {"outcome": Outcome(trace.outcome), "attempts": trace.attempts, "when": at(trace.next_try_at)}
        return Note("crawled", "trying", facts)
    if trace and trace.outcome not in DELIVERED:
        why = trace.outcome
        return Note("crawled", "put_aside", {"outcome": Outcome(why), "why": why, "when": at(trace.seen_at)})
    if stopped := _on_the_bus(settings, url, trace):
        return stopped
    if trace and trace.outcome in {"published", "revised"}:
        return Note("bus", "off_the_bus", {"when": at(trace.seen_at)})
    if trace:
        why = trace.outcome or "unknown"
        return Note("crawled", "put_aside", {"outcome": Outcome(why), "why": why, "when": at(trace.seen_at)})
    return _not_listed(settings, engine, url)


def _on_the_bus(settings: Settings, url: str, trace: Trace | None) -> Note | None:
    """A dead letter of the article, or the worker that has not come to it yet."""
    from bus.dead_letters import list_dead_letters
    from bus.events import article_id

    bus, key = wiring.bus(settings), article_id(url)
    letters = [letter for letter in list_dead_letters(bus) if letter.record.key == key and not letter.replayed]
    if letters:
        last = letters[-1]
        return Note(
            "bus", "dead_letter",
            {"id": last.id, "worker": last.worker or last.group, "attempts": last.attempts, "error": last.error_class,
             "message": last.message},
        )  # fmt: skip
    since = datetime.fromtimestamp(trace.seen_at, UTC) - AROUND if trace and trace.seen_at else wiring.now() - LOOK_BACK
    # The furthest topic that holds it names the worker that is to read it from there.
    for worker, topic in reversed(STAGES):
        if (when := _published(bus, topic, key, since)) is not None:
            behind = sum(lag.records for lag in bus.lag() if (lag.group, lag.topic) == (worker, topic))
            return Note("bus", "waits", {"topic": topic, "worker": worker, "when": at(when), "behind": behind})
    return None


def _published(bus: Bus, topic: str, key: str, since: datetime) -> datetime | None:
    if topic not in bus.topics():
        return None
    times = [record.published_at for record in bus.read(topic, since) if record.key == key]
    return times[-1] if times else None


def _not_listed(settings: Settings, engine: Engine, url: str) -> Note:
    """No source has listed it: because there is none for it, or none that is read, or it was not in what was read."""
    from crawlers.states import SourceStates
    from crawlers.urls import is_same_site, site

    parts = urlsplit(url)
    mine: list[Source] = [s for s in wiring.sources(settings) if is_same_site(s.url, url)]
    if not mine:
        return Note("source", "no_source", {"site": site(url) or url, "origin": f"{parts.scheme}://{parts.netloc}/"})
    asked = [source for source in mine if source.enabled]
    if not asked:
        why = mine[0].blocked or "enabled = false"
        return Note("source", "source_off", {"sources": ", ".join(s.id for s in mine), "why": why})
    states = SourceStates(engine).all()
    for source in asked:
        state = states.get(source.id)
        if state and (state.problem or state.failures):
            return source_trouble(state)
    last = {s.id: states[s.id].last_success_at for s in asked if s.id in states}
    if not any(last.values()):
        return Note("source", "not_asked", {"source": asked[0].id})
    name = max(last, key=lambda n: last[n] or 0.0)
    return Note("source", "never_listed", {"source": name, "when": at(last[name])})


def source_trouble(state: SourceState) -> Note:
    """What is wrong with a source that has a problem or failures."""
    problem = state.problem or "failing"
    facts = {
        "failures": state.failures,
        "error": state.last_error,
        "readable": f"{state.readable:.0%}",
        "when": at(state.last_item_at or state.first_try_at),
    }
    detail = Both(*(words(language)["troubles"][problem].format(**facts) for language in LANGUAGES))
    known = words("en")["cures"]
    why = {"unreadable": "walled", "silent": "silent"}.get(problem, state.error_kind)
    why = why if f"source_trouble.{why}" in known else "source_failed"
    return Note(
        "source", "source_trouble", {"source": state.source_id, "problem": Outcome(problem), "detail": detail, "why": why}
    )


def _read(settings: Settings, found: ArticleClassified) -> Note:
    limits = wiring.thresholds(settings, found.model, found.article.language)
    labels = ", ".join(found.labels) or "-", "、".join(shown("zh")[label] for label in found.labels) or "-"
    scores = [
        (label, f"{score:.2f}", f"{limits[label]:.2f}" if label in limits else "") for label, score in found.scores.items()
    ]
    english = ", ".join(f"{label} {score}" + (f" (from {least})" if least else "") for label, score, least in scores)
    chinese = "，".join(
        f"{shown('zh')[label]} {score}" + (f"（阈值{least}）" if least else "") for label, score, least in scores
    )
    return Note("read", "read", {"labels": Both(*labels), "model": found.model, "scores": Both(english, chinese)})


def _archived(engine: Engine, found: ArticleClassified) -> list[Note]:
    from archive.tables import articles, story_articles

    a, article = articles.c, found.article
    with engine.connect().execution_options(reading=True) as connection:
        row = connection.execute(select(a.story_id, a.revision, a.archived_at).where(a.id == article.id)).one()
        told = connection.execute(select(func.count()).where(a.story_id == row.story_id)).scalar_one()
        first = connection.execute(select(a.url).where(a.id == row.story_id)).scalar()
        by = connection.execute(select(story_articles.c.joined_by).where(story_articles.c.article_id == article.id)).scalar()
    facts = {
        "title": article.title, "source": article.source, "published": at(article.published_at) if article.published_at else "-",
        "when": at(row.archived_at), "revision": row.revision,
    }  # fmt: skip
    is_later = row.story_id != article.id
    story = Note(
        "story",
        "joined_story" if is_later else "own_story",
        {"first": first, "others": told - (2 if is_later else 1), "why": joined(by or "")},
    )
    return [Note("archived", "archived", facts), story]


def _story(engine: Engine, article: str) -> str:
    from archive.tables import articles

    with engine.connect() as connection:
        query = select(articles.c.story_id).where(articles.c.id == article)
        return str(connection.execution_options(reading=True).execute(query).scalar_one())
