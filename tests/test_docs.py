"""The references are complete, and the event schemas in docs are those of the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bus.events import EVENTS
from consumers.metrics import REGISTRY
from tidings.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        is_section = isinstance(kind, type) and issubclass(kind, BaseModel)
        found += keys(kind, f"{prefix}{name}.") if is_section else [prefix + name]  # type: ignore[arg-type]
    return found


def test_every_setting_is_documented_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \|", (DOCS / "reference-settings.md").read_text(encoding="utf-8"), re.M)
    assert listed == keys(Settings)


def test_every_metric_is_documented_and_no_other() -> None:
    names = [m.name + ("_total" if m.type == "counter" else "") for m in REGISTRY.collect()]
    listed = re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "reference-metrics.md").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(names)


@pytest.mark.parametrize("topic", EVENTS)
def test_the_published_schema_of_an_event_is_that_of_the_code(topic: str) -> None:
    published = json.loads((DOCS / "schemas" / f"{topic}.json").read_text(encoding="utf-8"))
    assert published == EVENTS[topic].model_json_schema()


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_example_of_the_rule_language_is_read_and_every_condition_has_one() -> None:
    from alerts.rules.messages import RuleError
    from alerts.rules.parser import parse
    from alerts.rules.vocabulary import FIELDS

    page = (DOCS / "reference-rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `[^|]*\| [^|]* \| `([^`]+)` \|$|^\| a role \|[^|]*\| `([^`]+)` \|$", page, re.M)
    shown = [one or other for one, other in rows]
    assert {field for field in FIELDS if any(example.startswith(field) for example in shown)} == set(FIELDS)
    starts = ("label", "kind", "language", "event", "标签")
    blocks = [line.strip() for line in re.findall(r"^    (.+)$", page, re.M) if line.strip().startswith(starts)]
    guides = "\n".join((DOCS / name).read_text(encoding="utf-8") for name in ("guide-subscribers.md", "reference-rules.md"))
    typed = re.findall(r"(?:--rule |rules add \S+ \S+ |rules edit \S+ \S+ )'([^']+)'", guides)
    inline = re.findall(r"`((?:label|kind|upfront|status) [^`]*[^`…])`", page)
    assert min(len(shown) - 17, len(blocks) - 6, len(typed) - 6, len(inline) - 6) >= 0
    for example in (*shown, *blocks, *typed, *inline):
        try:
            parse(example)
        except RuleError as error:
            pytest.fail(f"{example}: {error}")
