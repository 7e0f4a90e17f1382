"""What is wrong in a template, and where."""

from connector.core.errors import Refused


class Misprint(Refused):
    """`file` and `line` say where, `said` what; lines count from 1."""

    def __init__(self, file: str, line: int, said: str) -> None:
        super().__init__(f"{file}, line {line}: {said}")
        self.file = file
        self.line = line
        self.said = said
