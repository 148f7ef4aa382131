"""Log lines on stderr for whoever operates driftgate; none unless they are asked for.

Adapters tell events to the standard library's loggers under the names of our packages: `_LOG.info("source_read",
extra={...})`. The engine tells nothing: what it knows is in its results. Here the events get a level and a form.
structlog is imported only where something is written.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, MutableMapping
from enum import StrEnum
from typing import Any

from cli.terminal import output as terminal
from engine.text import Harmless, json_text, lines
from engine.text import terminal as harmless_line

_LOG = logging.getLogger(__name__)
PACKAGES = ("cli", "policies", "snapshots")
_SILENT = logging.CRITICAL + 1
_FIRST = ("time", "level", "logger", "event")
_LEVELS = {0: _SILENT, 1: logging.INFO}

Fields = MutableMapping[str, Any]


class LogFormat(StrEnum):
    """The values of `--log-format`."""

    TEXT = "text"
    JSON = "json"


def configure(command: str, verbosity: int, form: LogFormat | None, *, quiet: bool) -> None:
    """Write the events of our packages from now on, or none; the first one says which `command` has started.

    `verbosity` counts `-v`: once for what happened, twice for every step. To name a form asks for lines as one `-v`
    does. In the form JSON also the messages for a person are lines of JSON, so that stderr holds nothing else.
    """
    _hush_libraries()
    level = _LEVELS.get(max(verbosity, form is not None), logging.DEBUG)
    if quiet:
        level = _SILENT
    if level == _SILENT and form is not LogFormat.JSON:
        _send_to(logging.NullHandler(), _SILENT)
        terminal.use(None)
        return
    render = _renderer(form or LogFormat.TEXT)
    _send_to(_Lines(render), level)
    terminal.use(_spoken(render) if form is LogFormat.JSON else None)
    if _LOG.isEnabledFor(logging.INFO):
        from importlib.metadata import version  # noqa: PLC0415 - a fiftieth of a second

        _LOG.info("started", extra={"command": command, "version": version("driftgate")})


def are_written() -> bool:
    """Tell whether lines of log stand between the messages: a bar that is drawn over them would be torn."""
    return logging.getLogger(PACKAGES[0]).isEnabledFor(logging.ERROR) or terminal.is_used()


def _hush_libraries() -> None:
    """Let what libraries log or warn of go nowhere: without a handler Python writes it to stderr as it is.

    It may quote anything, such as the certificate of whoever answered.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    logging.captureWarnings(capture=True)


def _send_to(handler: logging.Handler, level: int) -> None:
    for name in PACKAGES:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)


class _Lines(logging.Handler):
    """Writes each event as one line to the stderr of the moment."""

    def __init__(self, render: Callable[[Fields], Harmless]) -> None:
        super().__init__()
        self._render = render

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event; a fault in writing a log never changes a result."""
        try:
            terminal.tell(self._render(_fields(record)))
        except Exception:  # noqa: BLE001 - the boundary of logs: the standard library tells what went wrong
            self.handleError(record)


_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _fields(record: logging.LogRecord) -> Fields:
    """Return an event with its own fields, and the traceback where it has one."""
    given = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    found = {"level": record.levelname.lower(), "logger": record.name, "event": record.getMessage(), **given}
    if record.exc_info and record.exc_info[1] is not None:
        from cli.terminal.crash import traceback_of  # noqa: PLC0415 - only where something broke

        found["traceback"] = traceback_of(record.exc_info[1])
    return found


def _renderer(form: LogFormat) -> Callable[[Fields], Harmless]:
    """Return what writes fields as one line: the time first, all texts harmless and without secrets."""
    from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper  # noqa: PLC0415 - only for lines

    from snapshots.redaction.redact import Redactor  # noqa: PLC0415 - the same

    stamp = TimeStamper(fmt="iso", utc=True, key="time")
    redactor = Redactor(secrets.token_bytes(32), "log")

    def harmless(value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        return "\n".join(map(harmless_line, redactor.text(str(value)).split("\n")))  # the forms escape line feeds

    def render(fields: Fields) -> Harmless:
        stamped = stamp(None, "", {name: harmless(value) for name, value in fields.items()})
        ordered = {name: stamped[name] for name in (*_FIRST, *stamped) if name in stamped}
        line = str(write(None, "", ordered))
        return json_text(f"{line}\n") if form is LogFormat.JSON else lines([line])

    write = (
        JSONRenderer(serializer=json.dumps)
        if form is LogFormat.JSON
        else LogfmtRenderer(key_order=_FIRST, bool_as_flag=False)
    )
    return render


def _spoken(render: Callable[[Fields], Harmless]) -> Callable[[str, str], Harmless]:
    """Return what writes a message for a person as a line."""
    return lambda level, text: render({"level": level, "logger": "cli", "event": "message", "text": text})
