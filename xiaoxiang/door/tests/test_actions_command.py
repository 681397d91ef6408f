"""The list of actions, and the snapshot in which a change of the contract is seen."""

from django.core.management import call_command

from xiaoxiang.door.action import actions
from xiaoxiang.door.management.commands.actions import SNAPSHOT, snapshot


def test_the_snapshot_is_that_of_this_code():
    assert SNAPSHOT.read_text(encoding="utf-8") == snapshot(), "run bin/xiaoxiang actions --json and review the change"


def test_the_list_says_of_each_who_may_and_what_it_does(capsys):
    call_command("actions")
    told = capsys.readouterr().out
    for action in actions():
        assert f"{action.name}  (" in told
    assert "who: The county names staff, and their accounts; nobody keeps the account of herself." in told
    assert "“{thing}”上报社区" in told
