import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunningCommand } from "@/lib/ports/machine-access";
import { patience } from "@/lib/testing/patience";
import { KeptShell, type Viewer } from "./kept-shell";

const size = { columns: 80, rows: 24 };

function running() {
  let end: (how: { exitCode: number | null }) => void = () => undefined;
  const ended = new Promise<{ exitCode: number | null }>((resolve) => {
    end = resolve;
  });
  const written: string[] = [];
  const calls: string[] = [];
  const note = (call: string) => () => void calls.push(call);
  const command: RunningCommand = {
    write: async (data) => void written.push(Buffer.from(data).toString()),
    endInput: note("endInput"),
    resize: ({ columns, rows }) => void calls.push(`resize ${columns}x${rows}`),
    signal: note("signal"),
    pause: note("pause"),
    resume: note("resume"),
    close: note("close"),
    ended,
  };
  return { command, written, calls, end };
}

function page() {
  const heard: string[] = [];
  const viewer: Viewer = {
    begin: (_, from, fresh) => void heard.push(`begin ${from}${fresh ? " fresh" : ""}`),
    output: (data) => void heard.push(data.toString()),
    end: (reason, code) => void heard.push(`end ${reason} ${code}`),
  };
  return { viewer, heard };
}

describe("a shell that is kept", () => {
  let over = 0;
  const make = () => {
    over = 0;
    const machine = running();
    const shell = new KeptShell(
      { sessionId: "ses", instanceId: "ins" },
      {
        keptMs: 120_000,
        onOver: () => {
          over += 1;
        },
      },
    );
    shell.runs(machine.command, async () => "exited");
    return { shell, ...machine };
  };
  const say = (shell: KeptShell, text: string) => shell.take(Buffer.from(text));
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("goes on where the page left it, with what was said meanwhile", () => {
    const { shell } = make();
    const first = page();
    shell.attach(first.viewer, 0, size);
    say(shell, "one\n");
    shell.detach(first.viewer);
    say(shell, "two\n");
    vi.advanceTimersByTime(119_000);
    const second = page();
    shell.attach(second.viewer, 4, { columns: 100, rows: 30 });
    vi.advanceTimersByTime(600_000);
    expect(second.heard).toEqual(["begin 4", "two\n"]);
    expect(over).toBe(0);
  });

  it("ends when nobody comes back", () => {
    const { shell, calls } = make();
    const { viewer } = page();
    shell.attach(viewer, 0, size);
    shell.detach(viewer);
    vi.advanceTimersByTime(120_000);
    expect(calls).toContain("close");
    expect(over).toBe(1);
  });

  it("is shown by one page: the newest", () => {
    const { shell } = make();
    const [first, second] = [page(), page()];
    shell.attach(first.viewer, 0, size);
    shell.attach(second.viewer, 0, size);
    shell.detach(first.viewer);
    vi.advanceTimersByTime(600_000);
    say(shell, "here");
    expect(first.heard).toEqual(["begin 0", "end taken_over null"]);
    expect(second.heard).toEqual(["begin 0", "here"]);
  });

  it("waits for a page that does not keep up, and for nobody when there is none", () => {
    const { shell, calls } = make();
    const { viewer } = page();
    shell.attach(viewer, 0, size);
    say(shell, "x".repeat(600_000));
    expect(calls.filter((call) => call === "pause")).toHaveLength(1);
    shell.seen(10_000_000);
    expect(calls.at(-1)).toBe("resume");
    say(shell, "x".repeat(600_000));
    expect(calls.at(-1)).toBe("pause");
    shell.detach(viewer);
    expect(calls.at(-1)).toBe("resume");
  });

  it("says how it ended", async () => {
    const { shell, end } = make();
    const { viewer, heard } = page();
    shell.attach(viewer, 0, size);
    end({ exitCode: 3 });
    await vi.waitFor(() => expect(heard).toContain("end exited 3"), patience);
    const lost = make();
    lost.shell.attach(viewer, 0, size);
    lost.end({ exitCode: null });
    await vi.waitFor(() => expect(heard).toContain("end lost null"), patience);
    expect(over).toBe(1);
  });
});
