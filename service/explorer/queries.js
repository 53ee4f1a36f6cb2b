// The GraphQL documents of the explorer: all that it knows, it asked for with these.

const DATED = "fragment Dated on PartialDate { edtf earliest latest wording }";
const CITED = `fragment Cited on Source {
  slug title publisher url published { edtf } readOn freshness { level reason }
}`;
const PLACED = "fragment Placed on Municipality { slug name country { code name(language: $language) } }";
const PASSED = `fragment Passed on Handover {
  slug cause note
  date { ...Dated }
  predecessor { ...Placed }
  successor { ...Placed }
  seat { number partnership { slug title(language: $language) } }
  stages { kind expected note date { ...Dated } }
  sources { ...Cited }
}`;

export const MEMBERS = `# The nodes of the network of all time, and where to draw them.
query Members($first: Int!, $after: String, $language: Language) {
  network {
    members(first: $first, after: $after) {
      nodes { x y municipality { ...Placed } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
${PLACED}`;

export const PARTNERSHIPS = `# The partnerships with all dates that are known: what is there on a day follows from them.
query Partnerships($first: Int!, $after: String, $language: Language) {
  partnerships(first: $first, after: $after) {
    nodes {
      slug kind
      title(language: $language)
      start { edtf earliest latest }
      end { edtf earliest latest }
      members {
        seat { number }
        municipality { slug }
        start { edtf earliest latest }
        end { edtf earliest latest }
      }
      projects {
        start { edtf earliest latest }
        end { edtf earliest latest }
        goals { goal { number } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

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
  search(text: $text, first: 8) {
    matched
    municipality { ...Placed }
    partnership { slug title(language: $language) }
    country { code name(language: $language) }
    goal { number title(language: $language) color }
  }
}
${PLACED}`;

export const PLACE = `# A municipality: its record, and its partners on the day.
query Municipality($slug: String!, $asOf: Date, $language: Language) {
  municipality(by: { slug: $slug }) {
    ...Placed
    kind unit code wikidata website note
    names { name language kind start { ...Dated } end { ...Dated } }
    memberships {
      start { ...Dated }
      end { ...Dated }
      partnership { slug kind title(language: $language) start { ...Dated } end { ...Dated } }
      seat {
        number
        memberships { turn start { ...Dated } end { ...Dated } municipality { ...Placed } }
        succession { slug date { ...Dated } }
      }
      sources { ...Cited }
    }
    goals { partnerships goal { number title(language: $language) color } }
    predecessors { kind date { ...Dated } nameBefore predecessor { ...Placed } }
    successors { kind date { ...Dated } nameAfter successor { ...Placed } }
    claims { field value rank note source { ...Cited } }
    sources { ...Cited }
  }
  then: municipality(by: { slug: $slug }, asOf: $asOf) {
    partners(first: 100) {
      totalCount
      edges { weight certainty node { ...Placed } partnerships { slug kind title(language: $language) } }
    }
  }
}
${PLACED}
${DATED}
${CITED}`;

export const PARTNERSHIP = `# A partnership: who held its seats, its projects, what was said of it.
query Partnership($slug: String!, $language: Language) {
  partnership(by: { slug: $slug }) {
    slug kind state note
    title(language: $language)
    start { ...Dated }
    end { ...Dated }
    programme { name(language: $language) }
    status { ...Said }
    statuses { ...Said }
    seats {
      number note
      memberships { turn start { ...Dated } end { ...Dated } municipality { ...Placed } sources { ...Cited } }
      succession { slug date { ...Dated } }
    }
    projects {
      slug phase goalsStated reference note
      title(language: $language)
      start { ...Dated }
      end { ...Dated }
      status { ...Said }
      goals { emphasis goal { number title(language: $language) color } target { code label(language: $language) } }
      themes(language: $language)
      results { count label(language: $language) }
      sources { ...Cited }
    }
    goals { emphasis goal { number title(language: $language) color } target { code label(language: $language) } }
    roles { kind organisation { name nameSv website } project { title(language: $language) } programme { slug } }
    events { kind expected note date { ...Dated } sources { ...Cited } }
    handovers { ...Passed }
    grants { title(language: $language) amount currency precision split date { ...Dated } }
    claims { field value rank note source { ...Cited } }
    sources { ...Cited }
  }
}
fragment Said on Status { state cause note asOf { ...Dated } sources { ...Cited } }
${PASSED}
${PLACED}
${DATED}
${CITED}`;

export const GOAL = `# A Goal, and the partnerships with a project that names it.
query Goal($number: Int!, $asOf: Date, $first: Int!, $after: String, $language: Language) {
  goal(number: $number, asOf: $asOf) {
    number iri color
    title(language: $language)
    partnerships(first: $first, after: $after) { ...Listed }
    sources { ...Cited }
  }
}
fragment Listed on PartnershipConnection {
  totalCount
  nodes { slug kind state certainty title(language: $language) start { ...Dated } end { ...Dated } }
  pageInfo { hasNextPage endCursor }
}
${DATED}
${CITED}`;

export const COUNTRY = `# A country, and the partnerships with a member there.
query Country($code: String!, $asOf: Date, $first: Int!, $after: String, $language: Language) {
  country(code: $code, asOf: $asOf) {
    code note
    name(language: $language)
    partnerships(first: $first, after: $after) { ...Listed }
    eligibleIn { slug title(language: $language) closes { ...Dated } listed { ...Dated } }
    sources { ...Cited }
  }
}
fragment Listed on PartnershipConnection {
  totalCount
  nodes { slug kind state certainty title(language: $language) start { ...Dated } end { ...Dated } }
  pageInfo { hasNextPage endCursor }
}
${DATED}
${CITED}`;
