"""The printed text of a spreadsheet number: the value as its number format shows it.

Everything is decimal: the stored value is taken as its shortest decimal, cut to the 15 digits that
a spreadsheet keeps, and rounded half away from zero, as spreadsheets do.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from msgspec import Struct

from audit.readers import dateformat
from audit.readers.dbnum import numerals
from audit.readers.formatnumbers import fraction, general, plain, scientific

NUMBER, DATE, TEXT = "number", "date", "text"

LONGEST_CODE = 1000  # a longer format code is not one that a spreadsheet wrote


class Shown(Struct, frozen=True, gc=False):
    """What stands in the cell: its text, and whether that is a number, a date or a text."""

    text: str
    kind: str = NUMBER


class Token(Struct, frozen=True, gc=False):
    """kind: literal, 0 # ? (places), . , % / @ E (signs), general, date, fill"""

    kind: str
    text: str


class Section(Struct, frozen=True):
    """One of the parts of a format code between semicolons, ready to be filled in."""

    tokens: tuple[Token, ...] = ()
    kind: str = NUMBER
    condition: tuple[str, Decimal] | None = None
    script: int = 0  # of [DBNum1] … [DBNum3]
    percents: int = 0
    thousands: int = 0
    grouped: bool = False
    decimals: int = 0
    simple: tuple[str, str] | None = None  # literal before and after one run of places
    least: int = 0  # whole digits of a simple section

    @property
    def signed(self) -> bool:
        """Whether the section says by itself that the value is negative."""
        return any(t.kind == "literal" and t.text[:1] in ("-", "(", "（", "−") for t in self.tokens)


_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=2000, rounding=ROUND_HALF_UP)
_SHORT_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})", re.ASCII)


def stored(text: str) -> Decimal | None:
    """The number that a cell stores, to the 15 digits that count; None if it is none."""
    try:
        value = Decimal(text) if len(text) <= 15 and text.isascii() else Decimal(repr(float(text)))
    except (ValueError, ArithmeticError):
        return None
    if not value.is_finite() or abs(value.adjusted()) > 400:
        return None
    return value if len(text) <= 15 and value else _EXCEL.plus(value)


def show(text: str, code: str, date1904: bool = False) -> Shown | None:
    """The stored number `text` as the format `code` shows it; None if it is no number."""
    if code == "General" and _SHORT_INTEGER.fullmatch(text):
        return Shown(text)
    value = stored(text)
    return None if value is None else show_value(value, code, date1904)


def show_value(value: Decimal, code: str, date1904: bool = False) -> Shown:
    sections = compiled(code)
    section = sections[0]
    if len(sections) > 1 or section.condition is not None:
        section, value = _choose(sections, value)
    if section.kind == DATE:
        return Shown(dateformat.render(section.tokens, value, date1904, section.script), DATE)
    if section.simple is not None:
        return Shown(_simple(section, value))
    return Shown(" ".join(_fill(section, value).split()), section.kind)


def show_text(text: str, code: str) -> str:
    """A text as the format shows it: only the fourth section, or one with @, says anything."""
    if "@" not in code or code == "@":
        return text
    sections = compiled(code)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if not any(t.kind == "@" for t in section.tokens):
        return text
    return "".join(text if t.kind == "@" else t.text for t in section.tokens).strip()


# -- choosing a section ---------------------------------------------------------------------------


def _choose(sections: tuple[Section, ...], value: Decimal) -> tuple[Section, Decimal]:
    """The section for a value, and the value that it shows: without its sign where the section
    stands for negative numbers only."""
    if len(sections) == 4 or (len(sections) > 1 and sections[-1].kind == TEXT):
        sections = sections[:3] if len(sections) == 4 else sections[:-1]
    if any(s.condition for s in sections[:2]):
        return _conditional(sections, value)
    if len(sections) > 1 and value < 0:
        return sections[1], -value
    if len(sections) > 2 and value == 0:
        return sections[2], value
    return sections[0], value


