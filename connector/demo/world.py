"""Makes the story happen: in the books, in the connected account, and in what people decide."""

from datetime import date
from pathlib import Path

from connector.bootstrap import Installation
from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Scope
from connector.demo.account import Account
from connector.demo.book import Book
from connector.demo.characters import AUTHOR, Character
from connector.demo.company import Company
from connector.demo.story import Happening, Kind, Story
from connector.usecases import people, to_do
from connector.usecases.organisations import find_organisation
from connector.usecases.sync import import_ledger
from connector.usecases.whom import Whom

#: The person makes so many calls and posts so many letters a day.
_DONE_A_DAY = 2
_OUTCOMES = {"call": "reached", "letter": "posted"}


class World:
    """The company, its account and its people; `installation` carries the demo's clock."""

    def __init__(
        self, installation: Installation, company: Company, account: Account, told: Story, file: Path
    ) -> None:
        self._installation = installation
        self._company = company
        self._book: Book = company.book
        self._account = account
        self._story = told
        self._file = file
        self._app = installation.app
        self.organisation_id = find_organisation(installation.app, None).id

    def import_books(self) -> None:
        """Exports the books and reads them in again, as the bookkeeper does each morning."""
        self._book.export(self._file)
        organisation = find_organisation(self._app, None)
        ledger = self._installation.read_ledger(self._file, organisation)
        import_ledger(self._app, self.organisation_id, ledger.provider, ledger.batches)

    def note_what_was_sent_before(self) -> None:
        """The owner tells Relance which steps were taken by hand."""
        for said in self._company.by_hand:
            people.record(self._app, self.organisation_id, said.number, said.step, said.on, AUTHOR)

    def introduce(self) -> None:
        """What people have decided by the first day."""
        for character in self._company.cast:
            self._introduce(character)

    def _introduce(self, character: Character) -> None:
        if character.changes:
            name = character.debtor.name
            people.change_customer(self._app, self.organisation_id, name, AUTHOR, **character.changes)
        if character.hold is not None:
            people.hold(self._app, self.organisation_id, *character.hold)

    def live(self, day: date) -> None:
        """What customers do on `day`, and what the person at the desk gets done."""
        for happening in self._story.on(day):
            self._happen(happening, day)
        if day.isoweekday() <= 5:
            self._do_tasks()

    def _happen(self, happening: Happening, day: date) -> None:
        if happening.kind is Kind.IS_BILLED and happening.billed is not None:
            self._book.add(happening.billed)
        elif happening.kind in (Kind.PAYS, Kind.PAYS_PART):
            self._pay(happening, day)
        elif happening.kind is Kind.HAS_NEW_CARD:
            self._account.add_card(happening.number)
        else:
            self._keep_silent(happening, day)

    def _pay(self, happening: Happening, day: date) -> None:
        if happening.number in self._book.entries:
            self._book.pay(happening.number, happening.amount, day)
        else:
            self._account.pay(happening.number, happening.amount)

    def _keep_silent(self, happening: Happening, day: date) -> None:
        is_promise = happening.kind is Kind.PROMISES
        draft = Hold(
            id="",
            reason=HoldReason.PROMISE if is_promise else HoldReason.DISPUTE,
            scope=Scope.INVOICE,
            since_on=day,
            until_on=happening.until_on,
            author=AUTHOR,
        )
        try:
            people.hold(self._app, self.organisation_id, Whom(number=happening.number), draft)
        except Refused:
            return  # its invoice is paid or not yet known: nothing to promise

    def _do_tasks(self) -> None:
        done = dict.fromkeys(_OUTCOMES, 0)
        for task in to_do.tasks(self._app, self.organisation_id):
            if task.kind in done and done[task.kind] < _DONE_A_DAY:
                done[task.kind] += 1
                to_do.resolve(self._app, self.organisation_id, task.id, _OUTCOMES[task.kind], AUTHOR)
