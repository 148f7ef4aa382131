# Whether what is said of who asks limits anybody: a pattern that everybody can meet does not.
package driftgate.lib.limits

import rego.v1

# Tell whether a text is one value: no pattern, and no variable that whoever asks fills.
is_fixed(value) if {
	is_string(value)
	value != ""
	count(split(value, "*")) == 1
	count(split(value, "?")) == 1
	not contains(value, "${")
}

# Tell whether an ARN is that of one resource, or of those of one account.
is_ours(arn) if is_fixed(arn)

is_ours(arn) if {
	is_string(arn)
	parts := split(arn, ":")
	count(parts) > 5
	is_fixed(parts[4])
}

# Tell whether values of a condition's key say whose the asker is; all of them have to, as one is enough to be let in.
say_whose(key, values) if {
	count(values) > 0
	count([value | some value in values; is_whose(key, value)]) == count(values)
}

is_whose("aws:principalorgid", value) if is_fixed(value)

# o-1/r-1/ou-1/*: the organisation is what counts.
is_whose("aws:principalorgpaths", value) if is_fixed(split(value, "/")[0])

# An external id may have what is told to the customer before its pattern.
is_whose("sts:externalid", value) if is_fixed(split(split(value, "*")[0], "?")[0])

is_whose("aws:multifactorauthpresent", "true")
