"""One suite over the registry: what must hold for every action, whoever wrote it."""

import dataclasses
import re
import string
import sys
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.examples import BY_PAGE, BY_THE_CLOCK, EXAMPLES, FROM_NOTHING, PUBLIC, Example
from tests.people import GUTIAN
from xiaoxiang.door.action import Action, actions
from xiaoxiang.door.actor import a_resident
from xiaoxiang.door.journal import in_chinese, sentence
from xiaoxiang.door.models import Claim, Content, Entry
from xiaoxiang.door.refusal import Refused

pytestmark = pytest.mark.django_db
HERE = Path(__file__).resolve().parents[3]
every_action = pytest.mark.parametrize("action", actions(), ids=lambda a: a.name)


@pytest.fixture
def example(action: Action[Any], request: pytest.FixtureRequest, monday) -> Example:
    """The example of an action on its stage."""
    told = EXAMPLES[action.name]
    return told(None if action.name in FROM_NOTHING else request.getfixturevalue("cast"))


def done(action: Action[Any], example: Example, **more: Any) -> Any:
    thing = [example.thing] if action.thing else []
    return action(example.by, *thing, **{**example.given, **more})


def test_every_action_has_an_example_and_every_example_an_action():
    assert set(EXAMPLES) == {a.name for a in actions()}, "add the example to tests/examples.py"


@every_action
def test_its_name_says_thing_and_verb(action: Action[Any]):
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", action.name)


@every_action
def test_it_has_a_help_text_of_one_plain_sentence_at_least(action: Action[Any]):
    first = action.help.split("\n")[0]
    assert len(first) > 15
    assert first[0].isupper()


@every_action
def test_its_button_says_what_it_does(action: Action[Any]):
    assert bool(str(action.verb)) != (action.name in BY_THE_CLOCK)
    assert len(str(action.verb)) <= 12


@every_action
def test_its_sentence_names_only_what_the_journal_knows(action: Action[Any]):
    told = {name for _text, name, _spec, _conversion in string.Formatter().parse(in_chinese(action)) if name}
    known = {"by", "thing", "result"} | (set(action.schema.model_fields) - action.keeps_secret)
    assert told
    assert told <= known
    if action.thing is None:
        assert "thing" not in told


@every_action
def test_its_rule_says_in_its_name_or_words_who_may(action: Action[Any]):
    assert action.who.__name__ != "<lambda>"


@every_action
def test_some_test_does_it_by_name(action: Action[Any]):
    names = "|".join(sorted(called(action)))
    pattern = re.compile(rf"[\"']{re.escape(action.name)}[\"']|\b\w+\.({names})\b|import [^\n]*\b({names})\b")
    pressed = BY_PAGE.get(action.name)
    assert any(pattern.search(text) or (pressed and pressed in text) for text in written())


@cache
def written() -> list[str]:
    """Every test file but this suite and its examples."""
    own = {Path(__file__).resolve(), HERE / "tests" / "examples.py"}
    files = [*HERE.glob("xiaoxiang/**/tests/**/test_*.py"), *HERE.glob("tests/**/test_*.py")]
    return [path.read_text(encoding="utf-8") for path in files if path.resolve() not in own]


def called(action: Action[Any]) -> set[str]:
    """The names under which our modules know an action."""
    ours = [module for name, module in sys.modules.items() if name.startswith("xiaoxiang.") and ".tests" not in name]
    return {name for module in ours for name, value in vars(module).items() if value is action}


@every_action
def test_it_works_and_is_one_line_that_reads_as_a_sentence(action: Action[Any], example: Example):
    lines = set(Entry.objects.values_list("pk", flat=True))
    done(action, example)
    line = Entry.objects.exclude(pk__in=lines).get()
    told = sentence(line.action, Content.objects.get(pk=line.pk).body)
    assert line.action == action.name
    assert told
    assert "{" not in told
    assert "None" not in told


@every_action
def test_a_repeat_is_harmless(action: Action[Any], example: Example):
    op_id = uuid4()
    first = done(action, example, op_id=op_id)
    lines, claims = Entry.objects.count(), Claim.objects.count()
    again = done(action, example, op_id=op_id)
    assert again.pk == first.pk
    assert (Entry.objects.count(), Claim.objects.count()) == (lines, claims)


@every_action
def test_a_stranger_is_refused_and_leaves_nothing(action: Action[Any], example: Example):
    example.by = a_resident(GUTIAN)
    lines, claims = Entry.objects.count(), Claim.objects.count()
    if action.name in PUBLIC:
        assert done(action, example).pk
        return
    with pytest.raises(Refused) as refused:
        done(action, example)
    assert refused.value.status in (403, 404)
    assert str(refused.value.sentence)
    assert (Entry.objects.count(), Claim.objects.count()) == (lines, claims)


@every_action
def test_what_it_was_not_asked_for_is_refused(action: Action[Any]):
    with pytest.raises(Refused) as refused:
        action.read({"is_admin": True, "county_id": 1, "version": 7})
    assert refused.value.status == 422
    assert {"is_admin", "county_id", "version"} <= set(refused.value.fields)


@pytest.mark.parametrize("action", [a for a in actions() if a.thing], ids=lambda a: a.name)
def test_somebody_from_another_county_cannot_even_see_the_thing(action: Action[Any], example: Example):
    example.by = dataclasses.replace(example.by, county_id=350981, holdings=(), receipts=frozenset())
    with pytest.raises(Refused) as refused:
        done(action, example)
    assert refused.value.status == 404
