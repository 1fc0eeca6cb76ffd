import pytest

from common.text import clean, fold, fold_place


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Évreux-l’Église", "evreux l eglise"),
        ("EVREUX L'EGLISE", "evreux l eglise"),
        ("N° contrat", "n contrat"),
        ("Cœur d'Æsch", "coeur d aesch"),
        ("e\u0301te\u0301", "ete"),
        ("mi\u200bnuit", "minuit"),
        ("ＳＯＬＤＥ", "solde"),
        ("Жанна 12", "12"),
        ("  ", ""),
    ],
)
def test_fold_gives_one_form_to_every_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ST-ETIENNE-DU-ROUVRAY", "saint etienne du rouvray"),
        ("Saint Étienne du Rouvray", "saint etienne du rouvray"),
        ("Ste Foy", "sainte foy"),
        ("St", "st"),
    ],
)
def test_fold_place_reads_st_as_saint_before_another_word(written: str, folded: str) -> None:
    assert fold_place(written) == folded


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Durand ", "Durand"),
        ("1\u202f284,50\u00a0€", "1 284,50 €"),
        ("12, rue\r\ndu Port", "12, rue du Port"),
        ("Du\0rand\u200b", "Durand"),
        ("Be\u0301gue", "Bégue"),
        ("\t=1+1", "\t=1+1"),
        (" \t ", ""),
        ("\t", ""),
    ],
)
def test_clean_keeps_one_visible_line(written: str, kept: str) -> None:
    assert clean(written) == kept
