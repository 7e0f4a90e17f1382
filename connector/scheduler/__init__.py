"""When the verbs run by themselves."""
