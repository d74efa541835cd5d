export * from "./catalogue";
export * from "./identity";
export * from "./instances";
export * from "./money";
export * from "./payments";
export * from "./snapshots";
export * from "./support";
