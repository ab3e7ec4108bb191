import { InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import type { LiveHost } from './live-host.ts';
import { endpoint } from './option-values.ts';
import type { Opened } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { placesOf } from './read-text-file.ts';
import { type SoracomLogin, soracomLogin } from './soracom-auth-key.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command does at a live place. */
export interface Needs {
  /** It changes the record: one command at a time may. */
  readonly writes?: boolean;
  /** It asks SORACOM and AWS. */
  readonly vendors?: boolean;
  /** It is about what is on record: where there is none, it has nothing to do. */
  readonly record?: boolean;
}

const defaultDirectory = '.canal';
const home = 'ap-northeast-1';
const soracomEndpoints = { japan: 'https://api.soracom.io', global: 'https://g.api.soracom.io' };
/** Nothing listens there: requests stay in this process. */
const url = 'http://canal.internal';

/** The workflow in this very process, on the record in a directory, with the person's own AuthKey and AWS credentials. */
export async function livePlace(options: PlaceOptions, needs: Needs, surroundings: Surroundings): Promise<Opened> {
  const shown = options.data ?? defaultDirectory;
  const [directory] = placesOf(shown, surroundings.env);
  const kept = await read(() => surroundings.liveHosts.installationIn(directory));
  if (needs.record && kept === undefined) nothing(shown);
  const { installation, ...given } =
    needs.vendors || needs.writes
      ? await own(shown, kept, options, surroundings, needs.vendors ? soracomLogin(surroundings.env) : undefined)
      : {
          installation: kept ?? nothing(shown),
          authKey: '',
          settings: { ...unasked, ...handed(surroundings.env) },
          credentials: nobody,
          callerArn: 'nobody',
        };
  const host = await read(() =>
    surroundings.liveHosts.open({
      directory,
      write: needs.writes ?? false,
      installation,
      ...given,
      seed: surroundings.now() % 4_294_967_296,
      now: surroundings.now(),
    }),
  );
  const [account, region] = installation.stack.split('/');
  const elsewhere = elsewhereOf(given.settings);
  return {
    url,
    fetch: fetchOf(host),
    words: ['--live', ...(options.data === undefined ? [] : ['--data', options.data])],
    denied: '',
    isPrivate: false,
    pollMillis: 250,
    stack: installation.stack,
    headline: `LIVE: account ${account}, Region ${region}, SORACOM's ${installation.coverage} coverage. ${elsewhere}What is made is real, and costs money. The record is in ${shown}.`,
    close: () => host.close(),
  };
}

/** Settings of the functions that one's own environment may have. */
const handedOn = [
  'CANAL_VPG_EXPECTED_SECONDS',
  'CANAL_SORACOM_ACCOUNT',
  'CANAL_RATES',
  'CANAL_METERING',
  'CANAL_FIRST_PEERING_INCLUDED',
] as const;

const handed = (env: Surroundings['env']): Record<string, string> =>
  Object.fromEntries(handedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));

/** Settings where SORACOM and AWS are not asked. */
const unasked = { CANAL_SORACOM_ENDPOINT: 'http://unasked.internal' };

/** What the imitations in this process take: the SDK signs with something even there. */
const nobody = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });

function nothing(shown: string): never {
  throw new CommandError(
    'NoRecord',
    `There is no record in ${shown}, so there are no networks. Start one with "canal up FILE --live", or name another directory with --data.`,
  );
}

