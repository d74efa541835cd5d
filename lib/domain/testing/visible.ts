import type { AccountState } from "../account";
import { balanceAt } from "../account";
import type { Second } from "../time";
import type { Naive } from "./naive";

/** What a customer could see of an account at a second. */
export const visible = (account: AccountState, at: Second) => ({
  balance: balanceAt(account, at),
  burn: account.meter.burn,
  exhaustedAt: account.exhaustedAt,
  graceUntil: account.graceUntil,
  states: account.instances.map((instance) => `${instance.id}:${instance.state}`),
  volumes: account.volumes.map((volume) => `${volume.id}:${volume.state}:${volume.sizeGib}`),
});

export const naiveVisible = (naive: Naive) => ({
  balance: naive.balance,
  burn: naive.burn,
  exhaustedAt: naive.exhaustedAt,
  graceUntil: naive.graceUntil,
  states: naive.instances.map((instance) => `${instance.id}:${instance.state}`),
  volumes: naive.volumes.map((volume) => `${volume.id}:${volume.state}:${volume.size}`),
});
