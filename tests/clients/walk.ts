// Walks pages with urql and prints what it met, as JSON; the address of the service is the argument.
import { Client, fetchExchange } from "@urql/core";
import type { MunicipalityKey, PartnersQuery } from "./operations.js";
import { MunicipalitiesDocument, PartnersDocument, ThingsDocument } from "./operations.js";

declare const process: { argv: string[] };

const [address, ...ids] = process.argv.slice(2);
if (!address) throw new Error("the address of the service is missing");
const client = new Client({ url: new URL("/graphql", address).href, exchanges: [fetchExchange], preferGetMethod: false });

async function places(first: number, asOf?: string): Promise<string[]> {
  const slugs: string[] = [];
  const order = { filter: { hasPartnerships: true }, orderBy: { field: "DEGREE", direction: "DESC" } } as const;
  for (let after: string | null | undefined; after !== null; ) {
    const { data } = await client.query(MunicipalitiesDocument, { ...order, asOf, first, after }).toPromise().then(sound);
    slugs.push(...data.municipalities.nodes.map((place) => place.slug));
    after = data.municipalities.pageInfo.hasNextPage ? data.municipalities.pageInfo.endCursor : null;
  }
  return slugs;
}

type Partners = NonNullable<PartnersQuery["municipality"]>["partners"];

async function partners(by: MunicipalityKey, first: number): Promise<[string, number, (string | undefined)[]][]> {
  const edges: Partners["edges"][number][] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const { data } = await client.query(PartnersDocument, { by, first, after }).toPromise().then(sound);
    const page = data.municipality?.partners;
    edges.push(...(page?.edges ?? []));
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  }
  return edges.map((edge) => [edge.node.slug, edge.weight, edge.partnerships.map((one) => one.start?.edtf)]);
}

async function things(ids: string[]): Promise<unknown[]> {
  const { data } = await client.query(ThingsDocument, { ids }).toPromise().then(sound);
  return data.nodes.map((thing) => thing && [thing.id, thing.__typename === "Goal" ? thing.title : thing.__typename]);
}

function sound<Result extends { data?: unknown; error?: unknown }>(result: Result) {
  if (result.error || !result.data) throw result.error ?? new Error("neither data nor an error");
  return result as Result & { data: NonNullable<Result["data"]> };
}

const forged = await client.query(MunicipalitiesDocument, { first: 1, after: "forged" }).toPromise();

export const mistakes = () => [
  // @ts-expect-error: a key is exactly one of several
  client.query(PartnersDocument, { by: { slug: "ukmerge", name: "Ukmerge" }, first: 1 }),
  // @ts-expect-error: how many is not optional
  client.query(MunicipalitiesDocument, {}),
  // @ts-expect-error: no such order
  client.query(MunicipalitiesDocument, { first: 1, orderBy: { field: "AGE" } }),
];

console.log(
  JSON.stringify({
    places: await places(4),
    in2016: await places(4, "2016-01-01"),
    partners: await partners({ slug: "ukmerge" }, 2),
    nobody: await partners({ slug: "atlantis" }, 2),
    things: await things(ids),
    forged: forged.error?.graphQLErrors.map((error) => [error.message, error.path]),
  }),
);
