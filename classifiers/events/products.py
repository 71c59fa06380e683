"""What an event is about: the product, and the phase it is in."""

from __future__ import annotations

import re

from classifiers.parties import is_common

_STEM = (
    r"(?:mab|nib|tinib|ciclib|parib|limus|gliptin|gliflozin|glutide|tide|statin|sartan|prazole|vir|vec|cel|leucel|gene|stat|sertib|rafenib|zumab|xaban|oxetine|"
    r"azepam|setron|terol|ine|ide|one|vat|ant|lisib|degib|clax|sen|siran|ersen|pril|olol|zole|tamide|rel|line|dil|gene|tug|bart|fusp|cept|elin|zide|formin|cillin|mycin|floxacin|conazole)"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9-])[A-Z]{1,6}[- ]?\d{2,6}[A-Z]?(?![A-Za-z0-9-])|(?<![A-Za-z0-9-])[A-Z]{1,4}-\d{1,6}[A-Za-z]?(?![A-Za-z0-9-])"
)
_NOT_CODE = re.compile(
    r"^(?:CD|IL|HER|PD|KRAS|COVID|GLP|TNF|IFN|VEGF|BRCA|CTLA|TYK|JAK|CDK|SGLT|FGFR|BTK|Q|FY|H|GPT|MMP|TLR|IGF|CB|CL|TL|EV|B|H\dN|EUR|USD|GBP|CHF|CNY|RMB|JPY|HKD|AUD|CAD|FDA|ISO|CE|SEC|NO|N|T|A|F)[- ]?\d{0,3}[A-Z]?$|^[A-Z]\d{2,4}[A-Z]$|^S-\d$|^(?:EUR|USD|GBP|CHF|CNY|RMB|JPY) "
)
_DRUG = re.compile(rf"\b(?=[a-z]{{7,}})[a-z]+{_STEM}(?:-[a-z]{{4}})?\b")
_BRAND = re.compile(r"\b[A-Z][A-Za-z]{3,}(?=[®™])")
_MODEL = re.compile(
    r"(?:[Mm]odel|[Cc]hip|[Ii]ntroducing)\s?“?(?P<a>[A-Z][A-Za-z]*[- ]?\d+(?:\.\d+)?(?:[- ](?:Pro|Max|Mini|Flash|Ultra|Lite|Turbo|Plus))?|[A-Z][a-z]+[A-Z-]\w+)|"
    r"(?P<c>[A-Z][A-Za-z]+[- ]?(?:V?\d+(?:\.\d+)?)(?:[- ](?:Pro|Max|Mini|Flash|Ultra|Lite|Turbo|Plus))?)"
)
_PHASE = re.compile(
    r"[Pp]hase (?P<a>[1-4]|IV|III|II|I)(?P<half>[abAB])?(?:/(?P<b>[1-4]|IV|III|II|I)(?P<other>[abAB])?)?\b|(?P<c>[ⅠⅡⅢ1-3一二三]|III|II|I)(?P<half2>[abAB])?(?:/(?P<d>[ⅠⅡⅢ1-3]|III|II|I)(?P<other2>[abAB])?)?\s?期(?!工程|项目|产能|算力|投资)|(?P<e>pivotal|关键性临床)"
)
_NUMBER = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "一": "1", "二": "2", "三": "3", "I": "1", "II": "2", "III": "3", "IV": "4"}


def find_product(texts: list[str], kind: str) -> str | None:
    """The product named first: a code, a generic name, a brand; of a model, its name."""
    for text in texts:
        if kind == "model_release" and (model := _MODEL.search(text)):
            return model["a"] or model["c"]
        codes = [code for code in _CODE.findall(text) if not _NOT_CODE.match(code)]
        if codes:
            return str(codes[0]).strip()
    for pattern in (_BRAND, _DRUG):
        for text in texts:
            for match in pattern.finditer(text):
                if not is_common(match.group()):
                    return match.group()
    return next((name for text in texts if (name := _placed(text))), None)


# Where only a product can stand: before or after the word for what it is, or after what is granted, sold or paid for it.
_THING = (
    r"(?:drugs?|medicines?|treatment|therapy|antibody|vaccine|pill|tablet|capsule|cream|gel|ointment|spray|inhaler|patch|injection|infusion|implant|camera|scanner|laser|device|test|kit|robot|pump|"
    r"ring|software|app|system|platform|model|chip|accelerator|inhibitor|compound|candidate|molecule|brand|biosimilar|insulin|serum|eye drops?)"
)
_NAME = r"(?P<name>[A-Z][a-z]+(?:[A-Z-]\w*)?(?: (?:One|Plus|Pro|Max|\d+))?|[a-z]{7,})"
_PLACED = (
    re.compile(rf"(?<![\w-]){_NAME}, (?:an?|its|the|which is an?) (?:[\w’'-]+ ){{0,5}}?{_THING}\b"),
    re.compile(rf"\b{_THING},? (?P<name>[A-Z][a-z]{{3,}}(?:[A-Z-]\w*)?(?: (?:One|Plus|Pro|Max|\d+))?)(?=[.,;]| (?:in|for|to|with|as|from|after|at|on)\b|$)"),
    re.compile(r"\b(?:authori[sz]ation|approval|approve[sd]?|rights|licen[cs]e|royalties|vial|price|label|designation|recommend(?:s|ed)|launche[sd]|clear(?:s|ed)) (?:(?:of|for|to|on) )?(?P<name>[A-Z][a-z]{4,}(?:[A-Z-]\w*)?|[a-z]{8,})(?=[.,;]| (?:in|for|to|with|as|from|after|at|on|falls)\b|$)"),
    re.compile(r"\b(?P<name>[A-Z][a-z]{4,}) (?:\([^)]{2,40}\)|costs?|was approved|is approved)"),
)  # fmt: skip
_NEVER = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
)


def _placed(text: str) -> str | None:
    """A name that stands where only a product can."""
    if not text.isascii() and re.search("[\u4e00-\u9fff]", text):
        return None
    for pattern in _PLACED:
        for match in pattern.finditer(text):
            name = match["name"]
            if name not in _NEVER and not is_common(name.split()[0]) and not is_common(name.split()[0].rstrip("s")):
                return name
    return None


def find_phase(texts: list[str]) -> str | None:
    """ "3", "1/2" and so on, from the first clause that tells."""
    for text in texts:
        if match := _PHASE.search(text):
            first, second = match["a"] or match["c"], match["b"] or match["d"]
            halves = (match["half"] or match["half2"] or "").lower(), (match["other"] or match["other2"] or "").lower()
            found = [_NUMBER.get(part, part) + half for part, half in zip((first, second), halves, strict=True) if part]
            return "/".join(found) if found else None
    return None


_HELD = re.compile(
    r"(?:hold on|clear\w* (?:\w+ ){0,4}to (?:start|begin)|go-ahead for|clear\w*)[^.;]{0,24}?(?=[Pp]hase)|[Pp]hase[^.;]{0,70}\b(?:on|clinical) hold"
)


def find_held_phase(texts: list[str]) -> str | None:
    """The phase of the trial that is held or cleared."""
    return find_phase([text for text in texts if _HELD.search(text)])
