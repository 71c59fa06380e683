"""tidings: pharma and AI news, read as it is published, told once to the people whose rules want it."""

__version__ = "0.1.0"
