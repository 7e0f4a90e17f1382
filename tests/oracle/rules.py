"""The oracle: what section 5 says about every open invoice, asked of the facts afresh, slowly and obviously.

Read next to section 5: *Which policy*, *When a step is due* → standing.py; *Late is not now*, *Spacing*,
*Deadlines*, *Cold start* → ladder.py; *Holds* → holds.py, promises and plans → agreements.py; *Gap*,
*Channels*, *Minimum* → voice.py; *One voice*, caps and the look of `plan --json` → messages.py; the order
in which they are asked → here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tests.oracle.agreements import notice_step
from tests.oracle.days import ONE_DAY, Facts, ledger_is_trusted, local_day
from tests.oracle.holds import Verdict, asked, money_seen, verdicts
from tests.oracle.ladder import Choice, causes_of_its_own, choose, is_finished
from tests.oracle.messages import Answer, Message, item_of, messages_of, with_caps
from tests.oracle.standing import Book, Standing, first_open_day
from tests.oracle.voice import Contact, Way, contacts_of, is_in_gap, minimum_of, sort_of, voice_of, way_of

LOOKS_AHEAD = timedelta(days=1100)


@dataclass(frozen=True)
class Account:
    """One customer on his own today: his open invoices, his contacts, his unapplied credits."""

    customer: Facts
    book: Book
    today: date
    standings: list[Standing]
    contacts: list[Contact]
    credits: list[Facts]
    tells_when: bool

    def silence(self, standing: Standing, day: date) -> list[Verdict]:
        """Everything that stops or holds the invoice on the day."""
        return verdicts(standing, day, money_seen(self.standings, self.credits, day))

    def is_trusted(self, standing: Standing) -> bool:
        """Is the ledger that this invoice comes from young enough at the moment of asking?"""
        facts = self.book.facts
        reading = facts.get("readings", {}).get(standing.invoice["connection"])
        return ledger_is_trusted(reading, facts["now"], facts["organisation"])


def decide_all(facts: Facts) -> list[dict[str, Any]]:
    """Exactly the items of `plan --json`, each with its lines [number, step or null]."""
    return sorted(map(item_of, messages_of(answers_of(facts))), key=_in_order)


def messages_leaving(facts: Facts) -> list[Message]:
    """The messages that are due now; nothing is worked out about what waits."""
    sends = [answer for answer in answers_of(facts, tells_when=False) if answer.action == "send"]
    return sorted(messages_of(sends), key=lambda message: _in_order(item_of(message)))


def _in_order(item: dict[str, Any]) -> tuple[str, ...]:
    """ "Sorted by customer, currency, first invoice." """
    return item["customer"], item["currency"], item["invoices"][0]


def answers_of(facts: Facts, *, tells_when: bool = True) -> list[Answer]:
    """One answer for each open invoice, after the caps that look over all customers."""
    book = Book(facts)
    accounts = [account_of(customer, book, tells_when=tells_when) for customer in facts["customers"]]
    answers = [answer for account in accounts for answer in judge(account)]
    by_name = {str(account.customer["name"]): account for account in accounts}
    todays = {name: account.today for name, account in by_name.items()}
    return yielding_to_the_message(with_caps(answers, book, todays), by_name)


def account_of(customer: Facts, book: Book, *, tells_when: bool) -> Account:
    """Gather one customer's facts; closed invoices are asked nothing."""
    is_open = [
        invoice
        for invoice in book.invoices.get(customer["name"], [])
        if invoice["status"] == "open" and invoice["open"] > 0
    ]
    return Account(
        customer=customer,
        book=book,
        today=local_day(book.facts["now"], book.facts["organisation"], customer),
        standings=[book.standing(invoice, customer) for invoice in is_open],
        contacts=contacts_of(customer, book) if is_open else [],
        credits=book.credits.get(customer["name"], []),
        tells_when=tells_when,
    )


def judge(account: Account) -> list[Answer]:
    """Every open invoice of one customer gets exactly one answer."""
    silences = {standing.number: account.silence(standing, account.today) for standing in account.standings}
    live = [
        standing
        for standing in account.standings
        if not silences[standing.number] and not is_finished(standing, account.today)
    ]
    due = {standing.number: choice for standing in live if (choice := due_today(standing, account.today))}
    return [
        _answer(account, standing, silences[standing.number], live, due) for standing in account.standings
    ]


def due_today(standing: Standing, day: date) -> Choice | None:
    """The step whose own day, spacing and deadlines have all come."""
    choice = choose(standing, day)
    return choice if not causes_of_its_own(standing, choice, day) else None


