"""The provider-aware canonical form of attributes, derived when two things are compared or judged."""
