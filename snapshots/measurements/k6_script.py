"""What the script of a k6 run says of the run: its thresholds, how long it lasts, which checks it makes.

The machine-readable summary embeds the script. Nothing of it is executed: only what stands in it literally is known,
as `export const options = {...}` (k6 1.8, lib/options.go and lib/executor) and `check(value, {...})`. Options of the
command line can make a run shorter than its script says; that run is not the one that the script describes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 2**18  # characters of a script that is looked at; bundles with all their libraries are longer
_DEEPEST = 40
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*(?:.*?\*/|.*))
    |(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<other>`(?:[^`\\]|\\.)*(?:`|$))
    |(?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<mark>.)""",
    re.DOTALL | re.VERBOSE,
)
# Not longer than that, so that a text of nothing but slashes takes no time.
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,100}+\]){1,200}+/[a-z]*")
_BEFORE_REGEX = frozenset("(,=:[!&|?{};<>+-*%~^")
_ESCAPED = re.compile(r"\\([^\w\n])")
_STRANGE = re.compile(r"(?<!\\)(?:\\\\)*\\[\w\n]")
_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?(?:ms|us|µs|ns|[smhd]))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|ns|[smhd])")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_UNKNOWN: Any = object()
"""A value that only running the script would tell."""
_COMPUTED = ""
"""The name of members of an object whose names only running the script would tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a script says. `limits` are its thresholds by metric, `more_limits` tells of others that are computed.

    `lasts` is how many seconds a whole run lasts at least, `iterations` how many it makes at least, none where the
    script does not say. `checks` are the names of the checks that it makes.
    """

    limits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more_limits: bool = False
    lasts: float | None = None
    iterations: int | None = None
    checks: tuple[str, ...] = ()


def read_script(text: str) -> Script:
    """Return what stands in a script literally. Of what is no script, or too long, only the worst is assumed."""
    if len(text) > _LONGEST:
        return Script(more_limits=True)
    tokens = list(_tokens(text))
    if not any(token.kind == "name" and token.text in {"export", "exports"} for token in tokens):
        return Script(more_limits=True)
    options = _options(tokens)
    limits, more = _limits(options.get("thresholds", {}))
    mentions = sum(token.text == "thresholds" and token.kind in {"name", "text"} for token in tokens)
    lasts, iterations = _plan(options)
    return Script(
        limits=limits,
        more_limits=more or mentions > ("thresholds" in options),
        lasts=lasts,
        iterations=iterations,
        checks=tuple(sorted(_checks(tokens) - {_COMPUTED})),
    )


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    at, last = 0, _Token("mark", ";")
    while at < len(text):
        found = _TOKEN.match(text, at)
        if text[at] == "/" and found and found.lastgroup == "mark" and _may_begin_regex(last):
            found = _REGEX.match(text, at) or found
        if found is None:
            return
        at = found.end()
        kind = found.lastgroup or "other"
        if kind == "skip":
            continue
        words = _ESCAPED.sub(r"\1", found[0][1:-1]) if kind == "text" else found[0]
        last = _Token("other" if kind == "text" and _STRANGE.search(found[0]) else kind, words)
        yield last


def _may_begin_regex(last: _Token) -> bool:
    return (last.kind == "mark" and last.text in _BEFORE_REGEX) or last.text == "return"


class _Literals:
    """Reads the literals of a script; `at` is the next token."""

    def __init__(self, tokens: list[_Token], at: int) -> None:
        self.tokens = tokens
        self.at = at

    def value(self, depth: int = 0) -> Any:
        """Return the value that begins here, and go behind it."""
        begin = self.at
        value = self._literal(depth)
        if value is not _UNKNOWN and (self._peek().kind != "mark" or self._is_end()):
            return value
        self.at = begin
        self._skip()
        return _UNKNOWN

    def _literal(self, depth: int) -> Any:
        token = self._next()
        if token.kind == "text":
            return token.text
        if token.kind == "number":
            return float(token.text.replace("_", ""))
        if token.text in {"true", "false"}:
            return token.text == "true"
        if depth < _DEEPEST and token.text == "{":
            return self._object(depth + 1)
        if depth < _DEEPEST and token.text == "[":
            return self._list(depth + 1)
        return _UNKNOWN

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (token := self._next()).text != "}" or token.kind != "mark":
            if token.kind == "end":
                return found
            if token.kind == "mark" and token.text == ",":
                continue
            if token.kind == "mark" and token.text in ")];":
                self.at -= 1
                return found
            if token.kind in {"mark", "other"}:
                # A spread, or a name that is computed.
                found[_COMPUTED] = _UNKNOWN
                self.at -= 1
                self._skip()
                continue
            name = token.text
            if self._peek().text == ":" and self._peek().kind == "mark":
                self.at += 1
                found[name] = self.value(depth)
            else:
                found[name] = _UNKNOWN
                self._skip()
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while not (self._peek().kind == "mark" and self._peek().text == "]"):
            if self._peek().kind == "end":
                return found
            if self._peek().kind == "mark" and self._peek().text == ",":
                self.at += 1
                continue
            found.append(self.value(depth))
            if self._peek().kind == "mark" and self._peek().text in ")};":
                return found
        self.at += 1
        return found

    def _skip(self) -> None:
        # To the comma or bracket behind the expression that begins here.
        open_ = 0
        while not (open_ == 0 and self._is_end()):
            token = self._next()
            if token.kind == "end":
                return
            if token.kind == "mark":
                open_ += (token.text in "([{") - (token.text in ")]}")

    def _is_end(self) -> bool:
        token = self._peek()
        return token.kind == "end" or (token.kind == "mark" and token.text in ",;)]}")

    def _peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def _next(self) -> _Token:
        token = self._peek()
        self.at += 1
        return token


