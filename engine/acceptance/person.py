"""Those who answer for something by name: whether somebody is named, and whether two names are of one person."""

from __future__ import annotations

import html
import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+")
_PERCENT = re.compile("%([2-7][0-9a-fA-F])")  # a letter of ASCII, as addresses in links have it
# Looked for from the beginnings of words alone, so that a long one is looked at once.
_PART = r"[^\s<>()\[\]\"',;:@]"
_ADDRESS = re.compile(rf"(?<!{_PART}){_PART}+@{_PART}+")
# The Hangul fillers are letters that show nothing.
_UNSEEN = str.maketrans("", "", "\u115f\u1160")
# Letters of other alphabets that look like one of the Latin, small or as a capital (see Unicode Technical Standard 39).
_LOOKS = str.maketrans(
    dict(
        zip(
            "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf\u043e\u0440\u051b\u0455\u051d\u0445\u0443"
            "\u03b1\u03b9\u03bd\u03bf\u03c1\u03c5\u03f2\u03f3\u0251\u0261\u0131\u0237"
            "\u043c\u043d\u043a\u0442\u0432\u03ba\u0578\u057d\u0585\u0570\u0566"
            "\u0142\u00f8\u0111\u0127\u0167",
            "acdehijlopqswxyaivopucjagijmhktbknuohq" + "lodht",
            strict=True,
        )
    )
    # Small capitals, and letters of Cherokee, Coptic and Lisu.
    | dict(
        zip(
            "\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u13a0\u13a1\u13a2\u13a5\u13a9\u13aa\u13ab\u13ac\u13b3"
            "\u13b7\u13bb\u13bd\u13c0\u13c2\u13c3\u13c9\u13cc\u13cf\u13d2\u13d4\u13d5\u13d9\u13da\u13de\u13df\u13e2"
            "\u13e6\u13e7\u13f3\u13f4\u1d00\u1d04\u1d05\u1d07\u1d0a\u1d0b\u1d0d\u1d0f\u1d18\u1d1b\u1d1c\u1d20\u1d21"
            "\u1d22\u2c81\u2c89\u2c8f\u2c93\u2c95\u2c99\u2c9b\u2c9f\u2ca3\u2ca5\u2ca7\u2ca9\u2cad\ua4d0\ua4d1\ua4d3"
            "\ua4d4\ua4d6\ua4d7\ua4d9\ua4da\ua4dc\ua4dd\ua4df\ua4e0\ua4e1\ua4e2\ua4e3\ua4e6\ua4e7\ua4ea\ua4eb\ua4ec"
            "\ua4ee\ua4f0\ua4f2\ua4f3\ua4f4\ua730\ua731",
            "ginrybhldrtiyajewmhyghzvubrwsvslcpkdgbacdejkmoptuvwzaehikmnopctyxbpdtgkjczfmnlsrvhwxyaeioufs",
            strict=True,
        )
    )
)
_DIGITS = str.maketrans("01", "ol")
# What people write where a form asks for a name and they have none. It is held against the words without what is
# between them, so that "n/a" and "N.A." are one.
_NOBODY = frozenset(
    [
        *("anonymous", "anybody", "anyone", "noname", "noone", "somebody", "someone"),
        *("blank", "empty", "false", "missing", "na", "nil", "no", "null", "ok", "optional", "true", "yes"),
        *("notapplicable", "notavailable"),
        *("changeme", "fullname", "name", "placeholder", "validator", "yourname", "yournamehere"),
        *("me", "myself", "operator", "self", "theoperator"),
        *("asabove", "ditto", "same", "sameasabove", "sameasoperator"),
    ]
)
# With these a text says that there is no name yet, whatever follows.
_UNDONE = frozenset(
    ["fixme", "nobody", "none", "not", "pending", "tba", "tbc", "tbd", "todo", "unassigned", "undefined", "unknown"]
)
_FILLED = re.compile(r"x+|0+")
# How people write an address so that no machine finds it: `ada (at) acme [dot] example`, `ada @ acme.example`.
_BRACKETS = r"\s{{0,9}}[(\[{{<]\s{{0,9}}(?:{0})\s{{0,9}}[)\]}}>]\s{{0,9}}"
_AT = re.compile(
    _BRACKETS.format("at|@") + r"|\s{1,9}@\s{0,9}(?=[\w\-]+(?:\.|\s{1,9}dot\s)[\w\-])|(?<=\w)@\s{1,9}(?=[\w\-])"
    r"|\s{1,9}at\s{1,9}(?=[\w\-]+(?:\.|\s{1,9}dot\s)\s{0,9}[\w\-])"
)
_DOT = re.compile(_BRACKETS.format(r"dot|\.") + r"|(?<=\w)\s{1,9}dot\s{1,9}(?=\w)")
_COMMENT = re.compile(r"(?<=\w)\([^()\s@]{1,64}\)(?=@)")  # RFC 5322: in an address, and no part of it
_LABEL = re.compile(r"xn--[a-z0-9\-]{1,59}")
_QUOTED = re.compile(r"\"([^\"\s@]{1,64})\"(?=@)")
_ACCENTS = re.compile(r"[\u0300-\u036f]")  # by which letters of Latin, Greek and Cyrillic differ
# What is not seen: marks of direction and width, halves of characters, and codes without a meaning.
_HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn"})


