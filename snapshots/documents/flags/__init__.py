"""What tools of feature flags export, one module each: one resource a flag."""
