"""What every section of the configuration is: frozen, with keys in hyphens and no unknown ones."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler


def kebab(name: str) -> str:
    """Return a name as it is written in the configuration."""
    return name.replace("_", "-")


class Strict(BaseModel):
    """A frozen section: unknown keys are errors, keys are written with hyphens.

    What stands below a key is its description in the schema. It is looked for only where a schema is written: reading
    the sources of all sections takes a third of the time of reading a configuration.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=kebab, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema with the descriptions of its keys."""
        found = handler(core_schema)
        properties = handler.resolve_ref_schema(found).get("properties", {})
        for name, told in _descriptions(cls).items():
            properties.get(kebab(name), {}).setdefault("description", told)
        return found


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return what stands below the keys of a section and of those that it extends, in its source."""
    import ast  # noqa: PLC0415 - only where a schema is written
    import inspect  # noqa: PLC0415 - the same

    found: dict[str, str] = {}
    for kind in model.__mro__:
        try:
            source = ast.parse(inspect.getsource(kind)) if issubclass(kind, Strict) else ast.parse("")
        except OSError:  # a made model has no source to look into
            continue
        for node in ast.walk(source):
            body = node.body if isinstance(node, ast.ClassDef) else []
            for key, below in pairwise(body):
                match key, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(told))):
                        found.setdefault(name, inspect.cleandoc(told))
    return found
