"""English: the words that tell what a figure is and how figures hang together.

Patterns are matched without regard to case. A lead pattern ends right before a figure, a tail
pattern begins right after it.
"""

from __future__ import annotations

from audit.languages.cues import Cues


def either(text: str) -> str:
    """Words as alternatives, longest first; `_` stands for a blank."""
    found = sorted(set(text.split()), key=len, reverse=True)
    return "(?:" + "|".join(w.replace("_", " ") for w in found) + ")"


# -- fillers between a word and its number ---------------------------------------------------------

HEDGE = either(
    "about around approximately approx. roughly nearly almost some over under only just even another further "
    "additional more_than less_than at_least at_most up_to as_much_as as_many_as close_to estimated well "
    "slightly fully exactly around_about fewer_than no_more_than no_less_than in_excess_of upwards_of merely "
    "nearly_as_much_as already another respectively broadly circa"
)
DETERMINER = (
    "(?:the|an?|its|our|their|his|her|this|that|these|those|last year's|last year’s|"
    "(?:the )?prior[- ]year(?:'s|’s)?|(?:the )?year[- ]ago|(?:the )?previous|(?:the )?prior|both)"
)
MODIFIER = either(
    "adjusted pro_forma record restated revised reported negative positive net gross total combined cumulative "
    "mere whopping comparable underlying all-time_high_of record_high_of record_low_of new_high_of low_of high_of "
    "peak_of record_of level_of total_of figure_of value_of rate_of margin_of level_of sum_of year-earlier "
    "stand_at reach loss_of profit_of gain_of income_of price_of average_of"
)
FILL = f"(?:(?:{HEDGE}|{DETERMINER}|{MODIFIER}|:) )*(?:\\()?"

# -- change ----------------------------------------------------------------------------------------

