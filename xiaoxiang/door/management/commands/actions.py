"""bin/xiaoxiang actions: every deed the product knows, who may do it, and its schema."""

import inspect
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from xiaoxiang.door.action import Action, actions
from xiaoxiang.door.journal import in_chinese

SNAPSHOT = Path(__file__).resolve().parents[4] / "docs" / "actions.json"


def who(action: Action[Any]) -> str:
    """Who may: the first line of the rule's own words, else its name said with blanks."""
    words = (inspect.getdoc(action.who) or "").split("\n")[0]
    return words or action.who.__name__.replace("_", " ")


def described(action: Action[Any]) -> dict[str, Any]:
    """An action as the snapshot keeps it: what phones, programs and journals rely on, and the words beside it."""
    with translation.override("zh-hans"):
        return {
            "kind": action.kind.value,
            "thing": action.thing.__name__ if action.thing else None,
            "answers": action.hints["return"].__name__,
            "who": who(action),
            "verb": str(action.verb),
            "says": in_chinese(action),
            "help": action.help,
            "formerly": list(action.formerly),
            "secret": sorted(action.keeps_secret),
            "given": action.schema.model_json_schema(),
        }


def snapshot() -> str:
    """All actions as JSON, the same text for the same code."""
    told = {action.name: described(action) for action in actions()}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Command(BaseCommand):
    """Lists the registry; --json writes docs/actions.json, which a test compares with the code."""

    requires_system_checks = ()
    help = "列出能办的每一件事；--json 写成 docs/actions.json · every deed and who may do it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="写 docs/actions.json · write the snapshot")

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        if json:
            SNAPSHOT.parent.mkdir(exist_ok=True)
            SNAPSHOT.write_text(snapshot(), encoding="utf-8")
            self.stdout.write(f"docs/{SNAPSHOT.name}: {len(actions())} 件 · actions")
            return
        for action in actions():
            self.stdout.write(self.told(action))

    def told(self, action: Action[Any]) -> str:
        with translation.override("en"):
            english = str(action.says)
        lines = [f"{action.name}  ({action.kind.value})", f"  {in_chinese(action)}"]
        if english != in_chinese(action):
            lines.append(f"  {english}")
        lines += [f"  who: {who(action)}", f"  {action.help.splitlines()[0]}"]
        if action.formerly:
            lines.append(f"  formerly: {', '.join(action.formerly)}")
        return "\n".join(lines) + "\n"
