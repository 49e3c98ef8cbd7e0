"""Words of English tables (see tablewords.py); labels are in lower case."""

from audit.languages.tablewords import TableWords

_WORD = r"(?<![a-z])"
_END = r"(?![a-z])"

WORDS = TableWords(
    total=(
        rf"{_WORD}(?:grand |sub-? ?)?totals?{_END}|{_WORD}(?:sum|aggregate){_END}(?! insured| assured)|^subtotals?"
        rf"|^all$|^overall$|^all (?:persons|people|items|regions|groups|categories|ages|staff|students|schools|sectors|products|segments|areas|units|countries|states|districts|sites|causes|sexes|households|departments|types|plans|other)?$"
        r"|, all$|^combined$|^consolidated$|^(?:the )?whole(?: group| company| country| year)?$|^together$|^all in all$"
    ),
    whole=rf"{_WORD}net{_END}|{_WORD}gross{_END}|^all {_END}|{_WORD}(?:in all|overall|combined|altogether|available|population|members|receipts|payments){_END}|^both sexes",
    of_which=rf"^(?:of which|o/w|thereof|including|incl\.?|of these|of whom|whereof|among them|in particular){_END}",
    less=rf"^(?:less|minus|deduct|deductions?|subtract)(?:{_END}|:)",
    more=rf"^(?:plus|add|add back)(?:{_END}|:)",
    memo=rf"^(?:memo|memorandum|note|supplementary|for information|also){_END}",
    closing=rf"{_WORD}(?:closing|ending|remaining|outstanding|unsettled|carried forward|carry-?forward){_END}|(?:at|as of|as at),? (?:the )?(?:end|close|31 dec|december 31|30 jun|june 30)|(?:balance|cash|stock|backlog).*(?:end|close)|end of (?:the )?(?:year|period|quarter|month)|year[- ]end|^end(?:ing)?$|^balance$",
    opening=rf"{_WORD}(?:opening|beginning|brought forward|carried over|start of){_END}|(?:at|as of) (?:the )?(?:beginning|start|1 jan|january 1)|^start$",
    outgoing=rf"{_WORD}(?:disposals?|payments?|paid|used|utili[sz]ed|retire(?:d|ments?)|withdrawals?|outflows?|deaths?|leavers|departures|closed|settled|expired|forfeited|exercised|deductions?|sales|sold|write-?offs?|written off|reductions?|decreases?|depreciation|amorti[sz]ation|transfers? out|issued out|redemptions?|repayments?|out|removed|closures|spending|spent){_END}",
    rate=(
        rf"%|{_WORD}(?:per ?cent|percent(?:age)?|pct|rates?|ratios?|average|avg|mean|median|index|indices|rank(?:ing)?|price|yield|margin|density|min(?:imum)?|max(?:imum)?|lowest|highest|ages?|scores?|growth|multiples?|eps|weighted|turnout|per|a share|an? (?:hour|head|unit|option|tonne|ton|year)|term|duration|volatility|life|odds|elasticity|gpa|temperature|each|probability|bps|basis points?){_END}|/"
    ),
    share=rf"{_WORD}(?:share|proportion|mix|composition|distribution|weight){_END}|(?:%|percent(?:age)?|pct\.?) of|{_WORD}of (?:total|all|the total|whole)",
    change=rf"{_WORD}(?:change[sd]?|chg|chng|increase|decrease|incr|decr|differences?|diff|variances?|var|variation|movement|delta|over/?\(?under\)?|rise|fall|gain|up|down|better|worse|favou?rable|unfavou?rable|b/\(?w\)?|excess|shortfall|vs|versus|surplus|deficit){_END}|[+±]/-|±|δ|inc\./?\(?dec",
    growth=rf"{_WORD}(?:change[sd]?|chg|chng|growth|increase|decrease|incr|decr|diff(?:erence)?|variances?|var|variation|movement|delta|rise|fall|yoy|y/y|qoq|year[- ]on[- ]year|year[- ]over[- ]year|up|down|better|worse|vs|versus|b/\(?w\)?|inc){_END}|[+±]/-|±|δ",
    points=rf"{_WORD}(?:pp|ppts?|pts|percentage points?|% points?|basis points?|bps|points){_END}",
    per=rf"{_WORD}(?:per|average|avg|mean|each|a|an|price|rate|yield|density){_END}|/",
    silent=rf"(?:constant|flat|unchanged|fixed|stable)[- ](?:exchange )?(?:currenc|rate|exchange|price|perimeter)|at (?:constant|unchanged|flat)|{_WORD}(?:organic|comparable|like-?for-?like|lfl|underlying|real|adjusted|pro ?forma|rank(?:ing)?|index|cagr|local currency|same[- ]store|ex fx|excluding|average|avg|annuali[sz]ed){_END}",
    current=rf"{_WORD}(?:current|this year|actual|new|after|latest|ending|closing|published|reported|as reported|now|end|result){_END}",
    prior=rf"{_WORD}(?:prior|previous|last year|budget(?:ed)?|plan(?:ned)?|forecast|old|before|opening|beginning|target|earlier|start|base){_END}",
    quarter=r"^(?:q[1-4]|[1-4]q|(?:1st|2nd|3rd|4th|first|second|third|fourth) (?:quarter|qtr|half)|h[12]|[12]h|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:[^a-z]|$)",
    year=rf"^(?:full |whole |fiscal |financial |calendar )?year(?: total)?(?: to date)?$|^fy\b|^annual(?:{_END})|12 months|full[- ]year|^twelve months",
    counted=rf"{_WORD}(?:number of|no\. of|count|headcount|employees|staff|students|pupils|teachers|votes?|ballots|voters|electors|seats|cases|deaths|births|households|persons|people|patients|visits|schools|classes|members|units sold|stores|branches|plants|sites|vehicles|women|men|girls|boys|males?|females?|graduates|applicants|enrol+ments?|admissions|discharges|beds|accidents|population|inhabitants|families|registrations|licences|applications|complaints|incidents){_END}",
    scaled=rf"{_WORD}(?:thousands?|millions?|billions?|000s?|mn|bn|m|k|tonnes|tons|hectares|acres|usd|eur|gbp|dollars?|euros?|pounds?|yuan|rmb|km|kwh|mwh|gwh){_END}|[$€£¥]|'000",
    unit=r"\(([^()]{1,24})\)|^(?:in )?((?:[$€£¥]|us\$|usd|eur|gbp|rmb) ?(?:in )?(?:thousands?|millions?|billions?|m|bn|k|000s?)?)$|((?:in )?(?:thousands|millions|billions)(?: of [a-z ]{2,20})?)",
    naming=r"^(?:no\.?|#|id|code|line|note|notes|page|date|year|rank|account|item no\.?|ref\.?|zip|phone|tel\.?)$",
    missing=r"^(?:n\.?/?a\.?|n\.?m\.?|nmf|nm|na|x|\.{2,}|…+|:|c|not available|not meaningful|not applicable|tbd|confidential|suppressed|\*{1,3}|#+|\?)$",
    nothing=r"^(?:none|nil|zero|-{2,}|—{2,}|–{2,})$",
    note=r"^(?:notes?|sources?|footnotes?)(?:[ :.]|$)|^\(?\d\)\s|^\*",
    rounding=r"\bround(?:ed|ing)\b|may not (?:add|sum|total)|do not (?:add|sum)",
    unlisted=r"not (?:separately |individually )?(?:shown|listed|itemi[sz]ed|displayed|presented|disclosed)|totals? includes?\b|(?:only|selected|main|major|largest) (?:items?|areas?|regions?|countries|categories|units|components)|omitted|suppressed",
)
