"""What AWS and its provider make of attributes that nobody sets, by type: of data, of compute, of access."""
