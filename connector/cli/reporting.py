"""`relance report`."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from connector.cli.common import AsOf, Json, Opened, Org, opened, out, print_json, print_table
from connector.cli.showing import reader_tag
from connector.core.errors import Refused
from connector.core.money import decimal_text
from connector.core.reports import Month, Report, standing
from connector.render.formats import money_text
from connector.render.words import step_words
from connector.usecases.report import monthly


def report(
    org: Org = None,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="The month; without it, the last whole one.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there as a PDF.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what was owed, sent and paid in a month, what was promised, and who needs a call."""
    with opened(org, as_of) as here:
        made = monthly(here.app, here.id, Month.named(month) if month else _last_whole(here))
        if pdf is not None:
            _write(made, pdf)
            out.print(f"Wrote {pdf}.")
            return
        if as_json:
            print_json(_json(made))
            return
        _print(made, here)


def _last_whole(here: Opened) -> Month:
    today = here.organisation.day(here.app.clock.now())
    return Month((today.replace(day=1) - timedelta(days=1)).replace(day=1))


def _write(made: Report, file: Path) -> None:
    from connector.render.report import pdf_of, report_html

    content = pdf_of(report_html(made))
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def _print(made: Report, here: Opened) -> None:
    tag, language = reader_tag(here.organisation), here.organisation.language
    for one in made.ageings:
        parts = [
            [age.value, str(part.count), money_text(part.open, one.currency, tag)]
            for age, part in one.parts.items()
        ]
        print_table(f"Owed on {made.on}, {one.currency}", ["Age", "Invoices", "Amount"], parts)
    said = [
        [step_words(x.step_id, language), str(x.count), money_text(x.asked, x.currency, tag)]
        for x in made.said
    ]
    print_table(f"Sent in {made.month.text}", ["Step", "Messages", "Amount"], said)
    for x in made.came_in:
        amount, after = (money_text(y, x.currency, tag) for y in (x.amount, x.after))
        out.print(f"Came in: {amount} in {x.count} payments, of it {after} after a reminder.")
    for kind, rows in (("promise", made.promises), ("dispute", made.disputes)):
        for told in rows:
            amount = money_text(told.amount, told.currency, tag)
            out.print(
                f"{kind} {told.since_on} {told.customer} {told.number} {amount}: {standing(told, made.on)}"
            )
    for call in made.calls:
        out.print(f"call {call.customer}: {', '.join(call.invoices)}")


def _json(made: Report) -> dict[str, Any]:
    """Amounts as decimal text, days as ISO dates."""
    return {
        "organisation": made.organisation,
        "month": made.month.text,
        "on": made.on.isoformat(),
        "payments_known_on": made.known_on.isoformat() if made.known_on else None,
        "ageing": [
            {
                "currency": x.currency,
                **{age.value: decimal_text(part.open, x.currency) for age, part in x.parts.items()},
            }
            for x in made.ageings
        ],
        "sent": [asdict(x) | {"asked": decimal_text(x.asked, x.currency)} for x in made.said],
        "came_in": [
            {
                "currency": x.currency,
                "payments": x.count,
                "amount": decimal_text(x.amount, x.currency),
                "after_reminder_payments": x.after_count,
                "after_reminder": decimal_text(x.after, x.currency),
            }
            for x in made.came_in
        ],
        "promises": [_told(x, made) for x in made.promises],
        "disputes": [_told(x, made) for x in made.disputes],
        "calls": [{"customer": x.customer, "invoices": list(x.invoices)} for x in made.calls],
    }


def _told(told: Any, made: Report) -> dict[str, Any]:
    return {
        "customer": told.customer,
        "invoice": told.number,
        "currency": told.currency,
        "amount": decimal_text(told.amount, told.currency),
        "since": told.since_on.isoformat(),
        "until": told.until_on.isoformat() if told.until_on else None,
        "state": standing(told, made.on).value,
    }


COMMANDS = (report,)
