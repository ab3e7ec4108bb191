import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { root } from './template.ts';

/** What a process does with a bundle: one invocation. The last line tells its answer, and what it should do without. */
const invocation = `
let compiled = 0;
globalThis.Function = new Proxy(Function, {
  construct(target, given) {
    compiled += 1;
    return Reflect.construct(target, given);
  },
});
const [file, event] = process.argv.slice(1);
const { handler } = await import(file);
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 };
const answer = await handler(JSON.parse(event), context);
// A second HTTP client, web streams, packing.
const spare = process.moduleLoadList.filter((name) => /deps\\/undici|webstreams|zlib$/.test(name));
console.log(JSON.stringify({ answer, spare, compiled }));
`;

let scenario: Scenario;
let folder: string;
beforeAll(async () => {
  scenario = await openScenario({ lasting: true });
  await scenario.listen(0);
  folder = mkdtempSync(join(tmpdir(), 'canal-bundled-'));
  await bundle(`${root}functions/plan-network.ts`, folder);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await scenario.close();
});

/** Asks plan-network for a plan in a process of its own, from its bundle alone. */
async function planned(wish: object) {
  const file = pathToFileURL(join(folder, 'index.mjs')).href;
  const event = { routeKey: 'POST /plans', body: JSON.stringify(wish), requestContext: {} };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', invocation, file, JSON.stringify(event)],
    { env: { ...scenario.environment('plan-network') }, cwd: folder },
  );
  const { answer, ...told } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  return { ...told, status: answer.statusCode, body: JSON.parse(answer.body) };
}

describe('A function as it is deployed, in a process of its own', () => {
  it('reaches SORACOM, the table, its secret and EC2 in two accounts, without a second HTTP client, and without compiling its schemas', async () => {
    const { status, body: plan, spare, compiled } = await planned(twoVpcs());
    expect(status).toBe(200);
    expect(plan).toMatchObject({ name: 'two-vpcs', possible: true, faults: [], stops: [] });
    const routeTables = plan.things.filter(({ thing }: { thing: string }) => thing === 'route');
    expect(routeTables.map(({ id }: { id: string }) => id)).toEqual(['rtb-0a1111111111111a1', 'rtb-0b2222222222222b1']);
    expect({ spare, compiled }).toEqual({ spare: [], compiled: 0 });
  });

  it('says what is wrong in words, for which zod mini needs a language', async () => {
    const { status, body: problem } = await planned({ ...twoVpcs(), name: 7 });
    expect(status).toBe(400);
    expect(problem.faults[0].message).toMatch(
      /^must be 1 to 40 .*; write it in quotes, so that it is not read as a number$/,
    );
  });
});
