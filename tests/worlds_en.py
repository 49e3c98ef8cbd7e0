"""Little true worlds of English reports: bulletins, earnings, audits, clinical summaries."""

from __future__ import annotations

from fractions import Fraction as F

from worlds import Print, Scene, Tale, amount, count, percent

MONEY = (
    "Net sales",
    "Operating costs",
    "Fee income",
    "Interest expense",
    "Grant income",
    "Deposits",
    "Capital spending",
    "Licence revenue",
)
COUNTS = (
    ("The courts", "cases", "closed"),
    ("The clinics", "patients", "treated"),
    ("The harbour", "ships", "handled"),
    ("The council", "complaints", "received"),
    ("The library", "visitors", "counted"),
    ("The brigade", "fires", "attended"),
)
RATES = (
    "The jobless rate",
    "The operating margin",
    "The vacancy rate",
    "Turnout",
    "The share of women",
    "Coverage",
)
GROUPS = (
    ("pupils", "girls", "boys"),
    ("staff", "full-time", "part-time"),
    ("wells", "deep", "shallow"),
    ("beds", "public", "private"),
    ("ships", "domestic", "foreign"),
)
PLACES = ("the north", "the south", "the east", "the west", "the islands")
REPORTERS = (
    ("candidates", "sat the exam", "passed", "pass rate"),
    ("forms", "were sent out", "were completed", "completion rate"),
    ("homes", "were visited", "responded", "response rate"),
    ("samples", "were taken", "were approved", "approval rate"),
)


def number(value: int) -> Print:
    return count(value, "", grouped=True)


def million(value: F, decimals: int = 1) -> Print:
    return amount(value, decimals, " million", 1_000_000, before="$")


def dollars(tale: Tale, low: int = 20, high: int = 900) -> F:
    return F(tale.whole(low * 10, high * 10)) * 100_000


def new_old_rate(tale: Tale) -> None:
    """rose 20% to $120 million from $100 million"""
    old = dollars(tale)
    new = old * tale.whole(60, 170) / 100
    new = F(int(new / 100_000)) * 100_000
    if new == old:
        new += 5_000_000
    up = new > old
    tale.tell(
        tale.pick(
            "{what} {rose} {rate} to {new} from {old}.",
            "{what} {rose} by {rate} to {new}, compared with {old} a year earlier.",
            "{what} came to {new}, {high} {rate} from {old} in the year before.",
            "{what} {rose} from {old} to {new}, {a} of {rate}.",
            "{what} of {new} compared to {old} in the prior year, {a} of {rate}.",
        ),
        what=tale.pick(*MONEY),
        rose=tale.pick("rose", "increased", "grew")
        if up
        else tale.pick("fell", "decreased", "declined"),
        high="up" if up else "down",
        a="an increase" if up else "a decrease",
        new=million(new),
        old=million(old),
        rate=percent(abs(new / old - 1)),
    )
    sense = 1 if up else -1
    tale.state("growth", lambda v: v["rate"] - sense * (v["new"] / v["old"] - 1))


def new_change_rate(tale: Tale) -> None:
    """$64.2 million, up $4.2 million, or 7.0%"""
    old, more = dollars(tale, 40, 900), dollars(tale, 2, 30)
    up = tale.chance(0.6)
    new = old + more if up else old - more
    tale.tell(
        tale.pick(
            "{what} came to {new}, {high} {more}, or {rate}.",
            "{what} {rose} by {more}, or {rate}, to {new}.",
            "{what} {rose} {more}, or {rate}, to {new}.",
            "{what} were {new}, {a} of {more}, or {rate}.",
        ),
        what=tale.pick(*MONEY),
        rose="increased" if up else "decreased",
        high="up" if up else "down",
        a="an increase" if up else "a decrease",
        new=million(new),
        more=million(more),
        rate=percent(more / old),
    )
    sense = 1 if up else -1
    tale.state("growth", lambda v: v["rate"] - v["more"] / (v["new"] - sense * v["more"]))


