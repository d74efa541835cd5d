import type { QueryClient } from "@tanstack/react-query";
import { availabilityKeys } from "@/components/availability/keys";
import { paymentKeys } from "@/components/billing/keys";
import { instanceKeys } from "@/components/instances/keys";
import { keptKeys } from "@/components/snapshots/keys";
import { noteServerTime } from "@/components/ui/server-clock";
import { volumeKeys } from "@/components/volumes/keys";
import type { LiveMessage, MeterView } from "@/lib/contracts/views";
import { meterKeys } from "./keys";

/** Puts a view of the live stream where its area's components read it. A view older than the known one is dropped. */
export function applyLive(client: QueryClient, message: LiveMessage): void {
  switch (message.kind) {
    case "meter": {
      noteServerTime(message.meter.serverNowMs, true);
      client.setQueryData<MeterView>(meterKeys.current(), (known) =>
        known && known.serverNowMs > message.meter.serverNowMs ? known : message.meter,
      );
      break;
    }
    case "instances":
      client.setQueryData(instanceKeys.list(), message.instances);
      break;
    case "volumes":
      client.setQueryData(volumeKeys.list(), message.volumes);
      break;
    case "payments":
      client.setQueryData(paymentKeys.list(), message.payments);
      break;
    case "kept":
      client.setQueryData(keptKeys.all(), message.kept);
      break;
    case "availability":
      client.setQueryData(availabilityKeys.all(), message.availability);
      break;
    case "end":
      break;
  }
}
