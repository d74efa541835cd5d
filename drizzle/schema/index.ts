export * from "./catalogue";
export * from "./clusters";
export * from "./identity";
export * from "./instances";
export * from "./money";
export * from "./payments";
export * from "./support";
export * from "./telemetry";