RISING = either(
    "increased increases increasing rose rises risen rising grew grows grown growing climbed climbs climbing jumped "
    "jumps jumping surged surging soared soaring gained gaining advanced advancing expanded expanding recovered "
    "rebounded swelled swelling accelerated accelerating mounted spiked rocketed leapt leaped ticked_up edged_up "
    "went_up gone_up came_up moved_up shot_up picked_up strengthened widened increase rise grow climb jump gain higher "
    "(?<!made_)(?<!make_)(?<!makes_)(?<!making_)(?<!set_)(?<!taken_)(?<!took_)up"
)
FALLING = either(
    "decreased decreases decreasing fell falls fallen falling declined declines declining dropped drops dropping down "
    "slid slipped slipping sank sunk plunged plunging tumbled tumbling dipped dipping eased easing slumped slumping "
    "retreated shrank shrunk shrinking contracted contracting receded weakened narrowed ticked_down edged_down "
    "went_down gone_down came_down moved_down diminished crashed collapsed slowed slows slowing moderated moderating cooled softened abated subsided decrease fall decline drop lower"
)
# these take an object: what follows them at once is no change
PUSHING = either(
    "raised raises raising lifted lifting boosted boosting expanded extended upped hiked raise lift boost"
)
CUTTING = either(
    "reduced reduces reducing lowered lowers lowering cut cuts cutting trimmed trimming slashed slashing "
    "curtailed reduce lower cut trim slash"
)
RISE_NOUN = either(
    "increase increases rise rises growth gain gains jump climb surge advance expansion recovery rebound uplift "
    "upturn uptick increment spike upswing hike"
)
FALL_NOUN = either(
    "decrease decreases decline declines drop fall falls reduction reductions contraction slump dip slide "
    "plunge downturn shrinkage cut setback"
)
# with these a rise or a decline itself grows or shrinks: the decline deepened from 3% to 5%
DEEPENING = either(
    "worsened deepened steepened accelerated intensified quickened deteriorated improved changed shifted swung doubled tripled halved persisted continued"
)
# good or bad, not up or down
TURN = either(
    "improved improves improving improvement worsened worsening deteriorated deterioration deteriorating change changed "
    "moved swing swung shifted shift variance difference variation"
)
UPWARD = f"\\b(?:{RISING}|{PUSHING}|{RISE_NOUN})\\b"
DOWNWARD = f"\\b(?:{FALLING}|{CUTTING}|{FALL_NOUN})\\b"
ADVERB = either(
    "by of worth was were is are been being to_be in_the_amount_of sharply slightly strongly significantly modestly "
    "organically considerably substantially steadily again further overall year-over-year year-on-year year_over_year "
    "year_on_year quarter-over-quarter sequentially annually also still works_out_at worked_out_at works_out_to "
    "amounting_to amounted_to totaling totalling equal_to equivalent_to comes_to came_to a_total_of marginally "
    "materially in_total in_all collectively another a an the nominally"
)
STEP = f"(?: (?:{ADVERB}|{HEDGE}|{DETERMINER}))* (?:\\()?$"
UNBASED = (
    "(?! (?:over|under) (?:the|its|our|their|that|last|an?)\\b)"  # over the $5 million: its base
)
NEAR = "[^,;:.\\d()]"
# a change right after its word, with `by`, or after `increase in … of`
CHANGES = (
    (f"\\b{RISING}{UNBASED}{STEP}", 1),
    (f"\\b{FALLING}{UNBASED}{STEP}", -1),
    (f"\\b{RISE_NOUN}{UNBASED}{STEP}", 1),
    (f"\\b{FALL_NOUN}{UNBASED}{STEP}", -1),
    (f"\\b{TURN}(?<!change)(?<!changed){STEP}", 0),
    (f"\\b(?:{RISING}|{PUSHING})\\b{NEAR}{{0,50}}? by {FILL}$", 1),
    (f"\\b(?:{FALLING}|{CUTTING})\\b{NEAR}{{0,50}}? by {FILL}$", -1),
    (f"\\b{RISE_NOUN} in {NEAR}{{1,50}}? of {FILL}$", 1),
    (f"\\b{FALL_NOUN} in {NEAR}{{1,50}}? of {FILL}$", -1),
    (f"\\b(?:improved|worsened|deteriorated|changed)\\b{NEAR}{{0,40}}? by {FILL}$", 0),
)
WORDS = "(?:[a-z][\\w-]* ){0,2}"
KIND_OF = "(?:(?:[a-z]+-[a-z-]+|organic|sequential|overall|annual|further|total|net|reported|similar|modest|sharp|steep|slight|year over year|year on year) ){0,2}"
CHANGED = (
    (f"^[- ]{KIND_OF}(?:increase|rise|growth|jump|uplift|upturn|expansion|climb|surge)\\b", 1),
    (f"^[- ]{KIND_OF}(?:decrease|decline|drop|fall|reduction|contraction|slump|dip|cut)\\b", -1),
    (f"^[- ]{KIND_OF}{either('improvement deterioration change swing')}\\b", 0),
    ("^ up on\\b", 1),
    ("^ down on\\b", -1),
    (f"^ {either('higher more above')}(?:(?: [a-z]+)? than\\b| at\\b|[,.;]|$)", 1),
    (f"^ {either('lower less fewer below')}(?:(?: [a-z]+)? than\\b| at\\b|[,.;]|$)", -1),
)
# money in these is booked, not added: a gain of $3 million is no change
BOOKED = either("gain gains advance advances recovery expansion growth cut cuts hike dip")
# a value behind these is told in passing
ASIDE = (
    "\\b(?:includ\\w+|excluding|of which|of whom|net of|due to|driven by|reflect\\w*|attributable to|resulting from|because of|"
    "contribut\\w+|relat\\w+ to|budget(?:ed)?|expected|forecast|target(?:ed)?|up to)\\b[^,;:.\\d()]{0,50}$"
)
# between a value and a change these begin another thought
BREAK = (
    "\\b(?:contribut\\w+|result\\w*|due|because|driven|reflect\\w*|while|whereas|includ\\w+|led|caused|(?<!compared )with|as(?! compared)|"
    "(?:and|but)(?! (?:it|they|this|that|is|was|were|are|up|down|an?|rose|fell|grew|increased|decreased|declined|dropped)\\b))\\b"
)
# what joins two tellings of one change: $2,415, or 17.9%
TWIN = (
    "^,? (?:\\(|\\(?(?:or|i\\.e|that is|representing|which is|equal to|equivalent to|amounting to|being|and|"
    "an? (?:\\w+ )?(?:increase|decrease|rise|drop|decline|reduction|gain) of)\\b[.]?,? ?)"
    f"{FILL}$"
)

SAID_AGAIN = (
    "^(?: (?:higher|lower|more|less|fewer)(?: [a-z]+)?(?: than [^,;.\\d]{0,40})?)?,? "
    f"(?:an? |the )?(?:[a-z]+ )?(?:rise|increase|gain|growth|fall|drop|decrease|decline|reduction) of {FILL}$"
)

