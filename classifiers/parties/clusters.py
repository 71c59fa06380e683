"""Which places of an article name the same company or agency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bus.events import TextField
from classifiers.parties.aliases import Known

LEGAL_FORM = re.compile(
    r",? (?:(?:GmbH )?& Co\.? KG|& Co|KG|a\.s|d\.d|s\.r\.o|Tbk|P?JSC|OJSC|Ltda|Lda|Inc|Corp|Corporation|Company|Co|Limited|Ltd|LLC|PLC|plc|GmbH|AG|KGaA|S\.p\.A|B\.V|N\.V|SE|SA|S\.A|A/S|AB|ASA|Oy)\b\.?|"
    r"(?:股份)?有限(?:责任)?公司$|公司$"
)
PLACE = re.compile(
    r"^(?:上海|北京|深圳|广州|苏州|杭州|南京|成都|重庆|武汉|无锡|天津|西安|长沙|珠海|厦门|宁波|合肥|青岛|江苏|浙江|广东|四川|山东|湖北|湖南)"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or agency of the article."""

    name: str  # the fullest form in which the article names it
    canonical: str | None
    kind: str  # company or agency
    told: bool = False  # known from what the network says of the words alone


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names an entity."""

    field: TextField
    start: int
    end: int
    entity: int  # index into the article's entities


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """The entities of an article and where it names them, in order, none overlapping."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that is read as a name."""

    field: TextField
    start: int
    end: int
    name: str
    score: float
    known: Known | None = None
    shared: bool = False  # an alias of several; it names a company, though not which
    agency: bool = False
    told: bool = False  # by the network alone


# Short forms of Chinese agencies: 江岭省药监局 is 江岭省药品监督管理局.
_SPELLED = (
    ("药监局", "药品监督管理局"), ("市场监管", "市场监督管理"), ("医保局", "医疗保障局"), ("卫健委", "卫生健康委"), ("卫生健康委员会", "卫生健康委"),
    ("发改委", "发展改革委"), ("发展和改革委员会", "发展改革委"), ("经信", "经济和信息化"), ("工信", "工业和信息化"), ("科技", "科学技术"),
    ("人民代表大会常务委员会", "人大常委会"), ("网信办", "互联网信息办公室"),
)  # fmt: skip
_SESSION = re.compile("第?[一二三四五六七八九十]+届")


def without_legal_form(name: str) -> str:
    return LEGAL_FORM.sub("", name).strip(" ,")


def _spelled_out(agency: str) -> str:
    for short, full in _SPELLED:
        agency = agency.replace(short, full)
    return _SESSION.sub("", agency) or agency


def cluster(places: list[Found]) -> NamedArticle:
    groups: list[list[Found]] = []
    index: dict[str, int] = {}
    mentions = []
    for place in sorted(places, key=lambda p: -len(p.name)):
        number = _group_of(place, groups, index)
        groups[number].append(place)
    for number, group in enumerate(groups):
        mentions += [Mention(p.field, p.start, p.end, number) for p in group]
    mentions.sort(key=lambda m: (m.field == "text", m.start))
    return NamedArticle(tuple(_entity(group) for group in groups), tuple(mentions))


def _group_of(place: Found, groups: list[list[Found]], index: dict[str, int]) -> int:
    key = place.known.canonical if place.known else without_legal_form(place.name)
    key = _spelled_out(key) if place.agency and not place.known else key
    if key in index:
        return index[key]
    if not place.known and not place.shared:
        for number, group in enumerate(groups):
            full = without_legal_form(group[0].name)
            known = group[0].known is not None or group[0].shared
            if (not known and (_same(key, full) or _shortened(key, PLACE.sub("", group[0].name)))) or (
                place.agency and _of_country(key, full)
            ):
                index[key] = number
                return number
    groups.append([])
    index[key] = len(groups) - 1
    return index[key]


def _same(short: str, full: str) -> bool:
    """Whether the one is a shorter form of the other."""
    if short[:1].isascii():
        return (
            full.startswith(short + " ")
            or full == short
            or (full.startswith(short) and _GLUED.match(full[len(short) :]) is not None)
        )
    if full[:1].isascii():
        return False
    bare = PLACE.sub("", full)
    return len(short) >= 2 and (full.startswith(short) or bare.startswith(short))


_GLUED = re.compile(
    "(?:[A-Z][a-z]+)*(?:Therapeutics|Pharma\\w*|Bio\\w*|Robotics|Technolog\\w+|Medical|Health|Holdings?|Semiconductor|Medicines?)$"
)  # "ApogeeTherapeutics", as Chinese pages write names
_TRADE_OF = re.compile("(?:电子|生物|医药|药业|股份|科技|智能|集团|医疗|制药|健康)$")


def _shortened(short: str, bare: str) -> bool:
    """Whether a short form picks its letters from the full one: 天海电子 of 天海汽车电子集团, 盛普股份 of 盛普流体设备股份."""
    if len(short) != 4 or len(bare) < 6 or bare[:2] != short[:2] or not _TRADE_OF.search(short):
        return False
    return short[2:] in bare[2:]


def _of_country(short: str, full: str) -> bool:
    """Whether the one is the other before its country: "Senate" of "US Senate"."""
    return full.endswith(" " + short) and full.removesuffix(short).strip() in ("US", "U.S.", "UK", "EU", "European")


def _entity(group: list[Found]) -> Entity:
    known = next((p.known for p in group if p.known), None)
    name = max((p.name for p in group), key=len)
    kind = known.kind if known else "agency" if any(p.agency for p in group) else "company"
    return Entity(name, known.canonical if known else None, kind, all(p.told for p in group))
