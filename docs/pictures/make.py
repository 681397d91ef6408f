"""Take the pictures of the product: `bin/pictures` while `bin/run` is up with the demo county.

Every page at 360 wide, at 1280x800 and in elder mode into `--all FOLDER`; the few of the README into docs/pictures.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from xiaoxiang.machine import browser as machine_browser

HERE = Path(__file__).resolve().parent
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


class Photographer:
    """Somebody who visits the demo county with a camera."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.pages: dict[str, Page] = {}

    def as_(self, who: str, size: dict[str, int]) -> Page:
        """A page of somebody: 'resident', 'steward', or the user name of a member of staff."""
        if who not in self.pages:
            context = self.browser.new_context(
                base_url=self.address, locale="zh-CN", viewport=size, device_scale_factor=2
            )
            page = self.pages[who] = context.new_page()
            if who == "steward":
                page.goto("/demo/")
                page.locator("form[action$='/bind/'] button").first.click()
                if page.url.rstrip("/").endswith("/pin"):
                    page.locator("[name=pin]").fill("246802")
                    page.locator("main form button:not([type=button])").first.click()
            elif who != "resident":
                self.sign_in(page, who)
        self.pages[who].set_viewport_size(size)
        return self.pages[who]

    def sign_in(self, page: Page, name: str) -> None:
        page.goto("/demo/")
        words = page.locator("main").inner_text()
        password = re.search(r"[a-z]+(?:-[a-z]+){3,}", words)
        page.goto("/staff/login/")
        page.locator("[name=login]").fill(name)
        page.locator("[name=password]").fill(password[0] if password else "")
        page.get_by_role("button", name="登录", exact=True).click()
        other = self.browser.new_page()
        other.goto(f"{self.address}/demo/")
        row = other.locator(f":is(tr, li, section):has-text('{name}')").last.inner_text()
        code = re.search(r"\b\d{3} ?\d{3}\b", row)
        other.close()
        page.locator("[name=code]").fill((code[0] if code else "").replace(" ", ""))
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/desk/**")

    def take(
        self, name: str, who: str, path: str, size: dict[str, int], *, elder: bool = False, whole: bool = True
    ) -> None:
        page = self.as_(who, size)
        page.context.add_cookies([{"name": "elder", "value": "1" if elder else "0", "url": self.address}])
        page.goto(path)
        page.screenshot(path=self.folder / f"{name}.png", full_page=whole)


def first(page: Page, pattern: str) -> str:
    """The first address on the page that looks like this."""
    for link in page.locator("a[href]").all():
        if re.fullmatch(pattern, href := str(link.get_attribute("href"))):
            return href
    raise LookupError(f"{pattern} on {page.url}")


def everything(camera: Photographer) -> None:
    """All pages: phone, desk, elder."""
    front = camera.as_("resident", PHONE)
    front.goto("/c/350922001003/")
    alley = str(front.locator("a", has_text="后街巷").last.get_attribute("href"))
    front.goto(alley)
    matter, community = first(front, r"/matters/[0-9a-f-]{36}/"), first(front, r"/c/\d+/.*")
    desk = camera.as_("chenxiaoyan", DESK)
    desk.goto("/desk/")
    case = first(desk, r"/desk/matters/[0-9a-f-]{36}/")
    steward = ["/steward/", "/steward/note/", "/steward/matters/", "/steward/notices/", "/me/"]
    public = {
        "front": "/", "alley": alley, "report-kinds": f"{alley}report/", "report": f"{alley}report/lamp/", "matter": matter,
        "why": f"{matter}why/", "community": community, "find": "/find/", "suggest": "/suggest/", "regulation": "/regulation/",
        "journal": "/journal/", "demo": "/demo/", "login": "/staff/login/", "nothing": "/nothing-here/", "plaque": f"{alley}plaque/",
    }  # fmt: skip
    for name, path in public.items():
        camera.take(f"{name}-360", "resident", path, PHONE)
        camera.take(f"{name}-elder", "resident", path, PHONE, elder=True)
        camera.take(f"{name}-1280", "resident", path, DESK)
    for path in steward:
        camera.take(
            f"steward{path.replace('/', '-').removeprefix('-steward')}elder", "steward", path, PHONE, elder=True
        )
    staff = {
        "inbox": ("chenxiaoyan", "/desk/"), "case": ("chenxiaoyan", case), "matters": ("chenxiaoyan", "/desk/matters/"),
        "register": ("chenxiaoyan", "/desk/register/"), "people": ("chenxiaoyan", "/desk/people/"),
        "dispatch": ("chenxiaoyan", f"{case}dispatch/"), "overview": ("wumin", "/overview/"),
        "subdistrict": ("sunguoqiang", "/desk/"), "sub-overview": ("sunguoqiang", "/overview/"),
        "suggestions": ("chenxiaoyan", "/desk/suggestions/"),
    }  # fmt: skip
    for name, (who, path) in staff.items():
        camera.take(f"{name}-1280", who, path, DESK)
        camera.take(f"{name}-360", who, path, PHONE)


def readme(folder: Path) -> None:
    """One picture of three: an alley, a steward's day, a community's desk."""
    shots = [Image.open(folder / f"{n}.png") for n in ("alley-360", "steward-elder", "inbox-1280")]
    high = 1280
    shown = [
        shot.crop((0, 0, shot.width, min(shot.height, high * 2))).resize(
            (shot.width // 2, min(shot.height, high * 2) // 2)
        )
        for shot in shots
    ]
    gap, top = 24, max(min(s.height, 800) for s in shown)
    canvas = Image.new("RGB", (sum(s.width for s in shown) + gap * 4, top + gap * 2), "#ddd6c8")
    x = gap
    for shot in shown:
        canvas.paste(shot.crop((0, 0, shot.width, min(shot.height, 800))), (x, gap))
        x += shot.width + gap
    canvas.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(HERE / "readme.png", optimize=True)
    for name in (
        "alley-360",
        "steward-elder",
        "inbox-1280",
        "case-1280",
        "overview-1280",
        "matter-360",
        "community-360",
    ):
        shot = Image.open(folder / f"{name}.png")
        half = shot.resize((shot.width // 2, shot.height // 2))
        half.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(HERE / f"{name}.png", optimize=True)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--address", default="http://127.0.0.1:8000")
    asked.add_argument("--all", type=Path, default=Path("build/pictures"))
    given = asked.parse_args()
    given.all.mkdir(parents=True, exist_ok=True)
    found = machine_browser.ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found["XIAOXIANG_CHROMIUM"], args=FLAGS, env={**os.environ, **found}
        )
        everything(Photographer(browser, given.address.rstrip("/"), given.all))
        browser.close()
    readme(given.all)
    return 0


if __name__ == "__main__":
    sys.exit(main())
