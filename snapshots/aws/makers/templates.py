"""The template of a stack: which resources it declares, by their logical ids.

Templates are JSON, or YAML with tags for their functions: `!Ref NAME` is `{"Ref": NAME}`, `!Sub TEXT` is
`{"Fn::Sub": TEXT}`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

# Of YAML, which takes seconds to read beyond; CloudFormation takes up to a megabyte.
MAX_YAML = 256 * 1024
_PLAIN = frozenset({"Ref", "Condition"})
Declared = Mapping[str, Mapping[str, Any]]


class TemplateError(ValueError):
    """A body is no template that can be read."""


def parse_template(body: Any) -> Declared:
    """Return what a template declares by logical id, each with `Type` and `Properties`; raises TemplateError.

    `body` is what GetTemplate answers: the text, or what boto3 makes of JSON.
    """
    document = _parse_yaml(body) if isinstance(body, str) else body
    resources = document.get("Resources") if isinstance(document, Mapping) else None
    if not isinstance(resources, Mapping):
        raise TemplateError("it has no resources")
    return {str(name): entry for name, entry in resources.items() if isinstance(entry, Mapping)}


def is_function(value: Any) -> bool:
    """Tell whether a value of a template is computed: what comes of it, the template does not say."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return False
    (name,) = value
    return name == "Ref" or str(name).startswith("Fn::")


def _parse_yaml(text: str) -> Any:
    if len(text) > MAX_YAML:
        raise TemplateError(f"larger than {MAX_YAML} characters")
    from ruamel.yaml import YAML  # noqa: PLC0415 - few templates are asked for, and it takes a twentieth of a second
    from ruamel.yaml.composer import Composer  # noqa: PLC0415 - the same
    from ruamel.yaml.constructor import SafeConstructor  # noqa: PLC0415 - the same
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same
    from ruamel.yaml.events import AliasEvent  # noqa: PLC0415 - the same
    from ruamel.yaml.nodes import MappingNode, SequenceNode  # noqa: PLC0415 - the same

    class Plain(Composer):
        """Refuses aliases: a short text with them can stand for one of any size."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.loader.parser.check_event(AliasEvent):
                raise TemplateError("aliases are not followed")
            return super().compose_node(parent, index)

    class Functions(SafeConstructor):
        """Makes of tags what they stand for, and of dates texts."""

        def construct_function(self, tag: str, node: Any) -> Any:
            if isinstance(node, MappingNode):
                value: Any = self.construct_mapping(node, deep=True)
            elif isinstance(node, SequenceNode):
                value = self.construct_sequence(node, deep=True)
            else:
                value = self.construct_scalar(node)
            if tag == "GetAtt" and isinstance(value, str):
                value = value.split(".", 1)
            return {tag if tag in _PLAIN else f"Fn::{tag}": value}

    Functions.add_multi_constructor("!", Functions.construct_function)
    Functions.add_constructor("tag:yaml.org,2002:timestamp", Functions.construct_yaml_str)
    reader = YAML(typ="safe", pure=True)
    reader.Composer, reader.Constructor = Plain, Functions
    try:
        return reader.load(StringIO(text))
    except (YAMLError, RecursionError, ValueError, OverflowError, TypeError) as error:
        raise TemplateError("not YAML of a template") from error
