"""The words that turn what a sentence of a reply seems to say: refusals, negations, conditions and questions.

Folded, in six languages, like the signs that they turn.
"""

import re

from connector.core.reply_words import patterns

#: Who will not pay contests; who cannot pay asks for time.
REFUSES = patterns(r"""
    (?:will not|won't|shall not|am not|are not|aren't|'re not|'m not|is not) (?:be )?(?:going to )?(?:pay\
      |paying|settle|settling)\b
    refus(?:e|es|ing|ons|er)\b(?! the call)|no intention of pay\w+|not willing to pay
    (?:will|would|do|does|did)(?:n't| not) (?:want|intend|wish) to pay
    ne (?:\w+ )?(?:paiera\w*|paieron\w*|paierai|regler(?:ai|ons|a|ont)|paie|paye|payons|reglons\
      |regle) (?:pas|rien)
    ne (?:la |le |les )?(?:paierons|paierai) pas
    (?:ne )?pas l'intention de (?:payer|regler)|hors de question
    (?:zahlen|zahle|bezahlen|bezahle|uberweisen|begleichen)\b~\bnicht\b(?! vor)|nicht (?:be)?zahlen\b
    verweiger\w+
    no (?:vamos|voy) a (?:pagar|abonar)|no (?:lo |la )?(?:pagar(?:e|emos)|pagamos|abonaremos)\b
    nos negamos|me niego
    non (?:la |lo )?(?:pagheremo|paghero|paghiamo|intend\w+ pagare|abbiamo intenzione)|(?:mi|ci) rifiut\w+
    (?:betalen|betaal)\b~\bniet\b|niet (?:te )?betalen\b|weiger\w*
""")
CANNOT = patterns(r"""
    (?:can't|cannot|can not|unable to|not able to|couldn't|could not|not in a position to)~(?:pay|settle\
      |afford|make)\b
    (?:ne (?:pouvons|peux|pourrons|pourrai|suis|sommes|serons|serai)|impossible|n'arriv\w+)~(?:payer\
      |regler|honorer|capacite|en mesure)
    (?:konnen|kann|konnten|konnte)~nicht~(?:zahlen|bezahlen|uberweisen|begleichen|leisten)|nicht in der lage
    no (?:lo |la )?(?:podemos|puedo|podremos|podre)~(?:pagar|abonar|hacer)
    non (?:possiamo|posso|riusciamo|riesco|potremo|potro)~(?:pagare|saldare|effettuare)
    (?:kunnen|kan)~niet~(?:betalen|voldoen|overmaken)|niet in staat
""")

#: A way to somebody else, which whoever promises or has paid shows too.
POINTS_ELSEWHERE = patterns(r"""
    (?:please |kindly )?(?:contact|write to|send (?:this|it|your|all|the)|address|direct|forward)~(?:@\
      |account\w*|finance|department|colleague)
    (?:forwarded|passed) (?:this|it|your \w+)~(?:account\w*|finance|department|colleague)
    (?:adress\w+|contact\w+|ecri\w+|envoy\w+|rapproch\w+|transm\w+)~(?:@|comptab\w+|service|collegue|siege)
    (?:wenden|kontaktieren|schreiben|richten|senden)~(?:@|buchhaltung|abteilung|kollege\w*|kollegin)
    (?:dirija\w*|contacte\w*|pongase|escriba\w*|envie\w*)~(?:@|contab\w+|departamento|administracion\
      |companero)
    (?:rivol\w+|contatt\w+|scriv\w+|invi\w+)~(?:@|contab\w+|ufficio|amministra\w+|collega)
    (?:contact|richten|sturen|stuur|wenden|mailen)~(?:administratie|boekhoud\w*|collega|afdeling\
      |crediteuren)
""")

#: Before or within a sign in its clause: it says the contrary.
NEGATED = re.compile(
    r"(?:\b(?:not|never|cannot|nor|no|nothing|without|unpaid|pas|jamais|aucune?|sans|nicht|nie"
    r"|kein\w*|ohne|nunca|sin"
    r"|ningun\w*|non|mai|senza|nessun\w*|niet|nooit|geen|zonder)\b|n't\b)"
)
#: What follows is said of a day to come, or of none.
IF = re.compile(
    r"\b(?:once|when|until|unless|if|whether|as soon as|after|before|by the time|quand|lorsque"
    r"|une fois|des que|si|avant"
    r"|apres|sobald|wenn|falls|bevor|nachdem|ob|cuando|una vez|hasta que|en cuanto|quando|appena"
    r"|una volta|finche"
    r"|zodra|als|wanneer|nadat|will have|to have|should have|aura|auront|werden|wird|sera|seran|sara"
    r"|zal|zullen|wordt|worden)\b"
)
#: Whoever asks whether he has paid says nothing; whoever asks whether it has arrived says that he has.
ASKS_HIMSELF = re.compile(
    r"\b(?:have (?:i|we)|did (?:i|we)|has (?:it|this|that)|was (?:it|this|that)|is (?:it|this|that)"
    r"|avons-nous|ai-je"
    r"|est-ce que (?:nous|j'|c'|cela)|a-t-(?:elle|il|on)|haben wir|habe ich|(?:ist|wurde) (?:das|die"
    r"|sie|diese)"
    r"|hebben (?:we|wij)|heb ik|is (?:dit|dat|deze))\b|^\W{0,3}(?:hemos|he|abbiamo|ho|esta|fue"
    r"|ha sido|e stata)\b"
)
ALREADY = re.compile(r"\b(?:already|deja|schon|bereits|ya|gia|al|reeds)\b")
