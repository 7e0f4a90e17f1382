"""What is said where no late statement can be made, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "late_day": (
            "Interest is counted through a day from {first} to {last}: what was open on a day that is past "
            "is not known.",
            "Les intérêts se comptent jusqu'à un jour entre le {first} et le {last}\u00a0: ce qui "
            "restait dû un jour passé n'est pas connu.",
        ),
        "late.not_confirmed": (
            "Nobody has confirmed what your terms say of late payment: confirm it first, on its page or "
            "with `relance late-fees confirm`.",
            "Personne n'a confirmé ce que disent vos conditions sur le retard de paiement\u00a0: "
            "confirmez-le d'abord, sur sa page ou avec `relance late-fees confirm`.",
        ),
        "late.law_gone": (
            "The law that was confirmed is no longer in the file of rates: confirm again.",
            "La règle confirmée n'est plus dans le fichier des taux\u00a0: confirmez de nouveau.",
        ),
        "late.moved": (
            "The terms were confirmed for another country: confirm again.",
            "Les conditions ont été confirmées pour un autre pays\u00a0: confirmez de nouveau.",
        ),
        "late.not_a_business": (
            "{name} is not known to be a business or a public body: nothing is added to what he owes.",
            "{name} n'est pas connu comme entreprise ou organisme public\u00a0: rien ne s'ajoute à ce "
            "qui est dû.",
        ),
        "late.public_body": (
            "{name} is a public body: what it owes by the terms confirmed is not known.",
            "{name} est un organisme public\u00a0: ce qu'il doit selon les conditions confirmées n'est "
            "pas connu.",
        ),
        "late.insolvency": (
            "{name} is insolvent: nothing is added to what he owes.",
            "{name} est en procédure collective\u00a0: rien ne s'ajoute à ce qui est dû.",
        ),
        "late.no_due_date": (
            "No invoice of {name} has a due date.",
            "Aucune facture de {name} n'a d'échéance.",
        ),
        "late.not_late": (
            "{name} owes nothing that is late.",
            "{name} ne doit rien qui soit en retard.",
        ),
        "late.no_rate": (
            "The rate of a half-year is missing for every late invoice of {name}: see the file of rates.",
            "Le taux d'un semestre manque pour chaque facture en retard de {name}\u00a0: voyez le "
            "fichier des taux.",
        ),
    }
)
