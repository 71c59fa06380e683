"""classify, amounts, extract: the readers, on files and pipes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from tidings.cli.context import InputError, State, opened

File = Annotated[str, typer.Argument(help="A file, or - for standard input.")]


# `amounts` reads words only; what a sum is worth elsewhere is told with the article, by `classify`.
_NOT_TOLD = {"field", "usd", "usd_max", "usd_on"}
_TOLD = ("scores", "labels", "evidence", "amounts", "parties", "events", "model")


def register(app: typer.Typer) -> None:
    for command in (classify, amounts, extract):
        app.command()(command)


def classify(context: typer.Context, file: File = "-") -> None:
    """Read articles: JSON Lines in (id, title, text, optionally language, published_at), labels, amounts and events out.

    A line that is not an article is told on standard error with its number; the rest goes on, and the exit code is 1.
    """
    from bus.events import ArticleCrawled
    from crawlers.language import detect_language
    from tidings import wiring

    state: State = context.obj
    reader = wiring.article_reader(state.settings())

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        title, text = _text(row, "title"), _text(row, "text")
        if not title and not text:
            raise InputError("neither title nor text")
        language = row.get("language") or detect_language(f"{title}\n{text}")
        if language not in ("en", "zh"):
            raise InputError(f"language {language!r} is not en or zh")
        article = ArticleCrawled(
            id=str(row.get("id")), url="", source="", title=title, text=text, language=language,
            published_at=row.get("published_at"), fetched_at=wiring.now(),
        )  # fmt: skip
        told = reader.read(article).model_dump(mode="json", include=set(_TOLD))
        return {"id": row.get("id"), "language": language, **{name: told[name] for name in _TOLD}}

    _each_line(file, answer)


def amounts(context: typer.Context, file: File = "-") -> None:
    """Find amounts of money: JSON Lines in (id, text), amounts with offsets, value, currency and role out."""
    from classifiers.amounts import find_amounts

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        if "text" not in row:
            raise InputError("text is missing")
        found = find_amounts(_text(row, "text"), row.get("language"), "text")
        return {"id": row.get("id"), "amounts": [a.model_dump(mode="json", exclude=_NOT_TOLD) for a in found]}

    _each_line(file, answer)


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise InputError(f"{name} is not text")
    return value


def _each_line(file: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    failed = 0
    with opened(file) as stream:
        if stream is sys.stdin:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[attr-defined]
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise InputError("not a JSON object")
                result = answer(row)
            except (ValueError, RecursionError) as error:
                failed += 1
                typer.echo(f"tidings: {file}: line {number}: {error}", err=True)
                continue
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


def extract(
    context: typer.Context,
    file: File = "-",
    url: Annotated[
        str, typer.Option(help="Where the page came from; with no FILE it is not fetched.")
    ] = "https://example.invalid/page",
    zone: Annotated[str, typer.Option(help="Of dates that state none.")] = "UTC",
) -> None:
    """Read one HTML page and write the article in it as JSON."""
    from pathlib import Path

    from crawlers.extract import extract as read_page
    from tidings import wiring

    try:
        page = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    found = read_page(page, url, zone=zone, now=wiring.now())
    row = {
        "url": found.canonical_url, "title": found.title, "text": found.text, "language": found.language,
        "published_at": found.published_at.isoformat() if found.published_at else None, "quality": found.quality,
    }  # fmt: skip
    typer.echo(json.dumps(row, ensure_ascii=False))
