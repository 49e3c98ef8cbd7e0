"""What a unit word means: its symbol, its dimension and its factor to the base unit.

Scale words (万, million) are no units: 万元 is the scale 万 and the unit 元. Money of two
currencies has two dimensions; so have rates (%) and differences of rates (百分点).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache

from msgspec import Struct

from audit.exact.numerals import SCALES_EN, SCALES_SHORT, SCALES_ZH

ONE = Fraction(1)


class Unit(Struct, frozen=True, gc=False):
    """`symbol` as in the machine interface; `factor` times a value gives it in the base unit."""

    symbol: str
    dimension: str
    factor: Fraction = ONE


def _words(line: str) -> list[str]:
    """The words of a table; a hyphen between Latin letters stands for a blank."""
    if "-" not in line:
        return line.split()
    return [
        w.replace("-", " ") if "-" in w[1:] and w[-1].isalpha() and w[0] != "-" else w
        for w in line.split()
    ]


# -- counting words -------------------------------------------------------------------------------

# classifiers and the nouns that reports count without one; compound ones (人次) are derived below
_COUNTING = _words(
    """
人 名 位 口 员 員 户 戶 家 例 起 件 个 個 所 条 條 对 對 次 项 項 宗 桩 樁 场 場 期 批 届 屆 轮 輪
回 遍 趟 班 架 艘 辆 輛 台 臺 套 部 座 栋 棟 幢 间 間 层 層 处 處 块 塊 片 面 幅 张 張 份 本 册 冊
卷 篇 封 支 枝 只 隻 头 頭 匹 羽 尾 株 棵 颗 顆 粒 枚 根 盏 盞 把 顶 頂 床 双 雙 副 付 组 組 队 隊
团 團 群 类 類 种 種 级 級 门 門 道 环 環 节 節 课 課 字 词 詞 句 段 页 頁 首 集 版 款 则 則 通 剂
劑 针 針 盒 箱 包 袋 瓶 罐 桶 筐 捆 盘 盤 盆 杯 碗 车 車 船 站 院 校 园 園 县 縣 市 省 区 區 乡 鄉
镇 鎮 村 屯 寨 国 國 州 笔 筆 单 單 票 股 席 眼 孔 代 任 胎 幕 台套 场所 眼井 口井 具 尊 挺 朵 束
丛 叢 串 排 列 行 帮 拨 撥 炉 爐 窝 窩 筒 扇 堵 方案 滴 贴 貼 味 帖 餐 桌 席位 缸 坛 壇 箩 篓
"""
)
_COUNTED_NOUNS = _words(
    """
大类 大類 小类 小類 中类 大项 大項 小项 小項 子项 方面 部门 部門 单位 單位 机构 機構 企业 企業
用户 用戶 农户 農戶 家庭 学校 學校 医院 醫院 乡镇 鄉鎮 镇街 街道 社区 社區 村居 村组 村委会 居委会
行政村 自然村 省份 城市 县区 县市 市县 区县 省市 地区 州市 站点 网点 網點 网格 标段 床位 张床位
车位 座位 泊位 工位 岗位 席次 车间 机组 线路 航线 航班 品种 品類 品类 门类 门店 门课 门次 学员
学生 职工 员工 党员 代表 委员 户籍 人头 标箱 标准箱 平台 项目 工程 基地 园区 景区 小区 胡同 楼栋
楼盘 支队 大队 中队 小组 班组 班级 年级 专业 学科 案件 批件 证照 证书 指标 名额 例次 份额 床 上访
处所 法人 主体 商户 商戶 网民 网友 粉丝 账户 賬戶 帐户 订单 訂單 合同 专利 專利 标准 台账 场景
院所 院校 旗 盟 苏木 嘎查 团场 连队 林场 农场 牧场 渔船
"""
)
# X次: occasions of X (人次, 台次); 本次 (this time), 头次, 名次 (rank), 层次, 版次 mean something else
_OCCASIONS = _words(
    """
