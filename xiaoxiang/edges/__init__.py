"""The edges: how other programs reach the door."""
