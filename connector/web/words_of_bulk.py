"""Words of one decision about many rows of a list, in English and in French."""

BULK: dict[str, tuple[str, str]] = {
    "bulk_with": ("With", "Pour"),
    "bulk_ticked": ("what is ticked", "les lignes cochées"),
    "bulk_page": ("all {count} on this page", "les {count} de cette page"),
    "bulk_all": ("all {count} that match", "les {count} qui correspondent"),
    "bulk_do": ("What to do", "Que faire"),
    "bulk_go": ("Go on", "Continuer"),
    "bulk_every": ("Tick every row of this page", "Cocher toutes les lignes de cette page"),
    "bulk_choose": ("Choose", "Choisir"),
    "key.tick": ("tick", "cocher"),
    "bulk.pause": ("Pause until a day", "Mettre en pause jusqu'à un jour"),
    "bulk.hold": ("Hold, with a reason", "Suspendre, avec un motif"),
    "bulk.release": ("Release", "Lever la suspension"),
    "bulk.policy": ("Change the policy", "Changer de scénario"),
    "bulk.exclude": ("Exclude from reminders", "Exclure des relances"),
    "bulk.include": ("Write again", "Relancer de nouveau"),
    "bulk.record": ("Record as sent by hand", "Noter comme envoyé à la main"),
    "bulk_none": (
        "Nothing is chosen: tick rows of the list, or choose the whole page.",
        "Rien n'est choisi : cochez des lignes de la liste, ou choisissez toute la page.",
    ),
    "bulk_too_many": (
        "{count} match, and {most} at most are decided about at once: filter the list further.",
        "{count} lignes correspondent, et {most} au plus sont traitées à la fois : filtrez davantage.",
    ),
    "bulk_back": ("Back to the list", "Revenir à la liste"),
    "bulk_pause_hint": (
        "Silence through that day; then reminders go on by themselves.",
        "Silence jusqu'à ce jour inclus ; ensuite les relances reprennent d'elles-mêmes.",
    ),
    "bulk_which_hold": ("What ends", "Ce qui prend fin"),
    "bulk_look": ("See what it comes to", "Voir le résultat"),
    "bulk_look_hint": (
        "Nothing is done yet: the next page says with whom, and who is left out.",
        "Rien n'est encore fait : la page suivante montre pour qui, et qui est laissé de côté.",
    ),
    "bulk_what_happens": ("What will happen", "Ce qui va se passer"),
    "bulk_of_invoices": (
        "Invoices: {count}, customers: {customers}",
        "Factures : {count}, clients : {customers}",
    ),
    "bulk_of_customers": ("Customers: {count}", "Clients : {count}"),
    "bulk_does.pause": (
        "Silence through {day}. Then reminders go on where they stopped.",
        "Silence jusqu'au {day} inclus. Ensuite les relances reprennent où elles en étaient.",
    ),
    "bulk_does.hold": ("They are silent for «{reason}»,", "Silence pour « {reason} »,"),
    "bulk_does.release": (
        "What holds them as «{reason}» ends now. What else holds them stays.",
        "La suspension « {reason} » prend fin maintenant. Toute autre suspension demeure.",
    ),
    "bulk_does.policy": (
        "They follow this policy from now on: {policy}.",
        "Scénario suivi à partir de maintenant : {policy}.",
    ),
    "bulk_does.exclude": (
        "No message leaves to them any more, whatever becomes due.",
        "Plus aucun message ne leur est envoyé, quoi qu'il arrive à échéance.",
    ),
    "bulk_does.include": (
        "Reminders go on where they stopped.",
        "Les relances reprennent où elles en étaient.",
    ),
    "bulk_does.record": (
        "The step «{step}» counts as taken on {day}.",
        "L'étape « {step} » compte comme faite le {day}.",
    ),
    "bulk_undo_hint": (
        "All of it can be taken back at once, on the next page.",
        "Tout peut être annulé d'un seul coup, à la page suivante.",
    ),
    "bulk_for_good": ("This cannot be taken back.", "C'est sans retour possible."),
    "bulk_confirm": ("Do it ({count})", "Confirmer ({count})"),
    "bulk_not": ("Leave all as it is", "Ne rien changer"),
    "bulk_with_whom": ("With whom", "Pour qui"),
    "bulk_left_out": ("Left out", "Laissés de côté"),
    "bulk_more": ("and others: {count}", "et d'autres : {count}"),
    "bulk_nobody": (
        "Nothing would change: each of them is left out.",
        "Rien ne changerait : chaque ligne est laissée de côté.",
    ),
    "bulk_done_invoices": (
        "Done. Invoices: {count}, customers: {customers}.",
        "C'est fait. Factures : {count}, clients : {customers}.",
    ),
    "bulk_done_customers": ("Done. Customers: {customers}.", "C'est fait. Clients : {customers}."),
    "bulk_undo": ("Take all of it back", "Tout annuler"),
    "bulk_undone": ("All of it was taken back.", "Tout a été annulé."),
    "bulk_kept": (
        "What was changed anew since stays as it is. Customers: {count}.",
        "Ce qui a été modifié depuis reste tel quel. Clients : {count}.",
    ),
    "bulk_more_match": (
        "Meanwhile others match what you asked for, and were left alone: {count}.",
        "Entre-temps d'autres lignes correspondent à votre demande ; elles n'ont pas été touchées : {count}.",
    ),
    "unfit.same": ("It is so already.", "C'est déjà le cas."),
    "unfit.no_match": (
        "It matches no more what was asked for.",
        "Ne correspond plus à ce qui était demandé.",
    ),
}
