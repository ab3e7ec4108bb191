import { STATUS_CODES } from 'node:http';
import { describe, expect, test } from 'vitest';
import { problem, problemOf } from '../../src/api/problems.ts';
import { CanalError, type ErrorName, errorKinds, faultsError } from '../../src/canal/errors.ts';

const inside = {
  type: 'about:blank',
  title: 'Internal Server Error',
  status: 500,
  detail: 'The API failed on this request; its log says why.',
};

describe('problem', () => {
  test('is a problem document', () => {
    expect(problem(404, 'There is no such network.')).toEqual({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is no such network.' },
    });
  });

  test('a status without a title of its own has one all the same', () => {
    expect(problem(418, 'x').body).toMatchObject({ title: 'Problem', status: 418 });
  });
});

describe('problemOf', () => {
  test.each<[ErrorName, number]>([
    ['InvalidInput', 400],
    ['CidrOverlap', 400],
    ['NotFound', 404],
    ['NetworkBusy', 409],
    ['StoreUnavailable', 503],
    ['StepTimedOut', 503],
    ['SoracomUnavailable', 503],
    ['SoracomThrottled', 503],
    ['SoracomDenied', 502],
    ['SoracomRejected', 502],
    ['Ec2Unavailable', 503],
    ['Ec2Throttled', 503],
    ['Ec2Denied', 502],
    ['Ec2Rejected', 502],
  ])('%s is %i, with its sentence', (name, status) => {
    const answer = problemOf(new CanalError(name, 'A sentence.'));
    expect(answer).toMatchObject({ status, body: { status, error: name, detail: 'A sentence.' } });
    expect(answer.body).not.toHaveProperty('faults');
  });

  test('faults are told each with its field', () => {
    const answer = problemOf(
      faultsError('Not right', [
        { name: 'VpgConflict', field: 'vpg.type', message: 'no' },
        { name: 'CidrOverlap', field: 'peerings[0].destinationCidrBlock', message: 'nor this' },
      ]),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: 'VpgConflict',
        faults: [
          { error: 'VpgConflict', field: 'vpg.type', message: 'no' },
          { error: 'CidrOverlap', field: 'peerings[0].destinationCidrBlock', message: 'nor this' },
        ],
      },
    });
  });

  test('an error that no request can mend hides its inside', () => {
    expect(problemOf(new CanalError('InvalidSettings', 'CANAL_TABLE: secret-table')).body).toEqual(inside);
    expect(problemOf(new Error('at /home/somebody/file.ts')).body).toEqual(inside);
    expect(problemOf('a text').body).toEqual(inside);
  });

  test('every error of ours has a status and a title', () => {
    for (const name of Object.keys(errorKinds) as ErrorName[]) {
      const { status, body } = problemOf(new CanalError(name, 'x'));
      expect([400, 404, 409, 500, 502, 503]).toContain(status);
      // RFC 9457 wants the words of HTTP beside about:blank.
      expect(body).toMatchObject({ title: STATUS_CODES[status] });
    }
  });
});
