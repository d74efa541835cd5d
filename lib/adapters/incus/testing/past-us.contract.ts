import { expect, it } from "vitest";
import { deploymentTag } from "@/lib/ports/compute";
import { type Bench, codeOf } from "./bench.contract";

/** The contract's other half: what a guest, an operator or another program does to machines past us. */
export function pastUs(given: () => Bench): void {
  const eventually = { timeout: 30_000, interval: 50 };
  const url = (name: string, rest = "") => `/1.0/instances/${name}${rest}`;
  /** A machine of ours that runs: the common one, or one that may be taken away. */
  async function running(which: "common" | "own" = "common") {
    const { compute } = given();
    const name = which === "common" ? await given().common("running") : given().wish().name;
    if (which === "own") await compute.create(given().wish({ name }));
    await compute.start(name);
    return { name, compute, look: () => compute.machine(name) };
  }

  it("a guest that switches itself off is seen off, and heard", async () => {
    const events = await given().listen();
    const { name, compute, look } = await running();
    await given().inGuest(name, "poweroff");
    await expect.poll(async () => (await look())?.status, eventually).toBe("stopped");
    expect((await look())?.bootId).toBeNull();
    await expect.poll(() => events.of(name), eventually).toContain("shutdown");
    events.end();
    await compute.stop(name, 30);
    await compute.start(name);
    expect((await look())?.status).toBe("running");
  });

  it("a guest that restarts itself is another boot", async () => {
    const { name, look } = await running();
    const before = (await look())?.bootId;
    await given().inGuest(name, "reboot");
    const boots = async () => [null, before].includes((await look())?.bootId ?? null);
    await expect.poll(boots, eventually).toBe(false);
    expect((await look())?.status).toBe("running");
  });

  it("a paused machine is shown as such, in the same boot, and can be started, stopped and restarted", async () => {
    const { name, compute, look } = await running();
    const before = await look();
    const pause = () => given().byHand("PUT", url(name, "/state"), { action: "freeze", timeout: -1 });
    await pause();
    expect(await look()).toMatchObject({ status: "frozen", bootId: before?.bootId });
    await compute.start(name);
    expect(await look()).toMatchObject({ status: "running", bootId: before?.bootId });
    await pause();
    await compute.stop(name, 5);
    expect((await look())?.status).toBe("stopped");
    await compute.start(name);
    await pause();
    await compute.restart(name, 5);
    expect((await look())?.status).toBe("running");
  });

  it("a machine that was deleted by hand is gone, and heard to go", async () => {
    const events = await given().listen();
    const { name, compute, look } = await running("own");
    await given().byHand("PUT", url(name, "/state"), { action: "stop", timeout: 0, force: true });
    await given().byHand("DELETE", url(name), undefined);
    expect(await look()).toBeNull();
    await expect.poll(() => events.of(name), eventually).toContain("deleted");
    events.end();
    expect(await codeOf(compute.start(name))).toBe("not_found");
    await compute.remove(name);
  });

  it("a machine that somebody else made is shown without our tag, and never touched", async () => {
    const { compute, cluster, hosts } = given();
    const name = `by-hand-${process.pid}-${Math.trunc(performance.now())}`;
    const source = { type: "image", alias: cluster.imageAlias };
    const target = cluster.evacuate ? `?target=${hosts[0]}` : "";
    await given().byHand("POST", `/1.0/instances${target}`, { name, type: "container", source });
    expect((await compute.machine(name))?.tags).not.toHaveProperty(deploymentTag);
    for (const refused of [
      () => compute.create({ ...given().wish(), name }),
      () => compute.start(name),
      () => compute.stop(name, 0),
      () => compute.restart(name, 0),
      () => compute.tag(name, { x: "y" }),
      () => compute.setCards(name, []),
      () => compute.remove(name),
    ])
      expect(await codeOf(refused())).toBe("refused");
    expect(await compute.machine(name)).toMatchObject({ name, status: "stopped" });
    await given().byHand("DELETE", url(name), undefined);
  });

  it("an evacuated host is online, takes nothing new, and takes again when it is back", async (context) => {
    const { compute, cluster, hosts } = given();
    const host = hosts.at(-1) ?? "";
    if (!cluster.evacuate || hosts.length < 2) return context.skip("the cluster has one host");
    const shown = async () => (await compute.hosts()).find((each) => each.name === host);
    await cluster.evacuate(host, true);
    expect(await shown()).toMatchObject({ online: true, schedulable: false });
    const input = given().wish({ host });
    expect(await codeOf(compute.create(input))).toBe("no_capacity");
    expect(await compute.machine(input.name)).toBeNull();
    await cluster.evacuate(host, false);
    expect(await shown()).toMatchObject({ online: true, schedulable: true });
    await compute.create(input);
    expect((await compute.machine(input.name))?.host).toBe(host);
  });
}
