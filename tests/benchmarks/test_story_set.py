"""The labelled stories: as many as are promised, both languages, halves that share nothing."""

from __future__ import annotations

from datetime import datetime

from benchmarks.stories import FITTED, MEASURED, SETS, load


def test_the_set_holds_what_its_figures_rest_on() -> None:
    halves = {half: load(SETS / f"{half}.jsonl") for half in (*FITTED, *MEASURED)}
    rows = [row for half in halves.values() for row in half]
    clusters: dict[str, list[str]] = {}
    for row in rows:
        clusters.setdefault(row["cluster"], []).append(row["language"])
        assert datetime.fromisoformat(row["published_at"]).tzinfo is not None
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["title"] for row in rows}) == len(rows)
    assert len(clusters) >= 100
    assert sum(len(members) == 1 for members in clusters.values()) <= 24  # forms that are near misses of each other
    assert sum(len(set(members)) > 1 for members in clusters.values()) >= 30
    fitted = {row["family"] for half in FITTED for row in halves[half]}
    assert not fitted & {row["family"] for half in MEASURED for row in halves[half]}
    measured = [row for half in MEASURED for row in halves[half]]
    assert len({row["cluster"] for row in measured}) >= 100


def test_judged_real_pairs_are_ids_alone() -> None:
    rows = load(SETS / "real.jsonl")
    assert all(set(row) == {"one", "other", "same"} for row in rows)
    assert any(row["same"] for row in rows)
