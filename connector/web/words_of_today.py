"""Words of the first page, in English and in French."""

TODAY: dict[str, tuple[str, str]] = {
    "needs_you": ("Needs you", "Ce qui vous attend"),
    "nothing_needs_you": ("Nothing needs you.", "Rien ne vous attend."),
    "needs_reconnect": (
        "{name} has to be connected again: it is not read until then.",
        "{name} doit être reconnecté : rien n'y est lu d'ici là.",
    ),
    "needs_reading": (
        "{name} was last read {moment}: too long ago to write to anybody about it.",
        "{name} : dernière lecture {moment}, trop ancienne pour relancer qui que ce soit.",
    ),
    "needs_posting": (
        "Payments are posted until {day} alone: post what came in since, so that nobody who paid is asked.",
        "Les paiements ne sont saisis que jusqu'au {day} : saisissez les suivants, pour ne relancer "
        "personne qui a payé.",
    ),
    "leaves_today": ("Goes out today", "Part aujourd'hui"),
    "leaves_nothing": ("Nothing goes out today.", "Rien ne part aujourd'hui."),
    "leaves_nothing_stopped": (
        "Everything is stopped: what stands here waits.",
        "Tout est arrêté : ce qui figure ici attend.",
    ),
    "leaves_nothing_shadow": (
        "In the mode shadow nothing leaves: this is what would.",
        "En mode observation, rien ne part : voici ce qui partirait.",
    ),
    "at_hour": ("At", "Heure"),
    "hours_now": ("now, until {until}", "maintenant, jusqu'à {until}"),
    "hours_from": ("{since} to {until}", "de {since} à {until}"),
    "hours_over": ("the hours are over", "heures passées"),
    "came_in": ("Came in since yesterday", "Rentré depuis hier"),
    "came_in_nothing": ("Nothing has come in since yesterday.", "Rien n'est rentré depuis hier."),
    "is_settled": ("settled", "soldée"),
    "is_part": ("in part", "en partie"),
    "and_more": ("and {count} more", "et {count} de plus"),
    "how_it_stands": ("How it stands", "La situation"),
}
