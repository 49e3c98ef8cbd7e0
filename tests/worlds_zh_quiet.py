"""Further worlds of Chinese reports: trends and yearly means, and what states nothing at all."""

from __future__ import annotations

from fractions import Fraction as F

from worlds import Print, Scene, Tale, amount, count, percent
from worlds_zh_words import MONEY, YEAR


def growth_only(tale: Tale) -> None:
    """增长x% without base: nothing to check."""
    tale.tell(
        "{when}{noun}完成{a}，同比增长{p}；{other}{b}，同比下降{q}，降幅比上年收窄{r}。",
        when=tale.pick(*YEAR),
        noun=tale.pick(*MONEY),
        other=tale.pick("工业用电量", "货运量", "商品房销售面积"),
        a=amount(F(tale.whole(100, 9000), 10), 1, "亿元"),
        b=amount(F(tale.whole(100, 9000), 10), 1, tale.pick("万吨", "亿千瓦时", "万平方米")),
        p=percent(F(tale.whole(5, 300), 1000)),
        q=percent(F(tale.whole(5, 300), 1000)),
        r=percent(F(tale.whole(1, 80), 1000), 1, "个百分点"),
    )


def partly(tale: Tale) -> None:
    """An open list: parts that need not add up."""
    parts = [tale.whole(20, 300) for _ in range(3)]
    whole = sum(parts) + tale.whole(50, 900)
    tale.tell(
        tale.pick(
            "{when}举办各类培训{whole}，其中电工{a}、焊工{b}、家政{c}。",
            "{when}开展活动{whole}，包括宣讲{a}、义诊{b}、演出{c}等。",
            "建成项目{whole}，主要有厂房{a}、道路{b}、桥梁{c}。",
        ),
        when=tale.pick(*YEAR),
        whole=count(whole, "个"),
        a=count(parts[0], "个"),
        b=count(parts[1], "个"),
        c=count(parts[2], "个"),
    )


def talk(tale: Tale) -> None:
    """Figures that hang together with nothing."""
    tale.tell(
        tale.pick(
            "深入{a}开展调研，召开座谈会{b}，印发资料{c}，解决问题{d}。",
            "新建改建农村公路{a}，整治河道{b}，植树{c}，安装路灯{d}。",
            "培训干部{a}，下派工作队{b}，结对{c}，落实资金{d}。",
        ),
        a=count(tale.whole(3, 90), tale.pick("个", "公里", "人")),
        b=count(tale.whole(3, 90), tale.pick("场次", "条", "支")),
        c=count(tale.whole(100, 9000), tale.pick("份", "株", "户")),
        d=amount(F(tale.whole(10, 900), 10), 1, "万元"),
    )


def year_by_year(tale: Tale) -> None:
    """逐年提高，分别为a、b、c"""
    low = tale.whole(300, 600)
    steps = [tale.whole(5, 90) for _ in range(2)]
    values = [low, low + steps[0], low + sum(steps)]
    up = tale.chance(0.7)
    values = values if up else values[::-1]
    rise = tale.pick("提高", "上升", "增加") if up else tale.pick("下降", "降低", "减少")
    tale.tell(
        tale.pick(
            "{what}连续三年{rise}，2021年、2022年、2023年分别为{a}、{b}、{c}。",
            "{what}逐年{rise}，2021年为{a}，2022年为{b}，2023年为{c}。",
            "2021年至2023年，{what}分别为{a}、{b}和{c}，逐年{rise}。",
        ),
        what=tale.pick("立案数", "申报量", "参训人数", "接诉即办量"),
        rise=rise,
        a=count(values[0], "件"),
        b=count(values[1], "件"),
        c=count(values[2], "件"),
    )
    sense = 1 if up else -1
    tale.state(
        "direction",
        lambda v: min(F(0), sense * (v["b"] - v["a"]) - 1, sense * (v["c"] - v["b"]) - 1),
    )


def level_with(tale: Tale) -> None:
    n = tale.whole(200, 900)
    tale.tell(
        tale.pick(
            "{what}{a}，与上年的{b}持平。", "{what}为{a}，和去年的{b}持平，其他指标稳步推进。"
        ),
        what=tale.pick("新开工项目", "举办活动", "开展督查"),
        a=count(n, "次"),
        b=count(n, "次"),
    )


