"""Pages about matters: for residents, stewards, the community desk, and whoever looks over all."""
