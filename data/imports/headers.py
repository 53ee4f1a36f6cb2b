"""The columns of a table of partnerships, and the headers by which they are recognised in four languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.domain.errors import InputError
from data.domain.text import fold

# Headers by column, in Swedish, English, German and French; case, diacritics and `_` do not matter.
HEADERS: Mapping[str, str] = {
    "municipality": "kommun | kommuner | kommunnamn | stad | svensk kommun | municipality | city | local authority | city1 | municipality1"
    " | swedish municipality | gemeinde | stadt | commune | ville",
    "municipality_code": "kommunkod | code | municipality code | gemeindeschlüssel | code commune",
    "municipality_country": "kommunens land | own country | country1 | city country | land der gemeinde | pays de la commune",
    "municipality_wikidata": "kommunens wikidata | city wikidata",
    "municipality_latitude": "kommunens latitud | latitude1 | lat1",
    "municipality_longitude": "kommunens longitud | longitude1 | lon1",
    "municipality_geonames": "kommunens geonames",
    "municipality_spellings": "kommunens andra namn",
    "partner": "vänort | vänorter | vänkommun | vänstad | partnerkommun | partnerort | twin | twin town | twin city | twin towns"
    " | sister city | sister cities | city2 | municipality2 | partner name | partnerstadt | partnergemeinde | ville jumelée | jumelage | partenaire",
    "partner_code": "partnerkod",
    "partner_country": "land | länder | landskod | partnerland | vänortens land | country | country code | countrycode | country2"
    " | ländercode | pays | code pays",
    "partner_wikidata": "wikidata | qid | wikidata item | wikidata id",
    "partner_geonames": "geonames | geonamesid | geonames id",
    "partner_latitude": "latitud | breddgrad | latitude | lat | lat2 | latitude2 | breitengrad",
    "partner_longitude": "longitud | längdgrad | longitude | lon | lng | long | lon2 | longitude2 | längengrad",
    "partner_point": "koordinater | coord | coordinate | coordinates | location | point | koordinaten | coordonnées",
    "partner_spellings": "andra namn | andra stavningar | stavningar | other names | other spellings | spellings | aliases"
    " | andere namen | autres noms",
    "kind": "slag | typ | relation | type | art | genre",
    "since": "sedan | från år | start | startår | startdatum | since year | start year | start date | seit | beginn | depuis | début",
    "until": "till | till år | slut | slutår | slutdatum | end | end year | end date | bis | ende | jusqu'à | fin",
    "source": "källa | source title | quelle",
    "url": "länk | webbadress | adress | link | address | source url | adresse | lien",
    "publisher": "utgivare | herausgeber | éditeur",
    "attested": "läst | avläst | kontrollerad | read on | checked | stand | gelesen | lu le | consulté",
    "published": "publicerad | utgiven | published | veröffentlicht | publié",
    "source_kind": "slag av källa | källtyp | source kind | source type",
    "language": "språk | language | sprache | langue",
    "relation_state": "läge | zustand | état",
    "remark": "anmärkning av redaktionen på engelska",
    "remark_sv": "anmärkning av redaktionen på svenska",
}
REQUIRED = ("municipality", "partner")
TEMPLATE = (
    ("kommun", "Herrljunga", "Herrljunga"),
    ("vänort", "Ukmergė", "Kamianets-Podilskyi"),
    ("land", "Litauen", "UA"),
    ("latitud", "55.25", "48.68"),
    ("longitud", "24.75", "26.58"),
    ("wikidata", "", ""),
    ("sedan", "2008-05", "2008"),
    ("till", "", ""),
    ("slag", "vänort", "vänort"),
    ("källa", "Avtal om vänort", "Avtal om vänort"),
    ("länk", "", ""),
)


def words(header: str) -> str:
    """Return a header without case, diacritics and punctuation."""
    return fold(header.replace("_", " "))


COLUMN_OF = {words(name): column for column, names in HEADERS.items() for name in (column, *names.split("|"))}


def columns_of(header: Sequence[str], given: Mapping[str, str], file: str) -> dict[str, int]:
    """Return the place of each column in the header. `given` says which header means a column, which may be
    named by any of its headers.

    Raises InputError for a header that is missing, or two that mean the same column.
    """
    wanted: dict[str, str] = {}
    for column, name in given.items():
        if words(column) not in COLUMN_OF:
            raise InputError(
                f"--columns {column}={name}: there is no column {column}; columns are {', '.join(HEADERS)}"
            )
        if name not in header:
            raise InputError(f"--columns {column}={name}: {file} has no header {name!r}; it has {', '.join(header)}")
        wanted[COLUMN_OF[words(column)]] = name
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        said = next((column for column, chosen in wanted.items() if chosen == name), COLUMN_OF.get(words(name)))
        if said is None or wanted.get(said, name) != name:
            continue
        column = said
        if column in found:
            raise InputError(
                f"{file}: the headers {header[found[column]]!r} and {name!r} both mean {column}; "
                f"say which with --columns {column}=HEADER"
            )
        found[column] = place
    for column in REQUIRED:
        if column not in found:
            raise InputError(
                f"{file}: no header means {column}; say which one does with --columns {column}=HEADER; "
                f"the headers are {', '.join(header)}"
            )
    return found