def is_named(text: str) -> bool:
    """Tell whether a text names somebody; white space, punctuation and words such as "n/a" and "todo" do not."""
    words = _words(text)
    whole = "".join(words)
    return bool(words) and whole not in _NOBODY and words[0] not in _UNDONE and not _FILLED.fullmatch(whole)


def is_same_person(one: str, other: str) -> bool:
    """Tell whether two names are of one person.

    They are compared without case, order of words and punctuation. An e-mail address may stand with a name or without:
    `Ada Lovelace <ada@acme.example>` is `ada@acme.example`, `ada (at) acme [dot] example` and `Lovelace, Ada`. Where
    only one has an address, the part before its @ is a name too. Letters are the same with an accent and without.
    """
    names, addresses = _names(one), _addresses(one)
    other_names, other_addresses = _names(other), _addresses(other)
    if addresses and other_addresses:
        return not (addresses.isdisjoint(other_addresses) and names.isdisjoint(other_names))
    return not (names | _accounts(addresses)).isdisjoint(other_names | _accounts(other_addresses))


def _names(text: str) -> set[str]:
    name = " ".join(sorted(_words(_ADDRESS.sub(" ", _plain(text)))))
    return {name} - {""}


def _addresses(text: str) -> set[str]:
    return {_mailbox(address.strip(".")) for address in _ADDRESS.findall(_plain(text))}


def _mailbox(address: str) -> str:
    """Return an address without what stands behind a + in it: it tells folders of one person (RFC 5233)."""
    account, _, host = address.partition("@")
    return f"{account.partition('+')[0] or account}@{host}"


def _accounts(addresses: set[str]) -> set[str]:
    return {" ".join(sorted(_words(address.partition("@")[0]))) for address in addresses} - {""}


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], base=16))


def _plain(text: str) -> str:
    """Return a folded text in which addresses stand as programs write them."""
    folded = _AT.sub("@", _folded(html.unescape(_PERCENT.sub(_letter, text))))
    if "@" in folded:
        folded = _folded(_LABEL.sub(_written_out, _COMMENT.sub("", _QUOTED.sub(r"\1", _DOT.sub(".", folded)))))
    return folded.translate(_DIGITS)


def _written_out(label: re.Match[str]) -> str:
    """Return a part of a host as people read it (RFC 5890); one that is none stays."""
    try:
        return label[0].encode().decode("idna")
    except UnicodeError:
        return label[0]


def _words(text: str) -> list[str]:
    return _WORDS.findall(_folded(text))


def _folded(text: str) -> str:
    """Return a text in one form of equal ones, without what is not seen."""
    bare = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    folded = bare.casefold().translate(_UNSEEN).translate(_LOOKS)
    return "".join(character for character in folded if unicodedata.category(character) not in _HIDDEN)
