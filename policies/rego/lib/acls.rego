# Whom an ACL of S3 names that is nobody in particular.
package driftgate.lib.acls

import rego.v1

# By the address of a group.
groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everybody",
	"https://acs.amazonaws.com/groups/global/AllUsers": "everybody",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every account of AWS",
	"https://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every account of AWS",
}

# By the name of an ACL that AWS has ready.
canned := {
	"public-read": "everybody",
	"public-read-write": "everybody",
	"authenticated-read": "every account of AWS",
}
