"""English is complete: every sentence of the product has its English, with the same placeholders."""

from xiaoxiang.machine import messages


def test_every_sentence_has_its_english():
    assert messages.untranslated() == []


def test_every_translation_keeps_the_placeholders():
    assert messages.mismatched() == []
