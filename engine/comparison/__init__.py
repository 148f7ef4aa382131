"""What differs between two resources that are one."""
