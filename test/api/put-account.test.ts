import { describe, expect, test } from 'vitest';
import { putAccount } from '../../src/api/put-account.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting } from '../support/runs.ts';

const id = '222222222222';
const body = { roleArn: `arn:aws:iam::${id}:role/canal-accepter`, externalId: 'not-for-everybody' };

describe('PUT /accounts/{id}', () => {
  test('registers a new account, says who did, and does not tell the ExternalId', async () => {
    const { ports, registered } = apiSetting();
    const answer = await putAccount(id, body, 'me', ports);
    expect(answer).toEqual({
      status: 201,
      headers: { location: `/accounts/${id}` },
      body: {
        accountId: id,
        roleArn: body.roleArn,
        externalIdSet: true,
        source: 'table',
        changedBy: 'me',
        changedAt: '1970-01-01T00:00:01.000Z',
      },
    });
    expect(registered.get(id)).toMatchObject(body);
  });

  test('replaces a registration', async () => {
    const { ports, registered } = apiSetting();
    await putAccount(id, body, 'me', ports);
    expect((await putAccount(id, { ...body, externalId: 'another' }, 'you', ports)).status).toBe(200);
    expect(registered.get(id)).toMatchObject({ externalId: 'another', changedBy: 'you' });
  });

  test.each<[string, string, object, string[]]>([
    ['no account', '22', { ...body, roleArn: 'arn:aws:iam::22:role/x' }, ['accountId', 'roleArn']],
    ['our own account', '111111111111', { ...body, roleArn: 'arn:aws:iam::111111111111:role/x' }, ['accountId']],
    ['a role of another account', id, { ...body, roleArn: 'arn:aws:iam::333333333333:role/x' }, ['roleArn']],
    ['nothing', id, {}, ['roleArn', 'externalId']],
    ['a user', id, { ...body, roleArn: `arn:aws:iam::${id}:user/x` }, ['roleArn']],
    ['an ExternalId that IAM does not take', id, { ...body, externalId: 'two words' }, ['externalId']],
    ['one letter', id, { ...body, externalId: 'x' }, ['externalId']],
    ['a number', id, { ...body, externalId: 12345678 }, ['externalId']],
  ])('refuses %s, and names the fields', async (_, accountId, given, fields) => {
    const { ports, to } = apiSetting();
    const fault = await faultOf(putAccount(accountId, given, 'me', ports));
    expect(fault.name).toBe('InvalidInput');
    expect(fault.faults.map(({ field }) => field)).toEqual(fields);
    expect(to.effects()).toEqual([]);
  });

  test('an unknown field is named with the one that was meant', async () => {
    const fault = await faultOf(putAccount(id, { ...body, rolArn: 'x' }, 'me', apiSetting().ports));
    expect(fault.faults).toEqual([
      { name: 'InvalidInput', field: 'rolArn', message: 'is not a known field; did you mean roleArn?' },
    ]);
  });

  test.each([[undefined], [null], ['text'], [[]]])('the body %j is told how it must look', async (given) => {
    const fault = await faultOf(putAccount(id, given, 'me', apiSetting().ports));
    expect(fault.faults).toMatchObject([{ field: 'body', message: expect.stringContaining('{"roleArn"') }]);
  });

  test.each([
    ['canal-accepter*', 'canal-accepter-2', true],
    ['canal-accepter*', 'admin', false],
    ['canal-accepter*', 'team/canal-accepter', false],
    ['team/canal', 'team/canal', true],
    ['team/canal', 'team/canal-2', false],
  ])('where IAM lets us assume %s, the role %s is taken: %s', async (accepterRoles, role, taken) => {
    const { ports, to } = apiSetting();
    const given = { ...body, roleArn: `arn:aws:iam::${id}:role/${role}` };
    const asked = putAccount(id, given, 'me', { ...ports, installation: { ...ports.installation, accepterRoles } });
    if (taken) return expect((await asked).status).toBe(201);
    const { faults } = await faultOf(asked);
    expect(faults).toMatchObject([{ field: 'roleArn', message: expect.stringContaining(`called ${accepterRoles}:`) }]);
    expect(to.effects()).toEqual([]);
  });

  test('no fault quotes an ExternalId', async () => {
    const fault = await faultOf(putAccount('x', { ...body, externalId: 'my secret words' }, 'me', apiSetting().ports));
    expect(JSON.stringify([fault.message, fault.faults])).not.toContain('secret words');
  });
});
