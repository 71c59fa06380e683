"""The words that say what an amount is for, as data.

Each line: the role, how strongly the words speak for it, on which side of the amount they stand (< before it, > after
it, * either; << and >> right beside it), and the words. A stronger cue wins over a nearer one; of equals the nearer wins.
"""

from __future__ import annotations

from typing import NamedTuple


class Cue(NamedTuple):
    role: str
    weight: float
    side: str
    words: str


_ENGLISH: tuple[tuple[str, float, str, str], ...] = (
    # upfront
    ("upfront", 3.4, "*", r"up[- ]?front|initial payment|initial cash payment|signing (?:fee|payment)|down payment|initial (?:licen[cs]e )?fee|closing payment"),
    ("upfront", 4.4, "<<", r"(?:up-?front|initial) (?:cash )?(?:payments?|fees?|consideration)(?: of| totall?ing| worth)?(?: up to| approximately| about)?"),
    ("upfront", 2.4, ">", r"(?:in cash )?(?:at|on|upon) (?:the )?(?:closing|signing|execution)\b|non-?refundable|(?:is |are |was )?(?:payable|paid|due|guaranteed) (?:up-?front|at clos\w+|on signing|immediately)"),
    ("upfront", 3.0, ">>", r"(?:in cash )?(?:now|immediately|right away)\b|(?:in cash )?to (?:in-)?licen[cs]e"),
    ("upfront", 2.2, "<", r"(?:at|on|upon) (?:the )?(?:closing|signing|execution)\b,?|non-?refundable|advance payment"),
    # milestone
    ("milestone", 3.2, "*", r"(?:(?:potential |future |near-term |additional |certain )?(?:pre-?clinical|clinical|development(?:al)?|developmental|regulatory|commercial\w*|sales|sales-based|approval|launch|net sales|research|discovery|manufacturing)(?:-based)?(?: milestones?(?: payments?)?(?=,| and| or))?(?:,? and|,? or|,|/)? ?)*milestones?|earn-?outs?|contingent (?:value rights?|payments?|consideration)|cvrs?\b|deferred consideration|back-?end payments?|additional consideration|success payments?|success[- ]based payments?"),
    ("milestone", 2.2, ">", r"(?:more |extra |additional )?(?:per share )?(?:if|upon|once|when|subject to) (?:the |certain |specific |achiev|regulat|approv|sales)"),
    ("milestone", 3.4, ">>", r"(?:more |extra )?(?:on|upon|at(?! launch)|after|following) (?:the )?(?:(?:first|fda|eu|european|regulatory|us|u\.s\.|marketing|successful) ){0,2}(?:patient|dosing|approvals?|filing|acceptance|initiation|completion|launch|commercial sale|achiev\w+|enrol\w+|ind\b|nda\b|bla\b)|later if|in future payments"),
    ("milestone", 2.8, "<<", r"eligible (?:to receive|for|to earn)(?: up to)?(?: an additional| another)?"),
    ("milestone", 2.0, "<", r"contingent|payments? of up to|(?:promised|plus) an additional|plus payments of|eligible (?:to receive|for)(?: up to)?"),
    # royalty
    ("royalty", 3.2, "*", r"royalt(?:y|ies) (?:of|worth|totall?ing|payments? of|income|revenues?|monetization)"),
    ("royalty", 3.2, ">>", r"(?:in |of |worth of )?(?:[a-z-]{1,20} )?royalt(?:y|ies)"),
    ("royalty", 1.4, "*", r"royalt(?:y|ies)"),
    # equity
    ("equity", 3.0, "*", r"equity (?:investment(?!s)|stake|purchase)|minority (?:stake|interest|investment)|(?:(?<![\d.])[1-4]?\d(?:\.\d+)?(?:%|[ -]?per ?cent)) (?:equity )?(?:stake|interest(?! rate)(?= in| of|,|\.| for))|strategic (?:equity )?investment"),
    ("equity", 3.7, "*", r"(?:purchase|subscri\w+) (?:of|for|to) (?:\S{1,20} ){0,4}(?:shares|stock|equity)|(?:proceeds|consideration) in (?:stock|shares)"),
    ("equity", 4.2, "<", r"(?:buy|buys|bought|buying|acquir\w+|purchas\w+|tak\w+|took|sell|sold) (?:an? |about |roughly |another )?(?:additional )?(?:[1-4]?\d(?:\.\d+)?(?:%| per ?cent)|[\d.,]+ million (?:[a-z]{1,20} ){0,2}shares|(?:[a-z]{1,20} )?stake)"),
    ("equity", 3.2, ">>", r"in (?!cash|all|its own|an? |mostly|stock)(?:[a-z]{1,20} ){1,3}(?:stock|shares)\b|in shares\b|for (?:an? |its )?(?!majority|controlling)(?:[\w-]{1,12} ){0,2}(?:stake|holding)\b|worth of (?!stock |shares )(?:[a-z-]{1,20} ){1,2}(?:shares|stock)\b"),
    ("equity", 2.4, "<", r"took a stake|stake in"),
    ("equity", 3.4, "<", r"(?:sell(?:s|ing)?|sold|sale of|dispos\w+ of|offload\w*|unload\w*|increas\w+|rais\w+|trim\w*|cut\w*|build\w*) (?:[a-z]{1,12} ){0,2}(?:[1-4]?\d(?:\.\d+)?(?:%|-?per ?cent| per ?cent) )?(?:minority )?(?:stake|holding|shareholding)\b"),
    ("equity", 2.2, ">", r"(?:investment )?in (?:the )?(?:common |ordinary |preferred |newly issued )(?:shares|stock)|(?<!private-)(?<!private )equity\b(?! value| financing| firm| fund)|(?<!at )(?:minority )?stake|investment in (?:the )?(?:common|shares)"),
    ("equity", 2.0, "<", r"(?:nvidia|microsoft|amazon|google|pfizer|lilly|novartis) (?:will|to|plans to|has agreed to|agreed to) invest"),
    # penalty
    ("penalty", 3.0, "*", r"fine[ds]?\b|fining|penalt(?:y|ies)|damages|settle(?:ment|ments|d|s)?\b(?! date)|forfeit\w*|disgorge\w*|restitution|punitive|lawsuits?|sue[ds]?\b|suing|compensation claim|verdict|jury|"
     r"break-?up fee|termination fee|reverse termination|refunds?\b|antitrust claims?|(?:asbestos|fraud|libel) claims?|plead\w* guilty|litigation|violat\w+|misconduct|kickbacks?|class action|false claims act|lawsuit|antitrust|in the suit|bribery|probe into|wrongdoing|infring\w*|arbitrat\w+|judge?ments?\b|compensat\w+ (?:the )?victims|wrongful\w*|patent (?:case|suit|dispute|war|trial|battle|fight)s?"),
    ("penalty", 1.7, "*", r"court|judge|suit\b|regulators?|prosecutors|jurors"),
    ("penalty", 4.0, "<", r"(?:ordered|orders|ordering|told|directed|forced) (?:[\w.&]{1,20} ){0,4}to pay|agreed to pay(?! [^;]{0,60} (?:for (?:an?|the|its|all|control|rights)|to (?:buy|acquire|licen[cs]e))\b)|court[- ]ordered"),
    ("penalty", 2.0, "<", r"agreed to pay [^.]{0,40}to (?:settle|resolve)|liable for|liability of|payout"),
    ("penalty", 2.4, ">", r"to (?:settle|resolve|end) |payout|judgment|award against|in refunds"),
    # subsidy
    ("subsidy", 2.9, "*", r"grants?\b|subsid(?:y|ies|ised|ized)|barda|nih\b|darpa|sbir|innovate uk|federal (?:funding|funds|award)|public (?:funding|money)|government (?:funding|funds|investment|support|backing|cash)|"
     r"stimulus|cepi\b|carb-x|arpa-h|gates foundation|wellcome|horizon europe|chips act|state aid|emergency (?:program|fund\w*)|reward\b|jackpot|purse|relief (?:package|bill|fund)|appropriat\w+|taxpayers?|(?:annual|national|defen[cs]e|federal|state|government|health|education|nasa|science|research|public) budgets?|budget request|spending bill|budget of (?:the )?(?:department|ministry|agency|council|state|city)|paid out|disaster appeal|donor nations|prize\b|(?:aid|assistance|support|economic|recovery|rescue|reconstruction|development) (?:package|programme|program)|(?:military|humanitarian|financial|foreign) (?:aid|assistance)|aid package|foreign aid|(?:un|humanitarian) appeal|bail-?outs?\b|(?:spending|farm|defen[cs]e|highway|transportation|relief|aid) bill|relief efforts?|aid (?:needed|money)|amount of aid|tsunami|quake victims"),
    ("subsidy", 2.0, "*", r"non-?dilutive"),
    ("subsidy", 4.2, ">>", r"(?:in |of )?(?:[a-z]{1,14} )?(?:funding|funds|money|support|investment) (?:awarded|allocated|from (?:the )?(?:u\.?s\.? |uk |federal |national |european |australian |canadian |state )?(?:government|department|ministry|commission|congress|barda|nih|cepi|darpa|council|agency|institutes?|taxpayers?|lottery))"),
    ("subsidy", 3.0, "<", r"(?:asks?|asked|asking|request\w*|urg\w+|seek\w*) (?:congress|parliament|lawmakers|donors|the (?:government|commission|treasury)) for|(?:congress|parliament|lawmakers) (?:asking|requesting)"),
    ("subsidy", 2.0, "<", r"awarded(?! (?:an? |the )?(?:[a-z-]{1,20} ){0,3}contract)|(?<!stock )(?<!equity )(?<!share )awards?\b|(?:government|ministry|congress|senate|parliament|department of [a-z]{1,20}|commission|council) (?:[a-z]{1,20} ){0,4}(?:announced|pledged|committed|approved|earmarked|allocated)|appeal (?:for|to raise)"),
    ("subsidy", 2.0, ">", r"(?:of |in )?(?:government |public |state )?(?:funding|funds|money) (?:from|awarded|for|will|to help)|from (?:the )?(?:us |u\.s\. |uk |federal |national )?(?:government|department|ministry)|innovation fund|package|award\b|programme"),
    ("subsidy", 3.4, "<", r"foundation (?:(?:to|will|has|had|is) )?(?:inject\w*|giv\w+|gave|commit\w*|contribut\w+|award\w*|fund\w*)|winner(?:'|’)?s? share"),
    ("subsidy", 3.4, ">>", r"(?:[a-z]{1,14} )?(?:infrastructure|stimulus|rescue|relief|recovery|aid) (?:push|plan|package|bill|programs?|programme|fund)\b|(?:[\w.]{1,14} ){0,4}(?:tournament|championships?|open|masters|invitational)\b"),
    # funding
    ("funding", 2.9, "*", r"series [a-k]\d?\b|seed (?:round|funding|financing)|(?:funding|financing|investment|growth|equity|fundraising) rounds?|venture (?:capital|funding|round|debt)|rais(?:e|ed|es|ing)\b(?! (?:its|the|guidance|the price|prices|to|from|by|[\d.]+ ?%|[\d.]+ per ?cent))(?! [a-z ]{1,30}\b(?:rate|target|outlook|forecast|dividend|estimate|price)s?\b)|ipos?\b|initial public offerings?|"
     r"private placement|(?:public|follow-on|rights|registered direct|secondary|debt|bond|notes?|share|stock|convertible) offering|(?:gross|net) proceeds|(?:total|money|capital|amount) raised|raised (?:in total|to date|so far)|term loan|loans?\b|credit (?:facility|line|agreement)|bridge financing|refinancing|"
     r"convertible (?:senior )?(?:notes?|bonds?)|senior (?:secured |unsecured )?notes|principal amount|notes due|rights issue|bond (?:sale|issue)|crowdfunding|capital infusion|drawdown|debt facility|warrants|fundrais\w+"),
    ("funding", 3.4, "*", r"(?:securities|stock|share|note|subscription) purchase agreement|(?:loan|financing|credit|subscription) agreement|equity line|at-the-market|atm (?:program|facility|offering)|underwrit\w+|over-allotment|(?:sale|sell|sold|selling|issu\w+) (?:of )?(?:[a-z-]{1,14} ){0,2}(?:shares|stock|notes|bonds|debt|debentures)\b|recapitali[sz]ation|capital increase|aggregate principal"),
    ("funding", 2.2, "*", r"listing\b|flotation|share sale|financing|funding|fund\b(?! operations| its| the\b| clinical)|in new investments?|new investment|capital raise|(?:debt|equity) and (?:equity|debt)|raise to date|tranche|backers|(?<!team )led by|investors including|rounds?\b|venture fund|new fund|pre-?seed|angel|infusion|line of credit|pipe\b|upsized|oversubscribed|follow-on|stock debut|(?:capital|in) commitments|-funded|garner\w*|rak(?:es|ed) in|pull(?:s|ed) in|bonds?\b|notes\b|secured (?!by|with|the|a win)|(?:loan|term|revolving|banking|financing|liquidity) facility"),
    ("funding", 3.4, ">>", r"(?:in|of) (?:(?:new|additional|fresh|seed|venture|equity|debt|growth|total|outside|private|committed) ){0,3}(?:financing|funding|capital)\b(?! (?:expend|spend|invest|gain|market|return))|-funded|(?:of |in )?(?:(?:new|fresh|senior|junior|subordinated|unsecured|secured|convertible|perpetual|green|sovereign|[\d.]{1,8}%|\w{1,16}-year|tier-\w{1,4}) ){1,5}(?:debt|bonds?|notes|treasur(?:y|ies)|gilts|debentures)\b"),
    ("funding", 2.8, ">>", r"(?:[a-z]{1,20} )?investment (?:by|from|round|led)|worth of (?:stock|shares)|(?:of|in) (?:new )?stock to|of (?:its )?(?:notes|bonds|stock|shares)\b"),
    ("funding", 3.0, "<<", r"(?:pour|plow|plough|pump|inject|sink)(?:ed|s|ing)?(?: about| around| nearly| some| more than| over)?"),
    ("funding", 3.4, "<", r"(?:partners|ventures|capital|venture firm|billionaire|softbank|investors?|angels?)(?: [\w-]{1,14}){0,3} (?:invest(?:ed|s)|placed)\b"),
    ("funding", 1.8, "<", r"(?:(?:has |have |had )?secured|secures|to secure|closed|closes|lands|landed|bags|bagged|nabs|nabbed|nets|netted|hauls|hauled|snags|snagged|scores|scored) (?:up |in |an? |on )?|picked up|closed on|priced|(?:sold|selling|sale of|offer\w*) |lend\w*|borrow\w*|collected"),
    # revenue or market
    ("revenue_or_market", 3.0, "*", r"revenues?|box office|takings|gross(?:ed|ing)\b|net sales|sales (?:of|for|fell|rose|will|were|inched|grew|totaled|reached|came)|turnover|(?:net |operating |gross |pre-?tax |full-year )?(?:(?<!non-)(?<!for-)profits?|loss(?:es)?|income|earnings)\b|ebitda|eps\b|(?:non-)?gaap|(?:on (?:a|an) )?(?:reported|adjusted) basis|per diluted share|diluted|"
     r"market (?:cap\w*|value|size|opportunity)|(?:average )?(?<!according to )(?:projection|estimate|forecast|consensus)s?\b|analysts?(?:’|')? |guidance|cash flow from|hit this quarter|annual sales|peak sales|blockbuster|in sales(?! mile)|year-ago|bookings|gross merchandise|arr\b|run[- ]rate|annuali[sz]ed|top-?line|ebit\b|expectations of|write-?downs?|impairment|one-off (?:gain|charge)|windfall|(?:shareholder|investor) (?:value|wealth)|wiped|into the red|quarter(?:ly)? (?:sales|results)"),
    ("revenue_or_market", 2.3, "*", r"market\b(?! price)|industry|cagr|sales\b(?! mile|-based|,? and|,? or)|quarter|fiscal|compared with|up from|down from|versus|(?:a|in) (?:[a-z]{1,20} )?(?:charge|gain)s?\b|worldwide|weekend|expected to (?:reach|grow)|exports?\b|imports?\b|gdp|trade (?:deficit|surplus)|worth of (?:goods|exports)|lost\b|(?:company|firm)(?:’|')s value|capitali[sz]ation"),
    ("revenue_or_market", 2.8, ">>", r"(?:[a-z]{1,20} )?(?:product|market|opportunity|drug|blockbuster|industry|franchise|business|company|giant|economy)\b"),
    ("revenue_or_market", 3.8, ">>", r"(?:of|in) (?:(?!royalt)[a-z-]{1,16} ){0,1}(?:earnings|eps|profits?|revenues?|sales|net income|turnover|bookings|exports|imports|transactions|merchandise)\b(?! mile)|(?:[a-z-]{1,14} )?(?:hit|loss|charge)\b"),
    ("revenue_or_market", 2.6, "<", r"brought in|brings? in|bringing in|generat(?:e|ed|es|ing)|(?:took|takes|taking|pulled|raked) in(?![^.;]{0,60}(?:series [a-k]|round|seed|funding|financing|investors))|pocketed|sells? (?:more than|over|about|around|nearly)|earned|earning|los(?:es?|ing)\b|worth less than|market (?:was |is )?(?:worth|valued at)|company (?:is )?worth|net worth"),
    ("revenue_or_market", 5.0, "<", r"(?:earnings|profit|income|loss) per share:?"),
    # price
    ("price", 3.4, ">", r"(?:per|a|an|each|every|/) ?(?:[a-z]{1,20} )?(?:share|dose|unit|month|vial|patient|tokens?|tablet|treatment|barrel|ounce|gallon|ton|tonne|bushel|seat|user|device|hour|minute|person|night|ticket|pound|ads|warrant|ounce|day|week|copy|kilo\w*|mmbtu|pill|course|injection|kg|gb|million tokens|query|license|ad|head|pair|box|bottle|piece)\b|/(?:share|month|mo|yr|year|oz|bbl|kg)"),
    ("price", 5.5, "<", r"(?:therapy|therapies|drug|treatment|vaccine|medicine|pill|injection)s? (?:(?:will|would|could|to|is|was) ){0,2}(?:costs?|be priced|priced)\b"),
    ("price", 2.0, ">", r"apiece|each\b(?! on)"),
    ("price", 2.8, "<", r"(?:will|can|would) (?:run|cost) you|priced\b(?! (?:its|an|the))|knock\w* .{0,14}off|now (?:just|only)|on sale\b|pay(?:ing)? (?:close to|about|around|just)|tickets? (?:for|at)|making it|ris(?:e|es|en|ing) to as high as|buy .{0,40} (?:on|at) (?:amazon|apple|best buy)"),
    ("price", 5.0, "<<", r"(?:offering|exercise|conversion|issue|strike|subscription|ipo|conversion|share|stock|closing) price (?:of|at|to|is|was)(?: approximately| about)?"),
    ("price", 4.0, "<<", r"(?:(?:an?|the) (?:[a-z]{1,12} )?price of|priced (?:at|from)|(?:costs?|costing|sells? for|sold for|retails? (?:for|at)|starting at|starts at|going for|available for|yours for)(?: about| around| just| only| roughly)?)"),
    ("price", 3.3, "<", r"(?:price|analyst|average) targets?(?: of)?"),
    ("price", 2.8, "*", r"list price|price (?:tag|target|of|range|cut|to|from)|prices?\b(?!-)|priced (?:at|from)|costs?\b (?:from|about|around|less|just|\$)?|retail\w* (?:for|at|price)|sells? for|on sale for|starting at|share price|(?<!earnings )(?<!profit )(?<!income )(?<!loss )per share|pric(?:e|es|ing) |wholesale (?:acquisition )?cost|rent\b|tuition|(?:ticket|monthly|annual|subscription|entry) fees?|starts? at|capped at|as little as|fetch\w*|went (?:under the hammer )?for|charg(?:e|es|ed|ing)\b(?! of)|set you back|for (?:just|only|as little as)|in exchange for|asking price|off the|discount\w*|subscription|offer price|conversion price|exercise price"),
    ("price", 2.2, "<", r"(?:shares|stock|shares?\b[^.]{0,30}) (?:rose|fell|closed|dropped|hit|traded|surged|jumped|were|was|down|up|climbed|gained|slid|ended|settled|shed)\b|(?:crude|oil|gold|bitcoin|futures)\b|(?:closing|opened|close[ds]?|trad(?:ing|ed)) at|target|fare"),
    # total
    ("total", 4.2, "*", r"(?:in|including|of|comprising|through|combined|across|total|aggregate|potential) (?:combined |total |potential |aggregate )*(?:up[- ]?front|initial)(?: payments?| fees?| cash| consideration)?(?:,|,? and|,? plus|,? or) [^.$€£]{0,60}milestones?(?! payments? of)|bio-?bucks|total potential (?:value|deal|consideration|payments)|could be worth|potentially worth|worth (?:up to|as much as)"),
    ("total", 2.7, "*", r"total (?:deal|transaction|potential|consideration|value|payments?)|(?:deal|transaction|contract|agreement|merger|takeover|acquisition|buyout|purchase|bid|offer|order|sale)s? (?:is |was |are )?(?:valued|worth|totall?ing|for|of|at|price|value|could)|purchase price|all-(?:cash|stock)|cash deal|"
     r"acqui(?:re|red|res|ring|sition)s?|takeover|buy-?out|merger|buys?\b(?! back)|buying|bought|purchas(?:e|ed|es|ing)\b|sell(?:s|ing)? (?:its|the|off)|contract|bid (?:of|for)|divest\w*|scoop\w* up|snap\w* up|swoop\w*|paid for|cash-and-stock|stock-and-cash|in a deal|negotiations to|talks to (?:buy|acquire)|orders? for|gobbl\w*|take[- ]private|tie-?up"),
    ("total", 4.4, ">>", r"(?:in (?:total |potential )?(?:payments|consideration))?,? ?(?:including|consisting of|comprising|comprised of|which includes) (?:an? |the |both )?(?:up[- ]?front|initial|potential milestone)"),
    ("total", 3.8, "<<", r"(?:for|bringing|to|with) (?:an? |the )?(?:combined |potential |aggregate )*total(?: consideration| value| payments?)?(?: of| to)?(?: up to| as much as)?"),
    ("total", 3.8, "<<", r"(?:payments|consideration|proceeds|value) (?:total|totals|totall?ing|totall?ed)(?: up to)?"),
    ("total", 2.0, "<<", r"for(?: about| approximately| around| nearly| almost| over| more than| up to| as much as| a whopping| a total of| a)?"),
    ("total", 2.8, ">>", r"(?:[a-z-]{1,20} ){0,3}(?:deal|contract|acquisition|merger|takeover|bid|buyout|transaction|purchase|offer|agreement|order|sale of|sale|deals|contracts)\b"),
    ("total", 3.4, "*", r"(?:equity|enterprise|transaction|deal) value"),
    ("total", 3.6, "<", r"(?:deal|transaction|acquisition|bid|offer|takeover|contract|agreement|merger|purchase|sale|buyout)\b[^.]{0,40}valued at"),
    ("total", 1.9, "<", r"bid\b|valued at|(?:deal|contract|agreement|order|pact|package|transfer|bid|takeover|offer)s?,? (?:[a-z]{1,12} ){0,3}worth|in aggregate|aggregate (?:amount|consideration)|deal|transaction|agreement|for (?:about |approximately |around |nearly |a whopping |over |more than )?$|sold .{0,60} for|potential value|consideration of|paid\b|pay\b|pays\b"),
    # other
    ("other", 3.2, "*", r"dividends?|valuation|valued the company|valuing (?:the|it|them)|valued (?:it|them|the \w+) at|values? the (?:company|startup)|post-money|pre-money|option (?:fee|exercise)|exchange rate|(?:to|per|against) the (?:euro|dollar|pound|yen|yuan|franc|us dollar)|per (?:euro|dollar|pound)\b|salar(?:y|ies)|bonus(?:es)?|severance|perks\b|remuneration|(?:stock|equity|share) awards?|(?:non-?performing|bad|soured|delinquent|distressed) (?:loans|debts?)|bank accounts?|pay package|total compensation|fortune|net wealth|extort\w*|ransom|stolen|stealing|owed?s?\b|payroll|wages?|outflows?|inflows?|donat\w+|philanthrop\w+|stressed assets|client assets|buy-?backs?|buy(?:ing|s)? back|bought back|repurchas\w+|stock sale|backlog|cash position|liabilities|concessions|tariffs?\b|(?:import|anti-dumping) duties|bail\b|wager\w*|endowment|(?:production|marketing|advertising|research|campaign|film|movie|r&d) budget|(?:in|of) debts?\b(?! financ| fund| capital| and equity)|(?:annual|cost) savings|cost cuts|tax (?:bill|cuts?|rises|credits?|incentives)|assets\b|"
     r"cash(?: and|,) cash equivalents|cash (?:balance|runway)|(?:assumed|total|net|outstanding) debts?\b|repay\w*|creditors|assets under|currency|insurers|insured|bribes?|tax breaks?|orders\b|deficit|shortfall|surplus|gift card|bount(?:y|ies)|collateral|capex|capital (?:expenditures?|spending)|trade and investment"),
    ("other", 3.0, "<", r"(?:company|start-?up|firm|business|it|group|unit|maker|currently|last) (?:was |is |were |being |has been )?valued at|(?:it|they) (?:was|were|is) valued at"),
    ("other", 3.4, "<", r"(?:ended|exited|closed|finished|ends) (?:the |its )?(?:[a-z]{1,10} ){0,4}with(?: about| approximately)?"),
    ("other", 3.8, ">>", r"(?:in|of) cash(?:,? (?:enough|sufficient|and (?:cash|equivalents|investments|marketable))| on hand| reserves)"),
    ("other", 2.7, "<", r"spend(?:s|ing)?\b|spent|oversaw|oversees?|manag(?:es|ing|ed)|safeguard\w*|custody|went missing|stole\w*|embezzl\w*|launder\w*|smuggl\w*|siphon\w*|defraud\w*|(?:hold|held|own|owns|holding)s?\b[^.;]{0,40}(?:valued|worth)|deposits? of|(?:deep |job |budget |spending )cuts? of|cut .{0,20}by"),
    ("other", 4.0, ">>", r"in (?:[a-z]{1,14} )?(?:salary|bonus(?:es)?|pay\b|compensation|fees)|(?:[a-z]{1,10} )?(?:salary|withdrawals?|outflows?|inflows?)|into (?:[a-z-]{1,14} ){0,4}(?:bonds|stocks|equities|etfs|treasuries)\b|(?:[\w&.]{1,20} ){0,5}etf\b|(?:[a-z-]{1,14} ){0,3}(?:pipeline|plant|factory|project|campus|headquarters|railway|bridge|dam|mine|complex|refinery|data cent(?:er|re))\b"),
    ("other", 3.6, "<", r"(?:who|people|workers|employees|households|families|americans) (?:[a-z]{1,8} )?(?:earn(?:s|ed|ing)?|mak(?:e|es|ing)|made)\b|(?:foreign|overseas|global|bond|retail|institutional) (?:investors|funds|buyers) (?:[a-z]{1,8} ){0,2}(?:bought|sold|purchased|pulled|withdrew|dumped|moved)\b"),
    ("other", 1.9, "<", r"worth|debts?\b(?! financ| fund| facilit| offering| and equity)"),
    ("other", 2.8, ">", r"(?:in |of )?(?:lost |total |annual |extra )?(?:reserves|cuts|savings|assets|deposits|efficiencies|synergies|cost reductions)\b|under management|long\b|short\b|went missing|went to charity|a year in (?:savings|costs)|in philanthrop|fraud\b|scam\b|heist\b"),
    ("other", 2.0, "*", r"spending|invest(?:ed|ment|ing|s)?\b|costs? of|cost\b|valued\b|save|savings|charity|tax(?:es)?\b|pledg\w+|infrastructure|fac(?:tory|ility)|plant\b|project\b(?! to)|build\w*|plan to (?:build|become)|budgeted|cash flow|assets|claims"),
)  # fmt: skip

