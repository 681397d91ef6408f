"""The door: the one way in. Every deed is a typed function; this is what surrounds it."""
