"""Secrets are made once, stay what they are, and are never replaced in silence."""

import pytest

from xiaoxiang.machine import keys
from xiaoxiang.machine.terminal import Refusal


def test_they_are_made_once_and_closed_to_others(tmp_path):
    folder = tmp_path / "keys"
    keys.ensure(folder, has_records=False)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.ensure(folder, has_records=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert set(first) == {"secret", "vault", "journal"}
    assert len(first["vault"]) == len(first["journal"]) == 32
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_lost_vault_key_is_not_replaced_under_sealed_records(tmp_path):
    folder = tmp_path / "keys"
    with pytest.raises(Refusal, match="不见了"):
        keys.ensure(folder, has_records=True)
    assert not (folder / "vault").exists()
