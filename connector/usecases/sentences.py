"""What the use cases refuse and report, in English and in French; who is refused a form has `unfit.py`."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        # readings
        "unexpected": (
            "It could not be read, by a fault in Relance itself ({fault}): the log says more.",
            "La lecture a échoué par une erreur de Relance lui-même ({fault}) : le journal en dit plus.",
        ),
        "another_sender": (
            "Another process is sending just now: this one waits for its turn.",
            "Un autre processus envoie en ce moment : celui-ci attend son tour.",
        ),
        "none_read": (
            "None of its invoices can be read.",
            "Aucune de ses factures ne peut être lue.",
        ),
        "rule_unread": (
            "One of his invoices cannot be read, and it counts for which segment he is in.",
            "Une de ses factures ne peut pas être lue, et elle compte pour son segment.",
        ),
        "balances_unread": (
            "The balances cannot be read again now, so no words are made: {why}",
            "Les soldes ne peuvent pas être relus maintenant, aucun texte n'est donc préparé : {why}",
        ),
        "from_day": (
            "Not today: something else was said a moment ago. It may be done from {on} on.",
            "Pas aujourd'hui : autre chose vient d'être dit. C'est possible à partir du {on}.",
        ),
        "no_longer_due": (
            "It is no longer due: what it asks for was paid, held or said meanwhile.",
            "Ce n'est plus à faire : entre-temps, la somme a été payée, suspendue ou déjà demandée.",
        ),
        "meanwhile": (
            "It was changed meanwhile: look at it again.",
            "Cela a changé entre-temps : regardez de nouveau.",
        ),
        # ledger files
        "files_by_command": (
            "Ledger files are imported on the command line here: `relance import`.",
            "Ici, les fichiers s'importent en ligne de commande : `relance import`.",
        ),
        "not_imported": (
            "Nothing was imported: the file has to be put right first.",
            "Rien n'a été importé : il faut d'abord corriger le fichier.",
        ),
        "and_more": (
            " and {count} more",
            " et {count} de plus",
        ),
        "map": (
            ' (--map "{column}={field}")',
            ' (--map "{column}={field}")',
        ),
        "as_it_stands": (
            "say --as-it-stands",
            "dites --as-it-stands",
        ),
        "as_it_stands.page": (
            "tick «Numbers and customers count as they stand»",
            "cochez «Numéros et clients comptent tels quels»",
        ),
        "renumbered": (
            "Not found again under the numbers of this file: {names}{more}. {remedy}{map}. If these are "
            "other invoices, {say_so}: they are closed then, and those of the file are new.",
            "Introuvables sous les numéros de ce fichier : {names}{more}. {remedy}{map}. Si ce sont "
            "d'autres factures, {say_so} : elles sont alors closes, et celles du fichier sont nouvelles.",
        ),
        "rewritten": (
            "No open invoice of the last file has its number in this one, and these could be several: "
            "{names}{more}. See that the numbers are written as before, with their zeros. If these are "
            "other invoices, {say_so}.",
            "Aucune facture ouverte du dernier fichier n'a son numéro dans celui-ci, et celles-ci prêtent"
            " à confusion : {names}{more}. Vérifiez que les numéros sont écrits comme avant, zéros "
            "compris. Si ce sont d'autres factures, {say_so}.",
        ),
        "renamed": (
            "Customers who cannot be told apart in this file: {names}{more}. {remedy}{map}. If these are "
            "other customers, {say_so}: what you set for the former ones (addresses, holds, do not send) "
            "stays with those.",
            "Clients que ce fichier ne permet pas de distinguer : {names}{more}. {remedy}{map}. Si ce "
            "sont d'autres clients, {say_so} : ce que vous aviez réglé (adresses, suspensions, envois "
            "exclus) reste aux anciens.",
        ),
        "read_number": (
            "Read the number from «{column}», as last time",
            "Lisez le numéro dans «{column}», comme la dernière fois",
        ),
        "column_gone": (
            "«{column}», which was read last time, is not in this file",
            "«{column}», lue la dernière fois, n'est pas dans ce fichier",
        ),
        "read_customer": (
            "Read the customer from «{column}», as last time",
            "Lisez le client dans «{column}», comme la dernière fois",
        ),
        "read_customer_id": (
            "Read the customer's number from «{column}», as last time",
            "Lisez le code client dans «{column}», comme la dernière fois",
        ),
        "read_ignore": (
            "Leave «{column}» aside, as last time",
            "Laissez «{column}» de côté, comme la dernière fois",
        ),
        # connections
        "by_consent": (
            "{system} is connected by a consent, not with a key.",
            "{system} se connecte par un accord, pas avec une clé.",
        ),
        "by_key": (
            "{system} is connected with a key here, not by a consent (docs/connecting.md).",
            "Ici, {system} se connecte avec une clé, pas par un accord (docs/connecting.md).",
        ),
        "same_account": (
            "{provider} account {name} is connected already, and this key may not read the account: nobody "
            "can tell whether it is the same. Allow the key to read it, then connect again.",
            "Le compte {provider} {name} est déjà connecté, et cette clé n'a pas le droit de lire le compte "
            ": on ne peut pas savoir si c'est le même. Accordez ce droit à la clé, puis reconnectez.",
        ),
        "account_gone": (
            "The account of invoice {number} is no longer connected.",
            "Le compte de la facture {number} n'est plus connecté.",
        ),
        # subscriptions
        "being_decided": (
            "Somebody is deciding this at this moment: look at it again.",
            "Quelqu'un est en train d'en décider : regardez de nouveau.",
        ),
        "decided": (
            "This is decided already, or is no question about a subscription.",
            "C'est déjà décidé, ou il ne s'agit pas d'un abonnement.",
        ),
        "decide_there": (
            "The account of {number} is no longer connected: decide it there.",
            "Le compte de {number} n'est plus connecté : décidez-en chez eux.",
        ),
        "no_longer_unpaid": (
            "{number} is no longer unpaid: nothing was changed.",
            "{number} n'est plus impayée : rien n'a été changé.",
        ),
        "no_recovery": (
            "Nothing can be done about the charges of {name} from here.",
            "Rien ne peut être fait d'ici pour les prélèvements de {name}.",
        ),
        # messages
        "reminder_changed": (
            "Reminder {id} was changed meanwhile: look at it again.",
            "La relance {id} a changé entre-temps : regardez de nouveau.",
        ),
        "approved_alone": (
            "You have approved reminder {id} already: it asks for so much that somebody else must approve it "
            "too.",
            "Vous avez déjà validé la relance {id} : elle demande une telle somme qu'une autre personne doit "
            "la valider aussi.",
        ),
        "to_be_done": (
            "{id} is a {channel} to be done: say so with `relance resolve {id} done`.",
            "{id} est à faire par une personne ({channel}) : dites-le par `relance resolve {id} done`.",
        ),
        "not_waiting": (
            "Reminder {id} does not wait for approval, it is {state}: `relance approve` lists what waits.",
            "La relance {id} n'attend pas de validation, son état est {state} : `relance approve` liste ce "
            "qui attend.",
        ),
        "no_reminder": (
            "No reminder begins with «{id}»: `relance approve` lists what waits, with at least {count} "
            "letters of each id.",
            "Aucune relance ne commence par « {id} » : `relance approve` liste ce qui attend, avec au moins "
            "{count} lettres de chaque identifiant.",
        ),
        "many_reminders": (
            "{count} reminders begin with «{id}»: write more of the id.",
            "{count} relances commencent par « {id} » : écrivez-en davantage.",
        ),
        "is_message": (
            "It is a message: `relance approve` releases it.",
            "C'est un message : `relance approve` le valide.",
        ),
        "show_words": (
            "It is a message: `relance send --dry-run` shows its words.",
            "C'est un message : `relance send --dry-run` en montre le texte.",
        ),
        "short_id": (
            "«{id}» is too short: write at least {count} letters of the id.",
            "« {id} » est trop court : écrivez au moins {count} lettres de l'identifiant.",
        ),
        "many_tasks": (
            "{count} open tasks begin with «{id}»: `relance tasks` lists them.",
            "{count} tâches ouvertes commencent par « {id} » : `relance tasks` les liste.",
        ),
        "no_word": (
            "«{word}» says nothing of a task: say done.",
            "« {word} » ne dit rien d'une tâche : dites done.",
        ),
        "of_subscription": (
            "«{word}» is said of an unpaid subscription: `relance tasks` lists them.",
            "« {word} » se dit d'un abonnement impayé : `relance tasks` les liste.",
        ),
        "one_of": ("Say one of {words}.", "Dites l'un de ces mots : {words}."),
        "no_sender": (
            "{name} has no sender: set RELANCE_SMTP_FROM or "
            '`relance org set "{name}" --sender you@example.com`.',
            "{name} n'a pas d'expéditeur : réglez RELANCE_SMTP_FROM ou "
            '`relance org set "{name}" --sender vous@exemple.fr`.',
        ),
        "set_sender": (
            '{name} has no sender: set one with `relance org set "{name}" --sender you@example.com`.',
            "{name} n'a pas d'expéditeur : réglez-en un par "
            '`relance org set "{name}" --sender vous@exemple.fr`.',
        ),
        "no_server": (
            "No mail server is set: set RELANCE_SMTP_URL and start Relance again.",
            "Aucun serveur d'envoi n'est réglé : réglez RELANCE_SMTP_URL, puis redémarrez Relance.",
        ),
        "no_mail": (
            "No mail leaves this machine: nothing is asked of the domain.",
            "Aucun message ne quitte cette machine : rien n'est demandé au domaine.",
        ),
        "many_tests": (
            "{count} test messages an hour are enough: try again later.",
            "{count} messages d'essai par heure suffisent : réessayez plus tard.",
        ),
        "many_failed_tests": (
            "{count} test messages have failed within an hour: try again later.",
            "{count} messages d'essai ont échoué en une heure : réessayez plus tard.",
        ),
        # what is asked of a client
        "nothing_to_ask": (
            "Nothing waits for approval: there is nothing to ask.",
            "Rien n'attend de validation : il n'y a rien à demander.",
        ),
        "no_address": (
            "Nobody else could open a link: set RELANCE_BASE_URL to an https address of yours.",
            "Personne d'autre ne pourrait ouvrir un lien : donnez à RELANCE_BASE_URL une adresse https.",
        ),
        "not_asked": ("This message is not asked any more.", "Ce message n'est plus à valider."),
        "not_there": ("This message is not there any more.", "Ce message n'existe plus."),
        "why": (
            "Say why in at most {count} signs.",
            "Dites pourquoi, en {count} caractères au plus.",
        ),
        "asks_no_more": (
            "Whoever asked by this link asks no more.",
            "Ce lien ne demande plus rien.",
        ),
        "no_links": ("No links are made here.", "Aucun lien n'est créé ici."),
        "unknown_link": (
            "This link is about nothing that is known here.",
            "Ce lien ne mène à rien qui soit connu ici.",
        ),
        "link_undone": ("This link was taken back.", "Ce lien a été retiré."),
        "no_card": (
            "Nothing of {number} waits for a card.",
            "Rien, pour {number}, n'attend une carte.",
        ),
        # settings
        "token_name": (
            "Name the machine that will use it, in {count} letters at most.",
            "Nommez la machine qui s'en servira, en {count} caractères au plus.",
        ),
        "token_permits": ("Say what it may do: {permits}.", "Dites ce qui lui est permis : {permits}."),
        "token_end": (
            "A token ends after 1 to {count} days, or is made without an end.",
            "Un jeton prend fin après 1 à {count} jours, ou n'a pas de fin.",
        ),
        "not_begun": (
            "{month} has not begun: name a month that has.",
            "{month} n'a pas commencé : choisissez un mois commencé.",
        ),
        "no_version": (
            "There is no version {number} of «{name}».",
            "Il n'y a pas de version {number} de « {name} ».",
        ),
        "no_template": (
            "there is no template «{name}»: write it first, or name another.",
            "il n'y a pas de modèle « {name} » : écrivez-le d'abord, ou nommez-en un autre.",
        ),
        "not_proposed": (
            "These two are not proposed: something was said of them meanwhile, or one of them owes nothing "
            "any more. Look at the list again.",
            "Ces deux-là ne sont plus proposés : on a tranché entre-temps, ou l'un d'eux ne doit plus rien. "
            "Regardez de nouveau la liste.",
        ),
        "not_said": (
            "That was taken back already, or was never said. Look at the list again.",
            "C'était déjà annulé, ou n'a jamais été dit. Regardez de nouveau la liste.",
        ),
        "mandate_both": (
            "A mandate needs both: the name of who gave it, and the day.",
            "Un mandat demande les deux : le nom de qui l'a donné, et le jour.",
        ),
        "mandate_day": (
            "A mandate is noted once it was given: name a day that has come.",
            "Un mandat se note une fois donné : indiquez un jour déjà venu.",
        ),
        "mandate_name": (
            "A name of at most {count} signs will do.",
            "Un nom de {count} caractères au plus suffit.",
        ),
        # who or what is meant
        "wants_no_address": (
            "This task asks for no address, or was closed meanwhile: look at the list of tasks.",
            "Cette tâche ne demande pas d'adresse, ou est close depuis : regardez la liste des tâches.",
        ),
        "no_such_number": (
            "No invoice has the number «{number}».",
            "Aucune facture ne porte le numéro « {number} ».",
        ),
        "several_of_number": (
            "{count} invoices are called «{number}»: {each}. Say the id of the one you mean.",
            "{count} factures portent le numéro « {number} » : {each}. Donnez l'identifiant de celle dont il "
            "s'agit.",
        ),
        "no_such_customer": ("No customer is called «{name}».", "Aucun client ne s'appelle « {name} »."),
        "several_of_name": (
            "{count} customers are called «{name}»: hold their invoices by number.",
            "{count} clients s'appellent « {name} » : suspendez leurs factures par leur numéro.",
        ),
        "no_organisation": (
            "There is no organisation yet: add one with `relance org add NAME --country FR`.",
            "Il n'y a pas encore d'entreprise : ajoutez-en une avec `relance org add NAME --country FR`.",
        ),
        "which_one": (
            "Name one with --org: {known}.",
            "Nommez-en une avec --org : {known}.",
        ),
        "there_is": ("There is {known}.", "Il y a {known}."),
        "no_such_organisation": (
            "No organisation is called «{name}». {known}",
            "Aucune entreprise ne s'appelle « {name} ». {known}",
        ),
        "policy_of_charges": (
            "«{name}» is for failed charges alone; for invoices there are {known}.",
            "« {name} » ne sert qu'aux prélèvements échoués ; pour les factures il y a {known}.",
        ),
        "two_from_nothing": (
            "The amount from which on two people release must be more than nothing.",
            "Le montant à partir duquel deux personnes valident doit être supérieur à zéro.",
        ),
        "no_such_system": (
            "«{name}» cannot be connected: there is {known}.",
            "« {name} » ne peut pas être connecté : il y a {known}.",
        ),
        "no_such_law": (
            "«{name}» is no law of late payment that is known: there is {known}.",
            "« {name} » n'est pas une règle connue du retard de paiement : il y a {known}.",
        ),
        "rate_of_contract": (
            "Without a law there is only what was agreed: say the yearly rate of your terms.",
            "Sans règle de droit, seul compte l'accord conclu : indiquez le taux annuel de vos conditions.",
        ),
        "rate_out_of_reach": (
            "A yearly rate lies between {least} and {most} per cent.",
            "Un taux annuel se situe entre {least} et {most} pour cent.",
        ),
        "nothing_told": ("Nothing can be told from here.", "Rien ne peut être annoncé d'ici."),
        "long_mark": (
            "A tag or a sector has at most {count} signs: shorten it.",
            "Une étiquette ou un secteur compte au plus {count} signes : raccourcissez.",
        ),
    }
)
