import { z } from "zod";
import { ComputeError } from "@/lib/ports/compute";
import * as answers from "./answers";
import { computeErrorOf } from "./errors";
import type { Transport } from "./transport";

export type OperationProgress = (metadata: Record<string, unknown>) => void;
type Options = { body?: unknown; file?: { content: string; mode: string }; ifMatch?: string | null };

/** Success 200; everything from 200 on is final. */
const final = 200;
// Slices of waiting: short enough for progress, long enough not to chatter.
const sliceSeconds = 1;

/** The protocol's manners: envelopes, errors and operations. Knows nothing of machines. */
export class IncusClient {
  constructor(
    readonly transport: Transport,
    private readonly requestTimeoutMs: number,
    private readonly operationTimeoutMs: number,
  ) {}

  /** A synchronous answer's metadata, checked against its schema. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return (await this.getWithEtag(path, schema)).value;
  }

  async getWithEtag<T>(path: string, schema: z.ZodType<T>): Promise<{ value: T; etag: string | null }> {
    const { metadata, etag } = await this.send("GET", path, {});
    return { value: parse(schema, metadata, path), etag };
  }

  /** A change; waits for the operation if the daemon answers with one. */
  async change(method: string, path: string, options: Options, progress?: OperationProgress): Promise<void> {
    const started = await this.begin(method, path, options);
    if (started) await this.finish(started, progress);
  }

  /** A change that is not waited for: its operation, or null when it is done already. */
  async begin(method: string, path: string, options: Options): Promise<answers.OperationAnswer | null> {
    const { type, metadata } = await this.send(method, path, options);
    return type === "async" ? parse(answers.operation, metadata, path) : null;
  }

  /** The operation that is changing an instance right now, ours or anybody's. Open terminals change nothing. */
  runningOn(name: string): Promise<answers.OperationAnswer | null> {
    const url = `/1.0/instances/${encodeURIComponent(name)}`;
    // Older daemons name the instance alone.
    return this.running((_, about) => about === url || about === name);
  }

  /** The same for a volume, whose path says nothing that is the same in every version but its kind and its name. */
  runningOnVolume(name: string): Promise<answers.OperationAnswer | null> {
    const last = encodeURIComponent(name);
    return this.running((kind, about) => kind === "storage_volumes" && about.split("/").at(-1) === last);
  }

  private async running(
    matches: (kind: string, about: string) => boolean,
  ): Promise<answers.OperationAnswer | null> {
    const groups = await this.get("/1.0/operations?recursion=1", answers.operationList);
    const running = Object.values(groups ?? {})
      .flat()
      .filter((entry) => entry.status_code < final && entry.class !== "websocket");
    const isAbout = ([kind, urls]: [string, string[] | null]) => urls?.some((url) => matches(kind, url));
    return running.find((entry) => Object.entries(entry.resources ?? {}).some(isAbout)) ?? null;
  }

  /** Waits for the end; throws what the operation failed with, or "timeout" (it may still end later). */
  async finish(started: answers.OperationAnswer, progress?: OperationProgress): Promise<void> {
    const until = performance.now() + this.operationTimeoutMs;
    let current = started;
    while (current.status_code < final) {
      if (current.metadata) progress?.(current.metadata);
      if (performance.now() > until) {
        throw new ComputeError("timeout", `The provider's operation ${current.id} has not ended yet`, true);
      }
      current = await this.waitSlice(current.id);
    }
    if (current.metadata) progress?.(current.metadata);
    if (current.status_code !== final)
      throw computeErrorOf(400, current.err || "The operation was cancelled");
  }

  private async waitSlice(id: string): Promise<answers.OperationAnswer> {
    try {
      const path = `/1.0/operations/${id}/wait?timeout=${sliceSeconds}`;
      return await this.get(path, answers.operation);
    } catch (error) {
      if (!(error instanceof ComputeError) || error.code !== "not_found") throw error;
      // The daemon forgets operations soon, and all of them when it restarts. Only looking again tells.
      throw new ComputeError("timeout", "The provider no longer knows the operation", true);
    }
  }

  private async send(method: string, path: string, options: Options) {
    const timeoutMs = this.requestTimeoutMs + (path.includes("/wait?") ? sliceSeconds * 1000 : 0);
    const answer = await this.transport.request(method, path, { ...options, timeoutMs });
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch {
      throw new ComputeError("failed", `${method} ${path}: status ${answer.status}, not JSON`, true);
    }
    const body = parse(answers.envelope, json, path);
    if (body.type === "error") throw computeErrorOf(body.error_code || answer.status, body.error);
    return { type: body.type, metadata: body.metadata, etag: answer.etag };
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ComputeError("failed", `${path}: unexpected answer: ${z.prettifyError(result.error)}`, false);
}
