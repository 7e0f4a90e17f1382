"""What is said of a mailbox that cannot be read, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        # parts
        "words": (" (it says: {said})", " (il dit : {said})"),
        "ended": ("it has ended", "il a expiré"),
        "self_signed": (
            "it is signed by itself, by nobody who is trusted here",
            "il est signé par lui-même, et par personne de reconnu ici",
        ),
        "unknown_signer": (
            "whoever signed it is not trusted here",
            "son signataire n'est pas reconnu ici",
        ),
        "other_name": (
            "it was made for another name",
            "il a été établi pour un autre nom",
        ),
        # the connection
        "not_found": (
            "No mail server was found under the name «{host}»: check how it is written, and that this "
            "machine is connected.",
            "Aucun serveur de messagerie n'a été trouvé sous le nom « {host} » : vérifiez comment il "
            "s'écrit, et la connexion de cette machine.",
        ),
        "refused": (
            "{where} takes no connection: check the name and the port (usually 993 with TLS, 143 with "
            "STARTTLS).",
            "{where} n'accepte pas de connexion : vérifiez le nom et le port (d'ordinaire 993 avec TLS, 143 "
            "avec STARTTLS).",
        ),
        "unreachable": (
            "{where} cannot be reached ({why}): check the name and the port, and try again later.",
            "{where} est injoignable ({why}) : vérifiez le nom et le port, et réessayez plus tard.",
        ),
        "late": (
            "{where} did not answer in time: check the name and the port, and try again later.",
            "{where} n'a pas répondu à temps : vérifiez le nom et le port, et réessayez plus tard.",
        ),
        "broke_off": (
            "{where} cut the connection: check the port and how it is protected, and try again later.",
            "{where} a coupé la connexion : vérifiez le port et sa protection, et réessayez plus tard.",
        ),
        "too_much": (
            "{where} says more than it was asked for, so its answer was not read: check that it is your "
            "mail server.",
            "{where} en dit plus que demandé, sa réponse n'a donc pas été lue : vérifiez que c'est bien "
            "votre serveur de messagerie.",
        ),
        "garbled": (
            "What {where} answers is not IMAP that can be read: check the name and the port, and how it is "
            "protected.",
            "Ce que répond {where} n'est pas de l'IMAP lisible : vérifiez le nom et le port, et sa "
            "protection.",
        ),
        "unwilling": (
            "{where} does not do what it was asked for{words}: try again later, or ask who runs this mail "
            "server.",
            "{where} ne fait pas ce qui lui est demandé{words} : réessayez plus tard, ou demandez à qui gère "
            "ce serveur de messagerie.",
        ),
        # its protection
        "untrusted": (
            "The certificate of {where} is not valid: {why}. Check the name of the server, or have its "
            "certificate put right; nothing was sent.",
            "Le certificat de {where} n'est pas valable : {why}. Vérifiez le nom du serveur, ou faites "
            "corriger son certificat ; rien n'a été envoyé.",
        ),
        "no_tls": (
            "No TLS could be agreed with {where} ({why}): check the port (usually 993), or choose STARTTLS; "
            "nothing was sent.",
            "Aucun accord TLS avec {where} ({why}) : vérifiez le port (d'ordinaire 993), ou choisissez "
            "STARTTLS ; rien n'a été envoyé.",
        ),
        "no_starttls": (
            "{where} offers no STARTTLS, so no password was sent: choose TLS, usually on port 993.",
            "{where} ne propose pas STARTTLS, aucun mot de passe n'a donc été envoyé : choisissez TLS, "
            "d'ordinaire sur le port 993.",
        ),
        "in_clear": (
            "Without protection, the password for {where} would travel in clear: choose TLS or STARTTLS.",
            "Sans protection, le mot de passe pour {where} circulerait en clair : choisissez TLS ou "
            "STARTTLS.",
        ),
        # signing in
        "no_passwords": (
            "{where} lets nobody in with a name and a password over this connection: choose TLS, or switch "
            "on IMAP with a password (an app password, say) where the mailbox is run.",
            "{where} ne laisse entrer personne avec un nom et un mot de passe par cette connexion : "
            "choisissez TLS, ou activez l'IMAP avec mot de passe (d'application, par exemple) chez "
            "qui gère la boîte.",
        ),
        "not_in": (
            "{where} does not take the name and the password of the mailbox{words}: type both again; some "
            "providers want an app password here.",
            "{where} n'accepte pas le nom et le mot de passe de la boîte{words} : saisissez de nouveau les "
            "deux ; certains fournisseurs veulent ici un mot de passe d'application.",
        ),
        "unfit": (
            "The name, the password or the folder for {where} holds a character that cannot be typed: type "
            "them again.",
            "Le nom, le mot de passe ou le dossier pour {where} contient un caractère impossible à saisir : "
            "saisissez-les de nouveau.",
        ),
        # the folder
        "no_folder": (
            "{where} has no folder «{folder}» in this mailbox. There are: {there}. Write one of these.",
            "{where} n'a pas de dossier « {folder} » dans cette boîte. Il y a : {there}. Écrivez l'un d'eux.",
        ),
        "no_folders": (
            "{where} has no folder «{folder}» in this mailbox, and names no other: check how it is written.",
            "{where} n'a pas de dossier « {folder} » dans cette boîte, et n'en nomme aucun autre : vérifiez "
            "comment il s'écrit.",
        ),
        "closed": (
            "{where} does not open the folder «{folder}»{words}: try again later, or look at its "
            "permissions.",
            "{where} n'ouvre pas le dossier « {folder} »{words} : réessayez plus tard, ou vérifiez ses "
            "droits.",
        ),
        "withheld": (
            "{where} shows messages in the folder «{folder}» and hands none of them over{words}: try again "
            "later, or open the oldest new message there yourself.",
            "{where} montre des messages dans le dossier « {folder} » et n'en remet aucun{words} : réessayez "
            "plus tard, ou ouvrez-y vous-même le plus ancien des nouveaux messages.",
        ),
    }
)
