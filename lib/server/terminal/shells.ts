import type { TerminalEnd } from "@/lib/contracts/terminal";
import { DomainError } from "@/lib/domain/errors";
import { ComputeError } from "@/lib/ports/compute";
import type { TerminalSize } from "@/lib/ports/machine-access";
import { sessionContext } from "@/lib/server/assemble";
import { log } from "@/lib/server/log";
import { recheckOften } from "@/lib/server/recheck";
import type { RequestFacts } from "@/lib/server/request";
import { type CurrentSession, sessionFromCookie } from "@/lib/server/session-lookup";
import type { ServiceContext } from "@/lib/services/context";
import { openTerminal } from "@/lib/services/instances/open-terminal";
import { type TerminalTarget, terminalAccess } from "@/lib/services/instances/terminal-access";
import { KeptShell } from "./kept-shell";

/** Whoever asks for a terminal: the session as its cookie was, to be looked up again and again. */
export type Asker = { cookie: string | undefined; session: CurrentSession; facts: RequestFacts };

const MOST_PER_SESSION = 8;

const shells = new Map<string, KeptShell>();

/** The shell of this token, if it is this session's and this instance's. */
export function findShell(token: string, sessionId: string, instanceId: string): KeptShell | null {
  const shell = shells.get(token);
  return shell?.owner.sessionId === sessionId && shell.owner.instanceId === instanceId ? shell : null;
}

/** Starts a login shell in the machine. Throws what `openTerminal` and the provider throw, and `too_many`. */
export async function openShell(
  asker: Asker,
  instanceId: string,
  size: TerminalSize,
): Promise<KeptShell | TerminalEnd> {
  const { sessionId } = asker.session.actor;
  const mine = [...shells.values()].filter(({ owner }) => owner.sessionId === sessionId);
  if (mine.length >= MOST_PER_SESSION) return "too_many";
  const ctx = sessionContext(asker.session, asker.facts);
  const leave: (() => void)[] = [];
  const shell: KeptShell = new KeptShell(
    { sessionId, instanceId },
    {
      onOver: () => {
        shells.delete(shell.token);
        for (const end of leave) end();
      },
    },
  );
  // Counted from here, so that many at once do not slip past the limit.
  shells.set(shell.token, shell);
  try {
    const { user, ...target } = await openTerminal(ctx, { instanceId });
    const compute = ctx.ports.compute(target.regionId);
    const before = await compute.machine(target.machine);
    const login = { command: ["su", "-l", user], environment: { TERM: "xterm-256color" }, terminal: size };
    const command = await compute.exec(target.machine, login, shell.take);
    leave.push(guard(shell, asker, target));
    shell.runs(command, () => whyEnded(ctx, target, before?.bootId ?? null));
    return shell;
  } catch (error) {
    shell.end("unreachable", null);
    const end = endOf(error);
    if (end === "unreachable") log.warn("a terminal was not opened", { instanceId, error: String(error) });
    return end;
  }
}

/** Every shell of this process ends; for the end of the process. */
export function endAllShells(): void {
  for (const shell of shells.values()) shell.end("gone", null);
}

/** What a refusal means for the page. What is neither the product's nor the provider's is thrown on. */
function endOf(error: unknown): TerminalEnd {
  if (error instanceof ComputeError) return error.code === "refused" ? "not_running" : "unreachable";
  if (!(error instanceof DomainError)) throw error;
  if (error.code === "sign_in_needed") return "signed_out";
  return error.code === "wrong_state" || error.code === "not_found" ? "not_running" : "not_allowed";
}

/** A shell whose machine is off, or in another boot, did not end by itself. */
async function whyEnded(
  ctx: ServiceContext,
  target: TerminalTarget,
  bootId: string | null,
): Promise<TerminalEnd> {
  try {
    await terminalAccess(ctx, target);
    const machine = await ctx.ports.compute(target.regionId).machine(target.machine);
    return machine?.status === "running" && machine.bootId === bootId ? "exited" : "machine_off";
  } catch (error) {
    if (error instanceof ComputeError) return "exited";
    return endOf(error) === "not_running" ? "machine_off" : "exited";
  }
}

/** Ends the shell when its session no longer holds, or may no longer do this. */
function guard(shell: KeptShell, asker: Asker, target: TerminalTarget): () => void {
  const check = async () => {
    const session = await sessionFromCookie(asker.cookie);
    if (session?.actor.sessionId !== asker.session.actor.sessionId) return shell.end("signed_out", null);
    try {
      await terminalAccess(sessionContext(session, asker.facts), target);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : null;
      // A machine that is going down says so itself; an instance that is no longer there for them is not theirs any more.
      if (code !== "wrong_state") shell.end(code === "not_found" ? "not_allowed" : endOf(error), null);
    }
  };
  const { accountId } = target;
  return recheckOften({ accountId, kinds: ["session"], what: "a terminal's session" }, check);
}
