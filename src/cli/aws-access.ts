import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError } from './command-error.ts';

/** What signs a request. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Whose credentials they are. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
}

/** AWS in one Region as the person at this terminal. Every method throws a CommandError that says what to do next. */
export interface AwsAccess {
  /** The credentials, renewed when they have expired. */
  credentials(): Promise<AwsCredentials>;
  /** STS GetCallerIdentity. */
  identity(): Promise<Identity>;
  /** CloudFormation DescribeStacks: the outputs of a stack; undefined if there is no such stack in the Region. */
  stackOutputs(stackName: string): Promise<Readonly<Record<string, string>> | undefined>;
}

/** Opens AWS in a Region. */
export type OpenAws = (region: string) => Promise<AwsAccess>;

/**
 * Opens AWS with the SDK's default provider chain: the environment, profiles, SSO, roles. AWS_ENDPOINT_URL and its like
 * are respected, as by every AWS tool. `profile` is the one that the environment names: the SDK does not say that it is not there.
 */
export async function openAws(region: string, profile?: string): Promise<AwsAccess> {
  const call = asking(profile);
  const sts = new STSClient({ region });
  const formation = new CloudFormationClient({ region, credentials: sts.config.credentials });
  return {
    credentials: () => call('the credentials', () => sts.config.credentials()),

    async identity() {
      const { Account, Arn } = await call('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
      return { accountId: Account ?? 'unknown', arn: Arn ?? 'unknown' };
    },

    async stackOutputs(stackName) {
      const command = new DescribeStacksCommand({ StackName: stackName });
      const answer = await call('cloudformation:DescribeStacks', () =>
        formation.send(command).catch((error: Error) => {
          if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
          throw error;
        }),
      );
      const outputs = answer?.Stacks?.[0]?.Outputs ?? [];
      return answer && Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    },
  };
}

const asking =
  (profile: string | undefined) =>
  async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw awsFailure(what, error as Error, profile);
    }
  };

const howToLogIn =
  'Give some as AWS does everywhere: AWS_PROFILE with a profile of "aws configure" or "aws sso login", or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

const invalid = ['InvalidClientTokenId', 'UnrecognizedClientException', 'SignatureDoesNotMatch', 'AuthFailure'];
const expired = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];

/** The sentence for what the SDK threw. `profile`: what AWS_PROFILE names. */
export function awsFailure(what: string, error: Error, profile?: string): CommandError {
  const said = `${error.name}: ${error.message}`;
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    const where = profile ? `in the profile ${profile} of AWS_PROFILE ` : '';
    const message = `There are no AWS credentials ${where}(${error.message}). ${howToLogIn}`;
    return new CommandError('NoCredentials', message, { cause: error });
  }
  if (invalid.includes(error.name) || expired.includes(error.name)) {
    const state = expired.includes(error.name) ? 'have expired' : 'are not valid';
    return new CommandError('NoCredentials', `The AWS credentials ${state} (${said}). ${howToLogIn}`, { cause: error });
  }
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (/^AccessDenied/.test(error.name) || httpStatusCode === 403) {
    return new CommandError(
      'AwsDenied',
      `AWS refused ${what} (${said}). Ask for the permission ${what}, or use other credentials.`,
      { cause: error },
    );
  }
  return new CommandError(
    'AwsUnreachable',
    `AWS did not answer ${what} (${said}). Look at the network and at the Region, then try again.`,
    { cause: error },
  );
}
