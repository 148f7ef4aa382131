"""People's own policies, read and checked: which of the two dialects a place is written in, and what it asks.

A place in which some module has METADATA with `resource_types` is in ours: each of its modules is a policy, or shared
below `lib/`. Every other place is in that of conftest. What is found out is kept under the digest of the files.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from engine.errors import ConfigError, EvaluationError, EvaluatorMissingError
from engine.jsontext.digest import digest
from engine.provider.schema import SchemaTable
from policies.authoring.builtins import PURE
from policies.authoring.catalog import Pack, pack_index, read_pack, read_sources
from policies.authoring.opa import OpaTool, write_sources
from policies.authoring.proof import find_unnamed
from policies.evaluators.conftest import ConftestPolicies
from policies.evaluators.judgements import Cache
from policies.own.checking import RegoProgram
from policies.own.conftest import Question, find_questions, policy_of
from policies.own.files import RegoFiles, write_files
from policies.own.rules import read_rules

_OURS = re.compile(rb"^#\s+resource_types\s*:", re.MULTILINE)
_VERSION = 2  # of what is kept


def is_ours(files: RegoFiles) -> bool:
    """Tell whether the files of a place are policies in our dialect."""
    return any(_OURS.search(text) for text in files.modules.values())


def load_conftest(files: RegoFiles, program: RegoProgram, cache: Cache | None) -> ConftestPolicies:
    """Return the policies of a place in conftest's dialect; raises ConfigError with the file and line of a mistake."""
    key = digest(["conftest", _VERSION, files.name, files.digest, program.version]).removeprefix("sha256:")[:32]
    found = _kept_questions(cache, key)
    if found is None:
        syntax = program.check(files)
        questions = find_questions(read_rules(program.trees(files, syntax)), files.name)
        found = _Found(syntax=syntax, questions=questions)
        if cache is not None:
            cache.write(f"{key}.json", msgspec.json.encode(found, order="deterministic"))
    policies = tuple(policy_of(question, files.name, files.digest) for question in found.questions)
    return ConftestPolicies(files=files, syntax=found.syntax, questions=found.questions, policies=policies)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPack:
    """The policies of a place in our dialect: the compiled pack, and its files with the dispatch rule."""

    files: RegoFiles
    pack: Pack


def load_ours(
    files: RegoFiles, program: RegoProgram, tool: OpaTool, cache: Cache | None, schema: SchemaTable | None = None
) -> OwnPack:
    """Return the policies of a place in our dialect, compiled; raises ConfigError with the file and line of a mistake.

    `tool` compiles with the builtins that people's own policies may call.
    """
    with tempfile.TemporaryDirectory(prefix="driftgate-rego-") as name:
        root = Path(name) / (Path(files.name).name or "rego")
        write_files(files.modules, root)
        try:
            sources = read_sources(root, PURE)
        except ConfigError as error:
            raise ConfigError(*(f"{files.name}/{one}" for one in error.problems), hint=error.hint) from error
        write_sources(root, sources, Path(name) / "all", PURE)
        modules = {
            path.relative_to(Path(name) / "all").as_posix(): path.read_bytes() for path in _rego(Path(name) / "all")
        }
        key = digest(["ours", _VERSION, files.digest, program.version]).removeprefix("sha256:")[:32]
        pack = _kept_pack(cache, key)
        if pack is None:
            program.check(files, strict=True)
            if unnamed := find_unnamed(root, sources, tool, schema):
                raise ConfigError(
                    *(f"{files.name}/{line}" for line in unnamed),
                    hint="name it in METADATA: what is not named is not asked for, and a rule without it passes",
                )
            try:
                pack = replace(tool.pack(root, sources), sources=files.digest)
            except EvaluationError as error:
                raise ConfigError(
                    f"{files.name}: {error.message}", hint="correct it there: opa check FOLDER"
                ) from error
            if cache is not None:
                cache.write(f"{key}.wasm", pack.wasm)
                cache.write(f"{key}.json", pack_index(pack.wasm, sources, pack.sources, pack.opa))
    owners = {source.policy.id: source.path for source in sources}
    # What rules can see is read from their own words by the style that ours have: people's own are told everything.
    return OwnPack(files=replace(files, modules=modules, owners=owners), pack=replace(pack, sights={}))


def _rego(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.rego") if path.is_file())


def _kept_pack(cache: Cache | None, key: str) -> Pack | None:
    wasm, index = (None if cache is None else cache.read(f"{key}.{kind}") for kind in ("wasm", "json"))
    try:
        return None if wasm is None or index is None else read_pack(wasm, index)
    except EvaluatorMissingError:  # one half of it is of another run
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What is kept of a place in conftest's dialect."""

    syntax: tuple[str, ...]
    questions: tuple[Question, ...]


def _kept_questions(cache: Cache | None, key: str) -> _Found | None:
    data = None if cache is None else cache.read(f"{key}.json")
    return None if data is None else msgspec.json.decode(data, type=_Found)
