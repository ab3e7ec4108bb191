import { commandLine, shellWord } from './command-line.ts';

/** The first things to try against a sandbox that has just come up, ready to paste. */
export function firstCommands(given: {
  url: string;
  environment: Readonly<Record<string, string>>;
  speed: number | 'skip';
  /** The directory that it keeps its state in. */
  keeps?: string | undefined;
}): string[] {
  const { url, environment, speed, keeps } = given;
  const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;
  const example = 'examples/two-vpcs.yaml';
  const pace = speed === 'skip' ? 'its time skips all waiting' : `its time runs ${speed} times as fast as yours`;
  return [
    `SIMULATED: SORACOM and AWS are imitated at this address; ${pace}. No account is used, nothing costs money.`,
    `${keeps === undefined ? 'It forgets everything when it stops (Ctrl-C).' : `Stopped (Ctrl-C) and started again with --data ${keeps}, it goes on where it was, in the middle of runs too.`} In another terminal:`,
    '',
    '# a network, how it stands, and its removal',
    commandLine('up', example, '--endpoint', url),
    commandLine('status', 'two-vpcs', '--endpoint', url),
    commandLine('down', 'two-vpcs', '--endpoint', url),
    '',
    '# what people would have been told',
    commandLine('sandbox', 'messages', '--endpoint', url),
    '',
    "# the AWS CLI: the access key chooses the account (222222222222 is the customer's in the seeded world)",
    `export AWS_ENDPOINT_URL=${url}`,
    `export AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID} AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY}`,
    `export AWS_REGION=${AWS_REGION} AWS_DEFAULT_REGION=${AWS_REGION}`,
    `aws stepfunctions start-execution --name by-hand --state-machine-arn ${shellWord(environment.CANAL_PROVISION_MACHINE ?? '')} --input file://examples/two-vpcs.json`,
    'aws ec2 describe-vpc-peering-connections',
    'aws events put-events --entries file://examples/events/network-requested.json',
    `aws dynamodb scan --table-name ${shellWord(environment.CANAL_TABLE ?? '')}`,
    '',
    "# SORACOM's CLI",
    `export SORACOM_ENDPOINT=${url}`,
    'soracom vpg list --auth-key-id keyId-sandbox --auth-key secret-sandbox',
  ];
}
