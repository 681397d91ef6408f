"""Waiting shows itself, with seconds; what is quick stays quiet."""

import time

from xiaoxiang.machine import terminal


def test_a_long_step_tells_its_seconds_and_a_short_one_nothing(capsys, monkeypatch):
    monkeypatch.setattr(terminal, "PATIENCE", 0.05)
    with terminal.step("短", "short"):
        pass
    with terminal.step("长", "long"):
        time.sleep(0.12)
    began, ended = capsys.readouterr().out.splitlines()
    assert began == "长 · long …"
    assert ended.startswith("长 · long  0.1")


def test_a_refusal_says_both_languages_on_the_error_stream(capsys):
    terminal.complain(terminal.Refusal("端口不能用", "the port cannot be used"))
    told = capsys.readouterr()
    assert told.err == "端口不能用\nthe port cannot be used\n"
    assert told.out == ""
