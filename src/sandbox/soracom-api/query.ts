import * as z from 'zod/mini';
import type { Sim } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { count, page, pageQuery } from './paging.ts';
import { type Route, route } from './route.ts';
import { settled, simView } from './sim-view.ts';

const terms = z.exactOptional(
  z
    .pipe(
      z.union([
        z.pipe(
          z.string(),
          z.transform((one) => [one]),
        ),
        z.array(z.string()),
      ]),
      z.transform((values) => values.flatMap((value) => value.split(','))),
    )
    .check(
      z.refine((values) => values.every((value) => value.length >= 2), {
        error: 'each value must have 2 characters or more',
      }),
    ),
);

const notImitated = z.exactOptional(z.never({ error: "is not imitated by the sandbox's SORACOM" }));

const Search = z.strictObject({
  group_id: terms,
  group: terms,
  sim_id: terms,
  imsi: terms,
  iccid: terms,
  name: terms,
  tag: terms,
  status: terms,
  // The sandbox's SIMs have none of these.
  msisdn: notImitated,
  serial_number: notImitated,
  bundles: notImitated,
  subscription: notImitated,
  module_type: notImitated,
  session_status: z._default(z.enum(['NA', 'ONLINE', 'OFFLINE']), 'NA'),
  search_type: z._default(z.enum(['and', 'or']), 'and'),
  ...pageQuery,
  limit: z._default(count.check(z.refine((limit) => limit <= 100, { error: 'must be at most 100' })), 10),
});

type Search = z.output<typeof Search>;
type Test = (sim: Sim, world: World) => boolean;

/** Searching SIMs. SORACOM's own index is some seconds behind; this one is not. */
export const query: readonly Route[] = [
  route({
    operationId: 'searchSims',
    method: 'GET',
    path: '/query/sims',
    query: Search,
    answer(call) {
      const tests = testsOf(call.query);
      const matches: Test =
        call.query.search_type === 'or' && tests.length > 0
          ? (sim, world) => tests.some((test) => test(sim, world))
          : (sim, world) => tests.every((test) => test(sim, world));
      return page(call, {
        items: call.world.sims.values(),
        keyOf: ({ simId }) => simId,
        keep: (sim) => matches(settled(call.world, sim), call.world),
        view: (sim) => simView(call.world, sim),
      });
    },
  }),
];

/** One test for each value that is searched for. */
function testsOf(search: Search): Test[] {
  const each = (values: readonly string[] | undefined, test: (value: string) => Test): Test[] =>
    (values ?? []).map(test);
  const part = (textsOf: (sim: Sim, world: World) => readonly (string | undefined)[]) => (value: string) => {
    const wanted = value.toLowerCase();
    return (sim: Sim, world: World) => textsOf(sim, world).some((text) => text?.toLowerCase().includes(wanted));
  };
  const { session_status: session } = search;
  return [
    // Exact, or the id of one group would find another's, and `active` the inactive SIMs.
    ...each(search.group_id, (value) => (sim) => sim.groupId === value),
    ...each(search.status, (value) => (sim) => sim.status === value.toLowerCase()),
    ...each(
      search.group,
      part((sim, world) => [world.groups.get(sim.groupId ?? '')?.tags.name]),
    ),
    ...each(
      search.sim_id,
      part((sim) => [sim.simId]),
    ),
    ...each(
      search.imsi,
      part((sim) => [sim.imsi]),
    ),
    ...each(
      search.iccid,
      part((sim) => [sim.simId]),
    ),
    ...each(
      search.name,
      part((sim) => [sim.tags.name]),
    ),
    ...each(
      search.tag,
      part((sim) => Object.values(sim.tags)),
    ),
    ...(session === 'NA' ? [] : [(sim: Sim) => (sim.session !== undefined) === (session === 'ONLINE')]),
  ];
}
