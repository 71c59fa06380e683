"""How well the article of a page is read, beside other extractors, in one run.

    git clone https://github.com/scrapinghub/article-extraction-benchmark /tmp/aeb
    git clone https://github.com/rundimeco/waddle /tmp/waddle          # Chinese news of 2011-12, simplified and traditional
    python -m venv /tmp/peers && /tmp/peers/bin/pip install trafilatura readability-lxml html-text newspaper4k
    python benchmarks/extraction.py /tmp/aeb --chinese /tmp/waddle/corpora/Corpus_daniel_v2.1 --peers /tmp/peers/bin/python

The metric is the benchmark's own (evaluate.py: F1 over shingles of four tokens); on Chinese pages an ideograph is a token, and a
reference's first line, the title, is left out. Rules were developed on a random half of the pages (seed 6), so the other half is
reported by itself. CPU seconds are those of reading alone, without start and imports.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

PEERS = ("trafilatura", "trafilatura_precision", "newspaper4k", "readability")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
HAN = re.compile(r"([\u3400-\u9fff])")


class Page(NamedTuple):
    """A page and what a person took for its article."""

    id: str
    body: bytes
    url: str
    article: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--chinese", type=Path)
    parser.add_argument("--peers", help="an interpreter that has the other extractors")
    parser.add_argument("--limit", type=int, default=10_000, help="take a random part of the Chinese pages")
    parser.add_argument("--read", help=argparse.SUPPRESS)  # this process is the reader of one extractor
    arguments = parser.parse_args()
    developed, held_out = halves(list(english(arguments.benchmark)))
    corpora = {"benchmark": developed + held_out}
    if arguments.chinese:
        developed, held_out = halves(list(chinese(arguments.chinese)))
        corpora["chinese"] = developed[: arguments.limit // 2] + held_out[: arguments.limit // 2]
    if arguments.read:
        json.dump({name: read(pages, arguments.read) for name, pages in corpora.items()}, sys.stdout)
        return
    evaluate = load_metric(arguments.benchmark / "evaluate.py")
    print(
        f"{'':12}{'':24}{'F1 developed':>13}{'F1 held out':>13}{'F1 all':>9}{'P':>9}{'R':>9}{'exact':>8}{'pages/CPU s':>13}"
    )
    for name in ("tidings", *(PEERS if arguments.peers else ())):
        python = sys.executable if name == "tidings" else arguments.peers
        done = subprocess.run([python, __file__, *sys.argv[1:], "--read", name], capture_output=True, text=True, check=True)
        for corpus, result in json.loads(done.stdout).items():
            show(corpus, name, corpora[corpus], result, evaluate)


def english(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for key, fields in truth.items():
        yield Page(
            key, gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), fields["url"], fields["articleBody"]
        )


def chinese(folder: Path) -> Iterator[Page]:
    languages = json.loads((folder / "doc_lg.json").read_text(encoding="utf-8"))
    for key in sorted(languages):
        page, reference = folder / "html" / key, folder / "reference" / key
        if languages[key] == "Chinese" and page.exists() and reference.exists():
            lines = re.findall(r"<p>(.*?)</p>", reference.read_text(encoding="utf-8", errors="replace"), re.DOTALL)
            yield Page(key, page.read_bytes(), f"http://{key.split('_')[1]}/page", "\n".join(lines[1:]))


def halves(pages: list[Page]) -> tuple[list[Page], list[Page]]:
    """The pages that rules were developed on, and the ones held out."""
    order = sorted(pages, key=lambda page: page.id)
    random.Random(6).shuffle(order)
    return order[: len(order) // 2], order[len(order) // 2 :]


def read(pages: list[Page], name: str) -> dict[str, Any]:
    reader, texts, seconds = READERS[name](), {}, 0.0
    for page in pages:
        start = time.process_time()
        try:
            texts[page.id] = reader(page) or ""
        except Exception:  # a peer that fails on a page has read nothing
            texts[page.id] = ""
        seconds += time.process_time() - start
    return {"texts": texts, "seconds": seconds}


def _tidings() -> Callable[[Page], str]:
    from crawlers.extract import extract

    return lambda page: extract(page.body, page.url, now=NOW).text


def _trafilatura(**options: bool) -> Callable[[Page], str]:
    import trafilatura

    return lambda page: trafilatura.extract(page.body, url=page.url, include_comments=False, **options)


def _newspaper() -> Callable[[Page], str]:
    from newspaper import Article

    def reader(page: Page) -> str:
        article = Article(page.url, fetch_images=False)
        article.download(input_html=page.body.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return reader


def _readability() -> Callable[[Page], str]:
    import html_text
    from readability import Document

    return lambda page: html_text.extract_text(Document(page.body.decode("utf-8", "replace")).summary())


READERS: dict[str, Callable[[], Callable[[Page], str]]] = {
    "tidings": _tidings, "trafilatura": _trafilatura, "trafilatura_precision": lambda: _trafilatura(favor_precision=True),
    "newspaper4k": _newspaper, "readability": _readability,
}  # fmt: skip


def load_metric(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("evaluate", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def show(corpus: str, name: str, pages: list[Page], result: dict[str, Any], evaluate: Any) -> None:
    def spaced(text: str) -> str:
        return HAN.sub(r" \1 ", text) if corpus == "chinese" else text

    rows = {page.id: (spaced(page.article), spaced(result["texts"][page.id])) for page in pages}
    scores = {key: evaluate.string_shingle_matching(true=true, pred=found) for key, (true, found) in rows.items()}
    exact = sum(evaluate.get_accuracy(true=true, pred=found) for true, found in rows.values()) / len(rows)
    middle = len(pages) // 2  # the developed half comes first
    f1 = [
        evaluate.metrics_from_tp_fp_fns([scores[page.id] for page in part])["f1"]
        for part in (pages[:middle], pages[middle:], pages)
    ]
    whole = evaluate.metrics_from_tp_fp_fns(list(scores.values()))
    print(
        f"{corpus:12}{name:24}{f1[0]:13.4f}{f1[1]:13.4f}{f1[2]:9.4f}{whole['precision']:9.4f}{whole['recall']:9.4f}{exact:8.3f}"
        f"{len(pages) / result['seconds']:13.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
