"""The households an operator's unit follows, their adhesion and end, and who follows them."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

my_cases GET on=- logs=list
own
    log | 200 200 200 404 404 404 | 200 200 404 404 404 | 200 200 404 | 200 200 404 404 404 | log log log | 404 404 404 404 | 404
my_cases POST on=-
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

watch GET on=- logs=list
own
    log | 200 200 200 404 404 404 | 200 200 404 404 404 | 200 200 404 | 200 200 404 404 404 | log log log | 404 404 404 404 | 404
watch POST on=-
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

team_board GET on=- logs=list
403: La page de l’équipe est réservée à sa responsable.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404
team_board POST on=-
403: La page de l’équipe est réservée à sa responsable.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

takeover GET on=- logs=none
403: Reprendre des accompagnements est réservé à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404
takeover POST on=-
403: Reprendre des accompagnements est réservé à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

takeover_model GET on=- logs=none
403: Reprendre des accompagnements est réservé à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404
takeover_model POST on=-
403: Reprendre des accompagnements est réservé à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

activity_reports GET on=- logs=none
403: Le rapport d’activité est réservé à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404
activity_reports POST on=-
403: Le rapport d’activité est réservé à la responsable d’équipe.
own
    log | 403 403 doc 404 404 404 | 403 doc 404 404 404 | 403 doc 404 | 403 doc 404 404 404 | log log log | 404 404 404 404 | 404

unit_cases GET on=- logs=list
403: La répartition des ménages est réservée à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404
unit_cases POST on=-
403: La répartition des ménages est réservée à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

case GET on=case logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
case POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

information_print GET on=reached
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
information_print POST on=reached
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own engaged granted expired withdrawn flag
    log | doc 403 doc 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

information_given GET on=reached
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
information_given POST on=reached
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own engaged granted expired withdrawn flag
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

adhesion GET on=reached logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: L’adhésion de ce ménage est déjà enregistrée, ou son accompagnement est terminé.
own
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
engaged granted expired withdrawn flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
adhesion POST on=reached
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: L’adhésion de ce ménage est déjà enregistrée, ou son accompagnement est terminé.
own
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
engaged granted expired withdrawn flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

end_accompaniment GET on=reached logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own engaged granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
end_accompaniment POST on=reached
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own engaged granted expired withdrawn flag
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

plan_outreach GET on=reached logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own engaged granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
plan_outreach POST on=reached
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
engaged granted expired withdrawn flag
    log | err 403 err 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
closed
    log | 404 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

entry GET on=case logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
entry POST on=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

suspend_accompaniment GET on=case logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
suspend_accompaniment POST on=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

prolong_suspension GET on=case logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
prolong_suspension POST on=case never=tests/cases/test_suspensions.py
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | err 403 err 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

resume_accompaniment GET on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
resume_accompaniment POST on=case never=tests/cases/test_accompaniments.py
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
40b: Cet accompagnement n’est pas suspendu.
own granted expired withdrawn flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

team GET on=case logs=case
403: Choisir qui suit un ménage est réservé à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
team POST on=case
403: Choisir qui suit un ménage est réservé à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 tea 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

team_release GET on=place
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
team_release POST on=place
403: Choisir qui suit un ménage est réservé à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 tea 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

team_referent GET on=place
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
team_referent POST on=place
403: Choisir qui suit un ménage est réservé à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 tea 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
