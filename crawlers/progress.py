"""Which documents and pages of a source are under way.

Validators are kept only when every item has come to a final outcome: a crash hides none behind a 304.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from crawlers.memory import Memory, Validators


class Progress:
    """Counts what is open, per source."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._open: Counter[str] = Counter()
        self._fresh: defaultdict[str, dict[str, Validators]] = defaultdict(dict)
        self._unfinished: set[str] = set()

    def begin(self, source_id: str, number: int = 1) -> None:
        self._open[source_id] += number

    def remember(self, source_id: str, url: str, validators: Validators) -> None:
        """A document was read; its validators are kept when all that it led to is done with."""
        self._fresh[source_id][url] = validators

    def settle(self, source_id: str, *, final: bool) -> None:
        """Something came to its outcome; what is not final is to be tried again next time."""
        self._open[source_id] -= 1
        if not final:
            self._unfinished.add(source_id)
        if self._open[source_id] == 0 and source_id not in self._unfinished:
            for url, validators in self._fresh.pop(source_id, {}).items():
                self._memory.keep_validators(url, validators)
