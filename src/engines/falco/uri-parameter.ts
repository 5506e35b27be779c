/** Bytes of a percent-encoded text, or undefined where an escape is broken (Go `net/url`). */
function decoded(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const bytes: Buffer[] = [];
  for (const part of text.replaceAll("+", " ").split(/(%[0-9a-fA-F]{2})/)) {
    bytes.push(part.startsWith("%") ? Buffer.from(part.slice(1), "hex") : Buffer.from(part));
  }
  return Buffer.concat(bytes).toString("utf8");
}

/**
 * The first value of a query parameter, decoded. A broken escape or a semicolon anywhere in the query makes
 * Go's parser fail, and the field is absent.
 */
export function uriParameter(uri: string | undefined, key: string): string | undefined {
  if (uri === undefined || /[\x00-\x1f\x7f]/.test(uri)) return undefined;
  const withoutFragment = uri.split("#", 1)[0] ?? "";
  const mark = withoutFragment.indexOf("?");
  const path = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  if (mark < 0 || decoded(path) === undefined) return undefined;
  let first: string | undefined;
  for (const pair of withoutFragment.slice(mark + 1).split("&")) {
    if (pair === "") continue;
    if (pair.includes(";")) return undefined;
    const equals = pair.indexOf("=");
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    const value = decoded(equals < 0 ? "" : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    if (name === key) first ??= value;
  }
  return first;
}
