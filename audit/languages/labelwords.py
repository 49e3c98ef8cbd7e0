"""Words around the labels of figures: which to drop before two labels are compared, which name a
place or a time. Data only, by language."""

from __future__ import annotations

from msgspec import Struct


class LabelWords(Struct, frozen=True):
    """Patterns over folded text.

    before, after  words at the ends of a label that do not change what it names
    place          a name at the beginning of a clause that says whose figures follow: `name` and
                   `level` (镇, county)
    everywhere     the same anywhere in a sentence: words that mean the report's own place
    own            values of `name` that fit every place of their level
    vague          periods that say no time
    period_end     the end of a period that does not make it another one
    change         words in a label that itself names a change (增加值, change in inventories)
    derived        heads of rows and columns that hold rates, shares or changes of others
    """

    before: str
    after: str
    place: str
    everywhere: str
    own: frozenset[str]
    vague: frozenset[str]
    period_end: str
    change: str
    derived: str


CHINESE = LabelWords(
    before=(
        r"(?:全[国省市州县区镇乡村]|[我本该][省市州县区镇乡村]|其中|全年|今年|本年度?|当年|上半年|前三季度|截至|截止|目前|"
        r"(?:\d{1,4}|20[xX*×]{2})[年月日]|共计?|累计|总计|合计|实有|现有|全部|预计|实际|已经|各类|[:：])"
    ),
    after=r"(?:共有|共计|合计|约为|达到|完成|实现|共|约|达|为|是|有|的|数为|[:：])",
    place=r"在?(?![对由从向到为是与和及各每]|[社农城园景山灾小地校片库林牧郊市辖乡老新旧][镇乡村县区市])(?P<name>[一-鿿]{1,6}?)(?P<level>(?<!其)(?<!作)(?<!程)(?<!动)(?<!查)(?<!施)中(?=[，,])|镇|乡|街道|村|县|区|市|省|州)(?![级直域场场城长委属内外里民政容面上下中级])",
    everywhere=r"(?P<name>[全我本该])(?P<level>国|省|市|州|县|区|镇|乡|村)(?!级)",
    own=frozenset("全我本该"),
    vague=frozenset(
        ["目前", "近年来", "近期", "截至目前", "截止目前", "当前", "现在", "年来", "近几年"]
    ),
    period_end=r"(?:度|末|底|全年)$",
    change=r"[增减升降]",
    derived=r"[增减升降]|同比|环比|率|幅|比重|比例|占比|占|[%‰]|位次|排名|指数|倍",
)
ENGLISH = LabelWords(
    before=r"(?:the|a|an|our|its|their|all|reported|recorded|consolidated)\s+",
    after=r"\s+(?:was|were|is|are|of|at|totall?ed|reached|came to)|[:]",
    place=r"(?!)",
    everywhere=r"(?!)",
    own=frozenset(),
    vague=frozenset(["now", "currently", "to date"]),
    period_end=r"$",
    change=r"increase|decrease|growth|change|decline",
    derived=r"(?i:growth|change|increase|decrease|margin|share|ratio|rate|per ?cent|rank|index)|[%‰]",
)
WORDS = {"zh": CHINESE, "en": ENGLISH}
