import fc from 'fast-check';
import { type Act, type ChaosCase, deeds } from './chaos-case.ts';
import { faultsOf } from './kinds.ts';
import { callsOf, type Tour } from './tour.ts';

/** How late the vendors show what was done. */
const behaviour = fc.record({
  tagListedAfterSeconds: fc.constantFrom(0, 0, 20, 150),
  ec2DescribeLagSeconds: fc.constantFrom(0, 0, 5, 12),
  peeringVisibleAfterSeconds: fc.constantFrom(4, 40),
  vpgRangeTold: fc.constantFrom(true, true, true, false),
});

/** Calls around which a second run would do harm: those that look, and those that make, change and delete. */
const delicate =
  /\.(list|get|create|delete|terminate|put|Create|Delete|Replace|Accept|Attach|Detach|PutItem|DescribeVpcPeering|DescribeRouteTables|StartExecution)/;

const faultOf = (calls: readonly string[]) =>
  fc.constantFrom(...calls).chain((call) =>
    fc.record({
      call: fc.constant(call),
      after: fc.oneof(fc.nat({ max: 1 }), fc.nat({ max: 6 })),
      fault: fc.constantFrom(...faultsOf(call)),
    }),
  );

const momentOf = (calls: readonly string[]): fc.Arbitrary<Act['at']> =>
  fc.oneof(
    fc.record({ call: fc.constantFrom(...calls), after: fc.nat({ max: 3 }) }),
    // Most of a run's calls come in its first seconds and once the VPG runs.
    fc.record({
      afterMs: fc.oneof(fc.nat({ max: 6_000 }), fc.integer({ min: 178_000, max: 215_000 }), fc.nat({ max: 400_000 })),
    }),
  );

const changes = ['start', 'start', 'change the wish', 'change the wish', 'stop', 'stop', 'remove', 'remove'] as const;
/** EC2 deletes a route by its range, whoever has it by then: what is taken while that call is on its way, nobody can save. */
const preventable = ({ at, deed }: Act) => !(deed === 'take a route' && 'call' in at && at.call === 'ec2.DeleteRoute');
const rarely = (times: number) => fc.nat({ max: times - 1 }).map((one) => one === times - 1);

/** Any combination about one of the networks: up to five faults, up to four deeds. */
function combinationOf(network: ChaosCase['network'], made: Tour): fc.Arbitrary<ChaosCase> {
  const calls = callsOf(network, made);
  const at = momentOf(calls.filter((call) => delicate.test(call)));
  return fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    network: fc.constant(network),
    lasting: rarely(6),
    behaviour,
    routeInTheWay: rarely(8),
    faults: fc.array(faultOf(calls), { maxLength: 5 }),
    acts: fc.array(fc.record({ at, deed: fc.constantFrom(...deeds, ...changes) }).filter(preventable), {
      maxLength: 4,
    }),
    lastly: fc.constantFrom('ready', 'removed'),
  });
}

/** Any combination; most of them about the network with two VPCs, which takes fewer calls. */
export const combinations = (made: Tour): fc.Arbitrary<ChaosCase> =>
  fc.oneof(
    { weight: 5, arbitrary: combinationOf('two-vpcs', made) },
    { weight: 1, arbitrary: combinationOf('names', made) },
  );
