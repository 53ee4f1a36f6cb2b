"""The vocabulary of our linked data: the JSON-LD context, and our own terms, each with a dereferenceable IRI."""

from __future__ import annotations

from typing import Any

CONTEXT = "context.jsonld"  # path of the context below the base URL
OWN = {  # term: whether it is a class, and its meaning
    "LocalAuthority": (True, "A municipality, region, association or counterpart abroad; also a party that no source names."),
    "Partnership": (True, "A lasting relation of two or more local authorities."),
    "Handover": (True, "The passing of a seat from one holder to the next. The changed organisation is the partnership."),
    "TerritorialChange": (True, "A unit renamed, merged, split or absorbed."),
    "Programme": (True, "A programme that funds partnerships."),
    "Policy": (True, "A policy of which programmes are a part."),
    "Initiative": (True, "An undertaking on the 2030 Agenda that organisations carry, not municipalities."),
    "GoalRule": (True, "A rule of the editors that leads from a theme or a core area to a Goal, or says that a theme leads to none."),
    "Finding": (True, "What a body states about the field, in the words of the editors."),
    "inferredGoal": (False, "A Goal, or a target of it, that follows from the themes of a project by rules of the editors; no source names the Goal."),
    "inferredBy": (False, "A rule by which a Goal is inferred."),
    "infers": (False, "A Goal or a target to which a rule leads."),
    "coreArea": (False, "A core area of the partnership programme, a value of an enumeration of the catalogue."),
    "strength": (False, "How closely a theme belongs to a Goal, a value of an enumeration of the catalogue."),
    "kind": (False, "Kind of the entity, a value of an enumeration of the catalogue."),
    "continent": (False, "Continental region of UN M49 of a country, a value of an enumeration of the catalogue."),
    "seat": (False, "The seat that a membership holds or that a handover passes on."),
    "predecessor": (False, "The holder of the seat before the handover."),
    "successor": (False, "The holder of the seat after the handover."),
    "earliest": (False, "First day that a date may mean."),
    "latest": (False, "Last day that a date may mean."),
    "when": (False, "The date of an event, a change, a status or a publication, as precise as in the sources."),
    "certainFrom": (False, "First day on which something surely held, by what its sources state and attest."),
    "certainUntil": (False, "Last day on which something surely held: its last attestation, or the first possible day of its end."),
    "basis": (False, "How a date is known that no source states: attested by dated sources, or derived from other facts."),
    "expected": (False, "Whether a source only expects the event."),
    "status": (False, "A statement of a source on the state of a partnership."),
    "state": (False, "The state, a value of an enumeration of the catalogue."),
    "cause": (False, "The cause, where a source states one."),
    "coordinator": (False, "The organisation that administers a partnership."),
    "carrier": (False, "An organisation that carries an initiative."),
    "statedBy": (False, "The body that states a finding."),
    "leadsTo": (False, "A programme that is named as the next step after an initiative."),
    "participation": (False, "A statement on how many local authorities take part in an initiative."),
    "shareText": (False, "A share of a total, in the words of the source."),
    "shareLeast": (False, "Lower bound of a share, from 0 to 1."),
    "shareMost": (False, "Upper bound of a share, from 0 to 1."),
    "count": (False, "Number of participants."),
    "total": (False, "Number of all of which the participants are a part."),
    "audience": (False, "A group of people that takes part or is addressed, a value of an enumeration of the catalogue."),
    "aim": (False, "What some work is meant to bring about."),
    "dating": (False, "How a source is dated, a value of an enumeration of the catalogue."),
    "nameBefore": (False, "The name of the unit before the change."),
    "nameAfter": (False, "The name of the unit after the change."),
    "readOn": (False, "Day on which facts were read from a source."),
}  # fmt: skip
NAMESPACES = {
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtfs": "http://id.loc.gov/datatypes/edtf/",
}
CLASSES = {
    "FormalOrganization": "org:FormalOrganization",
    "Organization": "org:Organization",
    "OrganizationalCollaboration": "org:OrganizationalCollaboration",
    "Post": "org:Post",
    "Membership": "org:Membership",
    "ChangeEvent": "org:ChangeEvent",
    "AdministrativeArea": "schema:AdministrativeArea",
    "Country": "schema:Country",
    "Place": "schema:Place",
    "GeoCoordinates": "schema:GeoCoordinates",
    "Project": "schema:Project",
    "Event": "schema:Event",
    "CreativeWork": "schema:CreativeWork",
    "Concept": "skos:Concept",
    "Interval": "time:Interval",
    "Instant": "time:Instant",
    "Property": "rdf:Property",
    "Class": "rdfs:Class",
}
LINKS = {
    "sameAs": "owl:sameAs",
    "url": "schema:url",
    "containedInPlace": "schema:containedInPlace",
    "containsPlace": "schema:containsPlace",
    "location": "schema:location",
    "geo": "schema:geo",
    "about": "schema:about",
    "subject": "dcterms:subject",
    "subjectOf": "schema:subjectOf",
    "mentions": "schema:mentions",
    "funder": "schema:funder",
    "subEvent": "schema:subEvent",
    "hasPart": "dcterms:hasPart",
    "partOf": "dcterms:isPartOf",
    "source": "dcterms:source",
    "hasMembership": "org:hasMembership",
    "member": "org:member",
    "organization": "org:organization",
    "memberDuring": "org:memberDuring",
    "hasPost": "org:hasPost",
    "postIn": "org:postIn",
    "changedBy": "org:changedBy",
    "resultedFrom": "org:resultedFrom",
    "originalOrganization": "org:originalOrganization",
    "resultingOrganization": "org:resultingOrganization",
    "during": "dcterms:temporal",
    "start": "time:hasBeginning",
    "end": "time:hasEnd",
    "narrower": "skos:narrower",
    "inScheme": "skos:inScheme",
}
TEXTS = {
    "name": "schema:name",
    "alternateName": "schema:alternateName",
    "code": "skos:notation",
    "publisher": "schema:publisher",
    "language": "schema:inLanguage",
    "position": "schema:position",
    "wording": "skos:note",
}
TYPED = {
    "latitude": ("schema:latitude", "xsd:decimal"),
    "longitude": ("schema:longitude", "xsd:decimal"),
    "day": ("time:inXSDDate", "xsd:date"),
    "edtf": ("rdf:value", "edtfs:EDTF"),
}
OWN_LINKS = (
    *("seat", "predecessor", "successor", "when", "status", "coordinator"),
    *("carrier", "statedBy", "leadsTo", "participation"),
    *("inferredGoal", "inferredBy", "infers"),
)
OWN_NUMBERS = ("shareLeast", "shareMost")
OWN_DAYS = ("earliest", "latest", "readOn", "certainFrom", "certainUntil")