def _conditional(sections: tuple[Section, ...], value: Decimal) -> tuple[Section, Decimal]:
    for at, section in enumerate(sections):
        last = at == len(sections) - 1
        if section.condition is None and at == 1 and not last and value >= 0:
            continue  # [>100]a;b;c: b is for negative numbers
        if section.condition is None or _holds(section.condition, value):
            negative = value < 0 and section.signed
            return section, -value if negative else value
    return Section((Token("literal", "########"),), TEXT), value


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, bound = condition
    if sign == "<>":
        return value != bound
    return (
        ("=" in sign and value == bound)
        or ("<" in sign and value < bound)
        or (">" in sign and value > bound)
    )


# -- filling it in --------------------------------------------------------------------------------


def _scaled(section: Section, value: Decimal) -> Decimal:
    if not section.percents and not section.thousands:
        return value
    return value.scaleb(2 * section.percents - 3 * section.thousands, context=_WIDE)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(_quantum(decimals), context=_WIDE)


@lru_cache(maxsize=64)
def _quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _simple(section: Section, value: Decimal) -> str:
    """A run of places with a literal on each side: nearly all formats that are in use."""
    assert section.simple is not None
    size = abs(_rounded(_scaled(section, value), section.decimals))
    digits = f"{size:,f}" if section.grouped else f"{size:f}"
    if not section.least and digits[0] == "0":
        digits = digits[1:]
    sign = "-" if value < 0 else ""
    before, after = section.simple
    return f"{sign}{before}{digits}{after}".strip() if before or after else sign + digits


def _fill(section: Section, value: Decimal) -> str:
    kinds = {t.kind for t in section.tokens}
    if "general" in kinds:
        return _general(section, value)
    if not kinds & {"0", "#", "?"}:
        sign = "-" if value < 0 and section.tokens else ""
        return (
            sign
            + "".join(t.text for t in section.tokens if t.kind != "@")
            + (general(value) if "@" in kinds else "")
        )
    value = _scaled(section, value)
    pairs = [(t.kind, t.text) for t in section.tokens]
    if "E" in kinds:
        shown = scientific(pairs, abs(value), section.grouped)
    elif "/" in kinds:
        shown = fraction(pairs, abs(value))
    else:
        shown = plain(pairs, abs(_rounded(value, section.decimals)), section.grouped)
    if section.script:
        shown = numerals(shown, section.script, places=False)
    return f"-{shown.lstrip()}" if value < 0 else shown


def _general(section: Section, value: Decimal) -> str:
    number = general(abs(value))
    if section.script:
        number = numerals(number, section.script, places=True)
    sign = "-" if value < 0 else ""
    return sign + "".join(number if t.kind == "general" else t.text for t in section.tokens)


# -- compiling a format code ----------------------------------------------------------------------

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<half>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|g+|b+)|(?P<place>[0#?])|(?P<sign>[.,%/@])|(?P<end>;)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(
    r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,3})?)", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def compiled(code: str) -> tuple[Section, ...]:
    """The sections of a format code."""
    if not code or len(code) > LONGEST_CODE:
        code = "General"
    sections: list[Section] = []
    tokens: list[Token] = []
    marks: list[str] = []
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "end":
            sections.append(_section(tokens, marks))
            tokens, marks = [], []
        elif kind == "bracket":
            _bracket(match["bracket"], tokens, marks)
        else:
            _token(kind or "other", match, tokens)
    sections.append(_section(tokens, marks))
    return tuple(sections[:4])


def _bracket(inner: str, tokens: list[Token], marks: list[str]) -> None:
    """[Red], [>100], [$¥-804], [h], [DBNum1]: what prints becomes a token, the rest a mark."""
    if inner.startswith("$"):
        sign = inner[1:].partition("-")[0]
        if sign:
            tokens.append(Token("literal", sign))
    elif _ELAPSED.fullmatch(inner):
        tokens.append(Token("date", f"[{inner.lower()}]"))
    else:
        marks.append(inner)


