"""Every word of the pages, in English and in French. Reason codes have theirs in render/reasons.py."""

from collections.abc import Mapping
from types import MappingProxyType

from connector.core.typography import french
from connector.web.words_of_accounts import ACCOUNTS
from connector.web.words_of_approvals import APPROVALS
from connector.web.words_of_batches import BATCHES
from connector.web.words_of_bulk import BULK
from connector.web.words_of_business import BUSINESS
from connector.web.words_of_codes import CODES
from connector.web.words_of_connections import CONNECTIONS
from connector.web.words_of_customers import CUSTOMER_FILES
from connector.web.words_of_factor import FACTOR
from connector.web.words_of_figures import FIGURES
from connector.web.words_of_files import FILES
from connector.web.words_of_hooks import HOOKS
from connector.web.words_of_ladder import LADDER
from connector.web.words_of_late_payment import LATE_PAYMENT
from connector.web.words_of_links import LINKS
from connector.web.words_of_lists import LISTS
from connector.web.words_of_openid import OPENID
from connector.web.words_of_own_page import OWN_PAGE
from connector.web.words_of_people import PEOPLE
from connector.web.words_of_plan_limits import PLAN_LIMITS
from connector.web.words_of_portfolio import PORTFOLIO
from connector.web.words_of_segments import SEGMENTS
from connector.web.words_of_setup import SETUP
from connector.web.words_of_start import START
from connector.web.words_of_texts import TEXTS
from connector.web.words_of_time_bars import TIME_BARS
from connector.web.words_of_today import TODAY
from connector.web.words_of_tokens import TOKENS
from connector.web.words_of_trail import TRAIL
from connector.web.words_of_views import VIEWS
from connector.web.words_of_works import WORKS

