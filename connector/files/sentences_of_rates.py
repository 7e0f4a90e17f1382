"""What is said of a file of rates that cannot be used, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "keys": (
            "the file has these parts, each once: {known}.",
            "le fichier a ces parties, chacune une fois : {known}.",
        ),
        "day": (
            "this is no day: write one such as 2026-11-21.",
            "ce n'est pas un jour : écrivez par exemple 2026-11-21.",
        ),
        "table": (
            "a table belongs here: one name and its value on each line.",
            "il faut ici un tableau : un nom et sa valeur par ligne.",
        ),
        "semester": (
            "this is no half of a year: write one such as 2027-1.",
            "ce n'est pas un semestre : écrivez par exemple 2027-1.",
        ),
        "rate": (
            "this is no yearly rate in per cent: write one such as 2.15.",
            "ce n'est pas un taux annuel en pour cent : écrivez par exemple 2.15.",
        ),
        "laws": (
            "the laws stand here, and «{name}» is one of them: put it back.",
            "les règles se trouvent ici, et « {name} » en fait partie : remettez-la.",
        ),
        "law": (
            "a law has a mode, and nothing but: {known}.",
            "une règle a un mode, et rien d'autre que : {known}.",
        ),
        "articles": (
            "the articles are one text: put it in quotes.",
            "les articles sont un seul texte : mettez-le entre guillemets.",
        ),
        "mode": ("write one of {known}.", "écrivez l'un de : {known}."),
        "reference": (
            "this reference has no table above: write one of {known}.",
            "cette référence n'a pas de tableau plus haut : écrivez l'une de : {known}.",
        ),
        "floor": (
            "a floor is a reference, one of {known}, and how many times: write {{reference: …, times: …}}.",
            "un plancher est une référence, l'une de : {known}, et un multiple : "
            "écrivez {{reference: …, times: …}}.",
        ),
        "indemnity": (
            "an indemnity is a currency and its tiers in whole units: "
            "write {{currency: EUR, tiers: [{{from: 0, sum: 40}}]}}.",
            "une indemnité est une devise et ses paliers en unités entières : "
            "écrivez {{currency: EUR, tiers: [{{from: 0, sum: 40}}]}}.",
        ),
        "public_bodies": (
            "what is different for public bodies is said by {known}, of a law with a reference.",
            "ce qui diffère pour les organismes publics s'écrit avec {known}, dans une règle qui a une "
            "référence.",
        ),
        "countries": (
            "countries are two letters each: write [FR, BE]; NO stands in quotes.",
            "les pays s'écrivent en deux lettres : écrivez [FR, BE] ; NO se met entre guillemets.",
        ),
    }
)
