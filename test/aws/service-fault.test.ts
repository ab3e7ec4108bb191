import { describe, expect, test } from 'vitest';
import { serviceFault } from '../../src/aws/service-fault.ts';
import { CanalError } from '../../src/canal/errors.ts';

const fault = (fields: object, message = 'It said no.') =>
  serviceFault('DynamoDB', 'PutItem', Object.assign(new Error(message), fields));

describe('serviceFault', () => {
  test.each([
    [{ name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } }],
    [{ name: 'ProvisionedThroughputExceededException', $fault: 'client', $metadata: { httpStatusCode: 400 } }],
    [{ name: 'AnythingElse', $fault: 'client', $metadata: { httpStatusCode: 429 } }],
    [{ name: 'ServiceUnavailable', $fault: 'server', $metadata: { httpStatusCode: 503 } }],
    [{ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } }],
    [{ name: 'Error', code: 'ECONNRESET' }],
    [{ name: 'Error', code: 'EAI_AGAIN' }],
    [{ name: 'TimeoutError' }],
    [{ name: 'AbortError' }],
  ])('%o is StoreUnavailable', (fields) => {
    const told = fault(fields) as CanalError;
    expect(told).toBeInstanceOf(CanalError);
    expect(told.name).toBe('StoreUnavailable');
    const did = '$metadata' in fields ? 'did not take' : 'gave no answer to';
    expect(told.message).toBe(`DynamoDB ${did} PutItem: ${fields.name}: It said no. Try again in a moment.`);
  });

  test.each([
    [{ name: 'AccessDeniedException', $fault: 'client', $metadata: { httpStatusCode: 400 } }],
    [{ name: 'CredentialsProviderError' }],
    [{ name: 'TypeError' }],
    [{ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }],
  ])('%o comes back as it is', (fields) => {
    expect(fault(fields)).not.toBeInstanceOf(CanalError);
    expect((fault(fields) as Error).name).toBe(fields.name);
  });

  test('what is no error at all comes back as it is', () => {
    expect(serviceFault('DynamoDB', 'PutItem', 'a text')).toBe('a text');
  });
});
