// Writes typed documents for the operations of a folder: GraphQL Code Generator as a library, without its command line.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const read = (name) => parse(readFileSync(name, "utf8"));
const documents = readdirSync("operations").map((name) => `operations/${name}`);
const text = await codegen({
  filename: "operations.ts",
  schema: read("schema.graphql"),
  documents: documents.map((location) => ({ location, document: read(location) })),
  pluginMap: { operations, typedDocumentNode },
  plugins: [{ operations: {} }, { typedDocumentNode: {} }],
  config: { scalars: { Date: "string" }, strictScalars: true, useTypeImports: true, immutableTypes: true },
});
writeFileSync("operations.ts", text);
