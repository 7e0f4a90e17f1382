"""Each event of the log in words: no code, no id and no day of a machine's writing is shown to a person."""

import re
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from connector.core.invoice import Organisation
from connector.core.plan_limits import PlanLimits
from connector.core.told import plain_of
from connector.usecases.organisations import change_organisation
from connector.usecases.sentences import say
from connector.web.reader import Reader
from connector.web.trail_told import told
from connector.web.words import WORDS
from tests.scenarios.office import Office
from tests.web.browsing import browser
from tests.web.test_pages import worded

ID = "0b9d4b0e-2f0f-4c57-9e2c-0d5f6a1b2c3d"
PARIS = Organisation(
    id=ID, name="Atelier", country="FR", timezone="Europe/Paris", language="fr", currency="EUR"
)
TITLES = {"books": "Books Online"}
NO_FACT = {"reminder": ID, "hold": ID, "customer": ID}
#: The facts of each event as the use cases write them down, and what a French reader is told.
EVENTS: dict[str, tuple[dict[str, Any], str]] = {
    "reminder.approved": (
        {"asked": 1_234_50, "currency": "EUR", "first": "bo@a.example"},
        "montant 1 234,50 € | d'abord validé par bo@a.example",
    ),
    "reminder.settled": ({"word": "not-sent"}, "dit pas parti"),
    "reminder.unread": (
        {"why": plain_of(say("none_read"))}, "motif Aucune de ses factures ne peut être lue."
    ),
    "reminder.not_noted": ({"invoice": ID, "why": "It said no."}, "motif It said no."),
    "reminder.recorded": ({"step": "firm", "on": "2026-08-31"}, "étape Relance ferme | le 31 août 2026"),
    "hold.pause": ({"hold": ID, "until": "None"}, ""),
    "hold.promise": ({"hold": ID, "until": "2026-09-04"}, "jusqu'au 4 sept. 2026"),
    "customer.changed": (
        {"opted_out": "email, sms", "was": {"opted_out": None}},
        "canaux refusés – → e-mail, SMS",
    ),
    "customers.linked": ({"alike": "tax_number", "customers": [ID]}, "reconnus par : Le même numéro fiscal"),
    "page.file": (
        {"file": ID, "kind": "pdf", "size": 20_500, "digest": "ab" * 32}, "sorte PDF | taille 21 ko"
    ),
    "batch.released": ({"batch": ID, "reminders": [ID, ID]}, "combien 2"),
    "bulk.begun": (
        {"work": ID, "deed": "pause", "count": 1200},
        "décidé Mettre en pause jusqu'à un jour | combien 1 200",
    ),
    "task.closed": ({"task": ID, "outcome": "not-reached"}, "issue personne n'a été joint"),
    "subscription.decided": ({"invoice": ID, "action": "cancel"}, "décidé Le résilier maintenant"),
    "organisation.changed": (
        {
            "mode": "auto", "four_eyes": "1500.50 EUR, 200 JPY", "closures": ["2026-12-24", "2026-12-25"],
            "posting_guard": "warn", "reply_to": None, "auto_submitted": False, "language": "en",
            "plan_limits": asdict(PlanLimits()), "mandate_on": "2026-09-01",
            "left_shadow_at": "2026-09-01 07:00:00+00:00",
        },
        "mode Auto | validés à deux à partir de 1 500,50 €, 200 JPY | fermeture 24 déc. 2026, 25 déc. 2026 | "
        "si les règlements ne sont pas saisis un avertissement | réponses à – | "
        "signalés comme envois automatiques non | langue anglais | paiement en plusieurs fois "
        "Nombre de versements au plus : 3 · Jours jusqu'au dernier versement : 90 · "
        "Premier versement, au moins (pour cent) : 0 · À partir de quel montant : 0 · "
        "Qui répond : une personne, à chaque fois | mandat donné le 1 sept. 2026",
    ),
    "ledger.imported": (
        {"new": 20_000, "changed": 0, "columns": {"number": "N°"}, "dates": "dmy", "all_open": True},
        "nouvelles 20 000 | modifiées 0 | lu dans Numéro de facture = N° | dates jour d'abord : 3 avril | "
        "rien de payé oui",
    ),
    "sender.tested": (
        {"to": "a@b.example", "state": "failed", "reason": "smtp_auth"},
        "à a@b.example | état refusé |  Le serveur refuse l'identifiant ou le mot de passe.",
    ),
    "connection.added": ({"provider": "books", "name": "Atelier"}, "système Books Online | nom Atelier"),
    "text.changed": (
        {"kind": "template", "name": "fr/firm", "number": 3},
        "sorte modèle | nom Relance ferme (français) | version 3",
    ),
    "view.kept": ({"view": ID, "name": "Gros", "asked": "due=late&show=all"}, "nom Gros"),
    "token.made": (
        {"token": ID, "name": "caisse", "permits": ["decide", "read"], "until": "2026-12-31 22:59:00+00:00"},
        "nom caisse | peut décider, lire | jusqu'au 31 déc. 2026 23:59",
    ),
    "webhook.changed": (
        {"endpoint": ID, "kinds": [], "was": {"kinds": ["invoice.paid", "hold.ended"]}},
        "prévenu de Une facture est payée, Une suspension est levée → Tout",
    ),
    "webhook.switched_off": (
        {"endpoint": ID, "address": "https://h.example", "why": "gone"},
        "adresse https://h.example | motif elle dit ne plus exister",
    ),
    "webhook.sent_again": ({"endpoint": ID, "event": ID}, ""),
}  # fmt: skip