def _options(tokens: list[_Token]) -> Mapping[str, Any]:
    """Return the options that a script exports, as far as they are literal; nothing where they are computed."""
    name = "options"
    for _ in range(2):
        begins = list(_assigned(tokens, name))
        if len(begins) != 1:
            return {}
        token = tokens[begins[0]]
        if token.kind != "name":
            value = _Literals(tokens, begins[0]).value()
            return value if isinstance(value, dict) and _COMPUTED not in value else {}
        name = token.text
    return {}


def _assigned(tokens: list[_Token], name: str) -> Iterator[int]:
    # The index behind each `name =`, or `name: Type =` of TypeScript.
    for index, token in enumerate(tokens[:-2]):
        if token.kind != "name" or token.text != name or (index and tokens[index - 1].text == "."):
            continue
        at = index + 1
        if tokens[at].text == ":" and len(tokens) > at + 3 and tokens[at + 2].text == "=":
            at += 2
        if tokens[at].text == "=" and tokens[at + 1].text != "=" and tokens[at + 1].text != ">":
            yield at + 1


def _limits(thresholds: Any) -> tuple[dict[str, tuple[str, ...]], bool]:
    if not isinstance(thresholds, dict):
        return {}, True
    limits: dict[str, tuple[str, ...]] = {}
    more = False
    for metric, told in thresholds.items():
        expressions = []
        for entry in told if isinstance(told, list) else [told]:
            expression = entry.get("threshold", _UNKNOWN) if isinstance(entry, dict) else entry
            if isinstance(expression, str):
                expressions.append(expression)
            else:
                more = True
        if expressions:
            limits[metric] = tuple(dict.fromkeys(expressions))
    return limits, more


def _plan(options: Mapping[str, Any]) -> tuple[float | None, int | None]:
    """Return how many seconds and iterations a whole run has at least."""
    scenarios = options.get("scenarios")
    if scenarios is None:
        scenarios = {"default": _short(options)}
    if not isinstance(scenarios, dict):
        return None, None
    known = [entry for entry in scenarios.values() if isinstance(entry, dict)]
    lasts = [seconds for entry in known if (seconds := _lasts(entry)) is not None]
    iterations = [made for entry in known if (made := _iterations(entry)) is not None]
    return max(lasts, default=None), sum(iterations) if iterations else None


def _short(options: Mapping[str, Any]) -> dict[str, Any]:
    # The options that stand for one scenario (lib/executors: DeriveScenariosFromShortcuts).
    if "iterations" in options:
        return {"executor": "shared-iterations", "iterations": options["iterations"]}
    if "duration" in options:
        return {"executor": "constant-vus", "duration": options["duration"]}
    if "stages" in options:
        return {"executor": "ramping-vus", "stages": options["stages"]}
    return {}


def _lasts(scenario: Mapping[str, Any]) -> float | None:
    executor, begins = scenario.get("executor"), _seconds(scenario.get("startTime", "0s"))
    lasts: float | None = None
    if executor in {"constant-vus", "constant-arrival-rate", "externally-controlled"}:
        lasts = _seconds(scenario.get("duration"))
    elif executor in {"ramping-vus", "ramping-arrival-rate"}:
        stages = scenario.get("stages")
        parts = [
            _seconds(stage.get("duration")) if isinstance(stage, dict) else None
            for stage in (stages if isinstance(stages, list) else [None])
        ]
        lasts = None if None in parts else sum(part for part in parts if part is not None)
    return None if lasts is None or begins is None else begins + lasts


def _iterations(scenario: Mapping[str, Any]) -> int | None:
    executor, iterations = scenario.get("executor"), scenario.get("iterations", 1.0)
    users = scenario.get("vus", 1.0) if executor == "per-vu-iterations" else 1.0
    if executor not in {"shared-iterations", "per-vu-iterations"}:
        return None
    if not isinstance(iterations, float) or not isinstance(users, float):
        return None
    made = iterations * users
    return int(made) if 0 < made < 2**53 else None


def _seconds(told: Any) -> float | None:
    if isinstance(told, float):
        return told / 1000
    if not isinstance(told, str) or not _DURATION.fullmatch(told):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(told))


def _checks(tokens: list[_Token]) -> set[str]:
    """Return the names in each `check(value, {name: ...})`."""
    found: set[str] = set()
    index = 0
    while index + 1 < len(tokens):
        called = tokens[index].text == "check" and tokens[index].kind == "name" and tokens[index + 1].text == "("
        if not called or (index and tokens[index - 1].text in {"function", "."}):
            index += 1
            continue
        literals = _Literals(tokens, index + 2)
        literals.value()
        if literals.at < len(tokens) and tokens[literals.at].text == ",":
            literals.at += 1
            named = literals.value()
            found.update(named if isinstance(named, dict) else ())
        index = literals.at
    return found
