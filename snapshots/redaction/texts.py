"""Structure inside texts: JSON in the middle of other text, quoted names, what is assigned to a name or said of it.

What is found is looked at by `snapshots.redaction.redact`; here is only where it begins and ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from engine.model.secret import IN_TEXT
from snapshots.redaction.words import hints

LARGEST = 8_000_000  # letters of a text that is looked into: a larger one is hidden as a whole
# Words of which a text holds one before it is worth while to look at its structure.
MAY_HIDE = frozenset(
    (
        *(
            "pass",
            "assword",  # as prompts are waited for
            "pwd",
            'pw"',
            "secret",
            "token",
            "credential",
            "key",
            "variables",
            "environment",
            "env",
            "dsn",
            "conn",
        ),
        *("auth", "cookie", "webhook", "web_hook", "signature", "verify", "mysql", "mariadb", "\\u"),
        *hints(),
        *(
            "kind",
            "login",
            "log_in",
            "logon",
            "signin",
            "sign_in",
            "user",
            "curl",
            "sshpass",
            "docker",
            "podman",
            "redis",
            "ldap",
            "mongo",
            "referer",
            '"-u"',  # of a list of arguments, before a user with his password
            "-u\\",  # in a text in a text
            "custom_header",
            "custom-header",
            "customheader",
            "sensitive",
            "agent",
            "search_string",
        ),
    )
)
# The names in a text that looks like JSON and is none, and those that hide a letter.
QUOTED_NAME = re.compile(r"[\"']([\w\-. $/]{1,80})\\*[\"']\s*:")
ESCAPED_NAME = re.compile(r"[\"'][^\"'\n]{0,80}\\u00[2-7][0-9a-fA-F][^\"'\n]{0,80}[\"']\s*+:")
# A name and a value of JSON or of something like it; the quotes may be escaped.
QUOTED_PAIR = re.compile(
    r"(?P<quote>\\{0,8}[\"'])(?P<name>[\w\-. $/]{1,80})(?P=quote)(?P<colon>\s{0,50}:\s{0,50}"
    r"(?:[bBuUrR]{1,2}(?=[\"']))?)"
    r"(?:(?P<escaped>\\{1,8}[\"'])(?P<deep>[^\"'\n]++)|(?P<double>\")(?P<text>"
    r"(?:[^\"\\\n]|\\.)++)|(?P<single>')(?P<word>(?:[^'\\\n]|\\.)++))"
)
# What running text assigns to a name, as programs, shells and files of settings write it; and what prose says of one.
ASSIGNED = re.compile(
    rf"(?<![\w$.\-/@%:])(?!{IN_TEXT}|\$secret\\{{0,8}}[\"'])"
    r"(?:--?|/|\$(?:(?:env|script|global):)?)?(?P<name>[^\W\d][\w.\-]{0,79}+)"
    r"(?P<mid>\]?\\{0,8}[\"']?\]?[ \t]{0,9}(?:=>|:=|\?=|[=:])[ \t]{0,9}"
    r"(?:&[\w.\-]{1,40}[ \t]{1,9})?"
    r"(?:!(?!(?:Ref|GetAtt|Sub|Join|ImportValue)\b)[\w!\-]{1,40}[ \t]{1,9}|[bBuUrRfFnNeEL@$]{1,2}(?=\\{0,8}[\"']))?)"
    r"(?:(?P<escaped>\\{1,8}[\"'])(?P<deep>[^\"'\\\n]++)|(?P<quote>[\"'`])(?P<quoted>[^\"'`\n]++)|"
    r"(?!\(\[)(?P<bare>[^\s\"',;&}\])]{4,}+))",
)
SAID = re.compile(
    r"(?<![\w$.\-/@%:])(?P<name>(?i:pass(?:word|phrase|code|wd)?|pwd?|pin|"
    r"(?:api|access|secret|private|license|licence)[ _-]key|"
    r"(?:[a-z]{1,20}[ _-])?(?:token|secret)|key|cred"
    r"(?:ential)?s?|passwort|kennwort|mot de passe|contraseña|clave|senha|wachtwoord|hasło|heslo|"
    r"login|psk))"
    r"(?P<mid>(?:"
    r"[ \t]++(?i:is|was|are|to|=|ist|lautet|war|est|es|é|jest|je|now|still|becomes|for|of|with|für|pour|para|per|von|"
    r"the|root|admin|user|it|set|this|next|default|new|old|temporary|[\w.@\-]{1,40}:)(?!\w))*+(?:"
    r"[ \t]*+[:=])?[ \t]++(?:(?:[\-\u2013\u2014\u2192\u2026]|\.\.\.|=>)[ \t]++)?|[ \t]*+:[ \t]*+)"
    r"(?P<open>\\{0,8}[\"'`(]?)(?P<value>[^\s\"'`,;)\\]{6,128}+)",
)
# The same the other way round, and what stands behind a name on a line of its own or in a call.
SAID_OF = re.compile(
    r"(?<![^\s\"'`(])(?P<value>[^\s\"'`,;()\\]{6,128}+)[\"'`]?[ \t]++(?:is|as|for|ist|als|est|es)[ \t]++"
    r"(?:(?:the|its|our|my|your|a|das|le|la|el|new|admin|root|db|database)[ \t]++){0,3}"
    r"(?i:pass(?:word|phrase|code)|(?:api|secret|access)[ _-]key|token|secret|passwort|mot de passe|contraseña|senha)\b"
)
DIRECTIVE = re.compile(
    r"(?:(?<=\n)|\A)[ \t]*+(?P<name>[^\W\d][\w.\-]{1,79}+)[ \t]++[\"']?"
    r"(?P<value>[^\s\"'\\]{6,128}+)[\"']?[ \t]*+(?=\r?\n|\Z)"
)
CALLED = re.compile(
    r"\([ \t]*+[bBuUrRfF]{0,2}\\{0,8}[\"'](?P<name>[\w.\-]{2,80}+)\\{0,8}[\"'][ \t]*+,[ \t]*+"
    r"[bBuUrRfF]{0,2}\\{0,8}[\"'](?P<value>[^\"'\\\n]{4,}+)"
)
# A private key begins, and its end is in another text; a user with his password, alone or in Base64.
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
USER_PAIR = re.compile(
    r"(?P<user>[\w.@+\-\\]{1,64}:)(?P<password>(?=[^\s]*[\d!?#*$%^&+=~])(?=[^\s]*[A-Za-z])[^\s]{4,})"
)
LOGIN = re.compile(r"(?!sha\d)[\w.@+\-]{2,64}:(?!//)(?=[^\s]*[\d!?#*$%^&+=~])(?=[^\s]*[A-Za-z])[^\s:/]{6,}\n?")
_JSON_START = re.compile(r"\{(?=\s*+\")|\[(?=\s*+[\"{\[])|\"(?=\s*+[{\[]\s*+\\\")")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)


def json_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where JSON arrays, objects and texts that hold one begin and end in other text.

    Raises RecursionError when they are nested too deep.
    """
    position = 0
    while found := _JSON_START.search(text, position):
        try:
            _, end = _DECODER.raw_decode(text, found.start())
        except json.JSONDecodeError as error:  # what was read up to there is not read again
            position = max(found.end(), error.pos)
        else:
            yield found.start(), end
            position = end
