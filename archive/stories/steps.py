"""Later steps of a deal: its end, a better bid, a round that grows. They are told weeks or months after it was announced. Pure."""

from __future__ import annotations

from archive.stories.facts import Facts
from archive.stories.mentions import knows_all, shared_companies
from archive.stories.names import shared
from archive.stories.traits import DAY, Pairs, group_of

BID_WINDOW = 45 * DAY  # between an offer and a better one
LONG_WINDOW = 400 * DAY  # between an announced deal and its end
ENDS = frozenset({"completed", "terminated", "amended"})
LARGE = 7  # digits of a sum that tells one deal from another
IS_DEAL = 0.5  # of the reader's score


def is_later_step(one: Facts, other: Facts, pairs: Pairs) -> bool:
    """A deal of before goes on: both parties again, the same kind of deal or the sum of before; months later only its end is news."""
    (first, later), apart = sorted((one, other), key=lambda facts: facts.at), abs(one.at - other.at)
    is_end = any(event.status in ENDS for event in later.events)
    if apart > (LONG_WINDOW if is_end else BID_WINDOW):
        return False
    seconds = one.second_names | other.second_names
    both = [shared_companies(one, other), shared_companies(other, one)]
    # A company and its second name are one; of each the names are counted, for one may have more of them.
    companies = min(len(names - seconds) or bool(names) for names in both)
    sums = large_sums(one) & large_sums(other)
    if companies >= 2:
        deals = [(x, y) for x, y in pairs if x.label == "deal" and shared(x.parties, y.parties)]
        # A better offer that names the one before is the same deal, whatever kind it was read as.
        return bool(sums) or any(group_of(x) == group_of(y) for x, y in deals)
    # One side alone is named: the sum of before stands beside the new one.
    if not knows_all(later.title_companies, first, later):
        return False  # the buyer of two companies may pay the same for each
    are_deals = min(one.scores[0], other.scores[0]) >= IS_DEAL
    return companies == 1 and bool(sums) and are_deals and len(large_sums(later)) > 1 and apart <= BID_WINDOW


def large_sums(facts: Facts) -> frozenset[str]:
    """The sums of an article by their values, those read as plain numbers among them."""
    found = {value for _, value in (name.split() for name in facts.sums)} | {f for f in facts.figures if f.isdigit()}
    return frozenset(value for value in found if len(value.partition(".")[0]) >= LARGE)
