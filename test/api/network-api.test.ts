import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { networkApi } from '../../src/api/network-api.ts';
import { apiSetting } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

const request = { path: {}, query: {}, body: undefined, askedBy: 'me' };
const call = (key: string) => networkApi[key] ?? (() => Promise.reject(new Error(`no ${key}`)));

describe('The HTTP API', () => {
  test('has the routes of serverless.yml', () => {
    const file = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
      logLevel: 'silent',
    }) as {
      functions: Record<string, { events?: { httpApi: { method: string; path: string } }[] }>;
    };
    const routes = file.functions['network-api']?.events?.map(({ httpApi: { method, path } }) => `${method} ${path}`);
    expect(Object.keys(networkApi)).toEqual(routes);
  });

  test('starts, tells and follows a network', async () => {
    const { ports } = apiSetting();
    const path = { name: 'plant' };
    expect(await call('POST /networks')({ ...request, body: wish() }, ports)).toMatchObject({ status: 202 });
    expect(await call('GET /networks/{name}')({ ...request, path }, ports)).toMatchObject({
      status: 200,
      body: { state: 'provisioning', run: { askedBy: 'me' } },
    });
    expect(await call('GET /networks/{name}/events')({ ...request, path }, ports)).toMatchObject({
      status: 200,
      body: { run: 1, events: [] },
    });
  });

  test('hands the cursor of the query on', async () => {
    const { ports } = apiSetting();
    await call('POST /networks')({ ...request, body: wish() }, ports);
    const events = call('GET /networks/{name}/events');
    const asked = events({ ...request, path: { name: 'plant' }, query: { cursor: 'nonsense' } }, ports);
    await expect(asked).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test.each(['GET /networks/{name}', 'GET /networks/{name}/events'])('%s without a name is NotFound', async (key) => {
    await expect(call(key)(request, apiSetting().ports)).rejects.toMatchObject({ name: 'NotFound' });
  });
});
