"""The county's Management Measures as dated data, and the arithmetic of time limits."""
