"""When an attempt that failed is made again. Pure."""

from __future__ import annotations

DELAYS = (30.0, 60.0, 120.0, 300.0, 900.0)  # seconds after the first, second, ... failed attempt
LAST_DELAY = 1800.0
JITTER = 0.2  # share of a delay by which it may be shorter or longer
DEADLINE = 24 * 3600.0


def delay(attempts: int, chance: float) -> float:
    """Seconds to wait after so many failed attempts; `chance` is 0 to 1."""
    base = DELAYS[attempts - 1] if attempts <= len(DELAYS) else LAST_DELAY
    return base * (1 - JITTER + 2 * JITTER * chance)
