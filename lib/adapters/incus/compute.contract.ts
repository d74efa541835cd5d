import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Compute,
  ComputeError,
  type CreateMachine,
  deploymentTag,
  type MachineEvent,
} from "@/lib/ports/compute";
import { probeSsh } from "./ssh-probe";

/** One cluster to try the contract on. Nothing in here knows what kind of cluster it is. */
export type ContractCluster = {
  compute: Compute;
  /** The same cluster, seen by another deployment. */
  stranger: Compute;
  deploymentId: string;
  imageAlias: string;
  /** An OpenSSH public key, to be admitted. */
  publicKey: string;
  /** How long a machine may take until SSH answers. */
  bootTimeoutMs: number;
  close(): Promise<void>;
};

/** What a call ended in. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "success",
    (error: unknown) => (error instanceof ComputeError ? error.code : String(error)),
  );

/** What the product relies on, whoever provides the machines. */
export function computeContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`compute contract: ${name}`, () => {
    let cluster: ContractCluster;
    let compute: Compute;
    let host: string;
    let freeCards: string[];
    const used: string[] = [];

    const wish = (overrides: Partial<CreateMachine> = {}): CreateMachine => {
      const machine = `t-${randomBytes(5).toString("hex")}`;
      used.push(overrides.name ?? machine);
      return {
        name: machine,
        host,
        imageAlias: cluster.imageAlias,
        vcpus: 1,
        memoryMib: 256,
        diskGib: 2,
        cards: [],
        sshPublicKeys: [cluster.publicKey],
        startupScript: null,
        hostname: machine,
        tags: { instance: machine, generation: "1" },
        ...overrides,
      };
    };

    beforeAll(async () => {
      cluster = await makeCluster();
      compute = cluster.compute;
      const open = (await compute.hosts()).filter((candidate) => candidate.schedulable);
      const chosen = open.find((candidate) => candidate.cards.length > 1) ?? open[0];
      if (!chosen) throw new Error("The cluster has no host that takes machines");
      host = chosen.name;
      freeCards = chosen.cards.map((card) => card.pciAddress);
    });

    afterAll(async () => {
      for (const machine of used) await compute.remove(machine);
      await cluster.close();
    });

    it("describes its hosts", async () => {
      for (const found of (await compute.hosts()).filter((candidate) => candidate.online)) {
        expect(found.vcpus).toBeGreaterThan(0);
        expect(found.memoryMib).toBeGreaterThan(0);
        expect(found.diskGib).toBeGreaterThan(0);
      }
    });

    it("creates a stopped machine, once, however often it is asked", async () => {
      const input = wish();
      await Promise.all([compute.create(input), compute.create(input)]);
      await compute.create(input);
      const machine = await compute.machine(input.name);
      expect(machine).toMatchObject({ name: input.name, host, status: "stopped", bootId: null, cards: [] });
      expect(machine?.tags).toMatchObject({ ...input.tags, [deploymentTag]: cluster.deploymentId });
      expect(machine?.createdAt.getTime()).toBeGreaterThan(0);
      expect(await compute.busy(input.name)).toBe(false);
      expect((await compute.machines()).filter((other) => other.name === input.name)).toEqual([machine]);
    });

    it("tells how a creation gets on", async () => {
      const phases = new Set<string>();
      await compute.create(wish(), (phase) => phases.add(phase));
      expect(phases).toContain("creating");
    });

    it("takes a machine through its life: SSH, boot ids, restart, stop, start, removal", async () => {
      const input = wish();
      await compute.create(input);
      await compute.start(input.name);
      await compute.start(input.name);
      const first = await compute.machine(input.name);
      expect(first?.status).toBe("running");
      expect(first?.bootId).toEqual(expect.any(String));
      const { address } = first ?? {};
      if (!address) throw new Error("A running machine has an address");
      const patience = { timeout: cluster.bootTimeoutMs, interval: 50 };
      await expect.poll(() => probeSsh(address, 1000), patience).toBe(true);
      expect((await compute.machine(input.name))?.bootId).toBe(first?.bootId);

      await compute.restart(input.name, 30);
      const second = await compute.machine(input.name);
      expect(second).toMatchObject({ status: "running", address });
      expect(second?.bootId).not.toBe(first?.bootId);

      await compute.stop(input.name, 30);
      await compute.stop(input.name, 30);
      expect(await compute.machine(input.name)).toMatchObject({ status: "stopped", bootId: null });
      expect(await probeSsh(address, 1000)).toBe(false);
      expect(await codeOf(compute.restart(input.name, 30))).toBe("refused");

      await compute.start(input.name);
      const third = await compute.machine(input.name);
      expect([first?.bootId, second?.bootId, null]).not.toContain(third?.bootId);

      // A running machine goes as well, and a second removal finds nothing to do.
      await compute.remove(input.name);
      await compute.remove(input.name);
      expect(await compute.machine(input.name)).toBeNull();
    });

    it("raises tags and keeps the others", async () => {
      const input = wish();
      await compute.create(input);
      await compute.tag(input.name, { generation: "2", note: "kept" });
      expect((await compute.machine(input.name))?.tags).toMatchObject({
        instance: input.name,
        generation: "2",
        note: "kept",
        [deploymentTag]: cluster.deploymentId,
      });
    });

    it("gives every machine an address of its own", async () => {
      const inputs = [wish(), wish(), wish()];
      await Promise.all(inputs.map((input) => compute.create(input)));
      await Promise.all(inputs.map((input) => compute.start(input.name)));
      const names = new Set(inputs.map((input) => input.name));
      const addresses = (await compute.machines())
        .filter((machine) => names.has(machine.name))
        .map((machine) => JSON.stringify(machine.address));
      expect(new Set(addresses).size).toBe(inputs.length);
    });

    it("says what is missing", async () => {
      expect(await codeOf(compute.create(wish({ imageAlias: "no-such-image" })))).toBe("image_missing");
      const nowhere = "t-never-created";
      expect(await compute.machine(nowhere)).toBeNull();
      expect(await codeOf(compute.start(nowhere))).toBe("not_found");
      expect(await codeOf(compute.stop(nowhere, 1))).toBe("not_found");
      expect(await codeOf(compute.tag(nowhere, {}))).toBe("not_found");
      expect(await codeOf(compute.remove(nowhere))).toBe("success");
    });

    it("leaves other deployments' machines alone, and shows them", async () => {
      const input = wish();
      await compute.create(input);
      const { stranger } = cluster;
      expect(await stranger.machine(input.name)).toMatchObject({ name: input.name });
      expect(await codeOf(stranger.create(input))).toBe("refused");
      expect(await codeOf(stranger.start(input.name))).toBe("refused");
      expect(await codeOf(stranger.tag(input.name, { generation: "9" }))).toBe("refused");
      expect(await codeOf(stranger.setCards(input.name, []))).toBe("refused");
      expect(await codeOf(stranger.remove(input.name))).toBe("refused");
      expect((await compute.machine(input.name))?.tags.generation).toBe("1");
    });

    it("gives cards, and other ones while the machine is off", async (context) => {
      const [first, second] = freeCards;
      if (first === undefined || second === undefined) return context.skip("the cluster has no two cards");
      const input = wish({ cards: [first] });
      await compute.create(input);
      expect((await compute.machine(input.name))?.cards).toEqual([first]);
      await compute.setCards(input.name, [second, first]);
      await compute.setCards(input.name, [second, first]);
      expect((await compute.machine(input.name))?.cards).toEqual([second, first]);
      await compute.start(input.name);
      expect(await codeOf(compute.setCards(input.name, [first]))).toBe("refused");
      await compute.stop(input.name, 0);
      await compute.setCards(input.name, []);
      expect(await compute.machine(input.name)).toMatchObject({ cards: [], tags: { generation: "1" } });
    });

    it("cannot start with a card that the host has not", async () => {
      const input = wish({ cards: ["0000:fe:1f.7"] });
      await compute.create(input);
      expect(await codeOf(compute.start(input.name))).toBe("no_capacity");
      expect((await compute.machine(input.name))?.status).toBe("stopped");
    });

    it("reports the events of a life in their order", async () => {
      const input = wish();
      const seen: MachineEvent[] = [];
      const ended = new AbortController();
      compute.watch(
        (event) => seen.push(event),
        () => undefined,
        ended.signal,
      );
      // The stream is open once something is heard on it.
      const bell = wish();
      await compute.create(bell);
      const ring = async () => {
        await compute.tag(bell.name, { bell: "ding" });
        return seen.length;
      };
      await expect.poll(ring, { timeout: 5000, interval: 50 }).toBeGreaterThan(0);
      await compute.create(input);
      await compute.start(input.name);
      await compute.stop(input.name, 0);
      await compute.remove(input.name);
      const kinds = () => seen.filter((event) => event.name === input.name).map((event) => event.kind);
      await expect.poll(kinds, { timeout: 5000, interval: 20 }).toContain("deleted");
      ended.abort();
      const main = kinds().filter((kind) => ["created", "started", "stopped", "deleted"].includes(kind));
      expect(main).toEqual(["created", "started", "stopped", "deleted"]);
    });
  });
}