def counts_changed(tale: Tale) -> None:
    """handled 4,410 ships against 4,200 the year before, an increase of 5.0%"""
    who, what, verb = tale.random.choice(COUNTS)
    old = tale.whole(300, 9000)
    more = tale.whole(5, old // 3)
    up = tale.chance()
    new = old + more if up else old - more
    rise = "an increase" if up else "a decrease"
    form = tale.whole(0, 2)
    tale.tell(
        (
            "{who} {verb} {new} {what} against {old} the year before, {rise} of {rate}.",
            "{who} {verb} {new} {what}, compared with {old} in the previous year, {rise} of {more}, or {rate}.",
            "Last year {low} {verb} {old} {what}. This year the number was {new}, {rise} of {rate}.",
        )[form],
        who=who,
        low=who.lower(),
        verb=verb,
        what=what,
        rise=rise,
        new=number(new),
        old=number(old),
        more=number(more),
        rate=percent(F(more, old)),
    )
    sense = 1 if up else -1
    tale.state(
        "growth", lambda v: v["rate"] - sense * (v["new"] / v["old"] - 1), "rate", "new", "old"
    )
    if form == 1:
        tale.state(
            "change", lambda v: v["more"] - sense * (v["new"] - v["old"]), "more", "new", "old"
        )


def points(tale: Tale) -> None:
    old, more = tale.whole(60, 800), tale.whole(3, 50)
    up = tale.chance()
    new = old + more if up else old - more
    basis = tale.chance(0.3)
    told = (
        Print(str(more * 10), " basis points", F(1, 10_000))
        if basis
        else percent(F(more, 1000), 1, " percentage points")
    )
    tale.tell(
        tale.pick(
            "{what} {rose} {more}, from {old} to {new}.",
            "{what} {rose} by {more} to {new} from {old}.",
            "{what} was {new}, {high} {more} from {old} a year ago.",
        ),
        what=tale.pick(*RATES),
        rose=tale.pick("rose", "climbed") if up else tale.pick("fell", "dropped"),
        high="up" if up else "down",
        new=percent(F(new, 1000)),
        old=percent(F(old, 1000)),
        more=told,
    )
    sense = 1 if up else -1
    tale.state("difference", lambda v: v["more"] - sense * (v["new"] - v["old"]))


def direction(tale: Tale) -> None:
    old = dollars(tale)
    new = old + dollars(tale, 1, 90) * tale.random.choice((1, 1, -1)) / 5
    new = F(int(new / 100_000)) * 100_000
    if new == old:
        new += 1_000_000
    tale.tell(
        tale.pick(
            "{what} {rose} to {new} from {old}.",
            "{what} {rose} from {old} in 2018 to {new} in 2019.",
            "{what} were {new}, {high} from {old} a year ago.",
        ),
        what=tale.pick(*MONEY),
        rose="rose" if new > old else "fell",
        high="up" if new > old else "down",
        new=million(new),
        old=million(old),
    )
    sense = 1 if new > old else -1
    tale.state("direction", lambda v: min(F(0), sense * (v["new"] - v["old"])))


def two_parts(tale: Tale) -> None:
    whole, a, b = tale.random.choice(GROUPS)
    one, two = tale.whole(60, 4000), tale.whole(60, 4000)
    tale.tell(
        tale.pick(
            "The survey covered {whole} {what}, consisting of {one} {a} and {two} {b} ones.",
            "In all {whole} {what} ({one} {a} and {two} {b}) were counted.",
            "There were {whole} {what}: {one} {a} and {two} {b}.",
            "We counted {one} {a} and {two} {b} {what}, for a total of {whole}.",
        ),
        what=whole,
        a=a,
        b=b,
        whole=number(one + two),
        one=number(one),
        two=number(two),
    )
    tale.state("total", lambda v: v["whole"] - v["one"] - v["two"])


def money_parts(tale: Tale) -> None:
    n = tale.whole(2, 4)
    parts = [dollars(tale, 3, 90) for _ in range(n)]
    names = tale.random.sample(
        ["wages", "rent", "transport", "repairs", "training", "insurance"], n
    )
    tale.tell(
        tale.pick(
            "{what} of {whole} consisted of ",
            "{what} came to {whole}: ",
            "{what} of {whole} were made up of ",
        ),
        what=tale.pick("Expenses", "Costs", "Outlays"),
        whole=million(sum(parts, F(0))),
    )
    for k, (name, part) in enumerate(zip(names, parts, strict=True)):
        mark = "." if k == n - 1 else " and " if k == n - 2 else ", "
        tale.tell(
            f"{{x{k}}} for {{name}}{{mark}}", name=name, mark=mark, **{f"x{k}": million(part)}
        )
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def regions(tale: Tale) -> None:
    n = tale.whole(3, 5)
    parts = tale.parts(tale.whole(900, 9000), n)
    unit = tale.pick("schools", "farms", "shops", "homes")
    tale.tell("The agency inspected {whole} {unit}: ", whole=number(sum(parts)), unit=unit)
    for k, (name, part) in enumerate(zip(tale.random.sample(PLACES, n), parts, strict=True)):
        mark = "." if k == n - 1 else " and " if k == n - 2 else ", "
        tale.tell(f"{{x{k}}} in {{name}}{{mark}}", name=name, mark=mark, **{f"x{k}": number(part)})
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def share_of(tale: Tale) -> None:
    whole = tale.whole(60, 4000)
    part = tale.whole(2, whole - 1)
    group, a, _ = tale.random.choice(GROUPS)
    tale.tell(
        tale.pick(
            "Of the {whole} {what}, {part} ({rate}) were {a}.",
            "Of {whole} {what} counted, {part}, or {rate}, were {a}.",
            "{part} of the {whole} {what} ({rate}) were {a}.",
            "The register holds {whole} {what}, of which {part} ({rate}) are {a}.",
            "Most answers came from {a} {what}: {rate} ({part} of {whole}).",
            "The finding held for {part}/{whole} ({rate}) of the {what}.",
        ),
        what=group,
        a=a,
        whole=number(whole),
        part=number(part),
        rate=percent(F(part, whole)),
    )
    tale.state("share", lambda v: v["rate"] - v["part"] / v["whole"])


def money_share(tale: Tale) -> None:
    whole = dollars(tale, 100, 900)
    part = F(int(whole * tale.whole(5, 95) / 100 / 100_000)) * 100_000
    tale.tell(
        tale.pick(
            "We have drawn {part}, or {rate} of the {whole} granted.",
            "{part}, or {rate}, of the {whole} budget was spent.",
            "Spending of {part} is {rate} of the {whole} approved.",
        ),
        whole=million(whole),
        part=million(part),
        rate=percent(part / whole),
    )
    tale.state("share", lambda v: v["rate"] - v["part"] / v["whole"])


def named_rate(tale: Tale) -> None:
    what, came, did, name = tale.random.choice(REPORTERS)
    whole = tale.whole(60, 5000)
    part = tale.whole(whole // 2, whole - 1)
    tale.tell(
        tale.pick(
            "{whole} {what} {came} and {part} {did}, a {name} of {rate}.",
            "Of {whole} {what}, {part} {did}, a {name} of {rate}.",
            "{whole} {what} {came} and {part} {did}. The {name} was {rate}.",
            "The {name} was {rate}: {part} of {whole} {what}.",
        ),
        what=what,
        came=came,
        did=did,
        name=name,
        whole=number(whole),
        part=number(part),
        rate=percent(F(part, whole)),
    )
    tale.state("rate", lambda v: v["rate"] - v["part"] / v["whole"])


def arms(tale: Tale) -> None:
    """12 of 60 patients (20.0%) and 9 of 58 controls (15.5%)"""
    wholes = [tale.whole(40, 400) for _ in range(2)]
    parts = [tale.whole(3, w - 1) for w in wholes]
    tale.tell(
        tale.pick(
            "{sign} was seen in {a} of {m} patients ({p}) and in {b} of {n} controls ({q}).",
            "{sign} occurred in {p} ({a}/{m}) of treated patients and {q} ({b}/{n}) of controls.",
            "{sign} was reported by {a}/{m} ({p}) on the drug and {b}/{n} ({q}) on placebo.",
        ),
        sign=tale.pick("Nausea", "Fever", "Headache", "Rash"),
        a=number(parts[0]),
        m=number(wholes[0]),
        b=number(parts[1]),
        n=number(wholes[1]),
        p=percent(F(parts[0], wholes[0])),
        q=percent(F(parts[1], wholes[1])),
    )
    tale.state("share", lambda v: v["p"] - v["a"] / v["m"], "p", "a", "m")
    tale.state("share", lambda v: v["q"] - v["b"] / v["n"], "q", "b", "n")


def sample(tale: Tale) -> None:
    whole = tale.whole(40, 900)
    part = tale.whole(4, whole - 1)
    tale.tell(
        tale.pick(
            "Of the {whole} patients, most were women (n = {part}, {rate}).",
            "Women (n = {part}) made up {rate} of the {whole} participants.",
        ),
        whole=number(whole),
        part=number(part),
        rate=percent(F(part, whole)),
    )
    tale.state("share", lambda v: v["rate"] - v["part"] / v["whole"])


def price(tale: Tale) -> None:
    n, each = tale.whole(12, 900), tale.whole(4, 180) * 5
    what, unit = tale.random.choice(
        (("visits", "visit"), ("seats", "seat"), ("places", "place"), ("lessons", "lesson"))
    )
    tale.tell(
        tale.pick(
            "The centre sold {n} {what} at {each} a {unit}, {total} in total.",
            "We bought {n} {what} for {total}, an average of {each} per {unit}.",
        ),
        n=number(n),
        what=what,
        unit=unit,
        each=Print(str(each), "", before="$"),
        total=Print(f"{n * each:,}", "", before="$"),
    )
    tale.state("product", lambda v: v["total"] - v["n"] * v["each"])


def average(tale: Tale) -> None:
    n = tale.whole(20, 400)
    total = n * tale.whole(2, 30) + tale.whole(0, n - 1)
    who, what = tale.random.choice(
        (
            ("patients", "visits"),
            ("pupils", "lessons"),
            ("clinics", "operations"),
            ("teachers", "classes"),
        )
    )
    tale.tell(
        tale.pick(
            "The {n} {who} had {total} {what}, an average of {mean} {what} per {one}.",
            "In all {total} {what} were held for {n} {who}, an average of {mean} {what} per {one}.",
        ),
        who=who,
        what=what,
        one=who.removesuffix("es") if who == "classes" else who[:-1],
        n=number(n),
        total=number(total),
        mean=amount(F(total, n), 1, ""),
    )
    tale.state("average", lambda v: v["mean"] - v["total"] / v["n"])


def ratio(tale: Tale) -> None:
    a, b = tale.whole(200, 4000), tale.whole(20, 200)
    tale.tell(
        tale.pick(
            "The school has {a} pupils and {b} teachers, a pupil-teacher ratio of {r}:1.",
            "With {a} pupils and {b} teachers, the ratio of pupils to teachers was {r}:1.",
        ),
        a=number(a),
        b=number(b),
        r=amount(F(a, b), 1, ""),
    )
    tale.state("ratio", lambda v: v["r"] - v["a"] / v["b"])


def multiple(tale: Tale) -> None:
    old = tale.whole(120, 3000)
    word, n = tale.random.choice(
        (("doubled", 2), ("tripled", 3), ("quadrupled", 4), ("grew threefold", 3))
    )
    new = old * n
    tale.tell(
        tale.pick("{what} {word} from {old} to {new}.", "{what} {word} to {new} from {old}."),
        what=tale.pick("Membership", "Output", "Enrolment"),
        word=word,
        old=number(old),
        new=number(new),
    )
    tale.state(
        "multiple",
        lambda v: (
            v["new"] - v["old"] * n if not F(16, 20) < v["new"] / v["old"] / n < F(5, 4) else F(0)
        ),
    )


def times_as_many(tale: Tale) -> None:
    old = tale.whole(20, 300) * 10
    times = F(tale.whole(12, 48), 10)
    new = old * times
    tale.tell(
        "{what} had {new} members in 2019, {times} the {old} of 2012.",
        what=tale.pick("The union", "The club", "The society"),
        new=number(int(new)),
        old=number(old),
        times=amount(times, 1, " times"),
    )
    tale.state("multiple", lambda v: v["times"] - v["new"] / v["old"])


def compound(tale: Tale) -> None:
    years = tale.whole(2, 6)
    old, rate = dollars(tale, 50, 400), F(tale.whole(20, 180), 1000)
    new = old * (1 + rate) ** years
    tale.tell(
        tale.pick(
            "{what} grew from {old} in {a} to {new} in {b}, a compound annual growth rate of {rate}.",
            "{what} rose from {old} in {a} to {new} in {b}, a CAGR of {rate}.",
        ),
        what=tale.pick(*MONEY),
        a=str(2019 - years),
        b="2019",
        old=million(old),
        new=million(new),
        rate=percent(rate),
    )
    tale.state("annual", lambda v: v["old"] * (1 + v["rate"]) ** years - v["new"])


def mark(tale: Tale) -> None:
    limit = tale.whole(2, 60) * 1000
    over = limit + tale.whole(1, 900)
    tale.tell(
        tale.pick(
            "{what} passed the {limit} mark, reaching {over}.",
            "{what} exceeded {limit} for the first time, at {over}.",
            "{what} surpassed the target of {limit}, reaching {over}.",
        ),
        what=tale.pick("Attendance", "Membership", "Enrolment"),
        limit=number(limit),
        over=number(over),
    )
    tale.state("bound", lambda v: min(F(0), v["over"] - v["limit"]))


def streak(tale: Tale) -> None:
    first = tale.whole(200, 900)
    rows = [first]
    for _ in range(3):
        rows.append(rows[-1] + tale.whole(3, 90))
    tale.tell(
        "{what} rose for the third consecutive year, from {a} in 2016 to {b} in 2017, {c} in 2018 and {d} in 2019.",
        what=tale.pick("Traffic", "Membership", "Output"),
        a=number(rows[0]),
        b=number(rows[1]),
        c=number(rows[2]),
        d=number(rows[3]),
    )
    tale.state("direction", lambda v: F(0) if v["a"] < v["b"] < v["c"] < v["d"] else F(1))


def respectively(tale: Tale) -> None:
    olds = [dollars(tale, 30, 400) for _ in range(2)]
    news = [F(int(o * tale.whole(105, 160) / 100 / 100_000)) * 100_000 for o in olds]
    tale.tell(
        tale.pick(
            "{one} and {two} rose {p} and {q}, respectively, to {a} and {b} from {c} and {d}.",
            "{one} and {two} were {a} and {b}, respectively, compared with {c} and {d} in the prior year, increases of {p} and {q}.",
        ),
        one=tale.pick("Fees", "Tolls"),
        two=tale.pick("rents", "royalties"),
        a=million(news[0]),
        b=million(news[1]),
        c=million(olds[0]),
        d=million(olds[1]),
        p=percent(news[0] / olds[0] - 1),
        q=percent(news[1] / olds[1] - 1),
    )
    tale.state("growth", lambda v: v["p"] - (v["a"] / v["c"] - 1), "p", "a", "c")
    tale.state("growth", lambda v: v["q"] - (v["b"] / v["d"] - 1), "q", "b", "d")


def pool(tale: Tale) -> None:
    opening, came, went = tale.whole(200, 900), tale.whole(10, 90), tale.whole(10, 90)
    tale.tell(
        "At the start of the year the yard held {opening} boats. During it {came} were bought and {went} were sold. It closed the year at {closing} boats.",
        opening=number(opening),
        came=number(came),
        went=number(went),
        closing=number(opening + came - went),
    )
    tale.state("balance", lambda v: v["opening"] + v["came"] - v["went"] - v["closing"])


def partly(tale: Tale) -> None:
    """An open list and figures that hang together with nothing."""
    parts = [tale.whole(20, 300) for _ in range(3)]
    tale.tell(
        tale.pick(
            "The trust made {whole} grants, including {a} to schools, {b} to clinics and {c} to clubs.",
            "Volunteers gave {whole} hours: among other things they planted {a} trees, cleared {b} paths and painted {c} benches.",
            "Work was done on {a} roads, {b} bridges and {c} culverts, and {whole} notices were sent.",
        ),
        whole=number(sum(parts) + tale.whole(50, 900)),
        a=number(parts[0]),
        b=number(parts[1]),
        c=number(parts[2]),
    )


def unlike(tale: Tale) -> None:
    """Changes without a base, at another basis, or side by side."""
    a, b = dollars(tale), dollars(tale)
    tale.tell(
        tale.pick(
            "{one} were {a}, up {p} at constant currency; {two} were {b}, down {q} on a comparable basis.",
            "{one} rose {p} to {a} while {two} fell {q} to {b}.",
            "Excluding exchange rates, {one} grew {p}. {two} were {b} against {a} in the plan for {one}.",
        ),
        one=tale.pick("Licence fees", "Harbour dues"),
        two=tale.pick("Ticket sales", "Catering receipts"),
        a=million(a),
        b=million(b),
        p=percent(F(tale.whole(5, 300), 1000)),
        q=percent(F(tale.whole(5, 300), 1000)),
    )


SCENES: tuple[Scene, ...] = (
    new_old_rate,
    new_change_rate,
    counts_changed,
    points,
    direction,
    two_parts,
    money_parts,
    regions,
    share_of,
    money_share,
    named_rate,
    arms,
    sample,
    price,
    average,
    ratio,
    multiple,
    times_as_many,
    compound,
    mark,
    streak,
    respectively,
    pool,
    partly,
    unlike,
)
