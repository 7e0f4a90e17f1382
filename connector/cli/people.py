"""`relance hold`, `release`, `customer set`, `record`, `tasks`, `resolve`, `pause`, `resume`."""

from typing import Annotated, Any

import typer

from connector.channels.addresses import bare_address
from connector.cli.common import (
    AsOf,
    Json,
    Opened,
    Org,
    choice,
    err,
    language_named,
    opened,
    out,
    parse_day,
    person,
    print_json,
    print_table,
)
from connector.cli.showing import SPOKEN
from connector.core.errors import Refused
from connector.core.invoice import CustomerType, Hold, HoldReason, Instalment, Scope
from connector.core.money import minor_units
from connector.render.words import task_words
from connector.usecases import page_links, people, stopping, to_do
from connector.usecases.guide import Guide, guide
from connector.usecases.marks import tags_of, word_of
from connector.usecases.whom import Whom, the_invoice

customer = typer.Typer(help="What is decided for one customer.", no_args_is_help=True)

REASONS = [reason.value for reason in HoldReason]
Number = Annotated[str | None, typer.Argument(metavar="[NUMBER]", help="The invoice's number, or its id.")]
CustomerName = Annotated[str | None, typer.Option("--customer", help="All invoices of this customer.")]
Everybody = Annotated[bool, typer.Option("--all", help="Everything of the organisation.")]


