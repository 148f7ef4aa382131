"""What every section of the configuration is: frozen, with keys in hyphens and no unknown ones."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


def kebab(name: str) -> str:
    """Return a name as it is written in the configuration."""
    return name.replace("_", "-")


class Strict(BaseModel):
    """A frozen section: unknown keys are errors, keys are written with hyphens."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=kebab, use_attribute_docstrings=True)
