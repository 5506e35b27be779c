import type { Target } from "../load/definition.ts";
import type { Backend } from "./backend.ts";
import { elastic } from "./elastic/index.ts";
import { falco } from "./falco/index.ts";
import { sentinel } from "./sentinel/index.ts";
import { sigma } from "./sigma/index.ts";
import { splunk } from "./splunk/index.ts";

/** All backends. A target without one does not compile. */
export const backends = { sigma, falco, splunk, elastic, sentinel } as const satisfies Record<
  Target,
  Backend
>;