def hold(
    number: Number = None,
    reason: Annotated[str, typer.Option(help=f"One of {', '.join(REASONS)}.")] = "pause",
    customer_name: CustomerName = None,
    everybody: Everybody = False,
    until: Annotated[
        str | None, typer.Option(help="Silent through this day; of a promise the promised day.")
    ] = None,
    amount: Annotated[str | None, typer.Option(help="The part that is disputed or promised.")] = None,
    instalment: Annotated[
        list[str] | None, typer.Option(help="DATE=AMOUNT, a part of a payment plan; repeat.")
    ] = None,
    note: Annotated[str, typer.Option(help="A word for whoever reads it later.")] = "",
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Keep silent, for a reason. `relance release` ends it."""
    with opened(org, as_of, writes=True) as here:
        whom = _whom(number, customer_name, everybody)
        currency = _currency(here, whom)
        draft = Hold(
            id="",
            reason=choice(reason, HoldReason, REASONS, "reason"),
            scope=Scope.INVOICE,
            since_on=here.app.clock.now().date(),
            until_on=parse_day(until),
            amount=None if amount is None else minor_units(amount, currency),
            instalments=tuple(_instalment(text, currency) for text in instalment or ()),
            author=person(),
            note=note,
        )
        made = people.hold(here.app, here.id, whom, draft)
    until_text = "until it is released" if made.until_on is None else f"until {made.until_on}"
    out.print(f"{_named(whom)}: held for {made.reason}, {until_text}.")


def _named(whom: Whom) -> str:
    return whom.number or whom.customer or "Everything"


def _whom(number: str | None, customer_name: str | None, everybody: bool) -> Whom:
    if sum((number is not None, customer_name is not None, everybody)) != 1:
        raise Refused("Say whom: an invoice number, --customer NAME, or --all.")
    return Whom(number, customer_name, everybody)


def _currency(here: Opened, whom: Whom) -> str:
    if whom.number is None:
        return here.organisation.currency
    with here.app.store.reading(here.id) as unit:
        return the_invoice(unit, whom.number).currency


def _instalment(text: str, currency: str) -> Instalment:
    day, sign, amount = text.partition("=")
    due_on = parse_day(day) if sign else None
    if due_on is None:
        raise Refused(f"«{text}» is no instalment: write --instalment 2026-12-01=250.00.")
    return Instalment(due_on, minor_units(amount, currency))


def release(
    number: Number = None,
    reason: Annotated[str | None, typer.Option(help="Only holds of this reason.")] = None,
    customer_name: CustomerName = None,
    everybody: Everybody = False,
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """End a hold, or let a first contact over 180 days late go on."""
    with opened(org, as_of, writes=True) as here:
        kind = None if reason is None else choice(reason, HoldReason, REASONS, "reason")
        whom = _whom(number, customer_name, everybody)
        count = people.release(here.app, here.id, whom, kind, person())
    out.print(f"{count} released.")


@customer.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The customer's name.")],
    policy: Annotated[
        str | None, typer.Option(help='The policy his invoices follow; "" for the organisation\'s.')
    ] = None,
    exclude: Annotated[bool | None, typer.Option("--exclude/--include", help="Never write to him.")] = None,
    language: Annotated[str | None, typer.Option(help="The language he reads, such as fr or en.")] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help=f"What he is: {', '.join(CustomerType)}.")
    ] = None,
    direct_debit: Annotated[
        bool | None, typer.Option("--direct-debit/--no-direct-debit", help="He pays by direct debit.")
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(help='A tag of yours, for segments; repeat for all he has; "" for none.'),
    ] = None,
    sector: Annotated[str | None, typer.Option(help='What he does, for segments; "" takes it away.')] = None,
    email: Annotated[str | None, typer.Option(help="A billing address to add.")] = None,
    take_links_back: Annotated[
        bool, typer.Option("--take-links-back", help="No link he was sent opens his page any more.")
    ] = False,
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Decide something for one customer."""
    given: dict[str, Any] = {
        "policy": policy,
        "is_excluded": exclude,
        "language": language and language_named(language),
        "type": kind and choice(kind, CustomerType, [x.value for x in CustomerType], "type"),
        "pays_by_direct_debit": direct_debit,
        "sector": sector and word_of(sector),
    }
    fields = {key: None if value == "" else value for key, value in given.items() if value is not None}
    if tag is not None:
        fields["tags"] = tags_of(tag)
    if not fields and email is None and not take_links_back:
        raise Refused("Say what to change: `relance customer set --help` lists it.")
    address = None if email is None else bare_address(email)
    with opened(org, as_of, writes=True) as here:
        if fields:
            people.change_customer(here.app, here.id, name, person(), **fields)
        if address is not None:
            people.add_address(here.app, here.id, name, address, person())
        if take_links_back:
            _take_links_back(here, name)
    out.print(f"Changed «{name}».")


def _take_links_back(here: Opened, name: str) -> None:
    """Of every record of that name: none of them should open anything."""
    with here.app.store.reading(here.id) as unit:
        named = [x.id for x in unit.ledger.find_customers(name)]
    if not named:
        raise Refused(f"No customer is called «{name}».")
    for customer_id in named:
        page_links.take_links_back(here.app, here.id, customer_id, person())


def record(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The invoice's number.")],
    step: Annotated[str, typer.Option(help="The step that was taken.")],
    on: Annotated[str, typer.Option(help="The day it left.")],
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Note a reminder that was sent by hand, or before Relance."""
    with opened(org, as_of, writes=True) as here:
        day = parse_day(on)
        if day is None:
            raise Refused("Say the day it left: --on 2026-11-23.")
        people.record(here.app, here.id, number, step, day, person())
    out.print(f"Noted: {step} for {number} on {on}.")


def tasks(
    id_: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A letter or call: print its words.")
    ] = None,
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List what waits for a person; with an ID, print the letter, or what to say on the telephone."""
    with opened(org, as_of, writes=id_ is not None) as here:
        if id_ is not None:
            _print_guide(guide(here.app, here.id, id_), as_json)
            return
        waiting = to_do.tasks(here.app, here.id)
    if as_json:
        print_json(
            [
                {
                    "id": x.id,
                    "kind": x.kind,
                    "text": _words(x),
                    "customer": x.customer,
                    "invoices": list(x.invoices),
                }
                for x in waiting
            ]
        )
        return
    if not waiting:
        out.print("Nothing waits for a person.")
        return
    rows = [[x.id[:8], x.customer, ", ".join(x.invoices), _words(x)] for x in waiting]
    print_table("", ["Id", "Customer", "Invoices", "What"], rows)
    for advice in dict.fromkeys(_advice(x) for x in waiting):
        err.print(advice)


def _print_guide(made: Guide, as_json: bool) -> None:
    """The words alone on standard output, so that they can be sent to a printer."""
    if as_json:
        print_json({"id": made.reminder.id, "customer": made.customer, "text": made.words.text})
        return
    out.print(made.words.text, soft_wrap=True)
    err.print(_advice(to_do.Waiting(made.reminder.id, made.reminder.channel, made.customer)))


def _words(waiting: to_do.Waiting) -> str:
    return task_words(waiting.kind, waiting.step_id, waiting.detail, SPOKEN)


def _advice(waiting: to_do.Waiting) -> str:
    """How it is closed, with the words that fit it."""
    words = _FITTING.get(waiting.kind, "done")
    return f"`relance resolve ID {words}` closes {_NAMED.get(waiting.kind, 'a task')}."


_FITTING = {
    "call": "reached|not-reached",
    "letter": "posted",
    "unknown": "sent|not-sent",
    "final_action": "leave|pause|cancel",
}
_NAMED = {
    "call": "a call",
    "letter": "a letter",
    "unknown": "what nobody knows",
    "final_action": "an unpaid subscription, and does it at its source",
}


def resolve(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The task's id, or its beginning.")],
    word: Annotated[
        str,
        typer.Argument(
            metavar="WORD",
            help="sent, not-sent, done, reached, not-reached or posted; of an unpaid subscription leave, "
            "pause or cancel, which is then done at its source.",
        ),
    ],
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Say what became of a task or of a reminder nobody knows about."""
    known = (*to_do.WORDS, *to_do.ENDINGS)
    if word not in known:
        raise Refused(f"«{word}» says nothing here: write one of {', '.join(known)}.")
    with opened(org, as_of, writes=True) as here:
        closed = to_do.resolve(here.app, here.id, id_, word, person())
    about = ", ".join(x for x in (closed.customer, *closed.invoices) if x)
    out.print(f"{about}: {word}.")


def pause(org: Org = None, as_of: AsOf = None) -> None:
    """Stop everything of the organisation, at once."""
    with opened(org, as_of, writes=True) as here:
        stopping.stop(here.app, here.id, person())
    out.print("Everything is stopped. `relance resume` starts it again.")


def resume(org: Org = None, as_of: AsOf = None) -> None:
    """Start again what `relance pause` stopped."""
    with opened(org, as_of, writes=True) as here:
        if not stopping.resume(here.app, here.id, person()):
            raise Refused("Nothing is stopped.")
    out.print("Started again.")


COMMANDS = (hold, release, record, tasks, resolve, pause, resume)
