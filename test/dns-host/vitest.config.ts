import { defineConfig } from 'vitest/config';

/** Real BIND in network namespaces: `npm run test:dns`, apart from `npm test`, which needs no root. */
export default defineConfig({
  test: {
    include: ['test/dns-host/*.lab.ts'],
    pool: 'forks',
    fileParallelism: false,
    bail: 1, // each check stands on the one before
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['tree'],
  },
});
