import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A line of a log: its 1-based number and its bytes, without the line break. */
export interface LogLine {
  readonly number: number;
  readonly bytes: Buffer;
  /** Set instead of the bytes when the line is longer than `MAX_LINE`. */
  readonly tooLong?: true;
}

/** Longest line that is kept in memory, in bytes. Longer ones are reported and skipped. */
export const MAX_LINE: number = 64 * 1024 * 1024;

const LINE_FEED = 10;

/**
 * Splits a stream of bytes into lines; gzip is recognised by its first bytes. At most one line is held in
 * memory, whatever the size of the log.
 *
 * @param onBytes called with the number of bytes read, before decompression.
 * @throws the stream's own error, or zlib's when the compression is damaged.
 */
export async function* readLines(
  stream: Readable,
  onBytes?: (count: number) => void,
): AsyncGenerator<LogLine> {
  let pending: Buffer[] = [];
  let size = 0;
  let number = 0;
  const line = (): LogLine => {
    number++;
    const tooLong = size > MAX_LINE;
    const bytes = tooLong
      ? Buffer.alloc(0)
      : pending.length === 1
        ? (pending[0] ?? Buffer.alloc(0))
        : Buffer.concat(pending);
    pending = [];
    size = 0;
    return tooLong ? { number, bytes, tooLong } : { number, bytes: trim(bytes, number) };
  };
  const add = (part: Buffer): void => {
    size += part.length;
    if (size <= MAX_LINE) pending.push(part);
    else pending = [];
  };
  for await (const chunk of decompressed(stream, onBytes)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (size > 0) yield line();
}

/** Removes a carriage return at the end, and a byte order mark at the start of the first line. */
function trim(bytes: Buffer, number: number): Buffer {
  const end = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
  const marked = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.subarray(marked ? 3 : 0, end);
}

async function* decompressed(stream: Readable, onBytes?: (count: number) => void): AsyncGenerator<Buffer> {
  const iterator = counted(stream, onBytes);
  const first = await iterator.next();
  if (first.done === true) return;
  const head = first.value;
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield head;
    yield* iterator;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  const feed = async (): Promise<void> => {
    gunzip.write(head);
    for await (const chunk of iterator) {
      if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once("drain", resolve));
    }
    gunzip.end();
  };
  feed().catch((error: unknown) => gunzip.destroy(error as Error));
  yield* gunzip as AsyncIterable<Buffer>;
}

async function* counted(stream: Readable, onBytes?: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onBytes?.(chunk.length);
    yield chunk;
  }
}
