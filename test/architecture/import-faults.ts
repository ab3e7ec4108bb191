import { posix } from 'node:path';
import type { Import, Source } from './source.ts';

/** One thing that files of a place may import. */
interface Allowed {
  readonly to: RegExp;
  /** Types only: nothing of it is there at run time. */
  readonly types?: true;
}

/** What files of a place may import of ours, and the sentence that an import of anything else breaks. */
interface Place {
  readonly from: RegExp;
  readonly may: readonly Allowed[];
  readonly sentence: string;
  /** Packages; absent: any. */
  readonly packages?: readonly string[];
}

const surroundings: Allowed = { to: /^src\/lambda\/(surroundings|settings)\.ts$/, types: true };
const ports: Allowed = { to: /^src\/(steps|api)\/ports\.ts$/, types: true };

// docs/decisions/doors-and-surroundings.md says why src/aws, the surroundings and the types of src/lambda are here.
const places: readonly Place[] = [
  {
    from: /^src\/canal\//,
    may: [{ to: /^src\/canal\// }],
    packages: ['zod/mini', 'zod/v4/core', 'ip-address/dist/ipv4.js', 'yaml', 'node:crypto'], // for hashes, which are arithmetic; chance is drawn elsewhere
    sentence: 'the subject is pure and knows nothing but itself',
  },
  {
    from: /^src\/steps\//,
    may: [{ to: /^src\/(canal|steps)\// }],
    packages: ['zod/mini'],
    sentence: 'a step knows the subject and the ports that it is given, and no vendor',
  },
  {
    from: /^src\/api\//,
    may: [
      { to: /^src\/(canal|api)\// },
      { to: /^src\/steps\/ports\.ts$/, types: true },
      { to: /^src\/steps\/(network|group|vpg|peering|place|drift|sweep|removal)-checks\.ts$/ },
    ],
    packages: ['zod/mini'],
    sentence:
      "an operation knows the subject and the ports that it is given; of the steps it knows their ports' types and the checks",
  },
  ...['soracom', 'ec2', 'store', 'executions', 'events', 'people', 's3', 'ssm'].map((vendor) => ({
    from: new RegExp(`^src/${vendor}/`),
    may: [{ to: /^src\/canal\// }, { to: new RegExp(`^src/${vendor}/`) }, { to: /^src\/aws\// }, surroundings, ports],
    sentence: 'a door knows the subject, its own vendor, and of its users nothing but types of their ports',
  })),
  {
    from: /^src\/aws\//,
    may: [{ to: /^src\/aws\// }, { to: /^src\/canal\/errors\.ts$/ }, surroundings],
    sentence: "what the doors share of AWS knows our errors and the surroundings' types",
  },
  {
    from: /^src\/lambda\//,
    may: [
      { to: /^src\/lambda\// },
      { to: /^src\/canal\/errors\.ts$/ },
      { to: /^src\/aws\/sockets\.ts$/ },
      { to: /^src\/(steps|api)\/ports\.ts$/, types: true },
      { to: /^src\/api\/network-api\.ts$/, types: true },
      { to: /^src\/api\/problems\.ts$/ },
    ],
    sentence: 'the edge serves any step and any operation, and so it knows none',
  },
  {
    from: /^functions\//,
    may: [{ to: /^src\/lambda\// }, { to: /^src\/(steps|api)\// }, { to: /^src\/\w+\/(live|own)\.ts$/ }],
    packages: [],
    sentence: 'a handler puts an edge, a step or an API, and doors together, and does nothing itself',
  },
  {
    from: /^src\/cli\/(sandbox|live-host)\.ts$/,
    may: [{ to: /^src\/(cli|canal|sandbox)\// }],
    sentence: 'the command knows the subject and opens the sandbox and the live host; all else goes over the HTTP API',
  },
  {
    from: /^src\/(cli|dashboard)\//,
    may: [{ to: /^src\/(cli|dashboard|canal)\// }],
    sentence:
      'the command knows the subject, all else goes over the HTTP API; src/cli/sandbox.ts and src/cli/live-host.ts alone open what runs in this process',
  },
  {
    from: /^src\/sandbox\//,
    may: [{ to: /^src\/sandbox\// }],
    sentence: 'simulator and client share no code',
  },
];

/** The file of the sandbox that meets the functions, by an import that is computed. */
const loader = 'src/sandbox/stack.ts';

/** Imports that the house does not allow, each as the sentence that it breaks. */
export function importFaults(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const place = places.find(({ from }) => from.test(source.path));
    if (!place) return [`${source.path} is in no folder that the house knows: say who may import it, and what it may.`];
    return source.imports.flatMap((one) => faultsOf(source, one, place));
  });
}

function faultsOf({ path }: Source, { specifier, kind }: Import, place: Place): string[] {
  if (specifier === undefined) {
    const sentence = `only ${loader} may, for the functions: anything else is imported by its name`;
    return path === loader ? [] : [`${path} computes what it imports: ${sentence}.`];
  }
  if (!specifier.startsWith('.')) return packageFaults(path, specifier, place);
  const to = posix.join(posix.dirname(path), specifier);
  if (!specifier.endsWith('.ts')) return [`${path} imports ${specifier} without the ending .ts.`];
  if (to.startsWith('test/')) return [`${path} imports ${to}: nothing imports test/.`];
  if (path.startsWith('functions/') && to.startsWith('src/steps/')) return stepFaults(path, to);
  const allowed = place.may.filter((one) => one.to.test(to));
  if (allowed.length === 0) return [`${path} imports ${to}: ${place.sentence}.`];
  return kind === 'type' || allowed.some(({ types }) => !types)
    ? []
    : [`${path} imports more than types of ${to}: ${place.sentence}.`];
}

function packageFaults(path: string, specifier: string, { packages, sentence }: Place): string[] {
  return packages === undefined || packages.includes(specifier) ? [] : [`${path} imports ${specifier}: ${sentence}.`];
}

function stepFaults(path: string, to: string): string[] {
  const name = posix.basename(path);
  return to === `src/steps/${name}` ? [] : [`${path} imports ${to}: a handler serves the step of its own name.`];
}
