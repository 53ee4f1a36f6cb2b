// Asks the public GraphQL endpoint, and remembers what was asked, for those who want to ask it themselves.

import { ROOT } from "./address.js";

const asked = new Map();
const TRIES = 5; // of a question whose answer is still being computed
const LONGEST_WAIT = 30; // seconds

/** What was asked for the things that are shown now: [name, {document, variables}]. */
export const questions = () => [...asked];
export const forget = (name) => asked.delete(name);

/** The data of an answer. Asks again for what is still being computed. Throws an Error with the service's own words. */
export async function ask(name, document, variables = {}) {
  asked.set(name, { document, variables });
  for (let tries = 1; ; tries += 1) {
    const answer = await post(document, variables);
    if (!answer.errors?.length) return answer.data;
    const wait = Math.max(...answer.errors.map((error) => error.extensions?.retryAfter ?? Infinity));
    if (tries === TRIES || wait > LONGEST_WAIT) throw new Error(answer.errors.map((error) => error.message).join(" "));
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
}

async function post(document, variables) {
  const response = await fetch(ROOT + "graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: document, variables }),
  });
  return response.json();
}

/** Items of a connection, page after page, at most `most`; `read` finds the connection in the data, `tell` gets the items so far and their total. */
export async function all(name, document, variables, read, { first = 100, most = Infinity, tell = () => {} } = {}) {
  const found = [];
  let after = null;
  do {
    const page = read(await ask(name, document, { ...variables, first, after }));
    found.push(...page.nodes);
    tell(found, page.totalCount);
    after = page.pageInfo.hasNextPage && found.length < most ? page.pageInfo.endCursor : null;
  } while (after);
  asked.set(name, { document, variables: { ...variables, first, after: null } });
  return found;
}
