import { ComputeError } from "@/lib/ports/compute";

type Code = ComputeError["code"];

// In the order they are tried. The daemon's sentences are its only machine-readable reasons.
const sentences: [RegExp, Code, boolean][] = [
  [/busy running a|is being (created|deleted)|operation is already running/i, "refused", true],
  [/volume is still in use|used by running instances|resource busy/i, "refused", true],
  // A copy that outlived its daemon still writes into what is being removed.
  [/directory not empty/i, "refused", true],
  [/snapshot not found/i, "not_found", false],
  [/processes are still attached|already in use|address already in use/i, "no_capacity", true],
  // A place is chosen before: waiting does not empty its disk.
  [/no space left|out of disk space|disk quota exceeded/i, "no_capacity", false],
  [/insufficient|not enough|no suitable cluster member/i, "no_capacity", true],
  [
    /invalid pci address|requested gpu device|device error: .*unknown device|nvidia container tools/i,
    "no_capacity",
    false,
  ],
  [/evacuated/i, "no_capacity", true],
  [/image.*not found|failed to get image|no such image/i, "image_missing", false],
  [
    /failed to connect|no route to host|connection refused|unavailable|database is locked/i,
    "unreachable",
    true,
  ],
  [/deadline exceeded|timed? ?out/i, "timeout", true],
];

/** What a refusal of the daemon means for the product. `status` is that of HTTP, or 400 for a failed operation. */
export function computeErrorOf(status: number, sentence: string): ComputeError {
  const known = sentences.find(([pattern]) => pattern.test(sentence));
  if (known) return new ComputeError(known[1], sentence, known[2]);
  if (status === 404) return new ComputeError("not_found", sentence, false);
  if (status === 412) return new ComputeError("refused", sentence, true);
  if (status === 503 || status === 502) return new ComputeError("unreachable", sentence, true);
  if (status >= 500) return new ComputeError("failed", sentence, true);
  if (status === 403 || status === 409) return new ComputeError("refused", sentence, false);
  return new ComputeError("failed", sentence, false);
}

export const isAlready = (error: unknown, what: RegExp): boolean =>
  error instanceof ComputeError && what.test(error.message);
