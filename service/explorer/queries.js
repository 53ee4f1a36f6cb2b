// The GraphQL documents of the explorer: all that it knows, it asked for with these.

const DATED = "fragment Dated on PartialDate { edtf earliest latest wording planned basis because }";
const SPANNED = "fragment Spanned on TimeSpan { possibleFrom certainFrom certainUntil possibleUntil }";
const ATTESTED = `fragment Attested on Attestation {
  date { ...Dated }
  source { title url }
}`;
const CITED = `fragment Cited on Source {
  slug kind title publisher url published { edtf } readOn freshness { level reason(language: $language) } attachments { title kilobytes } licence layer { name }
}`;
const PLACED = "fragment Placed on Municipality { slug name country { code name(language: $language) } }";
const PASSED = `fragment Passed on Handover {
  slug cause note(language: $language)
  date { ...Dated }
  predecessor { ...Placed }
  successor { ...Placed }
  seat { number partnership { slug title(language: $language) } }
  stages { kind expected note(language: $language) date { ...Dated } }
  sources { ...Cited }
}`;

export const MEMBERS = `# The nodes of the network of all time, and where they lie.
query Members($first: Int!, $after: String, $language: Language) {
  network {
    members(first: $first, after: $after) {
      nodes { x y municipality { ...Placed coordinates { latitude longitude } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
${PLACED}`;

export const PARTNERSHIPS = `# The partnerships with the days on which they hold: what is there on a day follows from them.
query Partnerships($first: Int!, $after: String, $language: Language) {
  partnerships(first: $first, after: $after) {
    nodes {
      title(language: $language)
      kind
      start { earliest basis }
      ...Held
      parts { ...Held }
      projects {
        span { ...Spanned }
        goals(basis: [STATED, INFERRED]) { basis goal { number } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
fragment Held on Partnership {
  slug
  span { ...Spanned }
  members {
    seat { number }
    municipality { slug }
    span { ...Spanned }
  }
}
${SPANNED}`;

export const NUMBERS = `# The numbers of what is shown.
query Numbers($asOf: Date, $kinds: [PartnershipKind!], $filter: PartnershipFilter) {
  network(asOf: $asOf, kinds: $kinds) { order size componentCount density }
  partnerships(asOf: $asOf, filter: $filter, first: 0) { totalCount }
}`;

export const BEGINNING = `# Goals in their colours, and the handovers of seats.
query Beginning($language: Language) {
  goals { number title(language: $language) color }
  handovers(first: 100) { nodes { ...Passed } totalCount }
  catalogue { version licence municipalities sources }
}
${PASSED}
${PLACED}
${DATED}
${CITED}`;

export const SEARCH = `# A name in any spelling.
query Search($text: String!, $language: Language) {
  search(text: $text, first: 8, kinds: [MUNICIPALITY, COUNTRY, GOAL, PARTNERSHIP, PROJECT]) {
    matched
    municipality { ...Placed }
    partnership { slug title(language: $language) }
    country { code name(language: $language) }
    goal { number title(language: $language) color }
    project { partnership { slug title(language: $language) } }
  }
}
${PLACED}`;

export const PLACE = `# A municipality: its record, and its partners on the day.
query Municipality($slug: String!, $asOf: Date, $language: Language) {
  municipality(by: { slug: $slug }) {
    ...Placed
    kind unit(language: $language) unitInEnglish: unit code wikidata website note(language: $language)
    names { name language kind start { ...Dated } end { ...Dated } }
    memberships {
      start { ...Dated }
      end { ...Dated }
      lastAttested { ...Attested }
      partnership {
        slug kind
        title(language: $language)
        start { ...Dated }
        end { ...Dated }
        partOf { slug title(language: $language) }
      }
      seat {
        number
        memberships { turn start { ...Dated } end { ...Dated } span { ...Spanned } municipality { ...Placed } }
        succession { slug date { ...Dated } }
      }
      sources { ...Cited }
    }
    goals(basis: [STATED, INFERRED]) { partnerships stated goal { number title(language: $language) color } }
    predecessors { kind date { ...Dated } nameBefore predecessor { ...Placed } }
    successors { kind date { ...Dated } nameAfter successor { ...Placed } }
    claims { field value rank note(language: $language) source { ...Cited } }
    sources { ...Cited }
  }
  then: municipality(by: { slug: $slug }, asOf: $asOf) {
    name
    partners(first: 100) {
      totalCount
      edges { weight certainty node { ...Placed } partnerships { slug kind title(language: $language) } }
    }
  }
}
${ATTESTED}
${SPANNED}
${PLACED}
${DATED}
${CITED}`;

