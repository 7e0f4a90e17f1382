"""How a reminder leaves: mail, provider, letter, task."""
