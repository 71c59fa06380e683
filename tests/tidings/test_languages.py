"""A reader of Chinese sees Chinese: on every page, in every alert, and in what old rows of the database say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from alerts import digest, forms, notices, reasons, tables
from alerts.delivery import Outcome
from alerts.mutes import MuteStore
from alerts.outbox import Outbox
from alerts.page_access import PageAccess
from alerts.preferences import Preferences
from alerts.schedule import Schedule, changed
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from alerts.words import reason_words
from archive.store import Archive
from archive.stories.traits import traits
from archive.tables import revisions
from bus.events import ArticleArchived, Evidence, Span, StoryChange
from crawlers.health import CURES
from tests.make import NOW, amount, archived, classified, crawled, deal
from tidings import wiring
from tidings.explain.joined import joined
from tidings.explain.notes import words
from tidings.settings import Settings
from tidings.web.app import create_app
from tidings.web.reader import preferred
from tidings.web.wording import words as page_words

# Words of the trade that Chinese writes so too; names of the two languages; what is typed as it stands.
ALLOWED = {
    "tidings", "API", "UTC", "USD", "CNY", "ISO", "JSON", "HTTP", "URL", "Slack", "Webhook", "Webhooks", "Incoming", "English",
    "Hengrui", "FDA", "million", "Shanghai", "Asia", "Europe", "Berlin", "T", "zone",
}  # fmt: skip
TYPED = re.compile(
    r"`[^`]*`|https?://\S+|[\w.+-]+@[\w.-]+|\btidings [a-z-]+.*|kind license and .*|[a-z]+\.[a-z_]+|(?<=[：“])(?:x|yuan)\b|[0-9a-f-]{32,}|\b\d+[dh]\b|(?<=T)\d\d:\d\d"
)
CHANGE = StoryChange(what="amount", role="total", currency="CNY", old="120000000", new="150000000")

# Each company with its partner and its product, so that each tells a story of its own.
THINGS = {
    "石药集团": ("明洲医药", "双抗"), "恒瑞医药": ("科瓦治疗", "减重口服药"), "先声药业": ("兰特里克斯", "影像软件"), "再鼎医药": ("欧凡诊断", "血友病基因疗法"),
    "复星医药": ("奥维萨", "流感疫苗"), "百济神州": ("博瑞生物", "手术机器人"), "信达生物": ("美兹勒", "助听器"), "君实生物": ("福尔柯", "胰岛素泵"),
}  # fmt: skip


class Seen(HTMLParser):
    """What a page shows or reads aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "datalist")
        self.said += [value for name, value in attrs if name in ("title", "placeholder", "aria-label", "alt") and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "datalist")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def english(text: str) -> set[str]:
    """The words of Latin script that are neither typed as they stand nor allowed."""
    return set(re.findall(r"[A-Za-z]+", "\n".join(TYPED.sub("", line) for line in text.splitlines()))) - ALLOWED


