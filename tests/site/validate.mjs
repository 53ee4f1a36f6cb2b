// Validates the documents of a JSON array on standard input; prints what is wrong, a list for each document.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { HtmlValidate } = await import(pathToFileURL(process.argv[2]));
const RULES = { "long-title": "off" }; // titles are as long as the names of those who take part
const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: RULES });
const found = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const { results } = await validator.validateString(text);
  found.push(results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`)));
}
console.log(JSON.stringify(found));
