import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsCredentials, clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';

/** The IAM actions that assuming a role needs. */
export const roleActions: readonly string[] = ['sts:AssumeRole'];

/** A role in another account, and how we show that we are meant. */
export interface Role {
  readonly roleArn: string;
  readonly externalId: string;
  /** Shows up in the other account's CloudTrail; letters, digits and _+=,.@- only, 2 to 64 of them. */
  readonly sessionName: string;
}

/** Assumes a role; throws the SDK's errors, undefined for an answer without credentials. */
export type AssumeRole = (role: Role) => Promise<AwsCredentials | undefined>;

/**
 * STS's AssumeRole for 15 minutes, the shortest there is, through one client. Three strings without their expiry: the SDK
 * would judge it by the real clock, which no sandbox follows.
 */
export function roleBorrower(opening: Opening): AssumeRole {
  const sts = new STSClient(clientOptions(opening, { endpoint: opening.settings.aws.stsEndpoint }));
  return async ({ roleArn, externalId, sessionName }) => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        ExternalId: externalId,
        RoleSessionName: sessionName,
        DurationSeconds: 900,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) return undefined;
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };
}
