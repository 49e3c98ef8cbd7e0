"""English: numbers that hang together in lists, ranges, dates and ratios."""

from __future__ import annotations

import re
from itertools import pairwise

from audit.extract import settle
from audit.extract.english_tables import Text, is_day, year_shape
from audit.extract.tokens import UNREAD, NoFigure, Span, Token

# what stands between two numbers, and how it joins them
JOINS = {
    " to ": "to",
    " and ": "list",
    ", ": "list",
    ", and ": "list",
    " or ": "list",
    "-": "range",
    "–": "range",
    "—": "range",
    " - ": "range",
    " -": "range",
    "- ": "range",
    " – ": "range",
    "/": "slash",
    ":": "ratio",
    " through ": "to",
    "--": "range",
    "−": "range",
    " & ": "list",
    " (": "bracket",
    "(": "bracket",
    " until ": "to",
    ",": "comma",
    ", or ": "list",
    " ": "space",
    ") ": "space",
}


_LONGEST = 24  # numbers that are looked at together
_RATE_BEHIND = re.compile(r"(?: [a-z-]+){0,3} ?[(\[]\d+(?:\.\d+)? ?%")
_EQUAL = re.compile(r"[=<>] ?$")  # n = 340, r = 0.42
_RATE_BEFORE = re.compile(r"\d ?% ?[(\[](?:[nN] ?= ?)?$")


