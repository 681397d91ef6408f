"""The demo county: a year lived through the door by a simulated clock."""
