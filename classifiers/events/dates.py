"""Dates of documents: issued, in force, open for comment until."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug", "September Sep Sept", "October Oct", "November Nov", "December Dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<y1>(?:19|20)\d\d)年(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日|(?<![年\d])(?P<m2>\d{{1,2}})月(?P<d2>\d{{1,2}})日|(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)|"
    rf"\b(?P<m4>{_MONTH})\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y4>20\d\d))?\b|\b(?P<d5>\d{{1,2}})(?:st|nd|rd|th)? (?P<m5>{_MONTH})\.?(?:,? (?P<y5>20\d\d))?\b"
)
_EFFECTIVE = re.compile(
    r"(?:effective|takes? effect|in(?:to)? force|appl(?:y|ies)|from|come[s]? into (?:force|effect)|start(?:s|ing)?|begin(?:s|ning)?|as of)\b[^.;]{0,30}$|(?:自|从|于|将于|，)\s*$",
    re.I,
)
_EFFECTIVE_AFTER = re.compile(r"^\s?(?:起|开始|正式)?(?:施行|实施|执行|生效|起施行|起实施|起执行|起生效|起在|起)")
_COMMENT = re.compile(
    r"(?:comments?|views|feedback|consultation|responses?|submissions?|evidence|closes?|open|input)\b[^.;]{0,70}$|(?:截至|截止|于|至|前往?|期限|时间为?)[^，。]{0,16}$",
    re.I,
)
_CLOSING = re.compile(r"(?:closing date|closes on|deadline(?: for \w+)?)(?: is| of)?:? ?(?:\w+day,? )?$", re.I)
_UNTIL = re.compile(r"\b(?:until|by)\W*(?:\w+day,? )?$")
_TO_SEND = re.compile(r" to (?:send|submit|comment|respond|reply|make|give|have)")
_COMMENT_AFTER = re.compile(r"^(?:前|之前|以前|止|截止|，?(?:社会公众|有关单位))")


_COMMENTED = re.compile("意见|反馈|征求|征集|建议|公示")
AT_ONCE = re.compile("自(?:发布|公布|印发)之日起(?:施行|实施|执行|生效|适用)|即日起(?:施行|实施|执行|生效)")
_TERM = re.compile("(?:至|截至|截止|到)$")
_TERM_AFTER = re.compile("^(?:之?前|以前|止|底前)")


def is_term(before: str, after: str) -> bool:
    """Whether a Chinese date ends a term and so is none of issue."""
    return bool(_TERM.search(before) or _TERM_AFTER.match(after))


IN_FORCE = re.compile(r"[起日]后?(?:正式)?(?:施行|实施|执行|生效)|日起")
ALONE = re.compile(r"\s*20\d\d年\d{1,2}月\d{1,2}日\s*")
_LATER = re.compile("起|之?前|以前|止|以后")
_TERM_BEFORE = re.compile("(?:自|至|从|到|截至|截止)$")
_WHOLE = re.compile(r"(20\d\d)年\d{1,2}月\d{1,2}日")


def year_told(text: str) -> int | None:
    """The year of a date that a Chinese text writes whole, and so of the others."""
    found = next(
        (
            m
            for m in _WHOLE.finditer(text)
            if not (_LATER.match(text, m.end()) or _TERM_BEFORE.search(text[: m.start()][-3:]))
        ),
        None,
    )
    return int(found[1]) if found else None


def find_dates(text: str, year: int | None) -> list[tuple[date, str, str]]:
    """Each date with what stands before and after it; one without a year is of the year given."""
    found = []
    for match in _DATE.finditer(text):
        when = _as_date(match, year)
        if when is not None:
            found.append((when, text[max(0, match.start() - 90) : match.start()], text[match.end() : match.end() + 24]))
    return found


def _as_date(match: re.Match[str], year: int | None) -> date | None:
    part = {name[0]: value for name, value in match.groupdict().items() if value}
    month = _MONTHS.get(part["m"]) or int(part["m"]) if not part["m"].isalpha() else _MONTHS[part["m"]]
    if "y" not in part and year is None:
        return None
    try:
        return date(int(part.get("y", year or 0)), month, int(part["d"]))
    except ValueError:
        return None


def is_effective(before: str, after: str, language: str) -> bool:
    if language == "zh":
        return bool(_EFFECTIVE_AFTER.match(after))
    return bool(_EFFECTIVE.search(before)) and not is_deadline(before, after, language)


def is_deadline(before: str, after: str, language: str) -> bool:
    if language == "zh":
        until = _COMMENT_AFTER.match(after) or re.search(r"(?:截止(?:时间|日期)?|期限)[^，。]{0,8}$|至$", before)
        return bool(until) and bool(_COMMENTED.search(before + after))
    if _CLOSING.search(before) or (_UNTIL.search(before) and _TO_SEND.match(after)):
        return True
    return bool(_COMMENT.search(before)) and bool(
        re.search(
            r"\b(?:until|through|by|to|(?:due|clos\w+|end\w*|sent|received|submitted) on|before|till|closes?|end(?:s|ing)?)\W*(?:\w+day,? )?$",
            before,
        )
    )
