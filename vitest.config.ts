import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2, // vitest's default is cores - 1: one worker on a machine of two
    globalSetup: './test/node24.ts',
    setupFiles: ['./test/matchers.ts', './test/closed-sandboxes.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000, // real work on a busy machine of two cores; nothing waits for real time
    hookTimeout: 60_000,
    include: ['test/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['src/**', 'functions/**'] },
  },
});
