"""The ledger in a database; the only room that knows tables."""
