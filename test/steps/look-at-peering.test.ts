import { describe, expect, test } from 'vitest';
import { LookAtPeering, lookAtPeering } from '../../src/steps/look-at-peering.ts';
import type { PeerPeering } from '../../src/steps/ports.ts';
import { item } from '../support/items.ts';
import { ec2World, faultOf, installation, peerAccountsPort, shownPeering, wire } from '../support/ports.ts';

function look(shown: PeerPeering | undefined, ranges = ['100.67.0.0/24'], soracomAccountId?: string) {
  const ec2 = ec2World({ peerings: shown ? [shown] : [] });
  const ports = {
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, wire()),
    installation: installation({ soracomAccountId }),
  };
  return lookAtPeering({ ...item({ ranges }), peeringId: 'pcx-1' }, ports);
}

describe('Look at peering', () => {
  test("takes the contract's example", () => {
    expect(LookAtPeering.input.parse(LookAtPeering.example)).toMatchObject(LookAtPeering.example);
  });

  test.each([
    ['initiating-request', 'not visible yet'],
    ['pending-acceptance', 'pending'],
    ['provisioning', 'provisioning'],
  ])('EC2 says %s: %s', async (status, told) => {
    expect(await look(shownPeering({ status }))).toEqual({ status: told, ranges: [] });
  });

  test('one of another requester than SORACOM is left alone, an active one too', async () => {
    const shown = shownPeering({ status: 'active', requesterOwnerId: '666666666666' });
    await expect(look(shown, undefined, '900000000015')).rejects.toMatchObject({ name: 'PeeringRefused' });
    expect(await look({ ...shown, requesterOwnerId: '900000000015' }, undefined, '900000000015')).toMatchObject({
      status: 'active',
    });
  });

  test('one that EC2 does not show is not visible yet', async () => {
    expect(await look(undefined)).toEqual({ status: 'not visible yet', ranges: [] });
  });

  test("active: the ranges are the VPG's own, whatever EC2 tells of the requester", async () => {
    const shown = shownPeering({ requesterCidrBlocks: ['100.64.0.0/16'] });
    expect(await look(shown)).toEqual({ status: 'active', ranges: ['100.67.0.0/24'] });
  });

  test("active, and SORACOM does not tell the range: it is the requester's", async () => {
    const shown = shownPeering({ requesterCidrBlocks: ['100.64.0.0/16', '100.65.0.0/16'] });
    expect(await look(shown, [])).toEqual({ status: 'active', ranges: ['100.64.0.0/16', '100.65.0.0/16'] });
  });

  test.each([
    ['expired', 'PeeringExpired', 'it makes a new one'],
    ['failed', 'PeeringRefused', 'overlapping ranges'],
    ['rejected', 'PeeringRefused', 'Find out who ended it'],
    ['deleted', 'PeeringRefused', 'Find out who ended it'],
    ['deleting', 'PeeringRefused', 'Find out who ended it'],
  ])('%s ends the run with %s and what to do', async (status, name, next) => {
    const fault = await faultOf(look(shownPeering({ status, statusMessage: 'as EC2 says' })));
    expect(fault.name).toBe(name);
    expect(fault.message).toContain(`pcx-1 to vpc-0000000a of account 111111111111 is ${status} (as EC2 says)`);
    expect(fault.message).toContain(next);
  });

  test.each(['active', 'pending-acceptance'])('one of another VPC that is %s is refused', async (status) => {
    const fault = await faultOf(look(shownPeering({ status, accepterVpcId: 'vpc-0000000f' })));
    expect(fault.name).toBe('PeeringRefused');
    expect(fault.message).toContain('to vpc-0000000f, which is not what was asked for');
  });

  test('an account that is not registered is told as it is', async () => {
    const ports = { peerAccounts: peerAccountsPort({}, wire()), installation: installation() };
    expect((await faultOf(lookAtPeering({ ...item(), peeringId: 'pcx-1' }, ports))).name).toBe('NotFound');
  });
});
