"""What is said of Stripe alone, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        # keys
        "how": (
            "In the Stripe Dashboard open Developers, API keys, Create restricted key; allow reading of "
            "Invoices, Customers, Payment Intents, Charges, Subscriptions, Payment Methods and the account, "
            "nothing else (writing of Invoices too if Stripe is to mail them); and give the key that begins "
            "with rk_.",
            "Dans le Dashboard Stripe, ouvrez Développeurs, Clés API, Créer une clé restreinte ; accordez la "
            "lecture de Invoices, Customers, Payment Intents, Charges, Subscriptions, Payment Methods et du "
            "compte, rien d'autre (l'écriture de Invoices aussi, si Stripe doit les envoyer) ; puis donnez "
            "la clé qui commence par rk_.",
        ),
        "secret_key": (
            "That is a secret key (sk_…). It may do everything in the Stripe account, and since 30 September "
            "2024 Stripe does not let software like this ask for one. {how}",
            "C'est une clé secrète (sk_…). Elle peut tout faire sur le compte Stripe, et depuis le 30 "
            "septembre 2024 Stripe ne permet pas à un logiciel comme celui-ci d'en demander une. {how}",
        ),
        "publishable_key": (
            "That is a publishable key (pk_…), which cannot read invoices. {how}",
            "C'est une clé publiable (pk_…), qui ne peut pas lire les factures. {how}",
        ),
        "no_key": (
            "That is not a restricted key of Stripe (rk_live_… or rk_test_…). {how}",
            "Ce n'est pas une clé restreinte de Stripe (rk_live_… ou rk_test_…). {how}",
        ),
        # consents
        "both": (
            "RELANCE_STRIPE_CLIENT_ID and RELANCE_STRIPE_CLIENT_SECRET",
            "RELANCE_STRIPE_CLIENT_ID et RELANCE_STRIPE_CLIENT_SECRET",
        ),
        "two_platforms": (
            " If it does so again, {both} are of two platforms, or one of test mode and one of live.",
            " Si cela se répète, {both} sont de deux plateformes, ou l'un du mode test et l'autre du mode "
            "réel.",
        ),
        "no_client_id": (
            "RELANCE_STRIPE_CLIENT_ID is no platform's client id: that begins with ca_.",
            "RELANCE_STRIPE_CLIENT_ID n'est pas l'identifiant d'une plateforme : il commence par ca_.",
        ),
        "no_client_secret": (
            "RELANCE_STRIPE_CLIENT_SECRET is not the secret key of a platform: set the one that begins with "
            "sk_live_, or sk_test_ beside a client id of test mode.",
            "RELANCE_STRIPE_CLIENT_SECRET n'est pas la clé secrète d'une plateforme : mettez celle qui "
            "commence par sk_live_, ou par sk_test_ à côté d'un identifiant du mode test.",
        ),
        "not_disconnected": (
            "Stripe did not say that it has disconnected the account.",
            "Stripe n'a pas dit avoir déconnecté le compte.",
        ),
        "no_mode": (
            "Stripe gave tokens and did not say of which mode.",
            "Stripe a donné des jetons sans dire de quel mode.",
        ),
        "other_mode": (
            "This consent is of Stripe's {mode} mode, and RELANCE_STRIPE_CLIENT_SECRET is a key of {ours} "
            "mode: set {both} of one mode, or disconnect the account and connect it again.",
            "Cet accord est du mode {mode} de Stripe, et RELANCE_STRIPE_CLIENT_SECRET est une clé du mode "
            "{ours} : réglez {both} sur un même mode, ou déconnectez le compte puis reconnectez-le.",
        ),
        "unread_consent": (
            "Stripe's answer about a consent cannot be read.",
            "La réponse de Stripe au sujet d'un accord est illisible.",
        ),
        "shut_out": (
            "Stripe no longer lets us into this account. Connect Stripe again.",
            "Stripe ne nous laisse plus entrer dans ce compte. Reconnectez Stripe.",
        ),
        "other_account": (
            "Stripe opened another account than was connected. Connect Stripe again.",
            "Stripe a ouvert un autre compte que celui qui était connecté. Reconnectez Stripe.",
        ),
        # what is done there
        "test_account": (
            "This is a test account: Stripe mails nothing to anybody from it.",
            "C'est un compte de test : Stripe n'en envoie rien à personne.",
        ),
        "no_subscription": (
            "Stripe knows no subscription for this invoice: look at it there.",
            "Stripe ne connaît pas d'abonnement pour cette facture : regardez-la chez eux.",
        ),
        "no_invoice": ("Stripe no longer knows this invoice.", "Stripe ne connaît plus cette facture."),
        # what is read
        "since": (
            "Stripe no longer knows what happened since the last reading.",
            "Stripe ne sait plus ce qui s'est passé depuis la dernière lecture.",
        ),
        "first_event": (
            "Something has happened in an account where nothing ever had.",
            "Il s'est passé quelque chose dans un compte où il ne s'était jamais rien passé.",
        ),
        "no_sense": (
            "None of the invoices on a page of Stripe's makes sense: {why}",
            "Aucune facture d'une page de Stripe n'a de sens : {why}",
        ),
        "left_as_was": ("{why} He was left as he was.", "{why} Le client est resté tel quel."),
        "left_out": ("{why} It was left out.", "{why} La facture a été laissée de côté."),
        "which_cards": (
            "Which cards end soon cannot be read at Stripe: {why}",
            "On ne peut pas lire chez Stripe quelles cartes expirent bientôt : {why}",
        ),
        "card_ends": (
            "Whether a card still ends cannot be read at Stripe: {why}",
            "On ne peut pas lire chez Stripe si une carte expire toujours : {why}",
        ),
        "why_failed": (
            "Why Stripe's charges failed cannot be read: {why}",
            "On ne peut pas lire chez Stripe pourquoi les prélèvements ont échoué : {why}",
        ),
        "why_one_failed": (
            "Why the charge of {number} failed cannot be read: {why}",
            "On ne peut pas lire pourquoi le prélèvement de {number} a échoué : {why}",
        ),
        "odd_status": (
            "Stripe's invoice {name} has the unknown status «{status}».",
            "La facture {name} de Stripe a le statut inconnu « {status} ».",
        ),
        "odd_collection": (
            "Stripe's invoice {name} is collected in an unknown way, «{way}»: it is taken for one that is "
            "charged automatically.",
            "La facture {name} de Stripe est encaissée d'une façon inconnue, « {way} » : on la tient pour "
            "prélevée automatiquement.",
        ),
        "no_moment": ("«{text}» is not a moment in time.", "« {text} » n'est pas un instant."),
        "balance_left_out": (
            "The balance of Stripe's customer {customer} was left out: {why}",
            "On a laissé de côté le solde du client {customer} de Stripe : {why}",
        ),
        "no_whole": (
            "{amount} is no whole number of {currency}.",
            "{amount} n'est pas un nombre entier de {currency}.",
        ),
    }
)
