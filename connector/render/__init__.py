"""The words of messages, and how amounts and days are written."""
