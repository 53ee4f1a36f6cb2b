// PostGraphile 5 on the tables as they are, with filters on relations: node postgraphile.mjs PORT DATABASE_URL
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

// Of what Node 22 brings and PostGraphile wants, Node 20 lacks this alone.
Promise.withResolvers ??= function withResolvers() {
  const settle = {};
  const promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
};

const [port, connectionString] = process.argv.slice(2);
const served = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public"] })],
  grafserv: { graphiql: false, websockets: false, watch: false },
});
const server = createServer();
await served.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1");
