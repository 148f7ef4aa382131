"""Where Terraform code keeps its states: backend blocks, HCP Terraform, workspaces.

Only literal values are taken: https://developer.hashicorp.com/terraform/language/backend. What code leaves to the
command line (partial configuration) is looked for in the files that people keep for `-backend-config`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from snapshots.redaction.addresses import address_problem
from snapshots.repository.git import is_kept
from snapshots.repository.hcl import read_hcl
from snapshots.repository.naming import name_environment
from snapshots.repository.tree import Tree, folder_of, is_example
from snapshots.terraform.code.grammar import CodeError

_KEPT = re.compile(r"\b(?:backend|cloud)\b")
_ROOT = re.compile(r"^\s*provider\s+\"", re.MULTILINE)
_REGION = re.compile(r"^\s*provider\s+\"aws\"\s*\{[^}]*?^\s*region\s*=\s*\"([a-z0-9-]+)\"", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"^\s*source\s*=\s*\"(\.{1,2}/[^\"]*)\"", re.MULTILINE)
_SETTING = re.compile(r"^\s*(bucket|key|region)\s*=\s*\"([^\"]+)\"", re.MULTILINE)
_PLACE = re.compile(r"[^?#&\s]+")
_SPACED = re.compile(r"\bterraform\.workspace\b")
_COMPARED = re.compile(r"terraform\.workspace\s*[!=]=\s*\"([\w-]+)\"|\"([\w-]+)\"\s*[!=]=\s*terraform\.workspace\b")
_OPTIONS = ("workspace", "region")
_DEPTH = 2  # a file of values lies beside the code, or in a folder there
_PARTIAL = re.compile(r"(?:.*\.tfbackend|.*backend.*\.(?:hcl|conf|tfvars))")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBackend:
    """Where a root module keeps its state: `location` as a source of states has it, or the `problem` why none can be.

    `name` is what tells it from other states of the same code: a workspace, or the file that completes it. `is_open`
    tells that the code asks for its workspace, and that nothing in the repository names them.
    """

    folder: str
    kind: str
    location: str = ""
    name: str = ""
    problem: str = ""
    is_open: bool = False

    @property
    def completed_by(self) -> str:
        """Return the file that completes the backend (`-backend-config`), empty where it needs none."""
        return self.name if _PARTIAL.fullmatch(self.name.rpartition("/")[2]) else ""

    @property
    def workspace(self) -> str:
        """Return the workspace that Terraform has to be in, empty for the default one."""
        return self.name if self.kind == "s3" and not self.completed_by else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCode:
    """A root module: code that people apply by itself. `regions` are those of its AWS providers.

    A unit of Terragrunt has no code of its own: a source of code cannot read it.
    """

    folder: str
    backends: tuple[FoundBackend, ...] = ()
    regions: tuple[str, ...] = ()
    account: str = ""
    is_terragrunt: bool = False


def find_code(tree: Tree) -> tuple[FoundCode, ...]:
    """Return the root modules of a repository: those with a backend or a provider, which no other one calls."""
    texts: dict[str, dict[str, str]] = {}
    for name in tree.named(".tf"):
        if not is_example(name):
            texts.setdefault(folder_of(name), {})[name] = tree.text(name)
    called = {_resolved(folder, path) for folder, files in texts.items() for path in _calls(files.values())}
    found = []
    for folder, files in sorted(texts.items()):
        whole = "\n".join(files.values())
        is_spaced = _SPACED.search(whole) is not None
        named = _workspaces(tree, folder, whole) if is_spaced else ()
        names = named or (_current_workspace(tree, folder) if is_spaced else ())
        backends = tuple(
            replace(backend, is_open=is_spaced and not named and not backend.completed_by)
            for text in files.values()
            for backend in _backends(tree, folder, text, names)
        )
        alone = len(texts) == 1 or _ROOT.search(whole)
        if backends or (alone and folder not in called):
            regions = tuple(dict.fromkeys(_REGION.findall(whole)))
            found.append(FoundCode(folder=folder, backends=backends, regions=regions))
    return tuple(found)


def _calls(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _CALLED.findall(text)


def _resolved(folder: str, path: str) -> str:
    parts: list[str] = [] if folder == "." else folder.split("/")
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."


def _workspaces(tree: Tree, folder: str, text: str) -> tuple[str, ...]:
    """Return the workspaces of a root module: environments for which there are values, called as the file is.

    Others are those that its code compares its workspace with. Code that asks which workspace it is in has some; only
    the backend knows them all.
    """
    prefix = "" if folder == "." else f"{folder}/"
    near = (PurePosixPath(name) for name in tree.named(".tfvars", ".tfvars.json") if name.startswith(prefix))
    called = [path.name.partition(".")[0] for path in near if len(path.relative_to(folder).parts) <= _DEPTH]
    called += [one or other for one, other in _COMPARED.findall(text)]
    return tuple(dict.fromkeys(name for name in called if name_environment(name)))


def _current_workspace(tree: Tree, folder: str) -> tuple[str, ...]:
    """Return the workspace that Terraform is in here, none for the default one and where git keeps what says it."""
    name = f"{'' if folder == '.' else f'{folder}/'}.terraform/environment"
    here = tree.text(name).strip()
    if not _PLACE.fullmatch(here) or here == "default" or is_kept(tree.root / name) is not False:
        return ()
    return (here,)


def _backends(tree: Tree, folder: str, text: str, names: tuple[str, ...]) -> Iterator[FoundBackend]:
    if not _KEPT.search(text):
        return
    try:
        document = read_hcl(text)
    except CodeError as error:
        yield FoundBackend(folder=folder, kind="", problem=f"where its state is cannot be read: {error.detail}")
        return
    for settings in document.get("terraform", ()):
        for backend in settings.get("backend", ()):
            for kind, told in backend.items():
                yield from _of_block(tree, folder, kind.strip('"'), told, names)
        for cloud in settings.get("cloud", ()):
            yield _of_cloud(folder, cloud)


def _of_block(
    tree: Tree, folder: str, kind: str, told: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[FoundBackend]:
    if kind == "s3":
        completed = list(_completing(tree, folder)) if not is_literal(told, "bucket", "key") else []
        spaces = [(name, {"workspace": name}) for name in names] if not completed else []
        for name, more in completed or spaces or [("", {})]:
            yield backend_of_s3(folder, name, {**told, **more})
    elif kind == "http" and is_literal(told, "address"):
        address = str(told["address"])
        problem = address_problem(address)
        yield FoundBackend(folder=folder, kind=kind, location="" if problem else address, problem=problem)
    elif kind == "remote":
        yield _of_cloud(folder, told)
    elif kind != "local":  # a local state lies beside the code, where it is found by itself
        yield FoundBackend(
            folder=folder, kind=kind, problem=f"states in {kind} are not read: pull one with `terraform state pull`"
        )


def backend_of_s3(folder: str, name: str, told: Mapping[str, Any]) -> FoundBackend:
    """Return where a state in S3 is; its settings may come from a block, or from a file that completes one."""
    if not is_literal(told, "bucket", "key"):
        return FoundBackend(folder=folder, kind="s3", name=name, problem="its bucket or key is no literal text")
    if not all(_PLACE.fullmatch(str(told[name])) for name in ("bucket", "key")):  # it would say more than a place
        return FoundBackend(folder=folder, kind="s3", name=name, problem="its bucket or key cannot stand in an address")
    bucket, key = str(told["bucket"]), str(told["key"]).lstrip("/")
    if "workspace" in told and is_literal(told, "workspace_key_prefix"):
        key = f"{told['workspace_key_prefix'].strip('/')}/{told['workspace']}/{key}"
        told = {**told, "workspace": None}
    told = {option: told[option] for option in _OPTIONS if is_literal(told, option) and _PLACE.fullmatch(told[option])}
    options = "&".join(f"{option}={value}" for option, value in told.items())
    location = f"s3://{bucket}/{key}{'?' if options else ''}{options}"
    return FoundBackend(folder=folder, kind="s3", name=name, location=location)


def _of_cloud(folder: str, told: Mapping[str, Any]) -> FoundBackend:
    spaces = told.get("workspaces") or [{}]
    names = spaces[0] if isinstance(spaces, list) else spaces
    if not is_literal(told, "organization") or not is_literal(names, "name"):
        return FoundBackend(folder=folder, kind="cloud", problem="it names no single workspace")
    host = f"{told['hostname']}/" if is_literal(told, "hostname") else ""
    location = f"hcp://{host}{told['organization']}/{names['name']}"
    return FoundBackend(folder=folder, kind="cloud", location=location, name=str(names["name"]))


def _completing(tree: Tree, folder: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the files that complete a backend, by what they are called, with what they set."""
    prefix = "" if folder == "." else f"{folder}/"
    for name in tree.files:
        if name.startswith(prefix) and _PARTIAL.fullmatch(name.rpartition("/")[2]):
            told = dict(_SETTING.findall(tree.text(name)))
            if told:
                yield name.removeprefix(prefix), told


def is_literal(told: Mapping[str, Any], *names: str) -> bool:
    """Tell whether all of some settings are texts that need no evaluation."""
    return all(isinstance(told.get(name), str) and told[name] and "${" not in told[name] for name in names)
