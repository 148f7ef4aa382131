"""The root modules that a change adds: folders of code that were not there, and that no other code calls.

What git lists is the measure, and not what is looked at when a repository is set up: `vendor/` and `examples/` can be
applied like any other folder. Of what lies where examples, modules and tests lie, only what keeps a state is a root.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from engine.errors import ConfigError, EngineError
from engine.jsontext.digest import JsonError, parse_json
from engine.ports import ProcessRunner
from snapshots.names import readable
from snapshots.repository.commit import CommitPath, CommitTree
from snapshots.repository.git import run_git
from snapshots.repository.tree import is_kept_by_others
from snapshots.terraform.code.files import LARGEST, is_code, parse_file
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.syntax import read_statements

_UNITS = frozenset({"terragrunt.hcl", "terragrunt.stack.hcl"})
_TOFU = {".tofu": ".tf", ".tofu.json": ".tf.json"}
_STATES = frozenset({"backend", "cloud"})
_NEAR = ("./", "../")
Files = Mapping[str, bytes | None]  # those of a folder by their names; none for one that cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRoot:
    """A root module by its folder, the addresses that it declares itself, and why these are not all, if they are not.

    `alike` is another folder of code that declares one of them as well.
    """

    folder: str
    addresses: tuple[str, ...] = ()
    problem: str = ""
    alike: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Module:
    """What the code of a folder declares and calls (folders), whether it says where its state is, what is not read."""

    addresses: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    keeps_state: bool = False
    problem: str = ""

    @property
    def is_something(self) -> bool:
        return bool(self.addresses or self.keeps_state or self.problem)


def find_added(runner: ProcessRunner, base: Path, commit: CommitTree) -> tuple[AddedRoot, ...]:
    """Return the root modules below a folder that the commit does not have; raises ConfigError where git cannot list.

    A folder whose code declared nothing, or kept no state and does now, is one that was not there.
    """
    listed, unchanged = _listed(runner, base), _unchanged(runner, base, commit)
    folders = {name: files for name, files in listed.items() if unchanged.isdisjoint(_with_parents(name))}
    return tuple(_Change(base, commit, folders).added())


@dataclass(slots=True, eq=False)
class _Change:
    """The code of a working tree beside that of a commit."""

    base: Path
    commit: CommitTree
    folders: Mapping[str, Files]
    _modules: dict[str, _Module] = field(init=False, default_factory=dict)

    def added(self) -> Iterator[AddedRoot]:
        for folder in sorted(self.folders):
            if self._is_same(folder) or not self._is_new(folder):
                continue
            module = self._module(folder)
            aside = is_kept_by_others(f"{folder}/main.tf")
            if module.keeps_state or (module.is_something and not aside and not self._is_called(folder)):
                alike = next(self._alike(folder, module.addresses), "")
                addresses = tuple(sorted(module.addresses))
                yield AddedRoot(folder=folder, addresses=addresses, problem=module.problem, alike=alike)

    def _is_same(self, folder: str) -> bool:
        """Tell whether the commit has every file of a folder as it is."""
        before = self._before(folder)
        return before is not None and all(
            data is not None and (before / name).holds(data) for name, data in self.folders[folder].items()
        )

    def _is_new(self, folder: str) -> bool:
        before, now = self._before(folder), self._module(folder)
        if before is not None and (before.is_link() or before.has_links()):  # nobody knows what they led to
            return False
        if before is None or not before.is_dir():
            return True
        names = [one for one in before.iterdir() if _is_read(one.name)]
        was = _read_module(folder, {one.name: _bytes(one) for one in names})
        return not was.is_something or (now.keeps_state and not was.keeps_state)

    def _is_called(self, folder: str) -> bool:
        """Tell whether the code of another folder, which is not put aside itself, calls this one as a module."""
        word = (PurePosixPath(folder).name or "..").encode("utf-8", "surrogateescape")
        return any(
            other != folder
            and not is_kept_by_others(f"{other}/main.tf")
            and any(data is not None and word in data for data in files.values())
            and folder in self._module(other).calls
            for other, files in self.folders.items()
        )

    def _alike(self, folder: str, addresses: frozenset[str]) -> Iterator[str]:
        """Yield the other folders that declare one of some addresses: what shows these may show those of that one."""
        names = {address.rpartition(".")[2].encode() for address in addresses}
        for other, files in sorted(self.folders.items()):
            texts = [data for data in files.values() if data is not None]
            if (
                other != folder
                and not is_kept_by_others(f"{other}/main.tf")
                and any(name in text for name in names for text in texts)
                and not addresses.isdisjoint(self._module(other).addresses)
                and not self._is_called(other)
            ):
                yield other

    def _before(self, folder: str) -> CommitPath | None:
        return self.commit.at(self.base, folder)

    def _module(self, folder: str) -> _Module:
        if folder not in self._modules:
            self._modules[folder] = _read_module(folder, self.folders[folder])
        return self._modules[folder]


def _listed(runner: ProcessRunner, base: Path) -> dict[str, dict[str, bytes | None]]:
    """Return the code that git tracks or would add below a folder, by folders; links to folders have what is there."""
    found: dict[str, dict[str, bytes | None]] = {}
    root = base.resolve()
    for words in (("--cached", "--recurse-submodules"), ("--others", "--exclude-standard")):
        for name in _asked(runner, base, *words):
            path = base / name
            beside = [path] if _is_read(path.name) else _of_link(path, root)
            for one in beside:
                folder = PurePosixPath(name).parent if one is path else PurePosixPath(name)
                _check_name(f"{folder}/{one.name}")
                found.setdefault(folder.as_posix(), {})[one.name] = _content(one, root)
    return found


def _unchanged(runner: ProcessRunner, base: Path, commit: CommitTree) -> frozenset[str]:
    """Return the submodules below a folder that are at the commit at which they were."""
    rows = _asked(runner, base, "--stage")
    told = [row.partition("\t") for row in rows if row.startswith("160000 ")]
    before = {name: commit.at(base, name) for _, _, name in told}
    return frozenset(
        name
        for about, _, name in told
        if (path := before[name]) is not None and commit.submodules.get(path.path) == about.split(" ")[1]
    )


def _with_parents(folder: str) -> list[str]:
    path = PurePosixPath(folder)
    return [path.as_posix(), *(parent.as_posix() for parent in path.parents)]


def _asked(runner: ProcessRunner, base: Path, *words: str) -> list[str]:
    """Return what git lists below a folder; raises ConfigError where it cannot."""
    try:
        done = run_git(runner, base, "ls-files", "-z", *words)
    except EngineError as error:
        raise ConfigError("--since: git cannot list the files that are there", hint=error.hint) from error
    if done.returncode != 0:
        raise ConfigError("--since: git cannot list the files that are there", hint="make git answer: git ls-files")
    return [os.fsdecode(row) for row in done.stdout.split(b"\0") if row]


def _of_link(path: Path, root: Path) -> list[Path]:
    """Return the code in a folder of the repository that a link leads to."""
    if not path.is_symlink() or not path.is_dir() or not path.resolve().is_relative_to(root):
        return []
    return [one for one in path.iterdir() if _is_read(one.name)]


def _content(path: Path, root: Path) -> bytes | None:
    """Return the bytes of a file, none for what is no file here, leads out of the repository, or is too large."""
    with suppress(OSError):
        if path.is_file() and path.resolve().is_relative_to(root) and path.stat().st_size <= LARGEST:
            return path.read_bytes()
    return None


def _bytes(path: CommitPath) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _check_name(name: str) -> None:
    if readable(name) != name:
        raise ConfigError(
            f"--since: the path of {readable(name)} is not UTF-8, so that nobody can say what changes there",
            hint="rename it",
        )


def _is_read(name: str) -> bool:
    """Tell whether Terraform, OpenTofu or Terragrunt reads a file of this name."""
    return name in _UNITS or is_code(_as_terraform(name))


def _as_terraform(name: str) -> str:
    ending = next((ending for ending in _TOFU if name.endswith(ending)), "")
    return name.removesuffix(ending) + _TOFU[ending] if ending else name


def _read_module(folder: str, files: Files) -> _Module:
    addresses, calls, problems, keeps_state = set[str](), set[str](), [], False
    for name, data in sorted(files.items()):
        if name in _UNITS:
            problems.append("it is a unit of Terragrunt")
            continue
        if data is None:
            problems.append(f"{name} cannot be read")
            continue
        blocks, problem, _ = parse_file((_as_terraform(name), data))
        problems += [f"{name}: {problem}"] if problem else []
        keeps_state |= _keeps_state(_as_terraform(name), data)
        for block in blocks:
            if block.kind == "resource":
                addresses.add(".".join(block.labels))
            elif block.kind == "module":
                addresses.add(f"module.{block.labels[0]}")
                source = block.values.get("source")
                if isinstance(source, str) and source.startswith(_NEAR):
                    calls.add(os.path.normpath(f"{folder}/{source}"))
    return _Module(
        addresses=frozenset(addresses),
        calls=frozenset(calls),
        keeps_state=keeps_state,
        problem="; ".join(problems[:1]),
    )


def _keeps_state(name: str, data: bytes) -> bool:
    """Tell whether a file says where a state is kept; one that cannot be read does where it has such a word."""
    if not any(word.encode() in data for word in _STATES):
        return False
    try:
        if name.endswith(".json"):
            told = parse_json(data, name="file")
            blocks = told.get("terraform", []) if isinstance(told, dict) else []
            return any(
                isinstance(one, dict) and not _STATES.isdisjoint(one)
                for one in (blocks if isinstance(blocks, list) else [blocks])
            )
        statements = read_statements(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (CodeError, JsonError, UnicodeDecodeError, RecursionError):
        return True
    return any(one.kind == "terraform" and not _STATES.isdisjoint(one.body or ()) for one in statements)