def context(address: str) -> dict[str, Any]:
    """Return the JSON-LD context for entities below the base URL `address`."""
    own = {term: f"{address}/id/term/{term}" for term in OWN}
    return {
        **NAMESPACES,
        **CLASSES,
        **own,
        **{term: {"@id": iri, "@type": "@id"} for term, iri in LINKS.items()},
        **TEXTS,
        **{term: {"@id": iri, "@type": type} for term, (iri, type) in TYPED.items()},
        **{term: {"@id": own[term], "@type": "@id"} for term in OWN_LINKS},
        **{term: {"@id": own[term], "@type": "xsd:date"} for term in OWN_DAYS},
        **{term: {"@id": own[term], "@type": "xsd:decimal"} for term in OWN_NUMBERS},
        "label": {"@id": "skos:prefLabel", "@container": "@language"},
        "note": {"@id": "rdfs:comment", "@container": "@language"},
        "text": {"@id": "schema:text", "@container": "@language"},
        "aim": {"@id": own["aim"], "@container": "@language"},
        "meaning": {"@id": "rdfs:comment", "@language": "en"},
        "membership": {"@reverse": own["seat"]},
        "inferredFor": {"@reverse": own["inferredGoal"], "@type": "@id"},
    }


def term(address: str, name: str) -> dict[str, Any]:
    """Return the node of one of our own terms. Raises KeyError for an unknown name."""
    is_class, meaning = OWN[name]
    iri = f"{address}/id/term/{name}"
    return {"@id": iri, "@type": "Class" if is_class else "Property", "label": {"en": name}, "meaning": meaning}


def term_document(name: str, address: str) -> dict[str, Any] | None:
    """Return one of our own terms as a JSON-LD document, None for an unknown name."""
    return {"@context": f"{address}/{CONTEXT}", **term(address, name)} if name in OWN else None
