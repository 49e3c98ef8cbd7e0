"""Words that tell one quantity from another in English (see identity.py)."""

from audit.languages.identity import IdentityWords

_B, _E = r"(?<![a-z])(?:", r")(?![a-z])"

WORDS = IdentityWords(
    around=(
        rf"^{_B}the|our|its|their|a|an|group|company'?s|with|and|while|of|for{_E}[ ,]+"
        rf"|[ ,:]+{_B}was|were|is|are|of|came to|rose to|fell to|grew to|reached|totall?ed|stood at|amounted to|at|to{_E}$|[ :]+$"
    ),
    basis=(
        rf"{_B}adjusted|non-gaap|gaap|pro ?forma|preliminary|revised|restated|reported|unaudited|audited|budget(?:ed)?|plan(?:ned)?|targets?|forecasts?"
        r"|expect(?:ed|s)?|estimated?|guidance|outlook|organic|comparable|like-for-like|same-store|constant|underlying|excluding|including|before|after|net of"
        r"|average|per|annuali[sz]ed|cumulative|run-rate|original(?:ly)?|initial(?:ly)?|previously|domestic|international|overseas|male|female|urban|rural"
        rf"|parent|consolidated|segment|division|subsidiar(?:y|ies)|unit|discontinued|continuing|attributable|diluted|basic|of which|opening|beginning|record|discounted{_E}"
    ),
    within=(
        rf"{_B}(?:first|second|third|fourth)[- ](?:quarter|half)|quarter(?:ly)?|q[1-4]|h[12]|[1-4]q|half|months?|weeks?|days?|monthly|weekly|daily|decade|years"
        rf"|january|february|march|april|june|july|august|september|october|november|december|year-to-date|to date|since{_E}"
    ),
    generic=r"^(?:total|totals|all|sum|amount|number|value|count|figure|other|others|balance|income|cost|costs|change|increase|decrease|net|gross|people|units|it|this|that|which)$",
    overall=rf"{_B}totals?|totall?ed|in total|in all|altogether|overall|the whole|combined|all|sum|together|group-wide|company-wide|nationwide|national|countywide|citywide{_E}",
    place=rf"{_B}\w+ (?:county|district|region|division|segment|province|branch|plant|subsidiary|unit){_E}",
    earlier=rf"{_B}(?:last|prior|previous|preceding) (?:fiscal |financial )?year|a year (?:ago|earlier){_E}",
    current=rf"{_B}(?:this|current|the) (?:fiscal |financial )?year{_E}",
    value=rf"^{_B}values?|amounts?|actuals?|totals?|figures?|numbers?|results?|current year|this year{_E}$",
    hollow=(
        rf"^{_B}(?:the )?(?:grand |sub-? ?)?totals?|sum|all|of which|thereof|less|plus{_E}[ ,:]*"
        rf"|[ ,:]*{_B}(?:grand |sub-? ?)?totals?|sum|all|in all{_E}$|^[(]?\d{{1,2}}[).] "
    ),
    differs=rf"{_B}change[sd]?|chg|increase|decrease|difference|variance|movement|inc|dec{_E}|[+±]",
    stating=r"(?!)",
    planned=rf"^{_B}budget(?:ed)?|plan(?:ned)?|targets?|forecast|prior|previous|last|old|before|opening|beginning|base|start{_E}",
    whole=r"(?!)",
    realm=r"(?!)",
    compared=rf"^ ?{_B}above|below|more than|less than|higher than|lower than|up on|down on{_E}",
    issued=rf"{_B}printed|posted|drawn up|published|issued|edit(?:ed)?|prepared|page{_E}",
)

# words that name nothing: articles, prepositions, verbs of stating, words for the whole
_EMPTY = (
    "a an the of in on at to for from by with and or but as is are was were be been it its this that these"
    " those which who their our his her than then there total sum all whole overall altogether together"
    " per cent percent year fiscal quarter month million billion thousand usd eur gbp dollar table show"
    " shows put puts stand stood came come reach reached amount amounted some about around nearly almost"
    " over under more less up down out into not no net other rest above below against after before"
)
EMPTY = frozenset(_EMPTY.split())