人次 户次 戶次 家次 例次 起次 件次 个次 所次 条次 條次 项次 項次 宗次 场次 場次 期次 批次 届次
轮次 輪次 班次 架次 艘次 辆次 輛次 台次 臺次 套次 部次 座次 處次 面次 幅次 张次 張次 份次 册次
篇次 封次 支次 只次 组次 組次 队次 类次 种类次 门次 课次 页次 剂次 劑次 针次 針次 盒次 车次 車次
船次 列次 航次 笔次 筆次 单次 票次 床日次 堂 节次 回次 趟次 人份 人课次 台件 件套 件(套) 台(套)
台（套） 本(份) 本（份） 份(册) 份（册） 册(份) 张(份) 个(次) 人(次) 人（次） 台份 辆份 盘 羽次
头只 头(只) 头（只） 口(人) 株次 台班 机次 处点 井次 车辆次 工次 单元
"""
)
# English words that a declared `unit:` may name; in a text the noun is no part of the figure
_COUNT_NOUNS = frozenset(
    _words(
        """
people person persons case cases household households family families item items unit units
village villages town towns county counties city cities school schools student students pupil
pupils teacher teachers patient patients death deaths birth births resident residents worker
workers employee employees staff customer customers user users client clients company companies
firm firms store stores branch branches office offices project projects event events incident
incidents visit visits order orders account accounts vehicle vehicles house houses home homes bed
beds job jobs piece pieces share shares record records respondent respondents participant
participants child children woman women man men
"""
    )
)
COUNTING_WORDS = frozenset(_COUNTING + _COUNTED_NOUNS + _OCCASIONS)

# -- measures -------------------------------------------------------------------------------------

# dimension: words with their factor to the first (base) unit of the line
_MEASURES = {
    "length": "米 m metre metres meter meters 1; 公里 千米 km kilometre kilometres kilometer kilometers 1000; "
    "里 华里 500; 分米 1/10; 厘米 公分 cm centimetre centimetres centimeter centimeters 1/100; "
    "毫米 mm millimetre millimetres millimeter millimeters 1/1000; 延米 延长米 1; 丈 10/3; 尺 1/3; 海里 1852; "
    "mile miles 1609344/1000; ft foot feet 3048/10000; 英里 1609344/1000; inch inches 英寸 254/10000",
    "area": "平方米 平米 ㎡ m² m2 平方公尺 sqm 1; 平方公里 平方千米 km² km2 ㎢ 1000000; "
    "公顷 公頃 hectare hectares ha 10000; 亩 畝 2000/3; 顷 200000/3; 平方厘米 cm² 1/10000; "
    "acre acres 40468564224/10000000; 英亩 40468564224/10000000",
    "volume": "立方米 立方 m³ m3 方 1; 升 公升 L litre litres liter liters 1/1000; "
    "毫升 ml mL 1/1000000; 立方厘米 1/1000000; 加仑 gallon gallons 3785411784/1000000000000",
    "mass": "公斤 千克 kg kilogram kilograms 1; 吨 噸 tonne tonnes t 公吨 1000; 克 g gram grams 1/1000; "
    "斤 市斤 1/2; 担 50; 毫克 mg 1/1000000; 微克 µg μg 1/1000000000; 磅 lb lbs pound-mass 45359237/100000000; "
    "吨标准煤 吨标煤 1000; ton tons short-ton 1000",
    "energy": "千瓦时 千瓦小时 度 度电 kWh kwh 1; 兆瓦时 MWh 1000; 吉瓦时 GWh 1000000; 太瓦时 TWh 1000000000",
    "power": "千瓦 kW kw 1; 瓦 W 1/1000; 兆瓦 MW 1000; 吉瓦 GW 1000000; 马力 735/1000; 千伏安 kVA 1",
    "time": "天 日 day days 1; 小时 小時 个小时 個小時 钟头 hour hours 1/24; 分钟 分鐘 minute minutes 1/1440; "
    "秒 秒钟 second seconds 1/86400; 周 週 星期 个星期 周时 week weeks 7; 昼夜 1; 工作日 个工作日 1",
    "months": "个月 個月 月 month months 1; 季度 个季度 季 quarter quarters 3; 年 year years 12; 年度 12; "
    "周年 12; 个年头 12; 年期 12; 半年度 6; 世纪 1200; 学期 6",
    "age": "岁 歲 周岁 周歲 years-old 1; 月龄 1/12",
    "labour": "人日 人天 工日 床日 person-days 1; 人时 工时 1/8; 人月 22; 人年 264",
    "lessons": "学时 學時 课时 課時 学分 1",
    "temperature": "℃ °C 摄氏度 1",
    "fahrenheit": "℉ °F 华氏度 1",
    "pressure": "帕 Pa 1; 百帕 100; 千帕 kPa 1000; 兆帕 MPa 1000000",
    "sound": "分贝 dB 1",
    "data": "字节 B 1; KB 1000; MB 1000000; GB 1000000000; TB 1000000000000; PB 1000000000000000",
    "bandwidth": "Mbps 兆比特 1; Gbps 1000",
    "frequency": "赫兹 Hz 1; 千赫 kHz 1000; 兆赫 MHz 1000000; 吉赫 GHz 1000000000",
    "voltage": "伏 V 1; 千伏 kV 1000",
    "heat": "千卡 大卡 kcal 1; 卡路里 1/1000",
    "freight": "吨公里 1",
    "travel": "人公里 1",
    "index": "点 點 points 1",
    "angle": "degrees degree ° 1",
    "concentration": "ppm 1; ppb 1/1000; mmHg 1; mmol 1",
    "oil": "barrels barrel bbl 1",
    "weight": "bushels bushel 1",
    "ounces": "oz ounce ounces 1",
}

# -- rates ----------------------------------------------------------------------------------------

_RATES: dict[str, tuple[str, Fraction, str]] = {
    "%": ("rate", Fraction(1, 100), "% ％ ﹪ percent pct 百分之 per-cent"),
    "‰": ("rate", Fraction(1, 1000), "‰ 千分之 per-mille permille per-mil"),
    "‱": ("rate", Fraction(1, 10000), "‱ 万分之 萬分之"),
    "成": ("rate", Fraction(1, 10), "成"),
    "折": ("rate", Fraction(1, 10), "折"),
    "百分点": (
        "points",
        Fraction(1, 100),
        "百分点 个百分点 百分點 個百分點 个点 pp ppt ppts p.p. percentage-point percentage-points "
        "percent-point percent-points %-points",
    ),
    "千分点": ("points", Fraction(1, 1000), "千分点 个千分点 千分點 個千分點"),
    "bp": ("points", Fraction(1, 10000), "bp bps basis-point basis-points 基点 个基点 基點 個基點 BP BPs 个BP 个bp"),
    "倍": ("multiple", ONE, "倍 times x X × fold -fold 倍数"),
    "比": ("ratio", ONE, "比"),
}

# -- money ----------------------------------------------------------------------------------------

_CURRENCIES = _words(
    """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
