"""How a Chinese name sounds, by which Hengrui and 恒瑞 are one: most companies carry their name in pinyin abroad.

pinyin.txt holds the characters of GB 2312 by their first reading, without tones, ü as u; made with pypinyin 0.55 (MIT).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from archive.stories.cities import after_city

LONGEST = 4  # characters of a name that are read; what follows says what the company does
FEWEST_LETTERS = 4  # below it two names sound alike by chance


@cache
def _readings() -> dict[str, str]:
    rows = (line.split() for line in (Path(__file__).parent / "pinyin.txt").read_text(encoding="utf-8").splitlines())
    return {sign: sound for sound, signs in rows for sign in signs}


def sounds(name: str) -> tuple[str, ...]:
    """The first two, three and four characters of a Chinese name, as they sound; those of a leading city do not count."""
    readings = _readings()
    found: list[str] = []
    for sign in after_city(name)[:LONGEST]:
        if sign not in readings:
            break
        found.append((found[-1] if found else "") + readings[sign])
    return tuple(sound for sound in found[1:] if len(sound) >= FEWEST_LETTERS)


def sounds_like(latin: str, chinese: str) -> bool:
    """Whether a Latin name, or its first word, is the Chinese one in pinyin. Being of one city is not enough."""
    own = after_city(latin)
    heard = sounds(chinese)
    return bool(own) and (own.split(maxsplit=1)[0] in heard or own.replace(" ", "") in heard)
