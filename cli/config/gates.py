"""The sections of the gates, made from what each gate can be told and from the readers of result files.

Nothing is written here twice: a setting is a field of its gate's settings, a kind of result is a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from pathlib import PurePath
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin

from pydantic import BeforeValidator, Field, create_model, model_validator

from cli.config.strict import Strict
from cli.config.units import text_schema
from engine.errors import ConfigError
from engine.gates.gate import Asked, Gate
from engine.gates.settings import Between, GateSettings, Require, Setting, Unit, marks, settings_of
from engine.gates.table import GATES
from snapshots.measurements.registry import BY_KIND, kinds
from snapshots.provenance.beside import is_beside

S = TypeVar("S", bound=GateSettings)
_PROSE = ("owner", "reason")  # what people write, and reports and bundles show
_DEEPEST = 100  # folders of a pattern


class Section(Strict):
    """A section that is made from settings of the engine."""

    made_of: ClassVar[type]
    baseline_needs: ClassVar[str] = ""

    @model_validator(mode="after")
    def is_what_the_engine_takes(self) -> Section:
        """Refuse what the settings themselves refuse."""
        try:
            self.told()
        except ConfigError as error:
            raise ValueError(f"{error.message}: {error.hint}" if error.hint else error.message) from error
        needs = self.baseline_needs
        if needs and getattr(self, "baseline", None) and getattr(self, needs) is None:
            raise ValueError(f"nothing is held against the baseline: set {needs.replace('_', '-')}, or remove it")
        return self

    def told(self) -> Any:
        """Return the settings that the section says."""
        values = {entry.name: _told(getattr(self, entry.name)) for entry in settings_of(self.made_of)}
        prose = {name: value for name in _PROSE if isinstance(value := values.get(name), str)}
        if prose:
            from cli.config.waivers import told  # noqa: PLC0415 - only where somebody wrote something

            values |= told(prose)
        return self.made_of(**values)


class ResultFiles(Strict):
    """Result files: a path or pattern under its kind, relative to the configuration."""

    min_files: Annotated[int, Field(ge=1, le=10_000)] = Field(
        1, description="How many files there must be of each pattern."
    )

    @model_validator(mode="after")
    def names_a_file(self) -> ResultFiles:
        """Refuse an entry without any file."""
        if not self.patterns():
            raise ValueError(f"name the files of a kind: {', '.join(self._kinds())}")
        for _, pattern in self.patterns():
            if (problem := never_matches(pattern)) is not None:
                raise ValueError(f"{pattern!r} {problem}")
        return self

    def patterns(self) -> tuple[tuple[str, str], ...]:
        """Return the kinds and their patterns."""
        named = ((kind, getattr(self, kind)) for kind in self._kinds())
        return tuple((kind, pattern) for kind, pattern in named if pattern is not None)

    def _kinds(self) -> list[str]:
        return [name for name in type(self).model_fields if name in BY_KIND]


def never_matches(pattern: str) -> str | None:
    """Return why a path or pattern can never name a result file, none where it can."""
    if not pattern.strip() or "\0" in pattern:
        return "names no file"
    if pattern.endswith("/") or pattern.rpartition("/")[2] in {"**", ".", ".."}:
        return "names folders and no files: add the names of the files, for example *.xml"
    if any("**" in part and part != "**" for part in pattern.split("/")):
        return "has ** inside of a name: it stands for folders, and alone between slashes"
    if len(PurePath(pattern).parts) > _DEEPEST:
        return f"leads through more than {_DEEPEST} folders"
    if is_beside(PurePath(pattern)):
        return "names what is written beside results, and no results"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Where result files of a kind are: a path or pattern, with how many there must be.

    `index` is the entry of the configuration that names it.
    """

    index: int
    kind: str
    pattern: str
    min_files: int


