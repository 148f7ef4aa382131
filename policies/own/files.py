"""The files of people's own Rego: a folder, or a bundle of OPA, read whole and within bounds.

A folder gives its `.rego` files but for tests, and data where somebody names a folder of data; a bundle
(https://www.openpolicyagent.org/docs/management-bundles) gives its modules and its `data.json` or `data.yaml` files.
What is read here is all that any program of OPA ever sees: it is written anew into a folder of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from engine.errors import ConfigError
from engine.jsontext.digest import digest, digest_bytes

REGO, TESTS = ".rego", "_test.rego"
SIGNATURES = ".signatures.json"
MANIFEST = ".manifest"
# Of tar's kinds of files, those that OPA reads: it passes over the others (old, contiguous, sparse) in silence.
_FILES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE})
_DATA = frozenset({".json", ".yaml", ".yml"})
_BUNDLE_DATA = frozenset({"data.json", "data.yaml", "data.yml"})
_MOST_FILES = 5_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_UNPACKED = _MOST_BYTES + 3 * 1024 * _MOST_FILES  # with a header of each file, and what fills its last block
_DEEPEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RegoFiles:
    """What was read of one place: `name` is how somebody called it, paths are below it.

    Data stand in folders, each of which is read at the root of `data`. `raw` are the bytes of a bundle as they were,
    empty for a folder, `signatures` what signs it, and `revision` is what its manifest says. `owners` are the modules
    that only one policy needs, by its id.
    """

    name: str
    modules: Mapping[str, bytes]
    data: Mapping[str, bytes] = field(default_factory=dict)
    raw: bytes = b""
    signatures: bytes = b""
    revision: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def roots(self) -> tuple[str, ...]:
        """Return the folders in which data stand, sorted."""
        return tuple(sorted({path.partition("/")[0] for path in self.data}))

    @property
    def digest(self) -> str:
        """Return the digest of all that judges: modules and data, by path and content."""
        parts = {"modules": self.modules, "data": self.data}
        return digest({part: {path: digest_bytes(text) for path, text in of.items()} for part, of in parts.items()})


def read_files(path: Path, name: str) -> RegoFiles:
    """Return the Rego of a folder or a bundle; raises ConfigError naming what is wrong, with what to do."""
    if path.is_dir():
        found = {inner: data for inner, data in _folder(path, name, {REGO}) if not inner.endswith(TESTS)}
        if not found:
            raise ConfigError(
                f"{name}: there is no .rego file", hint="driftgate policy new writes a policy to begin with"
            )
        return RegoFiles(name=name, modules=found)
    if not path.exists():
        raise ConfigError(f"{name}: there is no such folder or bundle", hint="correct the path")
    return _bundle(path, name)


def read_data(path: Path, name: str) -> dict[str, bytes]:
    """Return the JSON and YAML files of a folder, or one file; raises ConfigError."""
    if path.is_dir():
        found = dict(_folder(path, name, _DATA))
    elif path.is_file() and path.suffix in _DATA:
        found = {path.name: _read(path, name)}
    else:
        raise ConfigError(f"{name}: there is no such folder, .json or .yaml file", hint="correct the path")
    if not found:
        raise ConfigError(f"{name}: there is no .json or .yaml file", hint="name the folder in which they are")
    return found


def parse_data(data: bytes) -> Iterator[Any]:
    """Yield what a file of data says; nothing for one that cannot be read, which OPA refuses."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only where there are data
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    try:
        yield YAML(typ="safe", pure=True).load(data.decode())
    except (YAMLError, ValueError, RecursionError, AssertionError):
        return


def write_files(files: Mapping[str, bytes], target: Path) -> None:
    """Write files below a folder that is ours alone."""
    for name, data in files.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)


