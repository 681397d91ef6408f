"""A start waits for the tables only when the code has changed."""

import psycopg
import pytest

from xiaoxiang.machine import upkeep
from xiaoxiang.machine.postgres import OWNER, Server
from xiaoxiang.machine.tests.folders import data_folder, running


@pytest.fixture
def owner_url():
    with data_folder() as folder, running(Server(folder, is_throwaway=True)) as server:
        yield server.url(OWNER)


def test_tables_are_current_once_marked_and_until_the_code_changes(owner_url, monkeypatch):
    monkeypatch.setattr(upkeep, "fingerprint", lambda: "this code")
    assert not upkeep.is_current(owner_url)  # an empty database has no migrations to carry the mark
    with psycopg.connect(owner_url) as link:
        link.execute("CREATE TABLE django_migrations (id int)")
    assert not upkeep.is_current(owner_url)
    upkeep.mark_current(owner_url)
    assert upkeep.is_current(owner_url)
    monkeypatch.setattr(upkeep, "fingerprint", lambda: "newer code")
    assert not upkeep.is_current(owner_url)


def test_any_change_of_our_code_or_our_packages_changes_the_fingerprint(tmp_path, monkeypatch):
    monkeypatch.setattr(upkeep, "PROJECT", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "xiaoxiang" / "tests").mkdir(parents=True)
    lock, code = tmp_path / "requirements" / "run.lock", tmp_path / "xiaoxiang" / "models.py"
    lock.write_text("django==5.2")
    code.write_text("a = 1")
    seen = {upkeep.fingerprint()}
    code.write_text("a = 2")
    seen.add(upkeep.fingerprint())
    lock.write_text("django==5.3")
    seen.add(upkeep.fingerprint())
    (tmp_path / "xiaoxiang" / "tests" / "test_it.py").write_text("b = 1")
    seen.add(upkeep.fingerprint())
    assert len(seen) == 3  # tests change no table
