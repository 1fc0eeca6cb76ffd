"""What is signed in two parts: the contract, its draft, its copies, and the landlord's reading of the common part."""

TABLE = """\
contract GET on=case logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contract POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

contract_edit GET on=case logs=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contract_edit POST on=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | prt 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part GET on=draft logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part POST on=draft
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

part_sign GET on=signature logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: Seule l’équipe qui suit ce ménage fait signer ce document.
own granted expired withdrawn flag
    log | 200 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part_sign POST on=signature
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: Seule l’équipe qui suit ce ménage fait signer ce document.
own granted expired withdrawn flag
    log | prt 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part_issue GET on=draft
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

part_issue POST on=draft never=tests/cases/test_parts.py
403: Seule l’équipe qui suit ce ménage écrit ce document.
40b: Il manque la signature : Josiane Vasseur, Karim Vasseur, l’association.
own granted expired withdrawn flag
    log | 40b 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part_abandon GET on=draft
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

part_abandon POST on=draft
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | ctr 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

part_pdf GET on=copy
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

part_pdf POST on=copy
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | doc 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

shared_part GET on=signed logs=case
granted
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
own expired withdrawn flag unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

shared_part POST on=signed
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

shared_part_pdf GET on=signed
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

shared_part_pdf POST on=signed
granted
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 doc | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
own expired withdrawn flag unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

certificate GET on=case logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

certificate POST on=case never=tests/cases/test_certificates.py
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: Le ménage n’a pas accepté que ce bailleur lise ses coordonnées et son logement, ou l’a arrêté : rien ne peut lui être remis.
own granted expired withdrawn flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

received_documents GET on=- logs=list
own
    log | 404 404 404 200 404 404 | 404 404 200 404 404 | 404 404 200 | 404 404 200 404 404 | log log log | 404 404 404 404 | 404

received_documents POST on=-
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
"""
