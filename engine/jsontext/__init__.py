"""The one door to JSON bytes.

`digest` reads strictly and writes in one form (RFC 8785, exact integers); `codec` makes documents of values and reads
them again. Two things make a large state cheap. `exact` reads quickly and holds the writing of the value against what
was read: only what writes out as the very bytes it came from was read exactly. `packed` keeps attributes as bytes until
somebody asks for one, so that equal bytes are equal values that nobody parsed.
"""
