"""« à » and « de » before the name of an organisation."""

import pytest

from common.formatting import after


@pytest.mark.parametrize(
    ("name", "to", "of"),
    [
        ("Le Pas de Porte", "au Pas de Porte", "du Pas de Porte"),
        ("Les Halles", "aux Halles", "des Halles"),
        ("La Passerelle", "à la Passerelle", "de la Passerelle"),
        ("L’Escale", "à l’Escale", "de l’Escale"),
        ("Habitat des Deux Vallées", "à Habitat des Deux Vallées", "de Habitat des Deux Vallées"),
        ("Agence Nord", "à Agence Nord", "d’Agence Nord"),
        ("Le", "à Le", "de Le"),
    ],
)
def test_the_article_is_contracted(name, to, of):
    assert (after("à", name), after("de", name)) == (to, of)


def test_no_other_preposition():
    with pytest.raises(ValueError, match="sur"):
        after("sur", "Le Pas de Porte")