def reader(language: str) -> Reader:
    return Reader.of(language, PARIS)


def line(language: str, what: str, facts: dict[str, Any]) -> str:
    found = told(reader(language), TITLES, what, NO_FACT | facts)
    said = " | ".join(f"{name} {value}" for name, value in found)
    return said.replace("\xa0", " ").replace("\u202f", " ").replace("\N{NON-BREAKING HYPHEN}", "-")


@pytest.mark.parametrize("what", EVENTS)
def test_a_french_reader_is_told_in_his_words(what: str) -> None:
    facts, expected = EVENTS[what]

    assert line("fr", what, facts) == expected


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_shown_as_the_machine_keeps_it(language: str) -> None:
    said = {what: line(language, what, facts) for what, (facts, _) in EVENTS.items()}

    raw = re.compile(
        r"[0-9a-f]{8}-|\b\w+_\w+|None$|\bTrue\b|\bFalse\b|[\[\]{}]|\d{4}-\d\d-\d\d|not-sent|not-reached"
    )
    assert {what: words for what, words in said.items() if raw.search(words)} == {}


def test_what_is_no_day_and_no_amount_stands_as_it_was_written() -> None:
    facts = {"on": "soon", "until": "2026-09-01 10:00:00", "four_eyes": "all", "plan_limits": "none"}

    assert line("en", "hold.pause", facts) == (
        "on soon | until 2026-09-01 10:00:00 | released by two from all | payment in instalments none"
    )
    assert line("en", "reminder.approved", {"asked": 5}) == "comes to –"
    assert line("fr", "webhook.changed", {"kinds": ["test"], "was": ["test"]}) == "prévenu de Un essai"


def test_a_setting_is_kept_in_plain_values_and_told_where_it_is_taken_away(office: Office) -> None:
    days = frozenset({date(2026, 12, 25), date(2026, 12, 24)})
    change_organisation(
        office.app, office.id, "Olga", closures=days, daily_cap=40, owner_email=None,
        plan_limits=PlanLimits(is_at_once=True), four_eyes={"EUR": 1_000_00},
    )  # fmt: skip

    page = worded(browser(office).get(f"/o/{office.id}/audit").text)

    for said in (
        "fermeture : 24 déc. 2026, 25 déc. 2026", "messages par jour au plus : 40", "Qui répond : personne",
        "validés à deux à partir de : 1 000,00 €", "propriétaire : –",
    ):  # fmt: skip
        assert said in page, said


def test_every_fact_and_every_event_has_a_name() -> None:
    names = {x for what, (facts, _) in EVENTS.items() for x, _ in told(reader("fr"), {}, what, facts)}

    assert names <= {words[1] for key, words in WORDS.items() if key.startswith("fact.")} | {""}
    assert {f"trail.{what}" for what in EVENTS} <= set(WORDS)
