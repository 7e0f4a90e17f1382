"""Servers that cut, garble, flood, refuse or say nothing: each ends in a sentence, and no message is lost."""

import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.errors import AuthExpired, ProviderError, Rejected, Unavailable
from connector.core.mailbox import Fetched, Place, Round
from connector.core.told import Told
from connector.inbox.bounds import LARGEST, LONGEST_LINE
from connector.inbox.imap import ImapMailReader
from tests.inbox.raw_imap import RawImap, Saying, drop, fetched, hang, raw_of

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NOTHING_READ = Place(7, 0)
#: Shorter than any answer that comes takes; used where none comes.
SHORT = 0.05


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def read(
    server: RawImap, place: Place | None = NOTHING_READ, timeout: float = 20, clock: Clock | None = None
) -> Round:
    reader = ImapMailReader(timeout=timeout, monotonic=clock or Clock())
    return reader.read(server.access(), place, SINCE)


def code_of(error: ProviderError) -> str:
    told = error.args[0]
    assert isinstance(told, Told)
    return told.code


def failed(server: RawImap, kind: type[ProviderError] = Unavailable, timeout: float = 20) -> str:
    """The code of the sentence in which a reading ends."""
    with server, pytest.raises(kind) as caught:
        read(server, timeout=timeout)
    assert type(caught.value) is kind
    return code_of(caught.value)


def uids(brought: Round) -> list[int]:
    return [x.uid for x in brought.mails]


class TestARoundThatGoesWell:
    def test_all_is_read(self) -> None:
        with RawImap() as server:
            brought = read(server)

        assert brought == Round(
            Place(7, 3),
            tuple(Fetched(n, raw_of(n), datetime(2026, 3, 9, 8, 30, tzinfo=UTC)) for n in (1, 2, 3)),
        )

    def test_it_examines_and_peeks_and_asks_for_no_more_than_it_takes(self) -> None:
        with RawImap() as server:
            read(server)

        verbs = [x.partition(" ")[2] for x in server.heard if " " in x]
        assert verbs == [
            "CAPABILITY",
            "AUTHENTICATE PLAIN",
            'EXAMINE "INBOX"',
            "CAPABILITY",
            "UID SEARCH UID 1:3",
            *(f"UID FETCH {n} (INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{LARGEST}>)" for n in (1, 2, 3)),
            "LOGOUT",
        ]

    def test_what_came_after_it_was_opened_waits(self) -> None:
        with RawImap(SEARCH="* SEARCH 3 4 5\r\n{tag} OK done\r\n") as server:
            brought = read(server, Place(7, 2))

        assert (uids(brought), brought.place, brought.is_more) == ([3], Place(7, 3), False)

    def test_the_last_message_is_not_read_again(self) -> None:
        with RawImap(SEARCH="* SEARCH 3\r\n{tag} OK done\r\n") as server:
            brought = read(server, Place(7, 3))

        assert brought == Round(Place(7, 3))
        assert not any("SEARCH" in x for x in server.heard)

    def test_who_does_not_say_which_number_is_next_is_asked_for_the_last(self) -> None:
        opened = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\n{tag} OK done\r\n"
        with RawImap(EXAMINE=opened) as server:
            brought = read(server, Place(7, 2))

        assert (uids(brought), brought.place) == ([3], Place(7, 3))

    def test_a_folder_that_counts_less_far_than_it_did_is_read_by_date_again(self) -> None:
        with RawImap() as server:
            brought = read(server, Place(7, 900))

        assert (uids(brought), brought.place) == ([1, 2, 3], Place(7, 3))
        assert any("SINCE 28-Feb-2026" in x for x in server.heard)

    def test_a_large_folder_is_searched_in_parts_from_its_end(self) -> None:
        opened = "* 120000 EXISTS\r\n* OK [UIDVALIDITY 7] f\r\n* OK [UIDNEXT 4] n\r\n{tag} OK done\r\n"
        with RawImap(EXAMINE=opened) as server:
            brought = read(server)

        assert [x.partition("SEARCH ")[2] for x in server.heard if "SEARCH" in x] == [
            "70001:* UID 1:3",
            "20001:70000 UID 1:3",
            "1:20000 UID 1:3",
        ]
        assert uids(brought) == [1, 2, 3]

    def test_known_by_its_greeting_it_does_not_sign_in(self) -> None:
        with RawImap(greeting="* PREAUTH hello\r\n") as server:
            assert uids(read(server)) == [1, 2, 3]

        assert not any("AUTHENTICATE" in x or "LOGIN" in x for x in server.heard)


