"""Pages of the desk: phones that need help, ops that a person must look at, and two values of one field."""