BZD CAD CDF CHF CLP COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""
)
_MONEY_BEFORE = {
    "元": "¥ ￥ CNY RMB CN¥ RMB¥ 人民币 人民幣",
    "USD": "$ ＄ US$ USD U.S.$ 美元",
    "EUR": "€ 欧元",
    "GBP": "£ ￡ 英镑 UK£",
    "HKD": "HK$ 港币 港幣 港元",
    "TWD": "NT$ 新台币 新臺幣",
    "JPY": "JP¥ JPY¥ 日元",
    "AUD": "A$ AU$",
    "CAD": "C$ CA$",
    "SGD": "S$ SG$",
    "NZD": "NZ$",
    "BRL": "R$",
    "MOP": "MOP$ 澳门币",
    "KRW": "₩",
    "KES": "KSh Ksh KShs Kshs KSh. Ksh. KShs. Kshs. KSHS KES.",
    "INR": "₹ Rs Rs. Re. INR.",
    "RUB": "₽",
    "TRY": "₺",
    "VND": "₫",
    "ILS": "₪",
    "NGN": "₦",
    "PHP": "₱",
    "UAH": "₴",
    "THB": "฿",
    "ZAR": "R",
    "UGX": "USh UShs UGX.",
    "TZS": "TSh TShs TZS.",
    "CHF": "Fr. SFr. SFr",
    "CZK": "Kč",
    "PLN": "zł",
}
_MONEY_AFTER = {
    "元": "元 圆 圓 元钱 元錢 块钱 塊錢 元人民币 人民币元 元人民幣 yuan renminbi",
    "USD": "美元 美金 dollars dollar US-dollars US-dollar U.S.-dollars",
    "EUR": "欧元 歐元 euro euros",
    "GBP": "英镑 英鎊 pounds pounds-sterling",
    "HKD": "港元 港币 港幣 Hong-Kong-dollars",
    "TWD": "新台币 新臺幣 新台币元 新臺幣元",
    "MOP": "澳门元 澳門元 澳门币",
    "JPY": "日元 日圆 日圓 円 yen",
    "KRW": "韩元 韓元 won",
    "KES": "肯尼亚先令 Kenyan-shillings Kenya-shillings shillings",
    "INR": "卢比 印度卢比 rupees",
    "RUB": "卢布 盧布 roubles rubles",
    "AUD": "澳元 澳大利亚元 Australian-dollars",
    "CAD": "加元 加拿大元 Canadian-dollars",
    "SGD": "新加坡元 新元",
    "NZD": "新西兰元",
    "CHF": "瑞士法郎 Swiss-francs",
    "THB": "泰铢",
    "VND": "越南盾",
    "MYR": "林吉特",
    "SEK": "瑞典克朗",
    "BRL": "雷亚尔",
    "ZAR": "兰特 rand",
}
_SMALL_MONEY = {"角": Fraction(1, 10), "毛": Fraction(1, 10), "分": Fraction(1, 100)}


