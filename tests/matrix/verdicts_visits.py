"""A worker's day, visits and notes."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

day GET on=- logs=list
403: « Ma journée » est la page des travailleurs sociaux.
own
    log | 200 200 403 404 404 404 | 200 403 404 404 404 | 200 403 404 | 200 403 404 404 404 | log log log | 404 404 404 404 | 404
day POST on=-
403: « Ma journée » est la page des travailleurs sociaux.
own
    log | 405 405 403 404 404 404 | 405 403 404 404 404 | 405 403 404 | 405 403 404 404 404 | log log log | 404 404 404 404 | 404

choose_visit GET on=- logs=list
own
    log | 200 200 200 404 404 404 | 200 200 404 404 404 | 200 200 404 | 200 200 404 404 404 | log log log | 404 404 404 404 | 404
choose_visit POST on=-
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

log_visit GET on=case logs=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
log_visit POST on=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | vis 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

plan_visit GET on=case logs=case
403: Seule l’équipe qui suit ce ménage planifie une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
plan_visit POST on=case
403: Seule l’équipe qui suit ce ménage planifie une visite.
own granted expired withdrawn flag
    log | cas 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

write_note GET on=case logs=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
write_note POST on=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | cas 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

visit GET on=visit logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
visit POST on=visit
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

log_planned GET on=planned logs=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
log_planned POST on=planned
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | vis 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

move_visit GET on=planned logs=case
403: Seule l’équipe qui suit ce ménage planifie une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
move_visit POST on=planned
403: Seule l’équipe qui suit ce ménage planifie une visite.
own granted expired withdrawn flag
    log | cas 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

correct_visit GET on=visit logs=case
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
correct_visit POST on=visit
403: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | vis 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

join_visit GET on=visit
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
join_visit POST on=visit never=tests/cases/test_visit_pages.py
403: Vous avez noté cette visite : vous y étiez.
40b: Seule l’équipe qui suit ce ménage note une visite.
own granted expired withdrawn flag
    log | 403 40b 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
