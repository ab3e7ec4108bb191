import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRefusal, groupId, setting, start } from './setting.ts';

const group = `/groups/${groupId}`;
const air = `${group}/configuration/SoracomAir`;

describe("A group's configuration", () => {
  it('is merged key by key: what is not named stays', async () => {
    const { call, pass } = await setting();
    pass(3);
    const { status, body } = await call('PUT', air, [
      { key: 'useVpg', value: true },
      { key: 'vpgId', value: 'some-vpg' },
      { key: 'useCustomDns', value: true },
      { key: 'dnsServers', value: ['10.0.0.53'] },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ groupId, lastModifiedTime: start + 3000 });
    expect(body.configuration).toEqual({
      SoracomAir: {
        useCustomDns: true,
        userdata: 'kept-as-it-is',
        useVpg: true,
        vpgId: 'some-vpg',
        dnsServers: ['10.0.0.53'],
      },
    });
    expect((await call('GET', group)).body).toEqual(body);
  });

  it('has a nested value replaced whole', async () => {
    const { call } = await setting();
    await call('PUT', air, [{ key: 'metadata', value: { enabled: true, readonly: true } }]);
    const { body } = await call('PUT', air, [{ key: 'metadata', value: { enabled: false } }]);
    expect(body.configuration.SoracomAir.metadata).toEqual({ enabled: false });
  });

  it('has its namespaces apart', async () => {
    const { call } = await setting();
    const { body } = await call('PUT', `${group}/configuration/SoracomHarvest`, [{ key: 'enabled', value: true }]);
    expect(body.configuration).toEqual({
      SoracomAir: { useCustomDns: false, userdata: 'kept-as-it-is' },
      SoracomHarvest: { enabled: true },
    });
  });

  it('loses one key and nothing else', async () => {
    const { call } = await setting();
    expect(await call('DELETE', `${air}/useCustomDns`)).toMatchObject({ status: 204, body: undefined });
    expect((await call('GET', group)).body.configuration).toEqual({ SoracomAir: { userdata: 'kept-as-it-is' } });
  });

  it('is not changed by deleting a key that is not there', async () => {
    const { call, pass } = await setting();
    const before = (await call('GET', group)).body;
    pass(5);
    expect((await call('DELETE', `${air}/useVpg`)).status).toBe(204);
    expect((await call('DELETE', `${group}/configuration/SoracomBeam/x`)).status).toBe(204);
    expect((await call('GET', group)).body).toEqual(before);
  });

  it('is not cross-checked: a group may use a VPG without naming one', async () => {
    const { call } = await setting();
    expect((await call('PUT', air, [{ key: 'useVpg', value: true }])).status).toBe(200);
  });

  it.each([
    ['a map instead of a list', { useVpg: true }, 'Invalid input: expected array, received object.'],
    ['no value', [{ key: 'useVpg' }], '0.value: is required.'],
    ['no key', [{ value: true }], '0.key: Invalid input: expected string, received undefined.'],
    ['more than key and value', [{ key: 'a', value: 1, type: 'x' }], '0.type is unknown.'],
    [
      'more than 8 KB',
      [{ key: 'userdata', value: 'x'.repeat(8192) }],
      'the configuration of a group must not be larger than 8 KB.',
    ],
  ])('is not changed with %s', async (_, body, fault) => {
    const { call } = await setting();
    const before = (await call('GET', group)).body;
    expectRefusal(await call('PUT', air, body), 400, 'COM0001', `Invalid parameter: ${fault}`);
    expect((await call('GET', group)).body).toEqual(before);
  });

  it('may hold a key and a value of null', async () => {
    const { call } = await setting();
    const { body } = await call('PUT', `${group}/configuration/SoracomBeam`, [{ key: 'x', value: null }]);
    expect(body.configuration.SoracomBeam).toEqual({ x: null });
  });

  it.each(['SoracomSea', 'soracomair', '__proto__'])('has no namespace %s', async (namespace) => {
    const { call } = await setting();
    const answer = await call('PUT', `${group}/configuration/${namespace}`, [{ key: 'a', value: 1 }]);
    expect(answer).toMatchObject({ status: 400, body: { code: 'COM0001' } });
  });

  it('is what a map would hold after the same changes, whatever the keys are called', async () => {
    const key = fc.oneof(fc.constantFrom('useVpg', 'vpgId', '__proto__', 'constructor'), fc.string({ minLength: 1 }));
    const change = fc.oneof(
      fc.record({ put: fc.array(fc.record({ key, value: fc.oneof(fc.boolean(), fc.string(), fc.constant(null)) })) }),
      fc.record({ drop: key.filter((name) => !['.', '..'].includes(name)) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
        const { call, world } = await setting({ groups: [{ groupId }] });
        const model = new Map<string, unknown>();
        for (const one of changes) {
          if ('put' in one) {
            for (const { key: name, value } of one.put) model.set(name, value);
            expect((await call('PUT', `${group}/configuration/SoracomBeam`, one.put)).status).toBe(200);
          } else {
            model.delete(one.drop);
            const path = `${group}/configuration/SoracomBeam/${encodeURIComponent(one.drop)}`;
            expect((await call('DELETE', path)).status).toBe(204);
          }
        }
        const settings = world.groups.get(groupId)?.configuration.SoracomBeam ?? {};
        expect(new Map(Object.entries(settings))).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });
});
