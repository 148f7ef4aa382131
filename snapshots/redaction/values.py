"""What a value looks like: whether it may be a secret at all, where a name alone does not tell."""

from __future__ import annotations

import re

# What stands for something that is elsewhere, or is public: references, addresses, paths, ARNs, policies, public keys.
_ELSEWHERE = re.compile(
    r"[\[{<(].*|"  # documents: what is secret in them is found in them
    r"!(?:Ref|GetAtt|Sub|Join|ImportValue)\b.*|\$[\w({].*|%\w+%|"
    r"(?:arn|urn|ref|vault|ssm|secretsmanager|kms|op|gcpkms|awskms|azurekms)\+?:.*|"
    r"[a-z][a-z0-9+.\-]{1,20}://[^@]*|(?:ssh|ecdsa|sk)-[a-z0-9\-@.]+ .*|-----BEGIN (?:CERTIFICATE|[A-Z ]*PUBLIC KEY).*|"
    r"(?:SHA(?:1|256|512|384)|MD5):.*|(?:~|\.{1,2})?/[^\s!#$%^&*]*|[A-Za-z]:\\.*|projects/.*|locations/.*|"
    r"[\w.\-]+(?:/[\w.\-]+)+\.(?:json|ya?ml|pem|key|crt|cer|txt|conf|env|p12|jks|toml|ini|cfg)|"
    r"env:.*|file:.*|null|none|true|false|yes|no|on|off|enabled|disabled|required|optional|"
    r"[\w.\-]+\.(?:json|ya?ml|pem|crt|cer|key|txt|conf|env|p12|jks|toml|ini|cfg)",
    re.DOTALL | re.IGNORECASE,
)
# What is public or a setting although it has letters and digits in it.
_PLAIN = re.compile(
    r"[a-z]+(?:[-_.:/ ][a-z]+)*(?:[-_./ ]?v?\d{1,4})?|"  # a word, or words, with a number behind
    r"[A-Z][A-Z_]*(?:_?\d{1,4})?(?:[A-Z_]+\d*)?|[A-Z]{2,}\d{2,3}(?:[A-Z]+)?|"  # RS256, RSA_4096, SHA256WITHRSA
    r"\*?[A-Za-z]+(?:[-_. /][A-Za-z]+)*\*?|[\w\-]+/v?\d+(?:\.\d+)*(?: \(.*)?|"
    r"v?\d+(?:[.\-_]\d+)*(?:[\-+.]?[a-z]+\.?\d*)?|\d+[smhdwy]?|"  # versions, numbers, durations
    r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+\-]\d\d:?\d\d)?)?|"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|"
    r"(?:Apache|BSD|MPL|A?GPL|LGPL|CC|EPL|MIT|EUPL|ISC|BSL|SSPL|CDDL|OSL|AFL)(?:v?\d[\d.]*)?(?:-[\w.\-]*)?|"
    r"[\d.]+(?:/\d{1,2})?|[0-9a-f:]+::[0-9a-f:/]*|[\w.+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+|"
    r"(?:[a-z0-9\-]+\.){2,}[a-z]{2,}(?::\d+)?(?:/.*)?|[a-z]{2,3}-[a-z]+-\d[a-z]?|[a-z]{1,8}-[0-9a-f]{8}"
    r"(?:[0-9a-f]{9})?",
)
_SPECIAL = frozenset("!?#$%^&*+=~@|<>\\")
_LONGEST_PLAIN = 256  # letters of a setting or a public identifier
_LONGEST = 4096  # of what is looked at: a longer text is no password


def stands_for(value: str) -> bool:
    """Tell whether a text stands for something that is elsewhere, or is public by its form."""
    return _ELSEWHERE.fullmatch(value.strip(" \t\r\n'\"")[:_LONGEST]) is not None


def looks_secret(value: str) -> bool:
    """Tell whether a text looks like a password or a key: letters with digits or signs, and no form that is public."""
    bare = value.strip(" \t\r\n'\"")
    if not 6 <= len(bare) <= _LONGEST or stands_for(bare):
        return "PRIVATE KEY" in bare[:80]
    letters = any(map(str.isalpha, bare))
    digits = any(map(str.isdigit, bare))
    if not (digits or not _SPECIAL.isdisjoint(bare)) or (digits and not letters):
        return False
    if " " in bare and not bare.isascii():
        return False
    return bare.count(" ") < 3 and (len(bare) > _LONGEST_PLAIN or _PLAIN.fullmatch(bare) is None)
