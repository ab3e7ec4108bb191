import { afterAll, expect } from 'vitest';
import { openSandboxes } from './support/open-sandboxes.ts';

// Registered first, so it runs last. A sandbox that is never closed is never searched for told secrets.
afterAll(() => {
  const left = openSandboxes.size;
  openSandboxes.clear();
  expect(left, 'sandboxes that this file has not closed').toBe(0);
});
