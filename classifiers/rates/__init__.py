"""What an amount is worth in US dollars, at the reference rates of one stated day."""

from classifiers.rates.ecb import parse_ecb
from classifiers.rates.table import RateError, RateTable, in_dollars, objection, shipped

__all__ = ["RateError", "RateTable", "in_dollars", "objection", "parse_ecb", "shipped"]
