import type { Value } from "./values.ts";

/** What an event brings along; its fields are worked out when the first one is asked for. */
export interface EventFields {
  readonly get: (name: string) => Value;
  readonly names: () => Iterable<string>;
  /** The JSON that a field's text was made of, which need not be read again; undefined where not known. */
  readonly json: (name: string) => unknown;
}

/** What an expression reads: fields by name, and the time that `now()` gives. */
export interface Scope {
  readonly get: (name: string) => Value;
  readonly now: () => number;
  readonly json: (name: string) => unknown;
}

/** A result row: what commands have set, over what its event brought. Holds state; commands make new rows. */
export class Row implements Scope {
  /** Indexes of the events that the row came from. */
  readonly events: readonly number[];
  readonly now: () => number;
  private readonly own: Map<string, Value>;
  private readonly base: EventFields | undefined;

  constructor(
    events: readonly number[],
    now: () => number,
    base?: EventFields,
    own = new Map<string, Value>(),
  ) {
    this.events = events;
    this.now = now;
    this.base = base;
    this.own = own;
  }

  get = (name: string): Value => {
    const value = this.own.get(name);
    return value === undefined ? (this.base?.get(name) ?? null) : value;
  };

  json = (name: string): unknown => (this.own.has(name) ? undefined : this.base?.json(name));

  /** A row with some fields changed; null removes a field. */
  with(changes: Iterable<readonly [string, Value]>): Row {
    const own = new Map(this.own);
    for (const [name, value] of changes) own.set(name, value);
    return new Row(this.events, this.now, this.base, own);
  }

  /** A row with these fields only. */
  only(names: Iterable<string>): Row {
    const own = new Map<string, Value>();
    for (const name of names) {
      const value = this.get(name);
      if (value !== null) own.set(name, value);
    }
    return new Row(this.events, this.now, undefined, own);
  }

  /** The names of all fields that hold something. */
  names(): string[] {
    const names = new Set<string>(this.base?.names() ?? []);
    for (const name of this.own.keys()) names.add(name);
    return [...names].filter((name) => this.get(name) !== null);
  }
}