def yearly_amount(tale: Tale) -> None:
    """年均增加"""
    years = tale.whole(2, 6)
    old, more = tale.whole(400, 3000), tale.whole(8, 90)
    tale.tell(
        tale.pick(
            "{what}由{a}年的{old}增加到2023年的{new}，年均增加{more}。",
            "{what}从{a}年的{old}扩大到2023年的{new}，年均扩大{more}。",
        ),
        what=tale.pick("绿地面积", "灌溉面积", "造林面积"),
        a=str(2023 - years),
        old=Print(str(old), "公顷"),
        new=Print(str(old + years * more), "公顷"),
        more=Print(str(more), "公顷"),
    )
    tale.state("change", lambda v: v["new"] - v["old"] - years * v["more"])


def years_together(tale: Tale) -> None:
    years, mean = tale.whole(3, 5), F(tale.whole(30, 900), 10)
    tale.tell(
        tale.pick("{n}年累计投入{all}，年均投入{mean}。", "{n}年来累计完成投资{all}，年均{mean}。"),
        n="三四五"[years - 3],
        all=amount(mean * years, 1, "亿元"),
        mean=amount(mean, 1, "亿元"),
    )
    tale.state("per-unit", lambda v: v["mean"] - v["all"] / years)


def quarters(tale: Tale) -> None:
    one, two = (F(tale.whole(100, 9000), 10) for _ in range(2))
    tale.tell(
        tale.pick(
            "一季度完成投资{a}，二季度完成投资{b}，上半年累计完成投资{c}。",
            "一季度{a}，二季度{b}，上半年共计{c}。",
        ),
        a=amount(one, 1, "亿元"),
        b=amount(two, 1, "亿元"),
        c=amount(one + two, 1, "亿元"),
    )
    tale.state("total", lambda v: v["c"] - v["a"] - v["b"])


def counted_items(tale: Tale) -> None:
    """三项合计…，其中…"""
    n = tale.whole(3, 4)
    names = tale.random.sample(["粮食补贴", "农机补贴", "良种补贴", "保险补贴", "肥料补贴"], n)
    parts = [tale.whole(100, 3000) for _ in range(n)]
    tale.tell(
        "发放{n}项补贴合计{whole}，其中", n="三四"[n - 3], whole=Print(str(sum(parts)), "万元")
    )
    for k, (name, part) in enumerate(zip(names, parts, strict=True)):
        tale.tell(
            f"{{name}}{{x{k}}}{{mark}}",
            name=name,
            mark="、" if k < n - 1 else "。",
            **{f"x{k}": Print(str(part), "万元")},
        )
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def overlapping(tale: Tale) -> None:
    """Parts that are no division: they overlap, and may be more than the whole together."""
    whole = tale.whole(400, 3000)
    women, young, learned = (int(whole * tale.whole(10, 70) / 100) for _ in range(3))
    tale.tell(
        tale.pick(
            "共有{noun}{whole}，其中女性{a}，35岁以下{b}，大专以上学历{c}。",
            "{noun}{whole}，其中女{noun}{a}、少数民族{b}、高中以上学历{c}。",
        ),
        noun=tale.pick("党员", "干部", "教师"),
        whole=count(whole, "名"),
        a=count(women, "名"),
        b=count(young, "名"),
        c=count(learned, "名"),
    )


def unlike_times(tale: Tale) -> None:
    """Values of different times and things beside each other, and a total of something else."""
    tale.tell(
        tale.pick(
            "本周办理{a}，上周办理{b}，今年以来共办理{c}。",
            "培训农民{a}，咨询服务{b}，发放资料{d}，累计服务群众{c}。",
            "受理{a}，办结上年结转{b}，历年累计办结{c}。",
        ),
        a=count(tale.whole(20, 300), "人次"),
        b=count(tale.whole(20, 300), "人次"),
        c=count(tale.whole(900, 9000), "人次"),
        d=count(tale.whole(400, 9000), "份"),
    )


MORE: tuple[Scene, ...] = (
    growth_only,
    partly,
    talk,
    year_by_year,
    level_with,
    yearly_amount,
    years_together,
    quarters,
    counted_items,
    overlapping,
    unlike_times,
)
