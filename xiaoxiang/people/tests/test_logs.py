"""What the log must not hold (hostile 39)."""

import logging

from xiaoxiang.web.logs import OneLine


def written(message: str) -> str:
    return OneLine("%(message)s").format(logging.LogRecord("x", logging.WARNING, "", 0, message, (), None))


def test_addresses_that_are_keys_are_cut_short():
    assert written("Not Found: /bind/2KyEcc5zC2qEDj3qhthPGBoery2SxMQShDyf9nn_my4/") == "Not Found: /bind/…/"
    assert written("Not Found: /r/AbCdEfGhIjKlMnOpQrStUv/answer/") == "Not Found: /r/…/answer/"
    assert written("Not Found: /a/QWERTY/") == "Not Found: /a/QWERTY/"


def test_a_line_cannot_be_forged():
    assert "\n" not in written("ok\nWARNING forged")
