import { RuleSyntaxError } from "../syntax-error.ts";
import { readTomlString } from "./toml-string.ts";

/** A TOML table. */
export type TomlTable = { [key: string]: unknown };

/** A TOML document, and where the value of each path stands (its first character of text). */
export interface TomlDocument {
  readonly root: TomlTable;
  readonly positions: ReadonlyMap<string, number>;
}

const MAX_DEPTH = 50;
const SPACE = /[ \t]*/y;
const BLANK = /(?:[ \t\r\n]|#[^\n]*)*/y;
const BARE = /[A-Za-z0-9_-]+/y;
const LITERAL = /[^\s,\]}#]+/y;

/**
 * Reads the part of TOML 1.0 that detection-rule files use: tables, arrays of tables, dotted keys, strings of
 * all four kinds, numbers, booleans, dates as text, arrays and inline tables.
 */
export function parseToml(text: string): TomlDocument {
  const reader = new Reader(text);
  reader.document();
  return { root: reader.root, positions: reader.positions };
}

function newTable(): TomlTable {
  return Object.create(null) as TomlTable;
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Holds the position in the text and the table that keys go to. */
class Reader {
  readonly root = newTable();
  readonly positions = new Map<string, number>();
  readonly #text: string;
  #at = 0;
  #table = this.root;
  #path = "";
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    for (this.#skip(BLANK); this.#at < this.#text.length; this.#skip(BLANK)) {
      if (this.#text[this.#at] === "[") this.#header();
      else this.#pair(this.#table, this.#path);
      this.#skip(SPACE);
      if (this.#at < this.#text.length && !/[#\r\n]/.test(this.#text[this.#at] ?? ""))
        this.#fail("the end of the line");
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #fail(expected: string): never {
    throw new RuleSyntaxError(`TOML: expected ${expected}`, this.#at);
  }

  #expect(char: string): void {
    this.#skip(SPACE);
    if (this.#text[this.#at] !== char) this.#fail(`\`${char}\``);
    this.#at++;
  }

  #keys(): string[] {
    const keys: string[] = [];
    do {
      this.#skip(SPACE);
      const string = readTomlString(this.#text, this.#at);
      const key = string ? string.value : this.#skip(BARE);
      if (string) this.#at = string.end;
      else if (key === "") this.#fail("a key");
      keys.push(key);
      this.#skip(SPACE);
    } while (this.#text[this.#at] === "." && ++this.#at);
    return keys;
  }

  #header(): void {
    const list = this.#text.startsWith("[[", this.#at);
    this.#at += list ? 2 : 1;
    const keys = this.#keys();
    this.#expect("]");
    if (list) this.#expect("]");
    const last = keys.pop() ?? "";
    const [parent, path] = this.#descend(this.root, "", keys);
    const before = Object.hasOwn(parent, last) ? parent[last] : undefined;
    this.#path = path === "" ? last : `${path}.${last}`;
    if (list) {
      const tables: unknown[] = Array.isArray(before) ? before : [];
      this.#path += `.${tables.length}`;
      this.#table = newTable();
      tables.push(this.#table);
      parent[last] = tables;
    } else {
      this.#table = isTable(before) ? before : newTable();
      parent[last] = this.#table;
    }
  }

  #descend(from: TomlTable, path: string, keys: readonly string[]): [TomlTable, string] {
    let table = from;
    let at = path;
    for (const key of keys) {
      const value = Object.hasOwn(table, key) ? table[key] : undefined;
      const next: unknown = Array.isArray(value) ? value.at(-1) : (value ?? newTable());
      if (!isTable(next)) this.#fail("a table");
      if (value === undefined) table[key] = next;
      table = next;
      at = at === "" ? key : `${at}.${key}`;
      if (Array.isArray(value)) at += `.${value.length - 1}`;
    }
    return [table, at];
  }

  #pair(into: TomlTable, path: string): void {
    const keys = this.#keys();
    const last = keys.pop() ?? "";
    const [table, at] = this.#descend(into, path, keys);
    if (Object.hasOwn(table, last)) throw new RuleSyntaxError(`TOML: \`${last}\` stands twice`, this.#at);
    this.#expect("=");
    this.#skip(SPACE);
    const full = at === "" ? last : `${at}.${last}`;
    table[last] = this.#value(full);
  }

  #value(path: string): unknown {
    if (++this.#depth > MAX_DEPTH) throw new RuleSyntaxError("TOML: nested too deeply", this.#at);
    const value = this.#one(path);
    this.#depth--;
    return value;
  }

  #one(path: string): unknown {
    const string = readTomlString(this.#text, this.#at);
    if (string) {
      this.#at = string.end;
      this.positions.set(path, string.start);
      return string.value;
    }
    this.positions.set(path, this.#at);
    if (this.#text[this.#at] === "[") return this.#array(path);
    if (this.#text[this.#at] === "{") return this.#inline(path);
    return this.#literal();
  }

  #literal(): unknown {
    const raw = this.#skip(LITERAL);
    if (raw === "true" || raw === "false") return raw === "true";
    if (/^[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?$/.test(raw)) return Number(raw.replaceAll("_", ""));
    if (/^\d{4}-\d\d-\d\d/.test(raw)) return raw;
    return this.#fail("a value");
  }

  #array(path: string): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    for (this.#skip(BLANK); this.#text[this.#at] !== "]"; this.#skip(BLANK)) {
      items.push(this.#value(`${path}.${items.length}`));
      this.#skip(BLANK);
      if (this.#text[this.#at] === ",") this.#at++;
      else if (this.#text[this.#at] !== "]") this.#fail("`,` or `]`");
    }
    this.#at++;
    return items;
  }

  #inline(path: string): TomlTable {
    const table = newTable();
    this.#at++;
    for (this.#skip(BLANK); this.#text[this.#at] !== "}"; this.#skip(BLANK)) {
      this.#pair(table, path);
      this.#skip(BLANK);
      if (this.#text[this.#at] === ",") this.#at++;
      else if (this.#text[this.#at] !== "}") this.#fail("`,` or `}`");
    }
    this.#at++;
    return table;
  }
}
