"""The 60-day sheets an operator's unit receives, and its answers."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

received GET on=- logs=list
own
    log | 200 200 200 404 404 404 | 200 200 404 404 404 | 200 200 404 | 200 200 404 404 404 | log log log | 404 404 404 404 | 404
received POST on=-
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

# Once accepted, the team and the manager read it again. A closed sheet says why and names nobody. Under the protection
# it stays open to the manager; after day 60 she still finds the case she counts, without a name.
sheet GET on=sheet logs=case
own
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
answered
    log | 200 nob 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
declined withdrawn
    log | nob nob nob 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | nob nob 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 nob 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
sheet POST on=sheet
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

sheet_open GET on=sheet
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
sheet_open POST on=sheet
403: Ce dossier n’est pas une saisine.
40b: Le bailleur a retiré cette saisine.
own answered declined flag
    log | she she she 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
withdrawn
    log | 40b 40b 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_accept GET on=sheet
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
sheet_accept POST on=sheet
403: Cette saisine est déjà acceptée.
40b: Cette saisine a déjà reçu sa réponse : elle n’a pas été acceptée.
40c: Ce dossier n’est pas une saisine.
40d: Le bailleur a retiré cette saisine.
40e: Cette fiche est fermée.
own
    log | cas cas cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | 40e 40e cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
answered
    log | 403 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
declined
    log | 40b 40b 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 40c 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
withdrawn
    log | 40d 40d 40d 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_answer GET on=sheet logs=case
own
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
answered
    log | 200 she 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
declined withdrawn
    log | she she she 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 she 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | she she 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
sheet_answer POST on=sheet
403: Cette saisine est déjà acceptée.
own
    log | rcv rcv rcv 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
answered
    log | 403 she 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
declined withdrawn
    log | she she she 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 she 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | she she rcv 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_take_off_list GET on=sheet
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
sheet_take_off_list POST on=sheet never=tests/cases/test_waiting_list.py
403: Cette saisine n’est pas sur la liste d’attente.
40b: Ce dossier n’est pas une saisine.
40c: Le bailleur a retiré cette saisine.
own answered declined flag
    log | 403 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 404 404 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
withdrawn
    log | 40c 40c 40c 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
