"""python -m xiaoxiang.machine NAME …: everything the product does from a terminal.

Given a database (DATABASE_URL) a name is done at once. `on` NAME is what bin/xiaoxiang calls: it first finds the
database of the data folder, and starts it for the time of the command when it is not up.
"""

import os
import sys

from xiaoxiang.machine.terminal import Refusal, complain

OURS = {
    "run": "启动整套系统 · start everything (bin/run)",
    "serve": "只启动网页服务：serve [地址 端口] · the web server alone: serve [host port]",
    "worker": "只启动后台任务 · the worker alone",
    "migrate": "更新数据表 · bring the tables up to date",
    "messages": "收集界面文字：messages [compile] · collect what pages say, list the untranslated",
    "manage": "任何 Django 命令：manage NAME … · any Django command",
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["--help"]
    try:
        return _do(name, rest)
    except Refusal as refusal:
        complain(refusal)
        return 1
    except KeyboardInterrupt:
        return 130


def _do(name: str, rest: list[str]) -> int:
    if name == "run":
        from xiaoxiang.machine.run import run  # each name loads only what it needs

        return run(rest)
    if name == "on":
        return _on(rest or ["--help"])
    if name == "messages":
        from xiaoxiang.machine import messages

        return messages.main(rest)
    if name in ("--help", "-h", "help"):
        return _help()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoxiang.web.settings")
    if name == "serve":
        from xiaoxiang.machine.serve import serve

        return serve(rest)
    return _django(name, rest)


def _on(arguments: list[str]) -> int:
    """A command on the database of the data folder, up already or started for it."""
    from xiaoxiang.machine import ground, processes

    name, *rest = arguments
    if name in ("run", "messages", "--help", "-h", "help"):
        return _do(name, rest)
    whose = rest[0] if name == "manage" and rest else name
    with ground.borrowed(ground.chosen_data(), f"bin/xiaoxiang {name}") as base:
        return processes.in_terminal(
            [sys.executable, "-m", "xiaoxiang.machine", *arguments], env=base.environment(whose)
        )


def _django(name: str, rest: list[str]) -> int:
    import django
    from django.core.management import call_command, execute_from_command_line, get_commands

    if name == "worker":
        django.setup()
        call_command("procrastinate", "worker", *rest)
        return 0
    if name == "manage":
        name, *rest = rest or ["help"]
    django.setup()
    if name not in {*get_commands(), "help"}:
        complain(
            Refusal(
                f"没有“{name}”这个命令，bin/xiaoxiang --help 列出全部。",
                f"There is no command {name!r}; bin/xiaoxiang --help lists them all.",
            )
        )
        return 127
    execute_from_command_line(["bin/xiaoxiang", name, *rest])
    return 0


def _help() -> int:
    """All names with one line each: ours, then those of our rooms."""
    from xiaoxiang.machine.ground import PROJECT

    lines = dict(OURS)
    for path in sorted((PROJECT / "xiaoxiang").glob("*/management/commands/[a-z]*.py")):
        lines[path.stem] = _line_of_help(path.read_text(encoding="utf-8"))
    sys.stdout.write("用法 · usage: bin/xiaoxiang NAME …\n\n")
    for name, line in lines.items():
        sys.stdout.write(f"  {name:<16}{line}\n")
    return 0


def _line_of_help(code: str) -> str:
    """A command's `help = "…"`, else the first line of its module, read without running anything."""
    import ast

    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "help":
            texts = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            return str(texts[0]).strip().split("\n")[0]
    return (ast.get_docstring(tree) or "—").split("\n")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
