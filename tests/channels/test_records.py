"""Text records, asked of a name server on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import dns.message
import dns.rcode
import dns.rrset
import pytest

from connector.channels.records import DnsTexts


@contextmanager
def name_server(records: dict[str, str]) -> Iterator[int]:
    """Answers what it knows and denies the rest; its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                query, whence = listening.recvfrom(4096)
                if not query:
                    return
                asked = dns.message.from_wire(query)
                answer = dns.message.make_response(asked)
                name = asked.question[0].name.to_text().rstrip(".")
                if name in records:
                    answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", records[name]))
                else:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                listening.sendto(answer.to_wire(), whence)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.sendto(b"", listening.getsockname())
            thread.join()


def test_a_text_in_several_pieces_is_one() -> None:
    with name_server({"nord.example": '"v=spf1 include:a.example" " -all"'}) as port:
        ask = DnsTexts(["127.0.0.1"], port)

        assert ask("nord.example") == ("v=spf1 include:a.example -all",)
        assert ask("elsewhere.example") == ()


@pytest.mark.parametrize("name", ["x" * 64 + ".example", ".".join(["abcdefgh"] * 40)])
def test_a_name_that_cannot_be_is_not_there(name: str) -> None:
    assert DnsTexts(["127.0.0.1"], 9)(name) == ()


def test_where_nobody_answers_it_is_not_known() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))

        assert DnsTexts(["127.0.0.1"], silent.getsockname()[1], patience=0.05)("nord.example") is None
