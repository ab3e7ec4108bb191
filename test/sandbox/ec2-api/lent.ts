import type { Credentials } from '@aws-sdk/client-sts';

/** Credentials that AssumeRole has lent, as a client takes them. */
export const lent = (credentials: Credentials | undefined) => ({
  accessKeyId: credentials?.AccessKeyId ?? '',
  secretAccessKey: credentials?.SecretAccessKey ?? '',
  sessionToken: credentials?.SessionToken ?? '',
});
