"""One condition at a time: its field, its values, its comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches

from alerts.rules import vocabulary as v
from alerts.rules.amounts import Bound, Sum, Undisclosed
from alerts.rules.conditions import Label, Language, Score, Source, Text
from alerts.rules.events import Agency, Confidence, Kind, Party, Side, Status
from alerts.rules.facts import fold
from alerts.rules.lexer import Token
from alerts.rules.messages import RuleError
from alerts.rules.sums import currency_of, parse_share, parse_sum
from alerts.rules.tree import Condition, Node, Not


class Clauses:
    """The tokens of a rule and where in them the reading stands."""

    def __init__(self, text: str, found: list[Token], names_of: Callable[[str], Sequence[str]]) -> None:
        self._text, self._tokens, self._names_of = text, found, names_of
        self._place = self._begin = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._place]

    @property
    def after(self) -> Token:
        return self._tokens[min(self._place + 1, len(self._tokens) - 1)]

    def next(self) -> Token:
        token = self.now
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def begin(self) -> None:
        """A clause begins here; errors show it."""
        self._begin = self._place

    def takes(self, words: Sequence[str]) -> bool:
        """Whether one of these words stands here, which is then passed."""
        if self.now.sort == "word" and self.now.text.casefold() in words:
            self.next()
            return True
        return False

    def error(self, code: str, token: Token, begin: Token | None = None, **values: object) -> RuleError:
        start = (begin or self._tokens[self._begin]).start
        clause = self._text[start : max(token.end, self.now.end)].strip()
        return RuleError(code, token.start + 1, clause or self._text.strip(), **values)

    def field(self) -> str | None:
        """The field that the word here begins, if any."""
        return v.fields().get(self.now.text.casefold()) or v.fields().get(v.plain(self.now.text))

    def field_before(self) -> str:
        """The field of the clause before this one."""
        words = [t.text.casefold() for t in self._tokens[: self._place] if t.sort == "word"]
        return next((v.fields()[word] for word in reversed(words) if word in v.fields()), "")

    def condition(self, field: str) -> Node:
        first = self.now
        read = {"amount": self._sum, "score": self._score, "confidence": self._confidence}.get(field)
        if read is not None:
            found, negated = read(), False
        else:
            self.next()
            negated = self._is_negated()
            found = self._named(field, first)
        placed = replace(found, start=first.start, end=self._tokens[self._place - 1].end)
        return Not(placed) if negated else placed

    def _is_negated(self) -> bool:
        """What may stand between field and values: `:`, `=`, `is`; `!=` and `is not` turn it round."""
        if self.now.sort == "compare" and self.now.text in {":", "=", "!="}:
            return self.next().text == "!="
        return self.takes(v.IS) and self.takes(v.NOT)

    def _named(self, field: str, first: Token) -> Condition:
        if field == "party":
            names = self._values(field, first)
            sides = self._known("side", self.now) if self.takes(v.AS) else ()
            return Party(names, self._all_names(names), sides)
        if field == "agency":
            names = self._values(field, first)
            return Agency(names, self._all_names(names))
        if field in {"text", "source"}:
            values = self._values(field, first)
            folded = tuple(fold(value) for value in values)
            return Text(values, folded) if field == "text" else Source(values, folded)
        make = {"label": Label, "kind": Kind, "status": Status, "side": Side, "language": Language}[field]
        return make(self._known(field, first))

    def _all_names(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fold(other) for name in names for other in (name, *self._names_of(name))))

    def _known(self, field: str, first: Token) -> tuple[str, ...]:
        found = []
        for value, token in self._listed(field, first):
            known = v.values(field).get(v.plain(value))
            if known is None:
                near = get_close_matches(v.plain(value), v.values(field), 1, 0.7)
                hint = v.values(field)[near[0]] if near else ""
                raise self.error("unknown_value", token, word=value, field=field, hint=hint, known=", ".join(v.known(field)))
            found.append(known)
        return tuple(dict.fromkeys(found))

    def _values(self, field: str, first: Token) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value, _ in self._listed(field, first)))

    def _listed(self, field: str, first: Token) -> list[tuple[str, Token]]:
        """Values with commas between them: quoted ones, or words up to the next word of the language."""
        found = [self._value(field, first)]
        while self.now.sort == "comma":
            self.next()
            found.append(self._value(field, first))
        return found

    def _value(self, field: str, first: Token) -> tuple[str, Token]:
        token, words = self.now, list[str]()
        if token.sort == "quoted":
            return self.next().text, token
        while self.now.sort == "word" and not self._ends(field, bool(words)):
            words.append(self.next().text)
        if not words:
            raise self.error("no_value", first, field=first.text, example=f"`{v.EXAMPLES[field]}`")
        return " ".join(words), token

    def _ends(self, field: str, has_words: bool) -> bool:
        word = self.now.text.casefold()
        if word in v.joints() or (field == "party" and word in v.AS):
            return True
        # A field's word where a value is due is that value (`side agency`), but in a value of several words (`party Pfizer
        # kind license`) it is an `and` that was forgotten.
        if has_words and word in v.fields():
            if field in {"label", "kind", "side", "status", "language"}:
                return True
            raise self.error("no_joint", self.now, word=self.now.text)
        return False

    def _sum(self) -> Condition:
        first, roles = self.now, self._roles()
        if self.takes(v.UNDISCLOSED):
            return Undisclosed(roles)
        if self.takes(v.DISCLOSED):
            return Sum(roles)
        currency = self._currency() if self.takes(v.IN) else ""
        bounds = []
        while (comparison := self._comparison()) is not None:
            bounds.append(self._bound(comparison, currency))
        if not bounds and not currency:
            raise self.error("no_comparison", first, field=first.text)
        return Sum(roles, currency, tuple(bounds))

    def _roles(self) -> tuple[str, ...]:
        words = [self.next().text]
        while self.now.sort == "comma":
            self.next()
            words.append(self.now.text)
            if v.plain(words[-1]) not in v.values("role"):
                raise self.error(
                    "unknown_value", self.now, word=words[-1], field="role", hint="", known=", ".join(v.known("role"))
                )
            self.next()
        if any(word.casefold() in v.ANY_AMOUNT for word in words):
            return ()
        return tuple(dict.fromkeys(v.values("role")[v.plain(word)] for word in words))

    def _currency(self) -> str:
        token = self.next()
        found = currency_of(token.text) if token.sort == "word" else None
        if found is None:
            raise self.error("no_currency", token, word=token.text)
        return found

    def _comparison(self) -> str | None:
        """The comparison that stands here, which is then passed."""
        pair = f"{self.now.text} {self.after.text}".casefold()
        for sign, words in v.COMPARISONS.items():
            if self.now.sort == "word" and pair in words:
                self.next()
                self.next()
                return sign
            if self.now.sort in {"word", "compare"} and self.now.text.casefold() in words:
                self.next()
                return sign
        return None

    def _bound(self, comparison: str, currency: str) -> Bound:
        token, words = self.now, list[str]()
        while (
            self.now.sort == "word"
            and self.now.text.casefold() not in v.joints()
            and self.field() is None
            and not self._compares()
        ):
            words.append(self.next().text)
        found = parse_sum(" ".join(words)) if words else None
        if found is None:
            raise self.error("no_amount", token, word=" ".join(words) or token.text)
        value, own = found
        return Bound(comparison, value, own or currency or "USD")

    def _compares(self) -> bool:
        place = self._place
        found = self._comparison() is not None
        self._place = place
        return found

    def _score(self) -> Condition:
        self.next()
        word = v.plain(self.now.text)
        label = v.values("label")[word] if self.now.sort == "word" and word in v.values("label") else ""
        if label:
            self.next()
        return Score(label, *self._share("score"))

    def _confidence(self) -> Condition:
        self.next()
        return Confidence(*self._share("confidence"))

    def _share(self, field: str) -> tuple[str, Decimal]:
        token = self.now
        comparison = self._comparison()
        share = parse_share(self.now.text) if comparison and self.now.sort == "word" else None
        if comparison is None or share is None:
            raise self.error(
                "no_score", token if comparison is None else self.now, word=self.now.text or token.text, field=field
            )
        self.next()
        return comparison, share
