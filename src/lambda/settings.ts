import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { costEnvironment, tooFinePrices } from './cost-environment.ts';
import { jsonVariable } from './json-variable.ts';

const registeredAccount = () =>
  z.strictObject({
    roleArn: z.string().check(z.regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of an IAM role')),
    externalId: z.string().check(z.minLength(2)),
  });

/** Made by the first call that reads it: a function's start does without. */
const variables = () =>
  z.object({
    /** Which installation of ours this is: account/Region/stage. The value of the tag canal:stack. */
    CANAL_STACK: z.string().check(z.regex(/^\d{12}\/[a-z0-9-]+\/[a-z0-9-]+$/, 'must be account/Region/stage')),
    CANAL_TABLE: z.string().check(z.minLength(3)),
    /** The secret that holds the SORACOM AuthKey: {"authKeyId": …, "authKey": …}. */
    CANAL_SORACOM_SECRET: z.string().check(z.minLength(1)),
    /** Where a person keeps what is in that secret, if it is filled from elsewhere (canal --live): messages say it. */
    CANAL_SORACOM_AUTH_KEY_FROM: z.exactOptional(z.string().check(z.minLength(1))),
    /** Japan's API by default; https://g.api.soracom.io is the global coverage's. */
    CANAL_SORACOM_ENDPOINT: z._default(z.url(), 'https://api.soracom.io'),
    CANAL_COVERAGE: z._default(z.enum(['japan', 'global']), 'japan'),
    /** Accounts other than our own that own VPCs: JSON, account id -> {roleArn, externalId}. */
    CANAL_ACCOUNTS: z
      .pipe(
        jsonVariable('{}', '{"222222222222": {"roleArn": …, "externalId": …}}'),
        z.record(z.string().check(z.regex(/^\d{12}$/, 'must be the 12 digits of an account')), registeredAccount()),
      )
      .check(
        z.superRefine((accounts, context) => {
          for (const [accountId, { roleArn }] of Object.entries(accounts)) {
            if (roleArn.split(':')[4] === accountId) continue;
            // Else a peering of this account would be looked for, and accepted, in another one.
            context.addIssue({
              code: 'custom',
              path: [accountId, 'roleArn'],
              message: 'must be a role of this account',
            });
          }
        }),
      ),
    /** The AWS account that SORACOM requests peerings from; when set, requests of any other are refused. */
    CANAL_SORACOM_ACCOUNT: z.exactOptional(z.string().check(z.regex(/^\d{12}$/))),
    /** The names of the roles that IAM lets us assume in other accounts, with at most one * at the end; set for the API's function. */
    CANAL_ACCEPTER_ROLES: z.exactOptional(z.string().check(z.regex(/^[\w+=,.@/-]*\*?$/))),
    /** How long SORACOM is expected to take to create a VPG, in seconds: the first wait follows it. */
    CANAL_VPG_EXPECTED_SECONDS: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1800)), 180),
    /** For how many hours a network must have failed before a sweep reports it. */
    CANAL_SWEEP_FAILED_HOURS: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(8760)), 72),
    /** What the daily sweep does about what nobody uses: report it, or remove it. */
    CANAL_SWEEP: z._default(z.enum(['report', 'remove']), 'report'),
    /** The state machine that POST /networks starts; set for the API's function alone. */
    CANAL_PROVISION_MACHINE: z.exactOptional(z.string().check(z.startsWith('arn:'))),
    /** The state machine that DELETE /networks/{name} starts; set for the API's function alone. */
    CANAL_REMOVE_MACHINE: z.exactOptional(z.string().check(z.startsWith('arn:'))),
    /** Our event bus by name, and the topic for people; set for the functions that tell. */
    CANAL_BUS: z.exactOptional(z.string().check(z.minLength(1))),
    CANAL_PEOPLE_TOPIC: z.exactOptional(z.string().check(z.startsWith('arn:'))),
    ...costEnvironment(),
    /** The bucket that rendered files of DNS hosts are put into, and the SSM document that brings them into service. */
    CANAL_DNS_BUCKET: z.exactOptional(z.string().check(z.minLength(3))),
    CANAL_DNS_DOCUMENT: z.exactOptional(z.string().check(z.minLength(3))),
    AWS_REGION: z.string().check(z.minLength(1)),
    AWS_ENDPOINT_URL: z.exactOptional(z.url()),
    AWS_ENDPOINT_URL_EC2: z.exactOptional(z.url()),
    AWS_ENDPOINT_URL_STS: z.exactOptional(z.url()),
    AWS_ACCESS_KEY_ID: z.exactOptional(z.string()),
    AWS_SECRET_ACCESS_KEY: z.exactOptional(z.string()),
    AWS_SESSION_TOKEN: z.exactOptional(z.string()),
  });

let schema: ReturnType<typeof variables> | undefined;

/** The settings of a function, read from its environment. */
export type Settings = Readonly<ReturnType<typeof readSettings>>;

/** Reads the settings from an environment; throws InvalidSettings that names every faulty variable at once. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  schema ??= variables();
  const read = schema.safeParse(given);
  const faults = read.success
    ? tooFinePrices(read.data)
    : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!read.success || faults.length > 0) {
    throw new CanalError('InvalidSettings', `The function's environment is not right:\n- ${faults.join('\n- ')}`);
  }
  const env = read.data;
  const [ownAccountId] = env.CANAL_STACK.split('/') as [string];
  return {
    stack: env.CANAL_STACK,
    ownAccountId,
    table: env.CANAL_TABLE,
    soracomSecret: env.CANAL_SORACOM_SECRET,
    authKeyFrom: env.CANAL_SORACOM_AUTH_KEY_FROM,
    soracomEndpoint: env.CANAL_SORACOM_ENDPOINT,
    coverage: env.CANAL_COVERAGE,
    accounts: env.CANAL_ACCOUNTS,
    soracomAccountId: env.CANAL_SORACOM_ACCOUNT,
    accepterRoles: env.CANAL_ACCEPTER_ROLES,
    vpgExpectedSeconds: env.CANAL_VPG_EXPECTED_SECONDS,
    sweepFailedHours: env.CANAL_SWEEP_FAILED_HOURS,
    sweepRemoves: env.CANAL_SWEEP === 'remove',
    provisionMachine: env.CANAL_PROVISION_MACHINE,
    removeMachine: env.CANAL_REMOVE_MACHINE,
    pricing: {
      coverage: env.CANAL_COVERAGE,
      rule: env.CANAL_METERING,
      firstPeeringIncluded: env.CANAL_FIRST_PEERING_INCLUDED,
      rates: env.CANAL_RATES,
    },
    monthlyBudget: env.CANAL_MONTHLY_BUDGET,
    idleDays: env.CANAL_IDLE_DAYS,
    bus: env.CANAL_BUS,
    dnsBucket: env.CANAL_DNS_BUCKET,
    dnsDocument: env.CANAL_DNS_DOCUMENT,
    peopleTopic: env.CANAL_PEOPLE_TOPIC,
    aws: {
      region: env.AWS_REGION,
      endpoint: env.AWS_ENDPOINT_URL,
      ec2Endpoint: env.AWS_ENDPOINT_URL_EC2 ?? env.AWS_ENDPOINT_URL,
      stsEndpoint: env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL,
      credentials:
        env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
          ? {
              accessKeyId: env.AWS_ACCESS_KEY_ID,
              secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
              ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
            }
          : undefined,
    },
  };
}

/** The environment of this process. */
export const processEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;