# -- earlier values ---------------------------------------------------------------------------------

FROM = f"\\b(?:from|since) {FILL}(?:{NEAR}{{0,30}}? of {FILL})?$"
TO = f"(?<!equal )(?<!equivalent )(?<!due )(?<!according )(?<!relating )(?<!compared )\\b(?:to|reaching|hitting|arriving at) {FILL}$"
BEATING = "(?:exceed(?:ed|s|ing)|surpass(?:ed|es|ing)|outstripped|topped|beat)"
MISSING = "(?:(?:fell|falls|fallen|falling) short of|trailed|undershot|lagged)"
PRIOR = (
    "\\b(?:(?:as )?compared (?:to|with)|comparing (?:to|with)|in comparison (?:to|with)|relative to|versus|vs\\.?|against|"
    f"{BEATING}|{MISSING}|having been|(?:higher|lower|larger|smaller|greater|better|worse) than|"
    "down on|up on|(?:above|below) (?:the|last))"
    f" {NEAR}{{0,70}}$"
)
# what is told beside a change and is not what it is measured from: what was wanted, allowed, or expected
PLANNED = (
    "\\b(?:budget(?:s|ed)?|plan(?:s|ned)?|targets?|goals?|forecasts?|projections?|projected|estimates?|estimated|guidance|"
    "expectations?|expected|consensus|ceilings?|caps?|limits?|allowances?|allocations?|allocated|allotments?|appropriations?|envelopes?|quotas?|capacity)\\b"
)
# the same quantity of another body: compared with $29.4 million at the parent company
OF_ANOTHER = "^ (?:at|for|in) (?:the |its )?(?:parent|group|segment|division|subsidiar(?:y|ies)|national(?:ly)?|industry|sector|peers?)\\b"
YEAR_LEAD = "^(?:FY ?|in )?(?:19|20)\\d\\d(?: ?[/–-] ?\\d\\d)?(?::| ?[–—=-]| was| were)? ?$"
# after a change these name what it is measured from: up 28.1% on the $1.53
CHANGED_FROM = f"^ ?(?:{WORDS})(?:on|over|from|than|above|below|against|versus|vs\\.?) (?:(?!and ){NEAR}){{0,60}}$"
TIME = either(
    "year years quarter quarters month months week weeks season seasons period periods half"
)
AGO = (
    f"(?:(?:an?|one|two|three|four|six|nine|twelve|the|same|that) (?:{TIME}|full year) (?:ago|before|earlier|prior|back|previously)|"
    f"(?:prior|previous|preceding|year-ago|year-earlier|prior-year|corresponding) (?:[\\w-]+ )?{TIME}|{TIME} (?:ago|before|earlier)|"
    "(?<!the )last (?:year|season|month|week|quarter)(?:'s|’s)?|"
    "counted twelve months before|prior-year|year-ago|last year)"
)
PAST_TAIL = f"^[^.;:\\d$]{{0,45}}?\\b{AGO}\\b"
PAST_LEAD = f"(?:^|[.;:] |[,(] ?)(?:in |for |during |over |at )?(?:the )?[^.;,\\d]{{0,24}}?\\b{AGO}\\b[^.;\\d]{{0,50}}$"

# -- parts and wholes -------------------------------------------------------------------------------

