import type { Profile } from "./profiles.ts";
import type { Row } from "./row.ts";
import type { CommandText } from "./split-pipeline.ts";

/** A command ready to run. */
export interface Stage {
  /** True when a result row depends on one row alone. */
  readonly perRow: boolean;
  readonly run: (rows: readonly Row[]) => readonly Row[];
}

/** A command being compiled: the whole search, the part that is its own, and how events arrive. */
export interface CommandInput extends CommandText {
  readonly text: string;
  readonly profile: Profile;
}

/** Compiles a command. */
export type Command = (input: CommandInput) => Stage;

/** Commands by name. */
export type Commands = readonly (readonly [string, Command])[];

/** Most rows that a search may hold: a bound of this interpreter, far above what a rule needs. */
export const MAX_ROWS = 500_000;

/** A command that keeps or drops each row. */
export function filterRows(keep: (row: Row) => boolean): Stage {
  return { perRow: true, run: (rows) => rows.filter(keep) };
}

/** A command that changes each row. */
export function mapRows(change: (row: Row) => Row): Stage {
  return { perRow: true, run: (rows) => rows.map(change) };
}
