"""Sigstore bundles, verified offline against a trusted root that people give; what cannot be verified is refused.

What is asked is the client's part of https://github.com/sigstore/architecture-docs/blob/main/client-spec.md: bundles of
version 0.3 with a certificate, a DSSE envelope and an entry of a Rekor v1 log. RFC 3161 timestamps are not read, so
that bundles without such an entry are refused: those of Rekor v2, and of private repositories on GitHub.
"""
