"""Little true worlds of Chinese official reports, in the wordings of their trade."""

from __future__ import annotations

from fractions import Fraction as F

from worlds import Print, Scene, Tale, amount, count, percent
from worlds_zh_quiet import MORE
from worlds_zh_words import CASES, HALVES, KINDS, MONEY, YEAR


def level_change_rate(tale: Tale) -> None:
    """避孕节育手术10914例,同比增加1105例。增幅11.27%"""
    noun, unit, verb = tale.random.choice(CASES)
    old = tale.whole(120, 9000)
    more = tale.whole(2, max(3, old // 3))
    up = tale.chance(0.6)
    new = old + more if up else old - more
    rise, width = ("增加", "增幅") if up else ("减少", "降幅")
    tale.tell(
        tale.pick(
            "{when}{verb}{noun}{new}，同比{rise}{more}，{width}{rate}。",
            "{when}{verb}{noun}{new}，比上年{rise}{more}，{rise}{rate}。",
            "{when}共{verb}{noun}{new}，较上年同期{rise}{more}，{width}为{rate}。",
            "{when}{verb}{noun}{new},同比{rise}{more}。{width}{rate}。",
            "{when}{verb}{noun}{new}，同比{rise}{rate}，{rise}{more}。",
            "{verb}{noun}{new}，与去年同期相比{rise}{more}，{rise}了{rate}；其他工作有序推进。",
        ),
        when=tale.pick(*YEAR),
        verb=verb,
        noun=noun,
        rise=rise,
        width=width,
        new=count(new, unit),
        more=count(more, unit),
        rate=percent(F(more, old), tale.whole(1, 2)),
    )
    sense = 1 if up else -1
    tale.state("growth", lambda v: v["rate"] - v["more"] / (v["new"] - sense * v["more"]))


def money_level_change(tale: Tale) -> None:
    noun = tale.pick(*MONEY)
    old = F(tale.whole(10_000, 900_000), 100)
    more = F(tale.whole(200, 4000), 100)
    tale.tell(
        tale.pick(
            "{when}完成{noun}{new}，比上年增加{more}，增长{rate}。",
            "{when}{noun}达到{new}，同比增收{more}，增长{rate}。",
            "{when}实现{noun}{new}，同比净增{more}，增速{rate}。",
        ),
        when=tale.pick(*YEAR),
        noun=noun,
        new=amount(old + more, 2, "亿元"),
        more=amount(more, 2, "亿元"),
        rate=percent(more / old, 1),
    )
    tale.state("growth", lambda v: v["rate"] - v["more"] / (v["new"] - v["more"]))


def with_prior(tale: Tale) -> None:
    """比上年的A增加B，增长x%"""
    noun, unit, verb = tale.random.choice(CASES)
    old = tale.whole(100, 5000)
    more = tale.whole(2, old // 2)
    form = tale.whole(0, 3)
    up = tale.chance(0.6)
    new = old + more if up else old - more
    rise = "增加" if up else "减少"
    sense = 1 if up else -1
    fills: dict[str, Print | str] = {
        "when": tale.pick(*YEAR),
        "verb": verb,
        "noun": noun,
        "rise": rise,
        "new": count(new, unit),
        "old": count(old, unit),
        "more": count(more, unit),
        "rate": percent(F(more, old), 1),
    }
    templates = (
        "{when}{verb}{noun}{new}，比上年的{old}{rise}{more}。",
        "{when}{verb}{noun}{new}，比上年同期的{old}{rise}{more}，同比{rise}{rate}。",
        "{when}{verb}{noun}由上年的{old}{rise}到{new}，{rise}{more}。",
        "{when}{verb}{noun}{new}，上年为{old}，{rise}{more}，{rise}{rate}。",
    )
    tale.tell(templates[form], **fills)
    tale.state("change", lambda v: v["new"] - v["old"] - sense * v["more"], "new", "old", "more")
    if form in (1, 3):
        tale.state("growth", lambda v: v["rate"] - v["more"] / v["old"], "rate", "more", "old")


def from_to_rate(tale: Tale) -> None:
    """由A增加到B，增长x%"""
    old = F(tale.whole(200, 90_000), 100)
    new = old * F(tale.whole(102, 180), 100)
    unit = tale.pick("亿元", "万吨", "万亩", "万人次")
    tale.tell(
        tale.pick(
            "{noun}由{old}增加到{new}，增长{rate}。",
            "{noun}从{old}提高到{new}，增长{rate}。",
            "{noun}由上年的{old}上升至{new}，升幅{rate}。",
        ),
        noun=tale.pick("产量", "规模", "总产值", "吞吐量", "面积"),
        old=amount(old, 2, unit),
        new=amount(new, 2, unit),
        rate=percent(new / old - 1, 1),
    )
    tale.state("growth", lambda v: v["rate"] - (v["new"] / v["old"] - 1))


def points(tale: Tale) -> None:
    """由6.2%提高到7.8%，提高1.6个百分点"""
    old, more = tale.whole(200, 880), tale.whole(3, 99)
    up = tale.chance(0.7)
    new = old + more if up else old - more
    rise = tale.pick("提高", "上升", "提升") if up else tale.pick("下降", "降低", "回落")
    what = tale.pick(
        "合格率", "城镇化率", "森林覆盖率", "就业率", "化解率", "农机化水平", "服务业占比"
    )
    tale.tell(
        tale.pick(
            "{what}由{old}{rise}到{new}，{rise}{more}。",
            "{what}从上年的{old}{rise}到{new}，{rise}了{more}。",
            "{what}{new}，比上年的{old}{rise}{more}。",
        ),
        what=what,
        rise=rise,
        old=percent(F(old, 1000)),
        new=percent(F(new, 1000)),
        more=percent(F(more, 1000), 1, "个百分点"),
    )
    sense = 1 if up else -1
    tale.state("difference", lambda v: v["new"] - v["old"] - sense * v["more"])


def halves(tale: Tale) -> None:
    """其中男a、女b"""
    a, b, unit = tale.random.choice(HALVES)
    one, two = tale.whole(60, 4000), tale.whole(60, 4000)
    tale.tell(
        tale.pick(
            "{noun}共{whole}，其中{a}{one}、{b}{two}。",
            "{noun}{whole}，其中：{a}{one}，{b}{two}。",
            "{noun}{whole}（{a}{one}、{b}{two}）。",
            "{noun}总计{whole}。其中，{a}{one}；{b}{two}。",
            "{a}{one}，{b}{two}，合计{whole}。",
        ),
        noun=tale.pick("参加活动", "本年度", "全部", "登记在册"),
        a=a,
        b=b,
        whole=count(one + two, unit),
        one=count(one, unit),
        two=count(two, unit),
    )
    tale.state("total", lambda v: v["whole"] - v["one"] - v["two"])


def kinds(tale: Tale) -> None:
    """按类型分，a，b，c"""
    names, noun, unit = tale.random.choice(KINDS)
    n = tale.whole(3, 5)
    parts = tale.parts(tale.whole(400, 9000), n)
    names = tuple(tale.random.sample(names, n))
    joint = tale.pick("、", "，", "；")
    rest = tale.chance()
    if rest:
        names = (*names[:-1], tale.pick("其他", "其余"))
    header = (
        tale.pick("其中", "其中：", "其中，")
        if rest
        else tale.pick("按类型分，", "从构成看，", "分类别看，")
    )
    stop = "。" if "其中" not in header else "，"
    tale.tell(
        "{noun}{whole}" + stop + header,
        noun=tale.pick("共有", "全县") + noun,
        whole=count(sum(parts), unit),
    )
    for k, (name, part) in enumerate(zip(names, parts, strict=True)):
        tale.tell(
            f"{{name}}{{x{k}}}{{mark}}",
            name=name,
            mark=joint if k < n - 1 else "。",
            **{f"x{k}": count(part, unit)},
        )
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def money_bracket(tale: Tale) -> None:
    """413.52万元（a，b，c）"""
    n = tale.whole(2, 4)
    parts = [F(tale.whole(1000, 90_000), 100) for _ in range(n)]
    names = tale.random.sample(["奖励金", "扶助金", "保健费", "补助费", "慰问金"], n)
    tale.tell(
        "{when}兑现资金{whole}（", when=tale.pick(*YEAR), whole=amount(sum(parts, F(0)), 2, "万元")
    )
    rest = [*names[:-1], "其他"]
    for k, (name, part) in enumerate(zip(rest, parts, strict=True)):
        tale.tell(
            f"{{name}}{{x{k}}}{{mark}}",
            name=name,
            mark="、" if k < n - 1 else "），惠及群众。",
            **{f"x{k}": amount(part, 2, "万元")},
        )
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def three_sectors(tale: Tale) -> None:
    parts = [F(tale.whole(1000, 60_000), 100) for _ in range(3)]
    tale.tell(
        tale.pick(
            "全市完成投资{whole}，其中第一产业{a}，第二产业{b}，第三产业{c}。",
            "固定资产投资{whole}。分产业看，第一产业投资{a}；第二产业投资{b}；第三产业投资{c}。",
            "一产、二产、三产投资分别为{a}、{b}、{c}，共计{whole}。",
        ),
        whole=amount(sum(parts, F(0)), 2, "亿元"),
        a=amount(parts[0], 2, "亿元"),
        b=amount(parts[1], 2, "亿元"),
        c=amount(parts[2], 2, "亿元"),
    )
    tale.state("total", lambda v: v["whole"] - v["a"] - v["b"] - v["c"])


def share_of(tale: Tale) -> None:
    noun, unit, verb = tale.random.choice(CASES)
    whole = tale.whole(80, 6000)
    part = tale.whole(2, whole - 1)
    tale.tell(
        tale.pick(
            "共{verb}{noun}{whole}，其中重点{noun}{part}，占{rate}。",
            "{when}{verb}{noun}{whole}，其中涉农{part}，占比{rate}。",
            "{when}{verb}{noun}{whole}，完成整改{part}，占总数的{rate}。",
            "{verb}{noun}{part}，占全部{noun}{whole}的{rate}。",
            "{verb}{noun}{whole}，其中涉企{noun}{part}（占{rate}）。",
        ),
        when=tale.pick(*YEAR),
        noun=noun,
        verb=verb,
        whole=count(whole, unit),
        part=count(part, unit),
        rate=percent(F(part, whole), tale.whole(1, 2)),
    )
    tale.state("share", lambda v: v["rate"] - v["part"] / v["whole"])


def halves_with_shares(tale: Tale) -> None:
    """男a人，占x%；女b人，占y%"""
    a, b, unit = tale.random.choice(HALVES)
    one, two = tale.whole(100, 3000), tale.whole(100, 3000)
    whole = one + two
    tale.tell(
        tale.pick(
            "{noun}{whole}，其中{a}{one}，占{p}；{b}{two}，占{q}。",
            "{noun}共{whole}。其中，{a}{one}，占比{p}，{b}{two}，占比{q}。",
            "{noun}{whole}，其中{a}{one}（占{p}），{b}{two}（占{q}）。",
        ),
        noun=tale.pick("登记总量", "本期", "统计对象"),
        a=a,
        b=b,
        whole=count(whole, unit),
        one=count(one, unit),
        two=count(two, unit),
        p=percent(F(one, whole)),
        q=percent(F(two, whole)),
    )
    tale.state("total", lambda v: v["whole"] - v["one"] - v["two"], "whole", "one", "two")
    tale.state("share", lambda v: v["p"] - v["one"] / v["whole"], "p", "one", "whole")
    tale.state("share", lambda v: v["q"] - v["two"] / v["whole"], "q", "two", "whole")


def named_rate(tale: Tale) -> None:
    """合格率 = 合格 / 参检"""
    base, did, name, unit = tale.random.choice(
        (
            ("参检", "合格", "合格率", "人"),
            ("抽检食品", "合格", "合格率", "批次"),
            ("受理诉求", "办结", "办结率", "件"),
            ("应接种", "已接种", "接种率", "人"),
            ("签约", "开工", "开工率", "个"),
            ("报名", "录取", "录取率", "人"),
            ("监测断面", "达标", "达标率", "个"),
            ("交办问题", "整改", "整改率", "个"),
        )
    )
    whole = tale.whole(60, 5000)
    part = tale.whole(whole // 2, whole)
    tale.tell(
        tale.pick(
            "{base}{whole}，其中{did}{part}，{name}{rate}。",
            "{base}{whole}，{did}{part}，{name}为{rate}。",
            "{when}共{base}{whole}，{did}{part}，{name}达到{rate}。",
            "{when}{base}{whole}、{did}{part}，{name}达{rate}。",
        ),
        when=tale.pick("全年", "本月", "今年以来"),
        base=base,
        did=did,
        name=name,
        whole=count(whole, unit),
        part=count(part, unit),
        rate=percent(F(part, whole), tale.whole(1, 2)),
    )
    tale.state("rate", lambda v: v["rate"] - v["part"] / v["whole"])


def of_budget(tale: Tale) -> None:
    plan = F(tale.whole(1000, 90_000), 10)
    done = plan * tale.whole(60, 130) / 100
    word, what = tale.random.choice(
        (
            ("年初预算", "一般公共预算支出"),
            ("年度计划", "投资"),
            ("预算", "税收"),
            ("全年目标任务", "招商引资"),
            ("调整预算", "教育支出"),
        )
    )
    tale.tell(
        tale.pick(
            "{what}{done}，完成{word}{plan}的{rate}。",
            "{what}完成{done}，占{word}{plan}的{rate}。",
            "{word}{plan}，实际完成{done}，完成{word}的{rate}。",
            "{what}{word}{plan}，执行数{done}，为{word}的{rate}。",
        ),
        what=what,
        word=word,
        plan=amount(plan, 1, "万元"),
        done=amount(done, 1, "万元"),
        rate=percent(done / plan, 1),
    )
    tale.state("share", lambda v: v["rate"] - v["done"] / v["plan"])


def round_to(value: F, decimals: int) -> F:
    return F(int(value * 10**decimals + F(1, 2)), 10**decimals)


def price_times_count(tale: Tale) -> None:
    n, price = tale.whole(12, 900), tale.whole(2, 60) * 50
    who, unit = tale.random.choice(
        (
            ("困难家庭", "户"),
            ("高龄老人", "人"),
            ("贫困学生", "名"),
            ("受灾农户", "户"),
            ("村医", "名"),
        )
    )
    each = unit if unit != "名" else "人"
    total = F(n * price, 10_000)
    decimals = next(d for d in range(5) if (total * 10**d).denominator == 1)
    tale.tell(
        tale.pick(
            "为{n}{who}发放补助，每{each}{price}，共支出{total}。",
            "{who}{n}，按每{each}{price}标准发放，共计{total}。",
            "救助{who}{n}，每{each}补助{price}，发放资金{total}。",
        ),
        who=who,
        each=each,
        n=count(n, unit),
        price=Print(str(price), "元"),
        total=Print(rounded_to(total, decimals), "万元", F(10_000)),
    )
    tale.state("product", lambda v: v["total"] - v["n"] * v["price"])


def rounded_to(value: F, decimals: int) -> str:
    whole = int(value * 10**decimals)
    return (
        f"{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}" if decimals else str(whole)
    )


def per_head(tale: Tale) -> None:
    n = tale.whole(20, 900)
    total = F(tale.whole(20, 4000)) * 10_000
    who, unit, each = tale.random.choice(
        (
            ("农户", "户", "户均"),
            ("职工", "人", "人均"),
            ("学生", "人", "生均"),
            ("企业", "家", "平均每家"),
        )
    )
    tale.tell(
        tale.pick(
            "惠及{who}{n}，发放资金{total}，{each}{mean}。",
            "向{n}{who}发放资金{total}，{each}{mean}。",
            "发放资金{total}，受益{who}{n}，{each}{mean}。",
        ),
        who=who,
        each=each,
        n=count(n, unit),
        total=amount(total, 0, "万元", 10_000),
        mean=amount(total / n, 0, "元"),
    )
    tale.state("per-unit", lambda v: v["mean"] - v["total"] / v["n"])


def multiples(tale: Tale) -> None:
    old, n = tale.whole(3, 90), tale.whole(2, 4)
    unit = tale.pick("亿元", "家", "个", "万人次")
    kind = tale.whole(0, 1)
    exact = unit in ("家", "个")
    new = old * (n + 1) if kind == 0 else old * 2 ** (n // 2 or 1)
    say = {1: "翻了一番", 2: "翻了两番"}[n // 2 or 1]
    start, end = Print(str(old), unit, exact=exact), Print(str(new), unit, exact=exact)
    if kind == 0:
        tale.tell(
            "{noun}由{old}增加到{new}，增长{times}。",
            noun=tale.pick("龙头企业产值", "合作社", "游客量"),
            old=start,
            new=end,
            times=Print(str(n), "倍"),
        )
        tale.state("multiple", lambda v: v["times"] - (v["new"] / v["old"] - 1))
    else:
        tale.tell(
            "{noun}由{old}增加到{new}，{say}。",
            noun=tale.pick("龙头企业产值", "合作社", "游客量"),
            old=start,
            new=end,
            say=say,
        )
        tale.state("multiple", lambda v: v["new"] - v["old"] * 2 ** (n // 2 or 1))


def compound(tale: Tale) -> None:
    """从2018年的A增加到2023年的B，年均增长x%"""
    years = tale.whole(2, 5)
    start = 2023 - years
    old = F(tale.whole(500, 40_000), 100)
    rate = F(tale.whole(20, 180), 1000)
    new = round_to(old * (1 + rate) ** years, 2)
    tale.tell(
        tale.pick(
            "{noun}从{a}年的{old}增加到{b}年的{new}，年均增长{rate}。",
            "{noun}由{a}年的{old}提高到{b}年的{new}，年均增长{rate}。",
        ),
        noun=tale.pick("地区生产总产出", "农产品加工产值", "物流业收入", "旅游收入"),
        a=str(start),
        b="2023",
        old=amount(old, 2, "亿元"),
        new=amount(new, 2, "亿元"),
        rate=percent(rate),
    )
    tale.state("annual", lambda v: v["old"] * (1 + v["rate"]) ** years - v["new"])


def ratio_of_two(tale: Tale) -> None:
    boys, girls = tale.whole(300, 4000), tale.whole(300, 4000)
    tale.tell(
        "出生婴儿{whole}，其中男婴{boys}、女婴{girls}，出生人口性别比{ratio}。",
        whole=count(boys + girls, "人"),
        boys=count(boys, "人"),
        girls=count(girls, "人"),
        ratio=Print(rounded_to(round_to(F(100 * boys, girls), 2), 2)),
    )
    tale.state(
        "ratio", lambda v: v["ratio"] - 100 * v["boys"] / v["girls"], "ratio", "boys", "girls"
    )
    tale.state("total", lambda v: v["whole"] - v["boys"] - v["girls"], "whole", "boys", "girls")


def threshold(tale: Tale) -> None:
    limit = tale.whole(2, 90) * 10
    over = F(limit) + F(tale.whole(1, 90), 10)
    tale.tell(
        tale.pick("{noun}首次突破{limit}，达到{over}。", "{noun}突破{limit}大关，达{over}。"),
        noun=tale.pick("财政总收入", "旅游总收入", "工业产值"),
        limit=Print(str(limit), "亿元"),
        over=amount(over, 1, "亿元"),
    )
    tale.state("bound", lambda v: min(F(0), v["over"] - v["limit"]))


def balance(tale: Tale) -> None:
    opening, came, went = (F(tale.whole(1000, 90_000), 100) for _ in range(3))
    opening += went
    tale.tell(
        tale.pick(
            "上年结转{opening}，本年收入{came}，本年支出{went}，年末结余{closing}。",
            "年初结余{opening}，当年收入{came}，当年支出{went}，年末累计结余{closing}。",
        ),
        opening=amount(opening, 2, "万元"),
        came=amount(came, 2, "万元"),
        went=amount(went, 2, "万元"),
        closing=amount(opening + came - went, 2, "万元"),
    )
    tale.state("balance", lambda v: v["opening"] + v["came"] - v["went"] - v["closing"])


def schools(tale: Tale) -> None:
    """东校a人，西校b人，合计c人"""
    n = tale.whole(2, 4)
    parts = [tale.whole(40, 900) for _ in range(n)]
    names = tale.random.sample(["东校区", "西校区", "南校区", "北校区"], n)
    for k, (name, part) in enumerate(zip(names, parts, strict=True)):
        tale.tell(f"{{name}}学生{{x{k}}}，", name=name, **{f"x{k}": count(part, "人")})
    tale.tell(
        "{sum}{whole}。",
        sum=tale.pick("合计学生", "共有学生", "三校区合计" if n == 3 else "合计"),
        whole=count(sum(parts), "人"),
    )
    tale.state("total", lambda v: v["whole"] - sum((v[f"x{k}"] for k in range(n)), F(0)))


def respectively(tale: Tale) -> None:
    old = [tale.whole(100, 3000) for _ in range(2)]
    more = [tale.whole(5, o // 2) for o in old]
    tale.tell(
        tale.pick(
            "受理行政、刑事案件分别为{a}、{b}，分别增加{c}、{d}，分别增长{p}、{q}。",
            "建成小学、初中分别达到{a}和{b}，分别增加{c}和{d}，增长{p}和{q}。",
        ),
        a=count(old[0] + more[0], "件"),
        b=count(old[1] + more[1], "件"),
        c=count(more[0], "件"),
        d=count(more[1], "件"),
        p=percent(F(more[0], old[0])),
        q=percent(F(more[1], old[1])),
    )
    tale.state("growth", lambda v: v["p"] - v["c"] / (v["a"] - v["c"]), "p", "c", "a")
    tale.state("growth", lambda v: v["q"] - v["d"] / (v["b"] - v["d"]), "q", "d", "b")


SCENES: tuple[Scene, ...] = (
    *MORE,
    level_change_rate,
    money_level_change,
    with_prior,
    from_to_rate,
    points,
    halves,
    kinds,
    money_bracket,
    three_sectors,
    share_of,
    halves_with_shares,
    named_rate,
    of_budget,
    price_times_count,
    per_head,
    multiples,
    compound,
    ratio_of_two,
    threshold,
    balance,
    schools,
    respectively,
)
