"""Words for correcting what a business is called and where it is, in English and in French."""

BUSINESS: dict[str, tuple[str, str]] = {
    "business": ("Name and country", "Nom et pays"),
    "business.correct": ("Correct name or country", "Corriger le nom ou le pays"),
    "business.hint": (
        "The name stands in each message that has not left yet. Another country has other public holidays.",
        "Le nom figure dans chaque message qui n'est pas parti. Un autre pays a d'autres jours fériés.",
    ),
    "business.zone": (
        "It stays as it is when the country changes: choose another one here.",
        "Il reste tel quel quand le pays change : choisissez-en un autre ici.",
    ),
    "business.currency": (
        "Taken for amounts that name none; what was read already keeps its own.",
        "Pour les montants qui n'en nomment pas ; ce qui est déjà lu garde la sienne.",
    ),
    "business.keep": ("Keep", "Enregistrer"),
    "business.kept": ("It is kept.", "C'est enregistré."),
}
