"""What goes with a message, its PDFs and pay links: whatever is missing, it leaves without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connector.core.errors import Malformed, RateLimited, Rejected, Unavailable
from connector.core.invoice import Invoice
from connector.core.message import Attachment, Outgoing
from tests.scenarios.office import Office

Story = Callable[..., Office]

PDF = Attachment("F-1.pdf", b"%PDF")
LINK = "https://provider.example/pay/F-1"
TROUBLE = Unavailable("It does not answer.")


class Shelf:
    """What an account gives for every invoice; `takes` is how long each answer lasts."""

    def __init__(
        self,
        office: Office,
        pdf: Attachment | Exception | None = None,
        link: str | Exception | None = None,
        takes: timedelta = timedelta(),
    ) -> None:
        self._office, self._pdf, self._link, self._takes = office, pdf, link, takes
        self.pdfs: list[str] = []
        self.links: list[str] = []
        self.opened = 0
        office.app = office.make_app(documents=self.open)

    def open(self, *_: object) -> "Shelf":
        self.opened += 1
        return self

    def pdf(self, invoice: Invoice) -> Any:
        self.pdfs.append(invoice.number)
        return self._given(self._pdf)

    def pay_link(self, invoice: Invoice) -> Any:
        self.links.append(invoice.number)
        return self._given(self._link)

    def _given(self, answer: Any) -> Any:
        self._office.clock.moment += self._takes
        if isinstance(answer, Exception):
            raise answer
        return answer


def left(office: Office, *numbers: str, moment: str = "2026-09-08") -> Outgoing:
    """The one message that left about these invoices, due on 3 September."""
    for number in numbers:
        office.invoice(number, "2026-09-03")
    office.sync()
    office.cycle(moment)
    assert office.faults == []
    return office.mail.delivered[-1].message


@pytest.mark.parametrize(
    ("answer", "attached"),
    [(PDF, (PDF, PDF)), (None, ()), (TROUBLE, ()), (Rejected("No."), ()), (Malformed("What?"), ())],
)
def test_a_pdf_goes_along_and_its_absence_keeps_nothing_back(
    story: Story, answer: Attachment | Exception | None, attached: tuple[Attachment, ...]
) -> None:
    office = story()
    Shelf(office, pdf=answer)

    assert left(office, "F-1", "F-2").attachments == attached


@pytest.mark.parametrize(
    ("answer", "asked"),
    [(TROUBLE, 1), (RateLimited("Later.", None), 1), (Rejected("Not this one."), 2)],  # type: ignore[arg-type]
)
def test_an_account_in_trouble_is_asked_once_and_one_bad_invoice_costs_itself_alone(
    story: Story, answer: Exception, asked: int
) -> None:
    office = story()
    shelf = Shelf(office, pdf=answer, link=answer)

    left(office, "F-1", "F-2")

    assert (len(shelf.pdfs), len(shelf.links)) == (asked, asked)


def test_the_account_is_opened_once_for_all_pdfs_and_once_for_all_links(story: Story) -> None:
    office = story()
    shelf = Shelf(office, pdf=PDF, link=LINK)

    left(office, "F-1", "F-2", "F-3")

    assert (len(shelf.pdfs), len(shelf.links), shelf.opened) == (3, 3, 2)


def test_a_message_about_many_invoices_leaves_without_pdfs(story: Story) -> None:
    office = story()
    shelf = Shelf(office, pdf=PDF)

    message = left(office, *(f"F-{n}" for n in range(11)))

    assert (message.attachments, shelf.pdfs) == ((), [])


def test_slow_documents_never_use_up_the_time_in_which_a_balance_counts(story: Story) -> None:
    office = story()
    shelf = Shelf(office, pdf=PDF, link=LINK, takes=timedelta(seconds=40))

    message = left(office, "F-1", "F-2", "F-3", "F-4")

    assert (len(shelf.links), len(shelf.pdfs), len(message.attachments)) == (3, 0, 0)


def test_a_ledger_file_has_no_documents(story: Story) -> None:
    office = story()
    shelf = Shelf(office, pdf=PDF, link=LINK)
    office.invoice("F-1", "2026-09-03")
    office.at("2026-09-07")
    office.import_file("F-1")
    office.account.invoices.clear()

    office.sync()
    office.cycle("2026-09-08")

    assert [x.message.attachments for x in office.mail.delivered] == [()]
    assert (shelf.pdfs, shelf.links) == ([], [])


# ---------------------------------------------------------------- pay links


def test_a_pay_link_is_asked_for_when_a_message_needs_it_and_then_kept(story: Story) -> None:
    office = story()
    shelf = Shelf(office, link=LINK)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    unasked = list(shelf.links)

    office.cycle("2026-09-08")
    office.cycle("2026-09-18")

    assert (unasked, shelf.links) == ([], ["F-1"])
    assert [LINK in x.message.text and LINK in x.message.html for x in office.mail.delivered] == [True, True]


def test_a_link_that_was_asked_for_outlives_a_change_of_its_invoice(story: Story) -> None:
    office = story()
    shelf = Shelf(office, link=LINK)
    left(office, "F-1")
    office.change("F-1", open=60_00)

    office.days("2026-09-14", "2026-09-22")

    assert shelf.links == ["F-1"]
    assert [LINK in x.message.text for x in office.mail.delivered] == [True, True]


def test_the_source_s_own_link_comes_first(story: Story) -> None:
    office = story()
    shelf = Shelf(office, link=LINK)
    office.invoice("F-1", "2026-09-03", pay_link="https://provider.example/own")
    office.sync()
    office.cycle("2026-09-08")
    office.change("F-1", pay_link="https://provider.example/newer")

    office.cycle("2026-09-18")

    assert shelf.links == []
    assert ["provider.example/own" in x.message.text for x in office.mail.delivered] == [True, False]
    assert "provider.example/newer" in office.mail.delivered[1].message.text


@pytest.mark.parametrize("answer", [None, TROUBLE, Rejected("No."), Malformed("What?")])
def test_without_a_link_the_reminder_leaves_and_it_is_asked_for_again_the_next_time(
    story: Story, answer: Exception | None
) -> None:
    office = story()
    shelf = Shelf(office, link=answer)
    left(office, "F-1")

    office.cycle("2026-09-18")

    assert (len(office.mail.delivered), shelf.links) == (2, ["F-1", "F-1"])


def test_no_link_is_asked_for_an_invoice_that_was_paid_meanwhile(story: Story) -> None:
    office = story()
    shelf = Shelf(office, link=LINK)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.account.pay("F-1")

    office.cycle("2026-09-08T09:00")

    assert (office.mail.delivered, shelf.links) == ([], [])
