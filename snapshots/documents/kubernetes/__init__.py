"""Objects of Kubernetes: who they are, what of them the server sets, and which values mean the same."""
