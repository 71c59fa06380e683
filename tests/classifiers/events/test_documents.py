"""Titles of documents: whole, without who issues them, and not those that are only cited."""

from __future__ import annotations

import pytest

from classifiers.events.documents import find_documents


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
        ("“This guidance gives sponsors clarity and saves them months of work,” said Mara Venn.", "en"),
        ("Quist, Venn Introduce Bill to Cap Costs", "en"),
        ("根据《药品供应保障条例》，企业应当报告。", "zh"),
    ],
)
def test_cited_documents_speech_and_headlines_are_no_titles(text: str, language: str) -> None:
    assert find_documents(text, language) == []
