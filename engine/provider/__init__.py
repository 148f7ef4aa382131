"""What is known of resource types: the port, the form of the facts, and a provider that knows nothing."""
