"""The builtins of OPA that people's own policies may call: those whose answer follows from what they are given.

Facts: `opa capabilities --current` of OPA 1.22.0. What asks the network, the machine or chance is not among them, nor
what looks at the clock by itself (`io.jwt.decode_verify`, `crypto.x509.parse_and_verify_certificates`). The functions
of networks that only calculate (`net.cidr_*`) are. `time.now_ns` is: it tells the time of the verdict.
"""

from __future__ import annotations

_FAMILIES = {
    "": """abs all any ceil concat contains count endswith floor format_int indexof indexof_n intersection is_array
        is_boolean is_null is_number is_object is_set is_string lower max min print product re_match replace round sort
        split sprintf startswith substring sum to_number trace trim trim_left trim_prefix trim_right trim_space
        trim_suffix type_name union upper walk cast_array cast_boolean cast_null cast_object cast_set cast_string
        set_diff""",
    "array": "concat flatten reverse slice",
    "base64": "decode encode is_valid",
    "base64url": "decode encode encode_no_pad",
    "bits": "and lsh negate or rsh xor",
    "crypto": "md5 sha1 sha256 parse_private_keys",
    "crypto.hmac": "equal md5 sha1 sha256 sha512",
    "crypto.x509": "parse_certificate_request parse_certificates parse_keypair parse_rsa_private_key",
    "glob": "match quote_meta",
    "graph": "reachable reachable_paths",
    "graphql": "is_valid parse parse_and_verify parse_query parse_schema schema_is_valid",
    "hex": "decode encode",
    "internal": "member_2 member_3 print template_string",
    "io.jwt": """decode verify_eddsa verify_es256 verify_es384 verify_es512 verify_hs256 verify_hs384 verify_hs512
        verify_ps256 verify_ps384 verify_ps512 verify_rs256 verify_rs384 verify_rs512""",
    "json": """filter is_valid marshal marshal_with_options match_schema patch remove unmarshal verify_schema""",
    "net": "cidr_contains cidr_contains_matches cidr_expand cidr_intersects cidr_is_valid cidr_merge cidr_overlap",
    "numbers": "range range_step",
    "object": "filter get keys remove subset union union_n",
    "regex": "find_all_string_submatch_n find_n globs_match is_valid match replace split template_match",
    "rego": "parse_module",
    "rego.metadata": "chain rule",
    "semver": "compare is_valid",
    "strings": """any_prefix_match any_suffix_match count render_template replace_n reverse split_n""",
    "time": "add_date clock date diff format now_ns parse_duration_ns parse_ns parse_rfc3339_ns weekday",
    "units": "parse parse_bytes",
    "uri": "is_valid parse",
    "urlquery": "decode decode_object encode encode_object",
    "uuid": "parse",
    "yaml": "is_valid marshal unmarshal",
}
NOW = "time.now_ns"
PURE = frozenset(
    f"{family}.{name}" if family else name for family, names in _FAMILIES.items() for name in names.split()
)
# Why others are not there; what is in neither table is a builtin that nobody has looked at.
REFUSED = {
    "http.send": "it asks the network",
    "net.lookup_ip_addr": "it asks the network",
    "opa.runtime": "it tells the environment of the process",
    "rand.intn": "its answer is chance",
    "uuid.rfc4122": "its answer is chance",
    "io.jwt.encode_sign": "its answer is chance",
    "io.jwt.encode_sign_raw": "its answer is chance",
    "io.jwt.decode_verify": "it looks at the clock",
    "crypto.x509.parse_and_verify_certificates": "it looks at the clock",
    "crypto.x509.parse_and_verify_certificates_with_options": "it looks at the clock",
    "providers.aws.sign_req": "it signs requests to the network",
}