_PAGES: dict[str, tuple[str, str]] = {
    # everywhere
    "overview": ("Today", "Aujourd'hui"),
    "invoices": ("Invoices", "Factures"),
    "next": ("Goes out next", "À venir"),
    "sent": ("Went out", "Parti"),
    "tasks": ("Tasks", "À faire"),
    "organisations": ("Organisations", "Entreprises"),
    "skip": ("Skip to the content", "Aller au contenu"),
    "menu": ("Pages", "Pages"),
    "all_of_them": ("See all", "Tout voir"),
    "back": ("Back", "Retour"),
    # columns
    "invoice": ("Invoice", "Facture"),
    "number": ("Number", "Numéro"),
    "customer": ("Customer", "Client"),
    "amount": ("Amount", "Montant"),
    "due": ("Due", "Échéance"),
    "days_late": ("Late", "Retard"),
    "decision": ("Decision", "Décision"),
    "why": ("Why", "Pourquoi"),
    "next_step": ("Next step", "Prochaine étape"),
    "on_day": ("Day", "Jour"),
    "channel": ("How", "Comment"),
    "state": ("State", "État"),
    "subject": ("Subject", "Objet"),
    "to": ("To", "À"),
    "from": ("From", "De"),
    "step": ("Step", "Étape"),
    "what": ("What", "Quoi"),
    "card": ("Card", "Carte"),
    "card_valid": ("Pays until", "Valable jusqu'au"),
    "card_title": ("Your payment", "Votre paiement"),
    "card_gone": ("This link has run out", "Ce lien n'est plus valable"),
    "card_gone_hint": (
        "Ask for a new one where you found it: a reply to that message is enough.",
        "Demandez-en un nouveau là où vous l'avez trouvé : une réponse à ce message suffit.",
    ),
    "card_hint": (
        "Your card is changed on our payment provider's own page; the open payment is then made at once.",
        "La carte se change sur la page de notre prestataire de paiement ; le paiement en attente est "
        "ensuite effectué aussitôt.",
    ),
    "card_change": ("Change the card", "Changer de carte"),
    "card_unchanged": (
        "No other card was given yet: nothing was charged.",
        "Aucune autre carte n'a été donnée : rien n'a été prélevé.",
    ),
    "card_paid": ("Thank you: it is paid.", "Merci : c'est payé."),
    "card_settled": ("Nothing is to be paid for it any more.", "Il n'y a plus rien à payer."),
    "card_held": (
        "Thank you. Nothing was charged: this invoice is being looked into, and we will write to you.",
        "Merci. Rien n'a été prélevé : cette facture est en cours d'examen, et nous vous écrirons.",
    ),
    "card_tried": (
        "Thank you. The payment is under way; you will hear from us only if it does not go through.",
        "Merci. Le paiement est en cours ; nous ne vous écrirons que s'il n'aboutit pas.",
    ),
    "card_ends": ("pays until", "valable jusqu'au"),
    "card_ends_title": ("Your card", "Votre carte"),
    "card_ends_hint": (
        "Your card is changed on our payment provider's own page. Nothing is charged now.",
        "La carte se change sur la page de notre prestataire de paiement. Rien n'est prélevé maintenant.",
    ),
    "card_replaced": (
        "Thank you: nothing is left to do for this card, and nothing was charged.",
        "Merci : il n'y a plus rien à faire pour cette carte, et rien n'a été prélevé.",
    ),
    "card_closed": (
        "The card cannot be changed at this moment: please try again a little later.",
        "La carte ne peut pas être changée pour l'instant : merci de réessayer un peu plus tard.",
    ),
    "ending": ("The subscription", "L'abonnement"),
    "ending_hint": (
        "The charge is read again first. If it is still unpaid, your choice is carried out where the "
        "subscription is, once.",
        "Le prélèvement est d'abord relu. S'il est toujours impayé, votre choix est appliqué là où se trouve "
        "l'abonnement, une seule fois.",
    ),
    "ending.leave": ("Leave it as it is", "Le laisser tel quel"),
    "ending.pause": ("Pause it: nothing more is collected", "Le suspendre : plus rien n'est prélevé"),
    "ending.cancel": ("Cancel it now", "Le résilier maintenant"),
    "decide": ("Decide", "Décider"),
    "how_to_close": ("To do it", "Pour le faire"),
    "late_days": ("{count} d", "{count} j"),
    # status
    "mode": ("Mode", "Mode"),
    "mode.shadow": ("Shadow: plans, sends nothing", "Observation : planifie, n'envoie rien"),
    "mode.approve": ("Approve: a person releases each batch", "Validation : une personne valide chaque lot"),
    "mode.auto": ("Auto: sends by itself", "Auto : envoie tout seul"),
    "not_stopped": ("Running", "En marche"),
    "ledger_file": ("Ledger file", "Fichier importé"),
    "last_read": ("Last read", "Dernière lecture"),
    "never_read": ("Never read", "Jamais lu"),
    "trusted": ("Trusted until {until}", "Fiable jusqu'au {until}"),
    "too_old": ("Too old: nothing leaves", "Trop ancien : rien ne part"),
    "now": ("As of {moment}", "Situation au {moment}"),
    "open_amount": ("Open", "À encaisser"),
    "late_amount": ("Late", "En retard"),
    "no_currency": ("Nothing is open.", "Rien n'est à encaisser."),
    "count_invoices": ("Open invoices: {count}", "Factures ouvertes : {count}"),
    "count_late": ("Late: {count}", "En retard : {count}"),
    "awaits_approval": (
        "Waiting for your approval: {count}. Read and release them.",
        "En attente de votre accord : {count}. Les lire et les valider.",
    ),
    "no_sender": (
        "No sender is set, so nothing can leave: set one under «Getting started», or RELANCE_SMTP_FROM.",
        "Aucun expéditeur, donc rien ne peut partir : réglez-le à la « Mise en route », ou "
        "RELANCE_SMTP_FROM.",
    ),
    "no_mail_server": (
        "No mail server is set, so nothing can leave: set RELANCE_SMTP_URL.",
        "Aucun serveur d'envoi, donc rien ne peut partir : réglez RELANCE_SMTP_URL.",
    ),
    # nothing there yet
    "no_organisation": ("There is no organisation yet.", "Il n'y a pas encore d'entreprise."),
    "add_organisation": ("Add the first one", "Créer la première"),
    "no_connection": ("No ledger has been read yet.", "Aucune donnée n'a encore été lue."),
    "import_hint": (
        "Or on the machine that Relance runs on:",
        "Ou sur la machine où tourne Relance :",
    ),
    "no_connection_hint": (
        "Once your invoices are known, this page shows what is open, what is late and what is said next. "
        "Nothing is sent before you start it.",
        "Dès que vos factures sont connues, cette page montre ce qui reste dû, ce qui est en retard et ce "
        "qui sera dit ensuite. Rien ne part avant que vous ne le démarriez.",
    ),
    "connect_account": ("Connect an account", "Connecter un compte"),
    "menu_button": ("Menu", "Menu"),
    "no_invoice": ("No invoice is open.", "Aucune facture n'est ouverte."),
    "none_of_these": ("None of them here.", "Aucune ici."),
    "nothing_next": (
        "Nothing is foreseen: no open invoice has a step to come.",
        "Rien n'est prévu : aucune facture ouverte n'a d'étape à venir.",
    ),
    "nothing_sent": (
        "Nothing has gone out yet. Each message stands here once it has left, word for word.",
        "Rien n'est encore parti. Chaque message figurera ici une fois parti, mot pour mot.",
    ),
    "shadow_hint": (
        "In shadow mode nothing ever leaves. When the plan looks right:",
        "En mode observation, rien ne part. Quand le plan vous convient :",
    ),
    "no_task": (
        "Nothing waits for you. Calls, letters to post and replies to sort stand here when they are due.",
        "Rien ne vous attend. Les appels, les lettres à poster et les réponses à trier figureront ici le "
        "moment venu.",
    ),
    # invoices
    "all": ("All", "Toutes"),
    "page_of": ("Page {page} of {pages}", "Page {page} sur {pages}"),
    "earlier": ("Back", "Précédent"),
    "later": ("Next", "Suivant"),
    "also_later": (
        "Not all that is to come stands here: whoever waits for his turn among many has no day yet, and what "
        "comes later is left out. The page of each invoice says what is next.",
        "Tout ce qui vient n'est pas ici : qui attend son tour parmi beaucoup n'a pas encore de jour, et la "
        "suite plus lointaine est omise. La page de chaque facture dit ce qui l'attend.",
    ),
    # one invoice
    "issued": ("Issued", "Émise"),
    "total": ("Total", "Total"),
    "open": ("Still open", "Reste dû"),
    "disputed": ("Disputed", "Contesté"),
    "policy": ("Policy", "Scénario"),
    "ladder": ("The ladder", "Les étapes"),
    "from_day": ("from", "à partir du"),
    "it_is_next": ("Next", "Prochaine"),
    "holds": ("What keeps it silent", "Ce qui suspend ses relances"),
    "until": ("until {day}", "jusqu'au {day}"),
    "silent_until": ("Nothing is said before {day}", "Rien n'est dit avant le {day}"),
    "no_end": ("until it is released", "jusqu'à sa levée"),
    "by": ("by {who}", "par {who}"),
    "history": ("What was said", "Ce qui a été dit"),
    "nothing_said": ("Nothing has been said about it yet.", "Rien n'a encore été dit à son sujet."),
    "server_answered": ("Their server", "Leur serveur"),
    "pay_link": ("Payment page", "Page de paiement"),
    # one message
    "message": ("Message", "Message"),
    "as_sent": ("As it was sent", "Tel qu'envoyé"),
    "as_text": ("As plain text", "En texte brut"),
    "as_html": ("As the customer sees it", "Tel que le client le voit"),
    "words_of_letter": ("Print the letter", "Imprimer la lettre"),
    "words_of_other": ("What to say", "Que dire"),
    "print_it": ("Open the sheet to print it", "Ouvrir la feuille à imprimer"),
    "guide_letter": (
        "Add the postal address, sign it, post it, then note its posting:",
        "Ajoutez l'adresse postale, signez, postez, puis notez l'envoi :",
    ),
    "guide_other": ("When it is done, note it:", "Une fois fait, notez-le :"),
    "no_words": (
        "No words are kept: the account sent the invoice in words of its own, or it was done by hand.",
        "Aucun texte gardé : le compte a envoyé la facture avec ses propres mots, ou c'est fait à la main.",
    ),
    "left": ("Left", "Parti"),
    "attachments": ("Attached", "Pièces jointes"),
    # faults
    "heading.not_found": ("Not found", "Introuvable"),
    "heading.fault": ("Something went wrong", "Une erreur s'est produite"),
    "heading.cannot_be_shown": ("To be put right first", "À corriger d'abord"),
    "heading.not_your_role": ("Not with your role", "Pas avec votre rôle"),
    "heading.form_too_old": ("This form was too old", "Formulaire périmé"),
    "heading.not_connected": ("Not connected", "Pas connecté"),
    "to_start": ("Back to the start", "Revenir à l'accueil"),
    "not_found": (
        "There is no such page, or not any more: check its address.",
        "Cette page n'existe pas, ou plus : vérifiez son adresse.",
    ),
    "fault": (
        "Something went wrong here; the log says what.",
        "Une erreur s'est produite : voyez le journal.",
    ),
    "cannot_be_shown": (
        "This cannot be shown until it is put right:",
        "À corriger pour pouvoir l'afficher :",
    ),
}


def together(*tables: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    """All of them in one, French with its own spaces. RuntimeError where two words are called the same."""
    found: dict[str, tuple[str, str]] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise RuntimeError(f"two words are called {', '.join(sorted(twice))}")
        found |= {key: (english, french(text)) for key, (english, text) in table.items()}
    return MappingProxyType(found)


#: key: (English, French).
WORDS = together(
    _PAGES,
    ACCOUNTS,
    APPROVALS,
    BULK,
    BUSINESS,
    BATCHES,
    CODES,
    CONNECTIONS,
    CUSTOMER_FILES,
    FIGURES,
    FACTOR,
    FILES,
    HOOKS,
    LINKS,
    LISTS,
    OWN_PAGE,
    PEOPLE,
    PORTFOLIO,
    PLAN_LIMITS,
    LADDER,
    LATE_PAYMENT,
    TIME_BARS,
    SETUP,
    START,
    TEXTS,
    SEGMENTS,
    TODAY,
    TRAIL,
    TOKENS,
    VIEWS,
    OPENID,
    WORKS,
)
