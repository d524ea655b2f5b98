// Evaluates expressions of a workflow with GitHub's own package: for each line of standard input a line
// with what each expression comes to, as the text that the runner fills in, or why it cannot.
// Usage: node evaluate.mjs NODE_MODULES < {"expressions", "contexts", "success", "workspace"}
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const entry = join(process.argv[2], "node_modules/@actions/expressions/dist/index.js");
const { data, Evaluator, Lexer, Parser } = await import(pathToFileURL(entry));

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { values: evaluated(JSON.parse(line)) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function evaluated({ expressions, contexts, success, workspace }) {
  const functions = new Map([["always", status(true)], ["success", status(success)]]);
  if (workspace) {
    // The files of a job are there for its steps only.
    const call = (path) => new data.StringData(hashed(workspace, path.coerceString()));
    functions.set("hashfiles", { name: "hashfiles", minArgs: 1, maxArgs: 1, call });
  }
  const infos = [...functions].map(([name, each]) => ({ ...each, name }));
  const known = JSON.parse(JSON.stringify(contexts), data.reviver);
  return expressions.map((text) => {
    const tree = new Parser(new Lexer(text).lex().tokens, Object.keys(contexts), infos).parse();
    return new Evaluator(tree, known, functions).evaluate().coerceString();
  });
}

function status(value) {
  return { minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) };
}

function hashed(workspace, path) {
  if (/[*?[!]/.test(path)) throw new Error(`patterns are not taken here: ${path}`);
  const file = join(workspace, path);
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "";
}
