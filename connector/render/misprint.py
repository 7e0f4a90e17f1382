"""What is wrong in a template, and where."""

from connector.core.errors import Refused
from connector.render.sentences import say


class Misprint(Refused):
    """`file` and `line` say where, `said` what; lines count from 1."""

    def __init__(self, file: str, line: int, said: str) -> None:
        super().__init__(say("place", file=file, line=line, said=said))
        self.file = file
        self.line = line
        self.said = said
