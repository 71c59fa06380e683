"""Amounts of money in English and Chinese text: a span grammar of our own, then a role for each amount."""

from classifiers.amounts.finder import find_amounts

__all__ = ["find_amounts"]
