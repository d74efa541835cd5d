import { IdleStopSection } from "@/components/metrics/idle-stop-section";
import { MetricsBoard } from "@/components/metrics/metrics-board";
import { metricsInput } from "@/lib/contracts/telemetry";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { instanceMetrics } from "@/lib/services/telemetry/metrics";
import { setIdleStop } from "../../actions";
import { shownInstance } from "../instance";

export default async function MetricsPage(props: {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
}) {
  const instance = await shownInstance((await props.params).id);
  const range = metricsInput.shape.range.catch("1h").parse((await props.searchParams).range);
  const ctx = await requestContext();
  const metrics = await read(instanceMetrics(ctx, { instanceId: instance.id, range, since: null }));
  return (
    <>
      <MetricsBoard key={range} rendered={instance} metrics={metrics} />
      <IdleStopSection rendered={instance} action={setIdleStop} />
    </>
  );
}
