import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { Bench, type ContractCluster } from "./testing/bench.contract";
import { runInGuest } from "./testing/guest";

const identity = "cat /etc/machine-id; cat /etc/ssh/ssh_host_ed25519_key.pub; cat /root/note";

/** What a customer relies on who makes an image of a machine and launches another from it. */
export function privateImageContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`private image contract: ${name}`, () => {
    let bench: Bench;
    const image = `img-${Math.trunc(performance.now())}-${process.pid}`;
    const machines: string[] = [];

    beforeAll(async () => {
      bench = await Bench.open(await makeCluster());
    });
    afterAll(async () => {
      for (const machine of machines) await bench.compute.remove(machine);
      await bench.compute.removeImage(image);
      await bench.cluster.close();
    });

    it("boots another machine of it: what was written is there, who it was is not", async () => {
      const { compute } = bench;
      const first = bench.wish();
      machines.push(first.name);
      await compute.create(first);
      await compute.start(first.name);
      const before = await bench.inGuest(first.name, `echo mine > /root/note; ${identity}`);
      await compute.stop(first.name, 30);
      await compute.createSnapshot(first.name, "one");
      await compute.publishImage({
        name: image,
        machine: first.name,
        snapshot: "one",
        description: "Mine",
        tags: {},
      });
      await compute.remove(first.name);

      const keys = newKeyPair();
      const second = bench.wish({ imageAlias: image, sshPublicKeys: [keys.public] });
      machines.push(second.name);
      await compute.create(second);
      await compute.create(second);
      await compute.start(second.name);
      const guest = { ...(await bench.ready(second.name)), username: "root" };
      const after = await runInGuest({ ...guest, privateKey: keys.private }, identity);
      const [oldId, oldKey] = before.split("\n");
      const [newId, newKey, note] = after.split("\n");
      expect(note).toBe("mine");
      expect(newId).toMatch(/^[0-9a-f]{32}$/);
      expect(newId).not.toBe(oldId);
      expect(newKey).toMatch(/^ssh-ed25519 AAAA/);
      expect(newKey?.split(" ")[1]).not.toBe(oldKey?.split(" ")[1]);
      expect(await runInGuest({ ...guest, privateKey: keys.private }, "hostname")).toBe(
        `${second.hostname}\n`,
      );
      const old = runInGuest({ ...guest, privateKey: bench.cluster.keys.private }, "true");
      await expect(old).rejects.toThrow("authentication");

      // Whom its owner admits later stays admitted.
      await runInGuest(
        { ...guest, privateKey: keys.private },
        `echo '${bench.cluster.keys.public.trim()}' >> /root/.ssh/authorized_keys`,
      );
      await compute.create(second);
      await compute.restart(second.name, 30);
      expect(await bench.inGuest(second.name, "cat /root/note")).toBe("mine\n");
    });
  });
}
