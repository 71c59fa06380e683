"""From the text of a rule to its tree. What cannot be read is told with clause, place and cure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from alerts.rules import vocabulary as v
from alerts.rules.clauses import Clauses
from alerts.rules.lexer import Token, tokens
from alerts.rules.messages import RuleError
from alerts.rules.tree import And, AnyEvent, Everything, Node, Not, Or, bind

MAX_LENGTH, MAX_DEPTH = 4000, 20
NamesOf = Callable[[str], Sequence[str]]


def parse(text: str, names_of: NamesOf = lambda typed: (typed,)) -> Node:
    """The tree of a rule. `names_of` gives the other names of a company or agency. Raises RuleError."""
    if not text.strip():
        raise RuleError("empty", 1, text)
    if len(text) > MAX_LENGTH:
        raise RuleError("too_long", MAX_LENGTH + 1, f"{text[:40]}…", length=len(text), most=MAX_LENGTH)
    return bind(_Parser(text, tokens(text), names_of).rule())


class _Parser:
    """Recursive descent: `or` joins less closely than `and`, `not` holds for what follows it."""

    def __init__(self, text: str, found: list[Token], names_of: NamesOf) -> None:
        self._clauses = Clauses(text, found, names_of)
        self._depth = 0

    def rule(self) -> Node:
        tree = self._any()
        token = self._clauses.now
        if token.sort == "close":
            raise self._clauses.error("not_opened", token)
        if token.sort != "end":
            raise self._clauses.error("no_joint", token, word=token.text)
        return tree

    def _any(self) -> Node:
        parts = [self._all()]
        while self._clauses.takes(v.OR):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts = [self._one()]
        while self._clauses.takes(v.AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Node:
        clauses = self._clauses
        clauses.begin()
        if clauses.takes(v.NOT):
            return Not(self._deeper(self._one))
        if clauses.now.sort == "open":
            return self._group()
        if clauses.now.sort != "word" or clauses.now.text.casefold() in v.joints():
            raise clauses.error(
                "not_opened" if clauses.now.sort == "close" and not self._depth else "no_condition", clauses.now
            )
        field = clauses.field()
        if field is None:
            raise self._unknown(clauses.now)
        if field == "event" and clauses.after.sort == "open":
            clauses.next()
            return AnyEvent(self._group())
        if field == "everything":
            token = clauses.next()
            return Everything(start=token.start, end=token.end)
        return clauses.condition(field)

    def _group(self) -> Node:
        opened = self._clauses.next()
        inside = self._deeper(self._any)
        if self._clauses.now.sort == "end":
            raise self._clauses.error("not_closed", opened, opened)
        if self._clauses.now.sort != "close":
            raise self._clauses.error("no_joint", self._clauses.now, word=self._clauses.now.text)
        self._clauses.next()
        return inside

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._clauses.error("too_deep", self._clauses.now, most=MAX_DEPTH)
        found = read()
        self._depth -= 1
        return found

    def _unknown(self, token: Token) -> RuleError:
        word = v.plain(token.text)
        for field in ("label", "kind", "status", "side", "language"):
            if word in v.values(field):
                # `kind license or option`: a value without its field
                before = self._clauses.field_before()
                cure = f"{field} {v.values(field)[word]}"
                if before == field:
                    cure = f"{cure}` or `{field} {v.known(field)[0]}, {v.values(field)[word]}"
                return self._clauses.error("stray_value", token, word=token.text, cure=cure)
        near = get_close_matches(word, [*v.FIELDS, *v.known("role"), "amount", "everything"], 1, 0.7)
        known = ", ".join([*v.FIELDS, "amount", "upfront", "…"])
        return self._clauses.error("unknown", token, word=token.text, hint=near[0] if near else "", known=known)
