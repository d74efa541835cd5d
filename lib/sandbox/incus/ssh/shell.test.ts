import { describe, expect, it } from "vitest";
import type { Guest } from "./guest";
import { LineEditor } from "./line-editor";
import { Shell } from "./shell";

function guest(overrides: Partial<Guest> = {}): Guest {
  return {
    hostname: "lab",
    users: ["root"],
    publicKeys: [],
    osRelease: { id: "ubuntu", name: "Ubuntu 24.04", version: "24.04" },
    cards: [{ pciAddress: "0000:41:00.0", product: "NVIDIA L40S", memoryMib: 46068 }],
    vcpus: 4,
    memoryMib: 2048,
    diskGib: 20,
    bootedAt: new Date("2026-01-01T00:00:00Z"),
    now: () => new Date("2026-01-02T01:02:00Z"),
    cardLoad: () => ({ loadPercent: 73, memoryUsedMib: 4096, powerWatts: 251.5, temperatureCelsius: 64 }),
    files: { "/etc/motd": "hello\n", "/etc/lines": "one\ntwo\n", "/var/log/a": "x", "/var/log/b/c": "y" },
    driver: "570.86.15",
    cuda: "12.8",
    write: () => true,
    listening: () => null,
    powerOff: () => undefined,
    reboot: () => undefined,
    ...overrides,
  };
}

const run = (line: string, overrides?: Partial<Guest>) => new Shell(guest(overrides), "root").run(line);

describe("the simulated shell", () => {
  it.each([
    ["echo a 'b  c' \"$USER\" '$USER' \\;", "a b  c root $USER ;\n"],
    ["false || echo no; true && echo yes", "no\nyes\n"],
    ["false && echo never", ""],
    ["false; echo $?", "1\n"],
    ["echo kept # dropped", "kept\n"],
    ["sudo whoami", "root\n"],
    ["/usr/bin/nproc", "4\n"],
    ["uptime", " 01:02:00 up 1 days, 1:02,  1 user,  load average: 0.00, 0.00, 0.00\n"],
    ["ls /var/log", "a\nb\n"],
    ["cat /etc/motd", "hello\n"],
    ["tail -n 1 /etc/lines; tail -c 2 /etc/lines", "two\no\n"],
    ["seq 3", "1\n2\n3\n"],
    [
      "nvidia-smi --query-gpu=pci.bus_id,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu --format=csv,noheader,nounits",
      "00000000:41:00.0, 73, 4096, 46068, 251.50, 64\n",
    ],
    ["nvidia-smi --query-gpu=name,memory.total --format=csv,noheader,nounits", "NVIDIA L40S, 46068\n"],
  ])("%s", (line, output) => {
    expect(run(line)).toMatchObject({ output, errors: "", ended: false });
  });

  it.each([
    ["nope", 127, "-bash: nope: command not found\n"],
    ["constructor", 127, "-bash: constructor: command not found\n"],
    ["cat /etc/shadow", 1, "cat: /etc/shadow: No such file or directory\n"],
    ["cat toString", 1, "cat: toString: No such file or directory\n"],
    ["ls | wc", 2, "-bash: pipes, input from files and jobs are not part of this simulated shell\n"],
    ["echo 'open", 2, "-bash: a quotation mark is not closed\n"],
    ["nvidia-smi --query-gpu=nonsense --format=csv", 2, 'Field "nonsense" is not a valid field to query.\n'],
  ])("says what is wrong with: %s", (line, exitCode, errors) => {
    expect(run(line)).toMatchObject({ exitCode, errors, output: "" });
  });

  it("draws a table whose lines are all of one length", () => {
    const widths = run("nvidia-smi").output.trimEnd().split("\n").slice(1);
    expect(new Set(widths.map((line) => line.length))).toEqual(new Set([91]));
    expect(run("nvidia-smi", { cards: [] })).toMatchObject({
      output: "No devices were found\n",
      exitCode: 6,
    });
  });

  it("keeps files, from the user's home on, until the disk is full", () => {
    const disk: Record<string, string> = {};
    const kept: Partial<Guest> = {
      files: disk,
      write: (path, content) => {
        if ((content ?? "").length > 12) return false;
        if (content === null) delete disk[path];
        else disk[path] = content;
        return true;
      },
    };
    expect(run("echo one > notes; echo two >> ./notes; cat /root/notes; ls", kept).output).toBe(
      "one\ntwo\nnotes\n",
    );
    expect(run("touch a/b ~/c; rm notes; ls; ls a", kept).output).toBe("a\nc\nb\n");
    expect(run("rm notes", kept)).toMatchObject({ exitCode: 1 });
    expect(run("echo much more than fits > big", kept)).toMatchObject({
      exitCode: 1,
      errors: "-bash: big: No space left on device\n",
    });
    expect(run("echo >", kept)).toMatchObject({ exitCode: 2 });
  });

  it("leaves with the code it is told", () => {
    expect(run("exit 3; echo never")).toMatchObject({ ended: true, exitCode: 3, output: "" });
    expect(run("false; exit")).toMatchObject({ ended: true, exitCode: 1 });
  });

  it("switches the machine off, and on again", () => {
    const done: string[] = [];
    const power = { powerOff: () => void done.push("off"), reboot: () => void done.push("again") };
    for (const line of ["poweroff", "shutdown -h now", "shutdown -c", "shutdown -r now", "reboot"])
      run(line, power);
    expect(done).toEqual(["off", "off", "again", "again"]);
  });
});

describe("line editing", () => {
  function type(input: string) {
    const entered: string[] = [];
    let ended = false;
    const editor = new LineEditor({
      write: () => undefined,
      prompt: () => "# ",
      onLine: (line) => entered.push(line) > 0,
      onEnd: () => {
        ended = true;
      },
    });
    editor.start();
    editor.feed(input);
    return { entered, ended };
  }

  it.each([
    ["abc\r", ["abc"]],
    ["abX\x7fc\r\n", ["abc"]],
    ["bc\x1b[Ha\x1b[Fd\r", ["abcd"]],
    ["ac\x1b[Db\r", ["abc"]],
    ["one two\x17three\r", ["one three"]],
    ["junk\x15ok\r", ["ok"]],
    ["junk\x03ok\r", ["ok"]],
    ["first\rsecond\r\x1b[A\x1b[A\r\x1b[A\x1b[B\r", ["first", "second", "first", ""]],
    ["a\x1b[3~é\x7f\r", ["a"]],
  ])("%j", (input, entered) => {
    expect(type(input)).toEqual({ entered, ended: false });
  });

  it("ends at Ctrl-D on an empty line alone", () => {
    expect(type("a\x04\r\x04ignored\r")).toEqual({ entered: ["a"], ended: true });
  });
});
