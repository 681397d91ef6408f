"""The phone's outbox against every fault we could think of: a lost record is a broken promise to a person."""