class TestOneMessage:
    def test_one_that_was_removed_meanwhile_is_passed_over(self) -> None:
        with RawImap(FETCH_2="{tag} OK nothing\r\n") as server:
            brought = read(server)

        assert (uids(brought), brought.place) == ([1, 3], Place(7, 3))

    def test_one_of_which_it_is_said_that_it_was_removed_is_passed_over(self) -> None:
        with RawImap(FETCH_2="{tag} NO [EXPUNGEISSUED] gone\r\n") as server:
            assert uids(read(server)) == [1, 3]

    def test_word_of_another_one_is_not_taken_for_it(self) -> None:
        with RawImap(FETCH_2="* 2 FETCH (FLAGS (\\Seen))\r\n{tag} OK done\r\n") as server:
            assert uids(read(server)) == [1, 3]

    @pytest.mark.parametrize("answer", ["NO [SERVERBUG] cannot", "NO", "BAD what", "NO [ALERT] é{9}"])
    def test_one_that_is_refused_is_told_and_the_reading_goes_on(self, answer: str) -> None:
        with RawImap(FETCH_2=f"{{tag}} {answer} \r\n") as server:
            brought = read(server)

        assert [(x.uid, x.raw, x.is_cut) for x in brought.mails] == [
            (1, raw_of(1), False),
            (2, b"", True),
            (3, raw_of(3), False),
        ]
        assert (brought.place, brought.is_more) == (Place(7, 3), False)

    def test_one_whose_text_is_not_there_is_told(self) -> None:
        with RawImap(FETCH_2="* 2 FETCH (UID 2 RFC822.SIZE 9 BODY[]<0> NIL)\r\n{tag} OK done\r\n") as server:
            brought = read(server)

        assert brought.mails[1] == Fetched(2, b"", None, is_cut=True)

    def test_where_all_are_refused_it_is_the_server_and_nothing_is_passed_over(self) -> None:
        with RawImap(FETCH="{tag} NO [SERVERBUG] cannot\r\n") as server, pytest.raises(Unavailable) as caught:
            read(server)

        assert code_of(caught.value) == "withheld"
        assert "[SERVERBUG] cannot" in str(caught.value)

    def test_a_server_that_asks_for_a_pause_gets_it(self) -> None:
        with RawImap(FETCH_2="{tag} NO [LIMIT] too many\r\n") as server:
            brought = read(server)

        assert (uids(brought), brought.place, brought.is_more) == ([1], Place(7, 1), True)

    def test_a_message_without_a_moment_counts_as_new(self) -> None:
        undated = fetched(2).replace(b"09-Mar-2026 08:30:00 +0000", b"99-Foo-0000 99:99:99 +9999")
        with RawImap(FETCH_2=undated) as server:
            brought = read(server, None)

        assert [x.received_at is None for x in brought.mails] == [False, True, False]

    @pytest.mark.parametrize("heads", ["{tag} NO not all at once\r\n", "{tag} OK done\r\n"])
    def test_one_that_is_too_old_is_left_out_where_its_age_is_said_with_it_alone(self, heads: str) -> None:
        old = fetched(2).replace(b"09-Mar-2026", b"28-Feb-2026")
        with RawImap(FETCH_2=old, heads=heads) as server:
            brought = read(server, None)

        assert (uids(brought), brought.place) == ([1, 3], Place(7, 3))

    @pytest.mark.parametrize("size", [1, 10_000_000])
    def test_a_size_that_is_not_true_does_not_cut_a_whole_message(self, size: int) -> None:
        with RawImap(FETCH_2=fetched(2, size=size)) as server:
            assert read(server).mails[1] == Fetched(2, raw_of(2), read(server).mails[1].received_at)

    def test_a_server_that_sends_no_part_but_a_whole_is_understood(self) -> None:
        with RawImap(FETCH_2=fetched(2).replace(b"BODY[]<0>", b"BODY[]")) as server:
            assert read(server).mails[1].raw == raw_of(2)


