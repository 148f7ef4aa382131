"""What policies are told of a resource: worked out by the host, so that no rule has to."""
