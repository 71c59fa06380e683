"""The demo as it is typed: its newsroom, its honesty, its mails."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.error import HTTPError

import pytest

from bus.events import LABELS
from crawlers.feeds import read_feed
from crawlers.language import detect_language
from tests.make import NOW
from tidings.demo.newsroom import OUTLETS, Newsroom, load_stories


def test_the_newsroom_has_forty_articles_of_both_languages_with_an_answer_key() -> None:
    stories = load_stories()
    assert Counter(OUTLETS[s.outlet].language for s in stories) == {"en": 20, "zh": 20}
    assert len({s.slug for s in stories}) == 40
    assert {label for s in stories for label in s.labels} == set(LABELS)
    assert sum(len(s.labels) > 1 for s in stories) >= 2
    assert sum(not s.labels for s in stories) >= 10
    assert sum(s.encoding == "gbk" for s in stories) >= 4
    for story in stories:
        assert detect_language(story.title + story.text) == OUTLETS[story.outlet].language


def test_every_outlet_serves_a_feed_that_answers_304_and_one_page_is_broken() -> None:
    with Newsroom() as newsroom:
        links = 0
        for outlet in OUTLETS:
            url = f"{newsroom.origin}/{outlet}/feed.xml"
            with urllib.request.urlopen(url) as answer:
                body, tag = answer.read(), answer.headers["ETag"]
            links += len(read_feed(body, {}, url, "UTC", NOW.replace(year=2100)))
            with pytest.raises(HTTPError) as caught:
                urllib.request.urlopen(urllib.request.Request(url, headers={"If-None-Match": tag}))
            assert caught.value.code == 304
            caught.value.close()
        assert links == 40
        with pytest.raises(HTTPError) as broken:
            urllib.request.urlopen(f"{newsroom.origin}/wire/broken-page.html")
        assert broken.value.code == 500
        broken.value.close()


@pytest.mark.slow
def test_the_demo_ends_well_and_says_where_it_was_wrong(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tidings", "demo", "--once", "--port", "0", "--keep", str(tmp_path / "demo")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "39 of 40 articles archived" in done.stdout.replace("\n", " ")
    assert "Against the answer key" in done.stdout
    assert "The first alert was in the mailbox" in done.stdout
    mails = list((tmp_path / "demo" / "mailbox").glob("*.eml"))
    assert len(mails) >= 10
    assert "Traceback" not in (tmp_path / "demo" / "workers.log").read_text(encoding="utf-8")