export const PARTNERSHIP = `# A partnership: who held its seats, its projects, what was said of it; and what it was on the day.
query Partnership($slug: String!, $asOf: Date, $language: Language) {
  partnership(by: { slug: $slug }) {
    slug kind note(language: $language)
    title(language: $language)
    layer { name title(language: $language) licence }
    start { ...Dated }
    end { ...Dated }
    lastAttested { ...Attested }
    partOf { slug title(language: $language) }
    parts { slug title(language: $language) }
    programmes { programme { name(language: $language) } start { ...Dated } end { ...Dated } }
    statuses { ...Said }
    seats {
      number note(language: $language)
      memberships {
        turn
        start { ...Dated }
        end { ...Dated }
        span { ...Spanned }
        lastAttested { ...Attested }
        municipality { ...Placed }
        sources { ...Cited }
      }
      succession { slug date { ...Dated } }
    }
    projects {
      slug phase goalsStated reference note(language: $language)
      title(language: $language)
      partnership { slug title(language: $language) }
      start { ...Dated }
      end { ...Dated }
      lastAttested { ...Attested }
      status { ...Said }
      goals { goal { number title(language: $language) color } }
      themes(language: $language)
      results { count label(language: $language) }
      aims { label(language: $language) note(language: $language) }
      audiences { audience involvement }
      sources { ...Cited }
    }
    goals(basis: [STATED, INFERRED]) {
      basis emphasis strength note(language: $language)
      goal { number title(language: $language) color }
      target { code label(language: $language) }
      because { theme { label(language: $language) } rule { reason(language: $language) } }
    }
    roles { kind organisation { name(language: $language) website } project { title(language: $language) } programme { slug } }
    events { kind expected note(language: $language) date { ...Dated } sources { ...Cited } }
    handovers { ...Passed }
    grants { title(language: $language) amount currency precision split date { ...Dated } period { ...Dated } }
    claims { field value rank note(language: $language) source { ...Cited } }
    sources { ...Cited }
  }
  then: partnership(by: { slug: $slug }, asOf: $asOf) {
    title(language: $language)
    certainty
    status { ...Said }
  }
}
fragment Said on Status { state certainty cause contactKept note(language: $language) said { ...Dated } sources { ...Cited } }
${ATTESTED}
${SPANNED}
${PASSED}
${PLACED}
${DATED}
${CITED}`;

const LISTED = `fragment Listed on PartnershipConnection {
  totalCount
  nodes {
    slug kind state certainty
    title(language: $language)
    start { ...Dated }
    end { ...Dated }
    lastAttested { date { ...Dated } }
  }
  pageInfo { hasNextPage endCursor }
}`;

export const GOAL = `# A Goal, and the partnerships with a project that is linked to it.
query Goal($number: Int!, $basis: [GoalBasis!], $asOf: Date, $first: Int!, $after: String, $language: Language) {
  goal(number: $number, asOf: $asOf) {
    number iri color
    title(language: $language)
    partnerships(basis: $basis, first: $first, after: $after) { ...Listed }
    sources { ...Cited }
  }
}
${LISTED}
${DATED}
${CITED}`;

export const COUNTRY = `# A country, and the partnerships with a member there.
query Country($code: String!, $asOf: Date, $first: Int!, $after: String, $language: Language) {
  country(code: $code, asOf: $asOf) {
    code note(language: $language)
    name(language: $language)
    partnerships(first: $first, after: $after) { ...Listed }
    eligibleIn { slug title(language: $language) closes { ...Dated } listed { ...Dated } }
    sources { ...Cited }
  }
}
${LISTED}
${DATED}
${CITED}`;