async function own(
  shown: string,
  kept: Kept,
  options: PlaceOptions,
  { env, openAws }: Surroundings,
  login: SoracomLogin | undefined,
) {
  const region = options.region ?? kept?.stack.split('/')[1] ?? home;
  const aws = await openAws(region);
  const { accountId, arn } = await aws.identity();
  const installation = {
    stack: `${accountId}/${region}/live`,
    coverage: options.coverage ?? kept?.coverage ?? login?.coverage ?? 'japan',
  };
  if (kept && (kept.stack !== installation.stack || kept.coverage !== installation.coverage)) {
    throw new CommandError(
      'AnotherRecord',
      `The record in ${shown} is of ${kept.stack} and SORACOM's ${kept.coverage} coverage; your credentials and options are for ${installation.stack} and ${installation.coverage}. Correct them, or name another directory with --data.`,
    );
  }
  const [ec2, sts] = ['EC2', 'STS'].map((one) => env[`AWS_ENDPOINT_URL_${one}`] || env.AWS_ENDPOINT_URL);
  return {
    installation,
    authKey: login ? JSON.stringify({ authKeyId: login.authKeyId, authKey: login.authKey }) : '',
    credentials: () => aws.credentials(),
    callerArn: arn,
    settings: {
      CANAL_SORACOM_ENDPOINT: soracomAt(env.SORACOM_ENDPOINT, login) ?? soracomEndpoints[installation.coverage],
      ...(login ? { CANAL_SORACOM_AUTH_KEY_FROM: login.from } : {}),
      ...handed(env),
      ...(ec2 ? { AWS_ENDPOINT_URL_EC2: ec2 } : {}),
      ...(sts ? { AWS_ENDPOINT_URL_STS: sts } : {}),
    },
  };
}

/** Where SORACOM is, if it is said: as an address, or the variable or the profile is not right. */
function soracomAt(variable: string | undefined, login: SoracomLogin | undefined): string | undefined {
  const given = variable || login?.endpoint;
  try {
    return given ? endpoint(given) : undefined;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const where = variable ? 'SORACOM_ENDPOINT' : `The endpoint of ${login?.from}`;
    throw new CommandError('Usage', `${where} is "${given}". ${error.message}`);
  }
}

/** Which vendors are asked at an address that is not their own, as a sentence: forgotten variables should be seen. */
function elsewhereOf(settings: Readonly<Record<string, string | undefined>>): string {
  const { CANAL_SORACOM_ENDPOINT: soracom = '', AWS_ENDPOINT_URL_EC2: ec2, AWS_ENDPOINT_URL_STS: sts } = settings;
  const own = [...Object.values(soracomEndpoints), unasked.CANAL_SORACOM_ENDPOINT].includes(soracom);
  const asked = [
    own ? [] : [`SORACOM at ${soracom}`],
    ec2 ? [`EC2 at ${ec2}`] : [],
    sts ? [`STS at ${sts}`] : [],
  ].flat();
  return asked.length === 0 ? '' : `Asks ${asked.join(', ')}. `;
}

type Kept = Awaited<ReturnType<Surroundings['liveHosts']['installationIn']>>;

/** What the directory says no to, as a sentence. */
async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (name === 'DirectoryTaken') throw new CommandError('DirectoryTaken', message, { cause: error });
    if (code !== undefined) {
      const next = 'Give --data a folder of your own, or the name of a new one.';
      throw new CommandError('RecordUnreadable', `The record cannot be used: ${message}. ${next}`, { cause: error });
    }
    if (/\.jsonl\b/.test(message)) {
      throw new CommandError('RecordUnreadable', `The record cannot be used: ${message}`, { cause: error });
    }
    throw error;
  }
}

/** A fetch that asks the host in this process. What `signal` cuts off goes on there, unheard. */
function fetchOf(host: LiveHost): typeof globalThis.fetch {
  return async (input, { signal, ...init } = {}) => {
    signal?.throwIfAborted();
    const cut = Promise.withResolvers<never>();
    const abort = () => cut.reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = await Promise.race([host.fetch(String(input).slice(url.length), init), cut.promise]);
      const fault = answer.status === 500 ? host.settingsFault() : undefined;
      if (fault === undefined) return answer;
      const faults = fault.split('\n').slice(1).join('\n');
      throw new CommandError(
        'InvalidSettings',
        `Variables of your environment are not right, so nothing was begun. Correct them, or unset them:\n${faults}`,
      );
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };
}