class TestWhatBreaksOff:
    PHASES = ("greeting", "CAPABILITY", "AUTHENTICATE", "secret", "EXAMINE", "SEARCH", "FETCH")

    @pytest.mark.parametrize("phase", PHASES)
    def test_a_connection_that_is_cut(self, phase: str) -> None:
        assert failed(RawImap({phase: drop})) == "broke_off"

    @pytest.mark.parametrize("phase", PHASES)
    def test_a_server_that_says_nothing_more(self, phase: str) -> None:
        assert failed(RawImap({phase: hang}), timeout=SHORT) == "late"

    @pytest.mark.parametrize("phase", [*PHASES, "LIST"])
    @pytest.mark.parametrize(
        "said", ["HTTP/1.1 400 Bad Request\r\n\r\n", "\x00\xff\r\n", "* SEARCH x y\r\n{tag} OK done\r\n"]
    )
    def test_garbage(self, phase: str, said: str) -> None:
        script: dict[str, Saying] = {"EXAMINE": "{tag} NO not there\r\n", phase: said}
        with RawImap(script) as server, suppress(ProviderError):
            read(server, timeout=1)

    @pytest.mark.parametrize("phase", PHASES)
    def test_a_line_without_end(self, phase: str) -> None:
        assert failed(RawImap({phase: b"* OK " + b"x" * (2 * LONGEST_LINE)})) == "too_much"

    def test_lines_without_end(self) -> None:
        assert failed(RawImap(SEARCH=b"* 1 EXISTS\r\n" * 60_000)) == "too_much"

    def test_bytes_without_end(self) -> None:
        lines = b"* SEARCH " + b"1 " * 400_000 + b"\r\n"

        def pour(line: socket.socket, _: str) -> None:
            while True:
                line.sendall(lines)

        assert failed(RawImap(SEARCH=pour)) == "too_much"

    def test_a_message_that_is_longer_than_asked_for_is_not_read(self) -> None:
        whole = fetched(1, b"x" * 30).replace(b"{30}", b"{31457280}")

        assert failed(RawImap(FETCH=whole)) == "too_much"

    def test_a_bye_is_told_in_its_own_words(self) -> None:
        bye = RawImap(greeting="* BYE Too many connections\r\n")
        with bye as server, pytest.raises(Unavailable, match="it says: Too many connections") as caught:
            read(server)

        assert code_of(caught.value) == "unwilling"

    def test_a_message_cut_in_the_middle_leaves_what_came_before(self) -> None:
        def cut(line: socket.socket, _: str) -> None:
            line.sendall(fetched(2)[:-30])
            drop(line, "")

        with RawImap(FETCH_2=cut) as server:
            brought = read(server)
            server.script["FETCH 2"] = fetched(2)
            rest = read(server, brought.place)

        assert (uids(brought), brought.place, brought.is_more) == ([1], Place(7, 1), True)
        assert (uids(rest), rest.place, rest.is_more) == ([2, 3], Place(7, 3), False)

    def test_a_message_that_cannot_be_read_at_all_is_trouble_once_it_is_the_first(self) -> None:
        with RawImap(FETCH_2=drop) as server:
            place = read(server).place
            with pytest.raises(Unavailable):
                read(server, place)

    @pytest.mark.parametrize("after", [2, 3])
    def test_a_round_that_takes_too_long_ends_with_what_came(self, after: int) -> None:
        clock = Clock()

        def slow(line: socket.socket, tag: str) -> None:
            clock.now = 61
            line.sendall(fetched(after).replace(b"{tag}", tag.encode()))

        with RawImap({f"FETCH {after}": slow}) as server:
            brought = read(server, clock=clock)

        assert brought.is_more
        assert brought.place.last_uid == uids(brought)[-1] < 3

    def test_an_answer_drop_by_drop_ends_with_the_round(self) -> None:
        clock = Clock()

        def drip(line: socket.socket, _: str) -> None:
            while True:
                clock.now += 10
                line.sendall(b"x")

        with RawImap(SEARCH=drip) as server, pytest.raises(Unavailable) as caught:
            read(server, clock=clock)

        assert code_of(caught.value) == "late"

    def test_a_goodbye_that_is_not_answered_changes_nothing(self) -> None:
        with RawImap(LOGOUT=hang) as server:
            assert uids(read(server, timeout=SHORT)) == [1, 2, 3]