class GateSections(Strict):
    """The gates of the verdict; a gate that is not here is not asked for."""

    def told(self, gate: Gate[S]) -> S | None:
        """Return what a gate is told, also where it is off; none without its section."""
        section: Section | None = getattr(self, gate.name)
        settings: S | None = None if section is None else section.told()
        return settings

    def asked(self) -> tuple[Asked, ...]:
        """Return the gates that are asked for: those with a section that is not off."""
        told = ((gate, self.told(gate)) for gate in GATES)
        return tuple(
            Asked(gate=gate, settings=settings)
            for gate, settings in told
            if settings is not None and settings.require is not Require.OFF
        )

    def needs_results(self, asked: Asked) -> bool:
        """Tell whether a gate that is asked for judges results: one that can do without has those that are named."""
        return bool(asked.gate.needs) and (not asked.gate.without or bool(self.results(asked.gate)))

    def results(self, gate: Gate[Any], key: str = "results") -> tuple[Pattern, ...]:
        """Return the patterns of the results of a gate, or of its `baseline`."""
        entries: tuple[ResultFiles, ...] = getattr(getattr(self, gate.name), key, ())
        return tuple(
            Pattern(index=index, kind=kind, pattern=pattern, min_files=entry.min_files)
            for index, entry in enumerate(entries)
            for kind, pattern in entry.patterns()
        )


def _told(value: Any) -> Any:
    if isinstance(value, Section):
        return value.told()
    return tuple(map(_told, value)) if isinstance(value, tuple) else value


def _section_of(gate: Gate[Any]) -> type[Section]:
    """Return the model of a gate's section: its settings and, where it judges results, their files."""
    extra: dict[str, Any] = {}
    if gate.needs:
        files = _files_of(gate)
        least, said = (
            (0, "Result files that are judged as well.") if gate.without else (1, "The result files that are judged.")
        )
        extra["results"] = (
            Annotated[tuple[files, ...], Field(min_length=least)],  # type: ignore[valid-type]  # made just above
            Field((), description=said) if gate.without else Field(description=said),
        )
        if gate.baseline:
            said = "The result files of the earlier version that they are held against."
            extra["baseline"] = (tuple[files, ...], Field((), description=said))  # type: ignore[valid-type]
    model = _model(f"{gate.name.capitalize()}Gate", gate.settings, gate.says, extra)
    model.baseline_needs = gate.baseline
    return model


def _files_of(gate: Gate[Any]) -> Any:
    fields: dict[str, Any] = {
        kind: (str | None, Field(None, description=f"Files, each {BY_KIND[kind].name}.")) for kind in kinds(gate.needs)
    }
    return create_model(f"{gate.name.capitalize()}Results", __base__=ResultFiles, __doc__=ResultFiles.__doc__, **fields)


def _model(name: str, kind: type, says: str, extra: dict[str, Any]) -> type[Section]:
    fields: dict[str, Any] = {entry.name: (_readable(entry.hint), _field(entry)) for entry in settings_of(kind)}
    model = create_model(name, __base__=Section, __doc__=says, **{**fields, **extra})
    model.made_of = kind
    return model


def _field(setting: Setting) -> Any:
    if setting.required:
        return Field(description=setting.says)
    unit = next((mark for mark in marks(setting.hint) if isinstance(mark, Unit)), None)
    written: dict[str, Any] = {}
    if unit is not None and setting.default is not None:
        written["default"] = unit.write(setting.default)
    return Field(setting.default, description=setting.says, json_schema_extra=written)


def _readable(hint: Any) -> Any:
    """Return a type of settings as pydantic reads it: units from text, numbers with their bounds, parts as sections."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        found = _readable(inner[0])
        for mark in inner[1:]:
            if isinstance(mark, Unit):
                found = Annotated[found, BeforeValidator(mark.read), text_schema(mark.example)]
            elif isinstance(mark, Between):
                found = Annotated[found, Field(ge=mark.least, le=mark.most)]
        return found
    if origin in {Union, UnionType}:
        return Union[tuple(map(_readable, inner))]  # noqa: UP007 - of parts that are not known before
    if origin is tuple:
        return tuple[_readable(inner[0]), ...]  # type: ignore[misc]  # a type that is made here
    if is_dataclass(hint) and isinstance(hint, type):
        return _model(hint.__name__, hint, hint.__doc__ or "", {})
    return hint


if TYPE_CHECKING:
    Gates = GateSections
else:
    Gates = create_model(
        "Gates",
        __base__=GateSections,
        __doc__=GateSections.__doc__,
        **{gate.name: (_section_of(gate) | None, Field(None, description=gate.says)) for gate in GATES},
    )
