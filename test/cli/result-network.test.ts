import { describe, expect, it } from 'vitest';
import { NetworkView } from '../../src/cli/api-shapes.ts';
import { plain } from '../../src/cli/paint.ts';
import { networkLines } from '../../src/cli/result-network.ts';
import { failedView, readyView } from './answers.ts';

const told = (view: unknown): string => networkLines(NetworkView.parse(view), plain, ['--stage', 'prod']).join('\n');

describe('a network on the terminal', () => {
  it('goes from the SIMs over VPG and peerings to the route tables, and says what was made and what was found', () => {
    expect(told(readyView)).toBe(`Network two-vpcs is ready (run 1, took 3:41).

SIM group 00000000-0000-4000-8000-000000000001
│  SIMs: 3 reconnected, 2 offline (they take the settings when they come online), 0 late
│  DNS servers: 10.0.0.53
└─ VPG 5f0c3c5e-0000-4000-8000-000000000001, 100.67.0.0/24 (made)
   ├─ peering app pcx-0000000000000000a (made)
   │  └─ VPC vpc-0a1111111111111a1, account 111111111111, ap-northeast-1, 172.21.0.0/16
   │     route table rtb-0a1111111111111a1: 100.67.0.0/24 to pcx-0000000000000000a (made)
   └─ peering dns pcx-0000000000000000b (found)
      └─ VPC vpc-0b2222222222222b1, account 222222222222, ap-northeast-1, 10.0.0.0/16
         route table rtb-0b2222222222222b1: 100.67.0.0/24 to pcx-0000000000000000b (found)

Cost  ¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive`);
  });

  it('shows the cause of a failure line by line, and what is not there yet', () => {
    const view = failedView('Create VPG', 'SoracomDenied', 'Create VPG: refused.\nIt costs nothing.');
    expect(told(view)).toBe(`Network two-vpcs is not ready: SoracomDenied (run 1, took 3:41).

Create VPG: refused.
It costs nothing.

SIM group 00000000-0000-4000-8000-000000000001 (not set yet)
│  SIMs: not reconnected yet
│  DNS servers: 10.0.0.53 (not set yet)
└─ VPG not created yet
   ├─ peering app not created yet
   │  └─ VPC vpc-0a1111111111111a1, account 111111111111, ap-northeast-1, 172.21.0.0/16
   │     no routes yet
   └─ peering dns not created yet
      └─ VPC vpc-0b2222222222222b1, account 222222222222, ap-northeast-1, 10.0.0.0/16
         no routes yet

Cost  ¥0 per hour, tax-exclusive`);
  });

  it('says what was asked for and has not been seen, also of a network that is being taken away', () => {
    const view = failedView('Create VPG', 'SoracomUnavailable', 'Create VPG: no answer.');
    const [app, dns] = readyView.peerings.map(({ peeringId: _, ...peering }) => ({ ...peering, routes: [] }));
    const asked = { ...view, vpgAskedAt: 7, peerings: [{ ...app, askedAt: 8 }, dns] };
    expect(told(asked)).toContain('└─ VPG asked for, and not seen\n   ├─ peering app asked for, and not seen\n');
    expect(told(asked)).toContain('peering dns not created yet');
    const run = { ...asked.run, kind: 'remove' };
    expect(told({ ...asked, state: 'removing', run })).toContain('VPG asked for, and not seen\n');
  });

  it('tells warnings by field, late SIMs, untouched DNS, and routes that nobody wished', () => {
    const [app, dns] = readyView.wish.peerings;
    const text = told({
      ...readyView,
      wish: {
        ...readyView.wish,
        peerings: [app, { ...dns, routeTables: 'none' }],
        airGroup: { groupId: readyView.wish.airGroup.groupId },
      },
      peerings: [readyView.peerings[0], { ...readyView.peerings[1], routes: [] }],
      sims: { reconnected: 1, offline: 0, late: 4 },
      warnings: [{ field: 'peerings[1].peerVpcId', message: 'its security groups must admit 100.67.0.0/24.' }],
    });
    expect(text).toContain('│  SIMs: 1 reconnected, 0 offline, 4 late (asked to reconnect, not back yet)\n');
    expect(text).toContain('│  DNS servers: custom DNS left as it was\n');
    expect(text).toContain('         no routes (routeTables: none)\n');
    expect(text).toContain(
      '\nWarnings\n  ! peerings[1].peerVpcId: its security groups must admit 100.67.0.0/24.\n\nCost',
    );
  });

  it('shows of a network whose removal has begun what the record still has, and nothing as yet to come', () => {
    const [app, dns] = readyView.peerings;
    const { vpg: _, ...withoutVpg } = readyView;
    const run = { ...readyView.run, kind: 'remove', outcome: 'failed', error: 'Aborted', cause: 'It was stopped.' };
    const { vpgId, made } = readyView.vpg;
    const left = { ...readyView, state: 'failed', vpg: { vpgId, made }, peerings: [app, { ...dns, routes: [] }], run };
    expect(told(left)).toContain(`
It was stopped.

VPG 5f0c3c5e-0000-4000-8000-000000000001 (made)
├─ peering app pcx-0000000000000000a (made)
│  └─ VPC vpc-0a1111111111111a1, account 111111111111, ap-northeast-1, 172.21.0.0/16
│     route table rtb-0a1111111111111a1: 100.67.0.0/24 to pcx-0000000000000000a (made)
└─ peering dns pcx-0000000000000000b (found)
   └─ VPC vpc-0b2222222222222b1, account 222222222222, ap-northeast-1, 10.0.0.0/16
      no routes any more

Cost `);
    expect(told({ ...withoutVpg, state: 'removing', peerings: [], run: { ...run, outcome: 'running' } })).toContain(
      '\nNo VPG is on record any more\n',
    );
    expect(told({ ...left, run: { ...run, untouched: true } })).toContain('SIM group');
  });

  it('tells names from a DNS host, and the peering that stands for it without standing in the file', () => {
    const [app] = readyView.wish.peerings;
    const [first, second] = readyView.peerings;
    const text = told({
      ...readyView,
      wish: {
        ...readyView.wish,
        peerings: [app],
        airGroup: { groupId: readyView.wish.airGroup.groupId },
        dns: { host: 'tokyo-1', zone: 'plant.internal' },
      },
      peerings: [first, { ...second, name: 'dns-host' }],
    });
    expect(text).toContain('│  DNS servers: DNS host tokyo-1, zone plant.internal\n');
    expect(text).toContain('   ├─ peering app pcx-0000000000000000a (made)\n');
    expect(text).toContain('   └─ peering dns-host pcx-0000000000000000b (found)\n');
  });

  it('says of a run in progress that it is, and of SIMs that were not asked why not', () => {
    const { sims: _, ...rest } = readyView;
    const text = told({
      ...rest,
      state: 'provisioning',
      wish: { ...rest.wish, reconnect: 'none' },
      run: { ...rest.run, outcome: 'running', endedAt: undefined },
    });
    expect(text).toMatch(/^Network two-vpcs is being provisioned \(run 1\)\.\n/);
    expect(text).toContain('SIMs: not asked to reconnect (reconnect: none)');
  });

  it('cannot be steered by names and messages from the API', () => {
    const text = told({
      ...readyView,
      name: 'two\u001b[2J\u001b]0;title\u0007-vpcs',
      warnings: [{ field: 'x\u009b31m', message: 'one\ntwo\rthree\u202e' }],
    });
    expect(text).toContain('Network two-vpcs is ready');
    expect(text).toContain('  ! x: one twothree\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
