"""The first configuration of a repository, made of what its files tell."""
