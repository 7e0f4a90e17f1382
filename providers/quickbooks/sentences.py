"""What is said of QuickBooks alone, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "may_no_longer": (
            "Whoever connected this QuickBooks company may no longer read it: connect it again as somebody "
            "who may",
            "Qui a connecté cette société QuickBooks n'a plus le droit de la lire : reconnectez-la au nom de "
            "quelqu'un qui l'a",
        ),
        "subscription_over": (
            "The QuickBooks subscription of this company has ended: renew it there, then connect the company "
            "again",
            "L'abonnement QuickBooks de cette société a pris fin : renouvelez-le chez eux, puis reconnectez "
            "la société",
        ),
        "closed": ("{why}. QuickBooks says: {words}.", "{why}. QuickBooks dit : {words}."),
        "trouble": ("QuickBooks is in trouble: {words}.", "QuickBooks est en difficulté : {words}."),
        "refused": ("QuickBooks refused: {words}.", "QuickBooks a refusé : {words}."),
        "traced": ("{error} (intuit_tid {tid})", "{error} (intuit_tid {tid})"),
        "which_company": (
            "QuickBooks did not say which company this consent opens: connect it again.",
            "QuickBooks n'a pas dit quelle société cet accord ouvre : reconnectez-la.",
        ),
        "no_whole_pdf": (
            "What QuickBooks gave as the PDF of invoice {number} is no whole PDF.",
            "Ce que QuickBooks a donné comme PDF de la facture {number} n'est pas un PDF entier.",
        ),
        "since": (
            "Nobody knows since when QuickBooks' changes are wanted: everything is read again.",
            "On ne sait pas depuis quand demander les changements à QuickBooks : tout est relu.",
        ),
        "thirty_days": (
            "QuickBooks tells the changes of 30 days: everything is read again.",
            "QuickBooks donne les changements de 30 jours : tout est relu.",
        ),
        "no_onward": ("QuickBooks' {list} does not go on.", "Chez QuickBooks, {list} n'avance pas."),
        "no_company": (
            "QuickBooks' answer about the company does not describe it.",
            "La réponse de QuickBooks sur la société ne la décrit pas.",
        ),
        "no_sense": (
            "None of the {rows} on a page of QuickBooks makes sense: {alarm}",
            "Rien n'a de sens dans une page de QuickBooks ({rows}) : {alarm}",
        ),
        "no_answer": (
            "QuickBooks' answer to a query is not one.",
            "La réponse de QuickBooks à une requête n'en est pas une.",
        ),
        "no_changes": (
            "QuickBooks' list of changes is not one.",
            "La liste des changements de QuickBooks n'en est pas une.",
        ),
        "unread_changes": (
            "None of {count} changes can be read: {alarm}",
            "Aucun des {count} changements n'est lisible : {alarm}",
        ),
        "no_number": (
            "QuickBooks gave no number where it was asked how many.",
            "QuickBooks n'a pas donné de nombre quand on lui demandait combien.",
        ),
        "holds_none": (
            "QuickBooks' answer holds no {what}.",
            "La réponse de QuickBooks ne contient pas ce qui était demandé ({what}).",
        ),
        "balance": ("its balance is below zero.", "son solde est inférieur à zéro."),
    }
)
