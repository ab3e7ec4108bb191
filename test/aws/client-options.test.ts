import { describe, expect, test } from 'vitest';
import { clientOptions } from '../../src/aws/client-options.ts';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { openingWith } from '../ec2/opening.ts';

const handler = {} as RequestHandler;
const sandbox = openingWith({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4700' }, handler);

describe('clientOptions', () => {
  test('of a sandbox are all from its settings, and nothing is tried twice', () => {
    expect(clientOptions(sandbox)).toMatchObject({
      region: 'ap-northeast-1',
      maxAttempts: 1,
      endpoint: 'http://127.0.0.1:4700',
      credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'own-secret-key' },
      requestHandler: handler,
    });
  });

  test('what is given for one client goes before', () => {
    const credentials = { accessKeyId: 'b', secretAccessKey: 'c', sessionToken: 'd' };
    const given = { endpoint: 'http://127.0.0.1:4701', region: 'eu-west-1', credentials };
    expect(clientOptions(sandbox, given)).toMatchObject(given);
  });

  test("on AWS the SDK finds its own endpoint, and credentials are the function's", () => {
    const options = clientOptions(openingWith({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }));
    expect(options).not.toHaveProperty('endpoint');
    expect(options).not.toHaveProperty('credentials');
  });

  test('on AWS the clients of a container speak over the same sockets, and those of another container over others', () => {
    const container = openingWith();
    const { requestHandler } = clientOptions(container);
    expect(clientOptions(container, { region: 'eu-west-1' }).requestHandler).toBe(requestHandler);
    expect(clientOptions(openingWith()).requestHandler).not.toBe(requestHandler);
  });
});
