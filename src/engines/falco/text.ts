const NOT_ASCII = /[^\x00-\x7f]/;

/** Folds the ASCII letters only, as Falco's case-insensitive operators and transformers do. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The upper-case twin of `lowerAscii`. */
export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** The UTF-8 bytes of a text, one character each: C functions such as fnmatch see these. */
export function byteText(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** Compares byte by byte, as strcmp does: "9" is greater than "400". */
export function compareBytes(a: string, b: string): number {
  const [left, right] = [byteText(a), byteText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
