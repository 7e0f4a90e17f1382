"""Text records of the domain name system."""

from collections.abc import Sequence

#: Seconds for one question, all servers together.
PATIENCE = 3.0


class DnsTexts:
    """Asks the servers of this machine, or those that are named."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, patience: float = PATIENCE) -> None:
        self._servers = list(servers)
        self._port = port
        self._patience = patience

    def __call__(self, name: str) -> tuple[str, ...] | None:
        """The texts under a name, none where there is no such name; None where nobody answers."""
        from dns import exception, resolver  # few ask, and it is slow to import
        from dns import name as names

        try:
            asked = resolver.Resolver(configure=not self._servers)
            if self._servers:
                asked.nameservers, asked.port = self._servers, self._port
            answer = asked.resolve(names.from_text(name), "TXT", lifetime=self._patience)
        except (resolver.NXDOMAIN, resolver.NoAnswer, names.NameTooLong, names.LabelTooLong):
            return ()
        except (exception.DNSException, OSError):
            return None
        return tuple(b"".join(row.strings).decode("utf-8", "replace") for row in answer)
