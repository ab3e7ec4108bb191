import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A proxy as a person puts it between the functions and a vendor: forwards to a target, and counts. */
async function proxy(target: () => string): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
    seen.push(`${incoming.method} ${incoming.url?.split('?')[0]}`);
    const answer = await fetch(target() + incoming.url, {
      method: incoming.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString() }),
    }).catch(() => new Response('the target is gone', { status: 502 }));
    const body = await answer.text();
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.closeAllConnections() }, server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe('The functions of a sandbox', () => {
  it('reach SORACOM and EC2 through a proxy that leads back into the same sandbox', async () => {
    let scenario: Scenario | undefined;
    const vendors = await proxy(() => scenario?.url ?? '');
    scenario = await openScenario({ soracomEndpoint: vendors.url, ec2Endpoint: vendors.url });
    open.push(scenario);
    await scenario.listen(0);
    const started = await scenario.up(twoVpcs());
    const ended = await scenario.machines.settled(started.body.executionArn);
    expect(ended.status).toBe('SUCCEEDED');
    expect(vendors.seen).toContain('POST /v1/virtual_private_gateways');
    expect(vendors.seen).toContain('POST /');
    expect(scenario.world.vpgs.size).toBe(1);
  });

  it('report a vendor that cannot be reached, and nothing is created', async () => {
    const scenario = await openScenario({ soracomEndpoint: 'http://127.0.0.1:9' });
    open.push(scenario);
    const started = await scenario.up(twoVpcs());
    const ended = await scenario.machines.settled(started.body.executionArn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SoracomUnavailable' });
    expect(ended.cause).toContain('This run created nothing.');
  });

  it('run outside this process too, with the environment that the sandbox tells', async () => {
    const scenario = await openScenario();
    open.push(scenario);
    await scenario.listen(0);
    const program = `
      const { handler } = await import('./functions/find-vpg.ts');
      const context = { awsRequestId: 'outside', getRemainingTimeInMillis: () => 30000 };
      console.log('ANSWER ' + JSON.stringify(await handler({ network: ${JSON.stringify(twoVpcs())} }, context)));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../../', import.meta.url),
      env: { PATH: process.env.PATH ?? '', ...scenario.environment('find-vpg') },
    });
    expect(stdout).toContain('ANSWER {"status":"absent","doubtful":false,"warnings":[]}');
    expect(stdout).toContain('FIND_VPG_COMPLETED');
  });
});
