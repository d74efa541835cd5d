import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Store } from "./store";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "stripe-store-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const due = (id: string) => ({ id, at: 1, kind: "settle_payment" as const, object: id });
const ids = (store: Store) => store.list("due").map((row) => row.id);

describe("the store", () => {
  it("keeps what was flushed, newest first, and forgets what was deleted", () => {
    const store = new Store(directory);
    for (const id of ["a", "b", "c"]) store.put("due", due(id));
    store.delete("due", "b");
    store.flush();
    expect(ids(new Store(directory))).toEqual(["c", "a"]);
    store.compact("http://x");
    const again = new Store(directory);
    expect(ids(again)).toEqual(["c", "a"]);
    expect(again.lastBaseUrl).toBe("http://x");
  });

  it("does a request wholly or not at all", () => {
    const store = new Store(directory);
    store.put("due", due("whole"));
    store.flush();
    appendFileSync(path.join(directory, "journal.jsonl"), '[["due","torn",{"id":"torn"}],["due"]');
    store.put("due", due("after"));
    store.flush();
    store.put("due", due("never flushed"));
    expect(ids(new Store(directory))).toEqual(["after", "whole"]);
  });
});
