"""What a text assigns to a name, or says of it: hidden where the name tells that it is a secret.

Where that stands in a text is written in `snapshots.redaction.texts` and `snapshots.redaction.blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.model.secret import NAME as SECRET
from engine.model.secret import holds_secret, is_fingerprint, starts_secret
from snapshots.redaction.beside import (
    ANSWERED,
    BRACKETED,
    CASE,
    CHOSEN,
    CHOSEN_ELSE,
    CLASS,
    COMPARED,
    COMPARED_TO,
    DEFAULTED,
    FILED,
    FILED_BEFORE,
    MAPPED,
    NUMBERED,
    PRINTED,
    SUBSTITUTED,
    file_name,
)
from snapshots.redaction.blocks import (
    BELOW,
    BLOCK,
    BRACED,
    ENTRY,
    HERE_LINE,
    HEREDOC,
    IN_PATH,
    ITEM,
    NEEDS_BRACES,
    NESTED,
    PAIRED,
    PLACEHOLDER,
    SEPARATED,
    SEPARATOR,
    end_of_block,
    named_by,
)
from snapshots.redaction.formats.calls import FIELDS, LOGIN_CALL, cells_in, words_of
from snapshots.redaction.maps import DESCRIBES
from snapshots.redaction.names import Hidden, hides, is_harmless
from snapshots.redaction.texts import ASSIGNED, CALLED, DIRECTIVE, QUOTED_PAIR, SAID, SAID_OF
from snapshots.redaction.values import looks_secret, stands_for
from snapshots.redaction.words import folded

_SHORTEST = 3  # letters of what is a value and no sign


@dataclass(frozen=True, slots=True)
class Assignments:
    """Hides what names tell: `hidden` says of a name whether it does, `whole` gives the mark of a text."""

    hidden: Callable[[str], Hidden]
    whole: Callable[[str], str]

    def hide_in(self, text: str) -> str:
        """Return a text in which what is assigned to a secret's name is a mark.

        What begins with a name is tried at every word: where the sign that follows it stands nowhere, it is left out.
        """
        text = QUOTED_PAIR.sub(self._quoted_pair, text)
        if '""' in text or "''" in text or '"\\"' in text or '@"' in text or "@'" in text:
            text = BLOCK.sub(self._block, text)
        if "<<" in text:
            text = HERE_LINE.sub(self._heredoc, HEREDOC.sub(self._heredoc, text))
        text = ASSIGNED.sub(self._assigned, text)
        if "val" in text.lower():
            text = PAIRED.sub(self._assigned, text)
        text = IN_PATH.sub(self._in_path, text)
        if "={" in text or "= {" in text:
            text = BRACED.sub(self._braced, text)
        if "{" in text:
            text = NESTED.sub(self._nested, text)
        for pattern in (SAID, SAID_OF):
            text = pattern.sub(self._said, text)
        for pattern in (DIRECTIVE, CALLED, SEPARATED) if SEPARATOR.search(text) else (DIRECTIVE, CALLED):
            text = pattern.sub(self._given, text)
        if "(" in text or "\t" in text or "  " in text or "yp" in text:
            text = self._called(text)
        text = self._beside(text)
        return self._below(text) if ":\n" in text or ":\r\n" in text else text

    def _called(self, text: str) -> str:
        """Hide what is typed into a field of a secret's name, with what somebody signs in, and cells of rows."""
        for pattern in FIELDS:
            text = pattern.sub(self._typed, text)
        text = LOGIN_CALL.sub(self._proof, text)
        parts: list[str] = []
        done = 0
        for name, start, end in cells_in(text):
            value = text[start:end]
            if self.hidden(name) and not holds_secret(value) and not stands_for(value):
                parts += (text[done:start], self.whole(value))
                done = end
        return "".join((*parts, text[done:])) if parts else text

    def _beside(self, text: str) -> str:
        """Hide what stands beside a secret's name without being assigned to it.

        Each pattern is tried where one of the signs stands that it cannot do without.
        """
        for signs, patterns, hide in (
            (("?", "||", " or "), (DEFAULTED, CHOSEN, CHOSEN_ELSE), self._given),
            (("=", "~", "-", "("), (COMPARED, COMPARED_TO), self._given),
            (("s/", "s|", "s#", "s,"), (SUBSTITUTED,), self._given),
            (("map",), (MAPPED,), self._mapped),
            ((">", "tee"), (PRINTED,), self._filed),
            (("content",), (FILED, FILED_BEFORE), self._filed),
            (("end",), (ANSWERED,), self._answered),
            (("[",), (BRACKETED,), self._bracketed),
        ):
            if any(sign in text for sign in signs):
                for pattern in patterns:
                    text = pattern.sub(hide, text)
        return NUMBERED.sub(lambda match: self._instead(match, "value", match["value"]), text)

    def _mapped(self, match: re.Match[str]) -> str:
        if not self.hidden(match["name"]):
            return match.group()
        return CASE.sub(self._proof, match.group())

    def _filed(self, match: re.Match[str]) -> str:
        """Hide what is written into a file; where its name says nothing else, whatever it looks like."""
        value, hidden = match["value"], self.hidden(file_name(match["name"]))
        if not hidden or stands_for(value) or not (hidden is Hidden.ALWAYS or looks_secret(value)):
            return match.group()
        return self._instead(match, "value", value)

    def _answered(self, match: re.Match[str]) -> str:
        # Prompts are waited for without their first letter, which may be a capital.
        name = match["name"]
        return self._proof(match) if self.hidden(name) or self.hidden(f"p{name}") else match.group()

    def _bracketed(self, match: re.Match[str]) -> str:
        return match.group() if CLASS.search(match["value"]) else self._given(match)

    def _typed(self, match: re.Match[str]) -> str:
        return self._proof(match) if any(map(self.hidden, words_of(match))) else match.group()

    def _proof(self, match: re.Match[str]) -> str:
        value = match["value"]
        if holds_secret(value) or not looks_secret(value):
            return match.group()
        return self._instead(match, "value", value)

    def _instead(self, match: re.Match[str], group: str, value: str) -> str:
        start = match.start(group) - match.start()
        return match.group()[:start] + self.whole(value) + match.group()[start + len(value) :]

    def _given(self, match: re.Match[str]) -> str:
        """Hide what stands behind a name that hides it, where it looks like a secret."""
        name, value = match["name"], match["value"]
        if not self.hidden(name) or holds_secret(value) or not looks_secret(value):
            return match.group()
        return self._instead(match, "value", value)

    def _assigned(self, match: re.Match[str]) -> str:
        name, value = match["name"], match["deep"] or match["quoted"] or match["bare"]
        hidden = self.hidden(name)
        if not hidden or holds_secret(value):
            return match.group()
        if hidden is Hidden.ALWAYS and match["mid"] == "=":  # no prose: a setting
            secret = not stands_for(value)
        elif match["bare"] or hidden is Hidden.ALWAYS:
            secret = looks_secret(value)
        else:
            secret = hides(hidden, name, value)
        group = "deep" if match["deep"] else "quoted" if match["quoted"] else "bare"
        return self._instead(match, group, value) if secret else match.group()

    def _in_path(self, match: re.Match[str]) -> str:
        """Hide what a path or a prefix assigns; `/token=de/` is a part of a table, and only looks tell."""
        value, hidden = match["value"], self.hidden(match["name"])
        if not hidden or holds_secret(value):
            return match.group()
        told = hidden is Hidden.ALWAYS and "/" not in value and not match["table"] and len(value) > _SHORTEST
        secret = (told and not stands_for(value)) or looks_secret(value)
        return self._instead(match, "value", value) if secret else match.group()

    def _braced(self, match: re.Match[str]) -> str:
        """Hide a value in braces, as ODBC writes those with signs in them; others are placeholders and blocks."""
        value = match["value"]
        if not self.hidden(match["name"]) or holds_secret(value) or " = " in value or ": " in value:
            return match.group()
        is_odbc = bool(match["before"] or match["after"])
        if not is_odbc and PLACEHOLDER.fullmatch(value):
            return match.group()
        secret = looks_secret(value) or (is_odbc and NEEDS_BRACES.search(value) is not None)
        return self._instead(match, "value", value) if secret else match.group()

    def _nested(self, match: re.Match[str]) -> str:
        """Hide what looks like a secret in a block whose name says that it holds some."""
        if self.hidden(match["name"]) is not Hidden.ALWAYS:
            return match.group()
        return ENTRY.sub(self._entry, match.group())

    def _below(self, text: str) -> str:
        """Hide what looks like a secret in the lines below a name of YAML that says that they hold some."""
        parts: list[str] = []
        done = 0
        for match in BELOW.finditer(text):
            if match.start() < done or self.hidden(match["name"]) is not Hidden.ALWAYS:
                continue
            end = end_of_block(text, match.end(), match["indent"])
            parts += (text[done : match.end()], ITEM.sub(self._entry, text[match.end() : end]))
            done = end
        return "".join((*parts, text[done:]))

    def _entry(self, match: re.Match[str]) -> str:
        name, value = match["name"] or "", match["value"]
        if is_harmless(name) or DESCRIBES.search(folded(name)) or holds_secret(value) or not looks_secret(value):
            return match.group()
        return self._instead(match, "value", value)

    def _block(self, match: re.Match[str]) -> str:
        group = "lines" if match["lines"] else "block"
        value, hidden = match[group], self.hidden(match["name"])
        if not hidden or holds_secret(value) or stands_for(value):
            return match.group()
        secret = hidden is Hidden.ALWAYS or looks_secret(value)
        return self._instead(match, group, value) if secret else match.group()

    def _heredoc(self, match: re.Match[str]) -> str:
        """Hide what is given to a program or a name in lines of its own, where the line before tells what it is."""
        value = match["value"]
        bare = value.strip()
        if not bare or holds_secret(value) or stands_for(bare):
            return match.group()
        assigned, beside = named_by(match)
        if assigned and self.hidden(assigned) is Hidden.ALWAYS:
            secret = True
        else:
            secret = any(map(self.hidden, (assigned, *beside))) and looks_secret(bare)
        return self._instead(match, "value", value) if secret else match.group()

    def _said(self, match: re.Match[str]) -> str:
        value = match["value"].rstrip(".!?:")
        if (
            holds_secret(value)
            or value.endswith("-----")
            or not looks_secret(value)
            or not any(map(str.isdigit, value))
        ):
            return match.group()
        return self._instead(match, "value", value)

    def _quoted_pair(self, match: re.Match[str]) -> str:
        name, quote = match["name"].strip(), match["escaped"] or match["double"] or match["single"]
        value = match["deep"] or match["text"] or match["word"]
        hidden = self.hidden(name)
        bare = value.rstrip("\\") if match["escaped"] else value
        if not hidden or starts_secret(value) or (name == SECRET and is_fingerprint(bare)):
            return match.group()
        if not hides(hidden, name, bare):
            return match.group()
        before = f"{match['quote']}{match['name']}{match['quote']}{match['colon']}{quote}"
        return before + self.whole(bare) + value[len(bare) :]