def _folder(root: Path, name: str, suffixes: AbstractSet[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder with a suffix, by path; what is hidden is left out, and a link is an error.

    A link may lead anywhere on the machine; one to a folder would also hide what is in it.
    """
    left, files = _MOST_BYTES, 0
    for path in _walked(root, name):
        shown = path.relative_to(root).as_posix()
        if path.suffix not in suffixes and not path.is_dir():
            continue
        if path.is_symlink():
            raise ConfigError(f"{name}/{shown}: it is a link", hint="put a copy in its place")
        if path.is_dir() and path.suffix not in suffixes:
            continue
        files += 1
        data = _read(path, f"{name}/{shown}", left)
        left -= len(data)
        if files > _MOST_FILES:
            raise ConfigError(f"{name}: there are more than {_MOST_FILES} files", hint="name a folder further down")
        yield shown, data


def _walked(root: Path, name: str) -> Iterator[Path]:
    """Yield what is in a folder and in those below, but for what is hidden; links are not followed."""
    for folder, folders, names in os.walk(root):
        at = Path(folder)
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        if len(at.relative_to(root).parts) > _DEEPEST:
            raise ConfigError(f"{name}: folders are nested more than {_DEEPEST} deep", hint="name one further down")
        yield from (at / one for one in sorted((*names, *folders)) if not one.startswith("."))


def _read(path: Path, name: str, most: int = _MOST_BYTES) -> bytes:
    try:
        if not path.is_file():
            raise ConfigError(f"{name}: it is no file", hint="remove it, or give it another name")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror}", hint="look at its permissions") from error
    if len(data) > most:
        raise ConfigError(
            f"{name}: all files are more than {_MOST_BYTES >> 20} MiB", hint="leave out what judges nothing"
        )
    return data


def _bundle(path: Path, name: str) -> RegoFiles:
    raw = _read(path, name)
    files = dict(_members(raw, name))
    modules = {inner: data for inner, data in files.items() if inner.endswith(REGO) and not inner.endswith(TESTS)}
    if not modules:
        raise ConfigError(f"{name}: there is no .rego file in the bundle", hint="opa build -b FOLDER -o bundle.tar.gz")
    return RegoFiles(
        name=name,
        modules=modules,
        data={f"bundle/{inner}": data for inner, data in files.items() if PurePosixPath(inner).name in _BUNDLE_DATA},
        raw=raw,
        signatures=files.get(SIGNATURES, b""),
        revision=_revision(files.get(MANIFEST, b"{}"), name),
    )


def _members(raw: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a gzipped tar; raises ConfigError for one that is cut, too large, or leads elsewhere."""
    seen, left = set[str](), _MOST_BYTES
    try:
        # Unpacked before it is read: a header of a tar may be as long as it says, and is read as a whole.
        with tarfile.open(fileobj=BytesIO(_unpacked(raw, name)), mode="r:") as archive:
            for member in archive:
                inner = PurePosixPath(member.name.lstrip("/"))
                if member.isdir():
                    continue
                if member.type not in _FILES or ".." in inner.parts or len(inner.parts) > _DEEPEST:
                    raise _no_bundle(name, f"{member.name} is no file below it")
                if inner.as_posix() in seen or len(seen) >= _MOST_FILES:
                    raise _no_bundle(name, f"{inner} is in it twice, or there are too many files")
                seen.add(inner.as_posix())
                stream = archive.extractfile(member)
                data = b"" if stream is None else stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _no_bundle(name, f"it holds more than {_MOST_BYTES >> 20} MiB")
                if len(data) != member.size:
                    raise _no_bundle(name, "it is cut")
                yield inner.as_posix(), data
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
        raise _no_bundle(name, "it is cut, or no gzipped tar") from error


def _unpacked(raw: bytes, name: str) -> bytes:
    """Return what is in a gzip to its end, where its checksum stands; raises ConfigError for too much."""
    with gzip.GzipFile(fileobj=BytesIO(raw)) as stream:
        data = stream.read(_MOST_UNPACKED + 1)
    if len(data) > _MOST_UNPACKED:
        raise _no_bundle(name, f"it holds more than {_MOST_BYTES >> 20} MiB")
    return data


def _no_bundle(name: str, problem: str) -> ConfigError:
    return ConfigError(f"{name}: {problem}", hint="make the bundle again: opa build -b FOLDER -o bundle.tar.gz")


def _revision(manifest: bytes, name: str) -> str:
    try:
        told = json.loads(manifest).get("revision", "")
    except (ValueError, AttributeError, RecursionError) as error:
        raise _no_bundle(name, "its .manifest is no JSON object") from error
    return told if isinstance(told, str) else ""
