"""In flight mode: a browser of its own on disk, which is killed and comes back."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.conftest import FLAGS, PHONE, PIN
from tests.browser.test_whole_job import press
from tests.people import Cast
from xiaoxiang.machine import browser as machine_browser
from xiaoxiang.matters.models import Matter
from xiaoxiang.people import devices

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "caches.keys().then(async names => (await Promise.all(names.map(async n => (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat())"


class Phone:
    """A phone with a disk: what it kept is still there after its battery was empty."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.launcher, self.url = chromium.browser_type, url
        self.folder = Path(tempfile.mkdtemp(prefix="xiaoxiang-phone-"))
        self.found = machine_browser.ensure()
        self.cookies: list[Any] = []
        self.start()

    def start(self) -> None:
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()
        self.context: BrowserContext = self.launcher.launch_persistent_context(
            str(self.folder), executable_path=self.found["XIAOXIANG_CHROMIUM"], args=FLAGS, viewport=PHONE,
            base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai", env={**os.environ, **self.found},
        )  # fmt: skip
        self.page: Page = self.context.pages[0]
        self.page.set_default_timeout(10_000)
        self.context.add_cookies(self.cookies)

    def pids(self) -> list[int]:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"--user-data-dir={self.folder}".encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """The battery is empty. A browser writes cookies down after half a minute: that it is bound, it wrote long ago."""
        self.cookies = [cookie for cookie in self.context.cookies() if cookie["name"] != "session"]
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(BrowserError):
            self.context.close()

    def bind(self, town: Cast, name: str) -> None:
        _binding, token = devices.new_binding(town.people[name])
        self.page.goto(f"/bind/{token}/")
        self.page.get_by_label("六位数字").fill(PIN)
        self.page.get_by_role("button", name="绑定这部手机").click()
        self.page.wait_for_url("**/steward/")

    def unlock(self) -> None:
        press(self.page, "输入六位数字")
        self.page.locator("[name=code]").fill(PIN)
        press(self.page, "进去")
        self.page.wait_for_url("**/steward/outbox/")

    def until(self, script: str, wanted: Callable[[Any], bool], seconds: float = 15) -> Any:
        """Ask again until it is so: our pages forbid the browser's own waiting, which evaluates text."""
        end = time.monotonic() + seconds
        while not wanted(found := self.page.evaluate(script)):
            assert time.monotonic() < end, found
            time.sleep(0.05)
        return found

    def ready(self) -> None:
        """The field pages are at hand."""
        self.until(KEPT, lambda kept: {"/steward/note/", "/steward/outbox/", "/steward/diag/"} <= set(kept))

    def note(self, kind: str, words: str, photos: list[dict[str, Any]] | None = None) -> str:
        self.page.goto("/steward/note/")
        self.page.get_by_text(kind, exact=True).click()
        self.page.get_by_text("当场办好了", exact=True).click()
        self.page.get_by_label("说两句").fill(words)
        if photos:
            self.page.locator("[name=photos]").set_input_files(photos)
            self.page.locator("#f-photos-size:not(:empty)").wait_for()
        press(self.page, "送出")
        self.page.wait_for_url("**/steward/outbox/?saved=*")
        return self.page.url.split("saved=")[1]


@pytest.fixture
def phone(chromium: Browser, town: Cast) -> Iterator[Phone]:
    found = Phone(chromium, town.url)
    found.bind(town, "wang")
    yield found
    found.kill()
    shutil.rmtree(found.folder, ignore_errors=True)


def photo(name: str) -> dict[str, Any]:
    made = BytesIO()
    Image.frombytes("RGB", (900, 700), os.urandom(900 * 700 * 3)).save(made, "JPEG", quality=80)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_three_matters_with_photos_noted_in_flight_mode_arrive_once(phone: Phone, town: Cast):
    phone.ready()
    phone.context.set_offline(True)
    kept = [phone.note("杂物乱堆", f"第 {n} 件", [photo(f"{n}a"), photo(f"{n}b")]) for n in range(3)]
    expect(phone.page.locator("[data-outbox-badge]")).to_contain_text("待上传 3")
    phone.kill()
    phone.start()
    phone.context.set_offline(True)
    phone.page.goto("/steward/outbox/")
    for op_id in kept:
        expect(phone.page.locator(f'[data-op="{op_id}"]')).to_have_attribute("data-state", "saved")
    phone.context.set_offline(False)
    press(phone.page, "立即同步")
    phone.unlock()
    for op_id in kept:
        expect(phone.page.locator(f'[data-op="{op_id}"]')).to_have_attribute("data-state", "delivered", timeout=20_000)
    phone.until("outbox.counts()", lambda counts: counts["blobs"] == 0, 30)
    assert sorted(Matter.objects.values_list("words", "pictures")) == [(f"第 {n} 件", 2) for n in range(3)]
