"""`relance late-fees`: what the owner confirms about late payment, and what the law adds to who owes."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from connector.cli.common import (
    AsOf,
    Json,
    Opened,
    Org,
    choice,
    err,
    opened,
    out,
    parse_day,
    person,
    print_json,
    print_table,
)
from connector.core.errors import Refused
from connector.core.fees import LateFees, NoFees, Without
from connector.core.invoice import Invoice
from connector.core.late_statement import LateStatement
from connector.core.late_terms import LateTerms, Law, RateMode, Semester
from connector.core.money import decimal_text
from connector.usecases import late_fees as verbs
from connector.usecases.whom import the_customers

late_fees = typer.Typer(
    help="Interest and the fixed sum for late payment: said to businesses and public bodies, never booked.",
    no_args_is_help=True,
)

MODES = [mode.value for mode in RateMode]
_WHY = {
    Without.NOT_CONFIRMED: "nobody has confirmed the terms: see `relance late-fees confirm`",
    Without.LAW_GONE: "the file of rates no longer has the law that was confirmed: confirm again",
    Without.MOVED: "confirmed for another country: `relance late-fees confirm` again",
    Without.NOT_A_BUSINESS: "not known to be a business: `relance customer set --type` says so",
    Without.PUBLIC_BODY: "a public body: what it owes by these terms is not known",
    Without.INSOLVENCY: "insolvent",
    Without.NO_DUE_DATE: "no due date",
    Without.NOT_LATE: "not late",
    Without.NO_RATE: "no rate is known for {semester}: see RELANCE_LATE_PAYMENT_FILE",
}


@late_fees.command("laws")
def laws(org: Org = None, as_json: Json = False) -> None:
    """List the laws that are known, today's yearly rate of each, and what was confirmed."""
    with opened(org) as here:
        known, offered = here.app.laws, verbs.law_offered(here.app, here.organisation)
        today, terms = here.organisation.day(here.app.clock.now()), here.organisation.late_terms
        unfit = verbs.late_terms_unfit(here.app, here.organisation)
    found = {} if known is None else known.laws
    rows = [_law(law, Semester.of(today), is_offered=code == offered) for code, law in found.items()]
    if as_json:
        print_json({"laws": rows, "confirmed": terms and _terms(terms), "unfit": terms and unfit})
        return
    cells = [[x["law"], x["rate"] or "-", x["mode"], x["articles"] or "as agreed"] for x in rows]
    print_table("Laws of late payment", ["law", f"{Semester.of(today)} %", "mode", "articles"], cells)
    if known is not None:
        err.print(f"Rates compared with what was published on {known.verified_on}.")
    out.print(_confirmed(terms))
    if terms is not None and unfit is not None:
        err.print(f"Nothing is said: {_WHY[unfit]}.")


def _law(law: Law, now: Semester, is_offered: bool) -> dict[str, Any]:
    rate = law.rates.get(now)
    return {
        "law": law.code, "articles": law.articles, "mode": law.mode.value, "is_offered": is_offered,
        "rate": None if rate is None else str(rate),
    }  # fmt: skip


def _terms(terms: LateTerms) -> dict[str, Any]:
    return {
        "law": terms.law, "mode": terms.mode.value, "rate": None if terms.rate is None else str(terms.rate),
        "has_indemnity": terms.has_indemnity, "by": terms.confirmed_by, "on": str(terms.confirmed_on),
    }  # fmt: skip


def _confirmed(terms: LateTerms | None) -> str:
    if terms is None:
        return "Nothing is confirmed: no message speaks of late payment."
    rate = "the law's own rates" if terms.rate is None else f"{terms.rate} % a year"
    fixed = "and the fixed sum" if terms.has_indemnity else "without a fixed sum"
    who = f"{terms.confirmed_by} on {terms.confirmed_on}"
    return f"Confirmed by {who}: {terms.law}, {rate}, {terms.mode}, {fixed}."


