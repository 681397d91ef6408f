"""Pages of training: the host's desk, one's own invitations and calendar, and what is public."""
