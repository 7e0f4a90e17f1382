"""What is decided, and why: pure functions of facts and a moment."""