MADE_OF = (
    "\\b(?:consist(?:s|ed|ing)? of|compris(?:es|ed|ing)(?: of)?|(?:is|was|were|are)? ?composed of|made up of|"
    "broken down (?:as|into)|breaks down (?:as|into)|split (?:into|between)|divided (?:into|between)|as follows|namely)"
)
# these say nothing of completeness
INCLUDING = (
    "\\b(?:including|includes?|included|of which|of whom|of them|of these|driven by|due to|reflecting|attributable to|"
    "resulting from|mainly|primarily|with|because of|thanks to|resulted from|consist(?:s|ed|ing)? \\w+ly of)\\b"
)
OFFSET = (
    f"(?:\\b(?:offset (?:in part )?by|(?:partially|partly) offset by|after deducting|outweighed|counterbalanced by){NEAR}{{0,40}}|"
    f"\\b(?:net of|less|minus) {FILL})$"
)
REST = "\\b(?:(?:every|all)(?: the)? other|others|the (?:rest|remaining|remainder|other|balance)|elsewhere)\\b"
LINK = (
    "^[^;]{0,90}?(?:,|\\(|\\bwhich|\\bthat) ?(?:or|which is|which was|that is|that was|i\\.e\\.|representing|equal to|equivalent to|equalling|amounting to|"
    "being|just|accounting for|an? (?:[\\w-]+ ){1,2}of|is|was|about|roughly|nearly|almost|approximately)\\b"
)
NO_SUM = (
    "\\b(?:average|averaging|averaged|averages|mean|median|per (?!cent)|each|rate|ratio|between|range[ds]?|respectively|since inception|cumulative|among others?|such as|for example|for instance|e\\.g|\\w+ly of\\b|primarily|mainly|"
    "largely|chiefly|notably|principally|mostly|and others?\\b(?! \\w+ \\d))"
)
TOTALS = (
    "(?:\\b(?:for|with|making|giving|bringing|or|to|reaching) an? (?:\\w+ )?(?:total|combined total|sum) of|"
    "\\btotall?ing|\\badding up to|\\bin total,?|\\bin all,?|\\baltogether,?|\\ball told,?)"
)
TOTAL_TAIL = "^ ?(?:[\\w-]+ )?(?:in total|in all|altogether|all told|combined)\\b"
OF_WHOLE = f"(?:^|[.;:,] )(?:out )?(?:of|among) {FILL}$"
BALANCE = f"\\b(?:the|a|its|leaving) (?:remaining |unpaid )?(?:balance|remainder|rest)(?: of| being| is| was)? {FILL}$"
CLOSING = f"\\b(?:closed|ended|finished) {NEAR}{{0,30}}\\b(?:at|with) {FILL}$"
OPENING = "\\b(?:at the (?:start|beginning)|opened|began|started|opening)\\b"
ADDED = "\\b(?:bought|added|acquired|opened|hired|joined|purchased|issued|built|received|admitted|granted|new)\\b"
TAKEN = (
    "\\b(?:written off|sold|closed|scrapped|left|retired|disposed|redeemed|repaid|discharged|cancelled|canceled|"
    "forfeited|exercised|removed|lost|expired|died)\\b"
)
MULTIPLES = either(
    "doubled tripled trebled quadrupled halved doubling tripling quadrupling halving twofold threefold fourfold fivefold tenfold"
)
RESPECTIVELY = "\\brespectively\\b"

# -- rates by name, ratios, averages, multiples, thresholds, rows of years --------------------------

