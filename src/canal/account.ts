import * as z from 'zod/mini';

/** The number of an AWS account. */
export const AccountId = z.string().check(z.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account number'));

/** How an account that owns VPCs lets us in: a role of its own that trusts us, with the ExternalId that the trust names. */
export const AccountRegistration = z.strictObject({
  roleArn: z
    .string()
    .check(
      z.maxLength(2048, 'must be at most 2048 characters'),
      z.regex(
        /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/,
        'must be the ARN of an IAM role, such as arn:aws:iam::222222222222:role/canal-accepter',
      ),
    ),
  externalId: z
    .string()
    .check(
      z.regex(
        /^[\w+=,.@:/-]{2,1224}$/,
        'must be 2 to 1224 letters, digits and _+=,.@:/-, as the trust of the role has it',
      ),
    ),
});

export type AccountRegistration = z.output<typeof AccountRegistration>;

/** Whether a role's name, with its path, is one of `pattern`: `canal-accepter*`. */
export function isAmongRoles(roleArn: string, pattern: string): boolean {
  const name = roleArn.replace(/^.*?:role\//, '');
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** The account that a role belongs to. */
export const accountOfRole = (roleArn: string): string => roleArn.split(':')[4] ?? '';
