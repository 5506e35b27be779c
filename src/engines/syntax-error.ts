/** Raised inside an engine's parser or binder; turned into a `RuleProblem` at the engine's edge. */
export class RuleSyntaxError extends Error {
  /** 0-based offset of the trouble in the text that was parsed. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(message: string, offset: number, hint?: string) {
    super(message);
    this.name = "RuleSyntaxError";
    this.offset = offset;
    this.hint = hint;
  }
}

/** 1-based line and column (in UTF-16 units) of an offset in a text. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  let line = 1;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line++;
  return { line, column: offset - lastBreak };
}
