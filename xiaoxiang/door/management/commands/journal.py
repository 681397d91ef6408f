"""bin/xiaoxiang journal verify | export | head."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from xiaoxiang.door import export, heads, verify
from xiaoxiang.door.models import Head, Tip


class Command(BaseCommand):
    """What can be done with the journal from a terminal."""

    help = "核对、导出记事链，看封条：journal verify | export | head · check and export the journal"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        kinds.add_parser("verify", help="每条链从头重算一遍 · recompute every chain")
        out = kinds.add_parser("export", help="把一条链写成文件 · write one chain to a file")
        out.add_argument("--chain", type=UUID, required=True)
        out.add_argument("--without-contents", action="store_true", help="不含内容，只含摘要 · digests only")
        out.add_argument("file", type=Path)
        kinds.add_parser("head", help="每条链最新的封条 · the latest signed head of each chain")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        {"verify": self.verify, "export": self.export, "head": self.head}[what](**options)

    def verify(self, **_options: Any) -> None:
        bad = 0
        for report in verify.verify_all():
            bad += not report.is_whole
            told = (
                f"{report.height} 行 · {report.height} entries, {report.erased} erased"
                if report.is_whole
                else report.wrong
            )
            self.stdout.write(f"{'好 ok ' if report.is_whole else '坏 BAD'} {report.chain_id}  {told}")
        if bad:
            self.stderr.write(f"{bad} 条链对不上 · {bad} chains do not verify")
            sys.exit(1)

    def export(self, *, chain: UUID, file: Path, without_contents: bool, **_options: Any) -> None:
        tip = Tip.objects.filter(chain_id=chain).first()
        if tip is None:
            raise CommandError(f"没有这条链：{chain} · no such chain")
        with file.open("w", encoding="utf-8") as written:
            count = 0
            for row in export.rows(tip.county_id, chain, with_contents=not without_contents):
                written.write(row)
                count += 1
        self.stdout.write(f"{file}: {count} 行 · {count} entries")

    def head(self, **_options: Any) -> None:
        for tip in Tip.objects.order_by("chain_id"):
            newest = Head.objects.filter(county_id=tip.county_id, chain_id=tip.chain_id).order_by("-on").first()
            if newest:
                self.stdout.write(f"{heads.message_of(newest)}{bytes(newest.signature).hex()}\n")
