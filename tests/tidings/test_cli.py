"""The command line: light to start, clear when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
        "demo", "run", "ingest", "init", "crawl", "work", "serve", "classify", "amounts", "extract", "search", "explain", "replay",
        "status", "doctor", "sources list", "sources check", "sources test", "sources add", "subscribers add", "subscribers list", "rules add", "rules list",
        "rules test", "dead-letters list", "dead-letters show", "dead-letters replay",
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
