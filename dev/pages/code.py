"""The page that says what is read of Terraform code, made of the code that does it."""

from __future__ import annotations

from snapshots.terraform.code.evaluation.operators import OPERATORS
from snapshots.terraform.code.functions.table import ATTEMPTS, FAMILIES

_HEAD = """\
# Terraform code as a source

Made by `make docs` from the code.

`hcl:infra/` reads what a folder of Terraform code and the modules that it calls declare: a resource for each
instance, with what the code says of it. Nothing is executed and nobody is asked. What the code does not say stays
unknown: it is no attribute, and a policy that needs it is unproven.

## What is worked out

Literals, variables with their types, defaults and files, locals, `each`, `count.index`, what calls give to modules,
templates and heredocs with `%{if}`, `%{for}` and `~`, `dynamic` blocks, conditions, `for` of lists and objects,
splats, indexes and attributes, and these operators and functions:

| | |
|---|---|
"""
_REST = """
Values are those of Terraform 1.11: numbers, conversions, the order of maps and sets. `fixtures/expressions` holds
what it says of some 700 expressions, and the tests ask it again.

- A part that is not known stays one: `length`, `keys` or another attribute of the same object are known beside it,
  and what looks at it is not. `false && x` and `true || x` are decided whatever `x` is, else a condition that is
  not known decides nothing.
- What Terraform refuses (a missing attribute, an index out of range, a wrong type) has no value. `try` and `can` go
  on behind it, unless a part that is not known could be what is refused.
- What rests on the default of a variable of the root module can fail a policy and pass none, and how many instances
  there are does not rest on one: the address ends with `[*]`.
- Modules of registries and repositories are read where `terraform init` has put them, and only those of the source and
  version that is called. Where git keeps a file of `.terraform`, or nobody can tell, none of them is believed: a
  change could bring its own, and `terraform init` would put others there.
- A secret is not looked at: what would be made of one is not known, and what was put together is searched for
  secrets again, keys of instances included.

## What is not

- Attributes of resources, data sources and outputs of modules, `terraform.workspace` and `path`.
- Functions that read files, the clock or chance (`file`, `templatefile`, `timestamp`, `uuid`, `bcrypt`), those with
  patterns (`regex`, `replace` with slashes), `sensitive`, and all that the table lacks.
- Numbers that have no exact end (`1 / 3`), but for what rounds or compares them; whole numbers over 2^53 that are
  reckoned with; letters beyond ASCII where Terraform counts them or changes their case.
- What depends on whether a value is a list or a tuple, a map or an object, which is not kept: `==` of two of them,
  and conditions whose ends would change each other's numbers into strings inside of a list or map. Splats of null.
- More than 20,000 parts or 1,000,000 letters of a value, 60 levels of nesting, and more work than a million parts
  beside 500 for each expression: a gap that names the expression.
"""


def document() -> str:
    """Return the page."""
    rows = [f"| operators | {_code((*OPERATORS, '? :'))} |"]
    rows += [f"| functions of {family} | {_code(sorted(functions))} |" for family, functions in FAMILIES.items()]
    rows.append(f"| attempts | {_code(ATTEMPTS)} |")
    return _HEAD + "\n".join(rows) + "\n" + _REST


def _code(names: tuple[str, ...] | list[str]) -> str:
    return " ".join(f"`{name}`".replace("|", "\\|") for name in names)
