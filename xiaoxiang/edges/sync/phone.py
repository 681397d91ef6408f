"""The phone's own pages: the boxes of the outbox, how the phone keeps things, and the service worker."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from xiaoxiang.door.actor import Actor
from xiaoxiang.edges.sync.caller import caller_of
from xiaoxiang.matters.views.resident.alley import around
from xiaoxiang.matters.views.steward.who import alleys_of
from xiaoxiang.people.actors import DEVICE_COOKIE
from xiaoxiang.people.models import Role

PAGES = ("/steward/note/", "/steward/outbox/", "/steward/diag/")
"""What the service worker keeps: pages in which nothing stands about anybody else."""
PARTS = {
    "sending": (
        "bytes",
        "sha256",
        "store",
        "keys",
        "ops",
        "wire",
        "photos",
        "pull",
        "sender",
        "badge",
        "register",
        "start",
    ),
    "writing": ("items", "just", "drafts", "form"),
    "boxes": ("items", "just", "drafts", "boxes"),
    "diag": ("items", "diag"),
}
"""Which small scripts of `static/web/outbox/` make up a script of a page: one request for each, for phones far away."""
ASSETS = ("paper.css", "form.css", "chevron.svg", "icon.svg", "elder.js", "once.js", "shrink.js")
NO_WORKER = os.environ.get("XIAOXIANG_NO_WORKER", "") == "1"
"""The kill switch: the service worker of every phone takes itself away at its next look."""


@dataclass(frozen=True)
class Phone:
    """Whose phone a page is for, as its scripts and its service worker read it."""

    person_id: UUID
    name: str

    @property
    def app(self) -> str:
        return version()

    @property
    def scripts(self) -> dict[str, str]:
        """The address of each part."""
        return {part: address(part) for part in PARTS}

    @property
    def said(self) -> dict[str, str]:
        return {name: str(words) for name, words in WORDS.items()}


def phone_of(request: HttpRequest) -> Phone | None:
    """The phone of a steward who is signed in on it; None for everybody else, and at a desk."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None or by.device_id is None or by.person_id is None or Role.STEWARD not in by.roles:
        return None
    return Phone(by.person_id, by.name)


def keeper_of(request: HttpRequest) -> Phone | None:
    """As `phone_of`, and the phone of somebody who is no longer a steward: what was written before is still sent."""
    caller = None if (here := phone_of(request)) else caller_of(request)
    return Phone(caller.person_id, caller.person.name) if caller and caller.is_left else here


@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """A shell: the boxes are drawn on the phone, from what it keeps."""
    return _own_page(request, "sync/outbox.html")


@never_cache
def diag(request: HttpRequest) -> HttpResponse:
    """How this phone keeps things: the same facts that the staff see."""
    return _own_page(request, "sync/diag.html")


def _own_page(request: HttpRequest, template: str) -> HttpResponse:
    phone = keeper_of(request)
    by: Actor = request.actor  # type: ignore[attr-defined]
    if phone is None:
        if by.is_person:
            return HttpResponseRedirect("/desk/")
        if DEVICE_COOKIE in request.COOKIES:
            return HttpResponseRedirect(f"/pin/?{urlencode({'next': request.get_full_path()})}")
        return render(request, "matters/steward/unbound.html")
    alleys = alleys_of(by)
    here = around(alleys[0]) if alleys else {}
    return render(request, template, {**here, "outbox": phone, "back_url": "/steward/", "back_label": _("今天")})


