import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinedLog } from "@/lib/domain/plain-log";
import type { Compute } from "@/lib/ports/compute";
import type { CommandInput, OutputStream } from "@/lib/ports/machine-access";
import { type ContractCluster, codeOf } from "./testing/bench.contract";

const terminal = { columns: 80, rows: 24 };

/** What the product relies on to get into a machine, whoever provides it. */
export function accessContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`access contract: ${name}`, () => {
    let cluster: ContractCluster;
    let compute: Compute;
    const machine = `t-${randomBytes(5).toString("hex")}`;
    const patience = { timeout: 10_000, interval: 20 };

    /** Starts a command and gathers what it says. */
    async function exec(input: Partial<CommandInput> & Pick<CommandInput, "command">) {
      const said: Record<OutputStream, string> = { output: "", errors: "" };
      const running = await compute.exec(machine, { terminal: null, ...input }, (data, stream) => {
        said[stream] += data.toString();
      });
      return { running, said };
    }
    const type = (text: string) => Buffer.from(text);

    beforeAll(async () => {
      cluster = await makeCluster();
      compute = cluster.compute;
      const host = (await compute.hosts()).find((candidate) => candidate.schedulable);
      if (!host) throw new Error("The cluster has no host that takes machines");
      await compute.create({
        name: machine,
        host: host.name,
        imageAlias: cluster.imageAlias,
        vcpus: 1,
        memoryMib: 256,
        diskGib: 2,
        cards: [],
        sshPublicKeys: [cluster.keys.public],
        startupScript: null,
        hostname: machine,
        tags: { instance: machine },
      });
      await compute.start(machine);
    });

    afterAll(async () => {
      await compute.remove(machine);
      await cluster.close();
    });

    it("runs a command: output, errors and exit code", async () => {
      const { running, said } = await exec({ command: ["sh", "-c", "echo out; ls /no-such-file; exit 3"] });
      expect(await running.ended).toEqual({ exitCode: 3 });
      expect(said.output).toBe("out\n");
      expect(said.errors).toContain("/no-such-file");
    });

    it("hands over arguments as they stand, and variables", async () => {
      const spaced = await exec({ command: ["echo", "a  b", "$HOME"] });
      expect(await spaced.running.ended).toEqual({ exitCode: 0 });
      expect(spaced.said.output).toBe("a  b $HOME\n");
      const variable = await exec({ command: ["printenv", "COLOUR"], environment: { COLOUR: "dark red" } });
      expect(await variable.running.ended).toEqual({ exitCode: 0 });
      expect(variable.said.output).toBe("dark red\n");
    });

    it("feeds standard input until its end", async () => {
      const { running, said } = await exec({ command: ["sh"] });
      await running.write(type("echo first\necho sec"));
      await running.write(type("ond\n"));
      running.endInput();
      expect(await running.ended).toEqual({ exitCode: 0 });
      expect(said.output).toBe("first\nsecond\n");
    });

    it("gives a terminal of the size that was asked for, and another", async () => {
      const { running, said } = await exec({ command: ["sh"], terminal });
      await running.write(type("stty size\n"));
      await expect.poll(() => said.output, patience).toContain("24 80\r\n");
      running.resize({ columns: 132, rows: 43 });
      await running.write(type("stty size\n"));
      await expect.poll(() => said.output, patience).toContain("43 132\r\n");
      await running.write(type("exit 7\n"));
      expect(await running.ended).toEqual({ exitCode: 7 });
    });

    it("loses nothing while its reader pauses", async () => {
      const { running, said } = await exec({ command: ["seq", "200000"] });
      running.pause();
      const earlier = said.output.length;
      await new Promise((resolve) => setImmediate(resolve));
      expect(said.output.length).toBe(earlier);
      running.resume();
      expect(await running.ended).toEqual({ exitCode: 0 });
      expect(said.output.length).toBe(1_288_895);
      expect(said.output.endsWith("199999\n200000\n")).toBe(true);
    });

    it("passes a signal on, and hangs up", async () => {
      const killed = await exec({ command: ["sh"], terminal });
      killed.running.signal(9);
      expect(await killed.running.ended).toEqual({ exitCode: 137 });
      const left = await exec({ command: ["sh"], terminal });
      await left.running.write(type("echo here\n"));
      await expect.poll(() => left.said.output, patience).toContain("here\r\n");
      left.running.close();
      await left.running.ended;
    });

    it("admits nobody else, and says what is missing", async () => {
      const input = { command: ["true"], terminal: null };
      const deaf = () => undefined;
      expect(await codeOf(cluster.stranger.exec(machine, input, deaf))).toBe("refused");
      expect(await codeOf(cluster.stranger.console(machine))).toBe("refused");
      expect(await codeOf(compute.exec("t-never-created", input, deaf))).toBe("not_found");
      expect(await codeOf(compute.console("t-never-created"))).toBe("not_found");
    });

    it("gives the console's text once while the machine runs, and what is left when it is off", async () => {
      let heard = "";
      const listen = async () => {
        const { text, left } = await compute.console(machine);
        expect(left).toBe(false);
        heard += text;
        return heard;
      };
      await expect.poll(listen, { timeout: cluster.bootTimeoutMs, interval: 100 }).not.toBe("");
      const [firstLine = ""] = heard.split(/\r?\n/);
      const shell = await exec({ command: ["sh"], terminal });
      await compute.stop(machine, 0);
      // Whatever ran in it has ended with it.
      await shell.running.ended;
      const { text, left } = await compute.console(machine);
      expect(left).toBe(true);
      expect(await compute.console(machine)).toEqual({ text, left });
      expect(joinedLog(heard, text).split(firstLine)).toHaveLength(2);
      expect(await codeOf(exec({ command: ["true"] }))).toBe("refused");
    });
  });
}
