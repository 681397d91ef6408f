"""bin/xiaoxiang demo: fill an empty database with the demonstration county."""

import gc
import signal
import subprocess
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xiaoxiang.demo import county
from xiaoxiang.door import clock, verify
from xiaoxiang.door.journal import county_chain
from xiaoxiang.door.models import Head
from xiaoxiang.matters.models import Matter
from xiaoxiang.places.models import County

PROCESSES = 2


class Command(BaseCommand):
    """A year of Gutian, every deed through the door. Two processes tell five communities each."""

    requires_system_checks = ()
    help = "装入示范县：古田的一年，人和事都是编的 · load the demonstration county"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=PROCESSES, help="用几个进程 · processes (2)")
        parser.add_argument("--share", help=SUPPRESS)
        parser.add_argument("--until", type=datetime.fromisoformat, help=SUPPRESS)

    def handle(self, *_args: Any, processes: int, share: str | None, until: datetime | None, **_options: Any) -> None:
        with connection.cursor() as cursor:
            # Whoever loses power here loads again from an empty database; no need to wait for the disk at every deed.
            cursor.execute("SET synchronous_commit TO off")
        if share and until:
            self.tell(share, until)
            return
        if County.objects.exists():
            self.already()
            return
        began, end = time.monotonic(), clock.now()
        self.stdout.write("正在装入示范县（约半分钟）… · loading the demonstration county")
        county.found(end)
        self.in_parallel(processes, end)
        county.finish(end)
        bad = [report for report in verify.verify_all() if not report.is_whole]
        if bad:
            raise CommandError(f"记事链对不上：{bad[0].wrong} · a chain does not verify")
        self.stdout.write(
            f"示范县装好了：{Matter.objects.count()} 件事，{time.monotonic() - began:.0f} 秒 · loaded, every chain verifies"
        )

    def already(self) -> None:
        here = County.objects.get()
        if not here.is_demo:
            raise CommandError(f"这里已经有{here.name}，示范县只装进空的数据库。 · a county is here already")
        if not Head.objects.filter(chain_id=county_chain(here.pk)).exists():
            raise CommandError(
                "示范县上次没有装完。删掉数据文件夹（或换一个空的数据库）再启动。 · "
                "loading was cut off; remove the data folder (or take an empty database) and start again"
            )
        self.stdout.write("示范县已经在这里 · the demonstration county is here already")

    def in_parallel(self, processes: int, end: datetime) -> None:
        """Each process tells its share of the communities; whichever fails makes the whole fail."""
        command = [sys.executable, "-m", "xiaoxiang.machine", "manage", "demo", "--until", end.isoformat(), "--share"]
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nobody is left telling behind us
        children = [subprocess.Popen([*command, f"{i}/{processes}"]) for i in range(processes)]  # noqa: S603
        try:
            if sum(child.wait() for child in children):
                raise CommandError("示范县没有装完 · the demonstration county was not loaded")
        finally:
            for child in children:
                child.kill()
            signal.signal(signal.SIGTERM, before)

    def tell(self, share: str, end: datetime) -> None:
        gc.disable()  # a short life that keeps little: looking for garbage would take a twelfth of it
        number, of = map(int, share.split("/"))
        began, month = time.monotonic(), ""
        for moment in county.live(county.communities()[number::of], end):
            if number == 0 and f"{moment:%Y-%m}" != month:
                month = f"{moment:%Y-%m}"
                self.stdout.write(f"  {month}　{time.monotonic() - began:.0f} s")
                self.stdout.flush()
