// tsc copies no data: the generated tables go beside the compiled modules that read them.
import { cpSync, readdirSync } from "node:fs";

for (const entry of readdirSync("src", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".generated.json")) continue;
  const from = `${entry.parentPath}/${entry.name}`;
  cpSync(from, from.replace(/^src/, "dist"));
}
