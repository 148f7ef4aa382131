"""Values that may be written in several ways: quantities, and numbers in text.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/: a number, and a suffix of a power of
ten or of two or an exponent. IntOrString is a number or a text
(https://pkg.go.dev/k8s.io/apimachinery/pkg/util/intstr); a port's name has a letter in it, so that digits are a number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_QUANTITY = re.compile(r"([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?")
_DIGITS = re.compile(r"-?\d{1,18}")
_SUFFIXES = {
    **{
        suffix: Decimal(10) ** power
        for suffix, power in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18), strict=True)
    },
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}


def quantity(value: Any) -> Any:
    """Return a quantity as a number, so that `500m` is 0.5 and `1Gi` 1073741824; what is none stays as it is."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    number, suffix, exponent = found.groups()
    amount = Decimal(number) * (_SUFFIXES[suffix] if suffix else Decimal(10) ** int(exponent or 0))
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def number(value: Any) -> Any:
    """Return a text of digits as the number; anything else as it is."""
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value