@late_fees.command("confirm")
def confirm(
    law: Annotated[str, typer.Argument(metavar="LAW", help="FR, EU, GB or contract: see `laws`.")],
    rate: Annotated[
        str | None, typer.Option(help="The yearly per cent of your terms, such as 12.5; else the law's.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help=f"One of {', '.join(MODES)}; else the law's.")] = None,
    indemnity: Annotated[bool, typer.Option(help="Speak of the law's fixed sum too.")] = True,
    org: Org = None,
) -> None:
    """Confirm that your terms and invoices say so: then firm reminders tell businesses and public bodies."""
    chosen = None if mode is None else choice(mode, RateMode, MODES, "mode")
    with opened(org, writes=True) as here:
        is_low = verbs.confirm_late_terms(
            here.app, here.id, person(), law, _rate(rate), chosen, has_indemnity=indemnity
        )
        terms = _again(here)
    out.print(_confirmed(terms))
    if is_low:
        err.print("The rate is under what the law lets a contract name: a court may set it aside.")


def _again(here: Opened) -> LateTerms | None:
    with here.app.store.reading(here.id) as unit:
        return unit.organisation().late_terms


def _rate(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Refused(f"«{text}» is no rate: write a yearly per cent such as 12.5.") from None


@late_fees.command("withdraw")
def withdraw(org: Org = None) -> None:
    """Say nothing of late payment any more."""
    with opened(org, writes=True) as here:
        verbs.withdraw_late_terms(here.app, here.id, person())
    out.print(_confirmed(None))


@late_fees.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's name.")],
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Compute what is added to each open invoice of a customer so far. Nothing is written or booked."""
    with opened(org, as_of) as here:
        with here.app.store.reading(here.id) as unit:
            ids = [x.id for x in the_customers(unit, name)]
        found = [pair for x in ids for pair in verbs.account_of(here.app, here.id, x).found]
    if as_json:
        print_json([_row(invoice, fees) for invoice, fees in found])
        return
    for invoice, fees in found:
        out.print("\n".join(_lines(invoice, fees)))
    if not found:
        out.print("Nothing is open.")


@late_fees.command("export")
def export(
    name: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's name.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv or .pdf.")],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Count through this day, today or later.")
    ] = None,
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Write a document, apart from the invoices, in the customer's language. Nothing is booked."""
    if file.suffix.lower() not in (".csv", ".pdf"):
        raise Refused(f"{file.name} ends in neither .csv nor .pdf: say which it is to be.")
    day = parse_day(on)
    with opened(org, as_of) as here:
        with here.app.store.reading(here.id) as unit:
            ids = [x.id for x in the_customers(unit, name)]
        if len(ids) > 1:
            raise Refused(f"{len(ids)} customers are called «{name}»: each page of theirs has its document.")
        made = verbs.late_statement(here.app, here.id, ids[0], day)
    _write(made, file)
    out.print(f"Wrote {file}: through {made.on}, for information, not booked.")


def _write(made: LateStatement, file: Path) -> None:
    from connector.render.late_statement import late_header, late_html, late_rows
    from connector.render.report import pdf_of
    from connector.web.lists import csv_text

    is_pdf = file.suffix.lower() == ".pdf"
    content = pdf_of(late_html(made)) if is_pdf else csv_text(late_header(made), late_rows(made)).encode()
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def _lines(invoice: Invoice, fees: LateFees | NoFees) -> list[str]:
    if isinstance(fees, NoFees):
        return [f"{invoice.number}  {_WHY[fees.why].format(semester=fees.semester)}"]
    interest, fixed = (
        f"{decimal_text(x, fees.currency)} {fees.currency}" for x in (fees.interest, fees.indemnity)
    )
    head = f"{invoice.number}  interest {interest} through {fees.until}, fixed sum {fixed}"
    days = [
        f"  {x.since} to {x.until}: {x.days} days, {decimal_text(x.principal, fees.currency)} at {x.rate} %"
        for x in fees.stretches
    ]
    return [head, *days]


def _row(invoice: Invoice, fees: LateFees | NoFees) -> dict[str, Any]:
    if isinstance(fees, NoFees):
        return {
            "invoice": invoice.number,
            "why": fees.why.value,
            "semester": fees.semester and str(fees.semester),
        }
    return {
        "invoice": invoice.number,
        "currency": fees.currency,
        "interest": decimal_text(fees.interest, fees.currency),
        "indemnity": decimal_text(fees.indemnity, fees.currency),
        "until": str(fees.until),
        "stretches": [
            {
                "since": str(x.since), "until": str(x.until), "days": x.days, "rate": str(x.rate),
                "principal": decimal_text(x.principal, fees.currency),
            }
            for x in fees.stretches
        ],
    }  # fmt: skip
