"""bin/xiaoxiang doors: the ways in, printed when the product has come up."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from xiaoxiang.people import demo
from xiaoxiang.places import first_run
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.places.plaques import qr_terminal

ADDRESS = "http://127.0.0.1:8000"


class Command(BaseCommand):
    """Where to go: the demonstration's keys and an alley to scan, or the one-time code of a first start."""

    requires_system_checks = ()
    help = "怎么进去：地址、演示用的登录名、二维码 · the ways in"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.address = os.environ.get("XIAOXIANG_ADDRESS", ADDRESS).rstrip("/")
        here = County.objects.order_by("founded_at").first()
        if here is None:
            self.first_run()
        elif here.is_demo:
            self.demonstration(here)
        else:
            self.stdout.write(f"  {here.name}　{self.address}/\n  工作台 · the desk　{self.address}/desk/")

    def first_run(self) -> None:
        code = first_run.code()
        self.stdout.write(
            f"  还没有县。在浏览器打开，把县建起来 · found the county:\n    {self.address}/found/?code={code}"
        )

    def demonstration(self, here: County) -> None:
        alley = Place.objects.filter(county=here, level=Level.ALLEY, name="后街巷").order_by("code").first()
        page = f"{self.address}/a/{alley.plaque}/" if alley else f"{self.address}/"
        lines = [("居民 · a resident", page), ("管家 · a steward", f"{self.address}/demo/　口令 PIN {demo.PIN}")]
        for key in demo.keys(here.pk):
            if key.username:
                lines.append((key.role, f"{key.username}　{key.place}"))
        for title, words in lines:
            self.stdout.write(f"  {title}　{words}")
        self.stdout.write(f"  登录 · sign in　{self.address}{settings.LOGIN_URL}　密码 password {demo.PASSWORD}")
        self.stdout.write(f"  验证码在这一页 · codes　{self.address}/demo/")
        self.stdout.write(qr_terminal(page))