RATE_NAME = (
    f"\\b([a-z][a-z-]+) (?:rate|percentage|ratio)s?(?: (?:among|for|in|at) (?:[a-z-]+ ){{1,4}})?,?"
    f"(?: (?:thus|therefore|overall|then|now))? ?(?:was|is|were|of|stood at|came to|reached|at|to|to be|equals|equal to|being|=|:)? ?{FILL}$"
)
RATE_BEHIND = "^ ([a-z][a-z-]+) rate\\b"
# what is counted under a name that does not say it
RATE_WORDS = (
    (either("mortality fatality case-fatality death lethality"), "\\b(?:died|deaths?|dead|fatal)"),
    ("retention", "\\b(?:retain|kept|stay|remain)"),
    (either("dropout drop-out attrition turnover"), "\\b(?:left|dropped|quit|withdrew|departed)"),
    (either("unemployment jobless"), "\\b(?:unemployed|jobless|out of work|without work)"),
    ("turnout", "\\b(?:voted|votes?|ballots?|voters who)"),
    (either("literacy"), "\\b(?:literate|could read|can read)"),
    (
        either("infection attack positivity prevalence incidence"),
        "\\b(?:infect|positive|ill\\b|sick|cases?\\b|affected)",
    ),
    (either("cure"), "\\b(?:cured|recover)"),
    (either("win success"), "\\b(?:won|success|succeed)"),
    (either("default delinquency"), "\\b(?:default|delinquen|overdue)"),
    (either("error defect failure"), "\\b(?:errors?|defect|fail|faulty|wrong)"),
    (
        either("utilisation utilization occupancy"),
        "\\b(?:used|utili[sz]ed|occup|let|filled|in use)",
    ),
)
# a rate per something else than the counts beside it
RATE_APART = "\\b(?:interest|tax|exchange|discount|growth|inflation|annual|hourly|daily|run|base|policy|crude|adjusted|standardi[sz]ed|weighted|average|birth)\\b"
COUNT_LABEL = "\\bn ?= ?$"
AVERAGING = "\\b(?:average|averaged|averaging|averages|mean|on average)\\b"
NUMERALS = either("two three four five six seven eight nine ten")
FOLD = (
    f"\\b({NUMERALS})[- ]?fold\\b|"
    "\\b(?:rise|rises|risen|rose|fall|falls|fallen|fell|grew|grown|grow|increased?|decreased?|declined?|dropp?(?:ed)?|cut|reduced?|shr[aiu]nk|down|up|lower|higher) by (half|a third|one[- ]third|a quarter|one[- ]quarter|two[- ]thirds|three[- ]quarters|a fifth|one[- ]fifth)\\b(?! of)|"
    f"\\b({NUMERALS}) times\\b|\\b(twice)\\b|"
    "\\b(doubled|doubling|tripled|tripling|trebled|trebling|quadrupled|quadrupling|quintupled|halved|halving|double|triple|treble|quadruple|half)\\b"
)
AS_MUCH = (
    "^ (?:(?:as (?:many|much|high|large|big|great|long|heavy|wide|fast|often)(?: [a-z]+)? as|more than|higher than|greater than|larger than|"
    f"the (?:level|number|figure|amount|total|value|size|rate|volume) of|that of|those of|over|of)(?: [a-z'’-]+){{0,5}}? )?{FILL}$"
)
MORE_THAN = "^ (?:as )?(?:more|higher|greater|larger) than\\b"
BROKEN = "(?:exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|topp(?:ed|ing)|cross(?:ed|es|ing)|pass(?:ed|es|ing)|broke(?:n)? through|breach(?:ed|es|ing)|went past|outstripp(?:ed|ing))"
REACHED = (
    "^ ?(?:(?:mark|level|threshold|target|goal|milestone|line|barrier|limit|cap|ceiling|plan(?:ned)?|budget(?:ed)?|forecast|expect(?:ed)?)s? ?)?"
    "(?:for the first time|again|this year|last year)?,? ?(?:(?:and|to|with|when it|as it) )?"
    "(?:reach(?:ed|ing)?|at|hit(?:ting)?|(?:end|clos|finish)(?:ed|ing)(?: the year)? (?:at|with)|st(?:and|ood|anding) at|c(?:o|a)m(?:e|ing)(?: in)? (?:at|to)|total(?:l?ed|l?ing)?|"
    f"amount(?:ed|ing) to|by reaching|with) {FILL}$"
)
HIGHER_THAN = "\\b(?:higher|more|greater|larger|better|above|longer|faster) than (?:in |at |for )?[^,;:.\\d()]{0,40}$|\\b(?:above|beyond) (?:the|its|our|their|an?) [^,;:.\\d()]{0,40}$"
LOWER_THAN = "\\b(?:lower|less|fewer|smaller|shorter|below) than (?:in |at |for )?[^,;:.\\d()]{0,40}$|\\b(?:below|within|under) (?:the|its|our|their|an?) [^,;:.\\d()]{0,40}$"
YEARLY = (
    "\\b(?:(compound(?:ed)?(?: average)? annual(?: growth)?(?: rate)?|compound(?:ed)? (?:growth )?rate|CAGR)|"
    "((?:average|mean) (?:annual|yearly) (?:growth|increase|rise|decline|decrease|rate|change)(?: rate)?(?: of growth)?|annual (?:average|mean) (?:growth|increase|rise))|"
    "annual(?:ly)? by an average)\\b[^.;\\d]{0,40}$"
)
YEARLY_BEHIND = "^ (?:CAGR|compound annual|compounded annually|a year on average|per year on average|annually on average|average annual|per annum on average)\\b"
YEARS_LONG = f"\\b(?:over|in|during|across|for|within) (?:the |a |its |our |these |those )?(?:(?:past|last|first|next|previous|following|preceding) )?({NUMERALS}|[1-4]?\\d)[- ](?:years?|-year period)\\b"
STREAK = (
    f"\\b(?:for (?:the )?(?:(?:{NUMERALS}|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\\d+(?:rd|th)?) )?(?:consecutive|straight|successive|running)|"
    f"for (?:{NUMERALS}|\\d+) (?:years|quarters|months|weeks|days) (?:running|in a row|in succession)|"
    "for (?:a|the) (?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\\d+(?:rd|th)) (?:year|quarter|month|week|day) (?:running|in a row|in succession)|"
    "(?:every|each) (?:year|quarter|month)|year after year|quarter after quarter|month after month|steadily|continuously|uninterruptedly|without interruption)\\b"
)
TURNING_BETTER_OR_WORSE = (
    "\\b(?:improv(?:ed|es|ing)|bettered|worsen(?:ed|s|ing)|deteriorat(?:ed|es|ing)|strengthen(?:ed|s|ing)|weaken(?:ed|s|ing))\\b"
)
STREAK_OF = "^[^,;:.\\d]{0,40}\\b(?:growth|gains?|increases?|rises?|improvement|declines?|falls?|losses|drops?|decreases?)\\b"
# what may stand between the noun of a ratio and its numbers
RATIO_OF = (
    "\\b(?:ratio|proportion) of ([a-z][a-z-]+(?: [a-z-]+)?) to ([a-z][a-z-]+)[^.;:\\d]{0,30}$|"
    "\\b([a-z]+)(?:-to-|[-–/ ]to[- ]|[-–/])([a-z]+) ratio[^.;:\\d]{0,30}$"
)

