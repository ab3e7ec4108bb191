import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { atPlace } from './place.ts';
import type { Needs } from './place-live.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** What can be done with the things that are registered: accounts, DNS hosts. */
export const registryActions = ['add', 'list', 'remove'] as const;

/** One of them. */
export type RegistryAction = (typeof registryActions)[number];

/** What came of an action: lines for a person, and the API's own answer. */
export interface Told {
  readonly lines: readonly string[];
  readonly came: unknown;
}

/** The actions of one command, over the API. `name` is empty where none was given. */
export type RegistryActions<Options> = Readonly<
  Record<RegistryAction, (api: ApiClient, name: string, options: Options) => Promise<Told>>
>;

/** Does an action at its place and says what came of it. `question` asks for a place where none is chosen. Answers 0. */
export function atRegistry<Options extends PlaceOptions & { readonly json?: boolean }>(
  question: string,
  options: Options,
  surroundings: Surroundings,
  work: (api: ApiClient) => Promise<Told>,
  needs?: Needs,
): Promise<number> {
  return atPlace(
    question,
    options,
    surroundings,
    async (place) => {
      const { lines, came } = await work(place.api);
      const text = options.json
        ? printableJson({ ...(came as object), simulated: place.simulated() })
        : [place.headline(), '', ...lines].join('\n');
      surroundings.stdout.write(`${text}\n`);
      return 0;
    },
    undefined,
    needs,
  );
}

/**
 * Refuses a name where there can be none, or none where there must be one, and likewise the values of options: `add` needs all of
 * `required`, and no other action takes any. `right` is how each should look.
 */
export function refuseMisuse(
  action: RegistryAction,
  name: string | undefined,
  values: { readonly required: readonly unknown[]; readonly optional?: readonly unknown[] },
  right: Readonly<Record<RegistryAction, readonly string[]>>,
): void {
  const isGiven = (value: unknown): boolean => value !== undefined;
  const given = [...values.required, ...(values.optional ?? [])].some(isGiven);
  const wrong = action === 'add' ? !values.required.every(isGiven) : given;
  if (!wrong && (action === 'list') === (name === undefined)) return;
  throw new CommandError('Usage', `It must look like: ${commandLine(...right[action])}`);
}
