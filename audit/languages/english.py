"""English: what stands around figures, what only looks like one, and what the words say."""

from __future__ import annotations

from audit.languages import Decoy


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = words(
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec."
)
WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

# digits and signs of full width, as a Chinese keyboard gives them
FOLD = {
    ord(a): b for a, b in zip("０１２３４５６７８９．，％＄（）", "0123456789.,%$()", strict=True)
}

# words right before a number that make it the name of a thing; a plural names several (pages 14 to 19)
LABELS = words(
    "section sections sec. article articles annex annexes note notes item items table tables figure figures fig. figs. "
    "chart charts exhibit exhibits page pages p. pp. chapter chapters ch. appendix appendices schedule schedules "
    "extension ext. ext id no. nos. number version versions release v. ver. level levels class classes grade grades stage "
    "phase tier series batch lot lots issue volume vol. bulletin week weeks quarter form forms rule rules paragraph "
    "paragraphs para. para clause clauses ifrs ias iso asc asu fas sfas gaap sfi room rooms suite floor apartment apt. "
    "house gate flight route highway hwy road street interstate box postcode zip tel. tel fax phone telephone mobile hotline auction step question "
    "footnote endnote reference ref. ref isbn issn doi code act part parts line lines row column columns "
    "conference docket case-no. file bill resolution regulation directive order-no. patent invoice account-no. policy-no. "
    "window terminal platform channel slide slides box lane district-no. ward precinct zone model type size episode season "
    "round day game book volume verse psalm title chapter rev. revision build amendment proposition article category "
    "super windows python ios android macos bluetooth usb web train tram bus latitude longitude s&p cac dax stoxx nikkei msci csi covid area formula basel appendix annexure agenda motion decree circular ordinance"
)
# plural or common words of LABELS that count things when a count noun follows: `in case 30 people`
QUANTITY_AFTER = words("in of to by at was were is are")
# words before a four-digit number that make it a year
YEAR_BEFORE = words(
    "in of for since by until till through from during fiscal fy calendar year years the our its their early late mid end "
    "before after ended ending to than versus vs. vs against spring summer autumn fall winter january february march april "
    "may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec circa "
    "between beginning starting begun around about c. ca. due dated annual financial full-year half-year first-quarter "
    "second-quarter third-quarter fourth-quarter quarter season class summer's mid- compared with on prior maturing matures "
    "expires expiring founded established born q1 q2 q3 q4 h1 h2 year-end"
)
# nouns that are counted; with one of these a number that looks like a year is a figure
COUNT_NOUNS = words(
    "people persons patients cases deaths infections illnesses victims residents inhabitants households families children women men "
    "girls boys students pupils teachers workers employees staff nurses doctors members visitors guests passengers customers "
    "clients users subscribers accounts vehicles cars trucks buses aircraft jets planes ships homes houses dwellings apartments "
    "rooms beds units shares options stores shops branches outlets offices schools hospitals clinics farms villages towns "
    "counties districts states countries acres hectares tons tonnes miles kilometres kilometers metres meters km kg litres liters barrels doses tests samples "
    "orders contracts loans permits licences licenses applications complaints crimes incidents accidents fires arrests jobs "
    "vacancies positions trees seedlings animals cattle pigs sheep birds foxes items copies books documents records files "
    "projects companies firms businesses suppliers vendors participants respondents interviews visits trips flights meetings "
    "events sessions calls messages votes ballots voters candidates delegates soldiers officers refugees migrants contacts isolates births "
    "marriages divorces adults individuals taxpayers beneficiaries recipients applicants graduates points mmboe mboe boe bcf megawatts mw gwh kwh"
)
STREETS = words(
    "Street St St. Road Rd Rd. Avenue Ave Ave. Lane Drive Boulevard Blvd Square Way Place Highway Court Terrace Quay Row Crescent"
)
# words that may begin with a capital letter without being a name
NO_NAME = words(
    "The A An In Of By At On For From To With And Or But Nor As About Around Nearly Almost Some Over Under Only Just Another All Both Each Every "
    "These Those This That Its Our Their His Her We They It He She You I There Then Than Up Down Some Between Among Roughly Approximately "
    "Was Were Is Are Has Had Have Be Been Being Up Total Totals Also Still Even Not No Yes If When While Where Which Who What "
    "During Since Until Before After Against Versus Per Plus Minus Less More Most Least Within Without Through Another Additional "
    "Last Next First Second Third Other Further Including Excluding Like Say Says Said Now Here So Yet Because Although Though However"
)
# whom an age tells: adults 18 and over, those under 25
AGED = words(
    "adults people persons those children women men residents patients voters anyone everyone boys girls workers employees"
)
AGE_BOUNDS = words("over under above below")
# before the five digits of a postcode: Springfield, IL 62701
POSTAL = words(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR"
)
# a number right before one of these words is a day of a month, a time, an ordinal ...
DECOYS = (
    Decoy(
        "ordinal", "the [[42]]nd session", r"\d+", after=("st", "nd", "rd", "th"), unless="[A-Za-z]"
    ),
    Decoy(
        "clock",
        "at [[7]] p.m.",
        r"[01]?\d",
        after=(
            " a.m",
            " p.m",
            " am",
            " pm",
            "am",
            "pm",
            " o'clock",
            " AM",
            " PM",
            "AM",
            "PM",
            " hrs",
            " GMT",
            " UTC",
        ),
        unless="[A-Za-z]",
    ),
    Decoy(
        "part number",
        "clause [[7]](b)",
        r"\d{1,3}",
        after=("(a", "(b", "(c", "(d", "(i"),
        unless="[A-Za-z]{3}",
    ),
    Decoy("serial", "#[[31]]", r"\d+", before=("#", "# ", "№", "No ", "no ")),
    Decoy("plan", "a [[401]](k) plan", r"\d{3}", after=("(k)", "(c)", "(b)", "(a)")),
    Decoy(
        "term",
        "a [[5]]-year note",
        r"\d+(?:\.\d+)?",
        after=("-year", "-month", "-week", "-day", "-hour", "-minute", "-quarter"),
        unless="s",
    ),
    Decoy("form", "Form [[10]]-K", r"\d{1,2}", after=("-K", "-Q", "-A", "-B", "-F")),
    Decoy("degree", "[[45]]° north", after=("°",), unless="C|F"),
    Decoy("version", "release v[[3]]", before=(" v", " V", "(v")),
    Decoy("formula", "the [[5]]+2 plan", after=("+",), unless=r"\D|$"),
    Decoy(
        "age band",
        "aged [[15]] to 49",
        r"\d{1,3}",
        before=("aged ", "ages ", "age ", "Aged ", "Ages ", "Age ", "ages of ", "age of "),
    ),
    Decoy(
        "age band",
        "people [[65]] or older",
        r"\d{1,2}",
        after=(
            *(f" {a} {b}" for a in ("or", "and") for b in ("older", "younger")),
            " years and older",
            " years and over",
        ),
    ),
    Decoy(
        "age band",
        "adults [[18]] and over",
        r"\d{1,2}",
        before=(" aged ", *(f"{w} " for w in AGED)),
        after=tuple(f" {a} {b}" for a in ("or", "and") for b in words("over above up under below")),
    ),
    Decoy(
        "grade",
        "year [[7]] pupils",
        r"\d{1,2}",
        before=("year ", "Year "),
        after=(" pupils", " students"),
    ),
    Decoy("form", "a [[3]]-D model", "[23]", after=("-D",), unless="[A-Za-z]"),
    Decoy("date", "the [[9]]/11 attacks", "9", after=("/11",), unless=r"\d| of"),
    Decoy("date", "since 9/[[11]]", "11", before=(" 9/", "(9/"), unless=r"\d| of"),
    Decoy(
        "degree",
        "12°[[30]]'",
        r"[0-5]?\d(?:\.\d+)?",
        before=("°", "° ", "′"),
        after=("'", "’", "′", "″", '"'),
    ),
    Decoy(
        "decade", "the [[1990]]s", r"(?:1[89]|20)\d0|\d0", after=("s ", "s,", "s.", "s;"), unless=""
    ),
    Decoy("street", "[[12]] Market Street", r"\d{1,5}", after=tuple(f" {w}" for w in ("PO Box",))),
    Decoy("round-the-clock", "open [[24]]/7", "24", after=("/7",)),
)

