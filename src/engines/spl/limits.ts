import { RuleSyntaxError } from "../syntax-error.ts";

/** Most tokens in one command: a bound of this interpreter, so that any text is judged within a second. */
const MAX_TOKENS = 100_000;

/** Fails where a command is longer than the interpreter reads. */
export function checkTokens(count: number, offset: number): void {
  if (count > MAX_TOKENS) throw new RuleSyntaxError(`a command of more than ${MAX_TOKENS} words`, offset);
}
