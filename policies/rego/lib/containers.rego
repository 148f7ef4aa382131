# What definitions of containers say, which are JSON in a text: what stands between quotes there has its own quotes escaped,
# so that a name with its colon is a name wherever it is found.
package driftgate.lib.containers

import rego.v1

# A text without what may stand between its parts; its readers do not heed how names are written.
squeezed(text) := lower(concat("", split(concat("", split(concat("", split(concat("", split(text, " ")), "\n")), "\t")), "\r")))

# How often a text says something.
times(text, said) := count(split(text, said)) - 1
