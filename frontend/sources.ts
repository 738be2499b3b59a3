/** The sum over everything the page is built from; tests/test_page_is_built.py reckons it again without Node. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["clients/typescript", "frontend"];
const LEFT_OUT = new Set(["node_modules"]);

/** sha256 over the lines `path sha256`, in the order of the paths. */
export function sourcesSum(root: string): string {
  const paths = FOLDERS.flatMap((folder) => filesBelow(root, folder)).sort();
  const lines = paths.map((path) => `${path} ${sha256(readFileSync(join(root, path)))}\n`);
  return sha256(lines.join(""));
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