def _token(kind: str, match: re.Match[str], tokens: list[Token]) -> None:
    text = match[kind]
    if kind in ("quoted", "escaped", "other"):
        tokens.append(Token("literal", text))
    elif kind == "pad":
        tokens.append(Token("literal", " "))
    elif kind == "general":
        tokens.append(Token("general", ""))
    elif kind in ("date", "half"):
        tokens.append(Token("date", text if kind == "half" else text.lower()))
    elif kind == "exponent":
        tokens.append(Token("E", text[1]))
    elif kind in ("place", "sign"):
        tokens.append(Token(text, text))


def _section(tokens: list[Token], marks: list[str]) -> Section:
    condition, script = None, 0
    for mark in marks:
        found = _CONDITION.fullmatch(mark.strip())
        if found:
            condition = (found[1], Decimal(found[2]))
        elif mark[:5].lower() == "dbnum" and mark[5:6] in ("1", "2", "3"):
            script = int(mark[5])
    kinds = {t.kind for t in tokens}
    if "date" in kinds and not kinds & {"#", "?", "general", "E"}:
        return Section(tuple(tokens), DATE, condition, script)
    tokens = [Token("literal", t.text) if t.kind == "date" else t for t in tokens]
    if "@" in kinds and not kinds & {"0", "#", "?", "general"}:
        return Section(tuple(tokens), TEXT, condition, script)
    return _number_section(tokens, condition, script)


def _number_section(
    tokens: list[Token], condition: tuple[str, Decimal] | None, script: int
) -> Section:
    kinds = {t.kind for t in tokens}
    tokens, grouped, thousands = _commas(tokens)
    point = next((i for i, t in enumerate(tokens) if t.kind == "."), len(tokens))
    end = next((i for i, t in enumerate(tokens) if t.kind in "E/" and i > point), len(tokens))
    decimals = sum(t.kind in "0#?" for t in tokens[point:end])
    shape = None if kinds & {"E", "/", "general", "?"} or script else _run(tokens)
    least = sum(t.kind == "0" for t in tokens[:point])
    return Section(
        tuple(tokens),
        NUMBER,
        condition,
        script,
        sum(t.kind == "%" for t in tokens),
        thousands,
        grouped,
        decimals,
        shape if least < 2 else None,
        least,
    )


def _commas(tokens: list[Token]) -> tuple[list[Token], bool, int]:
    """Commas between whole places group by thousands, commas after the last place divide by them."""
    places = [i for i, t in enumerate(tokens) if t.kind in ("0", "#", "?")]
    if not places:
        return [Token("literal", t.text) if t.kind == "," else t for t in tokens], False, 0
    point = next((i for i, t in enumerate(tokens) if t.kind == "."), len(tokens))
    whole = [i for i in places if i < point]
    grouped, thousands, out = False, 0, []
    for i, token in enumerate(tokens):
        if token.kind != ",":
            out.append(token)
        elif whole and whole[0] < i < whole[-1]:
            grouped = True
        elif i > places[0]:
            thousands += all(t.kind == "," for t in tokens[max(p for p in places if p < i) + 1 : i])
        else:
            out.append(Token("literal", ","))
    return out, grouped, thousands


def _run(tokens: list[Token]) -> tuple[str, str] | None:
    """The literals before and after, if the places are one run that ends in zeros only."""
    places = [i for i, t in enumerate(tokens) if t.kind in ("0", "#", ".")]
    if not places or places != list(range(places[0], places[-1] + 1)):
        return None
    run = "".join(tokens[i].kind for i in places)
    if not re.fullmatch(r"#*0*(?:\.0+)?", run):
        return None
    before = "".join(t.text for t in tokens[: places[0]])
    return before, "".join(t.text for t in tokens[places[-1] + 1 :])
