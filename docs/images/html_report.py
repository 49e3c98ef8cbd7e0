"""Makes docs/images/html-report.png: the HTML page of examples/township-report, as a browser shows it.

    python docs/images/html_report.py        needs selenium (in the `dev` extra), chromium and chromedriver
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

import audit
from audit.render import render

ROOT = Path(__file__).parents[2]
SIZE = (1100, 930)
FLAGS = (
    "headless", "no-sandbox", "disable-gpu", "disable-background-networking", "hide-scrollbars",
    f"window-size={SIZE[0]},{SIZE[1]}", "force-prefers-reduced-motion", "force-device-scale-factor=1",
)  # fmt: skip


def main() -> None:
    os.chdir(ROOT)  # so that the page names the file as a user would
    report = audit.check("examples/township-report/report.docx", language="zh")
    options = ChromeOptions()
    for flag in FLAGS:
        options.add_argument(f"--{flag}")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(render(report, "html"), "utf-8")
        browser = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            browser.get(page.as_uri())
            browser.save_screenshot(str(Path(__file__).with_name("html-report.png")))
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
