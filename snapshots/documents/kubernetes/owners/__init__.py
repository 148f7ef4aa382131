"""Which objects of a cluster others have made, and whether they are what those make."""
