"""Terraform code as a source of intent: which resources it declares, where, and what it tells Terraform to ignore.

Modules are followed: local ones by their path, others where `terraform init` has put them (`.terraform/modules`).
Reading HCL is slow, so files are read by several processes, and what was read is kept, redacted, by the digest of the
file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath, PurePosixPath

from engine.jsontext.digest import digest
from engine.model.address import code_address
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Move, Origin, Resource, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.code.declared import Declared, addresses_of, instances_of, names_of
from snapshots.terraform.code.evaluation.known import Known, Work, literal
from snapshots.terraform.code.files import CodeFile, CodePath, CodeReader
from snapshots.terraform.code.hcl_file import VARIABLES, Block
from snapshots.terraform.code.installed import Installation, Kept, constraint_of, find_installed, unknown_kept
from snapshots.terraform.code.intents import expressions_of, given_references, module_of
from snapshots.terraform.code.overrides import merged
from snapshots.terraform.code.scope import Scope
from snapshots.terraform.code.variables import given_by, resolved, scope_of, variable_files
from snapshots.terraform.plan.whereabouts import REGION
from snapshots.terraform.references import Follower, Instances, Module, References

# What a few lines of code may ask for: modules that call each other twice, and many instances of many resources.
_MOST_CALLS = 10_000
_MOST_RESOURCES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCollector:
    """Implements `engine.ports.Collector` for a folder of Terraform code.

    `var_files` are the files of variables that Terraform is told of, as paths from the folder. `kept` tells what git
    keeps of a folder.
    """

    location: str
    path: CodePath
    redactor: Redactor
    reader: CodeReader
    var_files: tuple[str, ...] = ()
    kept: Kept = unknown_kept

    def collect(self) -> Collection:
        """Return a declared resource for each block of a resource; a gap for each file that cannot be read."""
        walk = _Walk(self)
        root = walk.module(self.path, ("",), ())
        if not walk.files and not walk.gaps:
            walk.gaps.append(self.gap(GapReason.EMPTY, "there is no Terraform code here", "check the folder"))
        files = f"@{','.join(self.var_files)}" if self.var_files else ""
        source = SourceRef(kind=SourceKind.HCL, location=self.location + files)
        digests = {file.name: file.digest for file in walk.files}
        facts = walk.providers() | walk.region()
        return Collection(
            origins=(Origin(source=source, digest=digest(dict(sorted(digests.items()))), facts=facts),),
            resources=tuple(sorted(walk.referring(root), key=lambda item: (item.key, item.location))),
            gaps=tuple(walk.gaps),
            complete=not walk.gaps,
            moves=tuple(sorted(set(walk.moves))),
        )

    def gap(self, reason: GapReason, detail: str, fix: str, *, address: str = "") -> Gap:
        """Return a gap of this source."""
        source = f"{SourceKind.HCL}:{self.location}"
        return Gap(reason=reason, source=source, detail=detail, operation="read code", address=address, fix=fix)


@dataclass(slots=True)
class _Walk:
    """Goes through a module and those that it calls."""

    collector: CodeCollector
    files: list[CodeFile] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    installed: Installation = field(default_factory=Installation)
    calls: int = 0
    work: Work = field(default_factory=Work)
    _read: dict[PurePath, Sequence[CodeFile]] = field(default_factory=dict)
    _apart: set[str] = field(default_factory=set)  # modules with configurations of providers of their own
    _regions: set[str] = field(default_factory=set)  # of the provider's configurations, empty for one not told
    _where: list[tuple[tuple[str, ...], Mapping[str, References]]] = field(default_factory=list)

    def referring(self, root: Module) -> Iterator[Resource]:
        """Yield the resources with what their unknown attributes refer to; `root` is the root module."""
        follower = Follower(root)
        instances = Instances(item.address for item in self.resources if item.is_managed)
        for item, (module, expressions) in zip(self.resources, self._where, strict=True):
            if item.intent is None:
                yield item
                continue
            open_ = sorted({path[0] for path in item.intent.unknown} & expressions.keys())
            told = (
                instances.references(name, item.address, follower.lead(expressions[name], module)) for name in open_
            )
            yield replace(item, intent=replace(item.intent, refers=tuple(one for found in told for one in found)))

    def providers(self) -> dict[str, str]:
        """Return the digest of what says by which provider, in which account and place, resources are made.

        A provider that is told by expressions is what variables and locals say.
        """
        blocks = [(file.name, block) for file in self.files for block in file.blocks]
        told = [(name, block) for name, block in blocks if block.kind == "provider" or "providers" in names_of(block)]
        if any(block.dynamic for _, block in told):
            told += [(name, block) for name, block in blocks if block.kind in {"variable", "locals", VARIABLES}]
        said = [(name, block.kind, list(block.labels), block.values, sorted(block.dynamic)) for name, block in told]
        return {"providers": digest(sorted(said, key=repr))} if said else {}

    def region(self) -> dict[str, str]:
        """Return the one region that the configurations of the provider say for certain."""
        told = self._regions
        return {REGION: min(told)} if len(told) == 1 and "" not in told else {}

    def module(
        self,
        folder: CodePath,
        modules: tuple[str, ...],
        calls: tuple[PurePath, ...],
        key: str = "",
        given: Mapping[str, Known | None] | None = None,
        inputs: Mapping[str, References] | None = None,
        tags: Mapping[str, Known | None] | None = None,
    ) -> Module:
        """Read the files of one folder, then the modules that they call; return what its expressions refer to.

        `modules` are the addresses of the module's instances, `calls` the folders on the way here, `given` what the
        call says; of the root module that stands in files.
        """
        if not calls:
            self.installed = find_installed(folder, self.collector.reader.bounds, self.collector.kept)
        place = folder.resolve()
        files = self._read.get(place)
        if files is None:
            files = self._read[place] = self.collector.reader.read(folder, self.collector.path)
            self.files += files
        unread = _for_tofu_only(folder)
        if unread or (calls and not files):
            what = f"{unread[0]} is code for OpenTofu only" if unread else "there is no Terraform code"
            gap = self.collector.gap(
                GapReason.UNSUPPORTED if unread else GapReason.EMPTY,
                f"{what}: {modules[0] or 'the root module'}",
                "name the files *.tf" if unread else "check the module's source",
                address=modules[0],
            )
            self.gaps.append(gap)
        blocks = self._blocks(files)
        told = self._told(folder) if given is None else given
        scope = scope_of((block for _, block in blocks), told, is_root=given is None, work=self.work)
        self._regions |= set(_regions((block for _, block in blocks), scope))
        apart = self._configured(key, [block for _, block in blocks])
        declared = Declared(scope, self.collector.reader, [block for _, block in blocks], tags, key, apart)
        names, called = tuple(key.split(".")) if key else (), dict[str, Module]()
        for file, block in blocks:
            if block.kind in {"resource", "data"}:
                where = f"{PurePosixPath(self.collector.location) / file.name}:{block.line}"
                found = list(declared.resources(where, block, modules))
                self.resources += found
                self._where += [(names, expressions_of(block))] * len(found)
            elif block.kind == "moved":
                self._moved(file, block, modules[0])
            elif block.kind == "module":
                tags = (
                    dict.fromkeys(declared.tags_of_calls) if "providers" in names_of(block) else declared.tags_of_calls
                )
                module = self._call(folder, block, modules, (*calls, folder.resolve()), key, scope, tags)
                called |= {block.labels[0]: module} if module is not None else {}
        self.gaps += [self._cycle(name, modules[0]) for name in sorted(scope.cycles)]
        self.gaps += self._too_much(sorted(scope.limits), modules[0])
        return module_of((block for _, block in blocks), inputs or {}, called)

    def _blocks(self, files: Sequence[CodeFile]) -> list[tuple[CodeFile, Block]]:
        """Return the blocks of a module's files, those that override others put into these."""
        for file in files:
            self._problem(file)
        blocks, orphans = merged([(file, block) for file in files for block in file.blocks])
        self.gaps += [self._orphan(file, block) for file, block in orphans]
        return blocks

    def _configured(self, key: str, blocks: Sequence[Block]) -> str:
        """Return the module around or at a place that has configurations of providers of its own, empty for the root.

        Note which of the modules that are called from there have some: those that are given them.
        """
        if key and any(block.kind == "provider" for block in blocks):
            self._apart.add(key)
        given = (block.labels[0] for block in blocks if block.kind == "module" and "providers" in names_of(block))
        self._apart.update(f"{key}.{name}" if key else name for name in given)
        return next((one for one in _around(key) if one in self._apart), "")

    def _told(self, folder: CodePath) -> dict[str, Known | None]:
        """Return what files of variables give to the root module; what of them cannot be read is a gap."""
        collector, found = self.collector, dict[str, Known | None]()
        files = collector.reader.read_files(variable_files(folder, collector.var_files), collector.path)
        self.files += files
        for file in files:
            self._problem(file)
            for block in file.blocks:
                found |= {**{name: literal(value) for name, value in block.values.items()}}
                found |= dict.fromkeys(block.dynamic)
        return found

    def _problem(self, file: CodeFile) -> None:
        if file.problem:
            where = f"{file.name}:{file.line}: " if file.line else f"{file.name}: "
            reason = GapReason.UNSUPPORTED if file.fix else GapReason.UNPARSABLE
            self.gaps.append(self.collector.gap(reason, where + file.problem, file.fix or "run `terraform validate`"))

    def _cycle(self, name: str, module: str) -> Gap:
        detail = f"local.{name} of {module or 'the root module'} names itself"
        return self.collector.gap(GapReason.UNPARSABLE, detail, "run `terraform validate`", address=module)

    def _too_much(self, names: Sequence[str], module: str) -> list[Gap]:
        """Return the gap for the expressions of a module that are too large to be worked out."""
        if not names:
            return []
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        detail = f"{names[0]}{more} of {module or 'the root module'} make more than is worked out"
        return [self.collector.gap(GapReason.LIMIT_REACHED, detail, "give a plan", address=module)]

    def _is_too_much(self, address: str) -> bool:
        """Tell whether there is more than is read, which is a gap once."""
        if self.calls < _MOST_CALLS and len(self.resources) < _MOST_RESOURCES:
            self.calls += 1
            return False
        if not any(gap.reason is GapReason.LIMIT_REACHED for gap in self.gaps):
            detail = f"more than {_MOST_CALLS} calls of modules, or {_MOST_RESOURCES} resources: {address} is not read"
            fix = "read the root modules one by one, or give a plan"
            self.gaps.append(self.collector.gap(GapReason.LIMIT_REACHED, detail, fix, address=address))
        return True

    def _moved(self, file: CodeFile, block: Block, module: str) -> None:
        if block.labels:
            old, new = block.labels
            self.moves.append(Move(module=code_address(module), old=old, new=new))
        else:
            detail = f"{file.name}:{block.line}: a moved block does not name two addresses"
            self.gaps.append(self.collector.gap(GapReason.UNPARSABLE, detail, "run `terraform validate`"))

    def _orphan(self, file: CodeFile, block: Block) -> Gap:
        detail = f"{file.name}:{block.line}: there is no {block.kind} {'.'.join(block.labels)} to override"
        return self.collector.gap(GapReason.UNPARSABLE, detail, "run `terraform validate`")

    def _call(
        self,
        folder: CodePath,
        block: Block,
        modules: tuple[str, ...],
        calls: tuple[PurePath, ...],
        key: str,
        scope: Scope,
        tags: Mapping[str, Known | None],
    ) -> Module | None:
        (name,) = block.labels
        addresses = addresses_of(modules, f"module.{name}", list(instances_of(block, scope, self.collector.redactor)))
        if not addresses:
            return None
        address = addresses[0]
        inner = f"{key}.{name}" if key else name
        source = block.values.get("source")
        is_local = isinstance(source, str) and source.startswith(("./", "../"))
        target = folder / str(source) if is_local else self._installed(block, inner)
        if target is None or not _is_folder(target) or target.resolve() in calls:
            what, fix = self._not_here(inner, is_missing=not is_local and target is None)
            detail = f"the code of {address} {what}"
            self.gaps.append(self.collector.gap(GapReason.MISSING_INPUT, detail, fix, address=address))
            return None
        if self._is_too_much(address):
            return None
        return self.module(target, addresses, calls, inner, given_by(block, scope), given_references(block), tags)

    def _not_here(self, key: str, *, is_missing: bool) -> tuple[str, str]:
        """Return why the code of a call is not read, and what to do."""
        if is_missing and self.installed.problem:
            return f"is not believed: {self.installed.problem}", self.installed.fix
        is_other = is_missing and key in self.installed.modules
        what = "is of another source or version than it is called by" if is_other else "is not here, or calls itself"
        return what, "run `terraform init`"

    def _installed(self, block: Block, key: str) -> CodePath | None:
        """Return the folder of an installed module, none where there is none, or another one than the call means."""
        found, source = self.installed.modules.get(key), block.values.get("source")
        constraint = constraint_of(block.values, block.dynamic)
        if found is None or not isinstance(source, str) or constraint is None:
            return None
        return self.collector.path / found.folder if found.is_called(source, constraint) else None


def _around(key: str) -> Iterator[str]:
    """Yield a module, and those around it from the inside out, without the root module."""
    while key:
        yield key
        key = key.rpartition(".")[0]


def _for_tofu_only(folder: CodePath) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.name.endswith((".tofu", ".tofu.json")))
    except OSError:  # that it cannot be listed is said of its files
        return []


def _is_folder(path: CodePath) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no folder can have
        return False


def _regions(blocks: Iterable[Block], scope: Scope) -> Iterator[str]:
    """Yield the regions that configurations of the provider say; an empty text for one that is not certain."""
    for block in blocks:
        if block.kind == "provider" and block.labels[0] == "aws":
            found = resolved(block, "region", scope)
            told = block.values.get("region") if found is None else found.value if found.certain else None
            yield told if isinstance(told, str) else ""
