export * from "./catalogue";
export * from "./identity";
export * from "./instances";
export * from "./payments";
export * from "./support";
