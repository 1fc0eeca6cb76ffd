"""The daily work on a household: steps and aids, the professionals around it, tasks and alerts."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

steps GET on=case logs=case
403: Les démarches sont lues par l’équipe qui suit ce ménage et par sa responsable.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

steps POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

step_new GET on=case logs=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_new POST on=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_answer GET on=step logs=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | 200 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_answer POST on=step
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_correct GET on=step logs=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | 200 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_correct POST on=step
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_remind GET on=step
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

step_remind POST on=step
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

step_reopen GET on=answered_step
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

step_reopen POST on=answered_step
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contact_new GET on=case logs=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contact_new POST on=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contact_correct GET on=contact logs=case
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | 200 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

contact_correct POST on=contact
403: Seule l’équipe qui suit ce ménage note ses démarches.
own granted expired withdrawn flag
    log | ste 404 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

todo GET on=- logs=list
own
    log | 200 200 200 200 404 404 | 200 200 200 404 404 | 200 200 200 | 200 200 200 404 404 | log log log | 404 404 404 404 | 404

todo POST on=-
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404

task_new GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

task_new POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 lan | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

task_done GET on=task
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404

task_done POST on=task
own granted expired withdrawn flag
    log | cas 404 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 lan | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

task_reopen GET on=task
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404

task_reopen POST on=task
own granted expired withdrawn flag
    log | cas 404 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 lan | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

alert_new GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

alert_new POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
granted
    log | cas 403 cas 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
own expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 lan | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

alert_receive GET on=alert
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404

alert_receive POST on=alert
403: Cette alerte est déjà lue.
opened
    log | tod tod tod 404 404 404 | 404 404 404 404 404 | 404 404 403 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
own granted expired withdrawn flag
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 403 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
