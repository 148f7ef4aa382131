"""The entry: nothing is imported before the `try`, so that even a crash while importing ends in exit code 4."""

import errno
import gc
import os
import sys
from contextlib import suppress

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def expect_many_objects() -> None:
    """Look for garbage rarely: a large estate is millions of objects that all stay, and this process ends soon.

    It is said once of the process that a person starts. Nothing below it touches what is shared by all of its threads.
    """
    gc.set_threshold(200_000, 50, 1_000)


def main(argv: list[str] | None = None) -> int:
    """Run driftgate with `argv` (the process's arguments by default) and return its exit code."""
    try:
        if not _streams_are_open():
            return 2
        expect_many_objects()
        from cli.app import run  # noqa: PLC0415 - an import can crash too

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        sys.stderr.write("driftgate: interrupted; nothing was decided\n")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    except BaseException as error:  # noqa: BLE001 - the last boundary: any crash is exit code 4, and says so
        if isinstance(error, SystemExit):
            # With 1 click ends a help that nobody reads to its end; no verdict ends so.
            return {1: 141}.get(error.code, error.code) if isinstance(error.code, int) else 4
        if isinstance(error, OSError) and error.errno in _FULL:
            _say(f"driftgate: {error.strerror}: what was found cannot be told, so that nothing is proven\n")
            return 3
        return _crashed(error)
    finally:
        _settle()


def _streams_are_open() -> bool:
    """Tell whether there is a stdout to say something on; without a stderr what belongs there is said to nobody.

    Python has none where the descriptor is closed, and a message would be an exception, whose exit code is that of a
    NO-GO.
    """
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end; nothing more is imported
    if sys.stdout is None:
        sys.stderr.write("driftgate: stdout is closed, so that nothing can be told\n")
        sys.stderr.write("  fix: send it elsewhere, for example > /dev/null\n")
        return False
    if hasattr(sys.stdout, "reconfigure"):  # a name that the encoding of the stream lacks is written in its escapes
        sys.stdout.reconfigure(errors="backslashreplace")
    return True


def _say(text: str) -> None:
    """Write a line for the person at the terminal, if that can be done."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _settle() -> None:
    """Let go what a stream could not take: it would be tried again at the end, with an exit code of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            with suppress(OSError, ValueError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _crashed(error: BaseException) -> int:
    name = type(error).__name__
    _say(f"driftgate: internal error ({name}); nothing was decided\n")
    _say("  fix: run again with --verbose and report what it prints\n")
    if _verbose():
        try:
            from cli.terminal.crash import traceback_of  # noqa: PLC0415 - only needed after a crash

            sys.stderr.write(traceback_of(error))
        except Exception:  # noqa: BLE001 - a crash while telling of a crash must not hide the exit code
            sys.stderr.write("  (no traceback: it could not be redacted)\n")
    return 4


def _verbose() -> bool:
    """Tell whether `--verbose` was given: click may not be there any more to ask."""
    given = any(word == "--verbose" or (word[:1] == "-" and word[1:].isalpha() and "v" in word) for word in sys.argv)
    named = (os.environ[name] for name in os.environ if name.startswith("DRIFTGATE_") and name.endswith("_VERBOSE"))  # noqa: TID251 - the entry module
    return given or any(value.lower() not in {"", "0", "false", "f", "no", "n", "off"} for value in named)


if __name__ == "__main__":
    sys.exit(main())
