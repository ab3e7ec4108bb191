import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';

/** The IAM actions that reading the secret needs. */
export const secretActions: readonly string[] = ['secretsmanager:GetSecretValue'];

/** Secrets Manager's GetSecretValue: the text of the secret that the settings name; throws the SDK's errors. */
export async function secretText(opening: Opening): Promise<string | undefined> {
  const client = new SecretsManagerClient(clientOptions(opening));
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: opening.settings.soracomSecret }));
  return SecretString;
}
