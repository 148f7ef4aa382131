# What definitions of containers say: JSON, of which the fact `parsed` has what AWS reads.
package driftgate.lib.containers

import rego.v1

# What a member says, none or more: Terraform does not heed how names are written.
said(thing, name) := {value |
	some key, value in thing
	lower(key) == name
}

# Tell whether a value is a list.
is_list(value) if value == [one | some one in value]

# The containers in an attribute, or of pods what says how each runs.
of("container_definitions", told) := [one | some one in told]

of("container_properties", told) := [told]

of("ecs_properties", told) := of_tasks(told)

of("node_properties", told) := [one |
	some ranges in said(told, "noderangeproperties")
	some range in ranges
	some one in of_range(range)
]

of_range(range) := array.concat([one | some one in said(range, "container")], array.concat(of_parts(range), of_pods(range)))

of_parts(range) := [one |
	some part in said(range, "ecsproperties")
	some one in of_tasks(part)
]

of_tasks(told) := [one |
	some tasks in said(told, "taskproperties")
	some task in tasks
	some containers in said(task, "containers")
	some one in containers
]

of_pods(range) := [one |
	some part in said(range, "eksproperties")
	some pod in said(part, "podproperties")
	some kind in ["containers", "initcontainers"]
	some containers in said(pod, kind)
	some container in containers
	some one in said(container, "securitycontext")
]
