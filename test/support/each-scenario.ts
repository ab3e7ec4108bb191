import { afterEach } from 'vitest';
import { openScenario, type Scenario } from './scenario.ts';

/** Opens scenarios for the tests of a file, each with options of its own, and closes after each test what that one has opened. */
export function eachScenario(): (options?: Parameters<typeof openScenario>[0]) => Promise<Scenario> {
  const open: Scenario[] = [];
  afterEach(async () => {
    for (const scenario of open.splice(0)) await scenario.close();
  });
  return async (options = {}) => {
    const scenario = await openScenario(options);
    open.push(scenario);
    return scenario;
  };
}
