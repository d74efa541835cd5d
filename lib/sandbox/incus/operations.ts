import { randomUUID } from "node:crypto";
import { badRequest, notFound } from "./errors";
import type { EventHub } from "./events";
import type { SandboxTime } from "./time";

export type Operation = {
  id: string;
  class: "task" | "websocket" | "token";
  description: string;
  created_at: string;
  updated_at: string;
  status: "Running" | "Success" | "Failure";
  status_code: 103 | 200 | 400;
  resources: Record<string, string[]> | null;
  metadata: Record<string, unknown> | null;
  may_cancel: boolean;
  err: string;
  location: string;
};

type Entry = { view: Operation; done: Promise<void>; cancel: (() => void) | null };

/** The daemon forgets a finished operation five seconds later, and so do we. */
const keptMs = 5000;

/** Background tasks, told to the world as operation events: the stock client waits for those alone. */
export class Operations {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly time: SandboxTime,
    private readonly events: EventHub,
  ) {}

  /** Starts `work` on an instance, or (null) on none, or on other `resources`; `progress` may be called with metadata while it runs. */
  run(
    description: string,
    instance: string | null,
    location: string,
    work: (progress: (metadata: Record<string, unknown>) => void) => Promise<void>,
    {
      cancel = null,
      ...start
    }: Partial<Pick<Operation, "class" | "metadata" | "resources"> & Pick<Entry, "cancel">> = {},
  ): Operation {
    const now = this.time.now().toISOString();
    const urls = instance === null ? [] : [`/1.0/instances/${encodeURIComponent(instance)}`];
    const view: Operation = {
      id: randomUUID(),
      class: "task",
      description,
      created_at: now,
      updated_at: now,
      status: "Running",
      status_code: 103,
      resources: instance === null ? {} : { instances: urls, containers: urls },
      metadata: null,
      may_cancel: cancel !== null,
      err: "",
      location,
      ...start,
    };
    const answer = { ...view };
    const publish = (change: Partial<Operation>) => {
      Object.assign(view, change, { updated_at: this.time.now().toISOString() });
      this.events.send("operation", location, view);
    };
    // One turn of the loop later: the answer to the request goes out before anything else happens.
    const done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => {
        publish({});
        return work((metadata) => publish({ metadata: { ...view.metadata, ...metadata } }));
      })
      .then(
        () => publish({ status: "Success", status_code: 200 }),
        (error: unknown) =>
          publish({
            status: "Failure",
            status_code: 400,
            err: error instanceof Error ? error.message : String(error),
          }),
      );
    this.entries.set(view.id, { view, done, cancel });
    return answer;
  }

  list(): Operation[] {
    const oldest = this.time.now().getTime() - keptMs;
    for (const [id, { view }] of this.entries) {
      if (view.status !== "Running" && Date.parse(view.updated_at) < oldest) this.entries.delete(id);
    }
    return [...this.entries.values()].map((entry) => entry.view);
  }

  get(id: string): Operation {
    const found = this.list().find((view) => view.id === id);
    if (!found) throw notFound("Operation");
    return found;
  }

  /** Asks it to end now, if it is one that can. */
  cancel(id: string): void {
    this.get(id);
    const cancel = this.entries.get(id)?.cancel;
    if (!cancel) throw badRequest("This operation can't be cancelled");
    cancel();
  }

  /** Until the end, or `seconds` at most (negative: no limit); answers with the operation as it then is. */
  async wait(id: string, seconds: number): Promise<Operation> {
    const view = this.get(id);
    const entry = this.entries.get(id);
    if (seconds < 0) await entry?.done;
    else {
      const stop = new AbortController();
      await Promise.race([entry?.done, this.time.delay(seconds * 1000, stop.signal)]);
      stop.abort();
    }
    return view;
  }
}
