"""Asking git about a repository of anybody: nothing that it configures may run, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from engine.errors import EngineError
from engine.ports import ProcessResult, ProcessRunner

_TIMEOUT = 60.0  # seconds
_GIT = (
    "git",
    "--no-optional-locks",
    "--no-replace-objects",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    # A folder with the files of a bare repository is none: its configuration names programs, and its commits others.
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
    # What was changed is seen by all that the disk tells of a file.
    "-c",
    "core.trustctime=true",
    "-c",
    "core.checkStat=default",
    "-c",
    "core.ignoreStat=false",
)


# A partial clone would ask for what it lacks.
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1"}
_DEPTH = 8  # submodules in one another


def run_git(
    runner: ProcessRunner, folder: Path, *words: str, stdin: bytes = b"", settings: Mapping[str, str] | None = None
) -> ProcessResult:
    """Return what git did in a folder, with further settings than ours.

    Raises EvaluatorMissingError without git, and EngineError when it took too long or printed too much.
    """
    told = {"GIT_CONFIG_COUNT": str(len(settings))} if settings else {}
    for at, (name, value) in enumerate((settings or {}).items()):
        told |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
    command = [*_GIT, "-C", str(folder), *words]
    done = runner.run(command, timeout=_TIMEOUT, stdin=stdin, env={**_ENVIRONMENT, **told})
    if done.returncode is None:
        raise EngineError(f"git {words[0]} took longer than {_TIMEOUT:.0f} s", hint="try again, or look at the disk")
    return done


def ask_git(runner: ProcessRunner, folder: Path, *words: str) -> str | None:
    """Return what git prints, none where it has nothing to say: no git, no repository, no commit."""
    try:
        done = run_git(runner, folder, *words)
    except EngineError:
        return None
    return done.stdout.decode("utf-8", "replace").rstrip() if done.returncode == 0 else None


def list_changes(runner: ProcessRunner, folder: Path, *pathspec: str, depth: int = 0) -> list[str] | None:
    """Return the changes of what git tracks, as `git status --porcelain` writes them; none where it cannot tell.

    Git would run the filters that its configuration and the attributes of a change name, and those of submodules, which
    it asks without any of our settings: filters are switched off by their names, and submodules are asked one by one.
    A file that only a filter makes like its commit is a change then. So is one that git was told not to look at, and so
    is what lies in the folder of a submodule that is not there.
    """
    try:
        filters = _without_filters(runner, folder)
        if filters is None or depth > _DEPTH:
            return None
        words = ("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty", *pathspec)
        done = run_git(runner, folder, *words, settings=filters)
    except EngineError:
        return None
    if done.returncode != 0:
        return None
    found = [line for line in done.stdout.decode("utf-8", "replace").split("\n") if line]
    modules, unseen = _submodules(runner, folder), _unseen(runner, folder, *pathspec)
    if modules is None or unseen is None:
        return None
    found += [f" M {name}" for name in unseen]
    for name in modules:
        if not (name / ".git").exists():
            found += [f" M {name.name}"] if _holds_anything(name) else []
            continue
        inner = list_changes(runner, name, depth=depth + 1)
        if inner is None:
            return None
        found += [f" M {name.name}"] if inner else []
    return found


def _without_filters(runner: ProcessRunner, folder: Path) -> dict[str, str] | None:
    """Return settings by which no filter runs, none where git does not tell which there are."""
    done = run_git(runner, folder, "config", "--null", "--name-only", "--get-regexp", r"^filter\.")
    if done.returncode not in {0, 1}:  # 1: there is none
        return None
    keys = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    names = dict.fromkeys(key.rpartition(".")[0] for key in keys if key.startswith("filter."))
    off = {"clean": "", "smudge": "", "process": "", "required": "false"}
    return {f"{name}.{member}": value for name in names for member, value in off.items()}


def _unseen(runner: ProcessRunner, folder: Path, *pathspec: str) -> list[str] | None:
    """Return the files that git was told not to look at, none where it does not tell.

    What a sparse checkout leaves out is told so as well, and is not there.
    """
    rows = ask_git(runner, folder, "ls-files", "-v", "-z", *(pathspec or ("--", ":/")))
    if rows is None:
        return None
    is_sparse = ask_git(runner, folder, "config", "--type=bool", "core.sparseCheckout") == "true"
    flagged = [(row[0], row[2:]) for row in rows.split("\0") if row and (row[0].islower() or row[0] == "S")]
    return [name for flag, name in flagged if flag != "S" or not is_sparse or _is_there(folder / name)]


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _holds_anything(folder: Path) -> bool:
    """Tell whether there is something at the place of a submodule that is not checked out."""
    try:
        return any(folder.iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _submodules(runner: ProcessRunner, folder: Path) -> list[Path] | None:
    """Return the folders of the submodules, none where git does not tell."""
    told = ask_git(runner, folder, "ls-files", "--stage", "--full-name", "-z", "--", ":/")
    top = ask_git(runner, folder, "rev-parse", "--show-toplevel")
    if told is None or top is None:
        return None
    names = dict.fromkeys(row.partition("\t")[2] for row in told.split("\0") if row.startswith("160000 "))
    return [Path(top) / name for name in names]


def find_kept(runner: ProcessRunner, folder: Path) -> str | None:
    """Return the first file that a repository keeps of a folder, empty where it keeps none, none where nobody can tell.

    Where git is not there, or will not answer (a repository that belongs to somebody else), its index is looked at.
    """
    repository = next((one / ".git" for one in folder.parents if (one / ".git").exists()), None)
    if repository is None:
        return ""
    told = ask_git(runner, folder, "ls-files", "--", ".")
    if told is not None:
        return told.partition("\n")[0]
    return _find_in_index(repository, folder, "/")


def is_kept(file: Path) -> bool | None:
    """Tell whether a repository keeps a file, by its index alone; none where nobody can tell."""
    repository = next((one / ".git" for one in file.parents if (one / ".git").exists()), None)
    found = "" if repository is None else _find_in_index(repository, file, "\0")
    return None if found is None else found != ""


def _find_in_index(repository: Path, path: Path, end: str) -> str | None:
    """Return the first name in an index (https://git-scm.com/docs/index-format) that begins with a path and an `end`.

    Of a folder it is what stands behind that, of a file its name. Empty where there is none, none where nobody can
    tell.
    """
    try:
        if repository.is_file():  # of a worktree or a submodule: it says where the rest lies
            told = repository.read_text(encoding="utf-8", errors="surrogateescape")
            index = repository.parent / told.removeprefix("gitdir:").strip() / "index"
        else:
            index = repository / "index"
        data = index.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError:
        return None
    is_whole = data[:4] == b"DIRC" and data[4:8] in {b"\0\0\0\2", b"\0\0\0\3"}  # version 4 abbreviates names
    if not is_whole or any(index.parent.glob("sharedindex.*")):
        return None
    root = repository.parent
    real = Path(os.path.realpath(path)), Path(os.path.realpath(root))
    names = [path.relative_to(root), *([real[0].relative_to(real[1])] if real[0].is_relative_to(real[1]) else [])]
    for name in names:  # as it is written, and where a link leads that came with a change
        inside = os.fsencode(name.as_posix()) + end.encode()
        if (at := data.find(inside)) >= 0:
            return os.fsdecode(data[at + len(inside) : data.find(b"\0", at)]) if end == "/" else path.name
    return ""


def find_branch(runner: ProcessRunner, folder: Path) -> str:
    """Return the branch that is deployed: the default of `origin`, else the one that is checked out, else main."""
    for ref, before in (("refs/remotes/origin/HEAD", "refs/remotes/origin/"), ("HEAD", "refs/heads/")):
        told = ask_git(runner, folder, "symbolic-ref", "--quiet", ref)
        if told and told.startswith(before) and told.isprintable():
            return told.removeprefix(before)
    return "main"
