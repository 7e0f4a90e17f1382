"""Customers who may be one, and what counts once a person has said so, on both databases."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from connector.core.history import ContactMade, Sort, State, Through
from connector.core.invoice import Contact, Hold, HoldReason, Role, Scope
from connector.core.ledger import CustomerFacts
from connector.core.linked import Alike, Link, Pair, Proposal
from connector.core.source import Batch, Connection, ConnectionKind, SourceCustomer
from tests.store.desk import DUPONT, NOON, TODAY, Desk, days, line, listening, owed

VAT = "FR 40 303 265 045"
TOLD = replace(DUPONT, tax_number=VAT)
#: The same, as the account knows him.
CARDS = SourceCustomer("cus_1", "Dupont (card)", ("dupont@cards.example",), tax_number="fr40303265045")


@pytest.fixture
def account(desk: Desk) -> Connection:
    """Beside the ledger file, in which Dupont owes F-1."""
    desk.merge(owed(), customers=(TOLD,))
    made = Connection(str(uuid4()), "elsewhere", "account", ConnectionKind.ACCOUNT)
    with desk.writing() as unit:
        unit.connections.add(made)
    return made


def read(desk: Desk, account: Connection, customer: SourceCustomer = CARDS, **fields: Any) -> str:
    """He owes C-1 there; his id."""
    number = fields.pop("number", "C-1")
    bill = owed(number, customer_source_id=customer.source_id, total=4900, **fields)
    page = Batch((customer,), (bill,))
    with desk.writing() as unit:
        unit.ledger.merge(account, iter([page]), NOON, TODAY, False)
    return named(desk, customer.name)


def named(desk: Desk, name: str = "Dupont SA") -> str:
    with desk.reading() as unit:
        return unit.ledger.find_customers(name)[0].id


def proposed(desk: Desk) -> list[Alike]:
    """What those who are proposed have in common."""
    with desk.reading() as unit:
        return [x.alike for x in unit.linking.proposed()]


def said(desk: Desk, one: str, other: str, is_one: bool = True) -> Link:
    link = Link(str(uuid4()), Pair.of(one, other), is_one, Alike.TAX_NUMBER, "Anna", NOON)
    with desk.writing() as unit:
        unit.linking.add(link)
    return link


def facts(desk: Desk, customer_id: str) -> CustomerFacts:
    with desk.reading() as unit:
        (found,) = unit.ledger.facts([customer_id])
    return found


class TestWhoIsProposed:
    def test_of_one_tax_number_however_it_is_written(self, desk: Desk, account: Connection) -> None:
        other = read(desk, account)

        with desk.reading() as unit:
            assert unit.linking.proposed() == (Proposal(Pair.of(named(desk), other), Alike.TAX_NUMBER),)

    def test_of_one_billing_address(self, desk: Desk, account: Connection) -> None:
        read(desk, account, replace(CARDS, emails=("Billing@DUPONT.example",), tax_number="GB 999 888"))

        assert proposed(desk) == [Alike.EMAIL]

    def test_the_tax_number_is_told_where_both_are_alike(self, desk: Desk, account: Connection) -> None:
        read(desk, account, replace(CARDS, emails=DUPONT.emails))

        assert proposed(desk) == [Alike.TAX_NUMBER]

    def test_nobody_of_one_connection(self, desk: Desk) -> None:
        twin = replace(TOLD, source_id="c-2")
        desk.merge(owed(), owed("F-2", customer_source_id="c-2"), customers=(TOLD, twin))

        assert proposed(desk) == []

    @pytest.mark.parametrize("known", [{"tax_number": None}, {"tax_number": "n/a"}])
    def test_nobody_who_is_not_alike(self, desk: Desk, account: Connection, known: dict[str, Any]) -> None:
        read(desk, account, replace(CARDS, **known))

        assert proposed(desk) == []

    def test_nobody_by_an_address_that_is_gone_or_only_gets_copies(
        self, desk: Desk, account: Connection
    ) -> None:
        other = read(desk, account, replace(CARDS, emails=DUPONT.emails, tax_number=None))
        with desk.writing() as unit:
            unit.ledger.suppress(DUPONT.emails[0], "550", NOON)
            unit.ledger.add_contact(other, Contact("new@dupont.example", Role.COPY), NOON)
            unit.ledger.add_contact(named(desk), Contact("new@dupont.example"), NOON)

        assert proposed(desk) == []

    def test_nobody_who_owes_nothing(self, desk: Desk, account: Connection) -> None:
        """A record that was merged with another or deleted has lost what it owed."""
        read(desk, account)
        desk.merge(customers=(TOLD,), day=1)

        assert proposed(desk) == []

    def test_nobody_of_what_is_disconnected_until_it_is_connected_again(
        self, desk: Desk, account: Connection
    ) -> None:
        read(desk, account)
        with desk.writing() as unit:
            unit.connections.change(account.id, ended_at=NOON)
        then = proposed(desk)
        with desk.writing() as unit:
            unit.connections.change(account.id, ended_at=None)

        assert (then, proposed(desk)) == ([], [Alike.TAX_NUMBER])

    @pytest.mark.parametrize("is_one", [True, False])
    def test_nobody_of_whom_something_was_said_until_it_is_taken_back(
        self, desk: Desk, account: Connection, is_one: bool
    ) -> None:
        link = said(desk, named(desk), read(desk, account), is_one)
        then = proposed(desk)
        with desk.writing() as unit:
            standing = unit.linking.standing()
            unit.linking.undo(link, "Bruno", NOON)
            after = unit.linking.standing()

        assert (then, standing, after, proposed(desk)) == ([], (link,), (), [Alike.TAX_NUMBER])

    def test_by_tax_number_first_then_by_name(self, desk: Desk, account: Connection) -> None:
        """Of one name before others of one address."""
        ours = [SourceCustomer(f"c-{n}", n, ("all@office.example",)) for n in ("Zoe", "Ada")]
        bills = (owed(f"F-{x.source_id}", customer_source_id=x.source_id) for x in ours)
        desk.merge(owed(), *bills, customers=(TOLD, *ours))
        read(desk, account, SourceCustomer("cus_2", "Zoe", ("all@office.example",)), number="C-2")
        read(desk, account)

        with desk.reading() as unit:
            found = unit.linking.proposed()
            parties = unit.linking.parties([of for x in found for of in (x.pair.one, x.pair.other)])
        names = [sorted((parties[x.pair.one].name, parties[x.pair.other].name)) for x in found]
        assert names == [["Dupont (card)", "Dupont SA"], ["Zoe", "Zoe"], ["Ada", "Zoe"]]

    def test_what_is_shown_of_them(self, desk: Desk, account: Connection) -> None:
        other = read(desk, account)
        desk.merge(owed(), owed("F-2", total=500), customers=(TOLD,))

        with desk.reading() as unit:
            ours, theirs = unit.linking.parties([named(desk), other]).values()
        if ours.customer_id == other:
            ours, theirs = theirs, ours

        assert (ours.name, ours.connection_id, ours.tax_number) == ("Dupont SA", desk.connection.id, VAT)
        assert (ours.addresses, dict(ours.owes)) == (DUPONT.emails, {"EUR": 10500})
        assert (theirs.connection_id, dict(theirs.owes)) == (account.id, {"EUR": 4900})

    def test_a_tax_number_that_is_not_told_again_stays(self, desk: Desk, account: Connection) -> None:
        read(desk, account)
        read(desk, account, replace(CARDS, tax_number=None, phone="1"))
        then = proposed(desk)
        read(desk, account, replace(CARDS, tax_number="DE 811 907 980"))

        assert (then, proposed(desk)) == ([Alike.TAX_NUMBER], [])


class TestWhatCountsForBoth:
    @pytest.fixture
    def other(self, desk: Desk, account: Connection) -> str:
        """Dupont's other record, linked."""
        found = read(desk, account)
        said(desk, named(desk), found)
        return found

    def heard(self, desk: Desk, customer_id: str) -> tuple[ContactMade, ...]:
        found = facts(desk, customer_id).history
        assert set(found.beside) <= set(found.contacts())
        return found.beside

    def test_what_left_or_is_leaving_under_the_other_record(self, desk: Desk, other: str) -> None:
        desk.sending(line(desk.invoice()))

        contact = ContactMade(TODAY, ("EUR", "fr", Sort.REMINDER), Through.LINK)
        assert (self.heard(desk, other), self.heard(desk, named(desk))) == ((contact,), ())

    def test_a_partial_payment(self, desk: Desk, other: str) -> None:
        desk.merge(owed(open=5000, paid_on=days(1)), customers=(TOLD,), day=1)

        assert self.heard(desk, other) == (ContactMade(days(1), None, Through.LINK),)

    def test_nothing_once_it_is_taken_back(self, desk: Desk, other: str) -> None:
        desk.sent(line(desk.invoice()))
        with desk.writing() as unit:
            (link,) = unit.linking.standing()
            unit.linking.undo(link, "Anna", NOON)

        assert self.heard(desk, other) == ()

    def test_nothing_for_those_who_were_said_to_be_two(self, desk: Desk, account: Connection) -> None:
        other = read(desk, account)
        said(desk, named(desk), other, is_one=False)
        desk.sent(line(desk.invoice()))

        assert self.heard(desk, other) == ()

    def test_what_went_to_an_address_that_he_has_under_the_other(self, desk: Desk, other: str) -> None:
        """Durand reads the address of the books; the same person reads the one of the cards."""
        durand = SourceCustomer("c-3", "Durand", DUPONT.emails)
        desk.merge(owed(), owed("F-3", customer_source_id="c-3"), customers=(TOLD, durand))
        invoice = desk.invoice("F-3")
        desk.sent(line(invoice), customer_id=invoice.customer_id)

        assert [x.through for x in self.heard(desk, other)] == [Through.ADDRESS]

    def test_through_a_third_too(self, desk: Desk, account: Connection, other: str) -> None:
        third = read(desk, account, replace(CARDS, source_id="cus_3", name="Third"), number="C-3")
        said(desk, other, third)
        desk.sent(line(desk.invoice()))

        assert [x.through for x in self.heard(desk, third)] == [Through.LINK]

    def test_a_hold_of_him_but_not_one_of_an_invoice(self, desk: Desk, other: str) -> None:
        ours, invoice = named(desk), desk.invoice()
        holds = (
            Hold("h-1", HoldReason.PAUSE, Scope.CUSTOMER, TODAY, ours),
            Hold("h-2", HoldReason.REPLY, Scope.INVOICE, TODAY, ours, invoice.id),
            Hold("h-3", HoldReason.DISPUTE, Scope.INVOICE, TODAY, ours, invoice.id),
        )
        with desk.writing() as unit:
            for hold in holds:
                unit.holds.add(replace(hold, id=f"{hold.id}-{desk.id}"[:36]), NOON)

        found = facts(desk, other).holds
        assert {x.reason for x in found} == {HoldReason.PAUSE, HoldReason.REPLY}
        assert {x.customer_id for x in found} == {other}

    def test_that_he_is_excluded(self, desk: Desk, other: str) -> None:
        with desk.writing() as unit:
            unit.ledger.change_customer(named(desk), is_excluded=True)
            own = unit.ledger.customer(other)

        assert (facts(desk, other).customer.is_excluded, own.is_excluded) == (True, False)

    @pytest.mark.parametrize(
        ("state", "offset", "is_first"),
        [(State.APPROVED, 0, True), (State.APPROVED, 7, False), (State.CANCELLED, 0, False)],
    )
    def test_that_the_notice_of_a_charge_is_about_to_leave(
        self, desk: Desk, other: str, state: State, offset: int, is_first: bool
    ) -> None:
        desk.planned(line(desk.invoice(), offset=offset), sort=Sort.CHARGE, state=state)

        here = frozenset({desk.connection.id} if is_first else ())
        assert facts(desk, other).history.charges_first == here
        assert not facts(desk, named(desk)).history.charges_first

    def test_that_it_is_not_once_that_line_was_taken_out(self, desk: Desk, other: str) -> None:
        desk.merge(owed(), owed("F-2"), customers=(TOLD,))
        taken_out = replace(line(desk.invoice(), offset=0), state=State.CANCELLED)
        later = replace(line(desk.invoice("F-2"), offset=7), state=State.APPROVED)
        desk.planned(sort=Sort.CHARGE, lines=(taken_out, later))

        assert not facts(desk, other).history.charges_first


