"""The browser that bin/test sets up really plays pages, in Chinese, with the rules of accessibility."""

import os

import pytest
from playwright.sync_api import sync_playwright

from xiaoxiang.machine import browser


@pytest.mark.browser
def test_it_draws_chinese_and_runs_the_rules(monkeypatch):
    for name, value in browser.ensure().items():
        monkeypatch.setenv(name, value)
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=os.environ["XIAOXIANG_CHROMIUM"], args=list(browser.FLAGS))
        page = chromium.new_page()
        page.set_content("<html lang=zh><title>页</title><p style='font-size:40px'><span>巷</span><i>龘</i></p></html>")
        page.add_script_tag(path=os.environ["XIAOXIANG_AXE"])
        assert page.evaluate("axe.version").startswith("4.")
        drawn = [page.locator(name).screenshot() for name in ("span", "i")]
        chromium.close()
    assert drawn[0] != drawn[1]  # without a Chinese font both are the same empty box
