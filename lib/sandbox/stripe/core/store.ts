import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TableName, Tables } from "./types";

type Change = [table: TableName, id: string, row: object | null];
type Snapshot = { baseUrl?: string; tables: { [K in TableName]?: Tables[K][] } };

const TABLES: TableName[] = [
  "balanceTransactions",
  "charges",
  "customers",
  "deliveries",
  "disputes",
  "due",
  "events",
  "keptAnswers",
  "paymentIntents",
  "paymentMethods",
  "prices",
  "products",
  "refunds",
  "sessionDetails",
  "sessions",
  "setupIntents",
  "webhookEndpoints",
];
const COMPACT_AFTER = 5_000;

/**
 * Everything the sandbox knows, in memory and on disk. Rows are replaced, never changed in place, so an event
 * may keep the row it speaks of. `flush` writes one request's changes as one journal line: after a crash a
 * request has happened wholly or not at all. The journal is folded into an atomically renamed snapshot.
 */
export class Store {
  private readonly tables = new Map<TableName, Map<string, object>>(TABLES.map((name) => [name, new Map()]));
  private pending: Change[] = [];
  private journalLines = 0;
  /** Where the last run was reachable; stored links begin with it. */
  readonly lastBaseUrl: string | undefined;

  constructor(private readonly directory: string | null) {
    if (directory === null) return;
    mkdirSync(directory, { recursive: true });
    this.lastBaseUrl = this.loadSnapshot();
    this.replayJournal();
  }

  find<K extends TableName>(table: K, id: string): Tables[K] | undefined {
    return this.rows(table).get(id);
  }

  /** All rows, newest first. */
  list<K extends TableName>(table: K): Tables[K][] {
    return [...this.rows(table).values()].reverse();
  }

  put<K extends TableName>(table: K, row: Tables[K]): Tables[K] {
    this.rows(table).set(row.id, row);
    this.pending.push([table, row.id, row]);
    return row;
  }

  delete(table: TableName, id: string): void {
    this.rows(table).delete(id);
    this.pending.push([table, id, null]);
  }

  /** Makes the changes since the last flush durable. */
  flush(): void {
    if (this.pending.length === 0) return;
    if (this.directory === null) {
      this.pending = [];
      return;
    }
    // The line break in front keeps a line that a full disk cut short from spoiling this one.
    const line = `\n${JSON.stringify(this.pending)}\n`;
    appendFileSync(path.join(this.directory, "journal.jsonl"), line, { mode: 0o600 });
    this.pending = [];
    this.journalLines += 1;
  }

  /** Whether the journal has become long enough to be folded. */
  get journalIsLong(): boolean {
    return this.journalLines >= COMPACT_AFTER;
  }

  /** Folds the journal into a new snapshot. `baseUrl` is what the stored links begin with. */
  compact(baseUrl: string): void {
    if (this.directory === null) return;
    this.pending = [];
    const tables = Object.fromEntries(TABLES.map((name) => [name, [...this.rows(name).values()]]));
    const file = path.join(this.directory, "state.json");
    writeFileSync(`${file}.new`, JSON.stringify({ baseUrl, tables }), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    writeFileSync(path.join(this.directory, "journal.jsonl"), "", { mode: 0o600 });
    this.journalLines = 0;
  }

  private rows<K extends TableName>(table: K): Map<string, Tables[K]> {
    return this.tables.get(table) as Map<string, Tables[K]>;
  }

  private loadSnapshot(): string | undefined {
    const file = path.join(this.directory ?? "", "state.json");
    if (!existsSync(file)) return undefined;
    const snapshot = JSON.parse(readFileSync(file, "utf8")) as Snapshot;
    for (const name of TABLES) {
      for (const row of snapshot.tables[name] ?? []) this.tables.get(name)?.set(row.id, row);
    }
    return snapshot.baseUrl;
  }

  private replayJournal(): void {
    const file = path.join(this.directory ?? "", "journal.jsonl");
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      for (const [table, id, row] of changesOf(line)) {
        if (row === null) this.tables.get(table)?.delete(id);
        else this.tables.get(table)?.set(id, row);
      }
    }
  }
}

/** A line torn by a crash is no change at all: its request was never answered. */
function changesOf(line: string): Change[] {
  if (line === "") return [];
  try {
    return JSON.parse(line) as Change[];
  } catch {
    return [];
  }
}
