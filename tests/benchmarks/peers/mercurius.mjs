// Mercurius with its JIT on better-sqlite3, statements prepared once, rows joined where it saves a query: node mercurius.mjs PORT FILE
// Its schema is the part of ours that the first four queries need.
import Database from "better-sqlite3";
import Fastify from "fastify";
import mercurius from "mercurius";

const [port, file] = process.argv.slice(2);
const db = new Database(file, { readonly: true });
const { version } = db.prepare("SELECT version FROM serving").get();
const MARK = "\t"; // parts the key in a cursor

const PARTNERSHIP = "p.slug, p.kind, p.title_en AS title, p.start, p.end, p.start_earliest";
const MUNICIPALITY = "m.slug, m.name, m.kind, c.code, c.name_en";
const COUNTRY = "JOIN countries c ON c.version = m.version AND c.code = m.country";
const one = db.prepare(`SELECT ${MUNICIPALITY} FROM municipalities m ${COUNTRY} WHERE m.version = ? AND m.slug = ?`);
const members = db.prepare(`SELECT ${MUNICIPALITY} FROM memberships s
  JOIN municipalities m ON m.version = s.version AND m.slug = s.municipality ${COUNTRY}
  WHERE s.version = ? AND s.partnership = ? ORDER BY s.seat, s.turn`);
const held = db.prepare(`SELECT ${PARTNERSHIP} FROM memberships s
  JOIN partnerships p ON p.version = s.version AND p.slug = s.partnership
  WHERE s.version = ? AND s.municipality = ? ORDER BY p.title_en, p.slug LIMIT ?`);
const goals = db.prepare(`SELECT g.number, g.title_en AS title, g.color FROM projects j
  JOIN project_goals n ON n.version = j.version AND n.project = j.slug
  JOIN goals g ON g.version = n.version AND g.number = n.goal
  WHERE j.version = ? AND j.partnership = ? ORDER BY g.number`);

const pages = new Map(); // a statement for each number of kinds and countries, order and direction
function page({ filter, orderBy, first, after }) {
  const { kinds, countries } = filter ?? {};
  const { field = "TITLE", direction = "ASC" } = orderBy ?? {};
  const shape = [kinds?.length, countries?.length, field, direction, after != null].join();
  if (!pages.has(shape)) pages.set(shape, db.prepare(statement(kinds, countries, field, direction, after)));
  const key = after?.split(MARK) ?? [];
  const rows = pages.get(shape).all(version, ...(kinds ?? []), ...(countries ?? []), ...key, first + 1);
  return connection(rows, first, field);
}

function statement(kinds, countries, field, direction, after) {
  const marks = (values) => values.map(() => "?").join();
  const key = field === "START" ? "p.start_earliest" : "p.title_en";
  const there = `EXISTS (SELECT 1 FROM memberships s
    JOIN municipalities m ON m.version = s.version AND m.slug = s.municipality
    WHERE s.version = p.version AND s.partnership = p.slug AND m.country IN (${countries && marks(countries)}))`;
  const wanted = [
    "p.version = ?",
    kinds && `p.kind IN (${marks(kinds)})`,
    countries && there,
    after != null && `(${key}, p.slug) ${direction === "DESC" ? "<" : ">"} (?, ?)`,
  ].filter(Boolean);
  return `SELECT ${PARTNERSHIP} FROM partnerships p WHERE ${wanted.join(" AND ")}
    ORDER BY ${key} ${direction}, p.slug ${direction} LIMIT ?`;
}

function connection(rows, first, field) {
  const nodes = rows.slice(0, first);
  const cursor = (row) => `${field === "START" ? row.start_earliest : row.title}${MARK}${row.slug}`;
  const edges = nodes.map((node) => ({ node, cursor: cursor(node) }));
  return { nodes, edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

const schema = `
  enum PartnershipKind { MUNICIPAL_PARTNERSHIP TWIN_TOWN }
  enum OrderField { TITLE START }
  enum Direction { ASC DESC }
  input PartnershipFilter { kinds: [PartnershipKind!] countries: [String!] }
  input PartnershipOrder { field: OrderField! direction: Direction! = ASC }
  input MunicipalityKey { slug: String! }
  type PartialDate { edtf: String! }
  type Country { code: String! name: String! }
  type Goal { number: Int! title: String! color: String! }
  type GoalLink { goal: Goal! }
  type Municipality { slug: String! name: String! kind: String! country: Country!
    partnerships(first: Int = 20): PartnershipConnection! }
  type Membership { municipality: Municipality! }
  type Partnership { slug: String! title: String! kind: PartnershipKind! start: PartialDate end: PartialDate
    members: [Membership!]! goals: [GoalLink!]! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type PartnershipEdge { node: Partnership! cursor: String! }
  type PartnershipConnection { nodes: [Partnership!]! edges: [PartnershipEdge!]! pageInfo: PageInfo! }
  type Query {
    municipality(by: MunicipalityKey!): Municipality
    partnerships(filter: PartnershipFilter, orderBy: PartnershipOrder, first: Int = 20, after: String): PartnershipConnection!
  }`;

const day = (edtf) => edtf && { edtf };
const resolvers = {
  Query: {
    municipality: (_, { by }) => one.get(version, by.slug),
    partnerships: (_, given) => page(given),
  },
  Municipality: {
    country: (place) => ({ code: place.code, name: place.name_en }),
    partnerships: (place, { first }) => connection(held.all(version, place.slug, first + 1), first, "TITLE"),
  },
  Partnership: {
    start: (partnership) => day(partnership.start),
    end: (partnership) => day(partnership.end),
    members: (partnership) => members.all(version, partnership.slug).map((municipality) => ({ municipality })),
    goals: (partnership) => goals.all(version, partnership.slug).map((goal) => ({ goal })),
  },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, jit: 1, graphiql: false });
await app.listen({ port: Number(port), host: "127.0.0.1" });
