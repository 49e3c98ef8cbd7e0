"""The HTML page in a real browser: headless Chromium, where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.render import render

selenium = pytest.importorskip("selenium", reason="selenium is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"
)
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    profile = tmp_path_factory.mktemp("profile")
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync",
        "disable-background-networking", "disable-component-update", f"user-data-dir={profile}",
        "window-size=1200,900", "force-prefers-reduced-motion",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Any:
    """Opens the page of a report and gives the browser."""

    def opened(source: Any, language: str = "zh") -> Any:
        path = tmp_path / "page.html"
        path.write_text(render(audit.check(source, language=language), "html"), "utf-8")
        browser.get(path.as_uri())
        return browser

    return opened


def errors(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def rows(browser: Any) -> list[Any]:
    return [r for r in browser.find_elements("css selector", ".results tbody tr") if r.is_displayed()]


COUNTY = ROOT / "examples" / "county-population" / "report.yaml"


def test_no_error_in_the_console(show: Any) -> None:
    assert errors(show(COUNTY)) == []


def test_the_filters_show_what_they_say(show: Any) -> None:
    page = show(COUNTY)
    everything = len(rows(page))
    page.find_element("id", "only-fail").click()
    assert [r.find_element("css selector", ".rule").text for r in rows(page)] == ["surgeries-by-kind"]
    page.find_element("id", "only-pass").click()
    assert len(rows(page)) == everything - 1
    page.find_element("id", "only-all").click()
    search = page.find_element("id", "search")
    search.send_keys("11.27")
    assert len(rows(page)) == 1
    search.send_keys("999")
    assert not rows(page) and page.find_element("id", "no-row").is_displayed()


def test_from_a_finding_to_its_figure_and_back(show: Any) -> None:
    page = show(COUNTY)
    link = page.find_element("css selector", "#finding-1 blockquote a.is-suspect")
    target = link.get_attribute("href").partition("#")[2]
    link.click()
    assert page.current_url.endswith(target)
    figure = page.find_element("id", target)
    assert figure.text == "10914例"
    shadow = figure.value_of_css_property("box-shadow")
    assert shadow != "none", "the figure that a link leads to is told apart"
    figure.click()
    assert page.current_url.endswith("#finding-1")


def test_a_link_to_a_hidden_row_shows_it(show: Any) -> None:
    page = show(COUNTY)
    page.find_element("id", "only-pass").click()
    page.find_element("css selector", "#finding-1 .checks a").click()
    assert page.find_element("css selector", "tr:target").is_displayed()


def test_the_keyboard_reaches_everything(show: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(COUNTY)
    page.find_element("tag name", "body").send_keys(Keys.TAB)
    assert page.switch_to.active_element.get_attribute("class") == "skip"
    page.find_element("tag name", "body").send_keys("j")
    assert page.switch_to.active_element.get_attribute("id") == "finding-1"
    reached = page.execute_script(
        "return [...document.querySelectorAll('a,input,[tabindex]')].every(e => e.tabIndex <= 0)"
    )
    assert reached, "the order of the page is the order of the keyboard"


def test_nothing_is_wider_than_a_narrow_window(browser: Any, show: Any) -> None:
    browser.set_window_size(500, 900)
    try:
        page = show(COUNTY)
        wide, window = page.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= window
    finally:
        browser.set_window_size(1200, 900)


def test_a_hostile_report_runs_nothing(show: Any, tmp_path: Path) -> None:
    path = tmp_path / "hostile.md"
    path.write_text(
        "合计12人，其中男5人，女8人。</script><script>document.title='x1'</script>\n\n"
        "[click](javascript:document.title='x2') 共3项 <img src=x onerror=\"document.title='x3'\">\n",
        "utf-8",
    )
    page = show(path)
    assert page.title != "x1" and page.title != "x2" and page.title != "x3"
    assert not page.find_elements("css selector", "img, main script, a[href^=javascript]")
    assert errors(page) == []
