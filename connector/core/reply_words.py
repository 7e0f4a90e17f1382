"""The words by which replies are told apart, in six languages, folded: in lower case, without accents.

Each is a pattern; `~` is a gap of some words within a clause. All languages are searched at once.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from connector.core.incoming import ReplySort

_GAP = r"\\b[^!?;]{0,45}?\\b"


def patterns(text: str) -> re.Pattern[str]:
    """One pattern of many lines; what begins with `#` is a heading, and `\\` joins a line to the next."""
    lines = (line.strip() for line in re.sub(r"\\\n\s*", "", text).splitlines())
    joined = "|".join(line for line in lines if line and not line.startswith("#"))
    return re.compile(rf"(?:(?<!\w)|(?='))(?:{re.sub('~', _GAP, joined)})")


_DISPUTE = patterns(r"""
    # en
    disput(?:e|ed|es|ing)\b
    contest(?:ed|ing)?\b
    (?:do not|don't|cannot|can't) (?:agree|accept)\b
    disagree
    object(?:ion)? to\b
    (?:incorrect|inaccurate|wrong) (?:amount|price|quantity|invoice|vat|rate|total|sum|figure|item\
      |product|goods)
    (?:amount|price|quantity|invoice|vat|rate|total|bill|charge)s?~(?:is|are|was|were|seems?\
      |looks?) (?:\w+ )?(?:incorrect|wrong|inaccurate|too high)
    (?:not|n't) (?:\w+ )?(?:ordered|agreed|delivered|correct|right|conform|as agreed|what (?:we|i|was)\
      |acceptable|happy with|satisfied)
    never (?:\w+ )?(?:ordered|agreed|delivered|signed|requested|approved|asked for|arrived)
    did(?:n't| not) (?:order|agree|ask for|request|sign|approve)
    (?:goods|items?|delivery|order|parcel|products?|materials?|service)s?~(?:has|have|was|were|did)(?:n't\
      | not| never)~(?:received|arrived?|delivered|completed|performed)
    (?:never|not|n't) (?:\w+ )?(?:received?|got|gotten) (?:the |our |any |your |all |all the \
      |my )?(?:goods|items?|delivery|order|parcel|products?|materials?|service)
    defective|faulty\b|damaged|broken\b|overcharg\w+|overbilled|poor quality|unsatisf\w+|complain\w*
    credit note
    (?:items?|goods|parts?|pieces?|units?|hours|boxes)~(?:missing|short)\b
    missing (?:items?|goods|parts?|pieces?|units?|boxes)
    (?:error|mistake) (?:in|on|with)\b|(?:an?|some) (?:error|mistake)\b(?! on our)
    (?:charged|billed|invoiced) (?:us |me )?(?:twice|double|too much)
    (?:does|do)(?:n't| not) (?:match|correspond|recogni[sz]e)
    (?:as soon as|once|when|after|until|unless)~(?:correct(?:ed|ion|s)?|fix(?:ed)?|replac\w+|repair\w*\
      |redo|redone|revis\w+|rectif\w+|resolv\w+)\b
    (?:corrected|revised|amended) invoice
    # fr
    contest(?:e|es|ons|er|ee?|ation)\b|litige|desaccord|pas d'accord
    (?:n'est|ne sont|n'etai(?:t|ent)|n'ont|n'a|n'avons|n'ai) (?:\w+ ){0,2}?(?:pas|jamais\
      |rien)~(?:conforme|livree?s?|commandee?s?|corrects?|correcte?s?|exacte?s?|convenue?s?|acceptee?s?\
      |validee?s?|terminee?s?|realisee?s?|la bonne|le bon|signee?s?)\b
    (?:pas|jamais) (?:encore |bien |toujours )?(?:ete )?recu (?:la |les |le |l'|cette |ces |votre |vos \
      |ce |notre |de )?(?:marchandises?|livraison|colis|produits?|commande|materiel|prestation|articles?\
      |palettes?)
    jamais (?:rien )?(?:commande|ete livre|ete effectue|accepte|signe|livre|demande|valide)
    (?:montant|prix|facture|quantite|tva|total|tarif)s?~(?:errone|faux|fausse|incorrect|inexact\
      |pas (?:le |la )?bon|pas celui|trop eleve)
    il y a (?:visiblement |manifestement |bien )?une erreur
    (?:une |d')erreur (?:dans|sur|de (?:prix|quantite|facturation|montant|tarif|tva|calcul))
    comporte~erreur
    defectueu\w+|endommage\w*|abime\w*|casse(?:e|s|es)?\b|malfacon\w*|reclamation|surfactur\w+|doublon
    non[- ]conforme\w*
    (?:il manque|manquant\w*|manquait|manquaient)\b|un avoir\b|l'avoir\b|note de credit
    factures? (?:deux fois|en double|rectificati\w+|corrigee)
    ne correspond\w* pas|pas (?:prevue?s? au|prevue?s? dans)
    (?:des que|une fois|quand|lorsque|apres|tant que|des|a condition)~(?:corrig\w+|rectif\w+|correction\
      |remplac\w+|repar\w+|annul\w+|refait\w*)\b
    # de
    bestreite\w*|widerspr(?:eche\w*|uch)|reklam\w+|beanstand\w+|mangel(?:haft\w*|n|ruge)?\b|defekt\w*
    beschadigt\w*|fehlerhaft\w*
    falsch\w* (?:betrag|preis|menge|rechnung|ware|artikel)
    (?:rechnung|betrag|preis|menge|summe|lieferung)~(?:falsch|nicht (?:korrekt|richtig|in ordnung\
      |vollstandig)|zu hoch)
    stimm(?:t|en)~nicht|nicht (?:ganz )?einverstanden
    nicht (?:\w+ )?(?:bestellt|geliefert|vereinbart|beauftragt|abgenommen|erbracht)
    nie (?:\w+ )?(?:bestellt|geliefert|vereinbart|beauftragt|angekommen)
    (?:ware|lieferung|leistung|paket|bestellung|artikel)~(?:nicht|nie)~(?:erhalten|bekommen|angekommen\
      |eingetroffen|erbracht|geliefert)
    gutschrift|doppelt (?:berechnet|abgerechnet|in rechnung)
    fehl(?:t|en)~(?:stuck|teile?|artikel|positionen|ware)|korrigierte\w* rechnung
    (?:sobald|erst wenn|wenn|nachdem|bis|bevor)~(?:korrig\w+|korrektur|berichtig\w+|ersatz\w*\
      |nachgebessert|repariert|behoben|nachgeliefert)
    # es
    disputa\w*|reclamacion\w*|reclam(?:o|amos)\b|desacuerdo
    no (?:estamos|estoy|esta|es) (?:de acuerdo|conformes?|correct[oa])
    no (?:\w+ ){1,3}?(?:pedido|entregad[oa]s?|solicitad[oa]|encargad[oa]|acordad[oa]|aceptad[oa])\b
    no es lo (?:acordado|que)
    (?:no|nunca|aun no) (?:\w+ ){0,3}?recibi(?:do|mos) (?:la |el |los |las |nuestr[oa] \
      |tod[oa]s? )*(?:mercanci\w+|pedido|material\w*|producto\w*|servicio)
    nunca (?:\w+ )?(?:pedimos|pedi|solicitamos|encargamos|pedido|solicitado|contratamos|contratado)
    (?:importe|precio|cantidad|factura|iva|total)~(?:incorrect\w+|errone[oa]|equivocad[oa]|mal\b)
    defectuos\w+|danad[oa]s?\b|mala calidad
    faltan?\b~(?:piezas?|articulos?|productos?|unidades|cajas)|nota de credito|rectificativa
    cobrad[oa] (?:dos veces|de mas)|factur\w+ dos veces
    no (?:se )?(?:corresponde|coincide)|(?:hay )?un error\b|error en\b
    (?:en cuanto|cuando|una vez|hasta que|tan pronto como)~(?:corri[jg]\w+|rectifi\w+|cambi\w+|reempla\w+\
      |repar\w+|sustitu\w+)
    # it
    contest(?:o|iamo|are|azione|ata|ato)\b|reclamo|disaccordo
    non (?:siamo|sono) (?:assolutamente |affatto )?d'accordo
    (?:non|mai) (?:\w+ ){0,3}?(?:ordinat[oaie]|consegnat[oaie]|concordat[oaie]|richiest[oaie]\
      |accettat[oaie])\b
    (?:non|mai) (?:\w+ ){0,3}?ricevuto (?:la |il |i |le |l'|alcun[ao]? |nessun[ao]? )?(?:merc[ei]\
      |consegn\w+|prodott\w+|serviz\w+|material\w+|ordine)
    (?:importo|prezzo|quantita|fattura|iva|totale)~(?:errat[oa]|sbagliat[oa]|scorrett[oa]\
      |non (?:e )?corrett[oa]|troppo alt[oa])
    non (?:e|sono) (?:corrett|conform)\w+
    difettos\w+|danneggiat\w+|rott[oaie]\b|mancano\b|mancanti\b|nota di credito|addebitat\w+ due volte
    fatturat\w+ due volte|non corrispond\w+
    (?:c'e )?un errore\b|errore (?:in|nella|nel|sulla|di)\b
    (?:appena|quando|una volta|finche|dopo)~(?:corre(?:gg|tt|zion)\w*|sostitu\w+|rettific\w+|ripar\w+)
    # nl
    betwist\w*|geschil|niet (?:mee |ermee )?(?:eens|akkoord)\b|klacht\w*|klopp?(?:t|en)~niet|onjuist\w*
    foutie(?:f|ve)\b|fout (?:in|op)\b|een fout\b
    (?:niet|nooit|nog niet) (?:\w+ )?(?:besteld|geleverd|afgesproken|correct|juist|conform\
      |volledig geleverd|akkoord|overeengekomen)\b
    (?:goederen|levering|bestelling|pakket|producten|dienst|materiaal)~(?:niet|nooit)~(?:ontvangen\
      |geleverd|aangekomen)
    defecte?\b|beschadigd\w*|kapot\b|ontbre(?:ekt|ken)\b|creditnota|creditfactuur
    dubbel (?:gefactureerd|berekend)|verkeerd\w* (?:bedrag|prijs|factuur)
    (?:zodra|als|nadat|totdat|wanneer)~(?:gecorri\w+|corri\w+|aangepast|hersteld|vervang\w+|aanpas\w*\
      |herstel\w*)
""")

_WRONG_PERSON = patterns(r"""
    # en
    wrong (?:person|address|contact|company|recipient|department|e-?mail|inbox)
    no longer (?:work|with|employ|at\b|in charge|responsible|part of|the (?:contact|right))\w*
    (?:left|leaving) (?:the |our |this )?(?:company|firm|organi[sz]ation|business)
    not (?:the )?(?:right|correct|proper) (?:person|contact|address|department|recipient|one)
    (?:am|'m|are|'re|is|isn't|not) (?:not )?(?:responsible for (?:this|invoices|payments?|accounts\
      |billing)|in charge of|your customer|a customer|the customer\
      |the debtor)(?<!\bam in charge of)(?<!\bare in charge of)
    never heard of|(?:do(?:n't| not)) know (?:this|your|that|the|who)~(?:company|you are|this is)
    not (?:meant|intended|addressed) (?:for|to) (?:me|us)
    (?:mistaken|confus\w+)~(?:with|for) (?:another|someone)
    # fr
    mauvaise? (?:personne|adresse|destinataire|interlocuteur|interlocutrice|contact|service|societe)
    pas (?:le |la |a la |au )?bonn?e? (?:interlocuteur|interlocutrice|personne|destinataire|adresse\
      |service|contact|endroit)
    ne (?:\w+ )?(?:travaille|travaillons|fais|fait|suis|sommes|est) plus~(?:chez|entreprise|societe\
      |partie|charge|ici|contact|responsable|salarie\w*|client\w*|effectif\w*|poste|personnel)
    ne travaille plus
    (?:a|ai) quitte (?:l'entreprise|la societe|notre|ses fonctions|l'etablissement|la maison)
    (?:pas|plus) (?:concerne\w*|votre client\w*|responsable d|en charge|le debiteur|charge[e]? d)
    ne (?:connais|connaissons|connait) (?:pas|ni)|ne vous (?:connais|connaissons) pas
    erreur (?:de destinataire|d'adresse|de personne)
    tromp\w+ (?:de |d')(?:personne|adresse|destinataire|interlocuteur|societe)
    (?:pas|n'est pas) destine\w*
    # de
    falsche\w* (?:person|adresse|ansprechpartner\w*|empfanger|firma|abteilung|kontakt|stelle)
    nicht (?:der |die )?(?:richtige\w*|zustandig\w*|verantwortlich\w*) ?(?:person|ansprechpartner\w*\
      |adresse|stelle|fur|empfanger)?
    nicht mehr (?:bei|im unternehmen|in der firma|zustandig|tatig|beschaftigt|fur)|arbeite[tn]?~nicht mehr
    (?:unternehmen|firma) verlassen|ausgeschieden
    kenne[n]?~(?:sie|firma|unternehmen)~nicht|nicht ihr kunde|kein kunde|irrtumlich
    nicht (?:an mich|fur mich|fur uns) (?:gerichtet|bestimmt)
    # es
    (?:persona|direccion|empresa) (?:equivocada|incorrecta|erronea)
    destinatario (?:equivocado|incorrecto|erroneo)
    no (?:soy|somos|es) (?:la persona|el responsable|la responsable|el contacto|su cliente|sus clientes\
      |responsables? de|clientes?\b|el destinatario|quien)
    ya no (?:trabaj\w+|forma parte|estoy en|soy)|(?:dejo|ha dejado|deje|abandono) la empresa
    no (?:les |los |le )?(?:conozco|conocemos)|se (?:ha |han )?equivocad\w+ de
    # it
    persona (?:sbagliata|errata)|indirizzo (?:sbagliato|errato)|destinatario (?:sbagliato|errato)
    azienda sbagliata
    non (?:sono|siamo|e) (?:io )?(?:la persona|il responsabile|la responsabile|il referente\
      |vostr[oi] client[ei]|responsabil[ei]|il destinatario|competent[ei])
    non (?:\w+ )?(?:lavor[ao]|fa parte|faccio parte) piu|non piu (?:in azienda|responsabile)
    lasciato (?:l'azienda|la societa)|non (?:vi |la )?(?:conosco|conosciamo)\b
    # nl
    verkeerd[e]? (?:persoon|adres|contactpersoon|afdeling|bedrijf|e-?mail\w*|ontvanger)
    niet (?:de |het )?juiste (?:persoon|contact\w*|adres|afdeling)
    werkt?~niet (?:meer|langer)|niet (?:meer|langer) (?:werkzaam|in dienst|verantwoordelijk|bij)
    uit dienst|bedrijf verlaten|niet verantwoordelijk voor|geen klant
    ken(?:nen)? (?:ik |wij |we )?(?:u|dit|deze|uw)~niet
""")

_PLAN = patterns(r"""
    # en
    instal?ments?|payment (?:plan|arrangement)|repayment|(?:more|extra|additional|some|bit of|little) time
    extension|extend~(?:deadline|due|payment|terms?)
    (?:to|can|could|may|might|we|i) (?:delay|postpone|defer)\b|payment~(?:postpon\w+|deferr?\w*)
    spread~(?:payment|cost|amount|over)|split~(?:payment|invoice|amount|into)
    (?:partial|part)[ -]payment|pay~(?:half|in part|a third|partly|in (?:two|three|four|five|six|\d+) )
    (?:pay\w*|eur\w*|gbp|usd|[€£$] ?\d+)~(?:per|each|every|a) month|monthly (?:pay\w+|instal\w+|amounts?)
    cash[- ]?flow|financial (?:difficult\w+|problems?|trouble)|short of (?:cash|funds|money)|grace period
    (?:could|can|may|would|possible)~(?:pay|settle) (?:\w+ )?(?:later|in )
    # fr
    echelonn\w+|echeancier
    (?:plusieurs|deux|trois|quatre|cinq|six|dix|\d+) (?:fois|mensualites|versements|echeances)
    mensualites?
    (?:un|le|ce|de|notre) (?:petit |court )?delai (?!de \d)
    delai (?:supplementaire|de (?:paiement|grace|reglement))
    (?:accord|octroy|demand|souhait|obten|besoin)\w*~delais?
    (?:report\w*|differer|decaler|repousser)~(?:paiement|echeance|reglement|date)|etal(?:er|ement|e)\b
    paiement partiel|un acompte|tresorerie|difficultes (?:financ|passag|de)\w*
    facilites? de paiement|(?:peu|plus|davantage) de temps|par mois|chaque mois
    # de
    raten\w*|teilzahlung\w*|teilbetr\w+|zahlungsaufschub|aufschub|stundung|zu stunden|zahlungsplan
    fristverlanger\w+|frist~verlanger\w+|zahlungsziel~verlanger\w+
    (?:mehr|etwas|noch) zeit|spater (?:be)?zahlen|monatlich\w*|pro monat|liquiditat\w*|engpass
    zahlungsschwierig\w+|finanzielle\w* (?:schwierig|problem|engpass)\w*|verschieben
    # es
    a plazos|plazos\b|cuotas|fraccion\w+|aplaz\w+|prorroga|plan de pagos?
    (?:mas|algo de|un poco de) tiempo|en (?:dos|tres|cuatro|\d+|varios|varias) (?:pagos|partes|veces)
    pago parcial|mensual\w*|(?:al|cada|por) mes\b|liquidez|tesoreria|dificultades|retrasar|posponer|diferir
    # it
    rat[ae]\b|rateizz\w+|rateal\w*|dilazion\w+|proroga|piano di (?:pagamento|rientro)
    (?:piu|po' di|altro) tempo|in (?:due|tre|quattro|\d+|piu) (?:volte|tranche|pagamenti|soluzioni)
    acconto|pagamento parziale|mensil[ei]\b|al mese|ogni mese|liquidita|difficolta (?:econ|finan|di)\w*
    posticip\w+|rinviare|differi\w+
    # nl
    termijnen|betalingsregeling|(?:af)?betalingsplan|betaalregeling|gespreid
    in (?:twee|drie|vier|\d+) (?:keer|delen)|uitstel|deelbetaling|(?:meer|wat|extra) tijd|per maand
    elke maand|maandelijks\w*
    liquiditeit\w*|betalingsproblemen|financiele (?:problemen|moeilijkheden)|later (?:te )?betalen
""")

_PAID = patterns(r"""
    # en
    (?:i|we|they|he|she|accounting|(?:our|my|the) \w+)(?:'ve| have| has)?(?: already| just| now| in fact\
      | both)* (?:paid|wired|transferred|settled|sent (?:the |you |our |a )*(?:payment|money|transfer|wire\
      |cheque|check))\b
    (?:was|were|has been|have been|had been|been|is|are) (?:already |just |now |fully |duly )*(?:paid\
      |wired|transferred|settled)\b
    (?:payment|transfer|wire|remittance|cheque|check|money)s?~(?:was|were|has been|have been|went|is\
      |has)(?: already| just| now)* (?:sent|made|done|issued|executed|processed|initiated|completed|gone\
      |out\b|on its way|posted|mailed|left)
    already (?:been )?(?:paid|settled|sent|wired)
    paid (?:it |this |that |the invoice |them |in full |you )?(?:already|yesterday|last|on|in full|via\
      |by bank|this morning|today)\b
    (?:did|have) you (?:not )?(?:received?|get|got|see|seen)~(?:payment|transfer|money|cheque|check)\b
    (?:proof|confirmation|evidence|receipt) of (?:the |our )?(?:payment|transfer)
    (?:payment|transfer|remittance) (?:confirmation|advice|receipt|slip)
    # fr
    (?:avons|ai|a|ont|avait|avions|est|sont|etait|d'etre)(?: deja| bien| ete| d'ores et deja| donc\
      | tout juste| aussi| entierement| integralement| pourtant)* (?:payee?s?|reglee?s?|viree?s?|soldee?s?\
      |acquittee?s?)\b
    (?:avons|ai|a|ont|avait)(?: deja| bien| donc)* (?:effectue|fait|procede|emis|passe|envoye|realise\
      |poste)~(?:virement|paiement|reglement|cheque)
    (?:virement|paiement|reglement|cheque)s?~(?:a ete|ont ete|a deja ete|a bien ete|est|sont\
      |etait)(?: deja| bien)* (?:fait|effectue|envoye|emis|parti|passe|execute|realise|en cours|poste\
      |valide|debite)e?s?\b
    deja (?:ete )?(?:payee?s?|reglee?s?|viree?s?|soldee?s?)
    (?:preuve|justificatif|avis|confirmation|ordre) (?:de |du )(?:paiement|virement|reglement)
    recu (?:notre|le|mon|ce) (?:paiement|virement|reglement|cheque)
    # de
    (?:habe|haben|hat|hatten|wurde|wurden|ist|sind|war|waren)~(?:bezahlt|beglichen|uberwiesen|gezahlt\
      |angewiesen|ausgeglichen)\b
    (?:bezahlt|beglichen|uberwiesen|gezahlt|angewiesen)(?: haben| habe| wurden?| worden| ist| sind)
    (?:bereits|schon) (?:\w+ ){0,2}(?:bezahlt|beglichen|uberwiesen|gezahlt)
    (?:zahlung|uberweisung)~(?:ist|wurde|sind|war|haben|habe)~(?:erfolgt|veranlasst|angewiesen|ausgefuhrt\
      |raus|unterwegs|gesendet|getatigt)
    zahlungsnachweis|zahlungsbeleg|uberweisungsbeleg|zahlungsbestatigung|zahlung~erhalten
    # es
    (?:hemos|he|ha|han|fue|fueron|esta|estan|habiamos|quedo)(?: ya| sido)* (?:pagad[oa]s?|abonad[oa]s?\
      |transferid[oa]s?|liquidad[oa]s?)\b
    (?:hemos|he|ha|han) (?:ya )?(?:realizado|hecho|efectuado|enviado)~(?:pago|transferencia)
    ya (?:la |lo |se |les |le |os )?(?:esta |fue |ha |han |hemos |he )?(?:sido )?(?:pagamos|pague\
      |pagad[oa]s?|abonad[oa]s?|abonamos|pago)\b
    (?:pagamos|pague|abonamos) (?:ayer|la semana pasada|el pasado|hace)
    (?:pago|transferencia)s?~(?:fue|ha sido|se hizo|se realizo|esta)(?: ya)? (?:realizad|hech|efectuad\
      |enviad|emitid)[oa]
    (?:comprobante|justificante) (?:de |del |de la )(?:pago|transferencia)
    recibido (?:nuestr[oa]|el|la) (?:pago|transferencia)
    # it
    (?:abbiamo|ho|ha|hanno|e|sono|risulta)(?: gia| stat[aoei]| regolarmente)* (?:pagat[aoei]|saldat[aoei]\
      |bonificat[aoei])\b
    (?:abbiamo|ho|ha|hanno) (?:gia )?(?:effettuato|fatto|provveduto|disposto|eseguito\
      |inviato)~(?:bonifico|pagamento|saldo)
    gia (?:stat[aoei] )?(?:pagat|saldat|bonificat)[aoei]
    (?:bonifico|pagamento)~(?:e|risulta)(?: gia)?(?: stato)? (?:effettuato|eseguito|fatto|inviato\
      |disposto|partito)
    (?:ricevuta|contabile|distinta|prova|copia) (?:di |del )(?:pagamento|bonifico)
    ricevuto (?:il )?(?:nostro )?(?:pagamento|bonifico)
    # nl
    (?:heb|hebben|heeft|is|zijn|was|werd|werden)~(?:betaald|voldaan|overgemaakt|overgeschreven)\b
    (?:reeds|al|inmiddels) (?:\w+ )?(?:betaald|voldaan|overgemaakt)\b
    (?:betaling|overboeking)~(?:is|werd|zijn)~(?:gedaan|verricht|uitgevoerd|verzonden|onderweg)
    betaalbewijs|betalingsbewijs|betaling~ontvangen
""")

_PROMISE = patterns(r"""
    # en
    (?:'ll|will|shall|going to|plan to|intend to|aim to|commit to|promise to)~(?:pay|settle|transfer|wire\
      |send (?:the |you |our |a )*(?:payment|money|transfer|cheque|check|funds)|be (?:paid|settled|made\
      |sent|transferred|wired|processed|issued|released|done|going out|with you|in your account)\
      |make (?:the |a |this |our )?(?:payment|transfer)|(?:arrange|process|release|schedule|initiate\
      |execute)\b|(?:receive|get|have)~(?:payment|money|funds|transfer))\b
    (?:payment|transfer|invoice)s?~(?:scheduled|planned|goes out|going out|will be|will go|due to go|set up)
    (?:am|'m|are|'re|is) (?:\w+ )?(?:paying|wiring|transferring|sending~(?:payment|money|transfer))\b
    (?:expect|can expect)~(?:payment|money|funds)
    (?:i|we) (?:can )?(?:pay|transfer|wire)\b~(?:on|by|next|tomorrow|today|this)\b|promise~pay\w*
    # fr
    (?:paierons|paierai|paiera|payerons|payerai|reglerons|reglerai|reglera|virerons|virerai|solderons\
      |solderai|acquitterons)\b
    (?:sera|seront)(?: bien| donc)? (?:payee?s?|reglee?s?|viree?s?|effectuee?s?|soldee?s?|faite?s?\
      |envoyee?s?|emise?s?|execute?e?s?)\b
    (?:allons|vais|va|vont)~(?:payer|regler|virer|solder|virement|paiement|reglement)\b
    (?:effectuer|proceder|ferai|feron|fera|enverr|emettr|passer|lancer)\w*~(?:virement|paiement|reglement\
      |cheque)
    (?:recevrez|aurez)~(?:virement|paiement|reglement|cheque)
    (?:virement|paiement|reglement)s?~(?:prevu|programme|partira|planifie|interviendra|aura lieu|sera)\w*
    (?:je|nous) (?:vous )?(?:le |la |les )?(?:paie|regle|paye|payons|reglons|vire|virons|fais le\
      |faisons le)\b
    (?:vous|m'engage|engageons)~(?:a (?:payer|regler))
    # de
    (?:werde|werden|wird)~(?:zahlen|bezahlen|uberweisen|begleichen|anweisen|veranlassen|bezahlt|gezahlt\
      |uberwiesen|beglichen|angewiesen|erfolgen|ausgefuhrt|ausgeglichen|veranlasst)\b
    (?:wir|ich) (?:zahlen|zahle|bezahlen|bezahle|uberweisen|uberweise|begleichen|begleiche|weisen\
      |veranlassen|veranlasse)\b
    (?:zahlen|zahle|bezahlen|bezahle|uberweisen|uberweise|begleichen|begleiche) (?:wir|ich)\b
    (?:zahlung|uberweisung)~(?:erfolgt|geht|folgt|kommt|geplant|vorgesehen|eingeplant|terminiert)\b
    # es
    (?:pagaremos|pagare|pagara|pagaran|abonaremos|abonare|abonara|transferiremos|liquidaremos\
      |realizaremos|efectuaremos|haremos|hare|transferire)\b
    (?:sera|seran) (?:pagad|abonad|realizad|efectuad|liquidad)[oa]s?
    (?:vamos|voy|va|van) a~(?:pagar|abonar|transferir|liquidar|pago|transferencia)\b
    recibir(?:a|an)~(?:pago|transferencia)
    (?:pago|transferencia)s?~(?:previst[oa]|programad[oa]|saldra|se (?:hara|realizara|efectuara))
    pagamos el (?!pasado)
    # it
    (?:pagheremo|paghero|paghera|salderemo|saldero|saldera|paghiamo|saldiamo|bonificheremo)\b
    (?:provved|effettu|dispor|far|esegu)(?:eremo|ero|remo|ro|iremo|emo|o)\b~(?:pagamento|bonifico|saldo\
      |pagare|saldare)
    (?:provvederemo|provvedero)\b
    (?:sara|verra|saranno|verranno) (?:pagat|saldat|effettuat|eseguit|fatt|dispost)[oaie]\b
    (?:bonifico|pagamento)~(?:previsto|programmato|partira|sara|verra)\b
    ricever(?:ete|a)~(?:pagamento|bonifico|saldo)
    # nl
    (?:zal|zullen|gaan|ga|gaat)~(?:betalen|overmaken|voldoen|overschrijven|betaald|overgemaakt|voldaan)\b
    (?:wordt|worden)~(?:betaald|overgemaakt|voldaan)\b
    (?:wij|we|ik) (?:betalen|betaal|voldoen|maken~over|maak~over)\b|(?:betaal|betalen) (?:ik|wij|we)\b
    betaling~(?:volgt|gepland|ingepland|klaar|zal|gaat)\b
""")

#: In the order in which they are believed, the most cautious first.
SIGNS: Mapping[ReplySort, re.Pattern[str]] = MappingProxyType(
    {
        ReplySort.DISPUTE: _DISPUTE,
        ReplySort.WRONG_PERSON: _WRONG_PERSON,
        ReplySort.PLAN: _PLAN,
        ReplySort.PAID: _PAID,
        ReplySort.PROMISE: _PROMISE,
    }
)