class Newsroom:
    """One subscriber, 林晓, and articles with Chinese names alone: whatever is English on her pages is ours."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings, self.store = engine, settings, SubscriptionStore(engine)
        self.lin = self.store.add_subscriber("林晓", "zh", ("mailto://u:p@mail.example/?to=lin@news.example",))
        self.store.add_rule("林晓", "授权", parse_conditions("授权", kinds=("license",)))
        self.links = wiring.links(settings, engine)

    def tell(self, number: int, company: str = "石药集团", **changes: Any) -> ArticleArchived:
        now = wiring.now()
        values = {"fetched_at": now, "published_at": now - timedelta(minutes=5), "source": f"药闻{number}", **changes}
        partner, drug = THINGS.get(company, (f"伙伴{number}", f"药物{number}"))
        title = f"{company}将{drug}授权给{partner}"
        text = f"{title}。首付款1.2亿元，另有里程碑付款，尚待国家药监局批准。"
        article = crawled(f"https://news.example/{number}", language="zh", title=title, text=text, **values)
        start = text.index("1.2亿元")
        sums = tuple(
            amount("120000000", "CNY", start=start, end=start + 5, text="1.2亿元", role=role, usd=Decimal(17_000_000), usd_on=date(2026, 11, 20), conversion=role == "other")
            for role in ("upfront", "other")
        )  # fmt: skip
        event = deal(
            (company, "licensor"), (partner, "licensee"), ("国家药监局", ""), terms=sums[:1], product=drug, agency="国家药监局",
            status="completed", phase="2", evidence=(Span(start=0, end=9),), effective_on=date(2026, 12, 1),
        )  # fmt: skip
        event = event.model_copy(
            update={"parties": tuple(p.model_copy(update={"side": p.side or None}) for p in event.parties)}
        )
        labels = (Evidence(label="deal", start=0, end=9),)
        found = classified(article, events=(event,), amounts=sums, evidence=labels, parties=event.parties, model="1")
        saved = Archive(self.engine).save(found)
        self.decide(saved)
        return saved

    def decide(self, saved: ArticleArchived) -> None:
        Outbox(self.engine, wiring.now).decide(self.store.active_rules(), saved, known=1)

    def try_all(self, outcome: Outcome) -> None:
        outbox = Outbox(self.engine, wiring.now)
        for alert in outbox.claim("发送"):
            outbox.finish(alert, outcome, "发送")

    def schedule(self, **typed: Any) -> None:
        Preferences(self.engine).set_schedule(self.lin, changed(Schedule(), **typed), wiring.now())

    def rows(self, query: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(query))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nid = "药闻"\nname = "药闻"\nurl = "https://news.example/feed"\nkind = "feed"\nlanguage = "zh"\n'
    )
    return Settings(bus=f"embedded:{tmp_path}/bus.db", sources=str(tmp_path / "sources.toml"))


@pytest.fixture
def room(sqlite_engine: Engine, settings: Settings) -> Newsroom:
    """Something of everything: sent, joined, refused, muted, snoozed, held, too old, undated."""
    room = Newsroom(sqlite_engine, settings)
    room.tell(1)
    room.try_all(Outcome("sent"))
    room.tell(2)  # of the same story
    room.tell(3, "恒瑞医药")
    room.try_all(Outcome("retry", "HTTP 503: 忙"))
    room.tell(4, "先声药业")
    room.try_all(Outcome("refused", "the address is inside the network"))
    MuteStore(room.engine).add(room.lin, "party", "再鼎医药", wiring.now() + timedelta(days=1))
    room.tell(5, "再鼎医药")
    room.tell(6, "复星医药", published_at=wiring.now() - timedelta(days=9))
    room.tell(7, "百济神州", published_at=None)
    MuteStore(room.engine).add(room.lin, "party", "信达生物", wiring.now() + timedelta(days=1), snooze=True)
    room.tell(8, "信达生物")
    room.schedule(digest="daily", quiet=["22:00-07:00"], zone="Asia/Shanghai")
    room.tell(9, "君实生物")
    return room


@pytest.fixture
def client(room: Newsroom) -> Iterator[TestClient]:
    with TestClient(
        create_app(room.settings, room.engine), headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
    ) as opened:
        yield opened


def paths(room: Newsroom) -> list[str]:
    a = tables.alerts.c
    alerts = room.rows(select(a.id, a.article_id).order_by(a.created_at))
    mine = PageAccess(room.engine, room.links).link(room.lin, wiring.now())
    own = mine.removeprefix(room.settings.web.base_url)
    about = room.links.about(alerts[0].id, wiring.now().timestamp()).removeprefix(room.settings.web.base_url)
    [rule] = room.store.active_rules()
    keys = [archived(classified(crawled(f"https://news.example/{n}"))).key for n in range(1, 10)]
    return [
        "/", "/?q=%E9%A6%96%E4%BB%98&kind=license", "/?q=%E6%B2%A1%E6%9C%89", "/?currency=元", "/?min_usd=很多", "/?since=昨天", "/?kind=许可", "/deliveries",
        *(f"/deliveries/{row.id}" for row in alerts), *(f"/articles/{key}" for key in keys), "/nothing", "/status", "/mailbox",
        "/explain", *(f"/explain?subscriber=林晓&url=https://news.example/{n}" for n in range(1, 11)),
        "/explain?subscriber=林晓&missed=https://news.example/5%0Ahttps://news.example/6%0A石药集团将双抗授权给明洲医药%0A天气",
        own, *(f"{own}/{name}" for name in ("rules", "rules/new", f"rules/{rule.id}", f"rules/{rule.id}?as=text", "settings", "channels", "log", "mutes")),
        about, f"{about}?say=mute", "/mine/none",
    ]  # fmt: skip


def test_no_page_of_a_reader_of_chinese_says_a_word_of_english(room: Newsroom, client: TestClient) -> None:
    found: set[tuple[str, str]] = set()
    for path in paths(room):
        page = client.get(path).text
        shown = "\n".join(Seen(page).said)
        if path == "/mine/none":  # whose link it was is not known: both languages
            continue
        found |= {(word, path) for word in english(shown)}
        assert '<html lang="zh-CN">' in page, path
    assert not found, "\n".join(f"{word} {path}" for word, path in sorted(found))


def test_a_reader_of_english_sees_english_on_the_same_pages(room: Newsroom) -> None:
    """But for what the articles, the rule and the sources say, and the names of the two languages."""
    room.store.add_rule("林晓", "second", parse_conditions("second"))
    Preferences(room.engine).set_language(room.lin, "en")
    data = " ".join(["林晓 授权", *(f"{row.title} {row.text}" for row in room.rows(select(revisions))), *THINGS])
    with TestClient(create_app(room.settings, room.engine)) as opened:
        for path in (
            "/",
            "/deliveries",
            "/status",
            "/explain",
            "/nothing",
            f"/articles/{archived(classified(crawled('https://news.example/2'))).key}",
        ):
            page = opened.get(path).text
            strange = {run for run in re.findall(r"[一-鿿]+", " ".join(Seen(page).said)) if run not in data}
            assert strange <= {"中文亦可", "中文", "药闻", "忙"}, path
            assert '<html lang="en">' in page


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9,zh;q=0.1", "en"), ("fr,zh-TW;q=0.5", "zh"), ("fr", "en"),
        ("en;q=0.2, zh;q=0.7", "zh"), ("zh;q=0,en", "en"), ("zh;q=nonsense", "en"), (",;,", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_the_browser_prefers_of_ours(header: str, language: str) -> None:
    assert preferred(header) == language


def test_a_link_chooses_the_language_and_the_next_pages_keep_to_it(room: Newsroom) -> None:
    with TestClient(create_app(room.settings, room.engine)) as opened:
        assert "最新" not in opened.get("/").text
        assert "zh-CN" in opened.get("/?lang=zh&q=双抗").text
        again = opened.get("/deliveries")
        assert again.headers["vary"] == "Accept-Language, Cookie"
        assert '<html lang="zh-CN">' in again.text
        assert 'href="?lang=en"' in again.text
        assert '<html lang="en">' in opened.get("/deliveries?lang=en", headers={"Accept-Language": "zh"}).text
        assert '<html lang="en">' in opened.get("/?lang=fr").text
        assert "q=%E5%8F%8C%E6%8A%97" in opened.get("/?q=双抗").text  # the other language of the same question


def test_a_subscribers_links_to_articles_open_in_their_language(room: Newsroom, client: TestClient) -> None:
    client.headers["Accept-Language"] = "en"
    own = PageAccess(room.engine, room.links).link(room.lin, wiring.now()).removeprefix(room.settings.web.base_url)
    path = client.get(f"{own}/log").text.split('href="/articles/')[1].split('"')[0]
    assert '<html lang="zh-CN">' in client.get(f"/articles/{path}").text


def _messages(room: Newsroom) -> Iterator[Any]:
    a = tables.alerts.c
    rows = [row for row in room.rows(select(tables.alerts).order_by(a.created_at)) if row.article_id]
    changed_story = {**rows[0].content, "changes": [{"name": "总额", "old": "1.2亿人民币", "new": "1.5亿人民币"}], "others": [{"source": "药闻2", "url": "https://news.example/2"}]}  # fmt: skip
    yield forms.message(rows[0].content)
    yield forms.message(changed_story)
    yield forms.message(digest.content([row.content for row in rows], {"digest", "quiet", "burst", "snooze"}))
    for refusal in ("HTTP 503: 忙", "no connection to the server", "the channel did not answer in time"):
        reason = reasons.told(refusal, "zh")
        yield forms.message(notices.channel_paused("zh", name="林晓", number=1, channel="邮件 lin@news.example", refusals=3, reason=reason, at=NOW))  # fmt: skip
    for purpose in ("test", "page", "confirm"):
        yield forms.message(
            notices.asked_for("zh", purpose, NOW, name="林晓", url="" if purpose == "test" else "https://news.example/x")
        )  # type: ignore[arg-type]


def test_no_message_to_a_reader_of_chinese_says_a_word_of_english(room: Newsroom) -> None:
    for message in _messages(room):
        for part in (message.subject, message.text, "\n".join(Seen(message.html).said), message.slack):
            assert english(part) == set(), (sorted(english(part)), part)


def test_the_owner_of_a_paused_channel_is_told_why_in_their_language(room: Newsroom) -> None:
    channel = room.store.add_channel("林晓", "slack://TAAAAAAAA/BBBBBBBBB/cccccccccccccccccccccccc")
    room.schedule()
    for number in (11, 12, 13):
        room.tell(number, f"公司{number}")
        outbox = Outbox(room.engine, wiring.now)
        for alert in outbox.claim("发送"):
            if alert.channel_id != channel.id:
                outbox.finish(alert, Outcome("refused", "the address is inside the network"), "发送")
    told = [row.content for row in room.rows(select(tables.alerts)) if row.content.get("form") == notices.FORM]
    assert any(
        "最后一次的答复：地址位于内网" in " ".join(content["lines"]) and "邮件 lin@" in content["title"] for content in told
    )


# What older versions stored, and what it is in both languages now.
OLD = [
    ("waits for the digest, 2026-11-25 08:00 UTC", "waits for the digest, 2026-11-25 16:00 Asia/Shanghai", "等待摘要（2026-11-25 16:00 Asia/Shanghai）"),
    ("an alert record was written; it waits for the end of quiet hours, 2026-11-25 08:00 UTC", "an alert record was written; it waits for the end of quiet hours, 2026-11-25 16:00 Asia/Shanghai", "已写入提醒记录；等待免打扰结束（2026-11-25 16:00 Asia/Shanghai）"),
    ("an alert record was written", "an alert record was written", "已写入提醒记录"),
    ("muted: rule 'deals' until it is removed", "muted: rule 'deals' until it is removed", "已静音：规则“deals”，直至取消"),
    ("snoozed: party '恒瑞医药' until 2026-11-25 08:00 UTC", "snoozed: party '恒瑞医药' until 2026-11-25 16:00 Asia/Shanghai", "已推迟：公司或机构“恒瑞医药”，至2026-11-25 16:00 Asia/Shanghai"),
    ("undated: the page states no date", "undated: the page states no date", "页面没有日期"),
    ("too_old: published 2026-11-01 00:00 UTC, over 3 days, 0:00:00 ago", "too_old: published 2026-11-01 08:00 Asia/Shanghai, over 3 days, 0:00:00 ago", "文章过旧：发布于2026-11-01 08:00 Asia/Shanghai，已超过 3 days, 0:00:00"),
    ("the subscriber has been told of this story", "the subscriber has been told of this story", "订阅者已获知该事件"),
    ("3 of 7 rules match", "3 of 7 rules match", "7条规则中有3条匹配"),
    ("sender send-1 died before it said what came of the attempt", "sender send-1 died before it said what came of the attempt", "发送进程send-1中断，结果不明"),
    ("HTTP 404: no_such_hook", "HTTP 404: no_such_hook", "对方答复 HTTP 404：no_such_hook"), ("HTTP 500", "HTTP 500", "对方答复 HTTP 500"),
    ("550 no such user", "550 no such user", "550 no such user"), ("", "", ""),
    ('{"code": "nothing of ours"}', '{"code": "nothing of ours"}', '{"code": "nothing of ours"}'),
    ('{"code": "waits_digest"}', '{"code": "waits_digest"}', '{"code": "waits_digest"}'), ("{", "{", "{"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "english_words", "chinese"), OLD)
def test_what_older_versions_and_channels_said_is_put_into_words_as_far_as_it_is_known(
    stored: str, english_words: str, chinese: str
) -> None:
    assert reasons.told(stored, "en", "Asia/Shanghai") == english_words
    assert reasons.told(stored, "zh", "Asia/Shanghai") == chinese
    if read := reasons.read(stored):  # stored anew it says the same
        assert reasons.told(read.stored(), "zh", "Asia/Shanghai") == chinese


def test_every_reason_has_words_in_both_languages_with_the_same_values() -> None:
    spoken = {language: reason_words(language) for language in ("en", "zh")}
    assert set(spoken["en"]) == set(spoken["zh"])
    for code in spoken["en"]:
        if code == "mismatch":  # its values are its words
            continue
        names = [set(re.findall(r"{(\w+)}", spoken[language][code])) for language in ("en", "zh")]
        assert names[0] == names[1], code
        assert english(re.sub(r"{\w+}|--alert", "", spoken["zh"][code])) == set()


def test_reasons_are_stored_as_codes_with_values(room: Newsroom) -> None:
    d, a = tables.decisions.c, tables.alerts.c
    stored = [row.reason for row in room.rows(select(d.reason))] + [
        row.reason for row in room.rows(select(a.reason).where(a.hold != ""))
    ]
    assert {reason.code for text in stored if (reason := reasons.read(text))} >= {
        "looked", "recorded", "told_before", "muted", "too_old", "undated", "recorded_waits", "waits_snooze", "waits_digest",
    }  # fmt: skip
    assert all(text.startswith("{") for text in stored)


def test_a_condition_that_failed_is_kept_in_both_languages(room: Newsroom) -> None:
    outbox = Outbox(room.engine, wiring.now)
    room.store.add_rule("林晓", "政策", parse_conditions("政策", labels=("policy",)))
    [rule] = [rule for rule in room.store.active_rules() if rule.name == "政策"]
    outbox.decide([rule], archived(classified(crawled("https://news.example/77", published_at=wiring.now()))))
    [stored] = [row.reason for row in room.rows(select(tables.decisions)) if row.outcome == "no_match"]
    assert reasons.told(stored) == "label: the article is deal"
    assert reasons.told(stored, "zh") == "标签：文章的标签为交易"


@pytest.mark.parametrize(
    ("stored", "english_words", "chinese"),
    [
        ("", "", ""), ("the same text", "the same text", "全文相同"),
        ("near-duplicate (1.85 with 0a1b)", "nearly the same text (likeness 0.85)", "全文几乎相同（相似度0.85）"),
        ("a shared company, same sum, words across (0.97 with 0a1b)", "a company in common, the same sum, words across languages (likeness 0.97)", "涉及同一公司、金额相同、用词（跨语言）（相似度0.97）"),
        ("something new (0.9 with 0a1b)", "something new (likeness 0.9)", "something new（相似度0.9）"),
    ],
)  # fmt: skip
def test_why_an_article_joined_its_story_is_told_in_both_languages(stored: str, english_words: str, chinese: str) -> None:
    told = joined(stored)
    assert (told, told.told("zh")) == (english_words, chinese)


def test_every_trait_that_joins_articles_has_words(room: Newsroom) -> None:
    from archive.stories.facts import facts_of
    from archive.stories.traits import pairs_of

    one = facts_of(classified())
    for name in traits(one, one, pairs_of(one, one)):
        for language in ("en", "zh"):
            known = words(language)["joined"]
            assert name.removesuffix("_across") in known, name


def test_the_cures_of_sources_are_those_that_operators_are_told() -> None:
    cures = words("en")["cures"]
    assert {kind: cures[f"source_trouble.{kind}"] for kind in CURES} == dict(CURES)


def test_every_word_of_the_pages_is_there_in_both_languages() -> None:
    english_words, chinese = page_words("en"), page_words("zh")
    for name, pattern in english_words.items():
        assert set(re.findall(r"{(\w+)}", chinese[name])) <= set(re.findall(r"{(\w+)}", pattern)), name
