"""Read the daily reference rates of the European Central Bank, in the XML that it publishes (eurofxref-daily.xml)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from classifiers.rates.table import RateError, RateTable

SOURCE = "European Central Bank"
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_CODE = re.compile(r"[A-Z]{3}")


def parse_ecb(content: bytes) -> RateTable:
    """The newest day of the file. Raises RateError for anything that is not such a file."""
    # The ECB's file declares nothing; entities are how XML makes a parser blow up or read files.
    if b"<!" in content.replace(b"<!--", b""):
        raise RateError("the XML declares a document type or entities, which the ECB's file does not")
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RateError(f"it is not XML: {error}") from error
    days = [cube for cube in root.iter(_CUBE) if cube.get("time")]
    if not days:
        raise RateError("it holds no day with rates; the ECB's file is eurofxref-daily.xml")
    newest = max(days, key=lambda cube: str(cube.get("time")))
    rates = dict(_rate(cube) for cube in newest.iter(_CUBE) if cube.get("currency") is not None)
    return RateTable(_day(str(newest.get("time"))), SOURCE, rates)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RateError(f"day {text!r} is not a date") from error


def _rate(cube: etree._Element) -> tuple[str, Decimal]:
    currency, text = str(cube.get("currency")), str(cube.get("rate"))
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not _CODE.fullmatch(currency):
        raise RateError(f"currency {currency[:20]!r} is not a code of three letters")
    if not rate.is_finite() or not Decimal("0.0001") < rate < Decimal(10_000_000):
        raise RateError(f"the rate of {currency}, {text[:20]!r}, is not a number that a rate can be")
    return currency, rate
