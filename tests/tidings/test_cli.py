"""The command line: light to start, clear when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.database import connect_engine
from archive.store import Archive
from bus.codec import decode
from bus.connect import connect
from bus.topics import CRAWLED
from tests.make import classified, crawled
from tidings.database import upgrade

HEAVY = ("transformers", "scrapy", "apprise", "onnxruntime", "sqlalchemy", "trafilatura")


def tidings(*arguments: str, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tidings", *arguments], cwd=cwd, input=text, capture_output=True, text=True, timeout=120
    )


def test_help_imports_nothing_heavy_and_answers_within_a_second(tmp_path: Path) -> None:
    script = (
        "import sys\nsys.argv = ['tidings', '--help']\nfrom tidings.cli.main import app\n"
        f"try:\n    app()\nexcept SystemExit:\n    pass\nprint('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    times = []
    for _ in range(3):  # the best of three: another process may have the machine
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
        times.append(time.perf_counter() - start)
    assert "HEAVY []" in done.stdout
    assert min(times) < 1.0


def test_every_command_of_the_contract_has_help(tmp_path: Path) -> None:
    commands = [
        "demo", "run", "ingest", "init", "crawl", "work", "serve", "classify", "amounts", "extract", "search", "explain", "misses", "replay",
        "status", "doctor", "sources list", "sources check", "sources test",
        "sources add", "subscribers add", "subscribers list", "rules add", "rules list",
        "rules test", "rules backtest", "rules edit", "rules pause", "rules remove", "dead-letters list", "dead-letters show", "dead-letters replay", "reclassify", "corrections add",
        "corrections export", "model train", "model evaluate", "model export", "model card", "rates show", "rates update",
        "subscribers schedule", "subscribers show", "mutes add", "mutes list", "mutes remove",
    ]  # fmt: skip
    for command in commands:
        done = tidings(*command.split(), "--help", cwd=tmp_path)
        assert done.returncode == 0, command


def test_init_writes_settings_that_load_to_the_defaults(tmp_path: Path) -> None:
    from tidings.settings import Settings, load_settings

    assert tidings("init", cwd=tmp_path).returncode == 0
    assert load_settings(tmp_path / "tidings.toml") == Settings()
    assert "is there already" in tidings("init", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("databse = 'x'", "did you mean 'database'"),
        ("[web]\nprot = 1", "did you mean 'port'"),
        ("[web]\nport = 'x'", "web.port"),
        ("x = = 1", "is not TOML"),
    ],
)
def test_wrong_settings_name_the_key_and_the_cure(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "tidings.toml").write_text(content)
    done = tidings("status", cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_classify_answers_the_contract_and_goes_on_after_bad_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {
                "id": 1,
                "title": "Corvane buys Lanterix for $2.1 billion",
                "text": "The drug maker Corvane agreed to acquire Lanterix, a biotech.",
            }
        ),
        "not json",
        json.dumps(
            {"id": 3, "title": "明洲医药新药获批上市", "text": "明洲医药公告，公司自主研发的1类新药获得国家药监局批准上市。"}
        ),
        json.dumps({"id": 4}),
    ]
    done = tidings("classify", cwd=tmp_path, text="\n".join(lines))
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert "line 4" in done.stderr
    one, three = map(json.loads, done.stdout.splitlines())
    assert set(one) == {"id", "language", "scores", "labels", "evidence", "amounts", "parties", "events", "model"}
    assert (one["id"], one["language"], one["labels"]) == (1, "en", ["deal"])
    assert (three["id"], three["language"], three["labels"]) == (3, "zh", ["milestone"])
    assert one["amounts"][0]["value"] == "2100000000"
    assert one["evidence"][0]["label"] == "deal"


def test_amounts_answers_the_contract(tmp_path: Path) -> None:
    done = tidings("amounts", cwd=tmp_path, text=json.dumps({"id": "a", "text": "首付款1.2亿元"}, ensure_ascii=False))
    assert done.returncode == 0
    [amount] = json.loads(done.stdout)["amounts"]
    assert set(amount) == {
        "text",
        "start",
        "end",
        "value",
        "value_max",
        "currency",
        "role",
        "milestone_kind",
        "up_to",
        "approx",
        "vague",
        "conversion",
    }
    assert (amount["text"], amount["value"], amount["currency"], amount["role"]) == (
        "1.2亿元",
        "120000000",
        "CNY",
        "upfront",
    )


def test_extract_reads_a_page_from_standard_input(tmp_path: Path) -> None:
    page = (
        "<html><head><title>A title of a page</title></head><body><article><h1>A title of a page</h1><p>"
        + "Words that matter. " * 30
        + "</p></article></body></html>"
    )
    done = tidings("extract", cwd=tmp_path, text=page)
    row = json.loads(done.stdout)
    assert (row["title"], row["language"], row["published_at"]) == ("A title of a page", "en", None)
    assert "Words that matter" in row["text"]


def test_doctor_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "tidings.toml").write_text('model = "nowhere"\n')
    done = tidings("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "FAIL  model" in done.stdout
    assert "ok    bus" in done.stdout


def test_a_rule_for_nobody_names_who_there_is(tmp_path: Path) -> None:
    tidings("subscribers", "add", "ada", "--channel", "json://127.0.0.1:9/x", cwd=tmp_path)
    done = tidings("rules", "add", "bob", "all", cwd=tmp_path)
    assert done.returncode == 1
    assert "known are ada" in done.stderr
    assert tidings("rules", "add", "ada", "deals", "--label", "dael", cwd=tmp_path).stderr.count("is not a label") == 1


def test_reclassify_puts_archived_articles_back_on_the_bus_without_alerts(tmp_path: Path) -> None:
    engine = connect_engine(f"sqlite:///{tmp_path}/tidings-data/tidings.db")
    upgrade(engine)
    Archive(engine).save(classified())
    engine.dispose()
    assert "0 articles" in tidings("reclassify", "--since", "2099-01-01", cwd=tmp_path).stdout
    assert (
        "1 articles are on the bus again; none of them will alert"
        in tidings("reclassify", "--since", "1d", cwd=tmp_path).stdout
    )
    [record] = connect(f"embedded:{tmp_path}/tidings-data/bus.db").read(CRAWLED)
    assert decode(record) == crawled(may_alert=False)


def test_a_correction_is_kept_and_written_out_for_training(tmp_path: Path) -> None:
    engine = connect_engine(f"sqlite:///{tmp_path}/tidings-data/tidings.db")
    upgrade(engine)
    Archive(engine).save(classified())
    engine.dispose()
    url = crawled().url
    assert "deal -> policy" in tidings("corrections", "add", url, "policy", cwd=tmp_path).stdout
    assert json.loads(tidings("corrections", "export", cwd=tmp_path).stdout)["labels"] == ["policy"]
    assert "not in the archive" in tidings("corrections", "add", "https://x.example", "none", cwd=tmp_path).stderr


def test_training_without_its_libraries_names_the_cure(tmp_path: Path) -> None:
    done = tidings("model", "card", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'tidings[train]'" in done.stderr or "tidings model export" in done.stderr


ARTICLES = (
    {
        "url": "https://news.example/zh", "source": "药闻", "language": "zh", "title": "恒瑞医药与Larkholm Oncology签署许可协议",
        "text": "恒瑞医药宣布，将HRS-99在大中华区以外的权利独家授予Larkholm Oncology。根据协议，恒瑞医药将获得1.2亿元首付款。",
        "published_at": "2026-11-24T08:00:00Z",
    },
    {
        "url": "https://news.example/en", "source": "The Example", "language": "en", "title": "FDA approves a drug of Corvane Therapeutics",
        "text": "The FDA approved the lung cancer drug of Corvane Therapeutics on Monday, the company said.",
        "published_at": "2026-11-24T09:00:00Z",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of two articles, read by the real workers."""
    folder = tmp_path_factory.mktemp("archive")
    lines = "\n".join(json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    assert tidings("ingest", cwd=folder, text=lines).returncode == 0
    for worker in ("classify", "archive"):
        done = tidings("work", worker, "--until-idle", cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("--kind license --party 恒瑞医药 --side licensor", {"zh"}),
        ("--party hengrui --role upfront --min-usd 15000000", {"zh"}),
        ("--party hengrui --role upfront --min-usd 50000000", set()),
        ("--min-amount 120,000,000 --currency cny", {"zh"}),
        ("--agency FDA --kind approval --status announced", {"en"}),
        ("--side sponsor --label milestone", {"en"}),
    ],
)
def test_search_finds_events_that_the_workers_read(archive: Path, asked: str, found: set[str]) -> None:
    done = tidings("search", *asked.split(), "--format", "jsonl", cwd=archive)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["url"].rsplit("/")[-1] for row in rows} == found
    assert all({"story_id", "labels", "events"} <= set(row) for row in rows)


