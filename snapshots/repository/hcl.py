"""The settings in files of HCL that Terraform's tools have beside code: backends, and units of Terragrunt."""

from __future__ import annotations

from typing import Any

from snapshots.terraform.code.grammar import CodeError


def read_hcl(text: str) -> dict[str, Any]:
    """Return HCL text as python-hcl2 shows it: blocks as lists, expressions as `${…}`; raises CodeError."""
    import hcl2.api  # noqa: PLC0415 - the parser takes a third of a second to load
    import hcl2.parser  # noqa: PLC0415
    import lark  # noqa: PLC0415

    try:
        tree = hcl2.parser.parser().parse(f"{text}\n")
        document: dict[str, Any] = hcl2.api.transform(tree)
    except lark.exceptions.UnexpectedInput as error:
        raise CodeError("the file is no HCL", max(error.line, 0)) from None  # its message shows the file's text
    except lark.exceptions.VisitError as error:  # for example an attribute that stands twice
        line = getattr(getattr(error.obj, "meta", None), "line", 0)
        raise CodeError("a block says something twice, or in a form that is not known", line) from None
    except RecursionError:
        raise CodeError("the file is nested too deeply") from None
    return document
