import { cache } from "react";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { getInstance } from "@/lib/services/instances/get";

/** The instance of this page, read once for its head and its tab. */
export const shownInstance = cache(async (instanceId: string) =>
  read(getInstance(await requestContext(), { instanceId })),
);
