"""The first step of everything in bin/: a virtual environment from the lock files, and then our own Python in it.

Runs on the system's Python with nothing installed. The environment is made once; a stamp of the lock file tells the
next start that there is nothing to do, so it needs neither network nor time.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from xiaoxiang.machine.terminal import Refusal, complain, step

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = {"run": PROJECT / "requirements" / "run.lock", "test": PROJECT / "requirements" / "test.lock"}


def main(arguments: list[str]) -> int:
    """`arguments`: what to do (run, on, test, check, bench, faults, pictures) and its own arguments. Does not return when all is well."""
    what, *rest = arguments
    try:
        if what == "on" and not python_of(venv()).exists():
            raise Refusal(
                "还没有安装。先运行一次 bin/run。", "Nothing is installed yet. Run bin/run once, then come back."
            )
        python = ensure("run")
        if what in ("test", "check", "bench", "faults", "pictures"):
            python = ensure("test")
    except Refusal as refusal:
        complain(refusal)
        return 1
    except KeyboardInterrupt:
        return 130
    module = "xiaoxiang.machine.suite" if what in ("test", "check") else "xiaoxiang.machine"
    if what == "bench":
        return os.execv(python, [str(python), "-m", "bench", *rest])
    if what == "faults":
        return os.execv(python, [str(python), "-m", "tests.faults", *rest])
    if what == "pictures":
        return os.execv(python, [str(python), str(PROJECT / "docs" / "pictures" / "make.py"), *rest])
    return os.execv(python, [str(python), "-m", module, what, *rest])


def venv() -> Path:
    return Path(os.environ.get("XIAOXIANG_VENV") or PROJECT / ".venv").absolute()


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def ensure(which: str) -> Path:
    """The environment's Python, with everything of a lock file in it. Raises Refusal when it cannot be had."""
    folder = venv()
    python = python_of(folder)
    stamp = folder / f"xiaoxiang-{which}.stamp"
    wanted = hashlib.sha256(LOCKS[which].read_bytes() + sysconfig.get_python_version().encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    if not _works(python):
        _make(folder)
    title = (
        ("正在安装所需的包", "installing packages") if which == "run" else ("正在安装测试工具", "installing test tools")
    )
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    with step(*title):
        done = subprocess.run(
            [*command, "--require-hashes", "--requirement", str(LOCKS[which])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        last = " / ".join(done.stdout.strip().splitlines()[-3:])
        raise Refusal(
            f"{title[0]}没有成功（第一次启动需要网络）：{last}",
            f"{title[1]} did not succeed (the first start needs the network): {last}",
        )
    stamp.write_text(wanted)
    return python


def _works(python: Path) -> bool:
    """Whether there is an environment whose Python runs and has pip; not so after the system's Python was replaced."""
    if not python.exists():
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _make(folder: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Refusal(
            "这个 Python 缺少 venv。在 Debian 和 Ubuntu 上安装：apt install python3-venv",
            "This Python lacks venv. On Debian and Ubuntu: apt install python3-venv",
        )
    with step("正在建立环境", "making the environment"):
        if folder.exists():
            shutil.rmtree(folder)
        done = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise Refusal(f"环境没有建成：{' '.join(last)}", f"The environment could not be made: {' '.join(last)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
