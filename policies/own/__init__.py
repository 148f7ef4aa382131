"""People's own Rego: read from folders and bundles, checked, and made ready to judge."""
