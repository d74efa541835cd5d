// Who may import whom. What is not listed is not allowed.
const core = { dependencyTypes: ["core"] };
const npm = (names) => ({ path: `node_modules/(@types/)?(${names})(/|$)` });
const lib = (...names) => ({ path: `^lib/(${names.join("|")})/` });

/** @type {[string, object[]][]} from → to */
const table = [
  ["^lib/domain/", [lib("domain")]],
  ["^lib/(contracts|format|i18n)/", [lib("contracts", "format", "i18n", "domain"), npm("zod")]],
  ["^lib/ports/", [lib("ports", "domain"), { dependencyTypes: ["core"], path: "^(node:)?stream$" }]],
  [
    "^lib/services/",
    [
      lib("services", "domain", "contracts", "ports"),
      { path: "^drizzle/schema/" },
      npm("drizzle-orm|@node-rs/argon2"),
      { dependencyTypes: ["core"], path: "^(node:)?crypto$" },
    ],
  ],
  [
    "^lib/adapters/",
    [lib("adapters", "ports", "domain"), npm("stripe|nodemailer|ws|ssh2|yaml|zod|selfsigned"), core],
  ],
  [
    "^lib/worker/",
    [lib("worker", "services", "server", "ports", "domain"), npm("graphile-worker|pg|zod"), core],
  ],
  [
    "^lib/server/",
    [
      { path: "^(lib/(?!sandbox/|testing/|worker/)|drizzle/)" },
      npm("next|next-auth|pg|drizzle-orm|graphile-worker|zod|ws|react|tldts"),
      core,
    ],
  ],
  ["^lib/sandbox/", [lib("sandbox", "domain"), { dependencyTypes: ["npm"] }, core]],
  ["^lib/domain/testing/", [npm("fast-check")]],
  ["^lib/sandbox/[^/]+/testing/", [npm("vitest")]],
  ["^lib/testing/", [{ path: "^(lib|drizzle|scripts)/" }, npm("pg|ssh2|vitest|drizzle-orm|ws"), core]],
  [
    "^components/",
    [
      { path: "^components/" },
      lib("contracts", "domain", "format", "i18n"),
      {
        dependencyTypes: ["npm"],
        pathNot: "node_modules/(pg|drizzle-orm|stripe|nodemailer|graphile-worker|ssh2|ws|@node-rs)",
      },
    ],
  ],
  [
    "^app/",
    [
      { path: "^(app|components)/" },
      lib("services", "server", "contracts", "domain", "format", "i18n"),
      {
        dependencyTypes: ["npm"],
        pathNot: "node_modules/(pg|drizzle-orm|stripe|nodemailer|graphile-worker|ssh2|ws|@node-rs)",
      },
      { dependencyTypes: ["core"], path: "^(node:)?(crypto|stream|buffer)$" },
    ],
  ],
  ["^drizzle/schema/", [{ path: "^drizzle/schema/" }, lib("domain"), npm("drizzle-orm")]],
  [
    "^drizzle/seed/",
    [
      { path: "^(drizzle|lib/(?!sandbox/|testing/))" },
      // The demonstration's past is what its simulated machines would have shown.
      { path: "^lib/sandbox/incus/load\\.ts$" },
      npm("drizzle-orm|pg|zod|@node-rs/argon2"),
      core,
    ],
  ],
  ["^e2e/", [{ path: "^(e2e|drizzle/seed|lib/domain)/" }, { dependencyTypes: ["npm", "npm-dev"] }, core]],
  [
    "^(scripts|bench)/",
    [{ path: "^(scripts|bench|lib|drizzle)/" }, { dependencyTypes: ["npm", "npm-dev"] }, core],
  ],
  // Next's own entry points and the tools' settings at the top.
  ["^[^/]+$", [{ path: "^(lib/server/|[^/]+$)" }, { dependencyTypes: ["npm", "npm-dev"] }, core]],
  // A test may look at anything.
  ["\\.(test|contract)\\.tsx?$", [{}]],
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  allowed: table.flatMap(([from, targets]) => targets.map((to) => ({ from: { path: from }, to }))),
  allowedSeverity: "error",
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      from: {},
      // An import of types alone is gone before anything runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "test-helpers-in-tests-only",
      comment: "lib/testing starts throw-away servers; nothing of the product may",
      severity: "error",
      from: { pathNot: "(\\.(test|contract)\\.tsx?$|/testing/|^vitest\\.config|^bench/)" },
      to: { path: "^lib/(testing|domain/testing)/" },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)\\.(next|data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
