// Starts GraphiQL; #query=…&variables=… of the address is what it opens with, so the service never sees it.
"use strict";

const FIRST = `# Who has cooperated with whom, as of a day? Ctrl-Space completes, Ctrl-Enter asks.
{
  municipality(by: { name: "Mariestad" }, asOf: "2021-06-01") {
    name
    partners { edges { node { name country { name } } certainty } }
    handovers { predecessor { name } successor { name } date { edtf } }
  }
}
`;

const given = new URLSearchParams(location.hash.slice(1));

async function fetcher(asked) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify(asked),
  });
  return response.json();
}

ReactDOM.render(
  React.createElement(GraphiQL, {
    fetcher,
    query: given.get("query") ?? undefined,
    variables: given.get("variables") ?? undefined,
    defaultQuery: FIRST,
    defaultEditorToolsVisibility: given.has("variables") ? "variables" : undefined,
  }),
  document.getElementById("graphiql"),
);
