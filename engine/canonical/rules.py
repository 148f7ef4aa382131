"""The rules of the canonical form: what they are called and what each of them says.

A rule joins different ways to write one meaning and nothing else. Texts are rewritten by the rules of
`engine.canonical.texts`, values by those of `engine.canonical.canonicalise`; the facts they need of single attributes
are the provider's (`engine.provider.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name in findings and documents, and what it says in a sentence."""

    name: str
    says: str


EMPTY = Rule(
    "empty",
    "null, empty text, list and object are the same as absent; map entries keep their empty text, a block without "
    "members is there or not, and of a type without a schema a list is there, empty or not",
)
SET = Rule("set", "the elements of a set have no order and no repetition")
NUMBER = Rule("number", "a number in text is that number where the schema says number, and the other way round")
BOOLEAN = Rule("boolean", "true and false in text are these where the schema says bool, and the other way round")
SHAPE = Rule("shape", "a block of which there is one is the same as an object and as a list of one")
TAGS = Rule("tags", "tags are what the resource has in the end (tags_all), in any form, without those of AWS itself")
DEFAULT = Rule("default", "an attribute at its known default is the same as absent")
SYNONYM = Rule("synonym", "words that are known to mean the same are equal")
LINE_ENDINGS = Rule("line-endings", "a line may end in any way")
CASE = Rule("case", "names that AWS compares without case, and domain names with a dot at their end, are equal")
CIDR = Rule("cidr", "an address range is the same in every way to write it")
ARN = Rule("arn", "the ARN of a log group is the same with and without `:*` behind it")
PRINCIPAL = Rule("principal", "an account is the same as the ARN of its root where it says who may do something")
DURATION = Rule("duration", "a duration is the same in every unit")
BASE64 = Rule("base64", "user data is the same as text and in Base64")
URL = Rule("url-encoding", "a policy document is the same when it is written for a URL")
JSON = Rule("json", "texts that hold JSON are compared as JSON")
FILLED = Rule(
    "filled", "container definitions say the same with and without empty lists and objects, and what AWS fills in"
)
YAML = Rule("yaml", "texts that are known to hold YAML are compared as what they say")
ALTERNATIVES = Rule(
    "alternatives", "the lists of what an event or message has to be like have no order, but for those of comparisons"
)
POLICY = Rule("policy", "policy documents are compared by what they grant")

RULES: tuple[Rule, ...] = (
    EMPTY,
    SET,
    NUMBER,
    BOOLEAN,
    SHAPE,
    TAGS,
    DEFAULT,
    SYNONYM,
    LINE_ENDINGS,
    CASE,
    CIDR,
    ARN,
    PRINCIPAL,
    DURATION,
    BASE64,
    URL,
    JSON,
    FILLED,
    YAML,
    ALTERNATIVES,
    POLICY,
)
