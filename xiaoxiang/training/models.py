"""Training: what is true."""