class Joins(Text):
    """Settles the tokens of a text into figures and others."""

    def follow(self, left: Token, right: Token) -> None:
        """What the number before says of this one: pages 14 to 19, 2016 and 2017, 209 (3)."""
        bare = not right.unit and not right.scale
        if not bare:
            return
        if right.join == "space":
            if left.decoy in ("phone", "code") and right.digits.isdigit():
                right.decoy = left.decoy
        elif right.join == "bracket":
            if (
                left.decoy in ("label", "name", "list number")
                and self.t[right.end : right.end + 1] == ")"
                and len(right.digits) < 3
            ):
                right.decoy = "label"
        elif right.join in ("list", "to", "range") and left.decoy in (
            "label",
            "age band",
            "name",
            "date",
        ):
            if left.decoy == "date":
                if right.join != "list" and is_day(right.digits):
                    right.decoy = "date"
                elif self.t[left.end : right.start] == ", " and year_shape(right.digits):
                    right.decoy = "year"
            elif "," not in right.digits and not right.noun:
                right.decoy = left.decoy

    def settle(self, tokens: list[Token], figures: list[Span], others: list[NoFigure]) -> None:
        self.share(tokens)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is not None and following.join in ("range", "slash", "ratio"):
                chain = at + 1
                stop = min(len(tokens) - 1, at + _LONGEST)
                while chain < stop and tokens[chain + 1].join == following.join:
                    chain += 1
                if self.joined(tokens[at : chain + 1], figures, others):
                    at = chain + 1
                    continue
            self.emit(token, figures, others)
            at += 1

    def commas(self, tokens: list[Token]) -> None:
        """Numbers with a comma and no blank between them: two of them may be one."""
        for at, (left, right) in enumerate(pairwise(tokens), 1):
            pair = right.join == "comma" != left.join
            if pair and (at + 1 == len(tokens) or tokens[at + 1].join != "comma"):
                self.continental(left, right)

    def continental(self, left: Token, right: Token) -> None:
        """3,5 % and 1.234,89: a comma may part the decimals, so that neither is read."""
        short = len(right.digits) < 3 and not right.decoy and not right.money
        if short and left.decoy in ("", "version or date"):
            left.decoy = right.decoy = UNREAD

    def emit(self, token: Token, figures: list[Span], others: list[NoFigure]) -> None:
        quantity = None if token.decoy else settle.read(token, self.t)
        if quantity is None:
            others.append(NoFigure(token.start, token.end, token.decoy or UNREAD))
        else:
            figures.append(Span(token.start, token.end, quantity))

    def share(self, tokens: list[Token]) -> None:
        """A percent sign or a scale at the end of a list or range reaches back; so does a date."""
        for at in range(len(tokens) - 1, 0, -1):
            left, right = tokens[at - 1], tokens[at]
            if right.join not in ("list", "to", "range"):
                continue
            if right.decoy:
                if (
                    right.decoy == "date"
                    and not left.decoy
                    and not left.unit
                    and is_day(left.digits)
                ):
                    left.decoy = "date"
                continue
            apposed = self.t[left.end : right.start] == ", or " and left.join != "list"
            if apposed and not left.unit:
                continue  # 193, or 12.0%: a count and its rate
            if left.decoy or left.noun or _EQUAL.search(self.t, max(0, left.start - 4), left.start):
                continue
            if not left.unit and not left.scale and right.unit and not right.money:
                left.unit = right.unit
            if (
                not left.scale
                and right.scale
                and right.join in ("to", "range")
                and len(left.digits.partition(".")[0]) <= 3
            ) and (left.money == right.money or (left.money and not right.unit)):
                left.scale = right.scale
                left.number += (" " if len(right.scale) > 3 else "") + right.scale

    def counts_with_rate(self, first: Token, last: Token) -> bool:
        """93/150 (62%); 62% (93/150): part and base of the rate beside them."""
        if not int(last.digits[:9]):
            return False
        behind = _RATE_BEHIND.match(self.t, last.end)
        return (
            behind is not None
            or _RATE_BEFORE.search(self.t, max(0, first.start - 16), first.start) is not None
        )

    def joined(self, group: list[Token], figures: list[Span], others: list[NoFigure]) -> bool:
        """Numbers joined by dashes, strokes or colons: a range, a fraction, a year, a code, a time, a ratio."""
        join = group[1].join
        bare = all(not x.unit and not x.scale for x in group)
        whole = all(x.digits.isdigit() for x in group)
        if join == "ratio":
            return self.ratio(group, figures, others) if bare else False
        name = ""
        if bare and whole:
            first, last = group[0], group[-1]
            if year_shape(first.digits) and len(group) == 2 and len(last.digits) in (2, 4):
                name = "year" if len(last.digits) == 2 or year_shape(last.digits) else "code"
            elif any(x.decoy for x in group) or len(group) > 2:
                name = next((x.decoy for x in group if x.decoy), "code")
            elif (
                join == "range"
                and len(first.digits) == 3
                and len(last.digits) == 4
                and not last.noun
            ):
                name = "phone"
            elif join == "slash" and self.counts_with_rate(first, last):
                return False
            elif join == "slash" and not 0 < int(first.digits[:6]) < int(last.digits[:6]) <= 100:
                name = "code"
        if name:
            for token in group:
                others.append(NoFigure(token.start, token.end, name))
            return True
        told = group[0].decoy
        if told in ("label", "code") and join == "slash" and bare:  # doi 10.1000/182
            others += [NoFigure(x.start, x.end, told) for x in group]
            return True
        if len(group) != 2 or any(x.decoy for x in group):
            return False
        if join == "slash":
            span = settle.fraction(group[0], group[1], self.t)
        else:
            span = self.range(group[0], group[1])
        if span is None:
            return False
        figures.append(span)
        return True

    def range(self, left: Token, right: Token) -> Span | None:
        if left.money and not right.money and not right.unit:
            right.unit = left.unit
        if not left.unit and right.unit:
            left.unit = right.unit
        return settle.range_of(left, right, self.t)

    def ratio(self, group: list[Token], figures: list[Span], others: list[NoFigure]) -> bool:
        clock = (
            len(group) <= 3
            and len(group[1].digits) == 2
            and group[0].digits.isdigit()
            and int(group[0].digits[:3]) < 25
        )
        near = self.t[max(0, group[0].start - 24) : group[0].start].lower()
        if clock and "ratio" not in near and "odds" not in near:
            for token in group:
                others.append(NoFigure(token.start, token.end, "clock"))
            return True
        for token in group:
            if not token.decoy or token.decoy == "year":
                token.decoy, token.unit = "", "比"
            self.emit(token, figures, others)
        return True
