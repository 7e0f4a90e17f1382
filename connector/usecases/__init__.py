"""The verbs, one per file: sync, plan, approve, send, receive, and what people decide."""