def _money() -> tuple[dict[str, str], tuple[str, ...]]:
    symbols = {code: code for code in _CURRENCIES}
    symbols["CNY"] = "元"
    before = ["CNY", *_CURRENCIES]
    for symbol, line in _MONEY_BEFORE.items():
        words = line.split()
        before += words
        symbols.update(dict.fromkeys(words, symbol))
    for symbol, line in _MONEY_AFTER.items():
        symbols.update(dict.fromkeys(_words(line), symbol))
    return symbols, tuple(sorted(dict.fromkeys(before), key=len, reverse=True))


def _measures() -> dict[str, tuple[str, str]]:
    """word -> (dimension, factor as text): a Fraction is built only for the words that are used."""
    out: dict[str, tuple[str, str]] = {}
    for dimension, line in _MEASURES.items():
        for group in line.split("; "):
            *words, factor = group.split()
            out.update(dict.fromkeys(words, (dimension, factor)))
    out["person days"] = out.pop("person-days")
    out["years old"] = out.pop("years-old")
    return out


# word -> symbol, for every word whose symbol is fixed by the machine interface
_SYMBOLS, MONEY_BEFORE = _money()
for _symbol, _rate in _RATES.items():
    _SYMBOLS.update(dict.fromkeys(_words(_rate[2]), _symbol))
_MEASURE_WORDS = _measures()

PERCENT_BEFORE = {"百分之": "%", "千分之": "‰", "万分之": "‱", "萬分之": "‱"}


_AFTER = (
    [w for w in _SYMBOLS if w not in PERCENT_BEFORE and w not in ("人民币", "人民幣", "比")]
    + list(_MEASURE_WORDS)
    + list(_SMALL_MONEY)
)
_ZH = {w for w in _AFTER if w >= "\u2000"} | COUNTING_WORDS  # and ％ ‰ ㎡ ℃


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


# unit words that stand after a number, longest first (for building a pattern)
UNIT_WORDS_ZH: tuple[str, ...] = tuple(
    sorted({*_ZH, "%", "pp", "bp", "km", "kg", "m²", "CNY", "RMB"}, key=_longest_first)
)
UNIT_WORDS_EN: tuple[str, ...] = tuple(
    sorted({w for w in _AFTER if w not in _ZH}, key=_longest_first)
)
KNOWN = frozenset(UNIT_WORDS_ZH + UNIT_WORDS_EN)


def _folded(word: str) -> str:
    """The word as the tables have it: single blanks, English words in lower case."""
    word = " ".join(word.split())
    if word in KNOWN or word in _SYMBOLS:
        return word
    lower = word.lower()
    if lower == "per cent":
        return "percent"
    if lower in KNOWN or lower in _SYMBOLS:
        return lower
    apart = lower.replace("-", " ")
    return apart if apart in KNOWN else word


@lru_cache(maxsize=1024)
def unit(word: str) -> Unit:
    """What `word` means. A word that no table has is a dimension of its own."""
    word, per = split_per(word)
    name = _folded(word)
    if name in _SYMBOLS:
        symbol = _SYMBOLS[name]
        if symbol in _RATES:
            group, times, _ = _RATES[symbol]
            return Unit(symbol, group, times)
        return Unit(symbol, "money:" + ("CNY" if symbol == "元" else symbol))
    if per:
        return Unit(f"{word}/{per}", f"word:{word}/{per}")
    if name in _MEASURE_WORDS:
        kind, ratio = _MEASURE_WORDS[name]
        return Unit(word, kind, Fraction(*map(int, ratio.split("/"))))
    if name in _SMALL_MONEY:
        return Unit(word, "money:CNY", _SMALL_MONEY[name])
    if name in COUNTING_WORDS or name.lower() in _COUNT_NOUNS or _in_brackets(name):
        return Unit(word, "count")
    return Unit(word, f"word:{word}" if word else "")


