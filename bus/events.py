"""The events that travel on the bus, and the facts they carry.

Each event is named like its topic. The key of every record about an article is the article's id. Times are aware and UTC;
offsets count Unicode code points into the article's `text`, or into its `title` where `field` says so.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

from bus import topics

Label = Literal["deal", "policy", "milestone"]
LABELS: tuple[Label, ...] = ("deal", "policy", "milestone")
Language = Literal["en", "zh"]
TextField = Literal["text", "title"]
Quality = Literal["good", "poor", "feed"]


def _as_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("the time has no zone; write it in UTC, as 2026-11-24T13:50:00Z")
    return value.astimezone(UTC)


# NUL characters are left out: PostgreSQL takes none, and they say nothing.
CleanText = Annotated[str, AfterValidator(lambda text: text.replace("\x00", ""))]
UtcTime = Annotated[datetime, AfterValidator(_as_utc)]
# On the wire a decimal is a string: JSON numbers would pass through float.
Money = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]


def article_id(url: str) -> str:
    """The id of an article: SHA-256 of its canonical URL, hexadecimal."""
    return hashlib.sha256(url.encode("utf-8")).hexdigest()


class Fact(BaseModel):
    """Base of everything that travels: immutable, and unknown fields of a newer version are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Span(Fact):
    """Where in the article something stands."""

    field: TextField = "text"
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Evidence(Span):
    """The passage that decided a label."""

    label: Label


class Amount(Span):
    """An amount of money named in the article, in the currency it was named in."""

    text: str
    value: Money | None = None  # major units; the lower bound of a range or of a vague amount
    value_max: Money | None = None
    currency: str | None = None  # ISO 4217
    role: str = "other"
    milestone_kind: str | None = None
    up_to: bool = False
    approx: bool = False
    vague: bool = False
    conversion: bool = False
    usd: Money | None = None  # `value` in US dollars; absent where no rate of the currency is known
    usd_max: Money | None = None  # `value_max` likewise
    usd_on: date | None = None  # the day of the rate; absent where the amount was named in US dollars


class Party(Fact):
    """A company or agency that takes part in an event."""

    name: str
    canonical: str | None = None
    side: str | None = None


class NewsEvent(Fact):
    """One thing that happened, as the article tells it."""

    label: Label
    kind: str | None = None
    status: str = "announced"
    confidence: float = 0.0
    parties: tuple[Party, ...] = ()
    terms: tuple[Amount, ...] = ()
    product: str | None = None
    agency: str | None = None
    phase: str | None = None
    document: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    comment_until: date | None = None
    evidence: tuple[Span, ...] = ()


class ArticleCrawled(Fact):
    """An article was found, fetched and read."""

    topic: ClassVar[str] = topics.CRAWLED

    id: str
    url: str  # canonical
    source: CleanText
    title: CleanText
    text: CleanText
    language: Language
    published_at: UtcTime | None = None
    fetched_at: UtcTime
    quality: Quality = "good"
    truncated: bool = False  # the text was longer than a record may be and was cut
    may_alert: bool = True  # False for replays and back-files: archived, never alerted
    is_canary: bool = False  # made by tidings to test itself: goes the whole path, and is kept and shown nowhere

    @property
    def key(self) -> str:
        return self.id


class ArticleClassified(Fact):
    """An article was read by the classifier."""

    topic: ClassVar[str] = topics.CLASSIFIED

    article: ArticleCrawled
    scores: dict[Label, float]
    labels: tuple[Label, ...]
    evidence: tuple[Evidence, ...] = ()
    amounts: tuple[Amount, ...] = ()
    parties: tuple[Party, ...] = ()
    events: tuple[NewsEvent, ...] = ()
    companies: tuple[str, ...] = ()  # named in the title or near the beginning, by the names they are known by
    embedding: tuple[float, ...] | None = None
    model: str  # name and version of what read it
    classified_at: UtcTime

    @property
    def key(self) -> str:
        return self.article.id


class StoryChange(Fact):
    """What an article changes of a story that was told before: its status, or a sum that was changed or is the first."""

    what: Literal["status", "amount"]
    old: str  # a status, or a value in major units; empty where no sum was disclosed before
    new: str
    role: str | None = None  # of the amount
    currency: str | None = None

    @property
    def key(self) -> str:
        """The same for the same news, whoever tells it."""
        return " ".join(part for part in (self.what, self.role, self.currency, self.new) if part)


class ArticleArchived(Fact):
    """An article is in the archive."""

    topic: ClassVar[str] = topics.ARCHIVED

    classified: ArticleClassified
    story_id: str
    opens_story: bool
    joined_by: str = ""  # why the article is of the story; empty where it opens it
    changes: tuple[StoryChange, ...] = ()  # what it is the first to tell
    revision: int  # 1 for the first text of an article, counted up when the text changes
    is_new: bool  # this delivery created the article or a revision of it
    archived_at: UtcTime

    @property
    def key(self) -> str:
        return self.classified.article.id


class SourceDue(Fact):
    """A source's time has come: whoever reads this crawls it, if its turn still stands."""

    topic: ClassVar[str] = topics.SOURCES_DUE

    source_id: str
    site: str  # the registered domain; sources of one site go to one crawler
    turn: float  # the due time that was noted with this announcement; another one in the database overrules it

    @property
    def key(self) -> str:
        return self.site


Event = ArticleCrawled | ArticleClassified | ArticleArchived | SourceDue
EVENTS: dict[str, type[ArticleCrawled] | type[ArticleClassified] | type[ArticleArchived] | type[SourceDue]] = {
    event.topic: event for event in (ArticleCrawled, ArticleClassified, ArticleArchived, SourceDue)
}
