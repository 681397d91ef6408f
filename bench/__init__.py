"""The bench: what a request costs, in CPU milliseconds of web and database, counted, not timed."""
