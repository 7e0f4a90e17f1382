"""Words for what a person releases, answers and stops, in English and in French."""

APPROVALS: dict[str, tuple[str, str]] = {
    "approvals": ("To approve", "À valider"),
    "approvals_hint": (
        "Each leaves with the invoices, amounts and readers shown here, in its customer's hours, after what "
        "is owed was read again. Its date, its deadline and the days late are those of the day it leaves. "
        "Where less is owed by then less is asked; more is never asked without you.",
        "Chacun part avec les factures, montants et destinataires affichés, aux heures du client, après "
        "relecture de ce qui est dû. La date, le délai et les jours de retard sont ceux du jour de départ. "
        "S'il est dû moins d'ici là, on demande moins ; jamais plus sans vous.",
    ),
    "nothing_to_approve": ("Nothing waits for your approval.", "Rien n'attend votre accord."),
    "nothing_to_approve.shadow": (
        "In shadow mode nothing is released, and nothing leaves. «Goes out next» shows what would.",
        "En mode observation, rien n'est validé et rien ne part. « À venir » montre ce qui partirait.",
    ),
    "nothing_to_approve.approve": (
        "Each message stands here first, and leaves once you release it.",
        "Chaque message se présente d'abord ici, et part une fois validé.",
    ),
    "nothing_to_approve.auto": (
        "Messages leave by themselves; only formal notices, and the first ones about invoices that were late "
        "before Relance knew them, stand here first.",
        "Les messages partent tout seuls ; seules les mises en demeure, et les premiers messages sur des "
        "factures déjà en retard à la connexion, se présentent d'abord ici.",
    ),
    "release_it": ("Release", "Valider"),
    "release_and_next": ("Release, then the next one", "Valider, puis le suivant"),
    "and_next.released": ("Released. This is the next message.", "Validé. Voici le message suivant."),
    "and_next.half": (
        "Approved by you: somebody else must too. This is the next message.",
        "Validé par vous : il manque l'accord d'une autre personne. Voici le message suivant.",
    ),
    "and_next.again": (
        "You had released it already. This is the next message.",
        "Vous l'aviez déjà validé. Voici le message suivant.",
    ),
    "decide_it": ("Decide about it", "Décider de son envoi"),
    "release_all": ("Release these {count}", "Valider ces {count}"),
    "release_some_of_two": (
        "Release these {count}, {halves} of them as one of two",
        "Valider ces {count}, dont {halves} à deux",
    ),
    "release_one": ("Release this one", "Valider ce message"),
    "read_it": ("Read", "Lire"),
    "more_wait": ("Behind these still wait: {count}.", "En attente derrière ceux-ci : {count}."),
    "released_now": ("Released: {count}.", "Validés : {count}."),
    "released_before": ("Released by you already: {count}.", "Déjà validés par vous : {count}."),
    "changed_meanwhile": (
        "Changed, or released already: {count} left as they are. Look at them again.",
        "Modifiés, ou déjà validés : {count} laissés tels quels. À regarder de nouveau.",
    ),
    "refuse_it": ("Do not send", "Ne pas envoyer"),
    "refused_now": (
        "Not sent to {customer}. What it was about is paused, and silent until somebody lifts that:",
        "Non envoyé à {customer}. Ses factures sont en pause, sans relance tant que personne ne la lève :",
    ),
    "refused_undo": ("Let it go on after all", "Reprendre malgré tout"),
    "goes_on_now": (
        "The pause is lifted: the message is planned again at the next look, and stands here then.",
        "La pause est levée : le message sera refait au prochain passage, puis se présentera ici.",
    ),
    "key.refuse": ("do not send", "ne pas envoyer"),
    "released_hint": (
        "Each leaves within a minute while it is between {since} and {until} on a working day of its "
        "customer, else once that begins.",
        "Chacun part dans la minute si c'est un jour ouvré du client, entre {since} et {until} chez lui, "
        "sinon dès que cela commence.",
    ),
    "released": ("Released, not left yet", "Validés, pas encore partis"),
    "who_released": ("Released by", "Validé par"),
    "by_itself": ("by itself", "tout seul"),
    "copy": ("Copy", "Copie"),
    "take_it_back": ("Take back", "Retirer l'accord"),
    "more_than_released": (
        "More is due than was released: it is asked of you again.",
        "Il est dû plus que ce qui était validé : votre accord est redemandé.",
    ),
    "made_again": (
        "More is due by now than when this message was planned: it is made again at the next look, and then "
        "shown to you.",
        "Il est dû davantage que lors de la planification : ce message sera refait au prochain passage, puis "
        "vous sera présenté.",
    ),
    "replaced": ("This message is not sent any more", "Ce message ne part plus"),
    "replaced_by": (
        "What it was about has changed: it was planned again. This one stands in its place:",
        "Les faits ont changé : il a été refait. Voici celui qui le remplace :",
    ),
    "replaced_read": ("Read the new one", "Lire le nouveau"),
    "replaced_by_nothing": ("Nothing stands in its place.", "Rien ne le remplace."),
    "replaced_why": (
        "What comes next, and why, stands with its invoices:",
        "La suite, et pourquoi, figure sur ses factures :",
    ),
    "too_late.leaving": (
        "It is being handed over at this moment. If it comes back, it stands here again in a minute.",
        "Il est en cours de remise. S'il revient, il sera de nouveau ici dans une minute.",
    ),
    "too_late.gone": (
        "It has left, or there is no such message any more: it can no longer be taken back.",
        "Il est parti, ou n'existe plus : il ne peut plus être retiré.",
    ),
    "who_approves": (
        "Your role may look at this, and release nothing.",
        "Votre rôle permet de regarder, sans rien valider.",
    ),
    "one_of": ("{place} of {count}", "{place} sur {count}"),
    "previous_one": ("Previous", "Précédent"),
    "next_one": ("Next", "Suivant"),
    "would_not_leave": ("It would not leave now:", "Il ne partirait pas maintenant :"),
    "key.move": ("down, up", "descendre, monter"),
    "key.read": ("read", "lire"),
    "key.release": ("release", "valider"),
    "key.next": ("next, previous", "suivant, précédent"),
    # by two
    "approve_first": ("Approve, as one of two", "Valider, à deux"),
    "two_must": ("two people must release it", "deux personnes doivent le valider"),
    "two_must_hint": (
        "It asks for so much that two people must release it: you, and somebody else after you.",
        "Il demande un montant que deux personnes doivent valider : vous, puis quelqu'un d'autre.",
    ),
    "two_must_why": (
        "With what is coming due, which it shows too, it comes to {sum}: from {limit} on two people must "
        "release it.",
        "Avec les échéances à venir, qu'il rappelle aussi, il totalise {sum} : à partir de {limit}, deux "
        "personnes doivent le valider.",
    ),
    "two_must_sum": (
        "two people must release it: with what is coming due it comes to {sum}",
        "deux personnes doivent le valider : avec les échéances à venir, il totalise {sum}",
    ),
    "two_must_all": (
        "So do those that ask for so much that two people must release them.",
        "De même ceux dont le montant demande l'accord de deux personnes.",
    ),
    "one_more_must": ("approved by {who}, one more person must", "validé par {who}, encore une personne"),
    "one_more_must_hint": (
        "{who} has approved it: one more person must.",
        "{who} l'a validé : il manque l'accord d'une autre personne.",
    ),
    "you_were_first": (
        "You have approved it: somebody else must too.",
        "Vous l'avez validé : il manque l'accord d'une autre personne.",
    ),
    "approved_half": (
        "Approved by you: {count}. Each leaves once somebody else approves it too.",
        "Validés par vous : {count}. Chacun part une fois validé aussi par une autre personne.",
    ),
    "approved_own": (
        "Approved by you before: {count}. Somebody else must approve them too.",
        "Déjà validés par vous : {count}. Une autre personne doit les valider aussi.",
    ),
    "four_eyes": ("Four eyes above an amount", "Double validation à partir d'un montant"),
    "four_eyes_hint": (
        "What asks for so much or more, in whatever mode, leaves once two different people have released it. "
        "If it changes, both look at it again.",
        "Un message qui demande ce montant ou plus, quel que soit le mode, part une fois validé par deux "
        "personnes différentes. S'il change, les deux le revoient.",
    ),
    "four_eyes_from": ("From this amount on, in {currency}", "À partir de ce montant, en {currency}"),
    "four_eyes_empty": ("Empty: one person is enough.", "Vide : une seule personne suffit."),
    "four_eyes_kept": ("It is set.", "C'est réglé."),
    "four_eyes_who": ("The owner sets it.", "Le propriétaire le règle."),
    "four_eyes_approvers": ("Who may release", "Qui peut valider"),
    "four_eyes_alone": (
        "Fewer than two users may release here: what asks for so much waits until there is another one.",
        "Moins de deux utilisateurs peuvent valider ici : rien de ce montant ne peut partir d'ici là.",
    ),
    "unfit.alone": (
        "Fewer than two users may release here: nothing of so much could ever leave. Add a user first, with "
        "«relance user add».",
        "Moins de deux utilisateurs peuvent valider ici : rien de ce montant ne pourrait partir. Ajoutez "
        "d'abord un utilisateur avec « relance user add ».",
    ),
    # tasks
    "task_address": ("Give an address", "Saisir une adresse"),
    "task_address_hint": (
        "It is added to this customer's addresses; this task ends, and his reminders go on by "
        "e\N{NON-BREAKING HYPHEN}mail.",
        "Elle s'ajoute aux adresses de ce client ; cette tâche prend fin et les relances reprennent par "
        "e\N{NON-BREAKING HYPHEN}mail.",
    ),
    "task_otherwise": ("Or without an address", "Ou sans adresse"),
    "said.address_found": (
        "The address is added and the task has ended: the next step is planned again, by "
        "e\N{NON-BREAKING HYPHEN}mail.",
        "L'adresse est ajoutée et la tâche a pris fin : l'étape suivante est replanifiée, par "
        "e\N{NON-BREAKING HYPHEN}mail.",
    ),
    "close_it": ("Say what became of it", "Dire ce qu'il en est"),
    "close_hint": (
        "What you say is kept with your name. It counts as a step of the ladder where it is one.",
        "Votre réponse est gardée avec votre nom. Si c'est une étape du scénario, elle compte comme faite.",
    ),
    "who_closes": (
        "somebody with the role bookkeeper does.",
        "une personne ayant le rôle bookkeeper le fait.",
    ),
    "answer.done": ("It is done", "C'est fait"),
    "answer.sent": ("It has left", "Il est parti"),
    "answer.not-sent": ("It has not left: it may be said again", "Il n'est pas parti : il peut être renvoyé"),
    "answer.posted": ("The letter is posted", "Le courrier est posté"),
    "answer.reached": ("I have spoken to somebody", "J'ai parlé à quelqu'un"),
    "answer.not-reached": ("Nobody could be reached", "Personne n'a pu être joint"),
    # everything at once
    "stop_everything": ("Stop everything", "Tout arrêter"),
    "start_again": ("Start again", "Relancer les envois"),
    "everything_held": (
        "Everything is held: nothing leaves until the hold of the whole business is released.",
        "Tout est suspendu : rien ne part tant que la suspension générale n'est pas levée.",
    ),
    "stays_silent_hint": (
        "This closes the question, and the invoice stays silent. To let it go on:",
        "La question est close, et la facture reste en silence. Pour la laisser repartir :",
    ),
    "leave_it_silent": ("Leave it silent", "La laisser en silence"),
    "answer_too_late": (
        "Something changed meanwhile: look at it again.",
        "Quelque chose a changé entre-temps : à regarder de nouveau.",
    ),
    "everything_stopped": (
        "Everything is stopped: nothing leaves until you start again.",
        "Tout est arrêté : rien ne part tant que les envois ne sont pas relancés.",
    ),
}