SMALL_WORDS = words(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
TENS_WORDS = words("twenty thirty forty fifty sixty seventy eighty ninety")
# after a number word these nouns tell a time, a way, a part: no count of things
NO_COUNT = words(
    "years year months month weeks week days day hours hour minutes quarters decades times ways sides parts halves reasons things factors points "
    "steps others is was were are had has have of and or to in on at by for as decimal digits more further additional other main major key "
    "such different new consecutive successive straight separate thirds fifths tenths quarters-of sigma dimensions fold decades centuries "
    "figures respects levels years' months' weeks' days' year-old stars goals aims principles pillars themes streams"
)
# before a number word: the thing is already known, or it is part of a name
NO_COUNT_BEFORE = words(
    "the these those last past next first other every any our its their his her my your previous prior following chapter part phase or"
)

# after one of these `up to` tells where a movement ended, no bound
MOVED = words("was were is are went moved climbed rose came jumped shot go goes added adds add")
# words of LABELS that are common nouns or verbs in small letters
COMMON_LABELS = words(
    "number no. order case unit part line day type size round form rule issue note item account train tram bus web"
)
# no nouns
FUNCTION_WORDS = words(
    "of in to by at on for from and or as is was were are has had with a an the per this that its than "
    "versus plus minus less yes across towards afterwards besides always perhaps gets goes does his hers "
    "ours theirs us thus"
)
# what counted people or cases are, without a noun: three confirmed
STATES = words(
    "probable suspected confirmed new dead injured missing matched strain died hospitalised hospitalized recovered killed wounded survived"
)

# -- labels ---------------------------------------------------------------------------------------

# verbs and particles between the label and its number
LABEL_TAIL = words(
    "between near above below beyond worth further off i e g was were is are be been being came come comes to at of by from reached reach totaled totalled totals stood stands amounted amounting "
    "had has have rose fell grew increased decreased declined dropped climbed jumped improved up down an a the in on for with and or but "
    "increase decrease drop rise gain loss decline growth reduction about around nearly almost roughly approximately some over under more than less at least only just "
    "equal equalled equaled numbered exceeded including included includes comprising comprised consisting made yielded brought took cost "
    "spent raised received earned held ended that this it which these they we who there went arriving stand remained remain "
    "against versus compared into as so out per cent percent while where when whereas he she its our their all each another whom whose now year quarter month end due partially mainly still also after during since over"
)
# verbs: what stands before the first of them is what they speak of
LABEL_VERBS = words(
    "carries carry hit hits lapse lapses follows shows showed resembled tops topped was were is are came come comes reached reach totaled totalled totals stood stands amounted had has have rose fell grew increased decreased "
    "declined dropped climbed jumped improved widened narrowed slipped gained lost doubled tripled halved equaled equalled numbered exceeded included includes "
    "comprised made yielded brought took cost spent raised received earned held ended went remained remain accounted contributed added handled opened "
    "closed built reported applied covered paid sold bought shipped produced generated recorded posted will would can could should rise fall grow "
    "increases decreases falls rises represents represented averaged employed employs hired serves served carried issued repaired planted own owns expect expects see sees saw wrote write runs ran kept keeps"
)
# words of measure: what is measured stands before the number
LABEL_MEASURES = words(
    "days day hours hour minutes weeks months years tons tonnes miles kilometres kilometers metres meters km kg mm cm litres liters barrels acres hectares "
    "points degrees feet inches pounds ounces cents dollars euros times"
)
# with one of these a clause begins that only tells where or when
LABEL_ADJUNCT = words("in of at after over for during by on since through across within under")
# no label ends with one of these
LABEL_OPEN = words("while where when whereas and but or which that of from to")
_NTH = "(?:first|second|third|fourth|final|closing|opening|last|this|next|current|previous|year-ago|prior|same|matching)"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# patterns of periods; case does not matter
PERIODS = (
    rf"(?:(?:three|six|nine|twelve) months|(?:fiscal )?year|quarter|half-year) (?:ended|ending) {_MONTH} \d{{1,2}}(?:, (?:19|20)\d\d)?",
    rf"(?:{_NTH} )+(?:fiscal )?(?:quarter|half|year|period|month|week|season)(?: of (?:fiscal |calendar )?(?:19|20)\d\d)?",
    r"[QH][1-4](?: (?:of )?(?:19|20)\d\d)?",
    r"(?:FY|fiscal|calendar|financial year|fiscal year) ?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?",
    rf"{_MONTH} \d{{1,2}}, (?:19|20)\d\d",
    rf"(?:{_MONTH} )?(?:19|20)\d\d",
    r"(?:(?:a|one|two|the) )?(?:year|quarter|month)s? (?:ago|before|earlier|back)",
)
# ... and what is one in capitals only; `may` is a verb even there
PERIOD_MONTHS = words(
    "January February March April June July August September October November December"
)
PERIOD_FIRST = "1234acdefhjlmnopqsty"  # what a period may begin with, in small letters
