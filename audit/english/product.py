"""Price, count and amount: 154.3 million shares at a cost of $1.9 billion, $12.12 a share; and units
that make up another: each $1,000 of notes converts into 23.8095 shares, or $42.00 a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import is_per, matches
from audit.exact import units
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.readings import Proposal, Reading, equal, over, times
from audit.relations.base import Figures, Relation

REACH = 4  # figures on either side that count and amount may stand
PRICED = (
    "\\b(?:at|for|average|averaging|price|cost|equal to|equivalent to|works out|worked out|each|paid|conversion|"
    "or|i\\.e\\.)\\b[^.;\\d]{0,50}$"
)
# the amount is no plain product: fees, ranges, other shares
UNSOUND = (
    "\\b(?:net proceeds|proceeds|after|before|excluding|including|up to|program(?:me)?|authori[sz]ed|remaining|"
    "fair value|market value|par value|options?|warrants?|exercise|outstanding|dividends?|"
    "quarterly|annual|per year|a year|per month|a month)\\b"
)


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, price in enumerate(group):
                if price.kind == "level" and _is_money(price) and is_per(price):
                    yield from priced(group, k)


def _is_money(f: Frame) -> bool:
    return (
        bool(f.unit)
        and units.dimension(f.unit) not in ("", "rate", None)
        and not units.is_count(f.unit)
    )


def priced(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """One count and one amount beside the price, whose words name the unit that is counted."""
    price = group[k]
    noun = matches("^ (?:per|an?|each) ([a-z]+)", price.tail)
    if noun is None or not matches(PRICED, price.lead):
        return
    near = [f for f in group[max(0, k - REACH) : k + REACH + 1] if f is not price and not is_per(f)]
    levels = [f for f in near if f.kind == "level" and f.role not in ("range", "from")]
    amounts = [f for f in levels if f.unit == price.unit]
    counted = [f for f in levels if not f.unit and _counts(f, noun[1])]
    counts = counted or [f for f in levels if not f.unit]
    readings = []
    for count in counts[:2]:
        for amount in amounts[:2]:
            roles: dict[str, tuple[str, ...]] = {
                "total": (amount.id,),
                "per": (price.id,),
                "count": (count.id,),
            }
            product = times(Name(price.id), Name(count.id))
            readings.append(
                Reading(
                    equal(Name(price.id), over(Name(amount.id), Name(count.id))), roles, "per-unit"
                )
            )
            readings.append(Reading(equal(Name(amount.id), product), roles, "product"))
    if not readings:
        return
    paragraph = price.paragraph
    window = paragraph.text[
        paragraph.sentence_start(price.start) : paragraph.sentence_end(price.end)
    ]
    firm = bool(counted) and len(counts) == len(amounts) == 1 and not matches(UNSOUND, window)
    yield Proposal("product", tuple(readings), price.cue, strong=firm, rank=2)


def _counts(f: Frame, noun: str) -> bool:
    """Whether the noun after the count is the one that the price is per: shares, a share."""
    stem = noun.rstrip("s")[:-1] if len(noun) > 4 else noun
    return matches(f"^(?: [a-z-]+){{0,3}} {stem}", f.tail) is not None


RELATION = Relation(
    "product",
    find,
    {
        "en": (
            "price times count equals total",
            "what is paid per unit, how many units, and the sum tell one thing",
            "bought 200 tonnes for $12,000, an average of $50 a tonne",
            "bought 200 tonnes for $10,000, an average of $50 a tonne",
        ),
        "zh": (
            "单价乘以数量等于总额",
            "标准、数量与总额应当相符",
            "为200户发放补助，每户500元，共支出12万元",
            "为200户发放补助，每户500元，共支出10万元",
        ),
    },
)
