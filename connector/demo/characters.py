"""Those with a part in the story: one for each reason that there is, so that a visitor meets them all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from connector.core.invoice import Hold, HoldReason, Instalment, Scope
from connector.demo.book import Entry
from connector.demo.names import Debtor, slug
from connector.usecases.whom import Whom

AUTHOR = "Camille Roussel"
#: The catcher refuses this one, as a mail server does whose user has left.
GONE_ADDRESS = "ancien@comptoir-vieux-port.example"


@dataclass(frozen=True)
class Character:
    """One customer with his invoices, what was sent by hand, and what is said of him on the first day."""

    debtor: Debtor
    entries: tuple[Entry, ...]
    by_hand: tuple[tuple[str, str, date], ...] = ()
    hold: tuple[Whom, Hold] | None = None
    changes: dict[str, Any] = field(default_factory=dict)


class _Cast:
    """Writes the parts; numbers follow one another."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.parts: list[Character] = []

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def part(
        self,
        name: str,
        late: int | None,
        amount: int,
        *,
        email: str | None = None,
        by_hand: Sequence[tuple[str, int]] = (),
        credit: int = 0,
        changes: dict[str, Any] | None = None,
        **known: Any,
    ) -> str:
        """One invoice `late` days late; `by_hand` are steps with the days since. Returns its number."""
        number = f"LU-{700 + len(self.parts)}"
        address = f"compta@{slug(name)}.example" if email is None else email
        debtor = Debtor(name, address, **known)
        due_on = None if late is None else self.day(-late)
        entries = [Entry(number, debtor, self.day(-(late or 0) - 30), due_on, amount, amount)]
        if credit:
            entries.append(Entry(f"AV-{number}", debtor, self.day(-1), None, -credit, -credit))
        said = tuple((number, step, self.day(-ago)) for step, ago in by_hand)
        self.parts.append(Character(debtor, tuple(entries), said, None, changes or {}))
        return number

    def held(
        self,
        name: str,
        late: int,
        amount: int,
        reason: HoldReason,
        *,
        is_whole_customer: bool = False,
        days: int | None = None,
        disputed: int | None = None,
        instalments: tuple[Instalment, ...] = (),
        by_hand: Sequence[tuple[str, int]] = (),
    ) -> None:
        """One invoice about which we keep silent from the first day on."""
        number = self.part(name, late, amount, by_hand=by_hand)
        whom = Whom(customer=name) if is_whole_customer else Whom(number=number)
        draft = Hold(
            id="",
            reason=reason,
            scope=Scope.INVOICE,
            since_on=self.today,
            until_on=None if days is None else self.day(days),
            amount=disputed,
            instalments=instalments,
            author=AUTHOR,
        )
        last = self.parts[-1]
        self.parts[-1] = Character(last.debtor, last.entries, last.by_hand, (whom, draft), last.changes)


def characters(today: date) -> list[Character]:
    """One customer for each reason to speak, to wait and to be silent."""
    cast = _Cast(today)
    _hard_to_reach(cast)
    _held(cast)
    _on_their_way(cast)
    return cast.parts


def _hard_to_reach(cast: _Cast) -> None:
    cast.part('Essai <script>alert("sans effet")</script> & Fils', 6, 184_000, email="compta@balises.example")
    cast.part("{{ config }} Électricité", 8, 62_550, email="compta@accolades.example")
    cast.part("Brocante du Canal", 7, 41_200, email="")
    cast.part("Comptoir du Vieux-Port", 9, 373_000, email=GONE_ADDRESS)
    cast.part("Mairie de Saint-Aubin", 10, 220_000, type="public_body")
    cast.part("Mme Hélène Aubry", 12, 18_900, type="consumer")
    cast.part("Studio Pointe-Courte", 11, 54_000, changes={"opted_out": frozenset({"email"})})


def _held(cast: _Cast) -> None:
    sent = (("friendly", 16),)
    cast.held("Hôtel des Remparts", 22, 480_000, HoldReason.DISPUTE, by_hand=sent)
    cast.held("Théâtre de l'Écluse", 23, 310_000, HoldReason.DISPUTE, disputed=90_000, by_hand=sent)
    cast.held("Chocolaterie Bayard", 21, 98_000, HoldReason.PROMISE, days=3, by_hand=sent)
    cast.held("Garage de la Rocade", 24, 126_000, HoldReason.PROMISE, days=1, by_hand=sent)
    parts = tuple(Instalment(cast.day(n), 100_000) for n in (4, 18, 32))
    cast.held("Domaine Sainte-Foy", 40, 300_000, HoldReason.PLAN, instalments=parts, by_hand=sent)
    cast.held("Transports Lormeau", 35, 740_000, HoldReason.INSOLVENCY, is_whole_customer=True)
    cast.held("Crèche Les Lucioles", 18, 36_000, HoldReason.PAUSE, is_whole_customer=True, days=10)
    cast.held("Agence Trente-Six", 19, 87_500, HoldReason.REPLY, is_whole_customer=True, by_hand=sent)
    cast.held("Clinique du Parc", 17, 151_000, HoldReason.SAID_PAID, by_hand=(("friendly", 11),))
    cast.held("Scierie du Morvan", 130, 260_000, HoldReason.HANDED_OVER)
    cast.held("Groupe Estienne", 60, 990_000, HoldReason.FACTORED)


def _on_their_way(cast: _Cast) -> None:
    cast.part("Ambassade de Valdoria", 14, 145_000, changes={"is_excluded": True})
    cast.part("Café sans Échéance", None, 28_000)
    cast.part("Forges de Brocéliande", 210, 512_000)
    cast.part("Kiosque du Pont", 20, 790)
    taken = (("friendly", 70), ("firm", 60), ("call", 55), ("formal", 40))
    cast.part("Cinéma Le Rialto", 75, 334_000, by_hand=taken)
    cast.part("Verrerie d'Aubagne", 21, 167_000, by_hand=(("friendly", 16), ("firm", 6)))
    cast.part("Cordonnerie Faure", 33, 52_300, by_hand=(("friendly", 28), ("firm", 18)))
    cast.part("Opticien du Marché", 32, 61_400, by_hand=(("friendly", 26), ("firm", 7)))
    cast.part("Maison Delorme", 9, 240_000, credit=240_000)
    cast.part("Bateaux de Loire", 12, 88_000, changes={"policy": "gentle"})
    cast.part("Discothèque Orion", 6, 133_000, changes={"policy": "firm"})
