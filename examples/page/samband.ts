// What the page asks the service: one page of a municipality's partners.

export interface Question {
  place: string; // any spelling of its name
  day: string | null; // such as "2016-01-01"; null for all time
  after: string | null; // the cursor of the last partner seen; null for the first page
}

export interface Partner {
  weight: number; // how many partnerships they share
  node: { name: string; country: { name: string } };
  partnerships: { slug: string; title: string; certainty: "CERTAIN" | "POSSIBLE" }[];
}

export interface Place {
  name: string;
  partners: {
    totalCount: number;
    edges: Partner[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

interface Answer {
  data?: { municipality: Place | null } | null;
  errors?: { message: string }[];
}

const PARTNERS = `
  query Partners($place: String!, $day: Date, $after: String) {
    municipality(by: {name: $place}, asOf: $day) {
      name
      partners(first: 5, after: $after) {
        totalCount
        edges {
          weight
          node { name country { name } }
          partnerships { slug title certainty }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;

/** The place with a page of its partners; null when no place has the name. Throws when the service refuses or is not there. */
export async function partners(service: string, question: Question, signal: AbortSignal): Promise<Place | null> {
  // A GET, so that browsers and caches may keep the answer; the values travel apart from the query, never inside it.
  const address = new URL("/graphql", service);
  address.search = new URLSearchParams({ query: PARTNERS, variables: JSON.stringify(question) }).toString();
  const response = await fetch(address, { headers: { Accept: "application/graphql-response+json" }, signal });
  if (!response.headers.get("Content-Type")?.includes("json")) {
    throw new Error(`The service answered with status ${response.status}.`);
  }
  const { data, errors } = (await response.json()) as Answer;
  if (errors?.[0]) throw new Error(errors[0].message); // also beside data, where null then means "refused", not "unknown"
  return data?.municipality ?? null;
}
