"""Carrying an event to an address: what each answer comes to, and where nothing is ever sent."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event
from typing import Any

import pytest

from connector.channels.hooks import KEPT, HttpHooks
from connector.core.errors import Refused
from connector.core.hooks import Answer, Said
from tests.channels.conftest import Certificate
from tests.ears import Saying, drip, drop, hang, listening, status

AN_HOUR = timedelta(hours=1)
HEADERS = {"webhook-id": "e-1", "content-type": "application/json"}
FAR = "https://hooks.example/relance"


def answer_of(saying: Saying, seconds: float = 10.0) -> Answer:
    with listening(saying) as ear:
        return HttpHooks(goes_inside=True, seconds=seconds).post(ear.address, HEADERS, b"{}")


def leading_to(*addresses: str) -> Any:
    """A name that means these."""
    return lambda host, port, **_: [(None, None, None, "", (x, port)) for x in addresses]


def test_the_event_arrives_as_it_was_signed() -> None:
    with listening() as ear:
        answer = HttpHooks(goes_inside=True).post(ear.address, HEADERS, b'{"id": "e-1"}')

    (heard,) = ear.heard
    assert (answer.said, answer.status) == (Said.TAKEN, 204)
    assert (heard.path, heard.body) == ("/relance?of=us", b'{"id": "e-1"}')
    assert heard.headers["webhook-id"] == "e-1"
    assert heard.headers["host"] == f"127.0.0.1:{ear.server_port}"


@pytest.mark.parametrize(
    ("saying", "said", "code"),
    [
        (status(200, b"thanks"), Said.TAKEN, 200),
        (status(302, location="https://elsewhere.example/"), Said.REDIRECTED, 302),
        (status(404), Said.ANSWERED, 404),
        (status(500), Said.ANSWERED, 500),
        (drop, Said.NO_ANSWER, None),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", Said.NO_ANSWER, None),
    ],
)
def test_each_answer_is_what_it_is(saying: Saying, said: Said, code: int | None) -> None:
    answer = answer_of(saying)

    assert (answer.said, answer.status) == (said, code)


@pytest.mark.parametrize("saying", [hang, drip])
def test_who_is_too_slow_is_cut_off(saying: Saying) -> None:
    assert answer_of(saying, seconds=0.2).said is Said.TOO_SLOW


def test_of_a_huge_answer_the_beginning_is_kept() -> None:
    answer = answer_of(status(500, b"a\0b" * 1_000_000))

    assert answer.words == ("ab" * KEPT)[: len(answer.words)]
    assert 0 < len(answer.words) < KEPT


def test_nobody_there_is_no_answer() -> None:
    with listening() as ear:
        address = ear.address

    assert HttpHooks(goes_inside=True).post(address, HEADERS, b"{}").said is Said.NO_ANSWER


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("120", 120, 120),
        ("Tue, 01 Sep 2020 12:00:00 -0000", 0, 0),
        ("9" * 40, 10**8, 10**8),
    ],
    ids=["seconds", "long ago", "for ever"],
)
def test_who_asks_for_time_says_how_much(header: str, least: int, most: int) -> None:
    answer = answer_of(status(429, retry_after=header))

    assert answer.retry_after is not None
    assert least <= answer.retry_after.total_seconds() <= most


def test_who_names_the_moment_is_asked_then() -> None:
    answer = answer_of(status(429, retry_after=format_datetime(datetime.now(UTC) + AN_HOUR, usegmt=True)))

    assert answer.retry_after is not None
    assert AN_HOUR - timedelta(minutes=1) < answer.retry_after <= AN_HOUR


@pytest.mark.parametrize("header", ["soon", f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}"])
def test_one_who_asks_for_nothing_that_can_be_read_asks_for_nothing(header: str) -> None:
    answer = answer_of(status(429, retry_after=header))

    assert (answer.said, answer.retry_after) == (Said.ANSWERED, None)


class TestEncryption:
    def address(self, port: int, host: str = "127.0.0.1") -> str:
        return f"https://{host}:{port}/"

    def test_a_certificate_that_is_known_is_trusted(
        self, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))

        with listening(secured=certificate.server) as ear:
            answer = HttpHooks(goes_inside=True).post(self.address(ear.server_port), HEADERS, b"{}")

        assert answer.said is Said.TAKEN

    def test_any_other_is_not(self, certificate: Certificate) -> None:
        with listening(secured=certificate.server) as ear:
            answer = HttpHooks(goes_inside=True).post(self.address(ear.server_port), HEADERS, b"{}")

        assert answer.said is Said.NO_ANSWER
        assert "certificate" in answer.words

    def test_it_is_asked_for_by_name_though_the_address_was_looked_up(
        self, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))
        sender = HttpHooks(goes_inside=True, resolve=leading_to("127.0.0.1"))

        with listening(secured=certificate.server) as ear:
            answer = sender.post(self.address(ear.server_port, "hooks.example"), HEADERS, b"{}")

        assert (answer.said, ear.heard) == (Said.NO_ANSWER, [])
        assert "hooks.example" in answer.words

    def test_one_that_hangs_over_the_handshake_is_cut_off(self) -> None:
        with listening(hang) as ear:
            sender = HttpHooks(goes_inside=True, seconds=0.2)
            answer = sender.post(self.address(ear.server_port), HEADERS, b"{}")

        assert answer.said in (Said.TOO_SLOW, Said.NO_ANSWER)


INSIDE = (
    *("127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "fe80::1", "fd00:ec2::254", "::ffff:10.0.0.8", "64:ff9b::a00:8", "2002:a00:8::", "224.0.0.1"),
    *("fec0::1", "3fff::1", "64:ff9b:1::a00:8", "::127.0.0.1", "168.63.129.16", "192.0.0.192"),
)


class TestInside:
    @pytest.mark.parametrize("address", INSIDE)
    def test_a_name_that_leads_inside_is_refused_when_something_is_delivered(self, address: str) -> None:
        answer = HttpHooks(resolve=leading_to(address)).post(FAR, HEADERS, b"{}")

        assert answer.said is Said.UNSAFE
        assert "an address inside" in answer.words

    def test_so_is_one_of_which_a_single_address_does(self) -> None:
        sender = HttpHooks(resolve=leading_to("93.184.216.34", "10.0.0.8"))

        assert sender.post(FAR, HEADERS, b"{}").said is Said.UNSAFE

    @pytest.mark.parametrize(
        "address",
        [
            "169.254.169.254", "fe80::1%eth0", "224.0.0.1", "0.0.0.0", "168.63.129.16", "100.100.100.200",
            "192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "64:ff9b:1::a9fe:a9fe", "::169.254.169.254",
            "fec0::1", "3fff::1",
        ],
    )  # fmt: skip
    def test_what_a_cloud_tells_its_machines_is_never_asked(self, address: str) -> None:
        sender = HttpHooks(goes_inside=True, resolve=leading_to(address))

        assert sender.post(FAR, HEADERS, b"{}").said is Said.UNSAFE

    def test_a_name_is_looked_up_once_and_that_is_where_it_goes(self) -> None:
        """The second answer would lead elsewhere."""
        asked: list[str] = []

        def turning(host: str, port: int, **_: Any) -> Any:
            asked.append(host)
            return leading_to("127.0.0.1" if len(asked) == 1 else "10.0.0.8")(host, port)

        with listening() as ear:
            sender = HttpHooks(goes_inside=True, resolve=turning)
            answer = sender.post(f"http://localhost:{ear.server_port}/", HEADERS, b"{}")

        assert (answer.said, asked) == (Said.TAKEN, ["localhost"])

    def test_the_next_address_of_a_name_is_tried_where_one_is_silent(self) -> None:
        with listening() as ear:
            sender = HttpHooks(goes_inside=True, resolve=leading_to("127.0.0.9", "127.0.0.1"))
            answer = sender.post(f"http://localhost:{ear.server_port}/", HEADERS, b"{}")

        assert answer.said is Said.TAKEN

    def test_plain_http_stays_on_this_machine_whatever_its_name_means(self) -> None:
        sender = HttpHooks(goes_inside=True, resolve=leading_to("10.0.0.8"))

        answer = sender.post("http://localhost:8000/", HEADERS, b"{}")

        assert (answer.said, "plain http" in answer.words) == (Said.UNSAFE, True)

    def test_a_name_that_nobody_knows_is_no_answer(self) -> None:
        def nowhere(*_: Any, **__: Any) -> Any:
            raise OSError("Name or service not known")

        assert HttpHooks(resolve=nowhere).post(FAR, HEADERS, b"{}").said is Said.NO_ANSWER

    def test_a_name_that_is_looked_up_for_ever_is_too_slow(self) -> None:
        asked, over = Event(), Event()

        def hanging(*_: Any, **__: Any) -> Any:
            asked.set()
            over.wait(60)
            return leading_to("127.0.0.1")("", 0)

        answer = HttpHooks(goes_inside=True, seconds=0.2, resolve=hanging).post(FAR, HEADERS, b"{}")

        assert (answer.said, asked.is_set(), over.is_set()) == (Said.TOO_SLOW, True, False)
        over.set()


class TestAnAddress:
    @pytest.mark.parametrize("address", [FAR, "https://hooks.example:8443/?a=b", "https://müller.example/x"])
    def test_is_taken_without_looking_it_up(self, address: str) -> None:
        HttpHooks(resolve=leading_to()).check(address)

    @pytest.mark.parametrize(
        "address",
        [
            "", "hooks.example", "ftp://hooks.example/", "https://", "https://hooks.example:99999/",
            "http://hooks.example/", "http://127.0.0.1:8000/", "https://anna:secret@hooks.example/",
            "https://hooks.example/ x", "https://hooks.example/\r\nHost: x", "https://[::1", "https://10.0.0.8/",
            "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://ho..oks/",
            f"https://hooks.example/{'x' * 500}",
        ],
    )  # fmt: skip
    def test_that_can_never_be_told_anything_is_refused(self, address: str) -> None:
        with pytest.raises(Refused):
            HttpHooks().check(address)

    def test_on_this_machine_is_taken_where_the_installation_allows_it(self) -> None:
        HttpHooks(goes_inside=True).check("http://127.0.0.1:8000/")
        HttpHooks(goes_inside=True).check("https://10.0.0.8/")
        with pytest.raises(Refused):
            HttpHooks(goes_inside=True).check("http://10.0.0.8/")
