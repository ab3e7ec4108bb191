import type { AwsCredentials } from '../aws/client-options.ts';
import { CanalError } from '../canal/errors.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { AccountRegistry, PeerAccounts } from '../steps/ports.ts';
import { awsFault } from './faults.ts';
import type { AssumeRole } from './role.ts';

/**
 * EC2 by account: our own with the settings' credentials, a registered one through its role. One AssumeRole and one
 * client of EC2 for each `open`; between two, only the client of STS is kept, which asks in our own name.
 */
export function accounts(opening: Opening, registry: AccountRegistry): PeerAccounts {
  const { settings } = opening;
  let clients: Promise<typeof import('./client.ts')> | undefined;
  let roles: Promise<AssumeRole> | undefined;
  const assume: AssumeRole = async (role) => {
    roles ??= import('./role.ts').then(({ roleBorrower }) => roleBorrower(opening));
    return (await roles)(role);
  };
  const prepare = () => {
    clients ??= import('./client.ts');
    return clients;
  };
  return {
    prepare,
    async open(accountId, region, sessionName) {
      // Begun here at the latest, so that it is loaded while STS answers.
      const loaded = prepare();
      const credentials =
        accountId === settings.ownAccountId
          ? undefined
          : await borrowed({ registry, assume, region: settings.aws.region }, accountId, sessionName);
      const { ec2Client } = await loaded;
      return ec2Client(opening, { accountId, region, ...(credentials ? { credentials } : {}) });
    },
  };
}

async function borrowed(
  by: { registry: AccountRegistry; assume: AssumeRole; region: string },
  accountId: string,
  sessionName: string,
): Promise<AwsCredentials> {
  const role = await by.registry.registered(accountId);
  if (role === undefined) {
    throw new CanalError(
      'NotFound',
      `The AWS account ${accountId} is not registered. Register the role that lets us in: canal account add ${accountId} --role-arn arn:aws:iam::${accountId}:role/… --external-id …`,
    );
  }
  const { roleArn, externalId } = role;
  let credentials: AwsCredentials | undefined;
  try {
    credentials = await by.assume({ roleArn, externalId, sessionName: roleSessionName(sessionName) });
  } catch (error) {
    throw assumeFault({ accountId, region: by.region, roleArn }, error);
  }
  if (credentials) return credentials;
  throw new CanalError(
    'Ec2Unavailable',
    `STS answered AssumeRole of ${roleArn} without credentials. Start the run again later; it continues where it stopped.`,
  );
}

/** What STS takes as a session's name: 2 to 64 of [\w+=,.@-]. The end is kept: an execution's ARN ends in its name. */
export function roleSessionName(name: string): string {
  const clean = name.replaceAll(/[^\w+=,.@-]/g, '-').slice(-64);
  return clean.length < 2 ? `canal-${clean}` : clean;
}

function assumeFault(at: { accountId: string; region: string; roleArn: string }, error: unknown): unknown {
  const { accountId, region, roleArn } = at;
  const fault = awsFault({ service: 'STS', operation: 'AssumeRole', accountId, region }, error);
  if (!(fault instanceof CanalError) || fault.name !== 'Ec2Denied') return fault;
  const { name, message } = error as Error;
  return new CanalError(
    'Ec2Denied',
    `The role ${roleArn} of account ${accountId} cannot be assumed (${name}: ${message}). Check that the role exists, that its trust policy names our account and the ExternalId that the account is registered with, and that our own role may call sts:AssumeRole on it.`,
    { cause: error },
  );
}
