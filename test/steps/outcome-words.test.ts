import { describe, expect, test } from 'vitest';
import { type Outcome, outcomeWords } from '../../src/steps/outcome-words.ts';

type Failed = Extract<Outcome, { type: 'Network Failed' }>['detail'];

const failed = (detail: Partial<Failed>): Outcome => ({
  type: 'Network Failed',
  detail: { kind: 'provision', status: 'FAILED', error: 'NotFound', message: 'Why.', executionArn: 'arn', ...detail },
});

describe('What people are told of a run that has failed', () => {
  test.each<[Partial<Failed>, string]>([
    [{ network: 'plant' }, 'Network "plant" has failed: NotFound'],
    [{ network: 'plant', status: 'ABORTED', error: 'Aborted' }, 'Network "plant" was stopped'],
    [{ network: 'plant', kind: 'remove' }, 'The removal of network "plant" has failed: NotFound'],
    [{}, 'A network has failed: NotFound'],
    [{ kind: 'remove' }, 'The removal of a network has failed: NotFound'],
    // The run that holds the network goes on: nothing has become of the network itself.
    [{ network: 'plant', error: 'NetworkBusy' }, 'A further run for network "plant" was refused: NetworkBusy'],
    [
      { network: 'plant', kind: 'remove', error: 'NetworkBusy' },
      'A further run for the removal of network "plant" was refused: NetworkBusy',
    ],
  ])('%j: %s', (detail, subject) => {
    expect(outcomeWords(failed(detail))).toEqual({ subject, text: 'Why.\nExecution: arn' });
  });
});
