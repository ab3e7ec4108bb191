import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSockets } from '../../src/aws/sockets.ts';

let server: Server;
let url: string;
const heard: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    heard.push({ request, body });
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.writeHead(207, { 'X-Soracom-Next-Key': 'sim-2' }).end('{"name":"溝渠"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const headers = { 'X-Soracom-Token': 'token' };

it('sends a request as it is given, and gives the answer as it came', async () => {
  const fetch = openSockets();
  const answer = await fetch(`${url}/v1/groups?limit=2`, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: '{"名":1}',
    redirect: 'manual',
  });
  expect(answer.status).toBe(207);
  expect(answer.headers.get('x-soracom-next-key')).toBe('sim-2');
  expect(answer.headers.get('X-Soracom-Next-Key')).toBe('sim-2');
  expect(answer.headers.get('x-other')).toBeNull();
  expect(await answer.text()).toBe('{"name":"溝渠"}');
  const { request, body } = heard.at(-1) as (typeof heard)[number];
  expect([request.method, request.url, body]).toEqual(['PUT', '/v1/groups?limit=2', '{"名":1}']);
  expect(request.headers).toMatchObject({
    'x-soracom-token': 'token',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength('{"名":1}')),
    host: new URL(url).host,
  });
});

it('uses a connection again, for requests without a body, too', async () => {
  const fetch = openSockets();
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await fetch(`${url}/v1/sims`, { method, headers, redirect: 'manual' });
    await answer.text();
    expect(heard.at(-1)).toMatchObject({ body: '', request: { method, url: '/v1/sims' } });
  }
  const ports = heard.slice(-3).map(({ request }) => request.socket.remotePort);
  expect(new Set(ports).size).toBe(1);
});

it('takes a redirection for an answer, so that no other host is handed the token', async () => {
  const before = heard.length;
  const answer = await openSockets()(`${url}/moved`, { method: 'GET', headers, redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(heard).toHaveLength(before + 1);
});

it('throws when nobody listens', async () => {
  const none = openSockets()('http://127.0.0.1:1/', { method: 'GET', headers, redirect: 'manual' });
  await expect(none).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
