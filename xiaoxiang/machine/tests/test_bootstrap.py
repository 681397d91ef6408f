"""The first step: an environment that is there costs nothing, one that is not is named."""

import hashlib
import os
import subprocess
import sysconfig

from xiaoxiang.machine import bootstrap
from xiaoxiang.machine.ground import PROJECT


def test_an_environment_stamped_with_this_lock_is_used_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("XIAOXIANG_VENV", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text("")  # running it would fail, so nothing may run it
    lock = bootstrap.LOCKS["run"].read_bytes() + sysconfig.get_python_version().encode()
    (tmp_path / "xiaoxiang-run.stamp").write_text(hashlib.sha256(lock).hexdigest())
    assert bootstrap.ensure("run") == tmp_path / "bin" / "python"


def test_a_command_without_an_environment_says_what_to_run_first(tmp_path):
    told = subprocess.run(
        [PROJECT / "bin" / "xiaoxiang", "journal"],
        env={**os.environ, "XIAOXIANG_VENV": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.startswith("还没有安装。先运行一次 bin/run。\n")
    assert not (tmp_path / "none").exists()


def test_every_name_of_the_command_line_has_a_line_of_help():
    told = subprocess.run(
        [bootstrap.python_of(bootstrap.venv()), "-m", "xiaoxiang.machine", "--help"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split(maxsplit=1) for line in told.stdout.splitlines() if line.startswith("  ")]
    assert {"run", "serve", "worker", "messages", "manage"} <= {line[0] for line in lines}
    assert all(len(line) == 2 for line in lines)
