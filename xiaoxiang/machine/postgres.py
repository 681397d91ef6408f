"""The embedded PostgreSQL: made, started, watched and stopped by us, for one data folder.

Layout, below the data folder (or below /var/lib/xiaoxiang when the database account cannot walk there; then the file
`database_is_at` says where):

    postgres/cluster/        PostgreSQL's own files; its PG_VERSION records the major version
    postgres/socket/         the only way in: a Unix socket in a 0700 folder, no TCP at all
    postgres/passwords.json  one random password a role, readable by whoever started us

Every role signs in with its password (scram), also locally: as root the server runs under an account that other
programs may share, and folder rights alone would let these in as the superuser. The owner role migrates; the web and
the worker sign in as a second role, so that what is revoked from it (rewriting the journal) stays revoked.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from xiaoxiang.machine import binaries, processes
from xiaoxiang.machine.terminal import Refusal, step

DATABASE = OWNER = "xiaoxiang"
APP = "xiaoxiang_app"
SUPERUSER = "postgres"
SOCKET_LENGTH = 90  # a socket's whole path may have 107 bytes
LOG_BYTES = 10_000_000
PATIENCE = 300  # seconds a recovery after a power cut may take

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "jit": "off",
    "random_page_cost": "1.1",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # tests only


class Server:
    """The PostgreSQL server of one data folder, a child of this process."""

    def __init__(self, data: Path, *, is_throwaway: bool = False) -> None:
        """`is_throwaway`: for tests: no fsync, and the owner may create databases."""
        self.data = data.resolve()
        self.is_throwaway = is_throwaway
        self.account = binaries.account()
        self.home = self._home()
        self.cluster = self.home / "cluster"
        self.socket = self._socket()
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, role: str) -> str:
        """A libpq URL for a role: OWNER migrates, APP serves."""
        return f"postgresql://{role}:{self._passwords()[role]}@/{DATABASE}?host={quote(str(self.socket), safe='')}"

    @property
    def major(self) -> int | None:
        """The major version the data was written by; None before there is any."""
        recorded = self.cluster / "PG_VERSION"
        return int(recorded.read_text()) if recorded.exists() else None

    def start(self) -> None:
        """Bring the database up, making it when there is none and ending a server that was left behind.

        Raises Refusal when no fitting PostgreSQL is found or the server does not come up.
        """
        self._own(self.home)
        self._own(self.socket)
        if self.major is None and self.cluster.exists():
            shutil.rmtree(self.cluster)
        found = binaries.find(self.major, self.account)
        if self.major is None:
            with step("正在建立数据库", "making the database"):
                self._make(found)
        self._end_what_was_left()
        with step("正在启动数据库", "starting the database"):
            self._launch(found)
        self._ensure_roles()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything is written."""
        if self.child is not None:
            processes.stop(self.child, signal.SIGINT, patience=30)
            self.child = None

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def is_answering(self) -> bool:
        """Whether a server is up on this data folder, whoever started it."""
        if self.major is None:
            return False
        address = f"host={self.socket} user={OWNER} password={self._passwords()[OWNER]} dbname={DATABASE}"
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _home(self) -> Path:
        """Inside the data folder, or outside once and for all when the account cannot walk there."""
        self.data.mkdir(mode=0o755, parents=True, exist_ok=True)
        pointer = self.data / "database_is_at"
        if pointer.exists():
            return Path(pointer.read_text().strip())
        inside = self.data / "postgres"
        if inside.exists() or binaries.is_reachable(self.data, self.account):
            return inside
        outside = binaries.OUTSIDE / f"data-{secrets.token_hex(4)}"
        pointer.write_text(f"{outside}\n")
        return outside

    def _socket(self) -> Path:
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= SOCKET_LENGTH:
            return inside
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"xiaoxiang-{name}"

    def _own(self, folder: Path) -> None:
        """Make a folder that only the database's account can enter."""
        if folder is self.home and folder.parent == binaries.OUTSIDE:
            binaries.OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = self.account.uid if self.account else os.geteuid()
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)
        elif folder.stat().st_uid != wanted:
            raise Refusal(
                f"{folder} 属于另一个账户。用当初启动的账户运行，或用 --data 指定别的文件夹。",
                f"{folder} belongs to another account. Run as the account that made it, or choose a folder by --data.",
            )
        folder.chmod(0o700)

    def _passwords(self) -> dict[str, str]:
        kept = self.home / "passwords.json"
        if kept.exists():
            known: dict[str, str] = json.loads(kept.read_text())
            return known
        if self.major is not None:
            raise Refusal(
                f"{kept} 不见了，没有它进不了数据库。从备份把它放回去，再启动。",
                f"{kept} is missing, and the database cannot be entered without it. Put it back from a backup.",
            )
        fresh = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            json.dump(fresh, file)
            file.flush()
            os.fsync(file.fileno())
        return fresh

    def _make(self, found: binaries.Binaries) -> None:
        """initdb beside the place, then one rename: a start that was killed leaves no half database."""
        (self.home / "passwords.json").unlink(missing_ok=True)
        unfinished = self.home / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.home / "initdb.password"
        password_file.unlink(missing_ok=True)
        password_file.touch(0o600)
        password_file.write_text(self._passwords()[SUPERUSER])
        if self.account:
            os.chown(password_file, self.account.uid, self.account.gid)
        command = [found.program("initdb"), f"--pgdata={unfinished}", f"--username={SUPERUSER}"]
        command += [f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"]
        command += ["--data-checksums", *(["--no-sync"] if self.is_throwaway else [])]
        try:
            with tempfile.TemporaryFile() as output:
                child = processes.start(command, account=self.account, output=output, cwd=Path("/"))
                if child.wait() != 0:
                    output.seek(0)
                    raise _did_not_work("建立", "made", output.read().decode(errors="replace"))
        finally:
            password_file.unlink(missing_ok=True)
        unfinished.rename(self.cluster)

    def _end_what_was_left(self) -> None:
        """End a server whose supervisor was killed, and remove the marks of one that was killed itself.

        PostgreSQL judges a left postmaster.pid by the bare process number, which another program may hold by now
        (always so in a container after a restart); we look whether that process stands in our data folder.
        """
        mark = self.cluster / "postmaster.pid"
        left = processes.working_in(self.cluster)
        if left:
            with step("正在停下上次留下的数据库", "stopping the database that was left running"):
                first = int(mark.read_text().split()[0]) if mark.exists() else 0
                for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                    for pid in [first] if first in left and how != signal.SIGKILL else left:
                        processes.tell(pid, how)
                    if processes.wait_until(lambda: not processes.working_in(self.cluster), 20):
                        break
        if os.path.isdir("/proc/self"):
            mark.unlink(missing_ok=True)
            for stale in self.socket.glob(".s.PGSQL.*"):
                stale.unlink(missing_ok=True)

    def _launch(self, found: binaries.Binaries) -> None:
        settings = {**SETTINGS, **(UNSAFE_AND_FAST if self.is_throwaway else {})}
        settings["unix_socket_directories"] = str(self.socket)
        command = [found.program("postgres"), "-D", str(self.cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log() as log:
            began = log.tell()
            self.child = child = processes.start(
                command, account=self.account, output=log, cwd=Path("/"), dies_by=signal.SIGINT
            )
        mark = self.cluster / "postmaster.pid"

        def is_ready() -> bool:
            if child.poll() is not None:
                return True
            lines = mark.read_text().splitlines() if mark.exists() else []
            return len(lines) > 7 and lines[0] == str(child.pid) and lines[7].strip() == "ready"

        came_up = processes.wait_until(is_ready, PATIENCE, 0.02)
        if not came_up or child.poll() is not None:
            self.stop()
            told = self._log_path().read_bytes()[began:].decode(errors="replace")
            raise _did_not_work("启动", "started", told)

    def _log_path(self) -> Path:
        return self.data / "logs" / "postgres.log"

    def _log(self) -> IO[bytes]:
        path = self._log_path()
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        log = path.open("ab")
        log.seek(0, os.SEEK_END)
        return log

    def _ensure_roles(self) -> None:
        """The database and its two roles; nothing when they are there."""
        word = self._passwords()
        address = f"host={self.socket} user={SUPERUSER} password={word[SUPERUSER]} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as link:
            known = {row[0] for row in link.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APP):
                if role not in known:
                    extra = sql.SQL("CREATEDB" if self.is_throwaway and role == OWNER else "")
                    link.execute(
                        sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                            sql.Identifier(role), extra, sql.Literal(word[role])
                        )
                    )
            if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            names = {"db": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
            if self.is_throwaway:
                link.execute(sql.SQL("GRANT {app} TO {owner}").format(**names))  # tests act as the app by SET ROLE
            link.execute(sql.SQL("CREATE DATABASE {db} OWNER {owner}").format(**names))
            link.execute(sql.SQL("REVOKE ALL ON DATABASE {db} FROM PUBLIC").format(**names))
            link.execute(sql.SQL("GRANT CONNECT ON DATABASE {db} TO {app}").format(**names))


def _did_not_work(zh: str, en: str, told: str) -> Refusal:
    last = " / ".join(told.strip().splitlines()[-4:])
    return Refusal(
        f"数据库没有{zh}成功。它的最后几句话：{last}", f"The database could not be {en}. Its last words: {last}"
    )


class Held(Refusal):
    """Another process of this computer holds the data folder."""

    def __init__(self, data: Path, holder: str) -> None:
        super().__init__(
            f"{data} 正被另一个程序使用（{holder}）。先停下它，或用 --data 指定别的文件夹。",
            f"{data} is in use by another program ({holder}). Stop that one first, or choose a folder by --data.",
        )
        self.holder = holder


@contextmanager
def holding(data: Path, what: str) -> Iterator[None]:
    """Hold a data folder for oneself, as long as this process lives.

    Raises Held when another process has it, saying which. The kernel gives the lock back when
    its holder is gone, however it went.
    """
    data.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (data / "held_by").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "?"
            raise Held(data, holder) from None
        file.truncate(0)
        file.write(f"{what}, pid {os.getpid()}")
        file.flush()
        yield
