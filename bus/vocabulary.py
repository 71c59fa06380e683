"""The words that an event may use for its kind, its sides, its status and the roles of its amounts."""

from __future__ import annotations

from bus.events import Label

KINDS: dict[Label, tuple[str, ...]] = {
    "deal": (
        "license", "acquisition", "merger", "asset_purchase", "investment", "financing", "collaboration", "joint_venture",
        "supply", "contract", "option", "divestiture",
    ),
    "policy": (
        "law", "regulation", "guideline", "plan", "consultation", "pricing", "reimbursement", "enforcement", "funding_program",
        "other",
    ),
    "milestone": (
        "submission", "acceptance", "approval", "refusal", "designation", "trial_start", "enrolment", "readout_positive",
        "readout_negative", "launch", "listing", "model_release", "facility",
    ),
}  # fmt: skip
SIDES: dict[Label, tuple[str, ...]] = {
    "deal": (
        "licensor", "licensee", "acquirer", "target", "seller", "investor", "investee", "partner", "supplier", "customer",
    ),
    "policy": ("issuer", "subject"),
    "milestone": ("sponsor", "agency"),
}  # fmt: skip
STATUSES = ("announced", "completed", "amended", "terminated", "rumoured")
ROLES = (
    "upfront", "milestone", "total", "royalty", "equity", "funding", "revenue_or_market", "price", "penalty", "subsidy", "other",
)  # fmt: skip

ALL_KINDS = tuple(kind for kinds in KINDS.values() for kind in kinds)
ALL_SIDES = tuple(side for sides in SIDES.values() for side in sides)
