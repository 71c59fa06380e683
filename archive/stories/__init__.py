"""Stories: which articles tell the same event, across outlets and languages, and what a later one changes.

`place` gives an article its story: that of a near-duplicate, else that of the article of the last days that is most likely to
tell the same event, else one of its own.
"""

from archive.stories.assign import Place, known_place, lock, place, revise

__all__ = ["Place", "known_place", "lock", "place", "revise"]
