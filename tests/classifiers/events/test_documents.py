"""Titles of documents: whole, without who issues them, and not those that are only cited."""

from __future__ import annotations

import time

import pytest

from classifiers.events import find_events
from classifiers.events.documents import find_documents


def test_numbers_without_end_are_read_within_seconds() -> None:
    text = "The board issued Notification No. " + "1 No. " * 3_000
    find_events("Board issues rules", text[:60], "en", ("policy",))  # so that no table is built on the clock
    start = time.process_time()
    assert find_events("Board issues rules", text, "en", ("policy",)).events
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "language", "title"),
    [
        ("The MHRA published ‘Digital Endpoints in Early Research’, a guideline for sponsors.", "en",
         "Digital Endpoints in Early Research"),
        ("The agency published its final guidance, 'Cybersecurity in Infusion Pumps: Quality Considerations', on Monday.", "en",
         "Cybersecurity in Infusion Pumps: Quality Considerations"),
        ("The document, “A Lifecycle Approach to Adaptive Algorithms,” sets out ten principles.", "en",
         "A Lifecycle Approach to Adaptive Algorithms"),
        ("A guide titled Using Language Models in Pharmacovigilance was posted.", "en", "Using Language Models in Pharmacovigilance"),
        ("The commission adopted the Clinical Data Portability Regulation on Friday.", "en", "Clinical Data Portability Regulation"),
        ("The ministry released the National Strategy for Antibiotic Supply 2027-2032.", "en",
         "National Strategy for Antibiotic Supply 2027-2032"),
        ("Today senators introduced the Shielding Households from Compute Costs (SHCC) Act to cap bills.", "en",
         "Shielding Households from Compute Costs (SHCC) Act"),
        ("Senate passes AI Act", "en", "AI Act"),
        ("FDA Announces Rapid Screening Implementation Roadmap", "en", "Rapid Screening Implementation Roadmap"),
        ("The EMA adopted its Reflection Paper on Synthetic Control Arms.", "en", "Reflection Paper on Synthetic Control Arms"),
        ("The Interim Measures for Algorithmic Diagnosis come into force on 1 July.", "en",
         "Interim Measures for Algorithmic Diagnosis"),
        ("The regulator opened the Rare Therapies Launch Pad Programme.", "en", "Rare Therapies Launch Pad Programme"),
        ("In a draft guidance for industry, Stability Testing of Frozen Plasma Pools, posted on 4 May, the agency asks for data.",
         "en", "Stability Testing of Frozen Plasma Pools"),
        ("The office published advice on 9 June under the heading Scoring Triage Software for Clinics.", "en",
         "Scoring Triage Software for Clinics"),
        ("The minister went to Hull to launch Six Harbours: A Vaccine Storage Plan for Wales.", "en",
         "Six Harbours: A Vaccine Storage Plan for Wales"),
        ("The regulator issued Guidelines for Wearable Patches (WP-14), effective 1 July.", "en", "Guidelines for Wearable Patches (WP-14)"),
        ("The council approved the Enforcement Decree on Bedside AI on Monday.", "en", "Enforcement Decree on Bedside AI"),
        ("Anvisa passed Resolution RDC 1204, under which pharmacies keep a register.", "en", "Resolution RDC 1204"),
        ("The governor made House Bill 902, the Honest Copay Act, law on Friday.", "en", "Honest Copay Act"),
        ("Under the Act on Hospital Robots, in force since Monday, clinics report faults.", "en", "Act on Hospital Robots"),
        ("Gov. Ada Voss signed House Bill 77, THE OPEN FORMULARY ACT, on Monday.", "en", "THE OPEN FORMULARY ACT"),
        ("The state council approved the COASTAL DIGITAL CLINIC POLICY 2031-35, setting aside money.", "en",
         "COASTAL DIGITAL CLINIC POLICY 2031-35"),
        ("The ministry published the final Regulations Amending the Blood Products Regulations (Home Storage).", "en",
         "Regulations Amending the Blood Products Regulations (Home Storage)"),
        ("She introduced Bill C-12, An Act to amend the Plasma Act (donor records), in the Senate.", "en",
         "An Act to amend the Plasma Act (donor records)"),
        ("It proposed a Regulation amending Regulation (EU) 2031/12 as regards the labelling of certain implants.", "en",
         "Regulation amending Regulation (EU) 2031/12 as regards the labelling of certain implants"),
        ("The board issued Guidelines for Licence Holders: Procedure for Price Hearings, which apply in May.", "en",
         "Guidelines for Licence Holders: Procedure for Price Hearings"),
        ("The authority issued the Code of Conduct for Triage Robots on 3 Muharram.", "en", "Code of Conduct for Triage Robots"),
        ("FDA finalised \"Labels for Inhaled Peptides: Order and Wording\" last night.", "en",
         "Labels for Inhaled Peptides: Order and Wording"),
        ("The regulator published the \"Acuerdo por el que se simplifica el registro de prótesis\".", "en",
         "Acuerdo por el que se simplifica el registro de prótesis"),
        ("The chamber passed the Gesetz zur Sicherung klinischer Register with a broad majority.", "en",
         "Gesetz zur Sicherung klinischer Register"),
        ("The institute has published QX 41-3, Profile for Bedside Agents, a voluntary document.", "en",
         "QX 41-3, Profile for Bedside Agents"),
        ("The undertaking has opened the call Test Beds for Surgical Robots.", "en", "Test Beds for Surgical Robots"),
        ("The agency has ended the 77C Rebate Timing Demonstration.", "en", "77C Rebate Timing Demonstration"),
        ("The government repealed Resolution 2.118, the last of the controls, by Decree 40/2031.", "en", "Resolution 2.118"),
        ("Decree 412 exempts research.", "en", "Decree 412"),
        ("Through the program, named SINEW, it expects to make eight awards.", "en", "SINEW"),
        ("Senate passes WARDSAFE II Act 61-38", "en", "WARDSAFE II Act"),
        ("The minister has repealed the Ward Goods (Gauze—Fine Mesh) Order 2031.", "en",
         "Ward Goods (Gauze—Fine Mesh) Order 2031"),
        ("It barred both firms, it said in Announcement No. 71 of 2031.", "en", "Announcement No. 71 of 2031"),
        ("The president signed Executive Order 15122, “Clearing the Way to the Ward”, on Monday.", "en",
         "Clearing the Way to the Ward"),
        ("The ministry presented it under a Proposal for a Regulation on Ward Software.", "en",
         "Proposal for a Regulation on Ward Software"),
        ("Under an amendment to the Decree on Home Dialysis, announced on Monday, insurers pay for six.", "en",
         "Decree on Home Dialysis"),
        ("国家药监局发布《数字终点研究技术指导原则》。", "zh", "数字终点研究技术指导原则"),
    ],
)  # fmt: skip
def test_titles_are_found_whole(text: str, language: str, title: str) -> None:
    assert find_documents(text, language) == [title]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The order was issued under the Export Control Reform Act.", "en"),
        ("The board acted in accordance with the Medicines Supply Act.", "en"),
        ("It cut the price under paragraph 4 of the Medicines (Margins) Order.", "en"),
        ("The first penalty under the union’s Clinical Data Act was small.", "en"),
        ("The firm broke section 9 of the Fair Dealing Act read with the Patient Protection Regulations.", "en"),
        ("An earlier version, House Bill 31, had died in committee.", "en"),
        ("He said the National Care Blueprint had “shown the road”.", "en"),
        ("It warned clinics in 2021 in its guidance ‘Cosmetic Lasers: Advice for Clinics’.", "en"),
        ("The board issued a Notice of Hearing to Ostrava Biologics.", "en"),
        ("“This guidance gives sponsors clarity and saves them months of work,” said Mara Venn.", "en"),
        ("Quist, Venn Introduce Bill to Cap Costs", "en"),
        ("根据《药品供应保障条例》，企业应当报告。", "zh"),
    ],
)
def test_cited_documents_speech_and_headlines_are_no_titles(text: str, language: str) -> None:
    assert find_documents(text, language) == []


