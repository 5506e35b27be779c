import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/**
 * Envelopes: Handlebars templates under `templates/`. Nothing is escaped for HTML; every value is written
 * through a helper of its format, so no text of a rule can break out of its place. Expressions are values,
 * never template text.
 */
const engine = Handlebars.create();
engine.registerHelper("json", (value: unknown) => JSON.stringify(value ?? null));
engine.registerHelper("block", (indent: number, text: string) => indentBlock(text, indent));
engine.registerHelper("folded", (indent: number, text: string) =>
  indentBlock(wrap(text, 100 - indent), indent),
);

/** Prefixes every line; an empty line stays empty. */
function indentBlock(text: string, indent: number): string {
  const pad = " ".repeat(indent);
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : pad + line))
    .join("\n");
}

/** Breaks a text into lines of at most `width` characters, keeping its paragraphs. */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((paragraph) => {
      const lines: string[] = [];
      let line = "";
      for (const word of paragraph.split(/ +/)) {
        if (line !== "" && line.length + word.length >= width) {
          lines.push(line);
          line = word;
        } else line = line === "" ? word : `${line} ${word}`;
      }
      return [...lines, line];
    })
    .join("\n");
}

const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** Fills a template. @param name path below `templates/`, without `.hbs` */
export function render(name: string, values: object): string {
  let template = compiled.get(name);
  if (template === undefined) {
    const text = readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), "utf8");
    template = engine.compile(text, { noEscape: true, strict: true, knownHelpersOnly: false });
    compiled.set(name, template);
  }
  return template(values);
}