LEAVING = (
    "\\b(?:leaving|left|leaves|giving|gave|resulting in|resulted in|producing|produced|yielding|for|making for|with|ending with) (?:an? |the )"
    f"(?:[a-z]+ ){{0,2}}(?:surplus|deficit|shortfall|excess|gap|balance of payments|profit|loss|difference|trade balance|net income|net profit|net loss) of {FILL}$"
)
EXCEEDING = f"\\b(?:exceed(?:ed|s)|outnumber(?:ed|s)?|outweigh(?:ed|s)|outstripped|surpass(?:ed|es)|topped|beat) [a-z][a-z ]{{1,40}}? by {FILL}$"

# -- lists of things --------------------------------------------------------------------------------

COUNTED = (
    f"(?<![\\w.,$€£¥-])(?:the |these |our |its |their )?(?:following |other |main |key |new |different |distinct |separate |major |principal )?"
    f"({NUMERALS}|[2-9]|10)(?! (?:thousand|million|billion|trillion|hundred|percent|per|times|of|or|and|to)\\b)(?: [a-z][a-z-]+){{1,4}}"
)
LIST_OPENS = "(?: are| were| is| include)?(?: as follows)?(?:: ?|, namely,? | \\(|, (?:i\\.e\\.|viz\\.),? | – | — | - )"
NO_ITEM = "\\b(?:such as|including|e\\.g|for example|for instance|among others?|etc|and so on|and others?|and more|respectively|inter alia|not only|both|either|between|which|whose|who|where|because|if|that|than)\\b"
# -- the same thing told twice ----------------------------------------------------------------------

AGAIN = "\\b(?:these|those|all|all of the|of the|among the|the (?:above|same|said|aforementioned|abovementioned)|both) (?:above |said |aforementioned )?$"
LABEL_NOISE = "\\b(?:the|a|an|our|its|their|this|that|in total|total|overall|reported|also|only|about|s|now|full-year|annual|year|fiscal|for|of|was|were|is|are|have|has|had|been|be)\\b"
ANAPHORA = (
    "^\\s*(?:this|that|it|so|which|they|these|an? |the (?:rise|increase|decrease|fall|drop|decline|growth|gain|change|"
    "reduction|difference|improvement|jump))\\b"
)

CUES = Cues(
    language="en",
    rules=(),
    sentence=".!?",
    clause=";",
    phrase=",:",
    opening="(（[",
    closing=")）]",
    basis=(
        (
            "(?i)constant[- ](?:currency|exchange|dollar)|constant rates|organic|like-for-like|like for like|same-store|comparable|"
            "excluding|exclusive of|unchanged exchange rates|at actual|currency-neutral|currency neutral|ex-|net proceeds|"
            "on an? underlying basis|underlying|before the effects? of|annuali[sz]ed|seasonally|pro[- ]forma|on an? (?:restated|adjusted|comparable|rolling|accrual|cash) basis|adjust(?:ed|ing) for|compound|CAGR|per annum|real terms|inflation|"
            "currency[- ]adjusted|foreign exchange|exchange rates",
            "not-comparable",
        ),
    ),
    rises=UPWARD,
    falls=DOWNWARD,
    joiners="(?!)",
    carries="",
    part="(?!)",
    words={
        "abbreviation": "(?:\\b(?:Inc|Corp|Ltd|Co|No|Nos|vs|approx|Mr|Mrs|Ms|Dr|St|U\\.S|U\\.K|e\\.g|i\\.e|etc|Fig|Sec|Art|est|Jr|Sr|cf|ca|al|Rs|Bros|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\\b[A-Z])\\.$",
    },
)
