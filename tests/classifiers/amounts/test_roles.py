"""What an amount is for. The companies are invented."""

from __future__ import annotations

import pytest

from classifiers.amounts import find_amounts

U, MS, TO, RO, EQ, FU, RE, PR, PE, SU, OT = (
    "upfront", "milestone", "total", "royalty", "equity", "funding", "revenue_or_market", "price", "penalty", "subsidy", "other",
)  # fmt: skip


@pytest.mark.parametrize(("text", "roles"), [
    # licences
    ("Under the agreement, Calder Bio will receive $50 million upfront and up to $1.2 billion in development, regulatory and sales milestones, plus tiered royalties.", [U, MS]),
    ("Nordvale will make an upfront payment of $35 million and milestone payments of up to $400 million.", [U, MS]),
    ("The deal is worth up to $760 million in upfront and milestone payments.", [TO]),
    ("Calder will pay $20 million in cash at closing, with up to $150 million more if the drug is approved.", [U, MS]),
    ("Calder is eligible to receive up to $300 million in regulatory milestones.", [MS]),
    ("The total potential deal value is $1.3 billion, including $60 million upfront.", [TO, U]),
    ("Lumen receives upfront and milestone payments of $20 million and $300 million, respectively.", [U, MS]),
    ("Lumen gets $20 million upfront, a $15 million equity investment and up to $465 million in milestones, for a total of up to $500 million.", [U, EQ, MS, TO]),
    ("Lumen's payments may reach $1.1 billion: $60 million upfront, $240 million in development milestones and $800 million in sales milestones.", [TO, U, MS, MS]),
    ("Nordvale makes an upfront payment of $450 million, consisting of $120 million in cash and $330 million in the purchase of Lumen equity.", [U, U, EQ]),
    ("Brightwell will acquire Orchard for $200 million in stock and cash.", [TO]),
    ("The gene therapy will cost $3.1 million.", [PR]),
    ("Lumen has $210 million in cash, enough to fund operations into 2028.", [OT]),
    ("Nordvale will invest $35 million in Lumen common stock at $12.40 per share.", [EQ, PR]),
    ("In addition, Nordvale will make a $30 million equity investment in Lumen.", [EQ]),
    ("The company reported $12 million in royalties on sales of the drug.", [RO]),
    ("Nordvale triggers a $10 million milestone payment to Lumen.", [MS]),
    ("The initial payment of €8 million has been received.", [U]),
    # acquisitions
    ("Brightwell agreed to acquire Orchard Health for $2.4 billion in cash.", [TO]),
    ("Brightwell to Buy Orchard Health for £300m", [TO]),
    ("Orchard shareholders will receive $12.50 per share in cash plus a contingent value right worth up to $3.00 per share.", [PR, MS]),
    ("The offer of $45 a share values Orchard at about $2.1 billion.", [PR, TO]),
    ("Brightwell won a $408 million Army contract.", [TO]),
    ("Brightwell bought a 20% stake in Orchard for $200 million.", [EQ]),
    ("If the merger fails, Brightwell must pay a break-up fee of $90 million.", [PE]),
    # money raised
    ("Tessel raised $40 million in a Series B round led by Ash Capital.", [FU]),
    ("Tessel closed a $40M Series B, valuing the company at $500 million.", [FU, OT]),
    ("Tessel priced its initial public offering of 5 million shares at $16 a share, raising $80 million.", [PR, FU]),
    ("Tessel secured a $25 million term loan.", [FU]),
    ("Gross proceeds were approximately $60 million.", [FU]),
    ("Tessel issued $250 million of convertible senior notes.", [FU]),
    # figures
    ("Revenue rose 5% to $1.2 billion.", [RE]),
    ("Net loss was $39.8 million, compared with $27 million a year earlier.", [RE, RE]),
    ("Earnings of $2.53 a share beat estimates of $2.40.", [RE, RE]),
    ("The market is expected to reach $40 billion by 2030.", [RE]),
    ("Tessel has a market value of $3.8 billion.", [RE]),
    ("Annual sales could reach $1 billion.", [RE]),
    ("The board declared a dividend of $0.42 per share.", [OT]),
    ("It had cash and cash equivalents of $150 million.", [OT]),
    ("It will spend $500 million on buybacks.", [OT]),
    ("One euro was worth $1.08 against the dollar.", [OT, OT]),
    # prices, fines, grants
    ("The drug has a list price of $25 a vial.", [PR]),
    ("The phone costs $999.", [PR]),
    ("The model is priced at $0.15 per million tokens.", [PR]),
    ("Oil fell to $46.11 a barrel.", [PR]),
    ("Regulators fined the company €450,000.", [PE]),
    ("Orchard agreed to pay $12 million to settle allegations of fraud.", [PE]),
    ("The plaintiffs seek $2 billion in damages.", [PE]),
    ("BARDA awarded Lumen $50 million to develop the vaccine.", [SU]),
    ("A judge ordered Orchard to pay $109 million to the inventor.", [PE]),
    ("The deficit target was raised to $19 billion.", [OT]),
    ("Tessel sold its 18 percent stake for $980 million.", [EQ]),
    ("Adjusted EPS rose 12% to $1.98 on a non-GAAP basis.", [RE]),
    ("Around $120 million of deposits went missing.", [OT]),
    ("Ministers asked parliament for $2 billion to help with the recovery.", [SU]),
    ("Lumen received a grant of £1.5m from Innovate UK.", [SU]),
    ("The government approved a $2 trillion stimulus package.", [SU]),
])  # fmt: skip
def test_the_role_of_an_english_amount(text: str, roles: list[str]) -> None:
    assert [a.role for a in find_amounts(text, "en")] == roles


