import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2, // vitest's default is cores - 1: one worker on a machine of two
    globalSetup: './test/node24.ts',
    setupFiles: ['./test/matchers.ts'],
    pool: 'threads',
    isolate: false,
    include: ['test/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['src/**', 'functions/**'] },
  },
});