@pytest.mark.parametrize(
    ("title", "text", "documents"),
    [
        ("Governor Voss signs SB 77", "Gov. Ada Voss signed Senate Bill 77, the Open Formulary Act, on Monday. The law binds insurers.",
         ["Open Formulary Act"]),
        ("Ministry curbs exports of reagents",
         "The Ministry of Trade amended its Reagent Export Order on Monday. Licences cost nothing. The Act on Economic Resilience allows such curbs.",
         ["Reagent Export Order"]),
        ("Chamber votes for Clinical Register Act",
         "The Bundestag passed the Gesetz zur Sicherung klinischer Register on Friday. Clinics must report.",
         ["Gesetz zur Sicherung klinischer Register"]),
        ("FDA takes two makers of drops to task",
         "The FDA posted warning letters to Ostrava Biologics. They quote the guidance for industry \"Quality of Sterile Nasal Drops\".",
         [None]),
        ("Ministry issues two papers",
         "The Ministry of Health issued the Bedside Robot Safety Guidelines on Monday. It also published the National Robot Nursing Strategy.",
         ["Bedside Robot Safety Guidelines", "National Robot Nursing Strategy"]),
    ],
)  # fmt: skip
def test_a_document_merely_named_opens_no_policy_of_its_own(title: str, text: str, documents: list[str | None]) -> None:
    assert [event.document for event in find_events(title, text, "en", ("policy",)).events] == documents
