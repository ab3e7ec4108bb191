import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cli/api-client.ts';
import { begun, readyView } from './answers.ts';
import { refused, type Scripted, scriptedApi } from './scripted-api.ts';

const never = new AbortController().signal;
const network = (answer: Scripted) =>
  new ApiClient('http://api/', scriptedApi({ 'GET /networks/two-vpcs': [answer] }).fetch, never).network('two-vpcs');

describe('the client of the API', () => {
  it('reads what it shows and passes on what came', async () => {
    const body = { ...readyView, somethingNew: { of: 'a later version' } };
    const { read, came } = await network({ body });
    expect(came).toEqual(body);
    expect(read.run?.endedAt).toBe(Date.UTC(2026, 0, 5, 0, 3, 41));
    expect(read).not.toHaveProperty('somethingNew');
  });

  it('posts the network as JSON under the endpoint, whatever its last sign is', async () => {
    const api = scriptedApi({ 'POST /stage/networks': [{ status: 202, body: begun }] });
    const { read } = await new ApiClient('http://api/stage/', api.fetch, never).start({ name: 'two-vpcs' });
    expect(read.begun).toBe(true);
    expect(api.asked).toEqual([
      { call: 'POST /stage/networks', url: 'http://api/stage/networks', body: { name: 'two-vpcs' } },
    ]);
  });

  it('escapes a name in the path', async () => {
    const api = scriptedApi({ 'GET /networks/..%2Fx%3Fy': [{ status: 404, body: { detail: 'No.' } }] });
    await expect(new ApiClient('http://api', api.fetch, never).network('../x?y')).rejects.toThrow('No.');
  });

  it('tells the detail and the faults of a problem document', async () => {
    const faults = [{ error: 'InvalidInput', field: 'name', message: 'is missing' }];
    const body = {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'name: …',
      error: 'InvalidInput',
      faults,
    };
    await expect(network({ status: 400, body })).rejects.toMatchObject({
      name: 'ApiRefused',
      message: 'name: …',
      exitCode: 1,
      transient: false,
      told: { status: 400, title: 'Bad Request', error: 'InvalidInput', faults },
    });
  });

  it.each<[string, Scripted, string, boolean]>([
    ['nothing listens', { throws: refused }, 'Nothing listens at http://api (ECONNREFUSED). Start a sandbox', true],
    [
      'nothing answers in time',
      { throws: new DOMException('timed out', 'TimeoutError') },
      'http://api gave no answer within 30 s.',
      true,
    ],
    [
      'API Gateway answers',
      { status: 404, body: { message: 'Not Found' } },
      'answered 404 (Not Found), and not',
      false,
    ],
    ['a proxy answers', { status: 502, body: '<html>Bad gateway</html>' }, 'http://api answered 502, and not as', true],
    ['some web page answers', { body: '<html>Hello</html>' }, 'cannot read (it is no such JSON)', false],
    ['a field is otherwise', { body: { ...readyView, peerings: {} } }, 'cannot read ("peerings": ', false],
  ])('says what to do when %s', async (_, answer, sentence, transient) => {
    const error = await network(answer).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain(sentence);
    expect(error).toMatchObject({ exitCode: 1, transient });
  });
});