@pytest.mark.parametrize(("text", "roles"), [
    ("和风生物将获得5000万美元首付款，以及最高12亿美元的开发、注册及商业化里程碑付款。", [U, MS]),
    ("首付款3500万元，开发里程碑付款累计最高不超过8000万元，销售里程碑付款最高2亿元。", [U, MS, MS]),
    ("潜在里程碑付款总额最高可达16.9亿美元。", [MS]),
    ("云帆制药以每股41美元收购松岭医疗，另附每股最高4美元的或有价值权。", [PR, MS]),
    ("松岭医疗正洽谈以600亿美元估值融资50亿美元。", [OT, FU]),
    ("云帆制药拟转让子公司60%股权，作价3.5亿元。", [TO]),
    ("省财政安排10亿元支持生物医药产业发展。", [SU]),
    ("首付款6000万美元、里程碑2.4亿美元，共3亿美元。", [U, MS, TO]),
    ("首付款及里程碑付款合计最高19亿美元。", [TO]),
    ("该交易总金额最高可达13亿美元，其中首付款6000万美元。", [TO, U]),
    ("首付款和里程碑付款分别为2000万美元和3亿美元。", [U, MS]),
    ("和风生物收到云帆制药支付的1000万元里程碑款项。", [MS]),
    ("云帆制药将以1500万美元认购和风生物的股份。", [EQ]),
    ("公司收到特许权使用费1200万元。", [RO]),
    ("云帆制药拟以24亿元现金收购松岭医疗100%股权。", [TO]),
    ("以每股12.5美元的价格收购松岭医疗，总价21亿美元。", [PR, TO]),
    ("转让价格为8.56元/股，转让总价款2.4亿元。", [PR, TO]),
    ("公司中标4.08亿元项目。", [TO]),
    ("签署合同，合同金额总计1.2亿元。", [TO]),
    ("若交易终止，需支付分手费9000万美元。", [PE]),
    ("松岭医疗完成数千万元A轮融资，由灰石资本领投。", [FU]),
    ("松岭医疗完成2亿元B轮融资，投后估值30亿元。", [FU, OT]),
    ("拟发行可转债募集资金不超过5亿元。", [FU]),
    ("每股发售价16港元，募资净额约8亿港元。", [PR, FU]),
    ("上半年营收12亿元，净利润1.5亿元。", [RE, RE]),
    ("净亏损3980万元，上年同期亏损2700万元。", [RE, RE]),
    ("每股收益2.53美元，市场预期2.40美元。", [RE, RE]),
    ("到2030年市场规模有望达到400亿美元。", [RE]),
    ("总市值站上3000亿元。", [RE]),
    ("每10股派发现金红利0.60元。", [OT]),
    ("新公司注册资本1亿元。", [OT]),
    ("项目总投资3.5亿元。", [OT]),
    ("1欧元约合7.78元人民币。", [OT, OT]),
    ("该药每支售价279元。", [PR]),
    ("新机售价4999元起。", [PR]),
    ("布伦特原油期货报94.2美元/桶。", [PR]),
    ("因垄断被罚款520万元。", [PE]),
    ("法院判决赔偿3000万美元。", [PE]),
    ("公司获得政府补助6600万元。", [SU]),
    ("房企销售总额为1.2万亿元，社会物流总额超180万亿元。", [RE, RE]),
    ("诺基亚完成5亿欧元优先无担保票据发行。", [FU]),
    ("一审判决万达集团支付17.47亿元。", [PE]),
    ("提议回购资金总额不低于40亿元。", [OT]),
    ("央行开展1575亿元逆回购操作。", [OT]),
    ("中央财政下达专项资金20亿元。", [SU]),
])  # fmt: skip
def test_the_role_of_a_chinese_amount(text: str, roles: list[str]) -> None:
    assert [a.role for a in find_amounts(text, "zh")] == roles


@pytest.mark.parametrize(("text", "kinds"), [
    ("up to $50 million in development milestones", ["development"]),
    ("eligible for regulatory milestone payments of $20 million", ["regulatory"]),
    ("a $20 million milestone upon FDA approval", ["regulatory"]),
    ("up to $400 million in commercial milestones", ["sales"]),
    ("sales-based milestones of up to $300 million", ["sales"]),
    ("up to $1.2 billion in development, regulatory and sales milestones", ["combined"]),
    ("up to $80 million in development milestones and up to $300 million in sales milestones", ["development", "sales"]),
    ("development milestones and sales milestones of up to $500 million", ["combined"]),
    ("a $5 million milestone payment", [None]),
    ("开发里程碑付款最高1亿元", ["development"]),
    ("临床里程碑付款1亿元", ["development"]),
    ("注册里程碑付款1亿元", ["regulatory"]),
    ("最高3亿美元的销售里程碑付款", ["sales"]),
    ("最高3亿美元的商业化里程碑付款", ["sales"]),
    ("最高12亿美元的开发、注册及商业化里程碑付款", ["combined"]),
    ("开发里程碑付款累计最高不超过8000万元，销售里程碑付款累计最高不超过2亿元", ["development", "sales"]),
    ("研发里程碑及销售里程碑付款最高5亿美元", ["combined"]),
    ("最高5亿美元的临床开发阶段的里程碑付款", ["development"]),
    ("a $5 million milestone payment triggered by the first patient dosed in Phase 2", ["development"]),
    ("a $20 million milestone on acceptance of its BLA filing", ["regulatory"]),
    ("里程碑付款最高5亿美元，包括临床、注册及销售里程碑", ["combined"]),
    ("收到里程碑付款500万元", [None]),
])  # fmt: skip
def test_a_milestone_has_a_kind(text: str, kinds: list[str | None]) -> None:
    assert [(a.role, a.milestone_kind) for a in find_amounts(text)] == [(MS, kind) for kind in kinds]
