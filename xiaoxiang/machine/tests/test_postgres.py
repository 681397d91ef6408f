"""The embedded database comes up, goes down, and comes back after every way of dying."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import psycopg
import pytest

from xiaoxiang.machine import binaries, postgres, processes
from xiaoxiang.machine.ground import PROJECT
from xiaoxiang.machine.postgres import APP, OWNER, Server
from xiaoxiang.machine.terminal import Refusal
from xiaoxiang.machine.tests.folders import ask, data_folder, running


@pytest.fixture(scope="module")
def data():
    with data_folder() as folder:
        yield folder


@pytest.fixture
def server(data):
    return Server(data, is_throwaway=True)


def test_it_answers_both_roles_over_its_socket_only_and_leaves_nothing_running(server):
    with running(server):
        assert ask(server, "SELECT current_user", OWNER) == [(OWNER,)]
        assert ask(server, "SELECT current_user", APP) == [(APP,)]
        assert ask(server, "SHOW listen_addresses") == [("",)]
        assert ask(server, "SHOW data_checksums") == [("on",)]
        encoding = (
            "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        assert ask(server, encoding) == [("C", "UTF8")]
    assert processes.working_in(server.cluster) == []


def test_the_app_may_not_make_tables_and_a_wrong_password_opens_nothing(server):
    with running(server):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server, "CREATE TABLE mine (id int)", APP)
        wrong = server.url(APP).replace(server._passwords()[APP], "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_what_was_confirmed_is_there_after_kill_9_of_every_process(data):
    server = Server(data)  # not as a throwaway: with everything that makes commits durable
    with running(server):
        ask(server, "CREATE TABLE IF NOT EXISTS kept (id int)")
        ask(server, "INSERT INTO kept VALUES (1)")
        for pid in processes.working_in(server.cluster):
            processes.tell(pid, signal.SIGKILL)
        server.child.wait()
        assert (server.cluster / "postmaster.pid").exists()
        assert not server.is_running()
        server.start()
        assert (1,) in ask(server, "SELECT id FROM kept")


def test_a_left_process_number_that_now_belongs_to_another_program_does_not_stop_it(server):
    with running(server):
        pass
    (server.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster}\n1\n5432\n")
    with running(server):
        assert ask(server, "SELECT 1") == [(1,)]


def test_a_server_left_running_by_somebody_is_ended_and_started_as_our_own(server):
    found = binaries.find(server.major, server.account)
    command = [found.program("postgres"), "-D", str(server.cluster), "-c", "listen_addresses="]
    command += ["-c", f"unix_socket_directories={server.socket}"]
    left = subprocess.Popen(
        command,
        cwd="/",
        stderr=subprocess.DEVNULL,
        user=server.account.uid if server.account else None,
        group=server.account.gid if server.account else None,
        extra_groups=[] if server.account else None,
    )
    try:
        assert processes.wait_until(server.is_answering, 10)
        with running(server):
            assert left.wait(10) == 0  # a clean shutdown, so nothing had to be recovered
            assert processes.working_in(server.cluster)
            assert ask(server, "SELECT 1") == [(1,)]
    finally:
        left.kill()
        left.wait()


def test_it_dies_with_a_supervisor_that_is_killed(server):
    program = f"""
        import time
        from pathlib import Path
        from xiaoxiang.machine.postgres import Server
        Server(Path({str(server.data)!r}), is_throwaway=True).start()
        print("up", flush=True)
        time.sleep(60)
    """
    supervisor = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, cwd=PROJECT, text=True
    )
    assert supervisor.stdout.readline() == "up\n"
    assert processes.working_in(server.cluster)
    supervisor.kill()
    supervisor.communicate()
    assert processes.wait_until(lambda: not processes.working_in(server.cluster), 10)


def test_the_half_of_an_interrupted_making_is_thrown_away():
    with data_folder() as folder:
        server = Server(folder, is_throwaway=True)
        (server.home / "cluster.unfinished" / "base").mkdir(parents=True)
        with running(server):
            assert ask(server, "SELECT 1") == [(1,)]
        assert not (server.home / "cluster.unfinished").exists()


def test_a_path_too_long_for_a_socket_still_works():
    with data_folder() as folder:
        server = Server(folder / ("长" * 30), is_throwaway=True)
        with running(server):
            assert ask(server, "SELECT 1") == [(1,)]
        assert not server.socket.is_relative_to(folder)
        server.socket.rmdir()


def test_lost_passwords_are_named_with_the_way_back(server):
    kept = server.home / "passwords.json"
    words = kept.read_text()
    kept.unlink()
    with pytest.raises(Refusal, match="不见了，没有它进不了数据库"):
        server.url(OWNER)
    kept.write_text(words)
    assert set(json.loads(words)) == {"postgres", OWNER, APP}


def test_data_of_a_version_that_is_not_here_is_refused_with_both_versions():
    with pytest.raises(Refusal) as refused:
        binaries.find(9, binaries.account())
    assert "PostgreSQL 9" in refused.value.zh
    assert "postgresql-9" in refused.value.en


def test_a_folder_behind_a_closed_one_cannot_be_walked_to(tmp_path):
    stranger = binaries.Account(uid=64000, gid=64000)
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not binaries.is_reachable(inner, stranger)
    assert binaries.is_reachable(inner, None)


def test_the_second_on_a_data_folder_is_told_who_has_it(tmp_path):
    with (
        postgres.holding(tmp_path, "bin/run http://localhost:8000"),
        pytest.raises(Refusal, match="正被另一个程序使用（bin/run http://localhost:8000, pid"),
        postgres.holding(tmp_path, "bin/run"),
    ):
        pytest.fail("two hold it")
    with postgres.holding(tmp_path, "bin/run"):
        assert (tmp_path / "held_by").read_text().startswith("bin/run")
