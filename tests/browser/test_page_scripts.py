"""The small scripts and the sheets in a real Chromium: what they add, and that nothing is too small or too wide."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from xiaoxiang.door.forms import Field, Form

STATIC = Path(__file__).parent.parent.parent / "xiaoxiang" / "web" / "static"
HOST = "http://page.test"
KINDS = [(code, f"杂物{code}", "", "堆") for code in "甲乙丙丁"]

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """least => [...document.querySelectorAll(
  "a[href], button, select, textarea, summary, .choice, .tile, input:not([type=hidden])")]
  .filter(one => one.checkVisibility() && !one.matches("[type=radio], [type=checkbox], [type=file], .skip"))
  .filter(one => getComputedStyle(one).display !== "inline" && one.getBoundingClientRect().height < least - 0.5)
  .map(one => one.outerHTML.slice(0, 80))"""


def wrong_form() -> Form:
    fields = [
        Field(name="kind", label="哪一类", kind="tiles", choices=KINDS),  # type: ignore[list-item]
        Field(name="way", label="怎么办的", kind="choice", choices=[("here", "当场办好了"), ("up", "交给社区办")]),
        Field(name="words", label="说一句", kind="textarea", error="写一写是什么事"),
        Field(
            name="phone", label="您的电话", kind="phone", value="1380013", error="写出 11 位手机号，或带区号的座机号"
        ),
        Field(name="unit", label="派给", kind="select", choices=[("1", "县市政所")]),
        Field(name="photos", label="照片", kind="file", accept="image/*", multiple=True, is_optional=True),
    ]
    return Form(action_url="/x/", fields=fields, verb="送出", op_id="7", is_multipart=True)


def drawn(template: str, **context: object) -> str:
    body = f"{{% extends '{template}' %}}{{% block page %}}<h1>说说是什么事</h1>{{% include 'web/_form.html' %}}"
    from django.template import engines

    return engines["django"].from_string(body + "{% endblock %}").render({"form": wrong_form(), **context})


def opened(browser: Browser, html: str, *, width: int = 360, before: str = "") -> Page:
    """A page under the strict policy of the product, its static files read from the tree."""
    page = browser.new_page(viewport={"width": width, "height": 640})

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            route.fulfill(path=str(STATIC / path.removeprefix("/static/")))
        else:
            policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
            route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"content-security-policy": policy}
            )

    page.route("**/*", answer)
    if before:
        page.add_init_script(before)
    page.goto(f"{HOST}/")
    return page


@pytest.mark.parametrize("template", ["web/phone.html", "web/desk.html"])
@pytest.mark.parametrize("is_elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_too_wide_or_too_small(chromium: Browser, template: str, is_elder: bool, width: int) -> None:
    side = [("待办事项", "/a", 12, True), ("街巷与管家", "/b", 0, False), ("看望与心愿", "/c", 3, False)]
    page = opened(
        chromium,
        drawn(template, is_elder=is_elder, side=side, side_place="文兴社区", side_person="陈晓燕", back_url="/"),
        width=width,
    )
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(SMALL, 60 if is_elder else 44) == []
    page.close()


def test_the_reader_of_a_refused_form_starts_at_the_summary(chromium: Browser) -> None:
    page = opened(chromium, drawn("web/phone.html"))
    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.click(".errors a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "f-phone"
    page.close()


def test_a_double_tap_sends_once(chromium: Browser) -> None:
    count = "window.sent = 0; document.addEventListener('submit', e => { if (!e.defaultPrevented) sent++; e.preventDefault() })"
    page = opened(chromium, drawn("web/phone.html"))
    page.evaluate(count)
    page.dblclick(".form > .button")
    assert page.evaluate("sent") == 1
    assert page.get_attribute(".form > .button", "aria-disabled") == "true"
    page.close()


def test_photos_are_made_small_before_they_are_sent(chromium: Browser) -> None:
    noise, plain = BytesIO(), BytesIO()
    Image.frombytes("RGB", (1800, 1200), os.urandom(1800 * 1200 * 3)).save(noise, "JPEG", quality=90)
    Image.new("RGB", (2000, 1000), "#0d5a5e").save(plain, "PNG")
    page = opened(chromium, drawn("web/phone.html"))
    photos = [
        {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
        for at, photo in enumerate([noise, plain, plain, plain])
    ]
    page.set_input_files("#f-photos", photos)
    page.locator("#f-photos-size:not(:empty)").wait_for()
    sizes = page.evaluate("[...document.querySelector('#f-photos').files].map(one => one.size)")
    assert len(sizes) == 3
    assert max(sizes) <= 300 * 1024 < len(noise.getvalue())
    assert page.inner_text("#f-photos-size").startswith("选了 3 张")
    page.close()


def test_a_photo_that_cannot_be_read_is_sent_as_it_is(chromium: Browser) -> None:
    page = opened(chromium, drawn("web/phone.html"))
    page.set_input_files("#f-photos", [{"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"not a photo"}])
    page.locator("#f-photos-size:not(:empty)").wait_for()
    assert page.evaluate("document.querySelector('#f-photos').files[0].size") == len(b"not a photo")
    page.close()


@pytest.mark.parametrize(
    ("answer", "cookie", "is_large"), [("true", "", True), ("false", "", False), ("true", "elder=0", False)]
)
def test_care_mode_is_followed_without_asking(chromium: Browser, answer: str, cookie: str, is_large: bool) -> None:
    bridge = f"window.WeixinJSBridge = {{ invoke: (name, given, say) => say({{ isCareMode: {answer} }}) }};"
    page = opened(
        chromium,
        render_to_string("web/message.html", {"heading": "好"}),
        before=bridge + f"document.cookie = '{cookie}';",
    )
    assert page.evaluate("document.documentElement.classList.contains('elder')") is is_large
    page.close()


def test_one_hand_goes_through_the_inbox(chromium: Browser) -> None:
    row = (
        "<tr data-row><td><a href='#open-{0}'>事 {0}</a></td><td><a href='#accept-{0}' data-key='s'>受理</a></td></tr>"
    )
    rows = "".join(row.format(number) for number in range(3))
    html = f"<table data-rows><tbody>{rows}</tbody></table><script src='/static/web/keys.js'></script><a href='#new' data-key='n'>登记</a>"
    page = opened(chromium, html)
    addresses = []
    for keys in ("j", "s", "j", "j", "k", "Enter", "n"):
        page.keyboard.press(keys)
        addresses.append(page.evaluate("location.hash"))
    assert addresses == ["", "#accept-1", "#accept-1", "#accept-1", "#accept-1", "#open-1", "#new"]
    page.close()


def test_keys_do_nothing_while_somebody_writes(chromium: Browser) -> None:
    html = "<table data-rows><tbody><tr data-row><td><a href='#x' data-key='s'>受理</a></td></tr></tbody></table><input id='words'><script src='/static/web/keys.js'></script>"
    page = opened(chromium, html)
    page.type("#words", "s")
    assert page.evaluate("location.hash") == ""
    page.close()


def test_large_keys_type_the_code(chromium: Browser) -> None:
    keys = "".join(f"<button type='button' data-digit='{digit}'>{digit}</button>" for digit in "123")
    html = f"<input id='code' maxlength='3'><div data-pad='code' hidden>{keys}<button type='button' data-back>删</button></div><script src='/static/web/pad.js'></script>"
    page = opened(chromium, html)
    for key in (
        "[data-digit='1']",
        "[data-digit='2']",
        "[data-back]",
        "[data-digit='3']",
        "[data-digit='3']",
        "[data-digit='3']",
    ):
        page.click(key)
    assert page.input_value("#code") == "133"
    page.close()


def test_the_receipt_can_be_kept_as_a_picture(chromium: Browser) -> None:
    slip = "<section data-slip><h1>收到了 <strong>26-0417</strong></h1><p>文兴社区会在 11月24日前受理。</p></section>"
    html = f"{slip}<div><button data-save-image='26-0417.png' hidden>存成图片</button></div><script src='/static/web/saveimage.js'></script>"
    page = opened(chromium, html)
    with page.expect_download() as download:
        page.click("[data-save-image]")
    assert download.value.suggested_filename == "26-0417.png"
    with Image.open(download.value.path()) as picture:
        assert picture.width == 720
        assert len(picture.getcolors(1 << 20) or []) > 2
    page.close()
