"""The API: the same use cases as the pages, for programs, under /api/v1 and behind a gate of its own."""
