"""The bytes of a file as the documents in it: strict JSON, or YAML."""

from __future__ import annotations

from engine.jsontext.digest import JsonError, parse_json
from snapshots.documents.errors import DocumentError, empty, unparsable, unsupported
from snapshots.documents.yaml_text import MAX_BYTES as MAX_YAML
from snapshots.documents.yaml_text import YamlDocument, parse_documents
from snapshots.terraform.documents import holds_half_a_character

MAX_BYTES = 256 * 2**20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_documents(data: bytes, name: str) -> list[YamlDocument]:
    """Return the documents of a file, at least one; raises DocumentError for everything that is none.

    What is called `.json` is JSON; of anything else the first letter tells whether it may be.
    """
    bare = data.removeprefix(_BYTE_ORDER_MARK).strip()
    if not bare:
        raise empty("the file is empty", "give a file with a JSON or YAML document in it")
    if len(data) > MAX_BYTES:
        raise unsupported(f"the file has more than {MAX_BYTES} bytes", "split it: ask for fewer kinds at once")
    may_be_json, must_be_json = bare[:1] in {b"{", b"["}, name.endswith(".json")
    if must_be_json or may_be_json:
        try:
            return [_json(data, name)]
        except JsonError as error:
            if must_be_json:
                raise unparsable(error.message) from error
    return _yaml(data, name)


def _json(data: bytes, name: str) -> YamlDocument:
    value = parse_json(data, name=name)
    if holds_half_a_character(data, value):
        raise unparsable(f"{name}: a text holds half of a character", "check that the file is whole")
    return YamlDocument(value, 0)


def _yaml(data: bytes, name: str) -> list[YamlDocument]:
    if len(data) > MAX_YAML:
        raise unsupported(f"the YAML has more than {MAX_YAML} bytes", "give it as JSON: kubectl get -o json")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unparsable(f"{name}: not UTF-8 text (byte {error.start})") from error
    try:
        found = parse_documents(text, name)
    except DocumentError as error:
        if "{{" not in text:
            raise
        fix = "a template is no document: give what it makes, as `helm template` prints it"
        raise DocumentError(error.reason, error.detail, fix) from error
    if not found:
        raise empty("there is no document in the file", "give a file with a JSON or YAML document in it")
    return found
