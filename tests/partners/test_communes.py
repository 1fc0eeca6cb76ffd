import csv
import time

import pytest

from partners.communes import COMMUNES_OF_2026, CommuneDirectory, communes_of_2026


@pytest.fixture(scope="module")
def directory() -> CommuneDirectory:
    return communes_of_2026()


@pytest.mark.parametrize(
    ("name", "postcode", "insee_code"),
    [
        ("Saint-Étienne-du-Rouvray", "76800", "76575"),
        ("ST ETIENNE DU ROUVRAY", "76800", "76575"),
        ("VILLENAVE-D'ORNON", "33140", "33550"),
        ("bordeaux", "33800", "33063"),
        ("BORDEAUX CEDEX", "33000", "33063"),
        ("PARIS 12EME", "75012", "75056"),
        ("Paris 1er Arrondissement", "75001", "75056"),
        ("HAVRE (LE)", "76600", "76351"),
        ("L'HAY LES ROSES", "94240", "94038"),
    ],
)
def test_a_commune_is_found_however_it_is_written(
    directory: CommuneDirectory, name: str, postcode: str, insee_code: str
) -> None:
    found = directory.match(name, postcode)

    assert found is not None
    assert found.insee_code == insee_code


@pytest.mark.parametrize(("name", "postcode"), [("Rouen", "33000"), ("Bordo", "33000"), ("", "33000")])
def test_another_commune_or_spelling_is_not_taken_for_it(directory: CommuneDirectory, name: str, postcode: str) -> None:
    assert directory.match(name, postcode) is None


@pytest.mark.parametrize(
    ("name", "postcode", "meant"),
    [
        ("Bordo", "33000", "Bordeaux"),
        ("Pesac", "33600", "Pessac"),
        ("Pessac", "33000", "Pessac"),
        ("", "33000", "Bordeaux"),
        ("Sotteville-lès-Rouen", "3300", "Sotteville-lès-Rouen"),
        ("Rouen", "76999", "Rouen"),
        ("Rouen", "33250", "Rouen"),
        ("Nulle-Part", "99999", None),
        ("Saint-Denis", "99999", None),
    ],
)
def test_the_commune_probably_meant_is_proposed(
    directory: CommuneDirectory, name: str, postcode: str, meant: str | None
) -> None:
    nearest = directory.nearest(name, postcode)

    assert (nearest.name if nearest else None) == meant


def test_postcodes_are_known(directory: CommuneDirectory) -> None:
    assert directory.has_postcode("75116")
    assert not directory.has_postcode("33999")


@pytest.mark.parametrize(
    ("fragment", "names"),
    [
        ("rou", ["Rouen", "Roubaix"]),
        ("st-et", ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]),
        ("SAINT ÉT", ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]),
        ("st", ["Strasbourg", "Stains"]),
        ("33", ["Bordeaux", "Mérignac"]),
        ("mesnil", ["Le Blanc-Mesnil", "Le Mesnil-Esnard"]),
        ("zzz", []),
        ("r", []),
        ("", []),
    ],
)
def test_search_gives_the_most_populous_first(directory: CommuneDirectory, fragment: str, names: list[str]) -> None:
    assert [commune.name for commune in directory.search(fragment, limit=2)] == names


def test_search_gives_the_exact_name_before_larger_ones(directory: CommuneDirectory) -> None:
    names = [commune.name for commune in directory.search("lens", limit=3)]

    assert names[0] == "Lens"
    assert len(set(names)) == 3


def test_districts_are_no_communes(directory: CommuneDirectory) -> None:
    assert [found.name for found in directory.search("paris 12e")] == []
    assert directory.search("75012")[0].name == "Paris"


def test_the_directory_is_read_once_and_quickly() -> None:
    before = time.process_time()
    with COMMUNES_OF_2026.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    floor = time.process_time() - before
    before = time.process_time()
    CommuneDirectory.from_csv(COMMUNES_OF_2026)

    # Names are folded and postcodes split: measured 5 to 9 times what reading the lines alone costs.
    assert len(rows) > 30_000
    assert time.process_time() - before < 20 * floor
    assert communes_of_2026() is communes_of_2026()