@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: never cached, and gone where the kill switch is on."""
    return HttpResponse(NOTHING if NO_WORKER else _worker(), content_type=SCRIPT)


def script(request: HttpRequest, part: str, release: str) -> HttpResponse:
    """One script of a page. Its address names the release, so that no phone runs an old one beside a new page."""
    if part not in PARTS:
        raise Http404
    keep = "public, max-age=31536000, immutable" if release == version() else "no-cache"
    return HttpResponse(written(part), content_type=SCRIPT, headers={"Cache-Control": keep})


@cache
def written(part: str) -> str:
    """The sources of a part in their order, each in a block of its own, without comments and margins."""
    return "\n".join(f"{{\n{_lean(f'{name}.js')}}}" for name in PARTS[part])


def _lean(name: str) -> str:
    lines = (line.strip() for line in _source(f"outbox/{name}").read_text(encoding="utf-8").splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


@cache
def _worker() -> str:
    assets = [*(static(f"web/{name}") for name in ASSETS), *(address(part) for part in PARTS)]
    consts = {"VERSION": version(), "ASSETS": assets, "PAGES": PAGES}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in consts.items())
    return head + _lean("worker.js")


def address(part: str) -> str:
    return f"/steward/{part}-{version()}.js"


@cache
def version() -> str:
    """Names the release by the bytes of what a phone runs."""
    digest = hashlib.sha256()
    for name in ASSETS:
        digest.update(_source(name).read_bytes())
    for part in PARTS:
        digest.update(written(part).encode())
    digest.update(_lean("worker.js").encode())
    return digest.hexdigest()[:12]


def _source(name: str) -> Path:
    found = finders.find(f"web/{name}")
    if found is None:
        raise FileNotFoundError(name)
    return Path(found)


SCRIPT = "text/javascript; charset=utf-8"
NOTHING = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""
WORDS: dict[str, Any] = {
    "badge": gettext_lazy("待上传 {n}"),
    "attention": gettext_lazy("需处理 {n}"),
    "to_do": gettext_lazy("需处理"),
    "draft": gettext_lazy("草稿"),
    "saved": gettext_lazy("已存本机"),
    "sending": gettext_lazy("上传中 {done}/{total}"),
    "delivered": gettext_lazy("已送达"),
    "aside": gettext_lazy("放下了"),
    "received": gettext_lazy("处理中"),
    "before_leaving": gettext_lazy("离任前采集"),
    "held": gettext_lazy("等前一条"),
    "kept": gettext_lazy("有网了自己会送，不用再记。"),
    "photos": gettext_lazy("还差 {n} 张照片"),
    "unreadable": gettext_lazy("第 {n} 条，输入口令后能看"),
    "here": gettext_lazy("试了三次没送成，原样留着。"),
    "refused": gettext_lazy("没有办成。"),
    "conflict": gettext_lazy("别人也改了这一处，两边都留着，社区来定。"),
    "quarantined": gettext_lazy("社区会看一看。"),
    "again": gettext_lazy("改了再送"),
    "export": gettext_lazy("导出"),
    "copy": gettext_lazy("复制"),
    "seen": gettext_lazy("知道了"),
    "put_aside": gettext_lazy("不送了"),
    "drop": gettext_lazy("不要了"),
    "undo": gettext_lazy("撤销"),
    "restored": gettext_lazy("已恢复未保存的内容"),
    "unchanged": gettext_lazy("还没有改动"),
    "not_kept": gettext_lazy("没能存在本机。写的都还在这一页：先复制或导出；有网时再点一次，直接送出。"),
    "synced": gettext_lazy("最近一次对上：{when}"),
    "never": gettext_lazy("还没有送过"),
    "lost": gettext_lazy("本机有至少 {n} 条没上传的记录丢了，社区也看得到。"),
    "net_none": gettext_lazy("现在没有网络。存在本机的不会丢，有网了自己会送。"),
    "net_portal": gettext_lazy("网络需要登录。先登录这个网络，再回来。"),
    "net_wait": gettext_lazy("那边正忙，过一会儿自己会再送。"),
    "net_broken": gettext_lazy("没有送成，过一会儿自己会再送。"),
    "net_locked": gettext_lazy("输入六位数字，就接着送。"),
    "net_other": gettext_lazy("这部手机现在是别人在用，您写的都留着，等您登录再送。"),
    "net_stop": gettext_lazy("现在不能送，写的都留着。"),
    "net_old": gettext_lazy("页面太旧，联网后关掉再打开；没送出的都还在。"),
    "yes": gettext_lazy("有"),
    "no": gettext_lazy("没有"),
    "survived": gettext_lazy("写得进，关掉再开也还在"),
    "written": gettext_lazy("写得进"),
    "bad": gettext_lazy("写不进"),
    "full": gettext_lazy("快满了，先在有网的地方送完"),
    "seconds": gettext_lazy("{n} 秒"),
    "open": gettext_lazy("没有加密：这个地址不是 https"),
    "held_key": gettext_lazy("加密，钥匙在本机"),
    "sealed": gettext_lazy("加密，有的要登录后才能看"),
    "file": gettext_lazy("小巷管家-待上传"),
}
"""What the scripts say, in the reader's language. {n} and the like are filled in on the phone."""
