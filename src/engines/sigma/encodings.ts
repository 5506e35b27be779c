/** The bytes of a value under one of the UTF-16 modifiers (Sigma modifiers 2.1.0, "Encoding"). */
export function encodeBytes(text: string, modifier: string | undefined): Buffer {
  if (modifier === "wide" || modifier === "utf16le") return Buffer.from(text, "utf16le");
  if (modifier === "utf16be") return Buffer.from(text, "utf16le").swap16();
  if (modifier === "utf16") return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  return Buffer.from(text, "utf8");
}

/**
 * `base64offset`: the three spellings that a text may have inside a longer Base64 text, each without the
 * characters at its ends that depend on the neighbours.
 */
export function base64Offsets(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, " "), bytes]).toString("base64");
    const start = [0, 2, 3][shift] ?? 0;
    const cut = [0, 3, 2][(bytes.length + shift) % 3] ?? 0;
    return encoded.slice(start, encoded.length - cut);
  });
}
