"""Words for the sender, the choice of a policy, what was before, and the start, in English and in French."""

START: dict[str, tuple[str, str]] = {
    # who writes
    "sender_keep": ("Keep it", "Enregistrer"),
    "sender_next": ("Keep it and go on", "Enregistrer et continuer"),
    "sender_kept": ("Kept.", "Enregistré."),
    "sender.sender": ("Sender", "Expéditeur"),
    "sender.sender.hint": (
        "The address messages leave from: anna@your-company.example, or Anna Martin "
        "<anna@your-company.example>. Your mail server must accept it.",
        "L'adresse d'où partent les messages : anna@votre-societe.example, ou Anna Martin "
        "<anna@votre-societe.example>. Votre serveur d'envoi doit l'accepter.",
    ),
    "sender.sender.installation": (
        "Leave it empty for {address}, which this installation is set to. Or another one, such as Anna "
        "Martin <anna@your-company.example>.",
        "Laissez vide pour {address}, réglée pour cette installation. Ou une autre, comme Anna Martin "
        "<anna@votre-societe.example>.",
    ),
    "sender.sender.wrong": (
        "This is not one whole address, or the signs < > are missing around it. Write it like "
        "anna@your-company.example, or like Anna Martin <anna@your-company.example>.",
        "Ce n'est pas une adresse entière, ou les signes < > manquent autour d'elle. Écrivez-la comme "
        "anna@votre-societe.example, ou comme Anna Martin <anna@votre-societe.example>.",
    ),
    "sender.contact": ("Who signs", "Qui signe"),
    "sender.contact.hint": (
        "A person: messages signed by somebody are answered more.",
        "Une personne : on répond davantage à quelqu'un.",
    ),
    "sender.contact.wrong": ("This name is too long.", "Ce nom est trop long."),
    "sender.reply_to": ("Where answers go", "Où vont les réponses"),
    "sender.reply_to.hint": (
        "Leave it empty if answers go to the sender.",
        "Laissez vide si les réponses vont à l'expéditeur.",
    ),
    "sender.reply_to.wrong": (
        "This is no address. Write it without a name.",
        "Ce n'est pas une adresse. Écrivez-la sans nom.",
    ),
    "sender.newer": (
        "Somebody else changed this meanwhile: it is now {now}. Keep it once more to put yours in its place.",
        "Quelqu'un l'a modifié entre-temps : c'est maintenant {now}. "
        "Enregistrez de nouveau pour mettre le vôtre à la place.",
    ),
    "sender.iban": ("IBAN", "IBAN"),
    "sender.iban.hint": (
        "Shown in messages as the way to pay.",
        "Indiqué dans les messages pour le règlement.",
    ),
    "sender.iban.wrong": (
        "This is no IBAN: a digit is wrong or missing.",
        "Ce n'est pas un IBAN : un chiffre est faux ou manque.",
    ),
    "sender.owner_email": ("Who gets the daily mail", "Qui reçoit le bilan du jour"),
    "sender.owner_email.hint": (
        "At the end of each day: sent, came back, held, waiting. Leave it empty for none.",
        "En fin de journée : parti, revenu, suspendu, en attente. Laissez vide pour n'en recevoir aucun.",
    ),
    "sender.owner_email.wrong": (
        "This is no address. Write it without a name.",
        "Ce n'est pas une adresse. Écrivez-la sans nom.",
    ),
    "trial": ("Try it", "L'essayer"),
    "trial.hint": (
        "A test message goes to {to}, on the same way as the reminders.",
        "Un message d'essai part à {to}, par le même chemin que les relances.",
    ),
    "trial.send": ("Send a test message to myself", "M'envoyer un message d'essai"),
    "trial.keeps": (
        "What you have changed above is kept first.",
        "Ce que vous avez modifié ci-dessus est d'abord enregistré.",
    ),
    "trial.no_server": (
        "First a mail server: stop Relance, write RELANCE_SMTP_URL=smtp://user:password@host:587 into its "
        "settings, start it again.",
        "D'abord un serveur d'envoi : arrêtez Relance, écrivez "
        "RELANCE_SMTP_URL=smtp://utilisateur:motdepasse@serveur:587 dans ses réglages, puis redémarrez-le.",
    ),
    "trial.no_sender": (
        "First a sender: write its address above, and keep it.",
        "D'abord un expéditeur : écrivez son adresse ci-dessus, puis enregistrez.",
    ),
    "trial.sent": (
        "The mail server has taken it for {to}. Look whether it arrives, and not among the unwanted ones.",
        "Le serveur d'envoi l'a accepté pour {to}. Vérifiez qu'il arrive, et pas dans les indésirables.",
    ),
    "trial.not_sent": (
        "The mail server did not take it for {to}.",
        "Le serveur d'envoi ne l'a pas accepté pour {to}.",
    ),
    "trial.answer": ("It answered:", "Sa réponse :"),
    "trial.subject": ("Test message: {name}", "Message d'essai : {name}"),
    "trial.text": (
        "This is how your messages leave ({name}). If you read this, they arrive.",
        "Voici comment partent vos messages ({name}). Si vous lisez ceci, ils arrivent.",
    ),
    "domain": ("Will it be believed?", "Sera-t-on cru ?"),
    "domain.hint": (
        "Mail services look whether your domain lets your mail server write in its name. These records stand "
        "where your domain is kept.",
        "Les messageries vérifient que votre domaine autorise votre serveur à écrire en son nom. Ces "
        "enregistrements se trouvent chez l'hébergeur de votre domaine.",
    ),
    "domain.check": ("Check SPF, DKIM and DMARC now", "Vérifier SPF, DKIM et DMARC maintenant"),
    "domain.no_sender": (
        "SPF, DKIM and DMARC can be checked once a sender is kept: they belong to its domain.",
        "SPF, DKIM et DMARC pourront être vérifiés une fois l'expéditeur enregistré : c'est son domaine qui "
        "compte.",
    ),
    "domain.no_server": (
        "SPF, DKIM and DMARC cannot be checked yet: no mail server is set, so no mail leaves this machine.",
        "SPF, DKIM et DMARC ne peuvent pas encore être vérifiés : sans serveur d'envoi, rien ne quitte cette "
        "machine.",
    ),
    "domain.not_here": (
        "Relance hands its mail to this machine and cannot see whether it goes on from there: SPF, DKIM and "
        "DMARC are not checked here.",
        "Relance remet ses messages à cette machine et ne peut pas voir s'ils en repartent : SPF, DKIM et "
        "DMARC ne sont pas vérifiés ici.",
    ),
    "domain.record": ("Record", "Enregistrement"),
    "domain.there": ("there", "présent"),
    "domain.there.means": (
        "Whether your mail server is meant by it, the test message shows.",
        "Le message d'essai dira s'il concerne bien votre serveur d'envoi.",
    ),
    "domain.missing": ("missing", "absent"),
    "domain.missing.spf": (
        "Many services will not believe you: ask your mail provider for its SPF record.",
        "Beaucoup de messageries ne vous croiront pas : demandez l'enregistrement SPF à votre prestataire.",
    ),
    "domain.missing.dkim": ("Nothing is signed.", "Rien n'est signé."),
    "domain.missing.dmarc": (
        "Large services ask for one: begin with v=DMARC1; p=none.",
        "Les grandes messageries l'exigent : commencez par v=DMARC1; p=none.",
    ),
    "domain.several": ("more than one", "en double"),
    "domain.several.means": (
        "Only one may stand there; of several none counts.",
        "Un seul est permis ; à plusieurs, aucun ne compte.",
    ),
    "domain.open": ("open to everybody", "ouvert à tous"),
    "domain.open.means": (
        "It ends in +all: anybody may write in your name. Let it end in ~all or -all.",
        "Il finit par +all : n'importe qui peut écrire en votre nom. Terminez par ~all ou -all.",
    ),
    "domain.unseen": ("not seen", "pas vu"),
    "domain.unseen.dkim": (
        "Not under the usual names; it may stand under another. The headers of the test message show "
        "dkim=pass if it works.",
        "Pas sous les noms habituels ; il peut être sous un autre. L'en-tête du message d'essai montre "
        "dkim=pass s'il fonctionne.",
    ),
    "domain.unknown": ("unknown", "inconnu"),
    "domain.unknown.means": (
        "No name server answered from here.",
        "Aucun serveur de noms n'a répondu d'ici.",
    ),
    # what is said, and when
    "policy_why": (
        "Each message stands below in its order, as it would read about one of your open invoices. A "
        "customer or an invoice can follow another policy later.",
        "Chaque message figure ci-dessous dans son ordre, tel qu'il se lirait pour l'une de vos factures "
        "ouvertes. Un client ou une facture pourra suivre un autre scénario plus tard.",
    ),
    "policy_is.standard": (
        "For most businesses: a notice before the due date, then friendly, firm, a call, and a formal "
        "notice.",
        "Pour la plupart des entreprises : un rappel avant l'échéance, puis amical, ferme, un appel, et une "
        "mise en demeure.",
    ),
    "policy_is.gentle": (
        "For customers whom you would not like to lose: fewer messages, later, and nothing formal.",
        "Pour les clients que vous tenez à garder : moins de messages, plus tard, et rien de formel.",
    ),
    "policy_is.firm": (
        "For sums that matter: sooner, and with less patience.",
        "Pour les montants qui comptent : plus tôt, et avec moins de patience.",
    ),
    "policy_is.long-terms": (
        "Followed by itself where a customer has 45 days or more to pay.",
        "Suivi de lui-même quand un client a 45 jours ou plus pour payer.",
    ),
    "policy.standard": ("Standard", "Standard"),
    "policy.gentle": ("Gentle", "En douceur"),
    "policy.firm": ("Firm", "Ferme"),
    "policy.long-terms": ("Long terms", "Longs délais"),
    "policy_follow": ("Follow «{policy}»", "Suivre « {policy} »"),
    "policy_followed": ("Your invoices follow «{policy}».", "Vos factures suivent « {policy} »."),
    "policy_is_followed": ("This is what your invoices follow.", "C'est ce que suivent vos factures."),
    "days_before.one": ("1 day before the due date", "1 jour avant l'échéance"),
    "days_after.one": ("1 day after the due date", "1 jour après l'échéance"),
    "days_before": ("{count} days before the due date", "{count} jours avant l'échéance"),
    "days_after": ("{count} days after the due date", "{count} jours après l'échéance"),
    "on_due_day": ("on the due date", "le jour de l'échéance"),
    "step_without_words.call": (
        "A person does this: Relance makes a task of it and says what to speak of.",
        "Une personne s'en charge : Relance en fait une tâche et dit de quoi parler.",
    ),
    "step_without_words.provider": (
        "Your billing account mails the invoice itself, in words of its own.",
        "Votre compte de facturation envoie lui-même la facture, avec ses propres mots.",
    ),
    # what was before
    "before.why": (
        "Who is late, the largest first. Leave out whoever must never be written to, and say what you have "
        "written yourself: the next message goes on from there. Both can be said later too.",
        "Les clients en retard, les plus gros d'abord. Excluez ceux qu'il ne faut jamais relancer, et notez "
        "ce que vous avez déjà envoyé : le message suivant reprendra de là. Les deux peuvent se dire plus "
        "tard.",
    ),
    "before.said": ("Already said", "Déjà dit"),
    "before.excluded": ("never written to", "jamais relancé"),
    "before.invoices": (
        "Late invoices: {count}, by up to {days} d",
        "Factures en retard : {count}, jusqu'à {days} j",
    ),
    "before.note": ("I have already reminded him", "Je l'ai déjà relancé"),
    "before.step": ("Up to", "Jusqu'à l'étape"),
    "before.on": ("On", "Le"),
    "before.about": ("About", "Au sujet de"),
    "before.all": ("all his late invoices", "toutes ses factures en retard"),
    "before.note_it": ("Note it", "Noter"),
    "before.noted": ("Noted for {count} invoices.", "Noté pour {count} factures."),
    "before.noted.one": ("Noted for one invoice.", "Noté pour une facture."),
    "before.which_day": ("Say on which day it was.", "Dites quel jour c'était."),
    "before.exclude": ("Never write to them", "Ne jamais relancer"),
    "before.include": ("Write to them again", "Relancer de nouveau"),
    "before.more": ("and {count} more", "et {count} de plus"),
    "before.none": ("No invoice is late.", "Aucune facture n'est en retard."),
    # the start
    "start": ("Before the first message", "Avant le premier message"),
    "settings": ("Settings", "Réglages"),
    "start.why_now": (
        "This is what the next {days} days bring, as everything stands now.",
        "Voici ce que donnent les {days} prochains jours, dans l'état actuel.",
    ),
    "start.why": (
        "This is what the next {days} days would bring if you started now. Nothing of it is planned yet.",
        "Voici ce que donneraient les {days} prochains jours si vous démarriez maintenant. Rien n'est encore "
        "planifié.",
    ),
    "start.messages": ("Messages in {days} days", "Messages en {days} jours"),
    "start.asked": ("Asked for", "Montant demandé"),
    "start.odd": ("To look at", "À vérifier"),
    "start.odd_hint": (
        "These do not stand in the way. Correct them where your invoices are made, or leave a customer out.",
        "Rien de cela n'empêche de démarrer. Corrigez à la source, ou excluez un client.",
    ),
    "odd.old": ("Very old invoices", "Factures très anciennes"),
    "odd.old.rule": (
        "Late by more than {days} days when Relance first saw them: nothing is said until you release each.",
        "En retard de plus de {days} jours à leur arrivée : rien n'est dit tant que vous ne les autorisez "
        "pas une à une.",
    ),
    "odd.no_address": ("Nobody to write to", "Aucune adresse"),
    "odd.no_address.rule": (
        "The customer has no mail address: a task asks you to find one.",
        "Le client n'a pas d'adresse : une tâche vous demandera d'en trouver une.",
    ),
    "odd.shared_address": ("One address, several customers", "Une adresse, plusieurs clients"),
    "odd.shared_address.rule": (
        "Several customers have the same address: is it theirs, or your own?",
        "Plusieurs clients ont la même adresse : est-ce la leur, ou la vôtre ?",
    ),
    "odd.large": ("Unusually large", "Montants inhabituels"),
    "odd.large.rule": (
        "More than {times} times the middle one of your open invoices in that currency, where there are at "
        "least {least}: a digit too many?",
        "Plus de {times} fois la médiane de vos factures ouvertes dans cette devise, s'il y en a au moins "
        "{least} : un chiffre de trop ?",
    ),
    "odd.no_due_date": ("Without a due date", "Sans échéance"),
    "odd.no_due_date.rule": (
        "Neither a due date nor terms are known: nothing is said about them.",
        "Ni échéance ni délai connus : rien n'est dit à leur sujet.",
    ),
    "start.by_day": ("Day by day", "Jour par jour"),
    "start.cap": (
        "First messages about invoices that were late before Relance knew them are at most {cap} a day, the "
        "largest first.",
        "Les premiers messages sur des factures déjà en retard sont au plus {cap} par jour, les plus gros "
        "montants d'abord.",
    ),
    "start.count": ("Messages", "Messages"),
    "start.first": ("First ones", "Dont premiers"),
    "start.each": ("Each message", "Chaque message"),
    "start.nothing": (
        "Nothing would leave in the next {days} days.",
        "Rien ne partirait dans les {days} prochains jours.",
    ),
    "start.mode": ("How far may Relance go?", "Jusqu'où Relance peut-il aller ?"),
    "start.shadow": ("Shadow", "Observation"),
    "start.shadow.means": (
        "It decides and shows. Nothing ever leaves.",
        "Il décide et montre. Rien ne part jamais.",
    ),
    "start.shadow.go": ("Back to shadow", "Revenir en observation"),
    "start.approve": ("Approve", "Validation"),
    "start.approve.means": (
        "Each message waits for your word. In these days: {count}.",
        "Chaque message attend votre accord. Sur ces jours : {count}.",
    ),
    "start.approve.go": ("Start: I approve each message", "Démarrer : je valide chaque message"),
    "start.auto": ("Auto", "Auto"),
    "start.auto.means": (
        "Messages leave by themselves: {alone} in these days. First messages about what was late before, and "
        "formal notices, wait for you: {waiting}.",
        "Les messages partent tout seuls : {alone} sur ces jours. Les premiers messages sur d'anciens "
        "retards et les mises en demeure vous attendent : {waiting}.",
    ),
    "start.auto.go": ("Start by itself…", "Démarrer en automatique…"),
    "start.in_force": ("This is the mode now.", "C'est le mode actuel."),
    "start.who": (
        "The owner of the business chooses the mode.",
        "Le propriétaire de l'entreprise choisit le mode.",
    ),
    "start.no_sender": (
        "Nothing could leave: there is no sender or no mail server yet.",
        "Rien ne pourrait partir : il manque un expéditeur ou un serveur d'envoi.",
    ),
    "start.confirm": (
        "Really by itself? In the next {days} days {count} messages ask for",
        "Vraiment en automatique ? Dans les {days} prochains jours, {count} messages demandent",
    ),
    "start.confirm_hint": (
        "Without anybody looking leave: {alone}. For your word wait: {waiting}.",
        "Partent sans que personne ne regarde : {alone}. Attendent votre accord : {waiting}.",
    ),
    "start.changed": (
        "The numbers have changed since you saw them.",
        "Les chiffres ont changé depuis que vous les avez vus.",
    ),
    "start.do_auto": ("Yes, start by itself", "Oui, démarrer en automatique"),
    "start.not_yet": ("Not yet", "Pas encore"),
}
