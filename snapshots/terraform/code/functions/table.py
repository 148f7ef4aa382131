"""The functions of Terraform that are known, by their names.

What reads files, the clock or chance, what rests on a syntax of patterns of its own, and `sensitive`, whose argument
is not to be seen, are none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from snapshots.terraform.code.functions.arithmetic import ARITHMETIC
from snapshots.terraform.code.functions.collections import COLLECTIONS
from snapshots.terraform.code.functions.conversion import CONVERSION
from snapshots.terraform.code.functions.encodings import ENCODINGS
from snapshots.terraform.code.functions.networks import NETWORKS
from snapshots.terraform.code.functions.sets import SETS
from snapshots.terraform.code.functions.signature import Function
from snapshots.terraform.code.functions.text import TEXT

FAMILIES: Mapping[str, Mapping[str, Function]] = {
    "texts": TEXT,
    "numbers": ARITHMETIC,
    "collections": COLLECTIONS,
    "sets": SETS,
    "types": CONVERSION,
    "encodings": ENCODINGS,
    "networks": NETWORKS,
}
# What only looks whether Terraform refuses an expression: the evaluator has it.
ATTEMPTS = ("can", "try")
FUNCTIONS: Mapping[str, Function] = {
    name: function for family in FAMILIES.values() for name, function in family.items()
}
