"""What English news has of its own: press releases in one line, headlines that name the step, roundups, programmes as titles."""

from __future__ import annotations

import pytest

from bus.events import LABELS, NewsEvent
from classifiers.amounts import find_amounts
from classifiers.events import find_events


def read(title: str, text: str, *labels: str) -> tuple[NewsEvent, ...]:
    amounts = tuple(find_amounts(title, "en", "title") + find_amounts(text, "en", "text"))
    return find_events(title, text, "en", tuple(one for one in LABELS if one in labels), amounts=amounts).events


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        # the kind told first in the headline; what the text explains does not change it
        ("Orlane Bio Announces Positive Safety Data from First-in-Human Trial of ORL-7", "", "readout_positive"),
        ("Orlane Bio Shows Complete Response Rate of 60% in Lymphoma Study", "", "readout_positive"),
        ("FDA Grants Orphan Drug Designation to Orlane Bio’s ORL-7", "ORL-7 improved survival by 40% in a phase 2 trial.", "designation"),
        # announced as data, told as failure
        ("Orlane Bio Reports Topline Data from Phase 2 Study of ORL-7", "ORL-7 did not meet the primary endpoint.", "readout_negative"),
        ("Orlane Bio Provides Update on Phase 3 Trial", "The drug did not slow decline.", "readout_negative"),
        # sought is not granted, lifted is not held
        ("Orlane Bio Files for Approval of ORL-7 in Canada", "", "submission"),
        ("Orlane Bio Announces FDA Removal of Clinical Hold", "", "approval"),
        ("Orlane Bio files to go public", "It filed for an IPO with the Securities and Exchange Commission.", "listing"),
    ],
)  # fmt: skip
def test_the_headline_names_the_step(title: str, text: str, kind: str) -> None:
    assert [event.kind for event in read(title, text, "milestone")] == [kind]


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Orlane Bio and Tessmer Announce Licensing and Research Collaboration", "", "collaboration"),
        ("Orlane Bio and Tessmer Announce Manufacturing Collaboration", "It will increase the supply of antibodies.", "collaboration"),
        ("Orlane Bio Acquires U.S. Commercial Rights to ORL-7 from Tessmer", "", "license"),
        ("Orlane Bio exercises option over Tessmer’s ORL-7", "", "option"),
        ("Orlane Bio sells part of its royalties on Velbrim to Tessmer", "", "asset_purchase"),
        ("Orlane Bio takes 83 per cent stake in Tessmer", "", "acquisition"),
        ("Orlane Bio hands its animal health business to Tessmer for $40 million", "", "divestiture"),
    ],
)  # fmt: skip
def test_what_is_signed_or_sold_gives_the_kind_of_the_deal(title: str, text: str, kind: str) -> None:
    assert [event.kind for event in read(title, text, "deal")] == [kind]


def test_a_press_release_in_one_line_tells_one_event() -> None:
    title = "Orlane Bio Presents Positive Results for Velbrim in Patients with Eczema"
    text = f"{title} October 12, 2019 * * * * * Velbrim is the first drug of its class BASEL,Oct. 12, 2019// -- Orlane Bio announced today that Velbrim met all endpoints."
    assert [event.kind for event in read(title, text, "milestone")] == ["readout_positive"]


def test_each_story_of_a_roundup_is_read_for_itself() -> None:
    text = (
        "1. Orlane Bio took in $30 million in a Series B.\n2. Tessmer AG handed its dental business to Quillon Group for €9 million.\n"
        "3. Marrick Labs opened a $12 million plant in Leeds on Thursday."
    )
    found = {
        event.kind: [str(term.value) for term in event.terms]
        for event in read("Morning briefing", text, "deal", "milestone")
    }
    assert found == {"financing": ["30000000"], "divestiture": ["9000000"], "facility": ["12000000"]}


def test_rounded_later_yearly_and_cut_sums_are_no_terms() -> None:
    text = "Orlane Bio has agreed to buy Tessmer for $1.875 billion. The sector spends $40 billion a year. Tessmer had raised $90 million. Rivals saw ..."
    (event,) = read("Orlane Bio to buy Tessmer for $1.9B", text, "deal")
    assert [str(term.value) for term in event.terms] == ["1875000000"]
    (event,) = read("Tessmer raises money", "Tessmer raised $5 million in a round. Tessmer, which raised a $5.4 ...", "deal")
    assert [str(term.value) for term in event.terms] == ["5000000"]


@pytest.mark.parametrize(
    ("title", "text", "document", "status"),
    [
        ("Harbour AI Fellowships", "The Harbour AI Fellowships are a scheme of the UK government.", "Harbour AI Fellowships", "announced"),
        ("Views sought", "Proposals are set out in a paper, Cost Sharing for Device Trials.", "Cost Sharing for Device Trials", "announced"),
        ("Stamps end", "The FDA repealed its Circular on Serial Stamps for Imported Devices.", "Circular on Serial Stamps for Imported Devices", "terminated"),
        ("Inhalers", "Health Canada revised its Guideline on Lot Release of Vaccines.", "Guideline on Lot Release of Vaccines", "amended"),
    ],
)  # fmt: skip
def test_documents_are_named_in_titles_and_beside_their_word(title: str, text: str, document: str, status: str) -> None:
    (event,) = read(title, text, "policy")
    assert (event.document, event.status) == (document, status)


def test_a_phase_has_its_letter_and_a_held_trial_its_phase() -> None:
    (start,) = read("Orlane Bio Doses First Patient in Phase 1b Trial of ORL-7", "", "milestone")
    (held,) = read("FDA puts clinical hold on Phase 2a trial of ORL-7 by Orlane Bio", "", "milestone")
    assert (start.phase, held.phase) == ("1b", "2a")


@pytest.mark.parametrize(
    ("text", "issued", "until"),
    [
        ("The MHRA has published draft guidance on labelling. Firms have until 5 May 2026 to comment.", None, "2026-05-05"),
        ("The MHRA opened a consultation on labelling on 3 March 2026.", "2026-03-03", None),
        ("The MHRA opened a consultation on labelling. The consultation closes on 5 May 2026.", None, "2026-05-05"),
    ],
)
def test_the_days_of_a_consultation(text: str, issued: str | None, until: str | None) -> None:
    (event,) = read("MHRA consults on labelling of medicines", text, "policy")
    assert [str(d) if d else None for d in (event.issued_on, event.comment_until)] == [issued, until]
    assert event.effective_on is None
