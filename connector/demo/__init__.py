"""A whole made-up company on this machine: real code over stand-ins, with a clock of its own."""
