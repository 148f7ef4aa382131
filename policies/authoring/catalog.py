"""The catalogue of Rego policies: what their METADATA says, and the compiled pack.

METADATA is OPA's annotation block (https://www.openpolicyagent.org/docs/policy-language#metadata), read from the
sources when the pack is built and kept in `pack.json`, so that a run needs no OPA and only the digest of the sources.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from engine.errors import ConfigError, EvaluatorMissingError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import JsonError, digest, digest_bytes, parse_json
from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy
from policies.authoring.builtins import NOW, REFUSED
from policies.authoring.params import find_defect
from policies.authoring.sights import Sight, sight_of

_FEW = 30  # builtins that a hint may list
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
PACK_SCHEMA = "driftgate/rego-pack/3"
REGO = Path(__file__).parents[1] / "rego"
_MAKE = "install driftgate again; in a checkout run: make pack"
_DAMAGED = "the Rego pack is not the one that was built"
LIBRARIES = "lib"  # the folder of Rego that policies share: packages driftgate.lib.NAME without METADATA
_PACKAGE = re.compile(r"^package ([a-z0-9_.]+)$", re.MULTILINE)
IS_SET = "?"  # in a member's place: a policy asks no more than whether there is something
_FIELDS = ("id", "severity", "category", "resource_types", "requires", "controls", "message", "remediation")
_TEXTS = ("title", "description", "id", "severity", "category", "message", "remediation", "reason", "example")
_LISTS = (
    *("resource_types", "requires", "controls", "related", "facts", "aliases", "reads", "optional"),
    "related_resources",
)
_SHARED = re.compile(r"^import data\.driftgate\.lib\.([a-z0-9_]+)$", re.MULTILINE)
_CALL = re.compile(r"\b((?:[a-z_0-9]+\.)*[a-z_0-9]+)\(")
# What a rule reads of its input: the part, and the name in it.
_DECLARED = {"related": "related", "facts": "facts", "params": "params"}
_READ = re.compile(r'\binput\.(attributes|documents|related|facts|params)(?:\.([a-z0-9_]+)|, "([a-z0-9_]+)")')
# Compiled natively into Wasm: everything else would call back into Python, 150 us each.
BUILTINS = frozenset(
    {
        "array.concat",
        "concat",
        "contains",
        "count",
        "endswith",
        "is_number",
        "is_string",
        "lower",
        "object.get",
        "split",
        "startswith",
        "to_number",
        "trim",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySource:
    """One policy file: its package, its policy, what its rules can see, and whether they ask for the time.

    Without a `sight` they may see everything.
    """

    path: str
    package: str
    policy: Policy
    sight: Sight | None = None
    asks_time: bool = False


def read_sources(folder: Path, builtins: AbstractSet[str] = BUILTINS) -> tuple[PolicySource, ...]:
    """Return the policies of a folder of Rego, sorted by id; raises ConfigError naming the file of any defect.

    They may call the `builtins`, and what they share.
    """
    libraries = read_libraries(folder, builtins)
    paths = [path for path in _files(folder) if path.relative_to(folder).parts[0] != LIBRARIES]
    found = tuple(
        sorted((_source(path, folder, libraries, builtins) for path in paths), key=lambda source: source.policy.id)
    )
    if not found:
        raise ConfigError(f"{folder.name}: there is no policy", hint="a policy is a .rego file with METADATA")
    ids = [source.policy.id for source in found]
    for one, other in pairwise(ids):
        if one == other:
            raise ConfigError(f"the policy id {one!r} is used twice", hint="give each policy its own id")
    return found


def read_libraries(folder: Path, builtins: AbstractSet[str] = BUILTINS) -> Mapping[str, str]:
    """Return the text of the Rego that the policies of a folder share, by path; raises ConfigError like sources."""
    found = {
        path.relative_to(folder).as_posix(): _text(path, folder)
        for path in _files(folder)
        if path.relative_to(folder).parts[0] == LIBRARIES
    }
    for name, text in found.items():
        _check_module(name, text, builtins)
    return found


def sources_digest(folder: Path) -> str:
    """Return the digest of all Rego of a folder (not of its tests), by path and content."""
    return digest({path.relative_to(folder).as_posix(): digest_bytes(path.read_bytes()) for path in _files(folder)})


def _files(folder: Path) -> list[Path]:
    """Return the files of Rego but for tests; raises ConfigError for what is no file, which OPA would open as well."""
    found = sorted(folder.rglob("*.rego"))
    for path in found:
        if not path.is_file():
            name = path.relative_to(folder).as_posix()
            raise ConfigError(f"{name}: it is no file", hint="remove it, or give it another name")
    return [path for path in found if not path.name.endswith("_test.rego")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A compiled pack: Wasm bytes, the policies in it, and what it was made from and with.

    `sights` are what the rules of policies can see, by id; those of others may see everything.
    """

    wasm: bytes
    policies: tuple[Policy, ...]
    sources: str
    opa: str
    sights: Mapping[str, Sight] = dataclasses.field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return the digest of the Wasm bytes."""
        return digest_bytes(self.wasm)


def load_pack(folder: Path = REGO) -> Pack:
    """Return the pack in a folder of Rego, by default the shipped one.

    Raises EvaluatorMissingError when it is not there, damaged, or of other sources than those beside it: what a policy
    says by now must not be judged by what it said when the pack was made.
    """
    try:
        wasm, index = (folder.joinpath(name).read_bytes() for name in ("pack.wasm", "pack.json"))
    except FileNotFoundError as error:
        raise EvaluatorMissingError("the Rego pack is not there", hint=_MAKE) from error
    pack = read_pack(wasm, index)
    if pack.sources != sources_digest(folder):
        raise EvaluatorMissingError("the Rego pack was made of other policies than those beside it", hint=_MAKE)
    return pack


def read_pack(wasm: bytes, index: bytes) -> Pack:
    """Return the pack in the bytes of `pack.wasm` and `pack.json`; raises EvaluatorMissingError when they differ."""
    try:
        document = parse_json(index, name="pack.json")
        same = document["schema_version"] == PACK_SCHEMA and document["wasm"] == digest_bytes(wasm)
        policies = tuple(_policy(entry) for entry in document["policies"]) if same else ()
        sights = {id_: _sight(told) for id_, told in document["sights"].items()} if same else {}
    except (JsonError, KeyError, TypeError, ValueError) as error:
        raise EvaluatorMissingError(_DAMAGED, hint="install driftgate again") from error
    if not policies:
        raise EvaluatorMissingError(_DAMAGED, hint="install driftgate again")
    return Pack(wasm=wasm, policies=policies, sources=document["sources"], opa=document["opa"], sights=sights)


def pack_index(wasm: bytes, sources: tuple[PolicySource, ...], digest_of_sources: str, opa: str) -> bytes:
    """Return the bytes of `pack.json`."""
    document = {
        "schema_version": PACK_SCHEMA,
        "opa": opa,
        "sources": digest_of_sources,
        "wasm": digest_bytes(wasm),
        "policies": [to_builtins(source.policy) for source in sources],
        "sights": {
            source.policy.id: {"attributes": sorted(source.sight.attributes), "parts": sorted(source.sight.parts)}
            for source in sources
            if source.sight is not None
        },
    }
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode()


def _sight(told: Mapping[str, Any]) -> Sight:
    return Sight(attributes=frozenset(told["attributes"]), parts=frozenset(told["parts"]))


def _policy(entry: Mapping[str, Any]) -> Policy:
    lists: dict[str, Any] = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    lists["needs"] = {type_: tuple(names) for type_, names in entry["needs"].items()}
    return Policy(
        **{
            **entry,
            **lists,
            "severity": Severity(entry["severity"]),
            "evaluator": Evaluator(entry["evaluator"]),
        }
    )


def _read(names: Iterable[str], reads: Sequence[str]) -> Iterator[str]:
    """Yield the attributes that a policy needs, with the members of them that it reads, where it says which."""
    for name in names:
        told = [path for path in reads if path.partition(".")[0] == name]
        yield from told or [name]


def _check_module(name: str, text: str, builtins: AbstractSet[str]) -> str:
    """Return the package of a module that uses allowed builtins, its own functions and shared ones only."""
    package = _PACKAGE.search(text)
    if package is None or "\nimport rego.v1\n" not in text:
        raise ConfigError(f"{name}:1: a policy has a package and imports rego.v1", hint="see CONTRIBUTING.md")
    shared = {match[1] for match in _SHARED.finditer(text)}
    for line, call in _calls(text):
        own = re.search(rf"^{re.escape(call)}\(", text, re.MULTILINE)
        if call not in builtins and not own and call.partition(".")[0] not in shared:
            why = f": {REFUSED[call]}" if call in REFUSED else ""
            allowed = f"use {', '.join(sorted(builtins))}" if len(builtins) < _FEW else "take another builtin of OPA"
            raise ConfigError(f"{name}:{line}: {call} is not allowed in a policy{why}", hint=allowed)
    return package[1]


def _text(path: Path, folder: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        name = path.relative_to(folder).as_posix()
        raise ConfigError(f"{name}: cannot be read: {why}", hint="save it as UTF-8 text, or remove it") from error


def _source(path: Path, folder: Path, libraries: Mapping[str, str], builtins: AbstractSet[str]) -> PolicySource:
    name = path.relative_to(folder).as_posix()
    text = _text(path, folder)
    package = _check_module(name, text, builtins)
    metadata = _metadata(text, name)
    custom = _custom(metadata, text, name)
    _check_reads(custom, text, name)
    policy = Policy(
        id=custom["id"],
        title=metadata["title"],
        severity=Severity(custom["severity"]),
        evaluator=Evaluator.REGO,
        resource_types=tuple(custom["resource_types"]),
        description=metadata.get("description", ""),
        message=custom["message"],
        remediation=custom["remediation"],
        controls=tuple(custom["controls"]),
        requires=tuple(_read(custom.get("requires", ()), custom.get("reads", ()))),
        related=tuple(custom.get("related") or ()),
        references=tuple(metadata.get("related_resources") or ()),
        digest=digest({name: text, **(libraries if _SHARED.search(text) else {})}),
        needs={
            type_: tuple(_read(names, custom.get("reads", ())))
            for type_, names in sorted(custom.get("needs", {}).items())
        },
        facts=tuple(custom.get("facts", ())),
        aliases=tuple(custom.get("aliases", ())),
        reason=str(custom.get("reason", "")),
        example=str(custom.get("example", "")).rstrip("\n"),
        params=custom.get("params", {}),
        optional=tuple(_read(custom.get("optional", ()), custom.get("reads", ()))),
    )
    told = {Path(path).stem: shared for path, shared in libraries.items()}
    asks = (text, *(libraries.values() if _SHARED.search(text) else ()))
    return PolicySource(
        path=name,
        package=package,
        policy=policy,
        sight=sight_of(text, told),
        asks_time=any(NOW in one for one in asks),
    )


def _check_reads(custom: Mapping[str, Any], text: str, name: str) -> None:
    # What is read but not declared would be undefined where it was not observed, and a rule finds nothing in that.
    for number, row in enumerate(text.splitlines(), start=1):
        for match in _READ.finditer(row):
            field, read = _DECLARED.get(match[1], "requires"), match[2] or match[3]
            needed = [one for names in custom.get("needs", {}).values() for one in names] if field == "requires" else []
            needed += custom.get("optional", ()) if field == "requires" else ()
            named = {one.partition(".")[0] for one in (*(custom.get(field) or ()), *needed)}
            if read not in named:
                raise ConfigError(f"{name}:{number}: {read} is read but not in {field}", hint="see CONTRIBUTING.md")


def _custom(metadata: Mapping[str, Any], text: str, name: str) -> Mapping[str, Any]:
    custom = metadata.get("custom")
    if not isinstance(custom, Mapping):
        custom = {}
    # Single types may need what others do not have, and facts and related resources know what they need.
    optional = {"requires"} if any(custom.get(name) for name in ("facts", "needs", "related")) else set()
    missing = [field for field in _FIELDS if field not in optional and not custom.get(field)]
    if not metadata.get("title"):
        missing.insert(0, "title")
    if missing:
        raise ConfigError(f"{name}:1: METADATA lacks {', '.join(missing)}", hint="see CONTRIBUTING.md")

    def defect(field: str, problem: str) -> ConfigError:
        begins = re.compile(rf"#\s+[\"']?{field}[\"']?\s*:")
        line = next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), 1)
        return ConfigError(f"{name}:{line}: {problem}", hint="see CONTRIBUTING.md")

    _check_texts({**custom, **metadata}, defect)
    if custom["severity"] not in set(Severity):
        raise defect("severity", f"severity {custom['severity']!r} is none of {', '.join(Severity)}")
    if not _ID.fullmatch(str(custom["id"])):
        raise defect("id", f"id {custom['id']!r} is not in kebab case, like s3-versioning")
    _check_needs(custom, defect)
    if (problem := find_defect(custom.get("params", {}), text)) is not None:
        raise defect("params", problem)
    return custom


def _check_texts(told: Mapping[str, Any], defect: Callable[[str, str], ConfigError]) -> None:
    """Raise the defect of what has to be a text, or a list of texts, and is none."""
    for field in _TEXTS:
        if not isinstance(told.get(field, ""), str):
            raise defect(field, f"{field} is no text")
    for field in _LISTS:
        if not _are_texts(told.get(field, [])):
            raise defect(field, f"{field} is not a list of texts")


def _check_needs(custom: Mapping[str, Any], defect: Callable[[str, str], ConfigError]) -> None:
    """Raise the defect of what a policy needs of single types."""
    needs = custom.get("needs", {})
    if not isinstance(needs, Mapping) or not _are_texts(list(needs)) or not all(map(_are_texts, needs.values())):
        raise defect("needs", "needs is not a list of texts for each type")
    if other := sorted(needs.keys() - {*custom["resource_types"], *custom.get("related", ())}):
        raise defect("needs", f"{other[0]} is none of its resource_types, and none that it sees beside them")


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _metadata(text: str, name: str) -> dict[str, Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415 - the shipped pack needs no sources, and it takes a twentieth of a second
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    lines = text.splitlines()
    if not lines or lines[0] != "# METADATA":
        raise ConfigError(f"{name}:1: a policy begins with # METADATA", hint="see CONTRIBUTING.md")
    block = []
    for line in lines[1:]:
        if not line.startswith("#"):
            break
        block.append(line[2:])
    try:
        loaded = YAML(typ="safe", pure=True).load(StringIO("\n".join(block)))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = 2 + (mark.line if mark else 0)
        raise ConfigError(f"{name}:{place}: METADATA is not YAML", hint="see CONTRIBUTING.md") from error
    except (ValueError, OverflowError, RecursionError) as error:  # of a day that is none, and of what is nested deeply
        raise ConfigError(f"{name}:1: METADATA holds a value that is none", hint="see CONTRIBUTING.md") from error
    return loaded if isinstance(loaded, dict) else {}


def _calls(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            for match in _CALL.finditer(re.sub(r'"[^"]*"', '""', line)):
                yield number, match[1]
