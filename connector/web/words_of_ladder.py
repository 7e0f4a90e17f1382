"""Words of what a ladder leaves out, in English and in French."""

LADDER: dict[str, tuple[str, str]] = {
    "left_out": ("left out", "laissée de côté"),
    "left_out.short_terms": (
        "The invoice was issued less than ten days before its due date.",
        "La facture a été émise moins de dix jours avant son échéance.",
    ),
    "left_out.known_late": (
        "It was late already when Relance read it or began to write for you.",
        "La facture était déjà en retard quand Relance l'a lue ou a commencé à écrire pour vous.",
    ),
    "left_out.due_passed": (
        "It speaks of a due date to come, and that has passed.",
        "Elle parle d'une échéance à venir, or celle-ci est passée.",
    ),
    "left_out.later_taken": (
        "A later step was taken first: {by}.",
        "Une étape suivante a eu lieu avant : {by}.",
    ),
    "left_out.later_due": (
        "A later step has its turn first: {by}. Only the latest one is taken, never several at once.",
        "Une étape suivante a son tour avant : {by}. Une seule est retenue, la dernière.",
    ),
}
