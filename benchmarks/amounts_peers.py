"""The reader of amounts beside four libraries, over the same passages in the same run.

    python benchmarks/amounts_peers.py --data FOLDER [--half held|development|all] --peer NAME=PYTHON ...

NAME is recognizers-text, quantulum3, price-parser or jionlp, PYTHON the interpreter of an environment that has it:

    pip install price-parser
    pip install quantulum3 setuptools
    pip install jionlp setuptools
    pip install --pre recognizers-text-suite "emoji<2" setuptools     # it does not import with emoji 2

Each peer is one process that stays; the passages go round in portions, one reader after the other, so that a busy moment of
the machine meets all of them. A library is asked only in the languages it speaks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

PORTION = 15
SPEAKS = {
    "tidings": "en zh",
    "tidings, spans alone": "en zh",
    "recognizers-text": "en zh",
    "quantulum3": "en",
    "price-parser": "en zh",
    "jionlp": "zh",
}
NAMES = {
    "dollar": "USD", "united states dollar": "USD", "us dollar": "USD", "$": "USD", "us$": "USD", "euro": "EUR", "€": "EUR", "pound": "GBP",
    "british pound": "GBP", "pound sterling": "GBP", "£": "GBP", "chinese yuan": "CNY", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "元": "CNY",
    "人民币": "CNY", "¥": "CNY", "￥": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "japanese yen": "JPY", "yen": "JPY", "港元": "HKD",
    "港币": "HKD", "hong kong dollar": "HKD", "韩元": "KRW", "south korean won": "KRW", "won": "KRW", "indian rupee": "INR", "rupee": "INR",
    "swiss franc": "CHF", "australian dollar": "AUD", "canadian dollar": "CAD", "singapore dollar": "SGD", "澳元": "AUD", "加元": "CAD", "新台币": "TWD",
    "cent": "USD/100", "pence": "GBP/100", "penny": "GBP/100", "hk$": "HKD", "c$": "CAD", "a$": "AUD", "卢布": "RUB", "法郎": "CHF",
}  # fmt: skip
Read = Callable[[str, str], list[tuple[Any, str]]]


def recognizers_text() -> Read:
    from recognizers_number_with_unit import recognize_currency
    from recognizers_text import Culture

    cultures = {"en": Culture.English, "zh": Culture.Chinese}

    def read(text: str, language: str) -> list[tuple[Any, str]]:
        found = [item.resolution or {} for item in recognize_currency(text, cultures[language])]
        return [(item.get("value"), item.get("isoCurrency") or item.get("unit") or "") for item in found]

    return read


def quantulum3() -> Read:
    from quantulum3 import parser

    return lambda text, _: [(q.value, q.unit.name) for q in parser.parse(text) if q.unit.entity.name == "currency"]


def price_parser() -> Read:
    from price_parser import Price

    def read(text: str, _: str) -> list[tuple[Any, str]]:
        price = Price.fromstring(text)
        return [(price.amount, price.currency)] if price.amount is not None and price.currency else []

    return read


def jionlp() -> Read:
    import jionlp as jio

    def read(text: str, _: str) -> list[tuple[Any, str]]:
        found = []
        for item in jio.ner.extract_money(text, with_parsing=True):
            number = item["detail"]["num"]
            found.append((number[0] if isinstance(number, list) else number, item["detail"]["case"]))
        return found

    return read


def tidings() -> Read:
    from classifiers.amounts import find_amounts

    return lambda text, language: [(a.value, a.currency or "") for a in find_amounts(text, language)]


def spans_alone() -> Read:
    from classifiers.amounts.folding import fold
    from classifiers.amounts.spans import find_money

    return lambda text, language: [(m.low, m.currency) for m in find_money(fold(text), language)]


READERS = {
    "tidings": tidings,
    "tidings, spans alone": spans_alone,
    "recognizers-text": recognizers_text,
    "quantulum3": quantulum3,
    "price-parser": price_parser,
    "jionlp": jionlp,
}


def serve(name: str) -> None:
    """Read portions from standard input, answer each with what was found and how long it took."""
    answers, sys.stdout = sys.stdout, sys.stderr  # some libraries print
    read = READERS[name]()
    for language in SPEAKS[name].split():
        read({"en": "It cost $5 million.", "zh": "价格为5万元。"}[language], language)  # lazily loaded tables, off the clock
    for line in sys.stdin:
        portion = json.loads(line)
        start, found = time.process_time(), []
        for text in portion["texts"]:
            try:
                found.append([(str(value), currency) for value, currency in read(text, portion["language"])])
            except Exception as error:  # a peer that fails on a text has found nothing in it
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                found.append([])
        answers.write(json.dumps({"found": found, "seconds": time.process_time() - start}) + "\n")
        answers.flush()


def plain(value: str, unit: str) -> tuple[Decimal, str, int] | None:
    """Value and ISO code, whatever the library calls its currency."""
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        return None
    code = unit if len(unit) == 3 and unit.isupper() else NAMES.get(unit.lower().rstrip("s"), NAMES.get(unit.lower(), unit))
    return (number / 100, code[:3], 0) if code.endswith("/100") else (number, code, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--half", choices=("held", "development", "all"), default="held")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--serve", choices=READERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return serve(arguments.serve)
    if not arguments.data:
        parser.error("--data FOLDER is missing")
    pythons = {"tidings": sys.executable, "tidings, spans alone": sys.executable} | dict(
        peer.split("=", 1) for peer in arguments.peer
    )
    compare(pythons, arguments.data, arguments.half)


def compare(pythons: dict[str, str], folder: Path, half: str) -> None:
    from amounts import Score, count, load

    readers = {
        name: subprocess.Popen([python, __file__, "--serve", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name, python in pythons.items()
    }
    print("| reader | language | precision | recall | F1 | clean | texts/s |\n|---|---|---|---|---|---|---|")
    for language in ("en", "zh"):
        rows = load(folder, language, half)
        scores = {name: Score() for name in readers if language in SPEAKS[name]}
        seconds = dict.fromkeys(scores, 0.0)
        for start in range(0, len(rows), PORTION):
            portion = rows[start : start + PORTION]
            for name, score in scores.items():
                answer = ask(readers[name], {"language": language, "texts": [row["text"] for row in portion]})
                seconds[name] += answer["seconds"]
                for row, found in zip(portion, answer["found"], strict=True):
                    count(score, row["amounts"], [p for value, unit in found if (p := plain(value, unit))])
        for name, score in scores.items():
            print(
                f"| {name} | {language} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} "
                f"| {score.clean}/{score.without} | {len(rows) / max(seconds[name], 1e-6):,.0f} |"
            )
    for reader in readers.values():
        assert reader.stdin
        reader.stdin.close()
        reader.wait(timeout=30)


def ask(reader: subprocess.Popen[str], portion: dict[str, Any]) -> dict[str, Any]:
    assert reader.stdin
    assert reader.stdout
    reader.stdin.write(json.dumps(portion) + "\n")
    reader.stdin.flush()
    line = reader.stdout.readline()
    if not line:
        raise SystemExit(f"amounts_peers: {' '.join(map(str, reader.args))} ended; its error is above")  # type: ignore[arg-type]
    answer: dict[str, Any] = json.loads(line)
    return answer


if __name__ == "__main__":
    main()
