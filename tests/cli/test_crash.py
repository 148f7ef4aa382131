"""The traceback of a crash holds no secret, however many lines it has."""

from __future__ import annotations

from cli.terminal.crash import traceback_of

KEY = "-----BEGIN RSA PRIVATE KEY-----\nDGCANARYone\nDGCANARYtwo\n-----END RSA PRIVATE KEY-----"


def test_a_secret_of_several_lines_is_in_no_traceback() -> None:
    cause = ValueError(KEY)
    error = RuntimeError("password=DGCANARYthree")
    error.__cause__ = cause
    text = traceback_of(error)
    assert "DGCANARY" not in text
    assert "RuntimeError" in text