def test_search_shows_who_and_for_how_much_and_the_day_of_the_rates(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = tidings("search", "--kind", "license", cwd=archive).stdout
    for part in (
        "License",
        "licensor: 恒瑞医药",
        "upfront: CNY 120 million ≈ USD",
        "1 of 1; ≈ USD at central banks' reference rates of",
    ):
        assert part in shown, shown


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("--kind licence", "kind 'licence' is not known; write license, acquisition"),
        ("--side buyer", "side 'buyer' is not known; write licensor"),
        ("--status done", "write announced, completed"),
        ("--role deposit", "write upfront, milestone"),
        ("--label dael", "label 'dael' is not known; write deal, policy, milestone"),
        ("--min-usd 5mio", "min-usd '5mio' is not a number; write 50000000"),
        ("--currency yuan", "write its ISO code"),
    ],
)
def test_search_names_the_values_that_are_known(tmp_path: Path, asked: str, message: str) -> None:
    done = tidings("search", *asked.split(), cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr


def test_a_rule_on_events_is_tested_against_the_archive(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    tidings("subscribers", "add", "ada", "--channel", "json://127.0.0.1:9/x", cwd=archive)
    options = ["--kind", "license", "--party", "恒瑞医药", "--role", "upfront"]
    assert tidings("rules", "add", "ada", "big", *options, "--min-usd", "50000000", cwd=archive).returncode == 0
    assert tidings("rules", "add", "ada", "all", *options, "--min-usd", "5000000", cwd=archive).returncode == 0
    assert 'kind license and party "恒瑞医药" and upfront >= 50 million USD' in tidings("rules", "list", cwd=archive).stdout
    assert tidings("rules", "test", "ada", "all", "https://news.example/zh", cwd=archive).stdout.startswith(
        "match\n  yes kind"
    )
    told = tidings("rules", "test", "ada", "big", "https://news.example/zh", cwd=archive).stdout
    assert "no match: amount: no upfront >= 50 million USD; amounts are upfront CNY 120 million" in told
    assert "no  upfront >= 50 million USD" in told


def test_rules_in_the_rule_language_are_edited_paused_removed_and_told_in_the_subscribers_language(archive: Path) -> None:
    tidings("subscribers", "add", "lin", "--language", "zh", cwd=archive)
    wrong = tidings("rules", "add", "lin", "许可", "类型 许可 和 首付款 >= 很多", cwd=archive)
    assert (wrong.returncode, "规则“许可”：第16个字符" in wrong.stderr, "不是金额" in wrong.stderr) == (1, True, True)
    assert tidings("rules", "add", "lin", "许可", "类型 许可", "--party", "hengrui", cwd=archive).returncode == 0
    assert tidings("rules", "test", "lin", "许可", "https://news.example/zh", cwd=archive).stdout.startswith("match\n")
    assert tidings("rules", "edit", "lin", "许可", "类型 收购", "--rename", "收购", "--urgent", cwd=archive).returncode == 0
    told = tidings("rules", "test", "lin", "收购", "https://news.example/zh", cwd=archive).stdout
    assert told.startswith("no match: 类型：文章中的事件为许可")
    assert tidings("rules", "pause", "lin", "收购", cwd=archive).returncode == 0
    listed = tidings("rules", "list", cwd=archive).stdout
    assert "paused, urgent" in " ".join(listed.split())
    assert tidings("rules", "remove", "lin", "收购", cwd=archive).returncode == 0
    assert "has no rule '收购'" in tidings("rules", "pause", "lin", "收购", cwd=archive).stderr
    assert "nothing to change" in tidings("rules", "edit", "ada", "all", cwd=archive).stderr


def test_a_rule_is_tried_on_the_archive_before_it_is_saved(archive: Path) -> None:
    tidings("subscribers", "add", "ada", cwd=archive)
    asked = ["--rule", "party 恒瑞医药 or kind approval", "--since", "2026-11-20"]
    done = json.loads(tidings("rules", "backtest", *asked, "--json", cwd=archive).stdout)
    assert (done["articles"], done["matching"], done["stories"]) == (2, 2, 2)
    assert (done["days"]["2026-11-24"], done["days"]["2026-11-23"]) == (2, 0)
    assert [sample["url"] for sample in done["samples"]] == ["https://news.example/en", "https://news.example/zh"]
    shown = tidings("rules", "backtest", *asked, cwd=archive).stdout
    assert "2026-11-24     2  ####" in shown
    assert "2 of 2 articles match: 2 alerts" in shown
    assert tidings("rules", "test", "--rule", "label policy", "https://news.example/en", cwd=archive).stdout.startswith(
        "no match"
    )
    for wrong, message in (
        (("--rule", "labl deal"), "did you mean label?"), (("ada",), "SUBSCRIBER and RULE"), (("ada", "none"), "has no rule"),
        (("ada", "all", "--rule", "label deal"), "not both"),
    ):  # fmt: skip
        refused = tidings("rules", "backtest", *wrong, cwd=archive)
        assert (refused.returncode, message in refused.stderr) == (1, True), refused.stderr
    assert "not in the archive" in tidings("rules", "test", "--rule", "label deal", "https://x.example/", cwd=archive).stderr
