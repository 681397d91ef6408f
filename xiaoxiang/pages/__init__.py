"""What the pages of every room share: dates as people say them, charts drawn on the server."""
