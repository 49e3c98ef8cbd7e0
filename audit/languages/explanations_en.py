"""What each kind of relation says, why, and a wrong and a right example: in English. Data only."""

from __future__ import annotations

# kind -> (says, why, a wrong example, a right example)
EXPLANATIONS: dict[str, tuple[str, str, str, str]] = {
    "total": (
        "the parts add up to the total",
        "a list that is complete (consisting of, and the rest, boys and girls) adds up to its total; one that is not may only not exceed it",
        "The library lent 48,210 books, consisting of 31,640 to adults and 15,670 to children.",
        "The library lent 48,210 books, consisting of 31,640 to adults and 16,570 to children.",
    ),
    "part": (
        "a part is not larger than its whole",
        "what is told as being among a whole is contained in it",
        "协会5个，其中分会12个。",
        "协会15个，其中分会12个。",
    ),
    "balance": (
        "opening, additions and disposals give the closing value",
        "what is there at the end was there at the start, or came, and did not go",
        "年初库存350台，本年购入120台，售出95台，年末库存385台。",
        "年初库存350台，本年购入120台，售出95台，年末库存375台。",
    ),
    "change": (
        "an amount of change is the difference of the two values",
        "from one value to another leaves no choice of the change between them",
        "Costs were up $18 million, from $31 million to $46 million.",
        "Costs were up $15 million, from $31 million to $46 million.",
    ),
    "growth": (
        "a rate of change is the change over the earlier value",
        "growth is told of what was there before; of value, change and rate two give the third",
        "Sales rose 20% to $110 million from $100 million.",
        "Sales rose 10% to $110 million from $100 million.",
    ),
    "share": (
        "a share is the part over its whole",
        "the percentage beside a part is of the whole that was told before",
        "Of 158 villages, 103 (75.2%) took part.",
        "Of 158 villages, 103 (65.2%) took part.",
    ),
    "percents": (
        "the shares of one whole add up to 100%",
        "where a whole is divided completely, its shares reach 100% but for rounding",
        "The panel was made up of 26 boys (56%) and 25 girls (49%).",
        "The panel was made up of 26 boys (51%) and 25 girls (49%).",
    ),
    "rate": (
        "a named rate is its numerator over its base",
        "the name of a rate says what is counted above the line",
        "Of 120 people tested, 84 were cured, a cure rate of 75%.",
        "Of 120 people tested, 84 were cured, a cure rate of 70%.",
    ),
    "difference": (
        "percentage points are the difference of two percentages",
        "two rates differ by points; per cent would be of one of them",
        "The pass rate rose 1.9 percentage points, from 6.2% to 7.8%.",
        "The pass rate rose 1.6 percentage points, from 6.2% to 7.8%.",
    ),
    "product": (
        "a price times a count is the amount",
        "price, count and amount tell one thing",
        "The depot bought 200 tonnes for $12,000, an average of $50 a tonne.",
        "The depot bought 200 tonnes for $10,000, an average of $50 a tonne.",
    ),
    "per-unit": (
        "an average is the amount over the count",
        "per household, per head: the amount divided among those counted",
        "为200户发放补助，共10万元，户均600元。",
        "为200户发放补助，共10万元，户均500元。",
    ),
    "multiple": (
        "a multiple is the value over the earlier one",
        "doubled is twice, tripled three times the earlier value, with some room",
        "Revenue doubled to $50 million from $32 million.",
        "Revenue doubled to $64 million from $32 million.",
    ),
    "ratio": (
        "a ratio is one number over the other",
        "a sex ratio is men to a hundred women; a:b comes from a and b",
        "新生儿中男婴130人、女婴125人，性别比140。",
        "新生儿中男婴130人、女婴125人，性别比104。",
    ),
    "bound": (
        "a number agrees with words such as exceeded, at most, under",
        "what exceeded a number is larger than it",
        "Sales exceeded $5 million, reaching $4.9 million.",
        "Sales exceeded $5 million, reaching $5.1 million.",
    ),
    "direction": (
        "what is said to rise rises, what is said to fall falls",
        "the later value is on the side that the verb says",
        "The rate rose to 8.5% from 9.2%.",
        "The rate rose to 9.2% from 8.5%.",
    ),
    "restatement": (
        "a number that is told twice is the same both times",
        "one quantity, one period, one place: one number",
        "全镇粮食总产量8240吨。今年全镇粮食总产量8420吨。",
        "全镇粮食总产量8240吨。今年全镇粮食总产量8240吨。",
    ),
    "enumeration": (
        "as many things are listed as are announced",
        "who says four lists four",
        "Four clinics were opened: Alder, Birch and Cedar.",
        "Three clinics were opened: Alder, Birch and Cedar.",
    ),
    "attainable": (
        "a rate can come from whole counts",
        "people are whole: among 36 pupils 25.0% and 27.8% are possible, 26.5% is not",
        "Of 36 pupils, 26.5% passed.",
        "Of 36 pupils, 27.8% passed.",
    ),
}

# what people call the kinds
NAMES: dict[str, str] = {
    "sum": "total", "subset": "part", "roll-forward": "balance", "rollforward": "balance", "increase": "change",
    "decrease": "change", "percentage": "share", "percent": "share", "points": "difference", "price": "product",
    "average": "per-unit", "times": "multiple", "limit": "bound", "repeated": "restatement", "list": "enumeration",
    "grim": "attainable",
}  # fmt: skip
