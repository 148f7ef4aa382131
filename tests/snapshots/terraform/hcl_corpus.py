"""Pieces of valid Terraform code that readers of it stumble over, each with what it says of `terraform_data` resources.

Of each resource the value of `input`, or `UNKNOWN` where only Terraform can tell it. Terraform itself is the judge of
what is valid (`test_hcl_corpus.py`).
"""

from __future__ import annotations

from typing import Any

UNKNOWN = object()
_VAR = 'variable "v" {\n  default = "x"\n}\n'


def one(text: str) -> str:
    """Return the code of a resource with an input."""
    return f'{_VAR}resource "terraform_data" "a" {{\n  input = {text}\n}}\n'


CORPUS: dict[str, tuple[str, dict[str, Any]]] = {
    "crlf": ('resource "terraform_data" "a" {\r\n  input = "x"\r\n}\r\n', {"a": "x"}),
    "byte order mark": ('\ufeffresource "terraform_data" "a" {\n  input = "x"\n}\n', {"a": "x"}),
    "no line end": ('resource "terraform_data" "a" {\n  input = "x"\n}', {"a": "x"}),
    "on one line": ('resource "terraform_data" "a" { input = "x" }\n', {"a": "x"}),
    "empty on one line": ('resource "terraform_data" "a" {}\n', {"a": None}),
    "bare labels": ('resource terraform_data a {\n  input = "x"\n}\n', {"a": "x"}),
    "comments between labels": (
        'resource /* c */ "terraform_data" /* d */ "a" { # e\n  input = "x" // f\n}\n',
        {"a": "x"},
    ),
    "comment before the bracket": ('resource "terraform_data" "a" /* {"b" */ {\n  input = "x"\n}\n', {"a": "x"}),
    "comment that looks like code": ('/*\nresource "terraform_data" "b" {\n}\n*/\n' + one('"x"'), {"a": "x"}),
    "slashes in a text": (one('"http://x/*y*/#z"'), {"a": "http://x/*y*/#z"}),
    "unicode name": ('resource "terraform_data" "größe" {\n  input = "x"\n}\n', {"größe": "x"}),
    "unicode argument": (one('{ größe = 1, "日本" = 2 }'), {"a": {"größe": 1, "日本": 2}}),
    "name with hyphens": ('resource "terraform_data" "a-b_c" {\n  input = "x"\n}\n', {"a-b_c": "x"}),
    "empty heredoc": (one("<<EOT\nEOT") + one('"y"').replace('"a"', '"b"').replace(_VAR, ""), {"a": "", "b": "y"}),
    "empty indented heredoc": (one("<<-EOT\n  EOT"), {"a": ""}),
    "heredoc": (one("<<EOT\nx\n  y\nEOT"), {"a": "x\n  y\n"}),
    "heredoc with white space behind its end": (one("<<EOF\nhello\nEOF  "), {"a": "hello\n"}),
    "heredoc with its end indented": (one("<<EOF\nhello\n  EOF"), {"a": "hello\n"}),
    "indented heredoc": (one("<<-EOT\n      x\n        y\n\n      z\n  EOT"), {"a": "x\n  y\n\nz\n"}),
    "indented heredoc with tabs": (one("<<-EOT\n\t\tx\n\t\t\ty\n\tEOT"), {"a": "x\n\ty\n"}),
    "heredoc with a longer word": (one("<<EOT\nEOTX\nXEOT\nEOT x\nEOT"), {"a": "EOTX\nXEOT\nEOT x\n"}),
    "heredoc with quotes": (one('<<EOT\n"x" \'y\' \\n "\nEOT'), {"a": '"x" \'y\' \\n "\n'}),
    "heredoc with brackets": (one("<<EOT\n}\n{ [ (\nEOT"), {"a": "}\n{ [ (\n"}),
    "heredoc with a resource": (
        one('<<EOT\nresource "terraform_data" "b" {\n}\nEOT'),
        {"a": 'resource "terraform_data" "b" {\n}\n'},
    ),
    "heredoc with escapes": (one("<<EOT\n$${x} %%{y}\nEOT"), {"a": "${x} %{y}\n"}),
    "heredoc with dollars": (one("<<EOT\n$x $$ {y} %z 100%\nEOT"), {"a": "$x $$ {y} %z 100%\n"}),
    "heredoc with a template": (one("<<EOT\n${var.v}\nEOT"), {"a": UNKNOWN}),
    "heredoc with directives": (one("<<EOT\n%{ for x in [1] ~}\n${x}\n%{ endfor ~}\nEOT"), {"a": UNKNOWN}),
    "heredoc in a function": (one("trimspace(<<EOT\nx\nEOT\n  )"), {"a": UNKNOWN}),
    "heredoc in a list": (one('[<<A\nx\nA\n  , "y"]'), {"a": ["x\n", "y"]}),
    "heredoc in a template": (one('"${<<A\nx\nA\n}"'), {"a": "x\n"}),
    "quotes in a template": (one('"${lookup({ "a" = "b" }, "a", "c")}"'), {"a": UNKNOWN}),
    "quotes in a directive": (one('"%{if var.v != ""}${var.v}-%{endif}x"'), {"a": UNKNOWN}),
    "texts in texts": (one('"a${"b${"c"}"}d"'), {"a": UNKNOWN}),
    "a template that is one value": (one('"${5}"'), {"a": 5}),
    "a template that is a list": (one('"${["x"]}"'), {"a": ["x"]}),
    "strip markers": (one('"a ${~ "b" ~} c"'), {"a": UNKNOWN}),
    "escapes": (one(r'"\n\r\t\"\\\u00e9\U0001F600"'), {"a": '\n\r\t"\\é😀'}),
    "escaped templates": (one('"$${x} %%{y} $x %z $$ %%"'), {"a": "${x} %{y} $x %z $$ %%"}),
    "escaped templates in a list": (one('["$${x", "y}"]'), {"a": ["${x", "y}"]}),
    "numbers": (
        one("[1, -1, 0, 1.5, 1e3, 1E-2, 0644, 12345678901234567890]"),
        {"a": [1, -1, 0, 1.5, 1000, 0.01, 644, 12345678901234567890]},
    ),
    "words": (one("[true, false, null]"), {"a": [True, False, None]}),
    "trailing commas": (one("{ a = [1, 2,], b = { c = 1, }, }"), {"a": {"a": [1, 2], "b": {"c": 1}}}),
    "objects with line ends": (
        one('{\n    a = 1\n    "b" : 2,\n    (true) = 3\n    4 = 5\n  }'),
        {"a": {"a": 1, "b": 2, "true": 3, "4": 5}},
    ),
    "object with an expression for a key": (one("{ (var.v) = 1 }"), {"a": UNKNOWN}),
    "object with a template for a key": (one('{ "a${var.v}" = 1 }'), {"a": UNKNOWN}),
    "object with comments": (one("{\n    # a\n    a = 1 # b\n    /* c */ b = 2 // d\n  }"), {"a": {"a": 1, "b": 2}}),
    "empty collections": (one("[[], {}, [[]]]"), {"a": [[], {}, [[]]]}),
    "brackets around": (one('(("x"))'), {"a": "x"}),
    "operators on lines of their own": (
        one('(\n    var.v == null\n    || var.v == ""\n    && true\n  )'),
        {"a": UNKNOWN},
    ),
    "conditional over lines": (one('(\n    var.v == ""\n    ? 1\n    : 2\n  )'), {"a": UNKNOWN}),
    "for with a line end before its arrow": (
        one("{\n    for k, v in { a = 1 } :\n    k\n    => v\n    if v != null\n  }"),
        {"a": UNKNOWN},
    ),
    "for with grouping": (one("{ for k, v in { a = 1 } : k => v... }"), {"a": UNKNOWN}),
    "for over lines": (one("[\n    for x in [1, 2] :\n    x\n    if x > 1\n  ]"), {"a": UNKNOWN}),
    "splat": (one("[{ b = 1 }][*].b"), {"a": UNKNOWN}),
    "old splat": (one("[{ b = 1 }].*.b"), {"a": UNKNOWN}),
    "old index": (one("[[1]].0"), {"a": UNKNOWN}),
    "not": (one("!true"), {"a": UNKNOWN}),
    "modulo": (one("5 % 2"), {"a": UNKNOWN}),
    "arguments with an ellipsis": (one("max([1, 2]...)"), {"a": UNKNOWN}),
    "function over lines": (one('join(\n    ",",\n    ["x"],\n  )'), {"a": UNKNOWN}),
    "function of a provider": (
        'terraform {\n  required_providers {\n    terraform = { source = "terraform.io/builtin/terraform" }\n  }\n}\n'
        + one("provider::terraform::encode_tfvars({ a = 1 })"),
        {"a": UNKNOWN},
    ),
    "minus of brackets": (one("-(1)"), {"a": -1}),
    "spaces around dots": (one("var . v"), {"a": UNKNOWN}),
    "dot on the next line": (one("(var\n    .v)"), {"a": UNKNOWN}),
    "dynamic blocks and labels": (
        one(
            '"x"\n  provisioner "local-exec" {\n    command = <<EOT\ntrue # }\nEOT\n  }\n'
            "  lifecycle {\n    ignore_changes = [input]\n  }"
        ),
        {"a": "x"},
    ),
    "several on end": (
        "".join(f'resource "terraform_data" "a{n}" {{ input = {n} }}\n' for n in range(3)),
        {"a0": 0, "a1": 1, "a2": 2},
    ),
}