def _in_brackets(word: str) -> bool:
    """份(册): a counting word with another one in brackets."""
    head, bracket, tail = word.replace("（", "(").partition("(")
    return bool(bracket) and head in COUNTING_WORDS and tail[:-1] in COUNTING_WORDS


def split_per(word: str) -> tuple[str, str]:
    """元/月 -> (元, 月): the unit and what it is counted by, "" for nothing."""
    head, _, per = word.partition("/")
    return (head.strip(), per.strip()) if head.strip() and per.strip() else (word.strip(), "")


def normalise(word: str) -> str:
    """The symbol of the machine interface: %, ‰, 百分点, bp, 倍, 比, 元, an ISO code, else the word."""
    return unit(word).symbol


def dimension(symbol: str) -> str:
    return unit(symbol).dimension


def factor(symbol: str) -> Fraction:
    """What a value in this unit is multiplied by to be in the base unit of its dimension."""
    return unit(symbol).factor


def is_count(symbol: str) -> bool:
    """Whether a whole number with this word is exact: people, cases, households, pieces."""
    return unit(symbol).dimension == "count"


def is_money(symbol: str) -> bool:
    return unit(symbol).dimension.startswith("money:")


def convertible(a: str, b: str) -> bool:
    """Whether a value in `a` can be told in `b`. Counting words differ in what they count, not in size."""
    return unit(a).dimension == unit(b).dimension


def known(word: str) -> bool:
    return _folded(word) in KNOWN


@cache
def _by_first(before: bool) -> dict[str, tuple[str, ...]]:
    """The words after (or before) a number, longest first, by their first letter in lower case."""
    out: dict[str, list[str]] = {}
    for word in sorted(MONEY_BEFORE if before else KNOWN, key=_longest_first):
        out.setdefault(word[0].lower(), []).append(word)
    return {first: tuple(words) for first, words in out.items()}


def match_unit(text: str, at: int = 0) -> int:
    """The end of the longest unit word that stands in `text` at `at`, or `at` where none does.

    English words are matched in any case and with any blanks between them; `per cent` too.
    """
    first = text[at : at + 1].lower()
    for word in _by_first(False).get(first, ()):
        end = at + len(word)
        if text.startswith(word, at):
            if not _goes_on(text, end):
                return end
        elif (
            len(word) > 2
            and word.isascii()
            and text[at:end].lower().replace("-", " ") == word
            and not _goes_on(text, end)
        ):
            return end
    if first == "p" and text[at : at + 8].lower() == "per cent" and not _goes_on(text, at + 8):
        return at + 8
    return at


def match_money(text: str, at: int = 0) -> int:
    """The end of the currency sign, code or name that stands in `text` before a number."""
    for word in _by_first(True).get(text[at : at + 1].lower(), ()):
        if text.startswith(word, at) and not _goes_on(text, at + len(word)):
            return at + len(word)
    return at


def _goes_on(text: str, end: int) -> bool:
    """Whether a Latin word goes on at `end`: `m` is no unit in `mu`."""
    last, following = text[end - 1], text[end : end + 1]
    return last.isascii() and last.isalpha() and following.isascii() and following.isalpha()


def split_scale(word: str) -> tuple[int, str, str]:
    """万元 -> (10000, 万, 元): the scale that a unit of a heading or of report.yaml contains.

    Also `US$ million`, `million USD`, `thousands`, `$000`. Factor 1 and no scale for a bare unit.
    """
    word = " ".join(word.split()).removeprefix("in ")
    if not word or known(word):
        return 1, "", word
    for scale in sorted(SCALES_ZH, key=len, reverse=True):
        if word.startswith(scale):
            return SCALES_ZH[scale], scale, word[len(scale) :].strip()
    head, _, tail = word.rpartition(" ")
    if tail.lower() in SCALES_EN:
        return SCALES_EN[tail.lower()], tail, head
    first, _, rest = word.partition(" ")
    if first.lower() in SCALES_EN:
        return SCALES_EN[first.lower()], first, rest.removeprefix("of ")
    for zeros in ("'000s", "'000", "’000", "000s", "000"):
        if word.endswith(zeros):
            return 1000, zeros, word[: -len(zeros)].strip()
    end = match_money(word)
    if end and word[end:] in SCALES_SHORT:
        return SCALES_SHORT[word[end:]], word[end:], word[:end]
    return 1, "", word
