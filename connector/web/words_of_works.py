"""Words of what was done to many at once: how far it is, and all there ever was."""

WORKS: dict[str, tuple[str, str]] = {
    "works": ("What was done to many", "Actions groupées"),
    "works_past": ("What was done so far", "Actions précédentes"),
    "works_hint": (
        "Each decision about several invoices or customers at once, newest first. Open one to see with whom, "
        "or to take it back.",
        "Chaque décision prise pour plusieurs factures ou clients à la fois, de la plus récente à la plus "
        "ancienne. Ouvrez-en une pour voir qui elle concerne, ou pour l'annuler.",
    ),
    "works_none": (
        "Nothing was decided about several at once so far: tick rows of a list.",
        "Aucune action groupée pour l'instant : cochez des lignes d'une liste.",
    ),
    "works_of_how_many": ("With how many", "Combien"),
    "works_invoices": ("Invoices: {done} of {count}", "Factures : {done} sur {count}"),
    "works_customers": ("Customers: {done} of {count}", "Clients : {done} sur {count}"),
    "works_invoices_all": ("Invoices: {count}", "Factures : {count}"),
    "works_customers_all": ("Customers: {count}", "Clients : {count}"),
    "work_under_way": ("under way", "en cours"),
    "work_done": ("done", "terminé"),
    "work_cancelled": ("cancelled", "interrompu"),
    "work_taking_back": ("being taken back", "annulation en cours"),
    "work_undone": ("taken back", "annulé"),
    "work_steps": ("Under way: {done} of {count}.", "En cours : {done} sur {count}."),
    "work_steps_back": ("Being taken back: {done} of {count}.", "Annulation en cours : {done} sur {count}."),
    "work_progress": ("How far it is", "Avancement"),
    "work_goes_on": (
        "It goes on by itself: you may leave this page and come back to it.",
        "Cela continue tout seul : vous pouvez quitter cette page et y revenir.",
    ),
    "work_cancel": ("Cancel", "Interrompre"),
    "work_cancel_hint": (
        "What is done stays, and can be taken back then; the others are left as they are.",
        "Ce qui est fait demeure, et peut ensuite être annulé ; le reste n'est pas touché.",
    ),
    "work_was_cancelled": (
        "Cancelled by {who}. Left as they are: {count}.",
        "Interrompu par {who}. Lignes non traitées : {count}.",
    ),
    "work_nothing_done": ("Nothing was done.", "Rien n'a été fait."),
    "work_undone_by": ("taken back by {who}, {day}", "annulé par {who}, {day}"),
    "work_kept": ("Set anew since, and stays", "Modifié depuis, et conservé"),
    "work_not_begun": ("Left as they are", "Non traités"),
    "trail_work": ("what was done", "le détail"),
    "who.works": ("Relance", "Relance"),
    "work_tried": (
        "Something went wrong in Relance itself: the log says more. Tries in vain: {tries} of {most}; the "
        "next one comes within a minute.",
        "Une erreur s'est produite dans Relance même : le journal du serveur en dit plus. Essais sans "
        "succès : {tries} sur {most} ; le prochain a lieu dans la minute.",
    ),
    "work_stopped.stale": (
        "Stopped by Relance, as it was a day old: rows may have changed since. Left as they are: {count}.",
        "Interrompu par Relance au bout d'un jour : des lignes ont pu changer depuis. Lignes non traitées : "
        "{count}.",
    ),
    "work_stopped.role": (
        "Stopped by Relance: {who} keeps these books no longer. Left as they are: {count}.",
        "Interrompu par Relance : {who} ne tient plus ces comptes. Lignes non traitées : {count}.",
    ),
    "work_stopped.trouble": (
        "Stopped by Relance after {most} tries in vain; the log says what went wrong. Left as they are: "
        "{count}. Choose them again once it is mended.",
        "Interrompu par Relance après {most} essais sans succès ; le journal du serveur dit pourquoi. Lignes "
        "non traitées : {count}. Choisissez-les de nouveau une fois la cause corrigée.",
    ),
    "work_undo_stopped.role": (
        "Taking it back was stopped by Relance: whoever asked for it keeps these books no longer. Still "
        "done: {count}.",
        "Annulation interrompue par Relance : la personne qui l'a demandée ne tient plus ces comptes. "
        "Toujours en place : {count}.",
    ),
    "work_undo_stopped.trouble": (
        "Taking it back was stopped by Relance after {most} tries in vain; the log says what went wrong. "
        "Still done: {count}. Take it back again once it is mended.",
        "Annulation interrompue par Relance après {most} essais sans succès ; le journal du serveur dit "
        "pourquoi. Toujours en place : {count}. Annulez de nouveau une fois la cause corrigée.",
    ),
    "stopped.stale": ("a day old", "au bout d'un jour"),
    "stopped.role": ("who asked for it keeps these books no longer", "la personne ne tient plus ces comptes"),
    "stopped.trouble": ("tried in vain", "essais sans succès"),
    "fact.stopped": ("Why", "Motif"),
    "unfit.refused": (
        "It was refused: look at the customer's page.",
        "Refusé : voyez la page du client.",
    ),
    "unfit.fault": (
        "A fault in Relance itself: the log says more.",
        "Une erreur de Relance même : le journal du serveur en dit plus.",
    ),
}
