// Loads the Cytoscape JSON of the file named first into Cytoscape.js without a screen, and prints what it holds.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";

const { data, elements } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const graph = cytoscape({ headless: true, data, elements, layout: { name: "preset" } });
const ties = graph.edges().map((tie) => [tie.id(), tie.source().id(), tie.target().id(), tie.data("weight")]);
const nodes = graph.nodes().map((node) => [node.id(), node.data("name"), node.position()]);
console.log(JSON.stringify({ nodes, ties, components: graph.elements().components().length, data: graph.data() }));
