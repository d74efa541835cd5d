import { isMap, LineCounter, parseDocument } from "yaml";
import type { CheckCloudConfig } from "@/lib/ports/cloud-config";

/** cloud-init takes one YAML document, and what it obeys are the keys of its mapping. */
export const checkCloudConfig: CheckCloudConfig = (text) => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, version: "1.1", logLevel: "error" });
  const [error] = document.errors;
  if (error) return { problem: "not_yaml", line: Math.max(1, lineCounter.linePos(error.pos[0]).line) };
  return isMap(document.contents) ? null : { problem: "not_a_mapping" };
};