_CHINESE: tuple[tuple[str, float, str, str], ...] = (
    ("upfront", 5.6, "<<", r"(?:首付(?:款|金)|预付(?:款|金)|首期(?:款|付款)|不可退还的?(?:首付)?(?:款|费用))(?:项)?(?:金额|总额|合计|共计)?(?:为|即|是|:)?(?:最高|约|近|超|达)*(?:人民币)?"),
    ("upfront", 5.2, ">>", r"的?(?:一次性|不可退还的?|现金|前期|初始)*(?:首付|预付)(?:款|金)?(?:项)?(?!(?:款|金|项)?(?:及|和|与|\+|、|以及|加)[^。;,\d]{0,14}(?:里程碑|股权|股份))"),
    ("upfront", 4.0, "<", r"(?:签署|签订|签约|生效|交割)(?:之?日|后|时)[^。;,\d]{0,4}(?:\d+个?(?:工作)?日内?)?[^。;,\d]{0,10}(?:支付|付款|收到|收取|付)"),
    ("upfront", 2.4, "*", r"(?<!专利)许可费(?!率)"),
    ("upfront", 3.5, "*", r"首付(?:款|金)?|预付(?:款|金)|首期(?:款|付款|支付)|签约(?:金(?!额)|款(?!项))|启动金|前期付款|头款|不可退还|首笔(?:款|付款)|固定尾款|现金对价(?=\d)"),
    ("milestone", 5.2, ">>", r"的[^。;,\d首预股投]{0,24}里程碑(?<!付款[及和与、]里程碑)(?!意义|式|事件|达|实)(?:付款|款项|款|金)?"),
    ("milestone", 4.2, "<", r"里程碑(?:节点|事件|目标|条件)?(?:达成|实现|完成|触发|满足)(?:后|时|之后|的情况下),?[^。;,\d]{0,14}(?:支付|获得|收取|付|款)"),
    ("milestone", 4.6, "<<", r"(?:视|根据|依据|取决于|若|如果?|待|一旦)[^。;]{0,50}(?:进展|达成|实现|取得|获批|注册证|批准)[^。;,]{0,14},?(?:则)?(?:未来)?(?:还|另|再|将|需|须|应)+(?:支付|付|获得?|收取|收到)(?:至多|最高|最多|不超过)?"),
    ("milestone", 4.0, ">>", r"(?:则)?(?:取决于|视)[^。;,]{0,24}(?:能否|是否|而定|进展|达成|实现)"),
    ("milestone", 3.3, "*", r"(?:(?:潜在|近期|未来)?(?:临床前|临床开发|开发|研发|临床|注册|监管|审批|获批|商业化|商业|净?销售额?|上市|研究)(?:阶段)?(?:里程碑(?:付款|款)?(?=和|及|与|以及|、))?(?:和|及|与|以及|、|/)?(?:的)?)*里程碑(?!意义|式|事件)的?(?:付款|款项|款|奖励金?)?的?(?:总金额|总额|总计|合计|累计)?|或有(?:对价|付款)|业绩(?:对赌)?奖励|里程付款|浮动尾款|后续付款"),
    ("royalty", 3.9, "*", r"特许权使用费|特许使用费|专利(?:技术)?(?:许可|使用)费|销售(?:分成|提成)|版税|专利(?:许可)?费率|许可费率|提成费"),
    ("milestone", 3.9, "<", r"(?:取得|获得|收到|完成|达到|达成|实现|触发|满足)[^。;,\d]{0,20}(?:批件|批准|注册证|许可证|受理|入组|给药|临床试验|节点|事件|目标|条件|销售额)[^。;,\d]{0,4}(?:后|时|之后|的情况下),?[^。;,\d]{0,14}(?:支付|获得|收取|付|款)"),
    ("royalty", 2.2, "*", r"专利费|权利金(?!成交)|提成"),
    ("equity", 4.4, "<<", r"认购(?!资金|额|倍|总额|[^。;,]{0,12}注册资本)[^。;,\d基债]{0,12}"),
    ("equity", 4.2, ">>", r"(?:的)?(?:现金|自有资金|对价)?(?:战略)?(?:认购(?![^。;]{0,40}(?:基金|债|理财))|入股|参股|增持)"),
    ("equity", 3.5, "<", r"(?:认购|增持|入股|参股)[^。;,]{0,20}(?:股份|股权|股票|少数权益|普通股|新股)[^。;,\d]{0,8}|(?:战略|股权|基石)(?:投资|入股)(?!者|基金)"),
    ("equity", 3.0, "*", r"股权投资(?!基金|合伙|管理|\(|有限)|战略(?:入股|投资)|增资(?:扩股|入股|投入)|(?:向|对)(?![^。;,]{0,16}子公司)[^。;,]{1,24}增资|少数股权|入股|参股|增持|认购(?:.{0,8}(?:股份|股权|股票))"),
    ("equity", 3.8, "*", r"(?:可转债|股份|股票|换股)(?:支付)?对价"),
    ("equity", 3.3, "<", r"(?:出售|减持|抛售)[^。;,]{0,24}(?:股票|股份)(?!价)"),
    ("equity", 5.9, ">>", r"的?(?:现金|自有资金|资金)?(?:挂牌)?(?:转让|收购|受让|出售|买入|购买)[^。;,\d]{0,20}(?<![\d.])(?:[1-4]\d|\d)(?:\.\d+)?%的?(?:股权|股份)"),
    ("equity", 2.2, "*", r"认购|持股|投资持有|收购\D{0,20}(?:[1-4]\d|\d)(?:\.\d+)?%(?:的)?(?:股权|股份)|受让\D{0,20}(?:[1-4]\d|\d)(?:\.\d+)?%"),
    ("penalty", 4.2, "*", r"罚(?:款|金|没|单)|被罚|处罚"),
    ("penalty", 3.3, "*", r"货值金额|赔偿|和解|没收|违约金|分手费|终止费|索赔|获赔|罚单|滞纳金|被罚|违法所得|判赔|处以|追缴"),
    ("penalty", 2.6, "<<", r"(?:(?<=[,、。;])|^)处|并处"),
    ("penalty", 3.6, "<", r"(?:判决|判令|裁定|裁决|责令|勒令)[^。;]{0,24}(?:支付|偿付|赔偿|返还)|赔偿(?:金|款|损失)?"),
    ("subsidy", 6.0, ">>", r"超长期特别国债(?:资金|支持)|的?(?:一次性|育儿|购置|购车|财政|专项|生活|就业|创业|租房|住房|现金|资金|最高|定额|配套|研发|中央|地方|政府)*(?:补贴|补助|奖励|奖补|资助|津贴|扶持|救助|补偿)"),
    ("subsidy", 5.6, "<<", r"(?:补贴|补助|奖补|资助|救助|津贴|支持金额|奖励(?:金额|标准)?)(?:标准|金额|总额|资金)?(?:为|达到?|至|是)?(?:每(?:人|户|亩|台|辆|孩|年|月)){0,2}(?:最高|不超过|约|合计)*"),
    ("subsidy", 4.4, "*", r"(?<!可比)补(?:助|贴)|奖补|救助金?|补偿标准|低保"),
    ("subsidy", 3.2, "*", r"援助(?!贷款)|救灾|两重|两新|以旧换新|中央预算内投资|预拨|抚恤|救济|赈灾|专项资金|(?<!财务)资助|拨款|专项(?:资金|债|经费)|财政(?:资金|下达|预算|支持|拨付)|预算(?!赤字|办公室|收入)|奖励资金|奖补|扶持|中央财政|转移支付|政府(?:投入|支持|补助)|资金支持|拨付|(?<!研发)经费|最高奖励|给予.{0,12}奖励|消费券|注册补贴|基金项目|专项债券|救助"),
    ("subsidy", 2.0, "*", r"财政(?!年|部|赤字|收入)|奖励|下达|投向|安排资金|国债资金"),
    ("subsidy", 2.6, "<<", r"安排(?:约|超过?|近|了|资金)*"),
    ("funding", 3.0, "*", r"融资|募资|募集|(?:[a-k]|天使|种子|战略|pre-?[a-z])\+{0,2}轮|天使轮|种子轮|新一轮|本轮|定增|ipo|配售|配股|首发|贷款(?!有限|公司|业务)|授信|(?:创业|消费|经营|房|车|助学)贷|再贷款|设立规模|首募|募集额|发行.{0,12}(?:债|票据|股票|股份|基金)|发债|可转债(?!对价)|债券|筹集|筹资|启动资金|注入|投后|领投方|首轮|加轮|寻求(?:筹|融|募)|领投|再融|存托凭证|募得|产业基金|并购基金|基金份额|募集规模|优先股|发行规模|借款|(?<!认缴)(?<!实缴)出资|贷款签约|国债(?!资金)|地方债|熊猫债|筹得"),
    ("funding", 2.8, "<", r"向(?!\S{0,14}(?:工厂|基地|项目|园区|生产线))\S{1,16}投资(?!者)"),
    ("funding", 4.0, ">>", r"的?(?:[^。;,\d]{0,6})贷款(?!利率|余额)"),
    ("funding", 3.4, ">>", r"的?(?:(?:优先|次级|无担保|高级|可转换?|永续|绿色|公司|企业|普通|超长期|特别|记账式|人民币|固息|浮息|中期|短期|境外|海外|零息|有担保|资产支持)){0,4}(?:债券?|票据|普通股|新股|优先股|国债|公司债|中票|短融|证券|定增|ipo|配售)(?:发行)?"),
    ("funding", 3.4, "*", r"超额认购|超购|认购(?:资金|额|总额)|孖展|申购|所得款项|募资(?:净额|总额)|募集资金(?:净额|总额)|融资(?:净额|总额)"),
    ("funding", 2.0, "*", r"发行|增资(?!至|到|扩股|入股|投入)|基金(?!会|经理|净值|录得|流|引领|曾?吸引|资产|规模)|跟投(?!限售|券商)|投资方|资金用于|投融资|注资"),
    ("revenue_or_market", 3.2, "*", r"营收|营业(?:总)?收入|(?:主营|销售|总|年)?收入(?!分成)|净利(?:润)?|归母|扣非|利润|亏损|盈利|毛利|销售额(?!里程碑)|市场规模|市值|产值|成交(?:总)?额|交易额|每股(?:收益|盈利|亏损)|eps|ebitda|贸易(?:逆差|顺差|额)|进出口|gdp|gmv|增加值|营业额|流水|票房|逆差|顺差|生产总值|减值|净流[入出]|流[入出]|外流|净买入|净卖出|吸金|浮盈|浮亏|赚(?:了|到|取|得)|(?:触达|成长|增量)空间|经济规模|经营现金流|缩量|放量|规上工业|零售总额|(?:销售|利润|消费|贸易|物流|产出)总额|消费金额|购物金额|贸易值|进出口值|订阅收入|预亏|预盈|预增|扭亏|转盈|毛收入|经济总量|总产出|贸易(?:规模|帐|账)|货值|增收|网上零售额|零售额|产业集群|征收额|税收|成交(?:超|达|约)?(?=\d|$)|外资|接待.{0,12}消费|保费|应交税费|实现税收|年化|抛售|经济损失"),
    ("revenue_or_market", 2.2, "*", r"规模(?:达|将|约|为|突破|超|有望)|同比|预估|分析师预期|市场预[估期]|指引|(?<![及和与、或])销售(?!里程碑|分成|提成|及|和)|业绩|财报|半年度?|季度|财年|上年同期|市场空间|出口|进口"),
    ("revenue_or_market", 3.2, ">>", r"的[^。;,\d]{0,10}(?:市场|产业)(?![^。;,]{0,4}开拓)"),
    ("revenue_or_market", 3.6, "<<", r"(?:股通|沪深?|深|资金)\)?(?:净)?(?:买入|卖出|成交)(?:超|约|近|逾)*|(?<!持有)(?<!持仓)(?<!管理)市值[^。;,]{0,8}"),
    ("price", 3.6, ">", r"的?(?:/|每|一)\s?(?:\d*\s?(?:股|支|片|月|盒|瓶|吨|升|桶|克|千克|公斤|公吨|盎司|块|台|套|张|人|年|次|枚|手|平方米|平|辆|颗|针|粒|份|件|小时|天|度|千瓦时|亿? ?token|百万|kg|g|mg|股份|单位|瓦|w|斤|亩|箱|个|部|gb|公里|米|晚|位))|起售|/股"),
    ("price", 4.2, "<", r"每(?:股|支|片|月|盒|瓶|吨|升|桶|克|公斤|盎司|台|套|张|人|年|次|枚|手|个|针|粒|份|件|小时|天|度|平方米|辆|千瓦时|百万|颗|10股|一?位|晚|个的价格是)(?!收益|盈利|亏损|营收|净资产|派|分红|股息|派息|现金红利|股利)"),
    ("price", 2.9, "*", r"单价|售价|定价|均价|报价|标价|零售价|起售价|开盘价|收盘价|发行价|发售价|成交均?价|转让价格(?=为?[\d.]+元/)|现价|原价|优惠价|挂牌价|中选价|批发价|价格(?:为|是|上调|下调|降至|涨至|从|由|区间)|收报|收于|报(?=\d)|股价|净值(?!人群)|金价|油价|币价|票面|批发|跌破|站上|涨至|跌至|上调(?:到|至)|下调|降价|目标(?:股?价|价位)|票价|租金|域名|门票|一张票|起价|要价(?!估)|收(?:涨|跌)|触及|下探至|盘中最|交投于|日元兑|房价|油价|会员|订阅|一针|附加费|注册费|元/"),
    ("price", 2.0, "*", r"价格|费用为|收费|费用每|降到|涨到|上涨|(?<!销)售"),
    ("total", 3.0, "*", r"(?<!销售)(?<!消费)(?<!利润)(?<!贸易)(?<!物流)(?<!零售)(?<!资产)(?<!进口)(?<!出口)(?<!成交)(?<!资金)(?<!融资)(?<!募资)(?<!产出)(?<!投资)(?<!里程碑)(?<!里程碑[金款])总(?:金)?额(?!度)|总价(?:款|值)?|总对价|作价|合同(?:总)?(?:金额|价|额|价值|总价)|(?<!每股)(?:交易|转让|收购|股权)(?:的)?(?:总)?(?:对价|价格|价款|金额|作价|总价|总额|价值)|中标(?:金额|价|总价|额)?|收购|并购|订单|成交价|投标报价|(?:合作|意向|签约|成交)金额|签约额|成交价|拍得|地块|宅地|底价成交|溢价成交|用地|标的资产|企业价值|总价值|采购(?:合同|协议)|合计最高|对价|代价|受让|转让给|竞得|竞拍|竞买|起拍价|评估价|保留底价|变卖价|签(?:署|订|约)"),
    ("total", 4.2, "<", r"首付款?[^,。]{0,12}(?:及|和|与|\+|、|加)[^,。\d]{0,16}里程碑[^,。\d]{0,10}(?:合计|总计|总额|共计|共|累计|总价值|总金额)|(?<!付款)(?<!款项)(?<!募资)(?<!融资)(?<!资金)(?<!销售)(?<!消费)(?<!利润)(?<!物流)(?<!出口)(?<!成交)(?<!里程碑)(?<!里程碑[金款])(?:潜在)?(?:交易)?总(?:价值|金额|交易额|额)(?:可)?(?:最高)?(?:可)?达"),
    ("total", 5.0, ">>", r"的?(?:付款|款项|总额)?,?(?:其中)?(?:包括|包含)[^。;,]{0,6}首付款|的?(?:首付款?|预付款?)(?:及|和|与|\+|、|以及)[^。;,\d]{0,14}里程碑"),
    ("total", 5.0, ">>", r"的?(?:总?对价|价格|总价|现金)?(?:转让|收购|受让|出售|买下|竞得|购买)"),
    ("total", 3.0, ">", r"现金(?:方式)?(?:购买|收购)"),
    ("total", 2.6, "*", r"取得.{0,30}(?:股权|控制权)|控股权"),
    ("total", 2.0, "*", r"价值(?:约|为|达|高达|超)?"),
    ("total", 2.2, "*", r"合同|协议|交易|转让|买下|买入|卖掉|出售|拿下|斥资|收取.{0,6}合计"),
    ("other", 3.2, "*", r"估值|认缴|实缴|分红|派(?:发|息|现)|红利|股息|回购|汇率|兑换?(?!现|付|换券)|套现|净投放|外汇储备|余额|储备|减免|现金及|现金储备|负债|债务|总投资|投资(?:总(?:金)?额|金额|额|规模)|研发(?:经费|投入|费用|支出)|(?:物资|货物|财物|商品)(?:总)?价值|资本开支|资本支出|应补缴|补税|税款|保证金|担保|存款|计划.{0,6}投资|期权费|选择权|净资产|总资产|薪酬|年薪|捐赠|理财|补充流动资金|项目\($|逆回购|净回笼|身家|财富|资产净值|个人资产|理赔|赔付|预赔|偿还|工资|养老金|退休金|免税|税收减免|退税|报名费|押金|定金|(?:持有|持仓|管理)(?:规模|市值|资产)|被盗|失窃|(?<!净)(?<!经济)损失(?:超过?|达|约|金额|为)?|资产规模|资管规模|管理规模|减税|降费|减负|限购|限额|回购(?:资金|股份)?总(?:金)?额|赃款|节省|节约|冻结|涉案|诈骗|走私|挪用|侵占|损失估计|净资产值|处理.{0,12}金额|悬赏"),
    ("other", 4.0, "<<", r"1(?:欧元|美元|英镑|日元|港元|瑞士法郎|澳元)约?(?:合|兑换?|等于)约?"),
    ("other", 3.7, "<", r"注册资本(?:为|由|增至|增加)?"),
    ("other", 5.0, ">>", r"(?:以上|以下)?的,"),
    ("other", 5.0, "<<", r"(?:数额|货值金额|违法所得)(?:在|不足|达到?|满|超过)"),
    ("other", 4.2, "<<", r"(?:(?<!预算)(?<!财政)(?<!公共)(?:支出|开支)|增资(?:至|到))(?:增加|减少|约|达|为|超)*"),
    ("other", 3.0, ">>", r"的[^。;,\d]{0,8}(?:装备|武器|军火|物资|物品|商品|货物)"),
    ("other", 2.0, "*", r"投资|投入|成本|费用|花费|开支|支出|耗资|缴纳"),
)  # fmt: skip

CUES = tuple(Cue(*row) for row in (*_ENGLISH, *_CHINESE))
