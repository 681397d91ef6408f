"""The browser that bin/test sets up really plays pages, in Chinese, with the rules of accessibility."""

import os
import subprocess
import sys

import pytest

from xiaoxiang.machine import browser

# A program of its own: Playwright allows one player in a process, and other tests keep theirs open.
PLAY = """
import os
from playwright.sync_api import sync_playwright
from xiaoxiang.machine.browser import FLAGS
with sync_playwright() as player:
    chromium = player.chromium.launch(executable_path=os.environ["XIAOXIANG_CHROMIUM"], args=list(FLAGS))
    page = chromium.new_page()
    page.set_content("<html lang=zh><title>页</title><p style='font-size:40px'><span>巷</span><i>龘</i></p></html>")
    page.add_script_tag(path=os.environ["XIAOXIANG_AXE"])
    drawn = [page.locator(name).screenshot() for name in ("span", "i")]
    print(page.evaluate("axe.version"), drawn[0] != drawn[1])  # without a Chinese font: the same empty box twice
    chromium.close()
"""


@pytest.mark.browser
def test_it_draws_chinese_and_runs_the_rules():
    told = subprocess.run(
        [sys.executable, "-c", PLAY],
        env={**os.environ, **browser.ensure()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    version, differs = told.stdout.split() or ["", told.stderr]
    assert version.startswith("4.")
    assert differs == "True"
