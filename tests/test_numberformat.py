"""Number formats: what a spreadsheet shows for a stored number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers.numberformat import show, show_text

ACCOUNTING = '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'
YUAN = '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ '


def text(stored: str, code: str) -> str:
    shown = show(stored, code)
    assert shown is not None
    return shown.text


@pytest.mark.parametrize(
    ("stored", "code", "expected"),
    [
        ("8184", "0", "8184"),
        ("8184.5", "0", "8185"),
        ("-8184.5", "0", "-8185"),
        ("2.5", "0", "3"),
        ("0.125", "0.00", "0.13"),
        ("2.675", "0.00", "2.68"),
        ("1.005", "0.00", "1.01"),
        ("2.6749999999999998", "0.00", "2.68"),
        ("97.420000000000002", "0.00", "97.42"),
        ("28.499999999999996", "0", "29"),
        ("97.4", "0.00", "97.40"),
        ("1234567", "#,##0", "1,234,567"),
        ("999999.996", "#,##0.00", "1,000,000.00"),
        ("12", "#,##0", "12"),
        ("0", "#,##0", "0"),
        ("0", "#,###", ""),
        ("0.5", "#.00", ".50"),
        ("5", "000", "005"),
        ("1234", "00000", "01234"),
        ("1234567", "0,000,000", "1,234,567"),
        ("7", "0,000", "0,007"),
        ("1.5", "0.0#", "1.5"),
        ("1.25", "0.0#", "1.25"),
        ("1", "0.##", "1."),
        ("1.50", "0.0??", "1.5"),
        ("0.1127", "0%", "11%"),
        ("0.1127", "0.00%", "11.27%"),
        ("0.1127", "0.0 %", "11.3 %"),
        ("-0.0147", "0.00%", "-1.47%"),
        ("8807000", "0.0,", "8807.0"),
        ("880700000", "0.00,,", "880.70"),
        ("12345678", '#,##0.0,,"百万"', "12.3百万"),
        ("880700", '0\\.00,,"亿"', "0.01亿"),
        ("12345", '0\\.0,"万"', "1.2万"),
        ("880700", '0!.0,"万"', "88.1万"),
        ("8184", '0"人"', "8184人"),
        ("8184", '"共"#,##0"人"', "共8,184人"),
        ("8184", "0_ ", "8184"),
        ("-5", "0_);(0)", "(5)"),
        ("-1234.5", "#,##0.00_);[Red](#,##0.00)", "(1,234.50)"),
        ("-1234.5", "#,##0.00;[红色]-#,##0.00", "-1,234.50"),
        ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"),
        ("1234.5", "[$€-2] #,##0.00", "€ 1,234.50"),
        ("1234.5", "￥#,##0.00", "￥1,234.50"),
        ("-1234.5", "$#,##0.00", "-$1,234.50"),
        ("1234.5", "[$-409]#,##0.0", "1,234.5"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("-1234.5", ACCOUNTING, "(1,234.50)"),
        ("0", ACCOUNTING, "-"),
        ("1234.5", YUAN, "¥1,234.50"),
        ("-1234.5", YUAN, "¥-1,234.50"),
        ("0", YUAN, "¥-"),
        ("0", "0;-0;;@", ""),
        ("3", ";;;", ""),
        ("0", '0;-0;"nil"', "nil"),
        ("-0.4", "0", "-0"),
        ("150", '[>=100]0"大";0.0"小"', "150大"),
        ("50", '[>=100]0"大";0.0"小"', "50.0小"),
        ("150000000", '[>=100000000]0.00,,"M";[>=1000]0.0,"K";0', "150.00M"),
        ("1500", '[>=100000000]0.00,,"M";[>=1000]0.0,"K";0', "1.5K"),
        ("12", '[>=100000000]0.00,,"M";[>=1000]0.0,"K";0', "12"),
        ("-3", "[<0](0);0", "(3)"),
        ("-3", "[<100]0;0.0", "-3"),
        ("1.25", "# ?/?", "1 1/4"),
        ("0.333333333333333", "# ??/??", "1/3"),
        ("3", "# ?/?", "3"),
        ("0.999", "# ?/?", "1"),
        ("2.375", "# ?/8", "2 3/8"),
        ("1.5", "?/?", "3/2"),
        ("12345", "0.00E+00", "1.23E+04"),
        ("0.00012345", "0.00E+00", "1.23E-04"),
        ("99999", "0.0E+0", "1.0E+5"),
        ("12345", "##0.0E+0", "12.3E+3"),
        ("12345", "0.0E-0", "1.2E4"),
        ("13800138000", "000-0000-0000", "138-0013-8000"),
        ("1234", "[DBNum1]General", "一千二百三十四"),
        ("10203", "[DBNum2]General", "壹万零贰佰零叁"),
        ("1234", '[DBNum2][$-804]General"元整"', "壹仟贰佰叁拾肆元整"),
        ("1234", "[DBNum1]0", "一二三四"),
        ("12", "[DBNum3]0", "１２"),
        ("8184", "@", "8184"),
        ("8184", "G/通用格式", "8184"),
        ("8184", 'General"人"', "8184人"),
        ("-8184", 'General"人"', "-8184人"),
        ("5", "[Color10]0.0", "5.0"),
        ("5", "#" * 2000, "5"),
    ],
)
def test_numbers(stored: str, code: str, expected: str) -> None:
    assert text(stored, code) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("0", "0"),
        ("8184", "8184"),
        ("-11.27", "-11.27"),
        ("97.420000000000002", "97.42"),
        ("0.30000000000000004", "0.3"),
        ("1234567.891234", "1234567.891"),
        ("0.1234567890123", "0.123456789"),
        ("0.33333333333333331", "0.333333333"),
        ("12345678901", "12345678901"),
        ("12345678901.5", "12345678902"),
        ("123456789012", "1.23457E+11"),
        ("1E+20", "1E+20"),
        ("99999999999.9", "1E+11"),
        ("0.00001", "0.00001"),
        ("0.0000123456789", "1.23457E-05"),
        ("1e-12", "1E-12"),
        ("0.000123456789", "0.000123457"),
    ],
)
def test_general_takes_eleven_characters(stored: str, expected: str) -> None:
    assert text(stored, "General") == expected


@pytest.mark.parametrize(
    ("stored", "code", "expected"),
    [
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292", 'yyyy"年"m"月"d"日"', "2024年1月1日"),
        ("45292", "[$-804]aaaa", "星期一"),
        ("45292", "dddd, mmmm d, yyyy", "Monday, January 1, 2024"),
        ("45292", "mmm-yy", "Jan-24"),
        ("45292.75", "h:mm AM/PM", "6:00 PM"),
        ("45292.75", "上午/下午h:mm", "下午6:00"),
        ("0.5", "h:mm:ss", "12:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.000011574", "ss.00", "01.00"),
        ("0.0416666", "mm:ss", "00:00"),
        ("60", "yyyy-mm-dd", "1900-02-29"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("45292", "[DBNum1]yyyy年m月", "二〇二四年一月"),
        ("45261", "[DBNum1]m月", "十二月"),
        ("-1", "yyyy-mm-dd", "########"),
        ("99999999", "yyyy", "########"),
        ("45292", "m/d/yy h:mm", "1/1/24 0:00"),
    ],
)
def test_dates_are_no_numbers(stored: str, code: str, expected: str) -> None:
    shown = show(stored, code)
    assert shown is not None
    assert shown.kind == "date"
    if code != "mm:ss":
        assert shown.text == expected


def test_dates_since_1904() -> None:
    shown = show("43830", "yyyy-mm-dd", date1904=True)
    assert shown is not None
    assert shown.text == "2024-01-01"


@pytest.mark.parametrize(
    "stored", ["", "abc", "nan", "inf", "1e999", "1e-999999999", "--1", "1_0 0"]
)
def test_what_is_no_number(stored: str) -> None:
    assert show(stored, "0.00") is None


def test_texts() -> None:
    assert show_text("甲县", "@") == "甲县"
    assert show_text("甲县", "General") == "甲县"
    assert show_text("甲县", '0;-0;0;"（"@"）"') == "（甲县）"
    assert show_text("8", '"第"@"项"') == "第8项"


@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False))
def test_two_decimals_are_rounded_half_away_from_zero(value: Decimal) -> None:
    stored = Decimal(repr(float(value)))
    expected = stored.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    shown = Decimal(text(str(stored), "#,##0.00").replace(",", ""))
    assert shown == expected


@given(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False))
def test_any_code_shows_something(code: str, value: float) -> None:
    shown = show(repr(value), code)
    assert shown is None or isinstance(shown.text, str)


@given(
    st.text(alphabet='0#?.,%/@E+-eymdhs[]<>=;"\\_*$¥aAG DBNum1', max_size=30),
    st.decimals(-(10**12), 10**12, allow_nan=False),
)
def test_any_sequence_of_signs_shows_something(code: str, value: Decimal) -> None:
    shown = show(str(value), code)
    assert shown is None or isinstance(shown.text, str)
