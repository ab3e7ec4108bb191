import { describe, expect, it } from 'vitest';
import { awsFailure } from '../../src/cli/aws-access.ts';

const thrown = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, ...(httpStatusCode ? { $metadata: { httpStatusCode } } : {}) });

describe('What AWS says no to', () => {
  it.each([
    [
      'CredentialsProviderError',
      'Could not load',
      'NoCredentials',
      /^There are no AWS credentials \(Could not load\)\. .*AWS_PROFILE/,
    ],
    ['ExpiredToken', 'it has expired', 'NoCredentials', /^The AWS credentials have expired \(ExpiredToken: /],
    [
      'InvalidClientTokenId',
      'it is invalid',
      'NoCredentials',
      /^The AWS credentials are not valid \(InvalidClientTokenId: /,
    ],
    [
      'AccessDenied',
      'not you',
      'AwsDenied',
      /^AWS refused sts:X \(AccessDenied: not you\)\. Ask for the permission sts:X/,
    ],
    ['TimeoutError', 'too late', 'AwsUnreachable', /^AWS did not answer sts:X \(TimeoutError: too late\)/],
  ])('%s ends the command with a sentence', (name, message, told, sentence) => {
    expect(awsFailure('sts:X', thrown(name, message))).toMatchObject({ name: told, exitCode: 1 });
    expect(awsFailure('sts:X', thrown(name, message)).message).toMatch(sentence);
  });

  it('a profile that has none is named', () => {
    const { message } = awsFailure('sts:X', thrown('CredentialsProviderError', 'Could not load'), 'mine');
    expect(message).toMatch(/^There are no AWS credentials in the profile mine of AWS_PROFILE \(Could not load\)\. /);
  });

  it('any other 403 is a denial', () => {
    expect(awsFailure('sts:X', thrown('Odd', 'no', 403)).name).toBe('AwsDenied');
  });
});