def _refusals() -> list[tuple[str, Callable[[], RawImap], type[ProviderError]]]:
    no_login = "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\n{tag} OK done\r\n"
    there = "".join(f'* LIST () "/" "F{n}"\r\n' for n in range(12))
    asleep = '* LIST (\\Noselect) "/" INBOX\r\n{tag} OK done\r\n'
    no_folder = "{tag} NO [NONEXISTENT] no\r\n"
    return [
        ("no_passwords", lambda: RawImap(CAPABILITY=no_login), Rejected),
        ("not_in", lambda: RawImap(secret="{tag} NO [AUTHENTICATIONFAILED] no\r\n"), AuthExpired),
        ("not_in", lambda: RawImap(secret="{tag} NO \r\n"), AuthExpired),
        ("unwilling", lambda: RawImap(secret="{tag} NO [UNAVAILABLE] later\r\n"), Unavailable),
        ("unwilling", lambda: RawImap(secret="{tag} BAD connected to nothing\r\n"), Unavailable),
        ("closed", lambda: RawImap(EXAMINE="{tag} NO [INUSE] locked\r\n"), Unavailable),
        ("no_folder", lambda: RawImap(EXAMINE=no_folder, LIST=there + "{tag} OK done\r\n"), Rejected),
        ("no_folders", lambda: RawImap(EXAMINE=no_folder, LIST=asleep), Rejected),
        ("garbled", lambda: RawImap(EXAMINE="* 1 EXISTS\r\n{tag} OK done\r\n"), Unavailable),
        ("unwilling", lambda: RawImap(SEARCH="{tag} NO cannot\r\n"), Unavailable),
        ("unwilling", lambda: RawImap(SEARCH="{tag} BAD cannot\r\n"), Unavailable),
    ]


@pytest.mark.parametrize(("code", "server", "kind"), _refusals())
def test_what_is_refused_is_told(code: str, server: Callable[[], RawImap], kind: type[ProviderError]) -> None:
    assert failed(server(), kind) == code


def test_ten_of_the_folders_that_are_there_are_named() -> None:
    there = "".join(f'* LIST () "/" "F{n}&AOk-"\r\n' for n in range(12))
    refusing = RawImap(EXAMINE="{tag} NO no\r\n", LIST=there + "{tag} OK done\r\n")

    with refusing as server, pytest.raises(Rejected, match=r"There are: F0é, F1é, .*, F9é, …\."):
        read(server)


_PIECES = st.sampled_from(
    [
        *(
            "* ",
            "{tag} ",
            "OK ",
            "NO ",
            "BAD ",
            "BYE ",
            "+ ",
            "\r\n",
            "\n",
            "(",
            ")",
            '"',
            "[",
            "]",
            "\\",
            "é",
        ),
        *(
            "FETCH ",
            "UID ",
            "1 ",
            "SEARCH ",
            "LIST ",
            "INBOX",
            "BODY[]<0> ",
            "NIL ",
            "{3}\r\n",
            "INTERNALDATE ",
        ),
        *("{99999999999}\r\n", "RFC822.SIZE ", "&", "&A-", "UIDVALIDITY ", "EXISTS", "\0"),
        "* CAPABILITY IMAP4rev1",
    ]
)


@given(
    phase=st.sampled_from([*TestWhatBreaksOff.PHASES, "heads", "LIST"]),
    pieces=st.lists(_PIECES, max_size=30),
    is_said_well=st.booleans(),
)
def test_whatever_is_said_it_ends_in_a_round_or_in_one_of_three_errors(
    phase: str, pieces: list[str], is_said_well: bool
) -> None:
    end = "\r\n{tag} OK done\r\n" if is_said_well else ""
    said = ("".join(pieces) + end).encode()

    def then_close(line: socket.socket, tag: str) -> None:
        line.sendall(said.replace(b"{tag}", tag.encode()))
        if not is_said_well:
            drop(line, tag)

    script: dict[str, Saying] = {"EXAMINE": "{tag} NO no\r\n"} if phase == "LIST" else {}
    with RawImap({**script, phase: then_close}) as server:
        try:
            read(server, None, timeout=SHORT)
        except (AuthExpired, Rejected, Unavailable) as error:
            assert isinstance(error.args[0], Told)
            assert error.__suppress_context__ or error.__context__ is None
