"""English is complete: every sentence of the finished rooms has its English, with the same placeholders."""

from xiaoxiang.machine import messages

STILL_CHINESE = ("xiaoxiang/edges/sync/", "xiaoxiang/quota/", "xiaoxiang/stewards/", "xiaoxiang/talent/")
"""Rooms whose English is still to be written; until then English readers meet the Chinese source there."""


def test_every_sentence_has_its_english():
    missing = [each for each in messages.untranslated() if not all(at.startswith(STILL_CHINESE) for at in each.where)]
    assert missing == []


def test_every_translation_keeps_the_placeholders():
    assert messages.mismatched() == []
