import type { Opening } from '../lambda/surroundings.ts';
import { sharedSockets } from './shared-sockets.ts';

/** Three strings; without an expiry, so that the SDK does not judge a sandbox's credentials by the real clock. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The options of every AWS SDK client of ours. One attempt: the state machine retries, not the SDK. All that the SDK
 * would look for in the process or in ~/.aws is given here, so that two sandboxes in one process stay apart.
 */
export function clientOptions(
  opening: Pick<Opening, 'settings' | 'requestHandler' | 'sha256' | 'credentials'>,
  given: { endpoint?: string | undefined; region?: string; credentials?: AwsCredentials } = {},
) {
  const { settings, requestHandler = sharedSockets(opening), sha256 } = opening;
  const credentials = given.credentials ?? opening.credentials ?? settings.aws.credentials;
  const endpoint = given.endpoint ?? settings.aws.endpoint;
  return {
    region: given.region ?? settings.aws.region,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: async () => undefined,
    authSchemePreference: [],
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    requestHandler,
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}
