"""Sources as people write them: `KIND:LOCATION`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from cli.config.names import name_problem, shortened
from engine.errors import ConfigError
from engine.model.snapshot import Side, SourceKind, SourceRef
from snapshots.documents.location import parse_location

EXAMPLES = "tfstate:prod.tfstate, tfplan:plan.json, hcl:infra/, doc:live.json, aws:PROFILE@eu-west-1 or snapshot:ID"
SCHEMES = ("s3://", "https://", "http://", "hcp://")

_OF_PLANS = frozenset({"planned_values", "prior_state", "resource_changes", "resource_drift"})
_INSTEAD = {
    "the address of a source is none": f"write for example {EXAMPLES}",
    "the address of a source holds a user or password": (
        "set TF_HTTP_USERNAME and TF_HTTP_PASSWORD, or headers in driftgate.yaml"
    ),
    "the address of a source holds a secret in its parameters": "give it as a header in driftgate.yaml",
}
# The words in the names of documents that name an environment: all others may be those of what is in them.
_ENVIRONMENTS = frozenset(
    {
        *("prod", "production", "prd", "preprod", "preproduction", "ppd", "pre", "staging", "stage", "stg", "uat"),
        *("test", "tst", "testing", "qa", "int", "integration", "dev", "development", "sandbox", "demo", "canary"),
    }
)
_FILES = {
    SourceKind.TFSTATE: "a Terraform state file, or a folder of them",
    SourceKind.TFPLAN: "the output of `terraform show -json PLANFILE`",
    SourceKind.HCL: "a folder of Terraform code, or FOLDER@FILE.tfvars",
    SourceKind.DOC: "a JSON or YAML file, or a folder of them",
}


def parse_source(text: str) -> SourceRef:
    """Return the source that a text names; raises ConfigError with what to type for anything else."""
    kind, colon, location = text.partition(":")
    refuse_secret(location if "://" in location else text)
    if not colon or not location:
        hint = meant(text, Path.cwd()) or f"write for example {EXAMPLES}"
        what = "no file here, and no source" if not colon and _is_path(text) else "no source"
        raise ConfigError(f"{shortened(text)!r} is {what}: a source is KIND:LOCATION", hint=hint)
    if kind not in set(SourceKind):
        close = get_close_matches(kind, list(SourceKind), n=1)
        hint = f"did you mean {close[0]}:{shortened(location)}?" if close else f"write for example {EXAMPLES}"
        raise ConfigError(f"{shortened(kind)!r} is no kind of source", hint=hint)
    source = SourceRef(kind=SourceKind(kind), location=location)
    if kind in _FILES and not is_remote(source) and (problem := name_problem(location)):
        raise ConfigError(f"{kind}:{shortened(location)}: {problem}", hint="correct the path")
    return source


def refuse_secret(address: str) -> None:
    """Raise ConfigError for an address with a password, since sources stand in every message, and for none at all."""
    if "://" not in address:
        return
    from snapshots.redaction import addresses  # noqa: PLC0415 - few sources are addresses

    problem = addresses.address_problem(address)
    if problem:
        raise ConfigError(problem, hint=_INSTEAD[problem])


def recognise(text: str, here: Path) -> str:
    """Return a source as `KIND:LOCATION` where a text is the path of a file or folder that is there, else the text.

    What could be the name of an environment, without a dot or slash in it, stays what it is.
    """
    if looks_like_source(text) or not _is_path(text):
        return text
    return _as_source(text, here) or text


def meant(text: str, here: Path) -> str:
    """Return the question whether a file or folder was meant, where one is there without its kind; else nothing."""
    found = _as_source(text, here)
    return f"did you mean {found}?" if found else ""


def _is_path(text: str) -> bool:
    """Tell whether a text can be no name of an environment."""
    return not {".", "/"}.isdisjoint(text)


def _as_source(text: str, here: Path) -> str:
    path = here / text
    if not text or name_problem(text) or not path.exists():
        return ""
    return f"{_kind_of_folder(path) if path.is_dir() else _kind_of_file(path)}:{text}"


def _kind_of_folder(path: Path) -> SourceKind:
    if any(path.glob("*.tf")):
        return SourceKind.HCL
    from snapshots.documents.recognise import holds_documents  # noqa: PLC0415 - few sources come without their kind

    return SourceKind.DOC if holds_documents(path) else SourceKind.TFSTATE


def _kind_of_file(path: Path) -> SourceKind:
    if not path.is_file():
        return SourceKind.TFSTATE
    if _is_plan(path):
        return SourceKind.TFPLAN
    from snapshots.documents.recognise import is_document  # noqa: PLC0415 - few sources come without their kind

    return SourceKind.DOC if is_document(path) else SourceKind.TFSTATE


def _is_plan(path: Path) -> bool:
    """Tell whether a document has what only plans have; what cannot be read is told by who reads it as a state."""
    if path.suffix == ".tfstate":
        return False
    import msgspec  # noqa: PLC0415 - few sources come without their kind

    try:
        keys = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return not _OF_PLANS.isdisjoint(keys)


def looks_like_source(text: str) -> bool:
    """Tell whether a text is meant as a source rather than the name of an environment."""
    return ":" in text


def seen_side(source: SourceRef) -> Side | None:
    """Return the side of a source that is given as reality: of a plan what a refresh found, of a document what it says.

    None is as the source is by itself.

    Raises ConfigError for code: it tells what is intended, never what is there.
    """
    if source.kind is SourceKind.HCL:
        hint = "give what is there: aws:PROFILE@REGION, or tfplan:FILE of a refresh"
        raise ConfigError(f"{source}: code tells what is intended, never what is there", hint=hint)
    return Side.OBSERVED if source.kind in {SourceKind.TFPLAN, SourceKind.DOC} else None


def is_remote(source: SourceRef) -> bool:
    """Tell whether reading a source needs the network."""
    return source.kind is SourceKind.AWS or has_scheme(source.location)


def has_scheme(location: str) -> bool:
    """Tell whether a location is an address on the network; whatever else it looks like, it is a path."""
    return location.startswith(SCHEMES)


def is_in_repository(source: SourceRef) -> bool:
    """Tell whether a source is code, a document or a state in files, which a commit may hold as they were."""
    return source.kind in {SourceKind.DOC, SourceKind.HCL, SourceKind.TFSTATE} and not is_remote(source)


def code_of(location: str) -> tuple[str, tuple[str, ...]]:
    """Return the folder of code that a location names, and the files of variables behind it.

    These are paths from that folder: `FOLDER@prod.tfvars` or `FOLDER@common.tfvars,envs/prod.tfvars`.
    """
    folder, at, files = location.rpartition("@")
    named = tuple(files.split(","))
    return (folder, named) if at and all(map(is_var_file, named)) else (location, ())


def is_var_file(name: str) -> bool:
    """Tell whether a name is that of a file of variables."""
    return name.endswith((".tfvars", ".tfvars.json")) and "," not in name


def path_of(source: SourceRef) -> str:
    """Return the path in the location of a file or folder source, without what is asked of it."""
    if source.kind is SourceKind.DOC:
        return parse_location(source.location).path
    return code_of(source.location)[0] if source.kind is SourceKind.HCL else source.location


def local_path(source: SourceRef, base: Path) -> Path:
    """Return the path of a file or folder source relative to `base`; raises ConfigError when it is not there."""
    named = path_of(source)
    path = base / named
    if not path.exists():
        raise ConfigError(f"{source}: {named} does not exist", hint=f"give the path of {_FILES[source.kind]}")
    if path.is_dir() and source.kind is SourceKind.TFPLAN:
        raise ConfigError(f"{source}: {named} is a folder", hint=f"give {_FILES[source.kind]}")
    if path.is_file() and source.kind is SourceKind.HCL:
        raise ConfigError(f"{source}: {named} is a file", hint=f"give {_FILES[source.kind]}")
    return path


def word_of(source: SourceRef) -> tuple[str, ...]:
    """Return the words that name the environment of a source when nothing else does: its file's stem.

    Of a document only what is known to name environments.
    """
    if source.kind is SourceKind.DOC:
        words = re.split(r"[^a-z0-9]+", Path(path_of(source)).name.lower())
        return tuple(word for word in dict.fromkeys(words) if word in _ENVIRONMENTS)
    if source.kind not in {SourceKind.TFSTATE, SourceKind.TFPLAN}:
        return ()
    stem = Path(source.location).name.split(".")[0]
    return () if stem == "terraform" or len(stem) < 2 else (stem,)  # a letter stands in too much that is no name