def _answer(
    account: Account, standing: Standing, silence: list[Verdict], live: list[Standing], due: dict[str, Choice]
) -> Answer:
    """In this order: stops, holds; ladder's end; own day, spacing, deadlines; minimum; gap; ledger."""
    choice = due.get(standing.number)
    if silence:
        return _silent(account, standing, silence)
    if is_finished(standing, account.today):
        return _say(account, standing, "stop", "ladder_finished")
    if choice is None:
        choice = choose(standing, account.today)
        cause = causes_of_its_own(standing, choice, account.today)[0]
        return _wait(account, standing, cause, choice)
    if is_below_minimum(account, standing, live, due):
        return _say(account, standing, "stop", "below_minimum")
    way = way_of(standing, choice)
    if not account.is_trusted(standing):
        return _take(account, standing, choice, Way("wait", "ledger_too_old", way.channel))
    if is_in_gap(account.contacts, standing, choice.step, account.today):
        return _wait(account, standing, "gap", choice)
    return _take(account, standing, choice, way)


def is_below_minimum(
    account: Account, standing: Standing, live: list[Standing], due: dict[str, Choice]
) -> bool:
    """ "The customer's unheld amount per currency that is overdue or would be asked in this message" """
    currency, this_sort = standing.invoice["currency"], sort_of(due[standing.number].step)
    counted = [
        other
        for other in account.standings
        if other.invoice["currency"] == currency
        and (
            (other in live and other.is_overdue(account.today) and not notice_step(other, account.today))
            or (other.number in due and sort_of(due[other.number].step) == this_sort)
        )
    ]
    minimum = minimum_of(standing.organisation, currency)
    return minimum is not None and sum(asked(other, account.today) for other in counted) < minimum


def _silent(account: Account, standing: Standing, silence: list[Verdict]) -> Answer:
    """A stop, a hold, or the person who must decide in the place of a hold."""
    verdict = silence[0]
    if verdict.needs_person:
        answer = _say(account, standing, "task", "needs_person")
        return replace(answer, channel="task", on=account.today)
    ends = [other.end for other in silence]
    known = [end for end in ends if end is not None]
    is_known = len(known) == len(ends)
    on = first_open_day(standing, max(known) + ONE_DAY) if is_known else None
    return replace(_say(account, standing, verdict.action, verdict.reason), on=on)


def _say(account: Account, standing: Standing, action: str, reason: str) -> Answer:
    """An answer without step, channel and day."""
    return Answer(standing, account.today, action, reason, None, None, None, asked(standing, account.today))


def _take(account: Account, standing: Standing, choice: Choice, way: Way) -> Answer:
    on = None if way.action == "wait" else account.today
    answer = _say(account, standing, way.action, way.reason)
    return replace(answer, step=choice.step, channel=way.channel, on=on)


def _wait(
    account: Account, standing: Standing, cause: str, choice: Choice | None, *, beside: Contact | None = None
) -> Answer:
    """Its `on` is "the first day on which none of its causes holds any more"."""
    found = first_day(account, standing, beside) if account.tells_when else None
    on, choice = found if found else (None, choice)
    answer = replace(_say(account, standing, "wait", cause), on=on)
    return replace(answer, step=choice.step, channel=way_of(standing, choice).channel) if choice else answer


def first_day(account: Account, standing: Standing, beside: Contact | None) -> tuple[date, Choice] | None:
    """Walk forward day by day, asking the rules of each day afresh with everything else unchanged."""
    contacts = [*account.contacts, beside] if beside else account.contacts
    day = account.today
    while day <= account.today + LOOKS_AHEAD:
        choice = due_today(standing, day)
        is_clear = choice and not is_in_gap(contacts, standing, choice.step, day)
        if choice and is_clear and not account.silence(standing, day):
            return day, choice
        day += ONE_DAY
    return None


def yielding_to_the_message(answers: list[Answer], accounts: dict[str, Account]) -> list[Answer]:
    """ "A call never shares a day with a message: the message goes first, and the call then keeps spacing
    and gap"; and one message per customer, currency and language goes by one channel, the severest line's.
    """
    leaving: dict[str, list[Answer]] = {name: [] for name in accounts}
    for answer in answers:
        if answer.action == "send":
            leaving[answer.customer].append(answer)
    return [_yielding(answer, leaving[answer.customer], accounts[answer.customer]) for answer in answers]


def _yielding(answer: Answer, leaving: list[Answer], account: Account) -> Answer:
    beside = [other for other in leaving if _goes_before(other, answer)]
    if not beside or answer.step is None:
        return answer
    contact = Contact(answer.today, is_call=False, voice=_voice(beside[0]))
    return _wait(account, answer.standing, "gap", Choice(answer.step), beside=contact)


def _goes_before(message: Answer, answer: Answer) -> bool:
    if answer.action == "task" and answer.step is not None and not answer.step.is_message:
        return True  # whoever wants no calls included: "tasks keep business days and the gap"
    is_same_voice = answer.action == "send" and _voice(message) == _voice(answer)
    return is_same_voice and message.channel != answer.channel and _rank(message) > _rank(answer)


def _voice(answer: Answer) -> tuple[str, str, str] | None:
    return voice_of(answer.standing, answer.step) if answer.step else None


def _rank(answer: Answer) -> tuple[int, int, bool]:
    step = answer.step
    return (step.severity, step.offset, answer.channel == "email") if step else (-1, 0, False)
