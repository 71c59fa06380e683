"""One party under all its names: somebody who types 恒瑞医药 means what an English article calls Hengrui."""

from __future__ import annotations


def names_of(typed: str) -> tuple[str, ...]:
    """What was typed, and the canonical names that the alias table gives for it; nothing for nothing."""
    from classifiers.parties.aliases import load_aliases

    name = " ".join(typed.split())
    if not name:
        return ()
    return tuple(dict.fromkeys((name, *(known.canonical for known in load_aliases().called(name)))))