class TestWhoIsLookedAtAgain:
    @pytest.fixture
    def other(self, desk: Desk, account: Connection) -> str:
        return read(desk, account)

    def test_both_when_something_is_said_or_taken_back(self, desk: Desk, other: str) -> None:
        both = {named(desk), other}
        desk.looked_at()
        link = said(desk, named(desk), other)
        when_said = set(desk.to_look_at())
        desk.looked_at()
        with desk.writing() as unit:
            unit.linking.undo(link, "Anna", NOON)

        assert (when_said, set(desk.to_look_at())) == (both, both)

    def test_both_when_one_is_silenced(self, desk: Desk, other: str) -> None:
        both = {named(desk), other}
        said(desk, named(desk), other)
        desk.looked_at()
        with desk.writing() as unit:
            unit.holds.add(Hold(str(uuid4()), HoldReason.PAUSE, Scope.CUSTOMER, TODAY, other), NOON)
        by_hold = set(desk.to_look_at())
        desk.looked_at()
        with desk.writing() as unit:
            unit.ledger.change_customer(other, is_excluded=True)

        assert (by_hold, set(desk.to_look_at())) == (both, both)

    def test_one_when_something_else_of_him_changes(self, desk: Desk, other: str) -> None:
        said(desk, named(desk), other)
        desk.looked_at()
        with desk.writing() as unit:
            unit.ledger.change_customer(other, language="en")

        assert desk.to_look_at() == (other,)


def test_one_query_for_all_where_nobody_is_linked(desk: Desk) -> None:
    desk.merge(owed())

    with listening(desk.store) as heard, desk.writing() as unit:
        list(unit.ledger.facts())

    assert len([text for text in heard if "customer_links" in text]) == 1
