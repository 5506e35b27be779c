import type { Host } from "../host.ts";

/** Shows how far a long run is; silent unless standard error is a terminal. */
export interface Progress {
  readonly add: (bytes: number) => void;
  readonly stop: () => void;
}

/** A progress bar over bytes. */
export async function progressBar(host: Host, total: number): Promise<Progress> {
  if (!host.interactive || total === 0) return { add: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = await import("cli-progress");
  const format = "{bar} {percentage}% | {value}/{total} MB | {eta_formatted} left";
  const bar = new SingleBar(
    { format, clearOnComplete: true, hideCursor: true, fps: 5 },
    Presets.shades_classic,
  );
  const mega = 1_000_000;
  let done = 0;
  bar.start(Math.round(total / mega), 0);
  return {
    add: (bytes) => {
      done += bytes;
      bar.update(Math.min(Math.round(done / mega), Math.round(total / mega)));
    },
    stop: () => bar.stop(),
  };
}
