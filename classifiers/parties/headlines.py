"""Capitalised English words that are no part of a name: verbs of headlines, roles that stand before people, days and months."""

# In a headline these end a name, capitalised though they are.
VERBS = (
    r"Announce[sd]?|Enters?|Reports?|Presents?|Receives?|Completes?|Launch(?:es)?|Signs?|Closes?|Raises?|Acquires?|Collaborat\w+|Agreement|Arrangement|Partnership|"
    r"Appoints?|Provides?|Expands?|Initiates?|Doses?|Submits?|Files?|Wins?|Secures?|Grants?|Licenses?|Strategic|Exclusive|Forms?|Joins?|Partners(?= (?:with|to|on)\b)|Sells?|Buys?|"
    r"EUR|USD|GBP|CHF|JPY|CAD|AUD|SEK|DKK|NOK|To|Will|Agrees?|Unveils?|Releases?|Introduces?|Opens?|Reduces?|Extends?|Advances?|Awarded|Granted|Gets?|Gains?|Lands?|Approves?|Approval|Says?|Said|Drug|Deal|Inks?|Pays?|"
    r"Strengthens|Regains?|Bolsters|Boosts|Broadens|Forges?|Merges?|Accelerates?|Achieves?|Amends|Aligns|Begins|Brings|Builds|Confirms?|Commits|Demonstrates?|Divests?|Doubles|Ends|Establish(?:es)?|"
    r"Exercises?|Finalizes|Highlights|Integrates|Invests|Leads|Names|Negotiat\w+|Obtains?|Outlines|Plans|Posts|Prices|Proposes|Publish(?:es)?|Pursues|Selects|Shows?|Starts|Supports|Takes|Tops|Updates?|Withdraws|"
    r"Adds|Generates|Showcase[sd]?|Highlight|Increases?|Outlined|Now|Featured|Automates|Determines|Targets|Solidifies|Prices|Converts?|Refinances|Caution\w*|Forward-Looking|"
    r"Driving|Executes?|Plan(?= to)|Announcing|Continues?|Hosts?|Names|Participates?|Elects?|Discovers?|Delivers?|Celebrates?|Evaluates?|Treats?|Warns?|Urges|Backs|Seeks|Faces|Hires|OKs?"
)
ROLES = r"(?:CEO|CFO|CTO|COO|CMO|CSO|Chief|Chairman|Chairwoman|Chairperson|Co-Founder|Co-founder|Founder|President|Vice|Managing|Spokes\w+|Senator|Secretary|Minister|Governor|Professor|Prof|Dr|Communications|Director)"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{MONTHS})\b"
